// The development server in a browser: a page that is loaded again after a save stays as its editor left it.

import { spawn } from "node:child_process";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { command } from "./support/build.mjs";
import { expect, test as base } from "./support/test.mjs";

const SETTINGS = `title = "Small"
base_url = "https://wiki.test/"
[spoilers]
film = "The film"
novel = "The novel"
`;
const FOLDS = "> [!spoiler|film]- Film\n> Of the film.\n\n> [!spoiler|novel]- Novel\n> Of the novel.\n";
const LINKS = "[one](/people/bo/), [two](/people/bo/), [[Nobody]] and [[Nowhere]].\n";
const LONG = `---\ntitle: Long\n---\n## First\n\n${FOLDS}\n## Second\n\n${LINKS}`;

const test = base.extend({
  editing: async ({}, use) => {
    const root = await mkdtemp(join(tmpdir(), "lorekeep-"));
    const write = async (path, text) => {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    };
    await write("site.toml", SETTINGS);
    await write("content/index.md", "# Small\n");
    await write("content/people/bo.md", "# Bo\n");
    await write("content/long.md", LONG);
    const [program, ...first] = command();
    const server = spawn(program, [...first, "serve", "--root", root, "--port", "0"]);
    const origin = await new Promise((said) => server.stdout.on("data", (data) => said(/http:\S+/.exec(data)[0])));
    await use({ origin, write });
    server.kill("SIGINT");
    await rm(root, { recursive: true });
  },
  baseURL: async ({ editing }, use) => use(editing.origin),
});

/** Saves the long page, changed, and waits until the browser has the new one. */
async function save(page, editing, change) {
  const mark = `Saved ${Date.now()}.`;
  await editing.write("content/long.md", `${change(LONG)}\n${mark}\n`);
  await expect(page.getByText(mark)).toBeVisible();
  await expect(strip(page)).toBeVisible();
}

/** Empties the long page, as an editor does that then writes it, when the machine is busy in between. */
async function empty(page, editing) {
  await editing.write("content/long.md", "");
  await expect(page.getByRole("link", { name: "two" })).toHaveCount(0);
  await expect(strip(page)).toContainText("0 red links");
}

/** The focus is on an element, whether or not the window has the focus of the desktop. */
function expectFocus(locator, message) {
  return expect.poll(() => locator.evaluate((element) => element.getRootNode().activeElement === element), { message }).toBe(true);
}

const strip = (page) => page.getByRole("navigation", { name: "For editors" });
const folds = (page) => page.locator("main details.spoiler").evaluateAll((all) => all.map((fold) => fold.open));

test("spoilers stay as they were folded by hand", async ({ page, editing }) => {
  await page.goto("long/");
  await strip(page).getByLabel("Spoilers").selectOption("film");
  await expect.poll(() => folds(page)).toEqual([true, false]);
  await page.locator("main details.spoiler summary").nth(1).click();

  await editing.write("content/people/bo.md", "# Bo\n\nTo [[Elsewhere]].\n");
  await expect(strip(page)).toContainText("1 elsewhere");
  expect(await folds(page), "another page was saved").toEqual([true, true]);

  await save(page, editing, (text) => text);
  expect(await folds(page), "this page was saved").toEqual([true, true]);

  await page.goto("people/bo/");
  await page.goto("long/");
  await expect.poll(() => folds(page), "a page that is opened follows the level").toEqual([true, false]);
});

test("the strip's switch and the readers' control are one", async ({ page }) => {
  await page.goto("long/");
  const level = strip(page).getByLabel("Spoilers");
  await level.focus();
  await level.selectOption("film");
  await expectFocus(level);
  await page.locator(".reach summary").click();
  await expect(page.getByRole("checkbox", { name: "The film" })).toBeChecked();
  await page.getByRole("checkbox", { name: "The novel" }).check();
  await expect(level).toHaveValue("film novel");
  await page.getByRole("button", { name: "Forget" }).click();
  await expect(level).toHaveValue("");
  await level.selectOption("*");
  await expect.poll(() => folds(page)).toEqual([true, true]);
  await page.goto("people/bo/");
  await expect(level).toHaveValue("*");
  await level.selectOption("novel");
  await page.goto("long/");
  expect(await folds(page)).toEqual([false, true]);
});

