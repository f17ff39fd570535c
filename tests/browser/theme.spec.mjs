// Light and dark: the system's wish, the reader's choice, and no flash of the other one.

import { expect, settled, test } from "./support/test.mjs";

const ground = (page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
const isDark = (colour) => colour.match(/\d+/g).slice(0, 3).every((part) => Number(part) < 60);
const button = (page) => page.getByRole("button", { name: "Dark colours" });

test("the system's scheme is followed", async ({ page }) => {
  await page.goto("");
  expect(isDark(await ground(page))).toBe(false);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(isDark(await ground(page))).toBe(true);
  await expect(button(page)).toHaveAttribute("aria-pressed", "true");
});

test("the reader's choice is remembered on the next page", async ({ page }) => {
  await page.goto("");
  await expect(button(page)).toHaveAttribute("aria-pressed", "false");
  await button(page).click();
  await expect(button(page)).toHaveAttribute("aria-pressed", "true");
  expect(isDark(await ground(page))).toBe(true);

  await page.goto("people/al-pacino/");
  expect(isDark(await ground(page))).toBe(true);
  await expect(button(page)).toHaveAttribute("aria-pressed", "true");

  await button(page).click();
  expect(isDark(await ground(page))).toBe(false);
  expect(await page.evaluate(() => localStorage.length), "back at the system's wish, nothing is kept").toBe(0);
});

test("the choice holds before anything is drawn", async ({ page }) => {
  await page.goto("");
  await button(page).click();
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.body) return;
      observer.disconnect();
      window.themeAtBody = document.documentElement.dataset.theme;
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto("works/heat-1995/");
  expect(await page.evaluate(() => window.themeAtBody)).toBe("dark");
});

test("a choice of light holds against a dark system", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto("");
  await button(page).click();
  await page.goto("history/");
  expect(isDark(await ground(page))).toBe(false);
});

test("in the header, the order of focus is that of sight", async ({ page }) => {
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto("people/al-pacino/");
    const places = await page.locator("header.site-header :is(a, button, summary, input):visible").evaluateAll((all) => all.map((it) => it.getBoundingClientRect().x));
    expect(places.length, `${width} pixels`).toBeGreaterThan(3);
    expect(places, `${width} pixels`).toEqual([...places].sort((a, b) => a - b));
  }
});

test("only the scripts of what is drawn first are waited for, nothing is stored unasked, nothing shifts", async ({ page, context }) => {
  for (const path of ["", "works/heat-2-film/", "articles/the-budget/", "history/"]) {
    await page.goto(path);
    await settled(page);
    const seen = await page.evaluate(async () => {
      const blocking = [...document.querySelectorAll("head script[src]:not([type=module], [async], [defer])")];
      const folds = document.querySelector("main details[data-scope]") ? 1 : 0;
      const size = async (address) => (await (await fetch(address)).text()).length;
      const sizes = await Promise.all(blocking.map((script) => size(script.src)));
      const style = await size(document.querySelector("link[rel=stylesheet]").href);
      const shift = await new Promise((done) => {
        new PerformanceObserver((list) => done(list.getEntries())).observe({ type: "layout-shift", buffered: true });
        setTimeout(done, 200, []);
      });
      return { folds, sizes, style, shift: shift.reduce((sum, entry) => sum + entry.value, 0), kept: localStorage.length };
    });
    expect(seen.sizes.length, "scripts of every page and of folds").toBe(1 + seen.folds);
    expect(seen.sizes[0], "a third of the sheet that is waited for anyway").toBeLessThan(seen.style / 3);
    expect(seen.shift, `layout shift of ${path}`).toBeLessThan(0.001);
    expect(seen.kept).toBe(0);
  }
  expect(await context.cookies()).toEqual([]);
});

test("a first visit and a second page are light", async ({ page }) => {
  const read = async (path) => {
    const sizes = [];
    const note = (request) => sizes.push(request.sizes().then((size) => [new URL(request.url()).pathname, size.responseBodySize]));
    page.on("requestfinished", note);
    await page.goto(path);
    await settled(page);
    page.off("requestfinished", note);
    const all = await Promise.all(sizes);
    const sum = (name) => all.filter(([url]) => name.test(url)).reduce((total, [, size]) => total + size, 0);
    return { text: sum(/(\/|\.html|\.css)$/), scripts: sum(/\.js$/) };
  };
  const longest = await read("works/heat-2-film/");
  expect(longest.text + longest.scripts, "the longest page, with its chart").toBeLessThan(23_500);
  await page.context().clearCookies();
  const visit = await read("articles/release-formats/");
  expect(visit.text, "HTML and CSS").toBeLessThan(14_500);
  expect(visit.scripts, "scripts before search").toBeLessThan(5_000);
  const second = await read("people/al-pacino/");
  expect(second.text + second.scripts, "a second page").toBeLessThan(8_000);
});
