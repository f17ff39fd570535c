// Builds what the tests read: the Heat 2 Wiki, unless SITE names it, the sample wikis, one of hostile texts, one in a
// pseudo-language, and one that is turned from right to left.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { writeBracketed } from "./bracketed.mjs";
import { writeHostile } from "./hostile.mjs";
import { writeTurned } from "./turned.mjs";

const repository = fileURLToPath(new URL("../../../", import.meta.url));
const built = `${repository}target/browser/sites`;
const samples = fileURLToPath(new URL("../samples", import.meta.url));

export const SITES = {
  heat: process.env.SITE || `${built}/heat`,
  languages: `${built}/languages`,
  "right-to-left": `${built}/right-to-left`,
  markers: `${built}/markers`,
  parts: `${built}/parts`,
  story: `${built}/story`,
  strange: `${built}/strange`,
  bare: `${built}/bare`,
  hostile: `${built}/hostile`,
  bracketed: `${built}/bracketed`,
  turned: `${built}/turned`,
};

export default function build() {
  if (!process.env.SITE) lorekeep("build", "--root", repository, "--out", SITES.heat);
  for (const name of readdirSync(samples)) {
    lorekeep("build", "--root", `${samples}/${name}`, "--out", SITES[name]);
  }
  const hostile = `${repository}target/browser/hostile`;
  writeHostile(hostile);
  lorekeep("build", "--format", "json", "--root", hostile, "--out", SITES.hostile);
  const bracketed = `${repository}target/browser/bracketed`;
  writeBracketed(bracketed);
  lorekeep("build", "--root", bracketed, "--out", SITES.bracketed);
  const turned = `${repository}target/browser/turned`;
  writeTurned(`${samples}/parts`, turned);
  lorekeep("build", "--root", turned, "--out", SITES.turned);
}

function lorekeep(...args) {
  const [program, ...first] = command();
  const options = { cwd: repository, encoding: "utf8", maxBuffer: 1 << 30 };
  const { status, stderr, error } = spawnSync(program, [...first, ...args], options);
  if (error || status !== 0) throw error ?? new Error(`${program} ${args.join(" ")}\n${stderr}`);
}

/** The program, with its first arguments. */
export function command() {
  if (process.env.LOREKEEP) return [process.env.LOREKEEP];
  const beside = `${repository}target/release/lorekeep`;
  if (process.env.SITE && existsSync(beside)) return [beside]; // What built the site builds the samples.
  return ["cargo", "run", "--release", "--locked", "--quiet", "--"];
}
