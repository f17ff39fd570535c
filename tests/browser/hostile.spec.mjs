// Texts and files of strangers, under the policy that docs/content/deploying.md recommends: no dialog, no script of theirs, no
// report of the policy, no request to another host; and the parts of the page stay where they are and work.

import { readFileSync } from "node:fs";

import { DRAWINGS, FILES, NAMES, PAYLOADS } from "./support/hostile.mjs";
import { POLICY, POLICY_OF_DRAWINGS } from "./support/server.mjs";
import { expect, hurry, settled, test } from "./support/test.mjs";

test.use({ wiki: "hostile" });

const OWN_ELEMENTS = new Set(
  `a abbr article aside audio b bdi bdo blockquote body br button caption cite code col colgroup data dd del details dfn div dl dt em
  figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html i img input ins kbd label li link main mark meta nav ol option p
  picture pre q rp rt ruby s samp script section select small source span strong sub summary sup table tbody td tfoot th thead time
  title tr u ul video wbr
  svg path circle rect desc text
  math maction menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt
  mstyle msub msubsup msup mtable mtd mtext mtr munder munderover semantics annotation`.split(/\s+/),
);

/** Whatever in a document can run, load from elsewhere or send readers away, be it there at once or read anew. */
function audit(ownElements) {
  const own = new Set(ownElements);
  const found = [];
  const inspect = (root, when) => {
    for (const element of root.querySelectorAll("*")) {
      const say = (what) => found.push(`${when}: ${what} in ${element.cloneNode().outerHTML.slice(0, 200)}`);
      const name = element.localName;
      if (!own.has(name)) say(`<${name}>`);
      if (["form", "button", "label", "select", "script", "link", "meta", "input"].includes(name) && element.closest(".content")) {
        // Scripts make the buttons of tabs and of sortable tables.
        const isOurs = element.matches("input[type=checkbox][disabled], .tab-list > button[role=tab], table.sortable th > button");
        if (!isOurs) say(`<${name}> in a text`);
      }
      if (name === "script" && element.type === "application/ld+json") JSON.parse(element.textContent);
      else if (name === "script" && element.textContent.trim()) say("a script in the page");
      for (const { name: attribute, value } of element.attributes) {
        if (/^(on|style$|srcdoc$|formaction$|xlink:|http-equiv$|ping$|is$|popover$)/.test(attribute)) say(attribute);
        if (/^(href|src|action|cite|data|poster|srcset|background)$/.test(attribute)) check(say, element, attribute, value);
      }
    }
  };
  const check = (say, element, attribute, value) => {
    const { protocol, origin } = new URL(value, location.href);
    if (!["http:", "https:", "mailto:", "tel:"].includes(protocol)) say(`${attribute} of ${protocol}`);
    const loads = ["src", "poster"].includes(attribute) || element.matches("link:not([rel=canonical]), form");
    if (loads && origin !== location.origin) say(`${attribute} from ${origin}`);
  };
  inspect(document, "as it is");
  inspect(new DOMParser().parseFromString(document.documentElement.outerHTML, "text/html"), "read anew");
  const copy = document.createElement("template");
  copy.innerHTML = document.querySelector("main").innerHTML;
  inspect(copy.content, "as a template");
  return found;
}

/** What of the header does not answer at its own place, and what of the page's parts the text has moved or doubled. */
function unreachable() {
  const answers = (part) => {
    const { x, y, width, height } = part.getBoundingClientRect();
    return (part.closest("form") ?? part).contains(document.elementFromPoint(x + width / 2, y + height / 2));
  };
  const parts = document.querySelectorAll(".site-header :is(.brand, .reach summary, :is(input, button):not(.reach *), nav a)");
  const covered = [...parts].filter((part) => !answers(part)).map((part) => part.outerHTML.slice(0, 80));
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `id ${id} twice`);
  const wrong = document.getElementById("main") === document.querySelector("body > main") ? [] : ["the id of the text"];
  return parts.length < 3 ? ["the header is not whole"] : [...covered, ...twice, ...wrong];
}

