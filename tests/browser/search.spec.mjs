// Search: suggestions while typing, the page of results, and names that try to be more than text.

import { expect, hurry, settled, test } from "./support/test.mjs";

const combobox = (page) => page.getByRole("combobox", { name: /^Search/ });
const options = (page) => page.getByRole("option");
const first = (page) => options(page).first().locator(".search-option-title");

async function ask(page, query) {
  await page.locator("form.search input").fill(query);
  await page.locator("form.search:not([data-busy])").waitFor();
}

test("suggestions come while a name is typed, and a click opens the page", async ({ page }) => {
  await page.goto("");
  await page.locator("form.search input").pressSequentially("pacin");
  await expect(first(page)).toHaveText("Al Pacino");
  await expect(combobox(page)).toHaveAttribute("aria-expanded", "true");
  await expect(page.locator("form.search").getByRole("status")).toContainText(/\d+ suggestions? for “pacin”/);
  await first(page).click();
  await expect(page.locator("h1")).toHaveText("Al Pacino");
});

test("misspelt names find their page first", async ({ page }) => {
  await hurry(page);
  const misspelt = {
    "Micheal Man": "Michael Mann",
    "Niel McCauly": "Neil McCauley",
    "Vincint Hana": "Vincent Hanna",
    "Chris Shiherlas": "Chris Shiherlis",
    "Leonardo DiCapprio": "Leonardo DiCaprio",
    "Cristian Bale": "Christian Bale",
    "Adam Drivver": "Adam Driver",
    "Al Paccino": "Al Pacino",
    "Rober De Nero": "Robert De Niro",
    "Val Killmer": "Val Kilmer",
    "Meg Gardner": "Meg Gardiner",
    Waingrow: "Waingro",
    "Ashly Jud": "Ashley Judd",
    "Nataly Portman": "Natalie Portman",
    "Otis Wardel": "Otis Wardell",
    "Timothee Chalamay": "Timothée Chalamet",
    "Dante Spinoti": "Dante Spinotti",
    "Elliot Goldental": "Elliot Goldenthal",
    "Kate Mantellini": "Kate Mantilini",
    "Jerry Bruckhiemer": "Jerry Bruckheimer",
    "Amy Breneman": "Amy Brenneman",
  };
  await page.goto("");
  const found = {};
  for (const query of Object.keys(misspelt)) {
    await ask(page, query);
    await options(page).last().filter({ hasText: query }).waitFor();
    found[query] = await first(page).textContent();
  }
  expect(found).toEqual(misspelt);
});

test("another name of a page finds it and is named", async ({ page }) => {
  await page.goto("");
  await ask(page, "Leo DiCaprio");
  await expect(first(page)).toHaveText("Leonardo DiCaprio");
  await expect(options(page).first()).toContainText("also called");
});

test("a heading is found and jumped to", async ({ page }) => {
  await page.goto("");
  await ask(page, "two who said yes");
  await options(page).filter({ hasText: "Two who said yes" }).first().click();
  await expect(page.getByRole("heading", { name: "Two who said yes" })).toBeInViewport();
});

test("words of the text are found, with the words marked", async ({ page }) => {
  await page.goto("search/?q=wheelchair");
  await expect(page.locator(".search-result-title", { hasText: "Kelso" })).toHaveCount(1);
  await expect(page.locator(".search-result-excerpt mark").first()).toHaveText(/wheelchair/i);
});

test("what is not there is said", async ({ page }) => {
  await page.goto("");
  await ask(page, "xqzvwkpt");
  await expect(page.locator(".search-empty")).toHaveText("No results for “xqzvwkpt”");
  await expect(options(page)).toHaveCount(0);
  await page.goto("search/?q=xqzvwkpt");
  await expect(page.locator(".search-page").getByRole("status")).toHaveText("No results for “xqzvwkpt”");
});

test.describe("with the keyboard alone", () => {
  test("a slash and Ctrl-K lead to the field, arrows choose, Enter opens", async ({ page }) => {
    await page.goto("people/al-pacino/");
    await settled(page);
    await page.keyboard.press("/");
    await expect(page.locator("form.search input")).toBeFocused();
    await page.locator("form.search input").blur();
    await page.keyboard.press("Control+k");
    await expect(page.locator("form.search input")).toBeFocused();

    await page.keyboard.type("hanna");
    await expect(first(page)).toHaveText("Vincent Hanna");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    const active = page.locator('[role="option"][aria-selected="true"]');
    await expect(combobox(page)).toHaveAttribute("aria-activedescendant", await active.getAttribute("id"));
    await expect(active).toHaveText(await options(page).nth(1).textContent());
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await expect(page.locator("h1")).toHaveText("Vincent Hanna");
  });

  test("Escape closes the suggestions, then clears the field", async ({ page }) => {
    await page.goto("");
    await ask(page, "hanna");
    await expect(page.locator(".search-panel")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.locator(".search-panel")).toBeHidden();
    await expect(combobox(page)).toHaveAttribute("aria-expanded", "false");
    await expect(combobox(page)).toHaveValue("hanna");
    await page.keyboard.press("Escape");
    await expect(combobox(page)).toHaveValue("");
  });

  test("Enter without a choice leads to all results", async ({ page }) => {
    await page.goto("");
    await ask(page, "coffee");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/search\/\?q=coffee$/);
    await expect(page.locator(".search-result").first()).toBeVisible();
  });
});

test("the page of results is filtered, and its address can be shared", async ({ page }) => {
  await page.goto("search/?q=mann");
  const status = page.locator(".search-page").getByRole("status");
  await expect(status).toHaveText(/^\d+ results for “mann”$/);
  const all = Number.parseInt(await status.textContent(), 10);
  await page.getByLabel("Type").selectOption("Event");
  await expect(status).not.toHaveText(`${all} results for “mann”`);
  for (const note of await page.locator(".search-result-note").allTextContents()) expect(note).toContain("Event");

  await page.locator(".search-page input").fill("gardiner");
  await expect(page).toHaveURL(/q=gardiner/);
  await expect(page.locator(".search-result").first()).toBeVisible();
});

