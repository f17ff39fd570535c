// Every word that scripts show comes from the catalogue: in a wiki whose phrases are in brackets, no other word is seen.

import { outsideBrackets } from "./support/bracketed.mjs";
import { expect, settled, test } from "./support/test.mjs";

test.use({ wiki: "bracketed" });

const allInBrackets = async (page) => expect(await outsideBrackets(page)).toEqual([]);

test("a word outside of the brackets is seen", async ({ page }) => {
  await page.goto("");
  expect(await page.locator("body").textContent()).toContain("⟦");
  await page.locator("h1").evaluate((heading) => heading.setAttribute("title", "one ⟦two⟧ three"));
  expect(await outsideBrackets(page)).toEqual(["one", "three"]);
});

for (const path of ["", "people/", "people/άλφα/", "history/", "search/", "special/", "special/all-pages/", "404.html"]) {
  test(`the words of /${path}`, async ({ page }) => {
    await page.goto(path);
    await settled(page);
    await allInBrackets(page);
  });
}

test("menus and contents on a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("people/άλφα/");
  for (const summary of await page.locator("summary:visible").all()) {
    await summary.click();
    await allInBrackets(page);
    await page.keyboard.press("Escape"); // Closes what would lie over the next one.
  }
});

test("what readers know of the story", async ({ page }) => {
  await page.goto("people/άλφα/");
  await page.locator(".reach summary").click();
  await page.locator(".reach input").first().check();
  await expect(page.locator(".reach [role=status]")).toHaveText(/^⟦.*⟧$/);
  await allInBrackets(page);
});

test("the timeline, narrowed down", async ({ page }) => {
  await page.goto("history/");
  await page.locator(".narrow input").fill("3");
  await expect(page.locator("p.narrow")).toHaveText(/^⟦1 .*7.*⟧$/);
  await allInBrackets(page);
});

test("a search that is slow, and one that cannot be loaded", async ({ page, complaints }) => {
  let go;
  const waits = new Promise((done) => (go = done));
  await page.route(/\/search\.[^/]*js/, async (route) => {
    await waits;
    await route.abort();
  });
  await page.goto("");
  await page.locator("form.search input").focus();
  const note = page.locator(".search-note");
  await expect(note).toHaveText(/^⟦.*⟧$/);
  await allInBrackets(page);
  go();
  await expect(note.getByRole("link")).toHaveText(/^⟦.*⟧$/);
  await allInBrackets(page);
  complaints.length = 0; // What was refused is complained about by the browser.
});

test("suggestions, with results and without", async ({ page }) => {
  await page.goto("");
  const input = page.locator("form.search input");
  await input.pressSequentially("κείμενο");
  await expect(page.locator(".search-option[data-role=all]")).toHaveText(/^⟦.*⟧$/);
  await expect(page.locator("form .search-status")).toHaveText(/^⟦\d+ .*⟧$/);
  await allInBrackets(page);
  await input.fill("πρώτος");
  await expect(page.locator(".search-option-note", { hasText: "⟦also" })).toBeVisible();
  await allInBrackets(page);
  await input.fill("ψψψψψψ");
  await expect(page.locator(".search-empty")).toHaveText(/^⟦.*⟧$/);
  await allInBrackets(page);
});

test("the search page, with results, with a filter that nothing passes, and without results", async ({ page }) => {
  const status = page.locator(".search-page .search-status").last();
  await page.goto("search/?q=λέξη");
  await expect(status).toHaveText(/^⟦\d+ .*⟧$/);
  await expect(page.locator(".search-more")).toBeVisible();
  await expect(page.locator(".search-filter").first()).toBeVisible();
  await allInBrackets(page);
  for (const address of ["search/?q=λέξη&type=Χ", "search/?q=ψψψψψψ"]) {
    await page.goto(address);
    await expect(status).toHaveText(/^⟦.*⟧$/);
    await allInBrackets(page);
  }
});

test("an index that cannot be loaded", async ({ page, complaints }) => {
  await page.route("**/search/index.json", (route) => route.abort());
  await page.goto("");
  await page.locator("form.search input").pressSequentially("κείμενο");
  await expect(page.locator(".search-empty").getByRole("link")).toHaveText(/^⟦.*⟧$/);
  await allInBrackets(page);
  await page.goto("search/?q=λέξη");
  await expect(page.locator(".search-page .search-status").last()).toHaveText(/^⟦.*⟧$/);
  await allInBrackets(page);
  complaints.length = 0; // What was refused is complained about by the browser.
});
