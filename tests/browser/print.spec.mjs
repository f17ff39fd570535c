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