test("results come within the budgets of the wire", async ({ page }) => {
  let bytes = 0;
  page.on("requestfinished", async (request) => {
    const sizes = request.sizes();
    if (/\/(search|api)\/|search\.\w+\.js/.test(request.url())) bytes += (await sizes).responseBodySize;
  });
  await page.goto("people/al-pacino/");
  await settled(page);
  expect(bytes, "nothing before search is used").toBe(0);
  await ask(page, "shih");
  await expect(first(page)).toContainText("Shiherlis");
  await settled(page);
  expect(bytes, "first suggestions").toBeLessThan(60_000);

  bytes = 0;
  await ask(page, "thunderous downtown gunfire");
  await settled(page);
  expect(bytes / 3, "each further term").toBeLessThan(30_000);
});

test.describe("in other scripts", () => {
  test.use({ wiki: "languages" });

  for (const [query, title] of [
    ["東京", "東京タワー"],
    ["電波塔", "東京タワー"],
    ["서울", "서울특별시"],
    ["กรุงเทพ", "กรุงเทพมหานคร"],
    ["plzen", "Plzeň"],
    ["pilsen", "Plzeň"],
    ["αθηνα", "Αθήνα"],
  ]) {
    test(`${query} finds ${title}`, async ({ page }) => {
      await page.goto("");
      await ask(page, query);
      await expect(first(page)).toContainText(title);
    });
  }

  test("names that look like markup stay text", async ({ page }) => {
    page.on("dialog", (dialog) => {
      throw new Error(`a script ran: ${dialog.message()}`);
    });
    await page.goto("");
    for (const query of ["hostile", "<img src=x onerror=alert(1)>", "zirconium", "molybdenum"]) {
      await ask(page, query);
      await expect(options(page).filter({ hasText: "onerror" }).first()).toBeVisible();
      await expect(page.locator(".search-panel").locator("img, svg, script, b, i, u")).toHaveCount(0);
    }
    await page.goto(`search/?q=${encodeURIComponent('<img src=x onerror=alert(6)> hostile')}`);
    await expect(page.locator(".search-result-title").first()).toContainText("<img src=x onerror=alert(1)> Hostile </script>");
    await expect(page.locator(".search-page").locator("img, script, b, i, u")).toHaveCount(0);
    await settled(page);

    await page.goto("places/hostile/");
    await expect(page.locator("h1")).toHaveText("<img src=x onerror=alert(1)> Hostile </script><script>alert(2)</script>");
    await settled(page);
  });
});

test("a search that cannot be loaded says so, leads to all pages, and is tried again with what was typed", async ({ page, complaints }) => {
  let fails = true;
  await page.route(/\/search\.[^/]*js/, (route) => (fails ? route.abort() : route.continue()));
  await page.goto("");
  const input = page.locator("form.search input");
  await input.pressSequentially("paci");
  const line = page.locator("form.search").getByText("Search could not be loaded.");
  await expect(line).toBeVisible();
  await expect(line.getByRole("link", { name: "All pages" })).toHaveAttribute("href", /all-pages\/$/);

  fails = false;
  await input.pressSequentially("n");
  await expect(first(page)).toHaveText("Al Pacino");
  await expect(input).toHaveValue("pacin");
  await expect(line).toBeHidden();
  complaints.length = 0; // What was refused is complained about by the browser.
});

test("an index that cannot be loaded says so, and is asked for again", async ({ page, complaints }) => {
  let fails = true;
  await page.route("**/search/index.json", (route) => (fails ? route.abort() : route.continue()));
  await page.goto("");
  const input = page.locator("form.search input");
  await input.pressSequentially("paci");
  const line = page.locator("form.search").getByText("Search could not be loaded.").first();
  await expect(line).toBeVisible();
  fails = false;
  await input.pressSequentially("n");
  await expect(first(page)).toHaveText("Al Pacino");
  complaints.length = 0; // What was refused is complained about by the browser.
});

test("a slow search says that it is on its way", async ({ page }) => {
  await page.route(/\/search\.[^/]*js/, async (route) => {
    await new Promise((done) => setTimeout(done, 1200));
    await route.continue();
  });
  await page.goto("");
  await page.locator("form.search input").pressSequentially("pacin");
  await expect(page.locator("form.search").getByText("Loading…")).toBeVisible();
  await expect(first(page)).toHaveText("Al Pacino");
  await expect(page.locator("form.search").getByText("Loading…")).toBeHidden();
});

test("what is typed on the page of results while its script is loading is searched for", async ({ page }) => {
  let typed;
  await page.route(/\/search\.[^/]*js/, async (route) => {
    await typed;
    await route.continue();
  });
  for (const address of ["search/", "search/?q=heat"]) {
    let load;
    typed = new Promise((done) => (load = done));
    await page.goto(address);
    await page.locator("main input[name=q]").fill("pacino");
    load();
    await expect(page.getByRole("status").filter({ hasText: "pacino" })).toBeVisible();
    await expect(page.locator("main input[name=q]")).toHaveValue("pacino");
  }
});

test("a type that is not there is named, and can be taken back", async ({ page }) => {
  await page.goto("search/?q=heat&type=Nonsense");
  await expect(page.getByRole("status").filter({ hasText: "none of this type" })).toBeVisible();
  await expect(page.getByLabel("Type")).toHaveValue("Nonsense");
  await page.getByLabel("Type").selectOption("");
  await expect(page.locator(".search-result").first()).toBeVisible();
});