test("the focus stays where it was, whatever is written above it", async ({ page, editing }) => {
  await page.goto("long/");
  await page.getByRole("link", { name: "two" }).focus();
  await save(page, editing, (text) => text.replace("[one]", "[new](/people/bo/), [one]"));
  await expectFocus(page.getByRole("link", { name: "two" }));
});

test("what is done while the new page is on its way is kept", async ({ page, editing }) => {
  await page.goto("long/");
  let go;
  const isReleased = new Promise((done) => (go = done));
  await page.route("**/long/", async (route) => {
    await isReleased;
    await route.continue();
  });
  await page.exposeFunction("acted", async () => {
    await editing.write("content/long.md", `${LONG}\nSaved twice.\n`);
    go();
  });
  await page.evaluate(() => addEventListener("beforeunload", () => setTimeout(() => {
    document.querySelectorAll("main details.spoiler summary")[1].click();
    document.querySelectorAll("main a[href='/people/bo/']")[1].focus();
    window.acted();
  })));
  await editing.write("content/long.md", `${LONG}\nSaved once.\n`);
  await expect(page.getByText("Saved twice.")).toBeVisible();
  await expectFocus(page.getByRole("link", { name: "two" }));
  expect(await folds(page)).toEqual([false, true]);
});

test("what is open in the strip stays open, and keeps the focus", async ({ page, editing }) => {
  await page.goto("long/");
  await strip(page).getByRole("button", { name: "2 red links" }).click();
  const fault = page.getByRole("link", { name: /^content\/long\.md:/ }).nth(1);
  await fault.focus();

  await editing.write("content/people/bo.md", "# Bo\n\nTo [[Elsewhere]].\n");
  await expect(strip(page)).toContainText("1 elsewhere");
  await expectFocus(fault, "another page was saved");

  await save(page, editing, (text) => text);
  await expectFocus(fault, "this page was saved");

  await strip(page).getByRole("button", { name: "2 red links" }).focus();
  await save(page, editing, (text) => text.replace("[[Nowhere]]", "[[Bo]]"));
  await expectFocus(strip(page).getByRole("button", { name: "1 red link" }));

  await empty(page, editing);
  await save(page, editing, (text) => text);
  await expectFocus(strip(page).getByRole("button", { name: "2 red links" }), "the button had no entries for a moment");
});

test("a file that is empty for a moment loses nothing: place, folds and focus", async ({ page, editing }) => {
  await page.setViewportSize({ width: 800, height: 300 });
  await page.goto("long/");
  await page.locator("main details.spoiler summary").nth(1).click();
  await page.getByRole("link", { name: "two" }).focus();
  await page.evaluate(() => scrollTo(0, 250));
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(250);

  await empty(page, editing);
  // The browser scrolls up when the page gets shorter, as it does when style sheets or the strip come late.
  await page.evaluate(() => (document.body.style.display = "none"));
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
  await page.evaluate(() => (document.body.style.display = ""));

  await save(page, editing, (text) => text);
  await expectFocus(page.getByRole("link", { name: "two" }));
  expect(await folds(page)).toEqual([false, true]);
  await expect.poll(() => page.evaluate(() => Math.round(scrollY))).toBe(250);
});

test("a page that takes long to come is scrolled to where it was, and not by the browser", async ({ page, editing }) => {
  await page.setViewportSize({ width: 800, height: 300 });
  await page.goto("long/");
  await page.evaluate(() => scrollTo(0, 250));
  await empty(page, editing);

  await page.route("**/long/", async (route) => {
    await new Promise((passed) => setTimeout(passed, 1000));
    await route.continue();
  });
  await save(page, editing, (text) => text);
  await expect.poll(() => page.evaluate(() => Math.round(scrollY))).toBe(250);
});

test("a file that is empty for a moment loses nothing: what is open in the strip", async ({ page, editing }) => {
  await page.goto("long/");
  await strip(page).getByRole("button", { name: "2 red links" }).click();
  const fault = page.getByRole("link", { name: /^content\/long\.md:/ }).nth(1);
  await fault.focus();

  await empty(page, editing);
  await save(page, editing, (text) => text);
  await expectFocus(fault);
});

test("what was left while a page was empty is not gone back to", async ({ page, editing }) => {
  await page.goto("long/");
  await page.getByRole("link", { name: "two" }).focus();

  await empty(page, editing);
  const other = page.getByRole("button", { name: "Dark colours" });
  await other.focus();
  await save(page, editing, (text) => text);
  await expectFocus(other);
});
