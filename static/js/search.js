// Search: reads the index that Lorekeep writes (its formats: src/search/mod.rs) and shows what it finds.
// Text of pages and queries reaches the document as text nodes only; nothing that is fetched is ever evaluated.

/** What readers see and hear; `options.text` overrides any of it. `{q}` is the query, `{n}` a number. */
const TEXT = {
  suggestions: "Suggestions",
  none: "No results for “{q}”",
  one: "1 result for “{q}”",
  many: "{n} results for “{q}”",
  all: "All results for “{q}”",
  failed: "Search could not be loaded",
  alias: "also called {q}",
  in: "in {q}",
  type: "Type",
  category: "Category",
  any: "Any",
  more: "More results",
};

// ---- Words: the same rules as in src/search/fold.rs and tokens.rs; tests/search/fold.tsv holds both to them.

const DROPPED = /[\u00ad\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u2060\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff]/g;
const SPELT = { ß: "ss", æ: "ae", œ: "oe", þ: "th", ø: "o", đ: "d", ð: "d", ħ: "h", ı: "i", ł: "l", ŋ: "n", ŧ: "t", ς: "σ" };
const SPELT_OUT = new RegExp(`[${Object.keys(SPELT).join("")}]`, "g");
const LETTER = "[\\p{Alphabetic}\\p{N}\\p{M}]";
const UNSPACED = "[\\u0e00-\\u0eff\\u1000-\\u109f\\u1100-\\u11ff\\u1780-\\u17ff\\u3005-\\u3007\\u3040-\\u30ff\\u3131-\\u318e\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7ff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}]";
const UNSPACED_RUN = `(?:(?=${LETTER})${UNSPACED})+`;
const SPACED = `(?!${UNSPACED})${LETTER}`;
const RUN = new RegExp(`${UNSPACED_RUN}|(?:${SPACED})+`, "gu");
const IS_UNSPACED = new RegExp(`^${UNSPACED_RUN}`, "u");
const INITIAL_DOT = new RegExp(`(?<!${SPACED})([a-z])\\.(?=[a-z](?!${LETTER}))`, "gu");
const RUN_OR_INITIALS = new RegExp(`(?<!${SPACED})[a-z](?:\\.[a-z](?!${LETTER}))+|${RUN.source}`, "giu");
const ASCII_RUN = /[a-z0-9]+/g;
const ASCII_RUN_OR_INITIALS = /(?<![a-z0-9])[a-z](?:\.[a-z](?![a-z0-9]))+|[a-z0-9]+/gi;
const ASCII = /^[\x00-\x7f]*$/;
const LONGEST = 40;

/** Lower case without diacritics. */
export function fold(text) {
  if (ASCII.test(text)) return text.toLowerCase();
  const plain = text.normalize("NFKD").replace(DROPPED, "").normalize("NFC").toLowerCase();
  return plain.replace(SPELT_OUT, (letter) => SPELT[letter]);
}

/** The terms of a text. What is asked for, unlike what is indexed, needs no single last character of a run. */
export function words(text, asked = false) {
  let folded = fold(text);
  if (folded.includes(".")) folded = folded.replace(INITIAL_DOT, "$1");
  if (ASCII.test(folded)) return (folded.match(ASCII_RUN) ?? []).filter((run) => run.length <= LONGEST);
  const found = [];
  for (const [run] of folded.matchAll(RUN)) {
    if (IS_UNSPACED.test(run)) {
      const characters = [...run];
      const pairs = characters.map((character, n) => character + (characters[n + 1] ?? ""));
      found.push(...(asked && pairs.length > 1 ? pairs.slice(0, -1) : pairs));
    } else if ([...run].length <= LONGEST) {
      found.push(run);
    }
  }
  return found;
}

/** Places of the terms in a text as it is written: `{ start, end, term }`. */
function places(text) {
  const found = [];
  const isAscii = ASCII.test(text);
  for (const { 0: run, index } of text.matchAll(isAscii ? ASCII_RUN_OR_INITIALS : RUN_OR_INITIALS)) {
    if (isAscii || !IS_UNSPACED.test(run)) {
      found.push({ start: index, end: index + run.length, term: words(run).join("") });
      continue;
    }
    let start = index;
    const characters = [...run];
    characters.forEach((character, n) => {
      const pair = character + (characters[n + 1] ?? "");
      found.push({ start, end: start + pair.length, term: fold(pair) });
      start += character.length;
    });
  }
  return found;
}

// ---- Typing errors

/**
 * Insertions, deletions, changes and swaps of neighbours that lead from `a` to `b` (Damerau and Levenshtein, each
 * place edited once), or to a beginning of `b`; more than `limit` are not counted.
 */
