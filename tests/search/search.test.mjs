// Reads the indexes that the Rust side wrote (see main.rs beside this file) with the module that readers get.
// Run with `node --test tests/search/` from the root of the repository; needs Node 20 and nothing else.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { Search, distance, excerpt, fold, words } from "../../static/js/search-engine.js";

/** Serves the folders beside this file as `fetch` would. */
const asked = [];
globalThis.fetch = async (url) => {
  asked.push(String(url));
  const path = new URL(`.${new URL(url).pathname}`, import.meta.url);
  const body = await readFile(path, "utf8").catch(() => null);
  return { ok: body !== null, status: body === null ? 404 : 200, json: async () => JSON.parse(body), text: async () => body };
};

const kinds = ["index", "split"];
const open = (kind) => new Search(`http://wiki.test/${kind}/index.json`);

async function urls(search, query, ask = "find") {
  const { results } = await search[ask](query);
  return (await search.pages(results.map(({ page }) => page))).map(({ url }) => url);
}

test("words are cut and folded as the table says", async () => {
  const table = await readFile(new URL("fold.tsv", import.meta.url), "utf8");
  for (const line of table.trimEnd().split("\n")) {
    const [written, expected] = line.split("\t");
    const text = written.replace(/\\u([0-9a-f]{4})/g, (_, code) => String.fromCharCode(parseInt(code, 16)));
    assert.equal(words(text).join(" "), expected, text);
    assert.equal(words(`(«${text}»)`).join(" "), expected, `${text} in marks`);
    assert.equal(fold(fold(text)), fold(text));
  }
});

test("a query needs no single last characters", () => {
  assert.deepEqual(words("東京都 heat", true), ["東京", "京都", "heat"]);
  assert.deepEqual(words("都", true), ["都"]);
});

test("distance counts insertions, deletions, changes and swaps", () => {
  assert.equal(distance("heat", "heat", 1), 0);
  assert.equal(distance("haet", "heat", 1), 1);
  assert.equal(distance("het", "heat", 1), 1);
  assert.equal(distance("heist", "heat", 1), 2);
  assert.equal(distance("shiherlis", "sheherles", 2), 2);
  assert.equal(distance("shir", "shiherlis", 1, true), 1);
});

// ---- Names

const MISSPELT = {
  "Vincent Hana": "/characters/vincent-hanna/",
  "Niel McCauly": "/characters/neil-mccauley/",
  "Chris Shirherlis": "/characters/chris-shiherlis/",
  "Waingrow": "/characters/waingro/",
  "Micheal Cherito": "/characters/michael-cheritto/",
  "Roger Vanzant": "/characters/roger-van-zant/",
  "Robert Deniro": "/people/robert-de-niro/",
  "Al Paccino": "/people/al-pacino/",
  "Kilmar": "/people/val-kilmer/",
  "Leonardo Di Caprio": "/people/leonardo-dicaprio/",
  "Timothy Chalamay": "/people/timothee-chalamet/",
  "Mykelty Wiliamson": "/people/mykelti-williamson/",
  "Danny Treho": "/people/danny-trejo/",
  "Bruckhiemer": "/people/jerry-bruckheimer/",
  "Dante Spinoti": "/people/dante-spinotti/",
  "Tone Loc": "/people/tone-loc/",
  "Kate Mantelini": "/places/kate-mantilini/",
  "Cuidad del Este": "/places/ciudad-del-este/",
  "Jerico Mile": "/works/jericho-mile-1979/",
  "LA Takedwon": "/works/la-takedown-1989/",
  "Robery Homocide": "/works/robbery-homicide-division-2002/",
  "nanhunter": "/works/manhunter-1986/",
  "downtown shootout": "/articles/the-downtown-shoot-out/",
};

