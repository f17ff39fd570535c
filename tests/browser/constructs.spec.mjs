// The constructs that real fan wikis are built from, each on a page of its own: template calls, styles, links to sections, floated
// pictures, tables with spans, collapsible parts, transclusion, quotations, galleries, players, tabs, navboxes and notices.
//
// Pictures are compared with each other, not with files: a stored PNG holds for one version of Chromium with one set of fonts, and
// says nothing but "different" on any other. What must be alike is taken here twice, from the same browser: light and dark have the
// same boxes, right to left is the mirror image of left to right, paper is the same from either scheme, and a fold that is closed
// again leaves no trace. What must not be is looked for: words over pictures or other words, boxes beyond the screen or without
// room for their words, and all that axe finds, such as low contrast.

import { violations } from "./support/axe.mjs";
import { expect, overflow, settled, test } from "./support/test.mjs";

test.use({ wiki: "parts" });

const WIDTHS = [320, 390, 1280];
const PAPER = 718;

/** The parts of each page whose boxes are compared. */
const PAGES = {
  calls: ".hatnote, .component-infobox, .component-infobox :is(figure, img, dt, dd), .component-family-tree",
  styles: "p, div",
  sections: "p, h2",
  floats: "figure, figure img, figcaption",
  spans: "table, tr, th, td",
  folds: "details, summary",
  transclusion: ".embed, figure, p",
  quotations: "figure, blockquote, figcaption, .callout",
  galleries: ".image-gallery > li, .image-gallery img, .image-slides, .gallery > li, .gallery :is(img, .monogram)",
  players: "audio, .video, .component-audio",
  tabs: "[role=tablist], [role=tab], [role=tabpanel]",
  navboxes: ".component-navbox, .component-navbox :is(summary, li)",
  notices: ".component-notice, .callout, p",
};

async function open(page, address, width, colorScheme) {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ media: "screen", colorScheme });
  await page.goto(address);
  await page.evaluate(() => document.querySelectorAll("[loading=lazy]").forEach((image) => (image.loading = "eager")));
  await settled(page);
  await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode())));
}

/** The boxes of parts, from the upper left corner of the text. */
function boxes(page, parts) {
  return page.evaluate((parts) => {
    const text = document.querySelector(".content").getBoundingClientRect();
    return [...document.querySelectorAll(`.content :is(${parts})`)]
      .filter((part) => part.checkVisibility())
      .map((part) => {
        const { x, y, width, height } = part.getBoundingClientRect();
        return [x - text.x, y - text.y, width, height, text.width].map(Math.round);
      });
  }, parts);
}

/** Words that stand over pictures, players or other words, and those that have no room. */
function collisions(page) {
  return page.evaluate(() => {
    const content = document.querySelector(".content");
    const isInSight = (box, element) => {
      const frame = element.closest(".image-slides, .table-scroll, .component-family-tree")?.getBoundingClientRect();
      return !frame || (box.left >= frame.left - 1 && box.right <= frame.right + 1);
    };
    const lines = [];
    const walker = document.createTreeWalker(content, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!node.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) if (box.width > 1 && isInSight(box, element)) lines.push({ box, element, text: node.data });
    }
    const solid = [...content.querySelectorAll("img, audio, .video")].map((element) => ({ box: element.getBoundingClientRect(), element, text: element.tagName }));
    const meets = ({ box: a, element }, { box: b, element: other }) =>
      !element.contains(other) && !other.contains(element) && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
    const found = [];
    lines.forEach((line, at) => {
      for (const other of [...lines.slice(at + 1), ...solid]) {
        if (isInSight(other.box, other.element) && meets(line, other)) found.push(`${line.text} over ${other.text}`);
      }
    });
    for (const block of content.querySelectorAll("p, dl, dd, figcaption, blockquote, li, summary, td")) {
      const { width } = block.getBoundingClientRect();
      if (block.checkVisibility() && block.textContent.trim().length > 4 && width < 36) found.push(`${Math.round(width)} pixels for ${block.textContent}`);
    }
    return found;
  });
}

/** A picture of the text without recordings, whose controls the browser draws, and changes while it loads them. */
function picture(page) {
  return page.locator(".content").screenshot({ animations: "disabled", mask: [page.locator("audio, video")] });
}

/** A picture to compare others with: the very first of a page may have other edges of dotted lines. */
async function steadyPicture(page) {
  await picture(page);
  return picture(page);
}