export function distance(a, b, limit, toBeginning = false) {
  const width = toBeginning ? Math.min(b.length, a.length + limit) : b.length;
  if (a.length - width > limit || width - a.length > limit) return limit + 1;
  let [above, row, next] = ROWS;
  for (let j = 0; j <= width; j++) row[j] = j;
  for (let i = 1; i <= a.length; i++) {
    const letter = a.charCodeAt(i - 1);
    const before = a.charCodeAt(i - 2);
    let least = (next[0] = i);
    for (let j = 1; j <= width; j++) {
      const other = b.charCodeAt(j - 1);
      let cost = row[j - 1];
      if (letter !== other) {
        cost = 1 + Math.min(cost, row[j], next[j - 1]);
        if (before === other && letter === b.charCodeAt(j - 2)) cost = Math.min(cost, above[j - 2] + 1);
      }
      next[j] = cost;
      if (cost < least) least = cost;
    }
    if (least > limit) return limit + 1;
    [above, row, next] = [row, next, above];
  }
  return toBeginning ? Math.min(...row.subarray(0, width + 1)) : row[width];
}

/** Made once: words are compared by the thousand. */
const ROWS = [0, 1, 2].map(() => new Uint8Array(4 * LONGEST));

/** Numbers and short words are meant as typed. */
function mayBeWrong(word) {
  return word.length > 3 && !/\d/.test(word);
}

/** How many errors such a word may have against another one: 1, or 2 from 8 letters on. */
function allowed(word, other) {
  return word.length > 5 && (word.length > 7 || other.length > 7) ? 2 : 1;
}

/** Letters of a word as bits: words that differ in more bits than two per error need no closer look. */
function letters(word) {
  let bits = 0;
  for (let n = 0; n < word.length; n++) bits |= 1 << (word.charCodeAt(n) & 31);
  return bits;
}

function bitCount(bits) {
  let count = 0;
  for (; bits; bits &= bits - 1) count++;
  return count;
}

// ---- The index

/** Reads a number in base 26 (capitals, then one small letter) from `text`; returns it and the place after it. */
function readNumber(text, at) {
  let number = 0;
  for (;;) {
    const code = text.charCodeAt(at++);
    if (!(code >= 65 && code <= 122)) throw new Error("broken search index");
    if (code >= 97) return [number * 26 + code - 97, at];
    number = number * 26 + code - 65;
  }
}

/** Calls `each` with the ascending page numbers that are written from `at` on; returns the place after them. */
function readAscending(text, at, each) {
  let next = 0;
  while (text.charCodeAt(at) >= 65) {
    const [gap, after] = readNumber(text, at);
    each(next + gap);
    next += gap + 1;
    at = after;
  }
  return at;
}

/** The terms of front-coded lines, and what follows each after a space. */
function readLines(text) {
  const terms = [];
  const rests = [];
  let previous = "";
  for (const line of text.split("\n")) {
    if (!line) continue;
    const [shared, at] = readNumber(line, 0);
    const space = line.indexOf(" ");
    previous = previous.slice(0, shared) + line.slice(at, space < 0 ? undefined : space);
    terms.push(previous);
    rests.push(space < 0 ? "" : line.slice(space + 1));
  }
  return { terms, rests };
}

/** The pages of a term: `count` of all, whether some are left out, and `levels`, from page to 0 … 9. */
function readPostings(text) {
  const levels = new Map();
  const isCut = text[0] === "!";
  let count = 0;
  let at = 0;
  if (isCut) [count, at] = readNumber(text, 1);
  while (at < text.length) {
    const level = Number(text[at]);
    at = readAscending(text, at + 1, (page) => levels.set(page, level));
  }
  return { count: isCut ? count : levels.size, isCut, levels };
}

/** Which of the files, each `[first, hash]`, hold keys that begin with `key`: the first ones. */
function filesFor(ranges, key, most) {
  const before = ranges.filter(([start]) => start <= key).slice(-1);
  return [...before, ...ranges.filter(([start]) => start > key && start.startsWith(key))].slice(0, most);
}

function highest(numbers) {
  let high = 0;
  for (const number of numbers) if (number > high) high = number;
  return high;
}

/** The files of the index, each fetched once. */
class Files {
  constructor(url) {
    this.url = url;
    this.files = new Map();
  }

  get(name, read) {
    if (!this.files.has(name)) {
      const file = this.fetch(name).then(read);
      file.catch(() => this.files.delete(name));
      this.files.set(name, file);
    }
    return this.files.get(name);
  }

  async fetch(name, init) {
    const response = await fetch(new URL(name, this.url), init);
    if (!response.ok) throw new Error(`${name}: ${response.status}`);
    return name.endsWith(".json") ? response.json() : response.text();
  }
}

/** A title, alias or heading. */
class Name {
  constructor(page, text, role, id = "") {
    this.page = page;
    this.text = text;
    this.role = role;
    this.id = id;
  }

  /** The whole name, to be compared with a query. */
  get key() {
    return words(this.text, true).join(" ");
  }

  /** The name without what tells it from others of that name. */
  get base() {
    return words(this.text.replace(/[(（][^)）]*[)）]\s*$/u, ""), true).join(" ");
  }
}

const TITLE = 0;
const ALIAS = 1;
const HEADING = 2;
const ROLE_WORTH = [1, 0.95, 0.6];

/** A short part of a name that people write as one word with its neighbour, as in `De Niro`. */
const SHORT = 3;

