// The elements that search.js makes: the combobox in the header and the search page.
// Run with `node --test tests/search/` from the root of the repository.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import * as engine from "../../static/js/search-engine.js";
import { marked, mount, mountPage } from "../../static/js/search.js";
import { addForm, openDocument } from "./dom.mjs";
import { WORDS } from "./words.mjs";

const HOSTILE_JSON = { sections: [["", "", "Zirconium <img src=x onerror=alert(3)> </script>"], ["<x>", "<u>Heading</u>", "zirconium too"]] };

globalThis.fetch = async (url) => {
  const { pathname } = new URL(url, document.baseURI);
  // One file for all pages, each of which says the same but for those of hostile names.
  const told = (address) => (address.includes("hostile") ? HOSTILE_JSON : { description: "An <b>article</b>." });
  const body = pathname.startsWith("/api/")
    ? { json: async () => ({ pages: new Proxy({}, { get: (_, address) => told(address) }) }) }
    : await readFile(new URL(`.${pathname}`, import.meta.url), "utf8");
  if (typeof body !== "string") return { ok: true, status: 200, ...body };
  return { ok: true, status: 200, json: async () => JSON.parse(body), text: async () => body };
};

const options = (kind) => ({ engine, base: "/", api: "/api/", allPages: "/special/all-pages/", index: `/${kind}/index.json`, text: WORDS });
const tick = (time) => new Promise((done) => setTimeout(done, time));

/** Waits until something holds; what never does fails in the assertion after it. */
async function until(holds) {
  for (let n = 0; n < 300 && !holds(); n++) await tick(10);
}

async function box(query, kind = "index") {
  const { form, input } = addForm(openDocument("http://wiki.test/"), "http://wiki.test/search/");
  mount(form, options(kind));
  const panel = form.querySelector(".search-panel");
  const list = form.querySelector(".search-list");
  const type = async (text) => {
    input.value = text;
    input.fire("input");
    await until(() => !form.hasAttribute("data-busy"));
  };
  await type(query);
  return { form, input, panel, list, type, key: (key) => input.fire("keydown", { key }) };
}

const titles = (list) => list.children.map((option) => option.querySelector(".search-option-title").textContent);

/** Only these elements may ever come out of a query and an index. */
function assertHarmless(root) {
  const made = new Set(["a", "button", "div", "form", "h2", "input", "label", "li", "mark", "ol", "option", "p", "select", "span", "ul"]);
  for (const element of root.all()) {
    assert.ok(made.has(element.tag), element.tag);
    for (const name of element.attributes.keys()) assert.ok(!name.startsWith("on") && name !== "style", name);
    if (element.tag === "a") assert.equal(new URL(element.href).origin, "http://wiki.test");
  }
}

test("the JSON of a page is found by a hash of its address", () => {
  assert.equal(engine.shardOf("/api/", 512, ""), "/api/pages/453.json");
  assert.equal(engine.shardOf("/api/", 512, "people/al-pacino/"), "/api/pages/290.json");
  assert.equal(engine.shardOf("/api/", 512, "caf\u00e9/"), "/api/pages/146.json");
});

test("the input becomes a combobox over a list box", async () => {
  const { input, list, panel } = await box("pacino");
  assert.equal(input.getAttribute("role"), "combobox");
  assert.equal(input.getAttribute("aria-expanded"), "true");
  assert.equal(input.getAttribute("aria-controls"), list.id);
  assert.equal(list.getAttribute("role"), "listbox");
  assert.ok(!panel.hidden);
  assert.equal(titles(list)[0], "Al Pacino");
  assert.equal(titles(list).at(-1), "All results for “pacino”");
  assert.ok(list.children.every((option) => option.getAttribute("role") === "option" && option.getAttribute("tabindex") === "-1"));
  assert.equal(list.children.at(-1).href, "http://wiki.test/search/?q=pacino");
});

test("mounting twice changes nothing", async () => {
  const { form } = await box("pacino");
  mount(form, options("index"));
  assert.equal(form.querySelectorAll(".search-panel").length, 1);
});