/** A page is sound: nothing of strangers runs or loads, and the header is within reach. */
async function isSound(page, path) {
  await page.goto(path);
  expect(await page.evaluate(audit, [...OWN_ELEMENTS]), path).toEqual([]);
  expect(await page.evaluate(unreachable), path).toEqual([]);
}

async function searches(page, query) {
  const input = page.getByRole("combobox").or(page.locator("header form.search input"));
  await input.first().fill(query);
  await page.getByRole("option").first().waitFor();
}

for (const kind of new Set(PAYLOADS.map((row) => row.kind))) {
  const rows = PAYLOADS.filter((row) => row.kind === kind);
  test(`in every place that takes text: ${kind}`, async ({ page }) => {
    await hurry(page);
    for (const { number, text } of rows) {
      await test.step(text, async () => {
        await isSound(page, `things/a${number}/`);
        await searches(page, "zirconium");
        await isSound(page, `things/p${number}/`);
        await searches(page, `page ${number}`);
        await page.locator("nav.categories a").first().evaluate((link) => link.click());
        await page.locator("main.kind-category").waitFor();
        expect(await page.evaluate(audit, [...OWN_ELEMENTS]), `category of ${number}`).toEqual([]);
      });
    }
  });
}

test("every element of HTML, with every attribute that does something", async ({ page }) => {
  await isSound(page, "things/elements/");
  await searches(page, "zirconium");
});

test("names of files, shown where a page has no other", async ({ page }) => {
  await page.goto("names/");
  const links = page.locator("main .letter a, main .listing a");
  const addresses = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  expect(addresses.length).toBeGreaterThanOrEqual(NAMES.length);
  for (const address of addresses) await isSound(page, address);
});

test("pages made of all texts", async ({ page }) => {
  for (const path of ["", "things/", "history/", "sources/", "categories/", "special/", "special/all-pages/", "special/wanted/", "target/", "search/?q=alert"]) {
    await isSound(page, path);
  }
});

test("previews of hostile pages are text", async ({ page }) => {
  await hurry(page);
  await page.goto("things/");
  await settled(page);
  for (const link of (await page.locator("main li > a[href^='/things/p']").all()).slice(0, 15)) {
    await link.hover();
    await page.getByRole("tooltip").waitFor();
    expect(await page.getByRole("tooltip").evaluate((card) => [...card.querySelectorAll("*")].map(({ localName }) => localName).filter((name) => !["img", "small", "p"].includes(name)))).toEqual([]);
    await page.keyboard.press("Escape");
  }
});

test("feeds and the site map are well-formed, and hold no HTML of strangers", async ({ page }) => {
  await page.goto("");
  for (const path of ["/feed.xml", "/history/feed.xml", "/sitemap.xml"]) {
    const names = await page.evaluate(async (path) => {
      const xml = new DOMParser().parseFromString(await (await fetch(path)).text(), "application/xml");
      return [...new Set([...xml.querySelectorAll("*")].map(({ localName, namespaceURI }) => `${namespaceURI} ${localName}`))];
    }, path);
    expect(names.filter((name) => !/^http:\/\/www\.(w3\.org\/2005\/Atom|sitemaps\.org\/schemas\/sitemap\/0\.9) /.test(name)), path).toEqual([]);
  }
});

test("a link whose path begins with two slashes fetches nothing from another host", async ({ page }) => {
  await page.goto("target/");
  await settled(page);
  await page.locator(".content").evaluate((content) => {
    content.insertAdjacentHTML("afterbegin", '<a href="/.//evil.example/">away</a>');
  });
  await page.getByRole("link", { name: "away" }).hover();
  await expect(page.locator("head link[rel=prefetch]")).toHaveCount(1);
});

test("the scripts' names do not come from ids, where a browser lacks a function", async ({ page }) => {
  await page.addInitScript(() => {
    delete globalThis.requestIdleCallback;
  });
  await page.goto("target/");
  await page.locator(".content").evaluate((content) => {
    content.insertAdjacentHTML("afterbegin", '<b id="requestIdleCallback">x</b>');
  });
  await searches(page, "zirconium");
});