function joinedPairs(list) {
  const pairs = [];
  for (let n = 1; n < list.length; n++) {
    if (list[n - 1].length <= SHORT || list[n].length <= SHORT) pairs.push(list[n - 1] + list[n]);
  }
  return pairs;
}

/** The names read so far, by their words. */
class Names {
  constructor() {
    this.pages = new Map();
    this.seen = new Set();
    this.vocabulary = new Map();
  }

  addPages(records) {
    for (const [number, url, title, kind, fame] of records) {
      if (!this.pages.has(number)) this.pages.set(number, { number, url, title, kind, fame });
    }
  }

  addNames(records) {
    this.addPages(records);
    for (const [number, , title, , , aliases = [], headings = []] of records) {
      const page = this.pages.get(number);
      this.add(page, title, TITLE);
      for (const alias of aliases) this.add(page, alias, ALIAS);
      for (const [id, heading] of headings) this.add(page, heading, HEADING, id);
    }
  }

  add(page, text, role, id) {
    const known = `${page.number} ${role} ${id ?? text}`;
    if (this.seen.has(known)) return;
    this.seen.add(known);
    const name = new Name(page, text, role, id);
    const found = words(text);
    if (role !== HEADING) found.push(...joinedPairs(found));
    for (const word of found) {
      const entry = this.vocabulary.get(word);
      if (entry) entry.names.push(name);
      else this.vocabulary.set(word, { names: [name], bits: 0 });
    }
  }

  /** The names that have a word like `asked`, with how like it is, from 0 to 1. */
  like(asked, isOpen, withErrors) {
    const found = new Map();
    const bits = withErrors && mayBeWrong(asked) ? letters(asked) : 0;
    for (const [word, entry] of this.vocabulary) {
      let grade = likeness(asked, word, isOpen);
      if (!grade && bits) grade = errorLikeness(asked, word, bits & ~(entry.bits ||= letters(word)), isOpen);
      if (!grade) continue;
      for (const name of entry.names) {
        if (!(found.get(name)?.grade >= grade)) found.set(name, { grade, word });
      }
    }
    return found;
  }

  /** The names that have all words of a reading, with a score; or, when none has, those that have most. */
  match(readings, isOpen, withErrors) {
    const known = new Map();
    const like = (word, isLast) => {
      const key = `${word} ${isLast}`;
      if (!known.has(key)) known.set(key, this.like(word, isOpen && isLast, withErrors));
      return known.get(key);
    };
    const found = readings.flatMap((asked) => matchAll(asked, asked.map((word, n) => like(word, n === asked.length - 1)), withErrors));
    return found.some((hit) => hit.isWhole) ? found.filter((hit) => hit.isWhole) : found;
  }
}

function likeness(asked, word, isOpen) {
  if (!word.startsWith(asked)) return 0;
  if (word.length === asked.length) return 1;
  if (!isOpen && asked.length < 3) return 0;
  return (isOpen ? 0.7 : 0.55) + 0.2 * (asked.length / word.length);
}

/** The same for a word with errors; `missing` are the letters that the other one has not. */
function errorLikeness(asked, word, missing, isOpen) {
  const limit = allowed(asked, word);
  if (bitCount(missing) > limit) return 0;
  const errors = distance(asked, word, limit);
  if (errors <= limit) return 0.6 - 0.1 * errors;
  const isBeginning = isOpen && asked.length > 4 && word.length > asked.length;
  return isBeginning && distance(asked, word, asked.length < 8 ? 1 : 2, true) <= limit ? 0.35 : 0;
}

/** The names that are like most words; `likes` holds those that are like each. */
function matchAll(asked, likes, withErrors) {
  const hits = new Map();
  for (const like of likes) {
    for (const [name, { grade, word }] of like) {
      const hit = hits.get(name) ?? { name, sum: 0, found: [] };
      hit.sum += grade;
      hit.found.push(word);
      hits.set(name, hit);
    }
  }
  const most = highest([...hits.values()].map((hit) => hit.found.length));
  const isWhole = most === asked.length;
  if (!isWhole && most * 2 <= asked.length) return [];
  const best = [...hits.values()].filter((hit) => hit.found.length === most);
  const key = asked.join(" ");
  return best.map(({ name, sum, found }) => ({ name, found, isWhole, withErrors, ...score(name, key, sum / asked.length, asked.length) }));
}

/** How well a name answers: whether it is the very name, and how good it is else. */
function score({ key, base, role, page }, asked, grade, count) {
  const covered = (all) => Math.min(1, count / all.split(" ").length);
  let value = grade * (0.6 + 0.3 * covered(base) + 0.1 * covered(key)) * ROLE_WORTH[role] + page.fame / 50;
  if (key === asked) value += 0.3;
  if (key.startsWith(asked)) value += 0.1;
  return { isEqual: role !== HEADING && (key === asked || base === asked), value };
}

/** A query: its words, and whether the last one may still be in the making. */
function parse(text) {
  return { text: text.trim(), words: words(text, true).slice(0, 12), isOpen: !/\s$/u.test(text) };
}

/** Ways to read a query: as it is, and with two neighbours as one word. */
function readings(asked) {
  const joined = asked.slice(1, 6).map((word, n) => [...asked.slice(0, n), asked[n] + word, ...asked.slice(n + 2)]);
  return [asked, ...joined];
}

