// Takes the pictures of the Heat 2 Wiki that README.md and the documentation show.
//
// Run `node pictures.mjs` in this folder, after `./run` has installed what it needs. The variables are those of
// playwright.config.mjs.

import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import build, { SITES } from "./support/build.mjs";
import { serve } from "./support/server.mjs";

const folder = fileURLToPath(new URL("../../docs/content/pictures", import.meta.url));
const desktop = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 390, height: 800 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const PICTURES = [
  { name: "desktop-light", ...desktop, colorScheme: "light", path: "/works/heat-1995/" },
  { name: "desktop-dark", ...desktop, colorScheme: "dark", path: "/history/" },
  { name: "phone-light", ...phone, colorScheme: "light", path: "/characters/neil-mccauley/" },
  { name: "phone-dark", ...phone, colorScheme: "dark", path: "/search/?q=hana" },
];

if (!process.env.SITE) build();
mkdirSync(folder, { recursive: true });
const site = await serve(SITES.heat);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
for (const { name, path, ...options } of PICTURES) {
  const context = await browser.newContext({ ...options, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(site.origin + path, { waitUntil: "networkidle" });
  const devtools = await context.newCDPSession(page);
  const { data } = await devtools.send("Page.captureScreenshot", { format: "webp", quality: 60 });
  writeFileSync(`${folder}/${name}.webp`, Buffer.from(data, "base64"));
  await context.close();
}
await browser.close();
await site.close();
