// Superseded pages come after those that supersede them, and are marked.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Search } from "../../static/js/search-engine.js";

const FILES = {
  "index.json": { version: 1, pages: 4, chunk: 32, names: [["", "n"]], terms: [], endings: [], pageHash: "", filters: "", superseded: "s" },
  "names-n.json": [
    [0, "/a/", "Plan", "Event", 9],
    [1, "/b/", "A plan in between", "Event", 0],
    [2, "/c/", "The newest plan of all for the ships", "Event", 0],
    [3, "/d/", "Planet", "Place", 0],
  ],
  "superseded-s.json": [[0, [1]], [1, [2]]],
};

globalThis.fetch = async (url) => {
  const file = FILES[String(url).split("/").at(-1)];
  return { ok: !!file, status: file ? 200 : 404, json: async () => file };
};

test("a superseded page comes after those that supersede it", async () => {
  for (const ask of ["suggest", "find"]) {
    const search = new Search("http://wiki.test/index.json");
    const { results } = await search[ask]("plan", 6);
    const places = [2, 1, 0].map((page) => results.findIndex((result) => result.page === page));
    assert.ok(places.every((place) => place >= 0), `${ask}: ${places}`);
    assert.deepEqual(places, [...places].sort((a, b) => a - b), ask);
    assert.deepEqual([0, 1, 2].map((page) => !!results.find((result) => result.page === page).isSuperseded), [true, true, false]);
  }
});
