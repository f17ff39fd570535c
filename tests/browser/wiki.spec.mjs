// The Heat 2 Wiki has what it must have: its events, its conflicts with each statement, its sources, and all that the two
// founding reports say. What is counted is what readers see.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { SITES } from "./support/build.mjs";
import { expect, test } from "./support/test.mjs";
import { CONFLICTS, EVENTS, pages, STATEMENTS, text } from "./support/wiki.mjs";

const html = (path) => readFileSync(join(SITES.heat, path, "index.html"), "utf8");

test("every event has its page and its place on the timeline", () => {
  const found = pages(SITES.heat, "events");
  expect(EVENTS.filter((event) => !found.includes(event))).toEqual([]);
  const timeline = html("history");
  expect(EVENTS.filter((event) => !timeline.includes(`/events/${event}/`))).toEqual([]);
});

for (const [conflict, [page, ids]] of Object.entries(CONFLICTS)) {
  test(`conflict: ${conflict}`, () => {
    const shown = html(page);
    expect(ids.split(" ").filter((id) => !shown.includes(id))).toEqual([]);
  });
}

test("two transcripts of one interview stand side by side", () => {
  expect(text(SITES.heat, "people/jerry-bruckheimer")).toMatch(/elements on which the film depends.*a rumour as well/);
});

for (const [statement, page, words] of STATEMENTS) {
  test(statement, () => expect(text(SITES.heat, page)).toMatch(words));
}

test("the sources are listed", () => {
  expect(html("sources").match(/<li id="/g).length).toBeGreaterThanOrEqual(96);
});

test("a reader of the home page learns how the film stands", () => {
  const home = text(SITES.heat, "").slice(0, 1200);
  for (const words of [/Has it started\? Not known/, /3 August 2026, has passed/, /Leonardo DiCaprio and Christian Bale/, /for United Artists/]) {
    expect(home).toMatch(words);
  }
});
