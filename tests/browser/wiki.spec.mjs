// The Heat 2 Wiki has what it must have: its events, its conflicts with each statement, its sources, and all that the two
// founding reports say. What is counted is what readers see.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { SITES } from "./support/build.mjs";
import { expect, settled, test } from "./support/test.mjs";
import { CONFLICTS, EVENTS, pages, SOURCES, STATEMENTS, text } from "./support/wiki.mjs";

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

test("every source stands in the list of sources", () => {
  const listed = html("sources");
  expect(SOURCES.filter((source) => !listed.includes(`<li id="${source}"`))).toEqual([]);
});

test("the lists of this test are whole", () => {
  const claims = Object.values(CONFLICTS).flatMap(([, ids]) => ids.split(" "));
  const counts = [EVENTS, SOURCES, claims].map((list) => new Set(list).size);
  expect(counts).toEqual([38, 96, 57]);
  expect(Object.keys(CONFLICTS).length + 1, "with the two transcripts").toBeGreaterThanOrEqual(16);
  expect(STATEMENTS.length).toBeGreaterThanOrEqual(44);
});

test("a reader of the home page learns how the film stands", () => {
  const home = text(SITES.heat, "").slice(0, 1200);
  for (const words of [/Has it started\? Not known/, /3 August 2026, has passed/, /Leonardo DiCaprio and Christian Bale/, /for United Artists/]) {
    expect(home).toMatch(words);
  }
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });

  test("two screens of the home page say how the film stands", async ({ page }) => {
    await page.goto("");
    await settled(page);
    const said = [/Has it started\?.*Not known/, /3 August 2026, has passed/, /Leonardo DiCaprio and Christian Bale/, /Who makes it\?.*Michael Mann, for United Artists/];
    for (const words of said) {
      const box = await page.locator("main p", { hasText: words }).first().boundingBox();
      expect(box.y + box.height, `${words}`).toBeLessThanOrEqual(2 * 844);
    }
  });

  test("the slipping start of filming is drawn, and told as a table", async ({ page }) => {
    await page.goto("works/heat-2-film/");
    await settled(page);
    const chart = page.locator(".query-chart").first();
    await expect(chart.locator("svg.query-drawing .query-bar")).toHaveCount(6);
    await chart.getByText("The same as a table").tap();
    await expect(chart.locator("tbody tr")).toHaveCount(6);
    await expect(chart.locator("table")).toContainText("October or November 2024");
  });
});
