// The built Heat 2 Wiki and some small sample wikis, read in the system's Chromium.
//
// SITE      folder of the built Heat 2 Wiki; without it, it is built
// LOREKEEP  the program that builds; without it, cargo makes and runs it
// CHROMIUM  the browser; without it, /usr/bin/chromium

import { defineConfig } from "@playwright/test";

import { SHELL } from "./support/chromium.mjs";

// Pictures are part of the frame in which they appear, so that two screenshots of a page are alike.
const flags = ["disable-checker-imaging", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking", "disable-component-update", "disable-sync"];

export default defineConfig({
  testDir: ".",
  globalSetup: "./support/build.mjs",
  outputDir: "../../target/browser/results",
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  workers: 2,
  // Ends what hangs. A busy machine takes a minute for the longest test.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: "list",
  use: {
    launchOptions: {
      executablePath: SHELL,
      args: ["--no-sandbox", ...flags.map((flag) => `--${flag}`)],
    },
    viewport: { width: 1280, height: 900 },
    colorScheme: "light",
    contextOptions: { reducedMotion: "reduce" },
    trace: "off",
  },
});
