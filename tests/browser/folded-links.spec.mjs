// Links, fragments and text fragments that lead into a fold: they lead to the fold, and only readers who know its scopes get
// further.

import { expect, test } from "./support/test.mjs";

test.use({ wiki: "story" });

const folds = (page) => page.locator("details.spoiler");
const openFolds = (page) => folds(page).evaluateAll((all) => all.filter((fold) => fold.open).length);
const read = (page, names) => page.addInitScript((names) => localStorage.setItem("spoilers /", names), names);

/** Distance of an element from the top of the window. */
const top = (locator) => locator.evaluate((element) => Math.round(element.getBoundingClientRect().top));

const FRAGMENTS = ["the-crossing", "the-storm", "mast", "the-king", "fn-1"];
const TEXTS = ["The%20storm%20takes", "the%20mast", "The%20king%20drowns", "The%20crossing", "tells%20of%20the%20wreck"];

function leadToTheClosedFold(labels) {
  test("a link to what is in a fold leads to the fold, which stays closed", async ({ page }) => {
    for (const label of labels) {
      await page.goto("texts/links/");
      await page.getByRole("link", { name: label }).click();
      await page.waitForURL(/long/);
      await expect.poll(() => folds(page).first().evaluate((fold) => Math.abs(fold.getBoundingClientRect().top) < 200), label).toBe(true);
      expect(await openFolds(page), label).toBe(0);
    }
  });

  test("neither a fragment nor a text fragment opens a fold", async ({ page }) => {
    for (const fragment of [...FRAGMENTS, ...TEXTS.map((text) => `:~:text=${text}`), `the-storm:~:text=${TEXTS[0]}`]) {
      await page.goto("texts/links/");
      await page.goto(`texts/long/#${fragment}`);
      await page.waitForLoadState("networkidle");
      await page.screenshot(); // A frame has been painted.
      expect(await openFolds(page), fragment).toBe(0);
    }
  });
}

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });
  // What is in a fold of another scope within a fold has no place to lead to.
  leadToTheClosedFold(["storm", "mast"]);
});

test.describe("with JavaScript, and nothing known", () => leadToTheClosedFold(["storm", "mast", "king"]));

test("a link says what it opens", async ({ page }) => {
  await page.goto("texts/links/");
  await expect(page.getByRole("link", { name: "Spoiler: Book 1 · storm" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Spoiler: Book 1 · mast" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Spoiler: Book 1 + The film · king" })).toBeVisible();
  await expect(page.getByRole("link", { name: "later", exact: true })).toBeVisible();
});

test("for readers who know the scope, links lead to the place itself", async ({ page }) => {
  await read(page, "book-1");
  for (const fragment of ["the-storm", "mast"]) {
    await page.goto("texts/links/");
    await page.goto(`texts/long/#${fragment}`);
    await expect.poll(() => top(page.locator(`#${fragment}`)), fragment).toBeLessThan(300);
    expect(await page.locator(`#${fragment}`).evaluate((target) => target.matches("details.spoiler *"))).toBe(true);
    expect(await page.locator(`[id="${fragment}"]`).count()).toBe(1);
  }
  // The fold of the film, within the one of the book, is the place that a link leads to.
  await page.goto("texts/long/#the-king");
  await expect.poll(() => page.locator("#the-king").evaluate((target) => target.closest("details").dataset.scope)).toBe("film");
  expect(await page.locator("details[data-scope=film]").evaluate((fold) => fold.open)).toBe(false);
});

test("the ids follow the choice", async ({ page }) => {
  await page.goto("texts/long/");
  const place = () => page.locator("#the-king").evaluate((target) => target.closest("summary")?.parentElement.dataset.scope ?? target.localName);
  const know = async (names) => {
    await page.evaluate((names) => {
      localStorage.setItem("spoilers /", names);
      dispatchEvent(new StorageEvent("storage", { key: "spoilers /" }));
    }, names);
  };
  expect(await place()).toBe("book-1");
  await know("book-1");
  expect(await place()).toBe("film");
  await know("book-1 film");
  expect(await place()).toBe("h3");
  await know("");
  expect(await place()).toBe("book-1");
  expect(await page.locator("[id='the-king']").count()).toBe(1);
});
