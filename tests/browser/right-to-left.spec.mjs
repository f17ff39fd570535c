// A wiki written from right to left, served below a path.

import { expect, overflow, settled, test } from "./support/test.mjs";

test.use({ wiki: "right-to-left" });

test("the page is turned round", async ({ page }) => {
  await page.goto("films/cairo-station/");
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  await expect(page.locator("html")).toHaveAttribute("lang", "ar");
  const text = await page.locator(".content").boundingBox();
  const facts = await page.locator("aside.infobox").boundingBox();
  const contents = await page.locator("nav.toc").boundingBox();
  expect(facts.x + facts.width).toBeLessThan(text.x);
  expect(contents.x).toBeGreaterThan(text.x + text.width);
  await expect(page.locator(".content p").first()).toHaveCSS("text-align", "start");
  await expect(page.locator(".callout")).toHaveCSS("border-right-width", "3px");
  await expect(page.locator(".callout")).toHaveCSS("border-left-width", "0px");
});

test("it fits a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ["", "films/cairo-station/", "people/", "special/all-pages/"]) {
    await page.goto(path);
    await settled(page);
    expect(await overflow(page), path).toBeLessThanOrEqual(0);
  }
});

test("links, previews and search work below the path", async ({ page }) => {
  await page.goto("films/cairo-station/");
  await settled(page);
  await page.locator(".content").getByRole("link", { name: "يوسف شاهين" }).hover();
  const card = page.getByRole("tooltip");
  await expect(card).toContainText("مخرج مصري");
  const box = await card.boundingBox();
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(1280);
  await page.keyboard.press("Escape");

  await page.locator("form.search input").fill("شاهين");
  await page.getByRole("option").first().click();
  await expect(page.locator("h1")).toHaveText("يوسف شاهين");
  expect(new URL(page.url()).pathname).toBe("/wiki/people/youssef-chahine/");
  await expect(page.locator("aside.infobox").getByText("أخرج")).toBeVisible();
});