test("a step of the script that fails stops no other", async ({ page, complaints }) => {
  await page.addInitScript(() => {
    matchMedia = () => { throw new Error("no media"); };
  });
  await page.goto("target/");
  await searches(page, "zirconium");
  expect(complaints.length).toBeGreaterThan(0);
  expect(complaints.filter((complaint) => !complaint.includes("no media"))).toEqual([]);
  complaints.length = 0;
});

test("no class of the theme moves or covers the parts of a page, not even one that a template lets through", async ({ page, request }) => {
  await page.goto("things/p0/");
  const addresses = await page.locator("link[rel=stylesheet]").evaluateAll((links) => links.map((link) => link.href));
  const sheets = await Promise.all(addresses.map(async (address) => (await request.get(address)).text()));
  const classes = [...new Set(sheets.join("\n").match(/\.[a-z][a-z-]*/g))].map((name) => name.slice(1));
  expect(classes.length).toBeGreaterThan(100);
  const moved = await page.evaluate((classes) => {
    const content = document.querySelector(".content");
    const boxes = () => [...document.querySelectorAll("body > .site-header *, body > a, h1, nav.toc, nav.toc *")].map((part) => {
      const { x, y, width, height } = part.getBoundingClientRect();
      return `${part.localName} ${x} ${y} ${width} ${height}`;
    });
    const before = boxes();
    return classes.filter((name) => {
      const probe = document.createElement("div");
      const inside = `<a href="/">x</a><ul><li><a href="/">x</a></li></ul><section><h2>x</h2></section><span>x</span>`;
      probe.innerHTML = `<div class="${name}">${inside}</div><details class="${name}" open><summary class="${name}">x</summary>${inside}</details><a class="${name}" href="/">x</a>`;
      content.prepend(probe);
      const changed = boxes().some((box, at) => box !== before[at]);
      const brand = document.querySelector(".brand span").getBoundingClientRect();
      const covered = !document.elementFromPoint(brand.x + 2, brand.y + 2)?.closest(".brand");
      const fixed = [...probe.querySelectorAll("*")].some((element) => getComputedStyle(element).position === "fixed");
      probe.remove();
      return changed || covered || fixed;
    });
  }, classes);
  expect(moved).toEqual([]);
});

for (const path of Object.keys(FILES)) {
  test(`${path} is what its name says, and no page`, async ({ page, request, baseURL, complaints }) => {
    const response = await request.get(path);
    expect(response.headers()["x-content-type-options"]).toBe("nosniff");
    expect(response.headers()["content-type"]).not.toContain("html");
    await page.goto("");
    await Promise.race([page.goto(path), page.waitForEvent("download")]).catch(() => {});
    expect(page.url().startsWith(baseURL)).toBe(true);
    await page.goto("");
    // The page that Chromium shows a picture on has styles of its own, and no icon.
    const others = complaints.filter((complaint) => !/Applying inline style|style-src-attr|Failed to load resource/.test(complaint));
    complaints.splice(0, complaints.length, ...others);
  });
}

for (const name of Object.keys(DRAWINGS)) {
  test(`${name} runs nothing, opened by itself or as a picture`, async ({ page, complaints, baseURL }) => {
    expect((await page.goto(name)).ok()).toBe(true);
    await page.mouse.click(4, 4);
    await page.goto("target/");
    await page.locator(".content").evaluate(async (content, source) => {
      const picture = Object.assign(document.createElement("img"), { src: source });
      content.prepend(picture);
      await picture.decode();
    }, `/${name}`);
    const reports = /policy: |Blocked script execution|Content Security Policy|Failed to load resource|sandboxed/;
    expect(complaints.filter((complaint) => !reports.test(complaint)), baseURL).toEqual([]);
    complaints.length = 0;
  });
}

test("the headers of these tests are those that the documentation recommends", () => {
  const documented = readFileSync(new URL("../../docs/content/deploying.md", import.meta.url), "utf8");
  for (const policy of [POLICY, POLICY_OF_DRAWINGS, "X-Content-Type-Options: nosniff"]) expect(documented).toContain(policy);
});