test("arrow keys move through the options and back to the input", async () => {
  const { input, list, key } = await box("neil mccauley");
  assert.equal(input.getAttribute("aria-activedescendant"), null);
  assert.ok(key("ArrowDown").isPrevented);
  assert.equal(input.getAttribute("aria-activedescendant"), list.children[0].id);
  assert.equal(list.children[0].getAttribute("aria-selected"), "true");
  key("ArrowUp");
  assert.equal(input.getAttribute("aria-activedescendant"), null);
  key("ArrowUp");
  assert.equal(input.getAttribute("aria-activedescendant"), list.children.at(-1).id);
  for (const name of ["Home", "End", "ArrowLeft", "a"]) assert.ok(!key(name).isPrevented, name);
});

test("Enter goes to the active option, else to the search page", async () => {
  const { list, key } = await box("pacino");
  assert.ok(!key("Enter").isPrevented);
  let went = "";
  list.children[0].addEventListener("click", () => (went = list.children[0].href));
  key("ArrowDown");
  assert.ok(key("Enter").isPrevented);
  assert.equal(went, "http://wiki.test/people/al-pacino/");
});

test("Escape closes, then clears, then is left alone", async () => {
  const { input, panel, key } = await box("pacino");
  key("Escape");
  assert.ok(panel.hidden && input.value === "pacino");
  assert.equal(input.getAttribute("aria-expanded"), "false");
  key("Escape");
  assert.equal(input.value, "");
  assert.ok(!key("Escape").isPrevented);
});

test("leaving the form closes the panel, pressing in it does not", async () => {
  const { form, panel, list } = await box("pacino");
  assert.ok(panel.fire("mousedown").isPrevented);
  form.fire("focusout", { relatedTarget: list.children[0] });
  assert.ok(!panel.hidden);
  form.fire("focusout", { relatedTarget: null });
  assert.ok(panel.hidden);
});

test("the count is announced", async () => {
  const { form, type } = await box("jericho");
  const status = form.querySelector(".search-status");
  assert.equal(status.getAttribute("role"), "status");
  await until(() => status.textContent);
  assert.match(status.textContent, /^\d+ suggestions? for “jericho”$/u);
  await type("qqqqzzzz");
  await until(() => /No/.test(status.textContent));
  assert.equal(status.textContent, "No results for “qqqqzzzz”");
  assert.equal(form.querySelector(".search-empty").textContent, "No results for “qqqqzzzz”");
});

test("only the last of quick answers is shown", async () => {
  const { input, list, type } = await box("pac");
  input.value = "waingro";
  input.fire("input");
  await type("jericho");
  await tick(300);
  assert.equal(titles(list)[0], "The Jericho Mile");
});

test("sections, aliases and the text are told apart", async () => {
  const { list, type } = await box("digital cameras");
  const [section] = list.children;
  assert.equal(section.getAttribute("data-role"), "section");
  assert.equal(section.href, "http://wiki.test/people/michael-mann/#digital");
  assert.equal(section.querySelector(".search-option-note").textContent, "in Michael Mann");
  await type("master thief");
  assert.equal(list.children[0].querySelector(".search-option-note").textContent, "Character · also called The master thief");
  await type("unfamiliarity");
  assert.equal(list.children[0].getAttribute("data-role"), "text");
});

