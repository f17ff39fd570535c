// The `test` that all tests use: a page of one of the wikis, and a failure when a page complains.

import { test as base, expect } from "@playwright/test";

import { SITES } from "./build.mjs";
import { CHROMIUM } from "./chromium.mjs";
import { serve } from "./server.mjs";

export { expect };

/** Where each wiki is served on its host. */
const BASES = { "right-to-left": "/wiki/" };

export const test = base.extend({
  /** The wiki that a test reads: `test.use({ wiki: "languages" })`. */
  wiki: ["heat", { option: true }],

  servers: [
    async ({}, use) => {
      const running = new Map();
      const address = async (wiki) => {
        if (!running.has(wiki)) running.set(wiki, serve(SITES[wiki], BASES[wiki]));
        return (await running.get(wiki)).origin + (BASES[wiki] ?? "/");
      };
      await use(address);
      for (const server of running.values()) await (await server).close();
    },
    { scope: "worker" },
  ],

  baseURL: async ({ wiki, servers }, use) => use(await servers(wiki)),

  context: async ({ context }, use) => {
    follow(context);
    await use(context);
  },

  /** Opens a page of another wiki, in a context of its own. */
  pageOf: async ({ browser, servers, contextOptions }, use) => {
    const contexts = [];
    await use(async (wiki) => {
      const context = await browser.newContext({ ...contextOptions, baseURL: await servers(wiki) });
      follow(context);
      contexts.push(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },

  /** A page of a browser that keeps the pages it leaves (the back/forward cache), which Playwright switches off, and which only
   *  the whole browser has. */
  keptPage: async ({ playwright, launchOptions, baseURL }, use) => {
    const whole = { executablePath: CHROMIUM, ignoreDefaultArgs: ["--disable-back-forward-cache"] };
    const browser = await playwright.chromium.launch({ ...launchOptions, ...whole });
    await use(await browser.newPage({ baseURL }));
    await browser.close();
  },

  /** What pages complain about: errors, breaches of the policy, requests to other hosts; and dialogs, which the theme has
   *  none of. Nothing may be left at the end. */
  complaints: [
    async ({ context, baseURL }, use) => {
      const complaints = [];
      const { origin } = new URL(baseURL);
      context.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
      });
      context.on("dialog", (dialog) => {
        complaints.push(`opens a dialog: ${dialog.message()}`);
        dialog.dismiss();
      });
      context.on("weberror", (error) => complaints.push(`error: ${error.error().message}`));
      context.on("request", (request) => {
        if (/^(https?|wss?):/.test(request.url()) && !request.url().startsWith(origin)) complaints.push(`asks ${request.url()}`);
      });
      await context.addInitScript(() => {
        document.addEventListener("securitypolicyviolation", (event) => {
          console.error(`policy: ${event.violatedDirective} of ${event.blockedURI}`);
        });
      });
      await use(complaints);
      expect(complaints, "what the pages complain about").toEqual([]);
    },
    { auto: true },
  ],
});

/** The requests of each context: those that are not answered, and the number of all. */
const requests = new WeakMap();

function follow(context) {
  const all = { open: new Set(), count: 0 };
  requests.set(context, all);
  context.on("request", (request) => {
    all.open.add(request);
    all.count += 1;
  });
  for (const end of ["requestfinished", "requestfailed"]) context.on(end, (request) => all.open.delete(request));
}

/** Waits until the page has come to rest: its scripts have run, what they asked for has been answered, and they ask for nothing
 *  more. Unlike Playwright's `networkidle`, which waits for half a second of silence, it takes no longer than the page does. */
export async function settled(page) {
  const all = requests.get(page.context());
  await page.waitForLoadState("load");
  for (let count; count !== all.count || all.open.size > 0; ) {
    while (all.open.size > 0) await new Promise((passed) => setTimeout(passed, 10));
    count = all.count;
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))));
  }
}

/** Lets pages wait for nothing: neither for the next letter of a query nor before they show a preview. */
export function hurry(page) {
  return page.addInitScript(() => {
    const { setTimeout } = window;
    window.setTimeout = (call, time, ...rest) => setTimeout(call, 0, ...rest);
  });
}

/** How far the page reaches beyond the screen sideways. */
export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Runs a function on another page and goes back to this one, which the browser kept as it was. */
export async function leaveAndReturn(page, elsewhere, change) {
  await page.evaluate(() => addEventListener("pageshow", ({ persisted }) => (window.wasKept = persisted)));
  await page.goto(elsewhere);
  await page.evaluate(change);
  await page.evaluate(() => void setTimeout(() => history.back()));
  // While the pages change places, there is none to ask.
  await expect.poll(() => page.evaluate(() => window.wasKept).catch(() => false)).toBe(true);
}
