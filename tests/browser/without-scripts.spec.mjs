// Everything but search suggestions works without JavaScript.

import { expect, test } from "./support/test.mjs";

test.use({ javaScriptEnabled: false });

test("a page can be read, with its facts and references", async ({ page }) => {
  await page.goto("works/heat-1995/");
  await expect(page.locator("h1")).toBeVisible();
  await expect(page.locator(".content p").first()).toBeVisible();
  await expect(page.locator("aside.infobox").getByText("Box office")).toBeVisible();
  await expect(page.locator("nav.toc").getByRole("link", { name: "Story" })).toBeVisible();
  await page.locator(".content .cite a").first().click();
  await expect(page.locator("section.references li").first()).toBeInViewport();
  await expect(page.locator(".theme-button")).toBeHidden();
});

test("navigation, categories and history lead on", async ({ page }) => {
  await page.goto("");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Characters" }).click();
  await page.locator("main").getByRole("link", { name: "Neil McCauley", exact: true }).first().click();
  await page.locator("nav.categories a").first().click();
  await expect(page.locator("main.kind-category h1")).toBeVisible();
  await page.goto("history/");
  await expect(page.getByLabel("Find in this list")).toBeHidden();
  const filters = page.getByRole("navigation", { name: "Filters" });
  await filters.getByText("People", { exact: true }).click();
  await filters.getByRole("link", { name: "Christian Bale" }).click();
  await expect(page.locator("h1")).toHaveText("History: Christian Bale");
});

test("search leads to the list of all pages", async ({ page }) => {
  await page.goto("");
  await page.locator("form.search input").fill("pacino");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/search\/\?q=pacino$/);
  await expect(page.getByText("Searching needs JavaScript.")).toBeVisible();
  await page.locator("main").getByRole("link", { name: /from A to Z/ }).click();
  await page.locator("main").getByRole("link", { name: "Al Pacino", exact: true }).click();
  await expect(page.locator("h1")).toHaveText("Al Pacino");
});

test("a page by chance offers a choice instead", async ({ page }) => {
  await page.goto("special/random/");
  await page.locator("main").getByRole("link", { name: /A to Z/ }).click();
  await expect(page.locator("h1")).toHaveText("All pages");
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });

  test("menu, facts and contents open", async ({ page }) => {
    await page.goto("works/heat-1995/");
    await page.getByText("Menu", { exact: true }).tap();
    await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "People" })).toBeVisible();
    await page.getByText("Menu", { exact: true }).tap();
    await page.getByLabel("All facts").tap();
    await expect(page.locator("aside.infobox").getByText("Box office")).toBeVisible();
    await page.locator("nav.toc summary").tap();
    await page.locator("nav.toc").getByRole("link", { name: "Story" }).tap();
    await expect(page.getByRole("heading", { name: "Story" })).toBeInViewport();
  });
});