for (const kind of ["index", "split"]) {
  test(`${kind}: hostile names and queries stay text`, async () => {
    const { form, list, type } = await box("zirconium", kind);
    assert.match(titles(list)[0], /^<img src=x onerror=alert\(1\)>/);
    assert.equal(list.children[0].querySelector(".search-option-note").textContent, "<b>kind</b>");
    assertHarmless(form);
    for (const query of ["\"><img src=x onerror=alert(1)>", "<u>heading", "svg onload", "</script>", "{q} $& \\"]) {
      await type(query);
      assertHarmless(form);
      const last = list.children.at(-1);
      if (last) assert.equal(new URL(last.href).searchParams.get("q"), query);
    }
  });

  test(`${kind}: the search page shows ?q= with marks, sections and filters`, async () => {
    const root = openDocument("http://wiki.test/search/?q=zirconium");
    addForm(root, "http://wiki.test/search/");
    mountPage(root, options(kind));
    const list = root.querySelector(".search-results");
    await until(() => root.querySelector(".search-result-excerpt")?.textContent);
    assert.equal(root.querySelector("input").value, "zirconium");
    assert.equal(root.querySelector(".search-status").textContent, "1 result for “zirconium”");
    const [result] = list.children;
    assert.match(result.querySelector("h2").textContent, /^<img src=x onerror=alert\(1\)>/);
    assert.equal(result.querySelector(".search-result-excerpt").textContent, "Zirconium <img src=x onerror=alert(3)> </script>");
    assert.deepEqual(result.querySelectorAll("mark").map((mark) => mark.textContent), ["Zirconium"]);
    await until(() => root.querySelectorAll("option").length);
    assert.deepEqual(root.querySelectorAll("option").map((option) => option.textContent), ["Any", "<b>kind</b> (1)", "Any", "<i>category</i> (1)"]);
    assertHarmless(root);
  });
}

test("filters narrow the results and stand in the address", async () => {
  const root = openDocument("http://wiki.test/search/?q=heat&type=Work");
  addForm(root, "http://wiki.test/search/");
  mountPage(root, options("index"));
  const list = root.querySelector(".search-results");
  await until(() => !list.hidden);
  const notes = () => list.querySelectorAll(".search-result-note").map((note) => note.textContent);
  assert.ok(notes().length && notes().every((note) => note.startsWith("Work")));
  const [type] = root.querySelectorAll("select");
  assert.equal(type.value, "Work");
  type.value = "Event";
  root.querySelector(".search-filters").fire("change");
  await until(() => notes().every((note) => note.startsWith("Event")));
  assert.ok(notes().every((note) => note.startsWith("Event")));
  assert.equal(location.search, "?q=heat&type=Event");
});

test("more results are shown when asked for", async () => {
  const root = openDocument("http://wiki.test/search/?q=heat");
  addForm(root, "http://wiki.test/search/");
  mountPage(root, options("index"));
  const list = root.querySelector(".search-results");
  const more = root.querySelector(".search-more");
  await until(() => !list.hidden);
  assert.equal(list.children.length, 10);
  assert.ok(!more.hidden);
  more.click();
  await until(() => list.children.length > 10);
  assert.equal(document.activeElement, list.children[10].querySelector("a"));
});

test("typing on the search page changes the address and the results", async () => {
  const root = openDocument("http://wiki.test/search/");
  const { form, input } = addForm(root, "http://wiki.test/search/");
  mountPage(root, options("index"));
  input.value = " Jerico Mile ";
  assert.ok(form.fire("submit").isPrevented);
  const list = root.querySelector(".search-results");
  await until(() => !list.hidden);
  assert.equal(location.search, "?q=Jerico+Mile");
  assert.equal(list.querySelector("a").href, "http://wiki.test/works/jericho-mile-1979/");
  await until(() => root.querySelector(".search-result-excerpt").textContent);
  assert.equal(root.querySelector(".search-result-excerpt").textContent, "An <b>article</b>.");
});

test("what fails to load is said, with a way to all pages, and asked for again", async () => {
  const { form, input } = addForm(openDocument("http://wiki.test/"), "http://wiki.test/search/");
  const { fetch } = globalThis;
  globalThis.fetch = async () => ({ ok: false, status: 503 });
  mount(form, { ...options("index"), index: "http://broken.test/index/index.json" });
  input.value = "pacino";
  input.fire("input");
  const line = form.querySelector(".search-empty");
  await until(() => line.textContent);
  globalThis.fetch = fetch;
  assert.equal(line.textContent, "Search could not be loaded. All pages");
  assert.equal(line.querySelector("a").getAttribute("href"), "/special/all-pages/");
  assert.ok(!form.querySelector(".search-panel").hidden && form.querySelector(".search-list").hidden);
  assert.match(form.querySelector(".search-status").textContent, /^Search could not be loaded/);

  input.value = "pacin";
  input.fire("input");
  const list = form.querySelector(".search-list");
  await until(() => list.children.length);
  assert.equal(titles(list)[0], "Al Pacino");
  assert.ok(line.hidden);
});

