// Pictures, tables and tabs: where they stand, and what their scripts do.

import { violations, violationsOfColours } from "./support/axe.mjs";
import { expect, overflow, settled, test } from "./support/test.mjs";

test.use({ wiki: "parts" });

const PAGES = ["pictures/", "tables/", "tabs/"];

for (const width of [320, 390, 1280]) {
  test(`at ${width} pixels, nothing overlaps, reaches beyond the screen or is found by axe`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    for (const address of PAGES) {
      await page.goto(address);
      for (const [colorScheme, judged] of [["light", violations], ["dark", violationsOfColours]]) {
        await page.emulateMedia({ colorScheme });
        await settled(page);
        expect(await overflow(page), `${address}, ${colorScheme}`).toBeLessThanOrEqual(0);
        expect(await judged(page), `${address}, ${colorScheme}`).toEqual([]);
      }
    }
  });
}

test("a picture stands beside the text on wide screens, and above it on phones", async ({ page }) => {
  const figure = page.locator("figure.image-right").first();
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto("pictures/");
  const wide = await figure.boundingBox();
  const text = await page.locator(".content").boundingBox();
  const infobox = await page.locator("aside.infobox").boundingBox();
  expect(Math.abs(wide.x + wide.width - text.x - text.width)).toBeLessThan(2);
  expect(wide.width).toBe(300);
  expect(infobox.x).toBeGreaterThanOrEqual(wide.x + wide.width);
  await page.setViewportSize({ width: 390, height: 900 });
  expect(await figure.evaluate((it) => getComputedStyle(it).float)).toBe("none");
});

test("columns do not move when their headings become buttons", async ({ page }) => {
  let release;
  const released = new Promise((resolve) => { release = resolve; });
  await page.route(/js\/tables\./, async (route) => {
    await released;
    await route.continue();
  });
  await page.goto("tables/", { waitUntil: "commit" });
  const headings = page.locator("table.sortable th");
  const places = () => headings.evaluateAll((all) => all.map((each) => each.getBoundingClientRect().x));
  await expect(page.locator("body > footer")).toBeAttached();
  await page.evaluate(() => document.fonts.ready);
  await expect(headings.getByRole("button")).toHaveCount(0);
  const before = await places();
  release();
  await expect(headings.getByRole("button").first()).toBeVisible();
  expect(await places()).toEqual(before);
});

test("boxes stand beside a picture, and keep a distance from what follows", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto("boxes/");
  const picture = await page.locator(".content > figure.image").boundingBox();
  const boxes = await page.locator(".content > :is(div, blockquote, ul)").all();
  expect(boxes.length).toBe(6);
  for (const [at, box] of boxes.entries()) {
    const { x, y, width } = await box.boundingBox();
    expect(y, `box ${at}`).toBeLessThan(picture.y + picture.height);
    expect(x + width, `box ${at}`).toBeLessThanOrEqual(picture.x);
  }
  for (const ledger of await page.locator(".ledger").all()) {
    const gap = await ledger.evaluate((it) => it.nextElementSibling.getBoundingClientRect().top - it.getBoundingClientRect().bottom);
    expect(gap).toBeGreaterThan(12);
  }
});

test("tables are sorted by numbers, dates and words", async ({ page }) => {
  await page.goto("tables/");
  const [first, second, third] = await page.locator("table.sortable").all();
  const column = async (table, number) => (await table.locator(`tbody tr > :nth-child(${number})`).allInnerTexts());
  await first.getByRole("button", { name: "Minutes" }).click();
  expect(await column(first, 3)).toEqual(["90", "105", "1,100"]);
  await expect(first.locator("th", { hasText: "Minutes" })).toHaveAttribute("aria-sort", "ascending");
  await first.getByRole("button", { name: "Minutes" }).click();
  expect(await column(first, 3)).toEqual(["1,100", "105", "90"]);
  await first.getByRole("button", { name: "Released" }).click();
  expect(await column(first, 2)).toEqual(["1999", "2001", ""]);
  await second.getByRole("button", { name: "Released" }).click();
  expect(await column(second, 1)).toEqual(["Film two", "Film one", "Film three"]);
  await third.getByRole("button", { name: "In the story" }).click();
  expect(await column(third, 2), "dates of a story by their place in it").toEqual(["300 BE", "c. 5 AE", "12 AE"]);
});

test("tabs obey the keyboard and the address", async ({ page }) => {
  await page.goto("tabs/#the-novel");
  const tabs = page.getByRole("tab");
  await expect(tabs).toHaveText(["The film", "The novel", "The script"]);
  await expect(page.getByRole("tabpanel")).toHaveCount(1);
  await expect(page.getByText("Hanna sleeps.")).toBeVisible();
  await expect(page.getByText("Hanna waits.")).toBeHidden();
  await tabs.nth(1).focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByText("Nobody sleeps.")).toBeVisible();
  await page.keyboard.press("Home");
  await expect(tabs.first()).toBeFocused();
  await expect(tabs.first()).toHaveAttribute("aria-selected", "true");
  expect(new URL(page.url()).hash).toBe("#the-film");
  await page.goto("tabs/#later");
  await expect(page.getByText("He wakes.")).toBeVisible();
  await page.emulateMedia({ media: "print" });
  await expect(page.getByText("Hanna waits.")).toBeVisible();
});

test("a picture opens over the page, and the keyboard leads to the next and back", async ({ page }) => {
  await page.goto("pictures/");
  const first = page.locator("a.image-view").first();
  await first.click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.locator("img")).toHaveAttribute("src", /quay\.svg$/);
  await page.keyboard.press("ArrowRight");
  await expect(dialog.locator("img")).toHaveAttribute("src", /tower\.svg$/);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(first).toBeFocused();
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("tabs follow each other, and tables have the order of their sources", async ({ page }) => {
    await page.goto("tabs/");
    for (const text of ["Hanna waits.", "Hanna sleeps.", "Nobody sleeps.", "The novel"]) {
      await expect(page.locator(".tab").getByText(text).first()).toBeVisible();
    }
    await page.goto("tables/");
    await expect(page.locator("table.sortable").first().locator("tbody td:first-child")).toHaveText(["Ten", "Nine", "Eleven"]);
  });
});
