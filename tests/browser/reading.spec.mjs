// What a reader does on a page: contents, facts, references, the ways onward and back.

import { expect, leaveAndReturn, settled, test } from "./support/test.mjs";

test("a page has one main heading, and its contents list leads to every section", async ({ page }) => {
  await page.goto("works/heat-1995/");
  await expect(page.locator("h1")).toHaveText("Heat (1995 film)");
  await expect(page).toHaveTitle("Heat (1995 film) · Heat 2 Wiki");

  const links = page.locator("nav.toc a");
  const targets = await links.evaluateAll((all) => all.map((link) => [link.textContent, document.getElementById(link.hash.slice(1))?.textContent]));
  expect(targets.length).toBeGreaterThan(4);
  for (const [label, heading] of targets) expect(heading?.startsWith(label), `${label} leads to its heading`).toBe(true);
});

test("the contents list follows the reading", async ({ page }) => {
  await page.goto("works/heat-2-film/");
  await settled(page);
  for (const name of ["Money", "References"]) {
    await page.locator("h2", { hasText: name }).evaluate((heading) => heading.scrollIntoView({ block: "start" }));
    await expect(page.locator("nav.toc [aria-current]")).toHaveText(name);
  }
});

test("the facts stand beside the text, long lists folded", async ({ page }) => {
  await page.goto("works/heat-1995/");
  const facts = page.locator("aside.infobox");
  await expect(facts.getByText("Directed by")).toBeVisible();
  await expect(facts.getByText("Box office")).toBeVisible();

  const text = await page.locator(".content").boundingBox();
  const beside = await facts.boundingBox();
  expect(beside.x).toBeGreaterThan(text.x + text.width);

  const last = facts.getByRole("link", { name: "Xander Berkeley" });
  await expect(last).toBeHidden();
  await facts.getByText(/^\d+ more$/).first().click();
  await expect(last).toBeVisible();
  await facts.getByRole("link", { name: "Vincent Hanna" }).first().click();
  await expect(page.locator("h1")).toHaveText("Vincent Hanna");
});

test("a citation leads to its reference, and the reference back to it", async ({ page }) => {
  await page.goto("people/michael-mann/");
  const cite = page.locator(".content .cite a").first();
  const id = await cite.getAttribute("id");
  await cite.click();
  const reference = page.locator("section.references li:target");
  await expect(reference).toBeInViewport();
  await reference.locator(".backref").getByRole("link").first().click();
  expect(new URL(page.url()).hash).toBe(`#${id}`);
  await expect(cite).toBeInViewport();
});

test("what links here is listed, in whole on a page of its own", async ({ page }) => {
  await page.goto("people/michael-mann/");
  const backlinks = page.locator("section.backlinks");
  await backlinks.locator("summary").first().click();
  await expect(backlinks.getByRole("heading", { level: 3 }).first()).toBeVisible();
  const all = backlinks.getByRole("link", { name: /^All \d+ pages that link here$/ });
  const count = Number((await all.textContent()).match(/\d+/));
  await all.click();
  await expect(page.locator("main section li")).toHaveCount(count);
});

test("a page leads to its categories, and they back to it", async ({ page }) => {
  await page.goto("people/al-pacino/");
  await page.locator("nav.categories a").first().click();
  await expect(page.locator("main.kind-category")).toBeVisible();
  await page.locator(".letter").getByRole("link", { name: "Al Pacino", exact: true }).click();
  await expect(page.locator("h1")).toHaveText("Al Pacino");
});

test("the way down is shown, and the section in the navigation", async ({ page }) => {
  await page.goto("people/al-pacino/");
  await expect(page.getByRole("navigation", { name: "Main" }).locator("[aria-current]")).toHaveText("People");
  await page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link", { name: "People" }).click();
  await expect(page.locator("h1")).toHaveText("People");
});

test("the keyboard skips to the content", async ({ page }) => {
  await page.goto("people/al-pacino/");
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to content" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => Boolean(document.activeElement.closest("main")))).toBe(true);
});

test("a heading can be linked to", async ({ page }) => {
  await page.goto("articles/casting-claims/");
  const heading = page.locator(".content h2").first();
  const anchor = heading.getByRole("link", { name: /link to this section/i });
  await anchor.focus();
  await expect(anchor).toHaveCSS("opacity", "1");
  await anchor.press("Enter");
  expect(new URL(page.url()).hash).toBe(`#${await heading.getAttribute("id")}`);
});

test("what gives the story away stays folded until it is opened", async ({ page }) => {
  await page.goto("works/heat-1995/");
  const spoiler = page.locator(".content .spoiler[data-scope]").first();
  await expect(spoiler.locator("p").first()).toBeHidden();
  await spoiler.locator("summary").click();
  await expect(spoiler.locator("p").first()).toBeVisible();
});

test("reports are kept with what became of them", async ({ page }) => {
  await page.goto("works/heat-2-film/");
  const superseded = page.locator('.claim[data-state="superseded"]', { hasText: "superseded by" }).first();
  const link = superseded.getByRole("link", { name: /^superseded by/ });
  const target = (await link.getAttribute("href")).split("#")[1];
  await link.click();
  await expect(page.locator(`[id="${target}"]`)).toBeInViewport();
});