test("what is slow to load is said", async () => {
  const { form, input } = addForm(openDocument("http://wiki.test/"), "http://wiki.test/search/");
  const { fetch } = globalThis;
  globalThis.fetch = async (url) => {
    await tick(700);
    return fetch(url);
  };
  mount(form, { ...options("index"), index: "http://slow.test/index/index.json" });
  input.value = "pacino";
  input.fire("input");
  const line = form.querySelector(".search-empty");
  await until(() => line.textContent);
  globalThis.fetch = fetch;
  assert.equal(line.textContent, "Loading…");
  assert.equal(form.querySelector(".search-status").textContent, "Loading…");
  await until(() => form.querySelector(".search-list").children.length);
  assert.ok(line.hidden);
});

test("a type or category that is not there is named", async () => {
  const root = openDocument("http://wiki.test/search/?q=heat&type=Nonsense");
  addForm(root, "http://wiki.test/search/");
  mountPage(root, options("index"));
  const [type] = root.querySelectorAll("select");
  await until(() => type.children.length);
  assert.equal(type.value, "Nonsense");
  assert.equal(type.children.at(-1).textContent, "Nonsense (0)");
  assert.match(root.querySelector(".search-status").textContent, /^\d+ results for “heat”, none of this type and category$/u);
  assert.ok(root.querySelector(".search-results").hidden);
});

test("a wiki without data for machines is not asked for it", async () => {
  const root = openDocument("http://wiki.test/search/?q=pacino");
  addForm(root, "http://wiki.test/search/");
  const { fetch } = globalThis;
  const asked = [];
  globalThis.fetch = (url) => asked.push(String(url)) && fetch(url);
  mountPage(root, { ...options("index"), api: undefined });
  const list = root.querySelector(".search-results");
  await until(() => !list.hidden);
  await tick(20);
  globalThis.fetch = fetch;
  assert.ok(list.children.length);
  assert.deepEqual(asked.filter((url) => url.includes("/api/")), []);
});

test("a number takes the plural form of the language", async () => {
  const { form, input } = addForm(openDocument("http://wiki.test/"), "http://wiki.test/search/");
  const forms = { one: "{n} jedna", few: "{n} dwie", many: "{n} wiele", other: "{n} inne" };
  mount(form, { ...options("index"), text: { ...WORDS, language: "pl", suggestions_count: forms } });
  const status = form.querySelector(".search-status");
  for (const query of ["pacino", "jericho", "heat"]) {
    input.value = query;
    input.fire("input");
    await until(() => !form.hasAttribute("data-busy"));
    await tick(450);
    const n = Number.parseInt(status.textContent, 10);
    assert.equal(status.textContent, `${n} ${n === 1 ? "jedna" : n < 5 ? "dwie" : "wiele"}`);
  }
});

test("marks are drawn around whole words and runs of characters", () => {
  openDocument("http://wiki.test/");
  const parts = (text, ...found) => marked(text, new Set(found)).map((node) => (node.tag ? `[${node.textContent}]` : node)).join("");
  assert.equal(parts("Tone Lōc at L.A. Takedown", "loc", "la"), "Tone [Lōc] at [L.A]. Takedown");
  assert.equal(parts("東京都の夜", "東京", "京都"), "[東京都]の夜");
  assert.equal(parts("東京と京都", "東京", "京都"), "[東京]と[京都]");
  assert.equal(parts("Straße <b>", "strasse", "b"), "[Straße] <[b]>");
  assert.equal(parts("", "x"), "");
});