/** Everything that is asked of one index. */
export class Search {
  constructor(url) {
    this.url = url;
    this.begin();
  }

  begin(manifest) {
    this.files = new Files(this.url);
    this.names = new Names();
    this.manifest = manifest ?? this.files.fetch(this.url);
  }

  /** Fetches what every query needs, ahead of the first. */
  async prepare() {
    const { names } = await this.manifest;
    if (names.length === 1) await this.loadNames(names);
  }

  loadNames(ranges) {
    return Promise.all(ranges.map(([, hash]) => this.files.get(`names-${hash}.json`, (records) => this.names.addNames(records))));
  }

  /** Runs `ask`, and once more if it fails because the wiki has been published anew meanwhile. */
  async fresh(ask) {
    try {
      return await ask();
    } catch (error) {
      const manifest = await this.files.fetch(this.url, { cache: "no-cache" });
      const old = await Promise.resolve(this.manifest).catch(() => null);
      if (JSON.stringify(manifest) === JSON.stringify(old)) throw error;
      this.begin(manifest);
      return ask();
    }
  }

  /** Results from titles, aliases and headings alone. */
  async suggest(text) {
    const query = parse(text);
    return rank(await this.findNames(query), null, query);
  }

  /** Results from everything. */
  async find(text) {
    const query = parse(text);
    const names = await this.findNames(query);
    const named = new Set(names.flatMap((hit) => hit.found));
    return rank(names, await this.findText(query, named), query);
  }

  async findNames({ words: asked, isOpen }) {
    if (!asked.length) return [];
    await this.loadNamesOf([...asked, ...joinedPairs(asked)], isOpen);
    const match = (withErrors) => this.names.match(readings(asked), isOpen, withErrors);
    const isWhole = (found) => found.some((hit) => hit.isWhole);
    let found = match(false);
    if (!isWhole(found)) found = match(true);
    if (!isWhole(found) && (await this.manifest).names.length > 1) {
      const unknown = asked.filter((word) => !this.names.vocabulary.has(word));
      const corrections = await Promise.all(unknown.map((word) => this.corrections(word)));
      await this.loadNamesOf(corrections.flat(), false);
      found = match(true);
    }
    return found;
  }

  async loadNamesOf(keys, isOpen) {
    const { names } = await this.manifest;
    const wanted = keys.slice(0, 8).flatMap((key) => filesFor(names, key, isOpen && key.length > 1 ? 2 : 1));
    await this.loadNames([...new Set(wanted)]);
  }

  /** Words of the wiki that end as `asked` does and may be meant by it, the nearest ones. */
  async corrections(asked) {
    const { endings } = await this.manifest;
    const backwards = [...asked].reverse().join("");
    const [range] = filesFor(endings, backwards, 1);
    if (!range) return [];
    const { terms } = await this.files.get(`endings-${range[1]}.txt`, readLines);
    return nearest(backwards, terms).slice(0, 3).map(({ term }) => [...term].reverse().join(""));
  }

  /** The pages whose text has the words. A misspelt one stands for those in `named`, if they are as near as any. */
  async findText({ words: asked, isOpen }, named) {
    const { pages: total } = await this.manifest;
    const all = await Promise.all(asked.map((word, n) => this.expand(word, isOpen && n === asked.length - 1, named)));
    const hits = new Map();
    for (const terms of all) {
      const best = new Map();
      for (const { postings, worth } of terms) {
        const rarity = Math.log(1 + (total - postings.count + 0.5) / (postings.count + 0.5));
        for (const [page, level] of postings.levels) {
          const value = worth * rarity * (level + 0.5);
          if (!(best.get(page) >= value)) best.set(page, value);
        }
      }
      for (const [page, value] of best) {
        const hit = hits.get(page) ?? { value: 0, count: 0 };
        hit.value += value;
        hit.count++;
        hits.set(page, hit);
      }
    }
    countCommon(hits, all);
    const most = highest([...hits.values()].map((hit) => hit.count));
    const isWhole = most === asked.length && most > 0;
    const least = isWhole ? 0 : highest([...hits.values()].map((hit) => hit.value)) / 3;
    for (const [page, hit] of hits) if (hit.count < most || hit.value < least) hits.delete(page);
    return {
      hits,
      isWhole,
      isExact: all.every((terms) => terms.some(({ errors }) => !errors)),
      found: all.flat().map(({ term }) => term),
    };
  }

  /** The terms of the index that a word may stand for, with their postings. */
  async expand(asked, isOpen, named) {
    const { terms: ranges } = await this.manifest;
    const longest = isOpen ? Infinity : asked.length + (asked.length > 3 ? 3 : 0);
    const near = [];
    for (const range of filesFor(ranges, asked, 2)) {
      const { terms, rests } = await this.loadTerms(range);
      const at = terms.flatMap((term, n) => (term.startsWith(asked) && term.length <= longest ? [n] : []));
      const beginning = at.map((n) => ({ term: terms[n], rest: rests[n], errors: 0 }));
      if (beginning.length) return read(beginning.sort((a, b) => a.term.length - b.term.length).slice(0, 16), asked);
      near.push(...nearest(asked, terms).map((found) => ({ ...found, rest: rests[found.n] })));
    }
    const likely = near.filter(({ term }) => named.has(term));
    return read(likely.length ? likely : near.length ? near : await this.expandCorrections(asked), asked);
  }