for (const [name, parts] of Object.entries(PAGES)) {
  const address = `constructs/${name}/`;

  test(`${name}: the same boxes in both schemes and directions, on phones and wide screens`, async ({ page, pageOf }) => {
    const turned = await pageOf("turned");
    for (const width of WIDTHS) {
      await open(page, address, width, "light");
      const light = await boxes(page, parts);
      expect(light.length, "parts in sight").toBeGreaterThan(0);
      expect(await overflow(page), `beyond ${width} pixels`).toBeLessThanOrEqual(0);
      expect(await collisions(page), `at ${width} pixels`).toEqual([]);
      const lightPicture = await steadyPicture(page);

      await page.emulateMedia({ colorScheme: "dark" });
      expect(await boxes(page, parts), `dark, at ${width} pixels`).toEqual(light);
      expect((await picture(page)).equals(lightPicture), "dark looks like light").toBe(false);
      await page.emulateMedia({ colorScheme: "light" });
      await expect.poll(async () => (await picture(page)).equals(lightPicture), { message: "light again", intervals: [20] }).toBe(true);

      await open(turned, address, width, "light");
      expect(await overflow(turned), `turned, beyond ${width} pixels`).toBeLessThanOrEqual(0);
      expect(await collisions(turned), `turned, at ${width} pixels`).toEqual([]);
      // The words `left` and `right` of pictures name sides of the screen, as in MediaWiki.
      const isPlaced = name === "floats" && width === 1280;
      const mirrored = (await boxes(turned, parts)).map(([x, y, wide, high, all]) => [isPlaced ? x : all - x - wide, y, wide, high, all]);
      expect(mirrored.length).toBe(light.length);
      mirrored.forEach((box, at) => box.forEach((value, side) => {
        expect(Math.abs(value - light[at][side]), `part ${at} at ${width} pixels: ${box} for ${light[at]}`).toBeLessThanOrEqual(2);
      }));
    }
  });

  test(`${name}: axe finds nothing`, async ({ page, pageOf }) => {
    for (const [width, scheme] of [[390, "dark"], [1280, "light"]]) {
      await open(page, address, width, scheme);
      expect(await violations(page), `${width} ${scheme}`).toEqual([]);
    }
    const turned = await pageOf("turned");
    await open(turned, address, 320, "light");
    expect(await violations(turned), "turned").toEqual([]);
  });

  test(`${name}: paper is the same from either scheme, and nothing is folded`, async ({ page }) => {
    await open(page, address, PAPER, "light");
    await page.emulateMedia({ media: "print" });
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await collisions(page)).toEqual([]);
    await expect(page.locator(".site-header form.search")).toBeHidden();
    const closed = await page.evaluate(() => [...document.querySelectorAll(".content details:not(.spoiler) > :not(summary)")]
      .filter((part) => getComputedStyle(part.closest("nav") ?? part).display !== "none" && !part.checkVisibility())
      .map((part) => part.outerHTML));
    expect(closed).toEqual([]);
    const paper = await steadyPicture(page);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect((await picture(page)).equals(paper), "paper of the dark scheme").toBe(true);
  });
}

test("a fold that is closed again leaves no trace", async ({ page }) => {
  for (const name of ["folds", "navboxes"]) {
    await open(page, `constructs/${name}/`, 390, "light");
    const before = await steadyPicture(page);
    const press = async (fold) => {
      await fold.evaluate((it) => it.firstElementChild.click());
      await settled(page);
    };
    await press(page.locator(".content details:not([open])").first());
    expect((await picture(page)).equals(before), `${name}, open`).toBe(false);
    await press(page.locator(name === "folds" ? ".content details[open]" : ".content details[open]:not(:first-of-type), .content nav + nav details[open]").first());
    expect((await picture(page)).equals(before), `${name}, closed`).toBe(true);
  }
});

test("links to sections lead to them", async ({ page }) => {
  await open(page, "constructs/sections/", 390, "light");
  await page.getByRole("link", { name: "The second part" }).first().click();
  await expect(page.locator(":target")).toHaveText(/The second part/);
  await expect(page.locator(":target")).toBeInViewport();
  await page.goto("constructs/sections/");
  await page.getByRole("link", { name: /Alone/ }).click();
  await expect(page.locator(":target")).toHaveText(/Alone/);
});
