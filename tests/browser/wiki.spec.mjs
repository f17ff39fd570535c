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

/** The number of a conflict's statements that a page shows. */
function shown([page, wanted]) {
  if (wanted instanceof RegExp) return wanted.test(text(SITES.heat, page)) ? 1 : 0;
  const published = html(page);
  return wanted.split(" ").filter((id) => published.includes(`id="claim-${id}"`)).length;
}

const stated = (places) => places.reduce((sum, [, wanted]) => sum + (wanted instanceof RegExp ? 1 : wanted.split(" ").length), 0);

for (const [conflict, places] of Object.entries(CONFLICTS)) {
  test(`conflict: ${conflict}`, () => {
    expect(places.reduce((sum, place) => sum + shown(place), 0)).toBe(stated(places));
  });
}

test("sixteen conflicts are shown with all their fifty-seven statements", () => {
  const conflicts = Object.values(CONFLICTS);
  expect(conflicts).toHaveLength(16);
  expect(conflicts.flat().reduce((sum, place) => sum + shown(place), 0)).toBe(57);
});

test("what was disputed later is shown as well", () => {
  const died = ["real-mccauley-death-1963", "real-mccauley-death-1964"];
  expect(shown(["people/neil-mccauley-real", died.join(" ")])).toBe(2);
  expect(text(SITES.heat, "events/e-2025-first-draft")).toMatch(/saw in it a big step towards filming/);
});

for (const [statement, page, words] of STATEMENTS) {
  test(statement, () => expect(text(SITES.heat, page)).toMatch(words));
}

test("every source stands in the list of sources", () => {
  const listed = html("sources");
  expect(SOURCES.filter((source) => !listed.includes(`<li id="${source}"`))).toEqual([]);
});

test("the lists of this test are whole, and the pages have as many", () => {
  const counts = [EVENTS, SOURCES, STATEMENTS.map(([name]) => name)].map((list) => new Set(list).size);
  expect(counts).toEqual([38, 96, 44]);
  const timeline = html("history");
  expect(new Set(timeline.match(/<li id="event-[^"]+"/g)).size, "events of the timeline").toBe(38);
  const said = STATEMENTS.filter(([, page, words]) => words.test(text(SITES.heat, page)));
  expect(said, "statements of the two reports").toHaveLength(44);
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
