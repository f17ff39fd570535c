// "How far are you?": readers say once what they know of the story, and it is shown in place from then on.

import { brotliCompressSync } from "node:zlib";

import { violations } from "./support/axe.mjs";
import { expect, leaveAndReturn, settled, test } from "./support/test.mjs";

test.use({ wiki: "story" });

const FIRST = "Ann finds a map.";
const SECOND = "Ann sails north.";
const END = "Ann meets the king.";
const FATES = ["Leaves home", "Loses the crown"];
const NONE = "Nobody is named.";

const summary = (page) => page.locator(".reach summary");
const books = (page) => page.getByRole("combobox", { name: "Books" });
const box = (page, name) => page.getByRole("checkbox", { name });
const kept = (page) => page.evaluate(() => localStorage.getItem("spoilers /"));

/** Opens the page of folds and the control, and says how far the reader is in the books. */
async function read(page, book) {
  await page.goto("heroes/ann/");
  await settled(page);
  await summary(page).click();
  await books(page).selectOption(book);
}

/** Which of the folded texts are in the accessibility tree. */
async function expectShown(page, ...shown) {
  const all = [FIRST, SECOND, END, ...FATES, NONE];
  const seen = async () => {
    const tree = await page.locator("main").ariaSnapshot();
    return all.filter((text) => tree.includes(text));
  };
  await expect.poll(seen).toEqual(all.filter((text) => shown.includes(text)));
}

test("a book implies those before it, and no others", async ({ page }) => {
  await page.goto("heroes/ann/");
  await expectShown(page);
  await read(page, "book-2");
  await expectShown(page, FIRST, SECOND, FATES[0]);
  await expect(page.locator(".reach [role=status]")).toHaveText("Parts of this page that are shown: 3 of 6.");
  await books(page).selectOption("book-3");
  await expectShown(page, FIRST, SECOND, ...FATES);
  await box(page, "The film").check();
  await expectShown(page, FIRST, SECOND, END, ...FATES);
  await books(page).selectOption("book-1");
  await expectShown(page, FIRST, FATES[0]);
  await expect(box(page, "The film")).toBeChecked();
});

test("a scope that was put before a known one after the choice is known", async ({ page }) => {
  await page.goto("heroes/ann/");
  await page.evaluate(() => localStorage.setItem("spoilers /", "book-2 gone"));
  await page.reload();
  await expectShown(page, FIRST, SECOND, FATES[0]);
  expect((await kept(page)).split(" ").sort()).toEqual(["book-1", "book-2", "gone"]);
});

test("what is known has no summary left", async ({ page }) => {
  await read(page, "book-1");
  await expect(page.getByText("The start")).toBeHidden();
  await expect(page.locator(".content")).toMatchAriaSnapshot(`
    - paragraph: Ann is a hero.
    - group:
      - paragraph: Ann finds a map.
    - paragraph: Between the folds.
    - group: The second book · The middle
    - group: Book 3 + The film · The end
    - group: No scope
    - paragraph: The last line.
  `);
});

test("everything can be shown, and forgotten", async ({ page }) => {
  await read(page, "book-1");
  await box(page, "Show everything").check();
  await expectShown(page, FIRST, SECOND, END, ...FATES, NONE);
  await page.reload();
  await expectShown(page, FIRST, SECOND, END, ...FATES, NONE);
  await summary(page).click();
  await page.getByRole("button", { name: "Forget" }).click();
  await expectShown(page);
  expect(await kept(page)).toBe(null);
  await expect(page.locator(".reach-hint")).toBeVisible();
});

test("nothing is kept unasked, and the hint ends with the first choice", async ({ page }) => {
  await page.goto("heroes/ann/");
  await expect(page.locator(".reach-hint")).toBeVisible();
  await summary(page).click();
  expect(await kept(page)).toBe(null);
  await books(page).selectOption("book-2");
  expect(await kept(page)).toBe("book-2 book-1");
  await page.reload();
  await expect(page.locator(".reach-hint")).toBeHidden();
});

test("what a reader unfolds by hand stays so", async ({ page }) => {
  await page.goto("heroes/ann/");
  await page.getByText("The middle").click();
  await summary(page).click();
  await books(page).selectOption("book-1");
  await expectShown(page, FIRST, SECOND, FATES[0]);
});