  async expandCorrections(asked) {
    const { terms: ranges } = await this.manifest;
    const found = (await this.corrections(asked)).map(async (term) => {
      const [range] = filesFor(ranges, term, 1);
      const { terms, rests } = await this.loadTerms(range);
      const n = terms.indexOf(term);
      return n < 0 ? [] : [{ term, rest: rests[n], errors: 1 }];
    });
    return (await Promise.all(found)).flat();
  }

  loadTerms([, hash]) {
    return this.files.get(`terms-${hash}.txt`, readLines);
  }

  /** Titles and addresses of pages, by number. */
  async pages(numbers) {
    const { chunk, pageHash } = await this.manifest;
    const unknown = numbers.filter((number) => !this.names.pages.has(number));
    const chunks = new Set(unknown.map((number) => Math.floor(number / chunk)));
    const read = (records) => this.names.addPages(records);
    await Promise.all([...chunks].map((n) => this.files.get(`pages-${pageHash}-${n}.json`, read)));
    return numbers.map((number) => this.names.pages.get(number));
  }

  /** Which pages are of which type and category: two maps from label to a set of numbers. */
  async filters() {
    return this.files.get(`filters-${(await this.manifest).filters}.json`, readFilters);
  }
}

function readFilters({ kinds, categories }) {
  const read = (groups) => new Map(groups.map(([label, text]) => {
    const pages = new Set();
    readAscending(text, 0, (page) => pages.add(page));
    return [label, pages];
  }));
  return { kinds: read(kinds), categories: read(categories) };
}

/** The terms with the fewest errors against a word: `{ term, n, errors }`. */
function nearest(asked, terms) {
  const near = [];
  let least = mayBeWrong(asked) ? 2 : -1;
  terms.forEach((term, n) => {
    const limit = Math.min(least, allowed(asked, term));
    const errors = distance(asked, term, limit);
    if (errors > limit) return;
    if (errors < least) near.length = 0;
    least = errors;
    near.push({ term, n, errors });
  });
  return near;
}

function read(terms, asked) {
  return terms.map(({ term, rest, errors }) => {
    const worth = term === asked ? 1 : errors ? 0.4 / errors : 0.5;
    return { term, errors, worth, postings: readPostings(rest) };
  });
}

/** A word of so many pages that the index does not list them all is taken to be in every page that has another one. */
function countCommon(hits, all) {
  const common = all.filter((terms) => terms.some(({ postings }) => postings.isCut));
  for (const terms of common) {
    for (const [page, hit] of hits) {
      if (!terms.some(({ postings }) => postings.levels.has(page))) hit.count++;
    }
  }
}

/**
 * Puts the results in order: the page of that very name, names with all words, headings, then the text. A name that
 * is only similar goes before the text unless the text has the words as they were typed.
 */
function rank(names, text, query) {
  const results = new Map();
  const of = (page) => {
    if (!results.has(page)) results.set(page, { page, tier: 0, value: 0, name: null, sections: [] });
    return results.get(page);
  };
  const isTextBetter = text?.isWhole && text.isExact;
  for (const hit of names) {
    const result = of(hit.name.page.number);
    const isSection = hit.name.role === HEADING;
    if (isSection && !result.sections.some(({ id }) => id === hit.name.id)) result.sections.push(hit.name);
    let tier = hit.isEqual ? 5 : isSection ? 3 : 4;
    if (hit.withErrors && isTextBetter) tier = 1;
    if (!hit.isWhole) tier = text?.isWhole ? 0.5 : 1;
    if (tier < result.tier || (tier === result.tier && hit.value <= result.value)) continue;
    Object.assign(result, { tier, value: hit.value });
    if (!isSection) result.name = hit.name;
  }
  const hits = text?.hits ?? new Map();
  const best = highest([...hits.values()].map(({ value }) => value));
  for (const [page, { value }] of hits) {
    const result = of(page);
    result.value += value / best / 8;
    if (text.isWhole) result.tier = Math.max(result.tier, 2);
  }
  const order = (a, b) => b.tier - a.tier || b.value - a.value || a.page - b.page;
  const found = new Set([...query.words, ...names.flatMap((hit) => hit.found), ...(text?.found ?? [])]);
  return { query: query.text, found, isWhole: names.some((hit) => hit.isWhole) || !!text?.isWhole, results: [...results.values()].sort(order) };
}

// ---- Excerpts

const BEFORE = 60;
const EXCERPT = 200;

/**
 * The part of a page that says most of what was found: `{ id, heading, text }`. `sections` are those of the page's
 * JSON: `[id, heading, text]`.
 */
