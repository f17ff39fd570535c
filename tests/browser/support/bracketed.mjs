// A wiki in a pseudo-language: what authors write is Greek, and every phrase of the catalogue stands in brackets.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const CATALOGUE = new URL("../../../src/words/en.toml", import.meta.url);

// Patterns and signs are no words.
const SIGNS = /^(date_day|date_month|list_two|list_many|list_last|group_separator|decimal_separator|quotes) /;

/** The catalogue with brackets around each phrase. */
function words() {
  const bracketed = (line) => {
    if (!/^\w+ = /.test(line) || SIGNS.test(line)) return "";
    const [, key, value] = line.match(/^(\w+) = (.*)$/s);
    const phrases = key === "months" ? value.replace(/[^",\s]+/g, "⟦$&⟧") : value.replace(/"((?:[^"\\]|\\.)*)"/g, '"⟦$1⟧"');
    return `${key} = ${phrases}\n`;
  };
  return readFileSync(CATALOGUE, "utf8").split("\n").map(bracketed).join("");
}

const FILES = {
  "site.toml": `
title = "Βίκι"
base_url = "https://wiki.test/"
nav = [{ title = "Άνθρωποι", url = "/people/" }]
[spoilers]
"βιβλία" = ["book-1", "book-2"]
book-1 = "Πρώτο"
book-2 = "Δεύτερο"
end = "Τέλος"
[types.person]
folder = "people"
label = "Πρόσωπο"
plural = "Πρόσωπα"
[types.event]
folder = "events"
label = "Γεγονός"
plural = "Γεγονότα"
role = "event"
[types.event.fields]
date = { type = "date", label = "Ημερομηνία" }
status = { type = "choice", values = ["announced", "denied"], label = "Κατάσταση" }
`,
  "content/index.md": "---\ntitle: Βίκι\n---\n[[Άλφα]]\n",
  "content/people/άλφα.md":
    "---\ntitle: Άλφα Κείμενο\naliases: [Πρώτος]\ncategories: [Μεγάλη]\n---\nΛέξη για όλα. [[Βήτα]]\n\n## Ένα\n\nΛέξη.\n\n## Δύο\n\nΛέξη.\n\n" +
    "> [!spoiler|book-1]\n> Μυστικό\n\n> [!spoiler|end]\n> Μυστικό\n",
  "content/people/βήτα.md": "---\ntitle: Βήτα Κείμενο\naliases: [Βήτα]\ncategories: [Μικρή]\n---\nΛέξη. [[Άλφα Κείμενο]]\n",
};

/** Writes the wiki into a folder that is made anew. */
export function writeBracketed(root) {
  rmSync(root, { recursive: true, force: true });
  const write = (path, text) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [path, text] of Object.entries(FILES)) write(path, text);
  for (let n = 1; n < 8; n++) {
    write(`content/events/${n}.md`, `---\ntitle: Γεγονός ${n}\ndate: 200${n}-03-0${n}\nstatus: ${n % 2 ? "announced" : "denied"}\n---\nΛέξη.\n`);
  }
  for (let n = 10; n < 50; n++) write(`content/σειρά/${n}.md`, `# Κείμενο ${n}\n\nΛέξη ${n}.\n`);
  write("words.toml", words());
}

/** Words of the Latin alphabet that readers see or hear, and that stand outside of the brackets. */
export function outsideBrackets(page) {
  return page.evaluate(() => {
    const NAMES = ["aria-label", "title", "alt", "placeholder"];
    const isShown = (element) => element.checkVisibility({ visibilityProperty: true });
    const shown = [...document.body.querySelectorAll("*:not(script, style)")].filter(isShown);
    const texts = shown.flatMap((element) => [
      ...[...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data),
      "\n",
      ...NAMES.map((name) => `\n${element.getAttribute(name) ?? ""}\n`),
    ]);
    // Phrases with elements in them have their brackets in several texts.
    let depth = 0;
    const outside = [...texts.join(" ")].filter((letter) => {
      if (letter === "⟦") depth += 1;
      if (letter === "⟧") depth = Math.max(0, depth - 1);
      return depth === 0;
    });
    return outside.join("").match(/\b[a-z]{2,}\b/gi) ?? [];
  });
}
