// A wiki with a marker word under each kind of label. In each state of a reader, all pages and the search show exactly the
// markers of what the reader knows. The letter behind `zq` says whose a marker is.

import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { violations } from "./support/axe.mjs";
import { expect, hurry, settled, test } from "./support/test.mjs";

test.use({ wiki: "markers" });

const content = fileURLToPath(new URL("samples/markers/content/", import.meta.url));
const sources = readdirSync(content, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`, "utf8"));
const ALL = [...new Set(sources.flatMap(markersIn))].sort();
/** What the search has of a page: its names and its text. */
const SEARCHED = /callout|heading|outer|inner|run|list|cell|footnote|description|described|alias|page|section|truetitle|inline|paragraph|item|rowofwords/;

const STATES = {
  nothing: { known: null, letters: "" },
  "the first book": { known: "book-1", letters: "a" },
  "the second book": { known: "book-2 book-1", letters: "ab" },
  "the film": { known: "film", letters: "f" },
  "the first book and the film": { known: "book-1 film", letters: "afc" },
  everything: { known: "*", letters: "abfcn" },
};

function markersIn(text) {
  return [...new Set(text.match(/zq[a-z]+?xq/g) ?? [])].sort();
}

function knownIn(state) {
  return ALL.filter((marker) => STATES[state].letters.includes(marker[2]));
}

async function enter(page, state) {
  const { known } = STATES[state];
  if (known === null) return;
  await page.addInitScript((names) => localStorage.setItem("spoilers /", names), known);
}

/** The addresses of all pages that the site has. */
async function addresses(page) {
  await page.goto("special/all-pages/");
  const { pages } = await page.evaluate(async () => (await fetch("/api/pages.json")).json());
  const generated = ["history/", "special/all-pages/", "special/wanted/", "special/most-linked/"];
  return [...pages.map(({ url }) => url.slice(1)), ...generated];
}

for (const state of Object.keys(STATES)) {
  test(`with ${state} known, pages show the markers of that, and no others`, async ({ page }) => {
    await enter(page, state);
    const shown = [];
    for (const address of await addresses(page)) {
      await page.goto(address);
      const tree = await page.locator("body").ariaSnapshot();
      const found = markersIn(tree);
      expect(found.filter((marker) => !knownIn(state).includes(marker)), `/${address}`).toEqual([]);
      shown.push(...found);
    }
    expect([...new Set(shown)].sort()).toEqual(knownIn(state));
  });

  test(`with ${state} known, axe finds nothing`, async ({ page }) => {
    await enter(page, state);
    for (const address of ["texts/", "secret/", "heroes/open/", "history/", "lists/heroes/"]) {
      await page.goto(address);
      await settled(page);
      expect(await violations(page), address).toEqual([]);
    }
  });
}

const PREFIXES = ["zq", "zqa", "zqb", "zqf", "zqc", "zqn"];
const misspelt = (marker) => `${marker.slice(0, -5)}${marker.at(-4)}${marker.at(-5)}${marker.slice(-3)}`;
const QUERIES = [...PREFIXES, ...ALL.flatMap((marker) => [marker, misspelt(marker)])];

/** Types queries into a page, one after the other, and returns what it shows of each: the page of results, or the box in the
 *  header. The query itself is left out. */
async function typeAll(queries) {
  const root = document.querySelector("main:has([data-search-page])") ?? document.querySelector("header");
  const input = root.querySelector("input[name=q]");
  const isPage = root.localName === "main";
  const frame = () => new Promise(requestAnimationFrame);
  const isAnswered = (query) => (isPage ? root.querySelector(".search-status")?.textContent.includes(`“${query}”`) : !input.form.matches("[data-busy]"));
  // Results fetch their excerpts once they have been painted.
  const shown = () => {
    if (!isPage) return [...root.querySelectorAll(".search-list > :not([data-role=all])")];
    return [...root.querySelectorAll(".search-results:not([hidden]) > li")];
  };
  const texts = {};
  for (const query of queries) {
    input.value = query;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    do await new Promise((done) => setTimeout(done)); while (window.pending > 0 || !isAnswered(query));
    if (isPage && shown().length > 0) do await frame().then(frame); while (window.pending > 0);
    texts[query] = shown().map((row) => row.innerText).join("\n");
  }
  return texts;
}

/** Counts, in `window.pending`, what is being fetched. */
function countFetches() {
  const { fetch } = window;
  window.pending = 0;
  window.fetch = async (...request) => {
    window.pending++;
    try {
      const response = await fetch(...request);
      await response.clone().arrayBuffer();
      return response;
    } finally {
      setTimeout(() => window.pending--);
    }
  };
}

for (const state of ["nothing", "the first book", "the first book and the film", "everything"]) {
  test(`with ${state} known, the search shows the markers of that, and loads nothing else`, async ({ page }) => {
    await enter(page, state);
    await hurry(page);
    await page.addInitScript(countFetches);
    const loaded = [];
    page.on("response", async (response) => {
      if (response.url().includes("/search/")) loaded.push([new URL(response.url()).pathname, await response.text().catch(() => "")]);
    });
    const known = knownIn(state);
    for (const address of ["search/", "texts/"]) {
      await page.goto(address);
      await page.locator("input[name=q]").first().focus();
      await page.locator("[role=combobox], main .search-status").first().waitFor({ state: "attached" });
      const texts = await page.evaluate(typeAll, QUERIES);
      for (const [query, text] of Object.entries(texts)) {
        expect(markersIn(text).filter((marker) => !known.includes(marker)), `${query} at /${address}`).toEqual([]);
      }
      const wanted = known.filter((marker) => SEARCHED.test(marker));
      expect(wanted.filter((marker) => !texts[marker]), `known, and not found at /${address}`).toEqual([]);
      const found = Object.keys(texts).filter((query) => texts[query] && !PREFIXES.includes(query));
      if (state === "nothing") expect(found, `unknown, and found at /${address}`).toEqual([]);
    }
    await settled(page);
    const folders = new Set(loaded.map(([path]) => /scopes-([^/]+)/.exec(path)?.[1]).filter(Boolean));
    const names = (STATES[state].known ?? "").split(" ");
    for (const folder of folders) expect(names.includes("*") || folder.split("+").every((name) => names.includes(name)), folder).toBe(true);
    const bytes = loaded.map(([, text]) => text).join("\n");
    expect(markersIn(bytes).filter((marker) => !known.includes(marker))).toEqual([]);
  });
}

test("what is found follows the choice at once, in other tabs too", async ({ page, context, baseURL }) => {
  const other = await context.newPage();
  await other.goto(`${baseURL}search/?q=zqacalloutxq`);
  await expect(other.getByRole("status")).toContainText("No results");
  await page.goto("texts/");
  await page.locator(".reach summary").click();
  await page.getByRole("combobox", { name: "Books" }).selectOption("book-1");
  await expect(other.locator(".search-result")).toHaveCount(1);
  await expect(other.locator(".search-result-excerpt")).toContainText("Words zqacalloutxq of it");
  await page.getByRole("button", { name: "Forget" }).click();
  await expect(other.getByRole("status")).toContainText("No results");
});

test("the field beside the history finds what is shown", async ({ page }) => {
  await page.goto("history/");
  const count = page.locator("p.narrow");
  await page.locator(".narrow input").fill("denial");
  await expect(count).toContainText("0");
  await expect(page.locator(".timeline li[id]:visible")).toHaveCount(0);
  await page.locator(".reach summary").click();
  await page.getByRole("combobox", { name: "Books" }).selectOption("book-1");
  await expect(page.locator(".timeline li[id]:visible")).toHaveCount(1);
});

test("a title with a label takes the place of the public one for those who know it, and goes again", async ({ page }) => {
  const TITLE = "Title zqatruetitlexq";
  const links = (name) => page.locator("main").getByRole("link", { name, exact: true });
  await page.goto("labels/");
  await expect(page.locator("h1")).toHaveText("Labels");
  await expect(page).toHaveTitle(/^Labels · /);
  await page.locator(".reach summary").click();
  await page.getByRole("combobox", { name: "Books" }).selectOption("book-2");
  await expect(page.locator("h1")).toHaveText(TITLE);
  await expect(page).toHaveTitle(new RegExp(`^${TITLE} · `));
  await page.goto("special/all-pages/");
  await expect(links(TITLE)).toHaveCount(1);
  await expect(links("Labels")).toHaveCount(0);
  await page.locator(".reach summary").click();
  await page.getByRole("button", { name: "Forget" }).click();
  await expect(links("Labels")).toHaveCount(1);
  await expect(links(TITLE)).toHaveCount(0);
});

test("search has the labelled title of a page for those who know it, whatever words find it", async ({ page }) => {
  const TITLE = "Title zqatruetitlexq";
  const first = page.locator("main .search-result").first();
  await page.goto("search/?q=labels");
  await expect(first.getByRole("heading")).toHaveText("Labels");
  await page.evaluate(() => localStorage.setItem("spoilers /", "book-1"));
  for (const query of ["labels", "zqatruetitlexq", "open alias"]) {
    await page.goto(`search/?q=${query}`);
    await expect(first.getByRole("heading")).toHaveText(TITLE);
    await expect(first).not.toContainText(`also called ${TITLE}`);
  }
  await page.goto("texts/");
  await page.locator("header input[name=q]").fill("labels");
  const option = page.getByRole("option").first();
  await expect(option.locator(".search-option-title")).toHaveText(TITLE);
  await expect(option).toContainText("also called Labels");
  await page.locator(".reach summary").click();
  await page.getByRole("button", { name: "Forget" }).click();
  await page.locator("header input[name=q]").fill("label");
  await expect(option.locator(".search-option-title")).toHaveText("Labels");
});

test("an event is at its labelled date for those who know it, and without a date for all others", async ({ page }) => {
  const titles = () => page.locator(".timeline h3:visible").allInnerTexts();
  const years = () => page.locator(".timeline h2:visible").allInnerTexts();
  await page.goto("history/");
  expect(await titles()).toEqual(["Event one", "Event three", "Event two"]);
  expect(await years()).toEqual(["2001", "2003", "undated"]);
  await page.locator(".reach summary").click();
  await page.getByRole("combobox", { name: "Books" }).selectOption("book-1");
  expect(await titles()).toEqual(["Event one", "Event two", "Event three"]);
  await expect.poll(years).toEqual(["2001", "2002", "2003"]);
  await expect(page.locator(".overview desc").nth(0)).toContainText("2002: 1");
  await page.locator(".narrow input").fill("event two");
  await expect(page.locator("p.narrow")).toContainText("1");
  expect(await titles()).toEqual(["Event two"]);
  await page.goto("history/newest/");
  expect(await titles()).toEqual(["Event three", "Event two", "Event one"]);
});

test("the preview of a page with a scope says what the reader knows", async ({ page }) => {
  const hover = async () => {
    await page.goto("");
    await settled(page);
    await page.getByRole("link", { name: "Secret" }).first().hover();
    await expect(page.locator(".preview")).toContainText("Secret");
  };
  await hover();
  await expect(page.locator(".preview")).not.toContainText("zq");
  await page.mouse.move(0, 0);
  await page.evaluate(() => localStorage.setItem("spoilers /", "book-2 book-1"));
  await hover();
  await expect(page.locator(".preview")).toContainText("About zqbdescriptionxq.");
  await expect(page.locator(".preview")).toContainText("Words zqbpagexq of it");
});

test("a page of the back and forward cache has the choice made in another tab", async ({ page, context, baseURL }) => {
  await page.goto("texts/");
  await page.goto("heroes/friend/");
  const other = await context.newPage();
  await other.goto(`${baseURL}texts/`);
  await other.evaluate(() => localStorage.setItem("spoilers /", "book-1"));
  await page.goBack();
  await expect.poll(async () => markersIn(await page.locator("main").ariaSnapshot())).toContain("zqacalloutxq");
});

test("a random page with a scope comes to those who know it", async ({ page }) => {
  await page.goto("");
  const place = await page.evaluate(async () => {
    const { pages } = await (await fetch("/api/pages.json")).json();
    return (pages.findIndex(({ url }) => url === "/secret/") + 0.5) / pages.length;
  });
  await page.addInitScript((place) => { Math.random = () => place; }, place);
  const arrive = async () => {
    await page.goto("special/random/");
    await page.waitForURL((url) => !url.pathname.includes("random"));
    return new URL(page.url()).pathname;
  };
  expect(await arrive()).not.toBe("/secret/");
  await page.evaluate(() => localStorage.setItem("spoilers /", "book-2 book-1"));
  expect(await arrive()).toBe("/secret/");
});

test("a labelled name leads to its page, for those who know it", async ({ page }) => {
  await enter(page, "the second book");
  await page.goto("texts/");
  await page.locator("header input[name=q]").fill("also zqbalias");
  await expect(page.getByRole("option").first()).toContainText("also called Also zqbaliasxq");
  await page.locator("header input[name=q]").fill("part zqbsection");
  await expect(page.getByRole("option").first()).toHaveAttribute("href", /\/secret\/#part-zqbsectionxq$/);
});