export function excerpt(sections, found) {
  let best = { count: -1, id: "", heading: "", text: "" };
  for (const [id, heading, text] of sections) {
    const inHeading = places(heading).filter(({ term }) => found.has(term)).map(({ term }) => term);
    const hits = places(text).filter(({ term }) => found.has(term));
    for (const { start } of hits.length ? hits : [{ start: 0 }]) {
      const near = hits.filter((hit) => hit.start >= start && hit.end <= start + EXCERPT - BEFORE).map(({ term }) => term);
      const count = new Set([...near, ...inHeading]).size + (near.length ? 0.5 : 0);
      if (count > best.count) best = { count, id, heading, text: cut(text, start) };
    }
  }
  return best;
}

/** About `EXCERPT` characters around `at`, from word to word. */
function cut(text, at) {
  let start = Math.max(0, at - BEFORE);
  let end = start + EXCERPT;
  if (start > 0) start += Math.max(0, text.slice(start, at).search(/\s/u) + 1);
  if (end < text.length) end = Math.max(at, text.lastIndexOf(" ", end)) || end;
  return (start > 0 ? "… " : "") + text.slice(start, end).trim() + (end < text.length ? " …" : "");
}

// ---- Elements

/** Makes an element; properties that are not of the element become attributes. Strings become text. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Text with the terms in `found` in `mark` elements. */
export function marked(text, found) {
  const nodes = [];
  let done = 0;
  let open = null;
  for (const { start, end, term } of places(text)) {
    if (!found.has(term)) continue;
    if (open && start <= done) {
      open.textContent = text.slice(open.start, end);
    } else {
      if (start > done) nodes.push(text.slice(done, start));
      open = make("mark", {}, text.slice(start, end));
      open.start = start;
      nodes.push(open);
    }
    done = Math.max(done, end);
  }
  if (done < text.length) nodes.push(text.slice(done));
  return nodes;
}

/** Settings with their defaults; one index is read once however many boxes ask it. */
function settle({ base = "/", index = `${base}search/index.json`, text = {} } = {}) {
  const url = new URL(index, document.baseURI).href;
  if (!opened.has(url)) opened.set(url, new Search(url));
  return { base, search: opened.get(url), text: { ...TEXT, ...text } };
}

const opened = new Map();

function say(pattern, values) {
  return pattern.replace(/\{(\w)\}/g, (_, name) => values[name]);
}

function countText(text, n, q) {
  return say(n === 0 ? text.none : n === 1 ? text.one : text.many, { n, q });
}

/** Waits for a pause: only the last of several calls within `time` milliseconds goes through. */
function pauser(time) {
  let timer;
  return (call) => {
    clearTimeout(timer);
    timer = setTimeout(call, time);
  };
}

// ---- The box in the header

const MOST_OPTIONS = 8;
const ENOUGH_NAMES = 5;
let boxes = 0;

/** Makes the form's input a combobox that suggests pages while somebody types. */
export function mount(form, options) {
  const input = form?.querySelector("input[name=q]");
  if (!input || input.getAttribute("role") === "combobox") return;
  new Box(form, input, settle(options));
}

