// The sample of parts of pages, written from right to left: the same texts in a wiki whose language is Arabic.

import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";

export function writeTurned(from, to) {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true, filter: (path) => !path.includes(".lorekeep") });
  const settings = readFileSync(`${to}/site.toml`, "utf8");
  writeFileSync(`${to}/site.toml`, `language = "ar"\n${settings}`);
}
