// A phone of 390 pixels: everything fits, and what is folded opens.

import { expect, overflow, settled, test } from "./support/test.mjs";

test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });

test("no page is wider than the screen", async ({ page }) => {
  const paths = ["", "works/heat-2-film/", "articles/the-budget/", "articles/filming-locations/", "people/michael-mann/", "history/", "status/", "sources/", "categories/", "categories/the-crew/", "people/", "special/", "special/mentions/", "special/all-pages/", "search/?q=mann", "heat-2/", "404.html"];
  for (const path of paths) {
    await page.goto(path);
    await settled(page);
    expect(await overflow(page), path || "home").toBeLessThanOrEqual(0);
  }
});

test("the caption of a table that scrolls is in sight", async ({ page }) => {
  await page.goto("articles/casting-claims/");
  const table = page.locator(".table-scroll:has(caption)").first();
  const caption = table.locator("caption");
  const isInSight = () => caption.evaluate((caption) => {
    const range = document.createRange();
    range.selectNodeContents(caption);
    const { left, right } = range.getBoundingClientRect();
    return left >= 0 && right <= innerWidth;
  });
  expect(await isInSight()).toBe(true);
  await table.evaluate((region) => (region.scrollLeft = 100));
  expect(await isInSight()).toBe(true);
});

test("the menu opens, leads on, and closes", async ({ page }) => {
  await page.goto("people/al-pacino/");
  await settled(page);
  const menu = page.getByRole("navigation", { name: "Main" });
  const handle = page.getByText("Menu", { exact: true });
  await expect(menu).toBeHidden();
  await handle.tap();
  await expect(menu).toBeVisible();
  await page.locator(".site-note").tap();
  await expect(menu).toBeHidden();
  await handle.focus();
  await page.keyboard.press("Enter");
  await expect(menu).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(menu).toBeHidden();
  await expect(handle).toBeFocused();
  await handle.tap();
  await menu.getByRole("link", { name: "History" }).tap();
  await expect(page.locator("h1")).toHaveText("History");
});

test("the facts fold after the first ones", async ({ page }) => {
  await page.goto("works/heat-1995/");
  await settled(page);
  const facts = page.locator("aside.infobox");
  await expect(facts.getByText("Released", { exact: true })).toBeVisible();
  await expect(facts.getByText("Box office")).toBeHidden();
  await facts.getByLabel("All facts").tap();
  await expect(facts.getByText("Box office")).toBeVisible();
});

test("the contents stay at hand and name what is read", async ({ page }) => {
  await page.goto("works/heat-2-film/");
  await settled(page);
  const contents = page.locator("nav.toc");
  await contents.locator("summary").tap();
  await contents.getByRole("link", { name: "Money" }).tap();
  const heading = page.locator("h2", { hasText: "Money" });
  await expect(heading).toBeInViewport();
  await expect(contents.getByRole("link", { name: "Money" })).toBeHidden();
  await expect(contents.locator("summary")).toContainText("Money");
  const bar = await contents.boundingBox();
  expect(bar.y).toBeCloseTo(0, 0);
  expect((await heading.boundingBox()).y, "the heading is not beneath the bar").toBeGreaterThanOrEqual(bar.height);
});

test("suggestions fit the screen", async ({ page }) => {
  await page.goto("");
  await page.locator("form.search input").tap();
  await page.locator("form.search input").fill("heat");
  const panel = page.locator(".search-panel");
  await expect(panel).toBeVisible();
  const box = await panel.boundingBox();
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(390);
  for (const option of await page.getByRole("option").all()) expect((await option.boundingBox()).height).toBeGreaterThanOrEqual(44);
});

test("a wide table scrolls by itself, with the keyboard too", async ({ page }) => {
  await page.goto("articles/filming-locations/");
  await settled(page);
  const table = page.locator(".table-scroll", { has: page.getByRole("columnheader", { name: "Scene" }) });
  expect(await table.evaluate((region) => region.scrollWidth > region.clientWidth)).toBe(true);
  await expect(table).toHaveAttribute("tabindex", "0");
});

test.describe("strange pages", () => {
  test.use({ wiki: "strange" });

  for (const width of [320, 390, 800]) {
    test(`none is wider than ${width} pixels`, async ({ page }) => {
      await page.setViewportSize({ width, height: 800 });
      for (const path of ["", "formulas/", "depths/", "sections/"]) {
        await page.goto(path);
        await settled(page);
        expect(await overflow(page), path || "home").toBeLessThanOrEqual(0);
      }
      for (const size of ["100%", "200%"]) {
        await page.evaluate((size) => document.documentElement.style.setProperty("font-size", size), size);
        const brand = await page.locator(".brand span").boundingBox();
        const button = await page.locator(".theme-button").boundingBox();
        expect(brand.x + brand.width, `the name at ${size}`).toBeLessThanOrEqual(button.x);
      }
    });
  }

  test("what is too wide can be scrolled, with the keyboard too", async ({ page }) => {
    await page.goto("formulas/");
    await settled(page);
    const formula = page.locator(".math").first();
    await expect(formula).toHaveAttribute("tabindex", "0");
    expect(await formula.evaluate((box) => box.scrollWidth > box.clientWidth)).toBe(true);
    expect(await page.locator("math").last().evaluate((math) => Boolean(math.closest("[tabindex]")))).toBe(false);
  });

  for (const width of [390, 1000]) {
    test(`the contents stay in sight at ${width} pixels, and open where the reader is`, async ({ page }) => {
      await page.setViewportSize({ width, height: 844 });
      await page.goto("sections/#section-30");
      await settled(page);
      await expect(page.locator("nav.toc summary")).toBeInViewport();
      await expect(page.locator("nav.toc summary span")).toHaveText("Section 30");
      await page.locator("nav.toc summary").evaluate((summary) => summary.click());
      await expect(page.locator("nav.toc [aria-current]")).toBeInViewport();
      await expect(page.locator("nav.toc").getByRole("link", { name: "Section 1", exact: true })).not.toBeInViewport();
    });
  }
});

test("the contents stay in sight beside facts on a tablet", async ({ page }) => {
  await page.setViewportSize({ width: 900, height: 900 });
  await page.goto("works/heat-1995/");
  await settled(page);
  const [contents, text] = [await page.locator("nav.toc").boundingBox(), await page.locator(".content").boundingBox()];
  expect(text.y).toBeGreaterThanOrEqual(contents.y + contents.height);
  await page.evaluate(() => scrollTo(0, 3000));
  await expect(page.locator("nav.toc summary")).toBeInViewport();
});

test("facts that were opened stay open when the phone is turned and turned back", async ({ page }) => {
  await page.goto("works/heat-1995/");
  await settled(page);
  const facts = page.locator("aside.infobox details").first();
  await page.getByLabel("All facts").tap();
  await page.setViewportSize({ width: 844, height: 390 });
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(facts).toHaveAttribute("open", "");
  await page.getByLabel("All facts").tap();
  await page.setViewportSize({ width: 844, height: 390 });
  await expect(facts).toHaveAttribute("open", "");
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(facts).not.toHaveAttribute("open", "");
});