test("lists of queries follow what readers know, and tell others nothing", async ({ page }) => {
  const expectListed = (...names) => expect(page.locator(".query:visible")).toContainText(names);
  await page.goto("texts/fates/");
  await expectListed("Nobody leaves.", "Nobody loses.");
  await expect(page.locator(".content summary:visible")).toHaveCount(0);
  await summary(page).click();
  await books(page).selectOption("book-1");
  await expectListed("Ann", "Nobody loses.");
  await books(page).selectOption("book-3");
  await expectListed("Ann", "Ann");
  await expect(page.locator(".content summary:visible")).toHaveCount(0);
  await page.reload();
  await expectListed("Ann", "Ann");
  await summary(page).click();
  await page.getByRole("button", { name: "Forget" }).click();
  await expectListed("Nobody leaves.", "Nobody loses.");
});

test("no frame shows a fold of what is known closed, and nothing shifts", async ({ page }) => {
  await read(page, "book-2");
  await page.addInitScript(() => {
    window.frames_ = [];
    const look = () => {
      for (const fold of document.querySelectorAll("details.spoiler")) {
        if (["book-1", "book-2"].includes(fold.dataset.scope) && !fold.open) window.frames_.push(fold.outerHTML);
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const cpu = await page.context().newCDPSession(page);
  await cpu.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.reload();
  await settled(page);
  expect(await page.evaluate(() => window.frames_)).toEqual([]);
  const shift = await page.evaluate(() => new Promise((done) => {
    new PerformanceObserver((list) => done(list.getEntries().reduce((sum, entry) => sum + entry.value, 0))).observe({ type: "layout-shift", buffered: true });
    setTimeout(done, 300, 0);
  }));
  expect(shift).toBe(0);
});

test("other tabs follow at once", async ({ page, context, baseURL }) => {
  const other = await context.newPage();
  await other.goto(`${baseURL}heroes/ann/`);
  await read(page, "book-2");
  await expectShown(other, FIRST, SECOND, FATES[0]);
  await page.getByRole("button", { name: "Forget" }).click();
  await expectShown(other);
});

test("a page that comes back from the back/forward cache has the choice that was made since", async ({ keptPage }) => {
  await keptPage.goto("heroes/ann/");
  await expectShown(keptPage);
  await leaveAndReturn(keptPage, "", () => localStorage.setItem("spoilers /", "book-1"));
  await expectShown(keptPage, FIRST, FATES[0]);
});

test("without storage a choice holds on its page", async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, "localStorage", { get() { throw new DOMException("denied", "SecurityError"); } });
  });
  await read(page, "book-1");
  await expectShown(page, FIRST, FATES[0]);
});

test("the keyboard reaches it all, and Escape closes it", async ({ page }) => {
  await page.goto("heroes/ann/");
  await summary(page).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(books(page)).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await expect(box(page, "The film")).toBeChecked();
  await page.keyboard.press("Escape");
  await expect(books(page)).toBeHidden();
  await expect(summary(page)).toBeFocused();
});

test("print shows what the screen shows", async ({ page }) => {
  await read(page, "book-2");
  await page.emulateMedia({ media: "print" });
  await expectShown(page, FIRST, SECOND, FATES[0]);
  await expect(page.locator(".reach-bar")).toBeHidden();
});

test("a page without folds has neither the control nor its script", async ({ page }) => {
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto("plain/");
  await settled(page);
  await expect(page.locator(".reach")).toHaveCount(0);
  expect(asked.filter((url) => url.includes("spoilers"))).toEqual([]);
});

test("the script is small", async ({ page }) => {
  await page.goto("heroes/ann/");
  const script = await page.evaluate(async () => (await fetch(document.querySelector("script[data-base]").src)).text());
  expect(brotliCompressSync(script).length).toBeLessThanOrEqual(1500);
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [320, 1280]) {
    test(`axe finds nothing: ${colorScheme}, ${width} pixels wide`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      await read(page, "book-2");
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    });
  }
}

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });
  test("there is no control, and all is folded", async ({ page }) => {
    await page.goto("heroes/ann/");
    await expect(page.locator(".reach")).toBeHidden();
    await expectShown(page);
  });
});
