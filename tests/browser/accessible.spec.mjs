// Every kind of page, judged by axe: WCAG 2.2 A and AA and best practices, light and dark, wide and narrow.

import { violations, violationsOfColours } from "./support/axe.mjs";
import { expect, settled, test } from "./support/test.mjs";

const HEAT = {
  home: "",
  article: "articles/the-budget/",
  "article with tables": "articles/filming-locations/",
  person: "people/michael-mann/",
  character: "characters/neil-mccauley/",
  work: "works/heat-2-film/",
  event: "events/e-2023-wb-driver/",
  place: "places/los-angeles/",
  history: "history/",
  "filtered history": "history/status/reported/",
  status: "status/",
  section: "people/",
  category: "categories/the-crew/",
  categories: "categories/",
  sources: "sources/",
  disambiguation: "heat-2/",
  "special pages": "special/",
  "all pages": "special/all-pages/",
  mentions: "special/mentions/",
  statistics: "special/statistics/",
  search: "search/?q=mann",
  "not found": "404.html",
};

for (const [kind, path] of Object.entries(HEAT)) test(kind, ({ page }) => judge(page, path));

test("open suggestions", async ({ page }) => {
  await page.goto("");
  await page.locator("form.search input").fill("hanna");
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await judge(page);
});

test("an open preview", async ({ page }) => {
  await page.goto("people/al-pacino/");
  await page.locator(".content").getByRole("link", { name: "Vincent Hanna" }).first().hover();
  await page.getByRole("tooltip").waitFor();
  await judge(page);
});

test("everything unfolded", async ({ page }) => {
  await page.goto("works/heat-1995/");
  await settled(page);
  await page.evaluate(() => document.querySelectorAll("main details").forEach((fold) => { fold.open = true; }));
  await judge(page);
});

test.describe("right to left", () => {
  test.use({ wiki: "right-to-left" });
  test("film", ({ page }) => judge(page, "films/cairo-station/"));
});

async function judge(page, path) {
  if (path !== undefined) await page.goto(path);
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 });
    for (const [colorScheme, judged] of [["light", violations], ["dark", violationsOfColours]]) {
      await page.emulateMedia({ colorScheme });
      await settled(page);
      expect(await judged(page), `${colorScheme}, ${width} pixels wide`).toEqual([]);
    }
  }
}
