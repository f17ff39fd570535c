// Previews of links: with the pointer and the keyboard, never in the way, never on touch.

import { expect, hurry, settled, test } from "./support/test.mjs";

const card = (page) => page.getByRole("tooltip");
const link = (page, name) => page.locator(".content").getByRole("link", { name, exact: true }).first();

test.beforeEach(async ({ page, wiki }) => {
  await page.goto(wiki === "heat" ? "people/al-pacino/" : "");
  await settled(page);
});

test("pointing at a link shows the gist of its page", async ({ page }) => {
  const target = link(page, "Vincent Hanna");
  await target.hover();
  await expect(card(page)).toBeVisible();
  await expect(card(page)).toContainText("Character");
  await expect(card(page).locator(".preview-title")).toHaveText("Vincent Hanna");
  await expect(target).toHaveAttribute("aria-describedby", "link-preview");
});

test("the card can be pointed at, and goes when the pointer leaves", async ({ page }) => {
  await link(page, "Vincent Hanna").hover();
  await card(page).hover();
  await page.waitForTimeout(500);
  await expect(card(page)).toBeVisible();
  await page.locator("h1").hover();
  await expect(card(page)).toBeHidden();
});

test("Escape dismisses the card without moving the pointer or the focus", async ({ page }) => {
  await link(page, "Vincent Hanna").hover();
  await expect(card(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(card(page)).toBeHidden();
  await page.waitForTimeout(500);
  await expect(card(page)).toBeHidden();
});

test("the keyboard's focus shows it too", async ({ page }) => {
  const target = link(page, "Vincent Hanna");
  await target.evaluate((element) => {
    const before = document.createElement("span");
    before.tabIndex = -1;
    element.before(before);
    before.focus();
  });
  await page.keyboard.press("Tab");
  await expect(target).toBeFocused();
  await expect(card(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(card(page)).toBeHidden();
  await expect(target).toBeFocused();
});

test("the card stays within the window", async ({ page }) => {
  await hurry(page);
  await page.reload();
  await settled(page);
  for (const target of await page.locator(".content a[href^='/'], .infobox a[href^='/']").filter({ visible: true }).all()) {
    await target.hover();
    await card(page).waitFor();
    const box = await card(page).boundingBox();
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(1280);
    await page.keyboard.press("Escape");
  }
});

test("links to places on the page and to other sites have none", async ({ page }) => {
  await page.locator(".content .cite a").first().hover();
  await page.waitForTimeout(700);
  await expect(card(page)).toHaveCount(0);
});

test.describe("on touch", () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

  test("a tap opens the page at once", async ({ page }) => {
    await link(page, "Vincent Hanna").tap();
    await expect(page.locator("h1")).toHaveText("Vincent Hanna");
    await expect(card(page)).toHaveCount(0);
  });
});

test.describe("of names that look like markup", () => {
  test.use({ wiki: "languages" });

  test("they stay text", async ({ page }) => {
    await page.locator(".content a[href*=hostile]").hover();
    await expect(card(page)).toContainText("<img src=x onerror=alert(1)> Hostile");
    await expect(card(page).locator("img, script, b, i, u")).toHaveCount(0);
  });
});

test("what the keyboard opened stays while the pointer moves and the page scrolls", async ({ page }) => {
  const target = link(page, "Vincent Hanna");
  await target.evaluate((element) => {
    const before = document.createElement("span");
    before.tabIndex = -1;
    element.before(before);
    before.focus();
  });
  await page.keyboard.press("Tab");
  await expect(card(page)).toBeVisible();
  await page.mouse.move(5, 5);
  await page.mouse.move(640, 20);
  await page.mouse.wheel(0, 60);
  await page.waitForTimeout(600);
  await expect(card(page)).toBeVisible();
  await target.blur();
  await expect(card(page)).toBeHidden();
});

test("the card keeps to a low window, beside its link", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 256 });
  const target = link(page, "Vincent Hanna");
  await target.scrollIntoViewIfNeeded();
  await target.hover();
  await expect(card(page)).toBeVisible();
  const [box, at] = [await card(page).boundingBox(), await target.boundingBox()];
  expect(box.y).toBeGreaterThanOrEqual(0);
  expect(box.y + box.height).toBeLessThanOrEqual(256);
  expect(box.y >= at.y + at.height || box.y + box.height <= at.y, "the link stays in sight").toBe(true);
});

test.describe("in a wiki without data for machines", () => {
  test.use({ wiki: "bare" });

  test("there are none, and nothing is asked for", async ({ page }) => {
    await page.locator(".content").getByRole("link", { name: "Other" }).hover();
    await page.waitForTimeout(700);
    await expect(card(page)).toHaveCount(0);
    await page.goto("search/?q=found");
    await expect(page.locator(".search-result h2")).toHaveText("Other");
    await settled(page);
  });
});