for (const kind of kinds) {
  test(`${kind}: misspelt names find their page first`, async () => {
    for (const [query, url] of Object.entries(MISSPELT)) {
      assert.equal((await urls(open(kind), query, "suggest"))[0], url, query);
      assert.equal((await urls(open(kind), query))[0], url, `${query} in everything`);
    }
  });

  test(`${kind}: a very title comes first, then what begins with it`, async () => {
    assert.equal((await urls(open(kind), "Neil McCauley"))[0], "/characters/neil-mccauley/");
    assert.equal((await urls(open(kind), "neil mccauley (the real"))[0], "/people/neil-mccauley-real/");
    assert.equal((await urls(open(kind), "heat"))[0], "/works/heat-1995/", "the one that most pages link to");
    assert.deepEqual((await urls(open(kind), "heat 2")).slice(0, 2).sort(), ["/works/heat-2-film/", "/works/heat-2-novel/"]);
    assert.equal((await urls(open(kind), "Trejo"))[0], "/characters/trejo/");
  });

  test(`${kind}: names are found by their signs, and those without short words as they are written`, async () => {
    const first = async (query) => (await urls(open(kind), query, "suggest"))[0];
    assert.equal(await first("C#"), "/signs/c-sharp/");
    assert.equal(await first("c++"), "/signs/c-plus/");
    assert.equal(await first("!!!"), "/signs/exclamation/");
    assert.equal(await first("🎬🎥"), "/signs/clapper/");
    assert.equal(await first("🎬"), "/signs/clapper/");
    assert.equal(await first("llanfairpwllgwyn"), "/signs/village/");
    assert.equal(await first("Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"), "/signs/village/");
  });

  test(`${kind}: suggestions come while the word is typed`, async () => {
    for (const query of ["wain", "waing", "vincent h", "neil mcc", "timoth", "shihe"]) {
      const [first] = await urls(open(kind), query, "suggest");
      assert.ok(first, query);
    }
    assert.equal((await urls(open(kind), "waing", "suggest"))[0], "/characters/waingro/");
    assert.equal((await urls(open(kind), "bruckhie", "suggest"))[0], "/people/jerry-bruckheimer/");
  });

  test(`${kind}: aliases find their page`, async () => {
    const search = open(kind);
    const { results } = await search.suggest("Alfredo James");
    assert.equal(results[0].name.text, "Alfredo James Pacino");
    assert.equal((await urls(search, "Alfredo James"))[0], "/people/al-pacino/");
    assert.equal((await urls(search, "ヒート"))[0], "/works/heat-1995/");
    assert.equal((await urls(search, "히트"))[0], "/works/heat-1995/");
  });

  test(`${kind}: headings lead into their page`, async () => {
    const search = open(kind);
    const { results: [first] } = await search.suggest("digital cameras");
    assert.deepEqual(first.sections.map(({ id, text }) => [id, text]), [["digital", "Turning to digital cameras"]]);
    assert.equal(first.name, null);
  });

  // ---- The full text

  test(`${kind}: the text is found by words, their beginnings and misspelt ones`, async () => {
    const scene = "/articles/the-coffee-scene/";
    for (const query of ["unfamiliarity", "unfam", "unfamilarity", "infamiliarity", "rehearsals lamps", "practical lamps"]) {
      const found = await urls(open(kind), query);
      assert.ok(found.includes(scene), query);
    }
    assert.deepEqual(await urls(open(kind), "armoured truck"), ["/works/heat-1995/"]);
  });

  test(`${kind}: a word of nearly every page narrows nothing`, async () => {
    assert.equal((await urls(open(kind), "page wiki elisa"))[0], "/characters/elisa/");
    assert.equal((await urls(open(kind), "of thermal"))[0], "/articles/the-downtown-shoot-out/");
  });

  test(`${kind}: scripts without spaces`, async () => {
    const first = async (query) => (await urls(open(kind), query))[0];
    for (const query of ["東京", "京都", "都", "夜の街", "美しい"]) assert.equal(await first(query), "/world/tokyo/", query);
    for (const query of ["서울", "특별시", "촬영한"]) assert.equal(await first(query), "/world/seoul/", query);
    for (const query of ["กรุงเทพ", "ภาพยนตร์"]) assert.equal(await first(query), "/world/bangkok/", query);
    assert.equal(await first("москва"), "/world/moscow/");
    assert.equal(await first("Масква"), "/world/moscow/");
  });

  test(`${kind}: nothing is found for nonsense, marks and nothing`, async () => {
    for (const query of ["", "   ", "???", "qqqqzzzz", "<zzzz>", "%", "\u0000"]) {
      const { results } = await open(kind).find(query);
      assert.deepEqual(results, [], query);
    }
  });

  test(`${kind}: filters know types and categories`, async () => {
    const search = open(kind);
    const { kinds: types, categories } = await search.filters();
    const [tokyo] = (await search.find("東京都")).results;
    assert.ok(types.get("Place").has(tokyo.page) && categories.get("Settings").has(tokyo.page));
    assert.ok(!types.get("Person").has(tokyo.page));
  });

  test(`${kind}: hostile names arrive as they are`, async () => {
    const search = open(kind);
    const { results: [first] } = await search.find("zirconium");
    const [page] = await search.pages([first.page]);
    assert.match(page.title, /^<img src=x onerror=alert\(1\)> “quoted” \u2028 <\/script>$/u);
    assert.equal(page.kind, "<b>kind</b>");
  });
}

test("a wiki published anew while somebody reads it is read anew", async () => {
  const search = open("index");
  const { names } = await search.open.manifest;
  names[0][1] = "0000000000";
  assert.equal((await search.fresh(() => urls(search, "Elisa")))[0], "/characters/elisa/");
});

test("each file is fetched once", async () => {
  const search = open("split");
  await search.find("vincent hanna");
  asked.length = 0;
  await search.find("vincent hanna");
  assert.deepEqual(asked, []);
});

test("a large wiki's index is read in few files", async () => {
  asked.length = 0;
  await open("split").suggest("vincent hanna");
  assert.ok(asked.length <= 4, asked.join(" "));
});

// ---- Excerpts

test("an excerpt is the part that has most of the words", () => {
  const sections = [
    ["", "", "The table is long. ".repeat(30)],
    ["a", "Lamps", `${"Nothing here. ".repeat(40)}Spinotti lit the table with practical lamps. ${"And on. ".repeat(40)}`],
  ];
  const part = excerpt(sections, new Set(["table", "lamps", "practical"]));
  assert.equal(part.id, "a");
  assert.match(part.text, /^… .*lit the table with practical lamps\..* …$/u);
  assert.ok(part.text.length < 230);
});

test("an excerpt without any of the words is the beginning", () => {
  assert.equal(excerpt([["", "", "Short."]], new Set(["x"])).text, "Short.");
  assert.equal(excerpt([], new Set(["x"])).text, "");
});