test("the history can be narrowed down by page and by typing", async ({ page }) => {
  await page.goto("history/");
  const entries = page.locator(".timeline li[id]");
  const all = await entries.count();
  await page.getByLabel("Find in this list").fill("dicaprio");
  await expect(page.getByRole("status").filter({ hasText: `of ${all} entries` })).toBeVisible();
  const visible = await entries.filter({ visible: true }).allTextContents();
  expect(visible.length).toBeLessThan(all);
  for (const text of visible) expect(text).toMatch(/dicaprio/i);

  await page.getByLabel("Find in this list").fill("");
  await expect(entries.filter({ visible: true })).toHaveCount(all);
  const filters = page.getByRole("navigation", { name: "Filters" });
  await filters.getByText("Status", { exact: true }).click();
  await filters.getByRole("link", { name: "Report" }).click();
  await expect(page.locator("h1")).toHaveText("History: Report");
  expect(await entries.evaluateAll((items) => items.every((item) => item.dataset.status === "reported"))).toBe(true);
  await expect(page.locator(".timeline .superseded .succession a").first()).toBeVisible();
});

test("an old name leads to the page", async ({ page }) => {
  await page.goto("people/leo-dicaprio/");
  await expect(page).toHaveURL(/people\/leonardo-dicaprio\/$/);
});

test("a name of several pages leads to each of them", async ({ page }) => {
  await page.goto("heat-2/");
  await expect(page.locator("main").getByRole("link", { name: /^Heat 2 \(/ })).toHaveCount(3);
});

test("a page chosen by chance is shown", async ({ page }) => {
  await page.goto("special/random/");
  await expect(page).not.toHaveURL(/special\/random/);
  await expect(page.locator("h1")).toHaveCount(1);
});

test("an address of nothing says so and leads on", async ({ page, complaints }) => {
  const response = await page.goto("people/nobody-of-this-name/");
  expect(response.status()).toBe(404);
  await expect(page.locator("h1")).toHaveText("Page not found");
  await page.locator("main").getByRole("link", { name: "All pages" }).click();
  await expect(page.locator("h1")).toHaveText("All pages");
  expect(complaints.splice(0)).toEqual([expect.stringContaining("404")]);
});

test.describe("a long page", () => {
  test.use({ wiki: "strange" });

  test("the contents list follows jumps in both directions", async ({ page }) => {
    await page.goto("sections/");
    await settled(page);
    const current = page.locator("nav.toc [aria-current]");
    for (const number of [35, 3, 20, 38, 1]) {
      await page.evaluate((id) => document.getElementById(id).scrollIntoView(), `section-${number}`);
      await expect(current).toHaveText(`Section ${number}`);
      await expect(current).toBeInViewport();
    }
    await page.evaluate(() => scrollTo(0, 0));
    await expect(current).toHaveCount(0);
    await expect(page.locator("nav.toc").getByRole("link", { name: "Section 1", exact: true })).toBeInViewport();
  });

  test("each level of the contents stands further in, and their title is no control", async ({ page }) => {
    await page.goto("sections/");
    const start = (name) => page.locator("nav.toc").getByRole("link", { name, exact: true }).evaluate((link) => parseFloat(getComputedStyle(link).paddingInlineStart));
    const starts = [await start("Section 2"), await start("Third"), await start("Fourth"), await start("Fifth")];
    expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b));
    await expect(page.locator("nav.toc .toc-title")).toBeVisible();
    await expect(page.locator("nav.toc summary")).toBeHidden();
  });

  test("the contents lead to ids with percent signs, and formulas are read in them", async ({ page }) => {
    await page.goto("formulas/");
    await settled(page);
    await expect(page.locator("nav.toc a").first()).toHaveText("The law E = mc²");
    await page.locator("nav.toc").getByRole("link", { name: "Half off" }).click();
    await expect(page.locator("[id='50%']")).toBeInViewport();
    await expect(page.getByRole("button", { name: "Dunkle Farben" })).toHaveAttribute("aria-pressed", "false");
  });

  test("formulas keep their columns and colours without styles of their own", async ({ page }) => {
    await page.goto("formulas/");
    const right = (selector) => page.locator(selector).first().evaluate((element) => element.getBoundingClientRect().right);
    const column = "mtd.math-end:not(.math-half)";
    expect(Math.abs((await right(column)) - (await right(`${column} mi`)))).toBeLessThan(1);
    await expect(page.locator("[mathcolor]")).toHaveCSS("color", "rgb(255, 0, 0)");
  });
});

test("the choice of colours made on another page holds when this one comes back from the cache", async ({ keptPage }) => {
  await keptPage.goto("people/al-pacino/");
  await leaveAndReturn(keptPage, "", () => localStorage.setItem("theme", "dark"));
  await expect(keptPage.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(keptPage.getByRole("button", { name: "Dark colours" })).toHaveAttribute("aria-pressed", "true");
});