class Box {
  constructor(form, input, { search, text }) {
    const id = `search-list-${++boxes}`;
    Object.assign(this, { form, input, search, text, id, active: -1, turn: 0 });
    this.list = make("div", { className: "search-list", id, role: "listbox", "aria-label": text.suggestions });
    this.empty = make("p", { className: "search-empty", hidden: true });
    this.panel = make("div", { className: "search-panel", hidden: true }, this.list, this.empty);
    this.status = make("p", { className: "search-status", role: "status" });
    this.announce = pauser(400);
    this.deepen = pauser(150);
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, "aria-haspopup": "listbox" };
    for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);
    input.autocomplete = "off";
    form.append(this.panel, this.status);
    this.listen();
    search.prepare().catch(() => {});
    if (input.value && document.activeElement === input) this.update();
  }

  listen() {
    this.input.addEventListener("input", () => this.update());
    this.input.addEventListener("focus", () => this.input.value && this.update());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.form.addEventListener("focusout", (event) => this.form.contains(event.relatedTarget) || this.close());
    this.form.addEventListener("submit", () => this.close());
    this.panel.addEventListener("mousedown", (event) => event.preventDefault()); // Keeps the focus in the input.
  }

  onKey(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const options = this.list.children;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.panel.hidden) this.update();
      else this.activate(this.active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && !this.panel.hidden && options[this.active]) {
      event.preventDefault();
      options[this.active].click();
    } else if (event.key === "Escape" && (!this.panel.hidden || this.input.value)) {
      event.preventDefault();
      if (this.panel.hidden) this.input.value = "";
      this.close();
    }
  }

  /** Makes an option the active one. Before the first and after the last is the input itself. */
  activate(place) {
    const options = [...this.list.children];
    const count = options.length + 1;
    this.active = ((place + 1 + count) % count) - 1;
    options.forEach((option, n) => option.setAttribute("aria-selected", String(n === this.active)));
    const option = options[this.active];
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView?.({ block: "nearest" });
  }

  /** Answers what stands in the input: from the names at once, from the text after a pause if they were few. */
  async update() {
    const turn = ++this.turn;
    const query = this.input.value;
    if (!query.trim()) return this.close();
    this.form.toggleAttribute("data-busy", true);
    const named = await this.ask(turn, () => this.search.suggest(query));
    if (!named || turn !== this.turn) return;
    const isDone = named.isWhole && named.results.length >= ENOUGH_NAMES;
    if (isDone || named.results.length) this.open(named);
    if (isDone) this.form.removeAttribute("data-busy");
    else this.deepen(() => turn === this.turn && this.showAll(query, turn));
  }

  async showAll(query, turn) {
    const answer = await this.ask(turn, () => this.search.find(query));
    if (!answer || turn !== this.turn) return;
    this.open(answer);
    this.form.removeAttribute("data-busy");
  }

  /** An answer with the pages of its first results; or nothing, when that failed. */
  async ask(turn, find) {
    try {
      return await this.search.fresh(async () => {
        const answer = await find();
        const shown = answer.results.slice(0, MOST_OPTIONS);
        return { ...answer, shown, pages: await this.search.pages(shown.map((result) => result.page)) };
      });
    } catch {
      if (turn !== this.turn) return null;
      this.close();
      this.status.textContent = this.text.failed;
      return null;
    }
  }

  open({ query, found, results, shown, pages }) {
    const all = new URL(this.form.action, document.baseURI);
    all.searchParams.set("q", query);
    const last = make("a", { className: "search-option", href: all.href, "data-role": "all" },
      make("span", { className: "search-option-title" }, say(this.text.all, { q: query })));
    const active = this.list.children[this.active]?.href;
    const rows = shown.map((result, n) => this.option(result, pages[n], found));
    if (rows.length) rows.push(last);
    rows.forEach((option, n) => {
      option.id = `${this.id}-${n}`;
      option.tabIndex = -1;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
    });
    this.list.replaceChildren(...rows);
    this.list.hidden = !rows.length;
    this.empty.hidden = rows.length > 0;
    this.empty.textContent = countText(this.text, 0, query);
    this.panel.hidden = false;
    this.input.setAttribute("aria-expanded", String(rows.length > 0));
    this.activate(active ? rows.findIndex((option) => option.href === active) : -1);
    this.announce(() => (this.status.textContent = countText(this.text, results.length, query)));
  }

  option({ name, sections, tier }, page, found) {
    const section = !name && sections[0];
    const isAlias = name?.role === ALIAS;
    const title = section ? section.text : page.title;
    const notes = section ? [say(this.text.in, { q: page.title })] : [page.kind];
    if (isAlias) notes.push(say(this.text.alias, { q: name.text }));
    return make("a",
      { className: "search-option", href: page.url + (section ? `#${section.id}` : ""), "data-role": section ? "section" : name || tier > 2 ? "page" : "text" },
      make("span", { className: "search-option-title" }, ...marked(title, found)),
      make("span", { className: "search-option-note" }, notes.filter(Boolean).join(" · ")));
  }

  close() {
    this.turn++;
    this.announce(() => {});
    this.form.removeAttribute("data-busy");
    this.panel.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.list.replaceChildren();
    this.activate(-1);
    this.status.textContent = "";
  }
}

// ---- The search page

const RESULTS = 10;
const NO_GROUPS = { kinds: new Map(), categories: new Map() };

/** Fills the search page: reads `?q=`, `?type=` and `?category=` and keeps them up to date. */
export function mountPage(root, options) {
  if (root && !root.hasAttribute("data-mounted")) new ResultPage(root, settle(options));
}

class ResultPage {
  constructor(root, { base, search, text }) {
    Object.assign(this, { root, base, search, text, turn: 0, limit: RESULTS });
    root.setAttribute("data-mounted", "");
    root.querySelector(".search-fallback")?.remove();
    this.form = root.querySelector("form");
    this.input = this.form.querySelector("input[name=q]");
    this.kind = make("select");
    this.category = make("select");
    this.filters = make("div", { className: "search-filters", hidden: true }, this.filter(text.type, this.kind), this.filter(text.category, this.category));
    this.status = make("p", { className: "search-status", role: "status" });
    this.list = make("ol", { className: "search-results", hidden: true });
    this.more = make("button", { className: "search-more", type: "button", hidden: true }, text.more);
    root.append(this.filters, this.status, this.list, this.more);
    this.listen();
    this.readAddress();
  }

  filter(label, select) {
    return make("label", { className: "search-filter" }, make("span", {}, label), select);
  }

