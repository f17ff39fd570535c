// Builds what the tests read: the Heat 2 Wiki, unless SITE names it, and the sample wikis.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../../../", import.meta.url));
const built = `${repository}target/browser/sites`;
const samples = fileURLToPath(new URL("../samples", import.meta.url));

export const SITES = {
  heat: process.env.SITE || `${built}/heat`,
  languages: `${built}/languages`,
  "right-to-left": `${built}/right-to-left`,
  strange: `${built}/strange`,
  bare: `${built}/bare`,
};

export default function build() {
  if (!process.env.SITE) lorekeep("build", "--root", repository, "--out", SITES.heat);
  for (const name of readdirSync(samples)) {
    lorekeep("build", "--root", `${samples}/${name}`, "--out", SITES[name]);
  }
}

function lorekeep(...args) {
  const [program, ...first] = command();
  const { status, stderr, error } = spawnSync(program, [...first, ...args], { cwd: repository, encoding: "utf8" });
  if (error || status !== 0) throw error ?? new Error(`${program} ${args.join(" ")}\n${stderr}`);
}

/** The program, with its first arguments. */
export function command() {
  if (process.env.LOREKEEP) return [process.env.LOREKEEP];
  const beside = `${repository}target/release/lorekeep`;
  if (process.env.SITE && existsSync(beside)) return [beside]; // What built the site builds the samples.
  return ["cargo", "run", "--release", "--locked", "--quiet", "--"];
}
