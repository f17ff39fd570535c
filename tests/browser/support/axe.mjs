// Runs axe on a page.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Rules of WCAG and of good practice; the experimental ones are left out. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** The rules whose findings depend on colours. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/** Elements that axe finds fault with, in the current state of the page: `rule: element`. */
export const violations = (page) => run(page, { type: "tag", values: TAGS });

/** Those that axe finds fault with because of their colours. For a page that `violations` has judged in another scheme. */
export const violationsOfColours = (page) => run(page, { type: "rule", values: COLOURS });

async function run(page, runOnly) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const { violations } = await page.evaluate((runOnly) => window.axe.run({ runOnly, resultTypes: ["violations"] }), runOnly);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
}