  listen() {
    const pause = pauser(120);
    this.input.addEventListener("input", () => pause(() => this.run()));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.run();
    });
    for (const select of [this.kind, this.category]) select.addEventListener("change", () => this.refresh());
    this.more.addEventListener("click", () => this.showMore());
    addEventListener("popstate", () => this.readAddress());
  }

  readAddress() {
    const asked = new URLSearchParams(location.search);
    this.input.value = asked.get("q") ?? "";
    this.chosen = { kind: asked.get("type") ?? "", category: asked.get("category") ?? "" };
    this.run();
  }

  writeAddress() {
    const url = new URL(location.href);
    const values = { q: this.input.value.trim(), type: this.chosen.kind, category: this.chosen.category };
    for (const [name, value] of Object.entries(values)) {
      if (value) url.searchParams.set(name, value);
      else url.searchParams.delete(name);
    }
    history.replaceState(history.state, "", url);
  }

  async run() {
    const turn = ++this.turn;
    const query = this.input.value;
    this.writeAddress();
    try {
      await this.search.fresh(() => this.answerTo(query, turn));
    } catch {
      if (turn === this.turn) this.status.textContent = this.text.failed;
    }
  }

  /** Shows the answer, and what it can be filtered by: before it only if it is to be filtered. */
  async answerTo(query, turn) {
    const answer = query.trim() ? await this.search.find(query) : { query: "", found: new Set(), results: [] };
    const isEmpty = !answer.results.length;
    const groups = isEmpty ? NO_GROUPS : this.search.filters();
    const chosen = this.chosen.kind || this.chosen.category ? await groups : NO_GROUPS;
    if (turn !== this.turn) return;
    Object.assign(this, { answer, groups: chosen });
    this.filters.hidden = isEmpty;
    await this.show();
    this.groups = await groups;
    if (turn !== this.turn) return;
    this.fill(this.kind, this.groups.kinds, "kind");
    this.fill(this.category, this.groups.categories, "category");
  }

  /** Offers the groups that the results are in, and keeps what was chosen. */
  fill(select, groups, member) {
    const counts = [...groups].map(([label, pages]) => [label, this.answer.results.filter(({ page }) => pages.has(page)).length]);
    const shown = counts.filter(([label, count]) => count || label === this.chosen[member]);
    const options = shown.map(([label, count]) => make("option", { value: label }, `${label} (${count})`));
    select.replaceChildren(make("option", { value: "" }, this.text.any), ...options);
    select.value = this.chosen[member];
    select.disabled = !shown.length;
  }

  refresh() {
    this.chosen = { kind: this.kind.value, category: this.category.value };
    this.writeAddress();
    this.show();
  }

  /** Shows the first results that pass the filters. */
  async show() {
    const { kind, category } = this.chosen;
    const passes = (groups, label, page) => !label || groups.get(label)?.has(page);
    this.passing = this.answer.results.filter(({ page }) => passes(this.groups.kinds, kind, page) && passes(this.groups.categories, category, page));
    const { query } = this.answer;
    this.status.textContent = query ? countText(this.text, this.passing.length, query) : "";
    const items = await this.items(0);
    if (items) this.list.replaceChildren(...items);
    this.list.hidden = !this.passing.length;
  }

  async showMore() {
    const shown = this.list.children.length;
    const items = await this.items(shown);
    if (!items) return;
    this.list.append(...items);
    this.list.children[shown]?.querySelector("a").focus();
  }

  /** The items from a place on, or nothing when something else is shown by now. */
  async items(from) {
    const { answer, passing } = this;
    const part = passing.slice(from, from + RESULTS);
    const pages = await this.search.pages(part.map((result) => result.page));
    if (passing !== this.passing) return null;
    this.more.hidden = passing.length <= from + RESULTS;
    return part.map((result, n) => this.item(result, pages[n], answer.found));
  }

  item({ name, sections }, page, found) {
    const notes = [page.kind, name?.role === ALIAS && say(this.text.alias, { q: name.text })].filter(Boolean);
    const summary = make("p", { className: "search-result-excerpt" });
    const links = make("ul", { className: "search-result-sections" });
    const item = make("li", { className: "search-result" },
      make("h2", { className: "search-result-title" }, make("a", { href: page.url }, ...marked(page.title, found))),
      make("p", { className: "search-result-note" }, notes.join(" · ")),
      summary, links);
    sections.slice(0, 3).forEach((section) => this.addSection(links, page, section.id, section.text, found));
    links.hidden = !links.children.length;
    whenSeen(item, () => this.describe(page, found, summary, links));
    return item;
  }

  addSection(links, page, id, heading, found) {
    const href = `${page.url}#${id}`;
    if (!id || [...links.children].some((item) => item.firstChild.getAttribute("href") === href)) return;
    links.append(make("li", {}, make("a", { href }, ...marked(heading, found))));
    links.hidden = false;
  }

  /** Fetches the page's JSON and shows what it says of the query. */
  async describe(page, found, summary, links) {
    const path = `/${page.url.slice(this.base.length)}`.replace(/\/$/, "");
    const response = await fetch(`${this.base}api${path}.json`).catch(() => null);
    const told = response?.ok ? await response.json().catch(() => ({})) : {};
    const part = excerpt(told.sections ?? [], found);
    const text = part.count > 0 ? part.text : told.description || told.excerpt || part.text;
    summary.replaceChildren(...marked(text, found));
    if (part.count > 0) this.addSection(links, page, part.id, part.heading, found);
  }
}

const waiting = new WeakMap();
const observer = globalThis.IntersectionObserver && new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) continue;
    observer.unobserve(target);
    waiting.get(target)();
  }
});

/** Calls back once, when the element is first on the screen: what nobody sees is not fetched. */
function whenSeen(element, call) {
  if (!observer) return void call();
  waiting.set(element, call);
  observer.observe(element);
}
