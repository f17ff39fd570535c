// The words of the catalogue in English, as Lorekeep gives them to the search.

import { readFileSync } from "node:fs";

const CATALOGUE = new URL("../../src/words/en.toml", import.meta.url);
const TEXT = /(\w+) = ("(?:[^"\\]|\\.)*")/g;

/** A text, or the plural forms of one. */
function phrase(value) {
  if (!value.startsWith("{")) return JSON.parse(value);
  return Object.fromEntries([...value.matchAll(TEXT)].map(([, category, text]) => [category, JSON.parse(text)]));
}

const lines = readFileSync(CATALOGUE, "utf8").matchAll(/^(\w+) = (.*)$/gm);

export const WORDS = { language: "en", ...Object.fromEntries([...lines].map(([, key, value]) => [key, phrase(value)])) };
