// On paper: the text and its sources, without what only works on a screen.

import { expect, test } from "./support/test.mjs";

test("the page without its controls, with the addresses of its sources", async ({ page }) => {
  await page.goto("works/heat-1995/");
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  for (const gone of [".site-header form", ".menu", ".theme-button", "nav.toc", ".breadcrumb", ".backlinks", ".site-footer nav", ".backref"]) {
    await expect(page.locator(gone).first(), gone).toBeHidden();
  }
  await expect(page.locator("h1")).toBeVisible();
  await expect(page.locator(".content")).toHaveCSS("color", "rgb(0, 0, 0)");

  const source = page.locator(".references a.external").first();
  const shown = await source.evaluate((link) => getComputedStyle(link, "::after").content);
  expect(shown).toContain(await source.getAttribute("href"));
  await expect(page.locator("aside.infobox")).toHaveCSS("float", "inline-end");
});

test("a page becomes a document", async ({ page }) => {
  await page.goto("articles/the-coffee-scene/");
  const document = await page.pdf({ format: "A4" });
  const sheets = document.toString("latin1").match(/\/Type\s*\/Page[^s]/g).length;
  expect(sheets).toBeGreaterThan(0);
  expect(sheets).toBeLessThan(8);
});

test("folded facts are printed, folded spoilers are not", async ({ page }) => {
  await page.goto("works/heat-1995/");
  await page.emulateMedia({ media: "print" });
  await expect(page.locator("aside.infobox").getByRole("link", { name: "Xander Berkeley" })).toBeVisible();
  await expect(page.locator(".content .spoiler p").first()).toBeHidden();
  await expect(page.locator(".brand")).toHaveCSS("color", "rgb(0, 0, 0)");
});

test("dark pages are printed dark on light", async ({ page }) => {
  await page.goto("");
  await page.evaluate(() => (document.documentElement.dataset.theme = "dark"));
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const colours = await page.evaluate(() => {
    const style = getComputedStyle(document.documentElement);
    return ["--header", "--header-text", "--surface"].map((name) => style.getPropertyValue(name));
  });
  expect(colours).toEqual(["#fff", "#000", "#fff"]);
  await expect(page.locator(".hero .lede")).toHaveCSS("color", "rgb(0, 0, 0)");
});

test.describe("of a strange wiki", () => {
  test.use({ wiki: "strange" });

  test("wide code, tables and formulas are printed whole", async ({ page }) => {
    await page.setViewportSize({ width: 700, height: 900 });
    await page.goto("formulas/");
    await page.emulateMedia({ media: "print" });
    const cut = await page.locator("pre, .table-scroll").evaluateAll((boxes) => boxes.filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.className || box.tagName));
    expect(cut).toEqual([]);
  });
});

test("a chart is in one piece beside the infobox, and words of short tables are whole", async ({ page }) => {
  await page.setViewportSize({ width: 718, height: 1000 });
  await page.emulateMedia({ media: "print" });
  await page.goto("works/heat-2-film/");
  const key = await page.locator(".query-chart .query-key").boundingBox();
  const drawing = await page.locator(".query-chart .query-drawing").boundingBox();
  expect(drawing.y - key.y - key.height).toBeLessThan(40);

  await page.goto("articles/casting-claims/");
  const cell = page.locator(".query-matrix td", { hasText: "Rumoured" }).first();
  const lines = await cell.evaluate((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
  });
  expect(lines).toBe(1);

  await page.goto("places/canters/");
  const picture = await page.locator(".infobox figure").boundingBox();
  expect(picture.width).toBeGreaterThan(200);
});
