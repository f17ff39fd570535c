// Search: reads the index that Lorekeep writes (formats in src/search/mod.rs) and shows results. Text of pages and
// queries reaches the document as text nodes only; fetched data is never evaluated.

// Text for readers; `options.text` overrides it. `{q}` is the query, `{n}` a number.
const TEXT = {
  suggestions: "Suggestions",
  none: "No results for “{q}”",
  one: "1 result for “{q}”",
  many: "{n} results for “{q}”",
  all: "All results for “{q}”",
  few: "1 suggestion for “{q}”",
  some: "{n} suggestions for “{q}”",
  filtered: "{n} results for “{q}”, none of this type and category",
  loading: "Loading…",
  failed: "Search could not be loaded.",
  pages: "All pages from A to Z",
  alias: "also called {q}",
  in: "in {q}",
  type: "Type",
  category: "Category",
  any: "Any",
  more: "More results",
};

// ---- Tokens: the same rules as in src/search/fold.rs and tokens.rs; tests/search/fold.tsv tests both.

const DROPPED = /[\u00ad\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u2060\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff]/g;
const SPELT = { ß: "ss", æ: "ae", œ: "oe", þ: "th", ø: "o", đ: "d", ð: "d", ħ: "h", ı: "i", ł: "l", ŋ: "n", ŧ: "t", ς: "σ" };
const SPELT_OUT = new RegExp(`[${Object.keys(SPELT).join("")}]`, "g");
const LETTER = "[\\p{Alphabetic}\\p{N}\\p{M}]";
const UNSPACED = "[\\u0e00-\\u0eff\\u1000-\\u109f\\u1100-\\u11ff\\u1780-\\u17ff\\u3005-\\u9fff\\uac00-\\ud7ff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}]";
const UNSPACED_RUN = `(?:(?=${LETTER})${UNSPACED})+`;
const IS_UNSPACED = new RegExp(`^${UNSPACED_RUN}`, "u");
// Initials separated by full stops are one word.
const RUN = new RegExp(`[a-z](?:\\.[a-z](?!${LETTER}))+|${UNSPACED_RUN}|(?:(?!${UNSPACED})${LETTER})+`, "giu");
const ASCII_RUN = /[a-z](?:\.[a-z](?![a-z0-9]))+|[a-z0-9]+/gi;
const ASCII = /^[\x00-\x7f]*$/;
const LONGEST = 40;
const PLAIN = /^[a-z0-9]{1,40}( [a-z0-9]{1,40})*$/; // The fast path for most names.

// Lower case without diacritics.
export function fold(text) {
  if (ASCII.test(text)) return text.toLowerCase();
  const plain = text.normalize("NFKD").replace(DROPPED, "").normalize("NFC").toLowerCase();
  return plain.replace(SPELT_OUT, (letter) => SPELT[letter]);
}

// The terms of a text. Unlike the index, a query needs no term for the last character of a run alone.
export function words(text, asked = false) {
  const folded = fold(text);
  if (PLAIN.test(folded)) return folded.split(" ");
  const isAscii = ASCII.test(folded);
  return (folded.match(isAscii ? ASCII_RUN : RUN) ?? []).flatMap((run) => {
    if (!isAscii && IS_UNSPACED.test(run)) return asked && pairs(run).length > 1 ? pairs(run).slice(0, -1) : pairs(run);
    const word = run.replaceAll(".", "");
    return [...word].length <= LONGEST ? [word] : [];
  });
}

// Each pair of adjacent characters, and the last character alone.
function pairs(run) {
  const characters = [...run];
  return characters.map((character, n) => character + (characters[n + 1] ?? ""));
}

// The words by which a name is found. A name without any, such as `!!!` or a single overlong word, is itself a word,
// up to the maximum length.
function nameWords(text, asked = false) {
  const found = words(text, asked);
  if (found.length) return found;
  const whole = [...fold(text).replace(/\s+/gu, "")].slice(0, LONGEST).join("");
  return whole ? [whole] : [];
}

// Positions of the terms in the original text: `{ start, end, term }`.
function places(text) {
  const found = [];
  const isAscii = ASCII.test(text);
  for (const { 0: run, index } of text.matchAll(isAscii ? ASCII_RUN : RUN)) {
    let start = index;
    const isUnspaced = !isAscii && IS_UNSPACED.test(run);
    for (const part of isUnspaced ? pairs(run) : [run]) {
      found.push({ start, end: start + part.length, term: fold(part).replaceAll(".", "") });
      start += part.codePointAt(0) > 0xffff ? 2 : 1;
    }
  }
  return found;
}

// ---- Typos

// Edit distance from `a` to `b` (Damerau-Levenshtein, each position edited once), or to a prefix of `b`; counts up to
// `limit`.
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

// Allocated once: thousands of words are compared.
const ROWS = [0, 1, 2].map(() => new Uint8Array(4 * LONGEST));

// Numbers and short words are matched exactly.
function mayBeWrong(word) {
  return word.length > 3 && !/\d/.test(word);
}

// The maximum distance of such a word from another: 1, or 2 for words of 8 or more letters.
function allowed(word, other) {
  return word.length > 5 && (word.length > 7 || other.length > 7) ? 2 : 1;
}

// The letters of a word as a bit set, to skip most words cheaply.
function letters(word) {
  let bits = 0;
  for (let n = 0; n < word.length; n++) bits |= 1 << (word.charCodeAt(n) & 31);
  return bits;
}

// Returns whether more than `limit` bits are set; `limit` is at most 2.
function isMore(bits, limit) {
  for (let n = 0; n < limit; n++) bits &= bits - 1;
  return bits !== 0;
}

// ---- The index

// Parses a base-26 number (capitals, then one lower-case letter) from `text`; returns it and the position after it.
function readNumber(text, at) {
  let number = 0;
  for (;;) {
    const code = text.charCodeAt(at++);
    if (!(code >= 65 && code <= 122)) throw new Error("broken search index");
    if (code >= 97) return [number * 26 + code - 97, at];
    number = number * 26 + code - 65;
  }
}

// Calls `each` with the ascending page numbers from position `at` on; returns the position after them.
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

// The terms of front-coded lines, each with the rest of its line.
function readLines(text) {
  let term = "";
  return text.split("\n").slice(0, -1).map((line) => {
    const [shared, at] = readNumber(line, 0);
    const [suffix, rest] = line.slice(at).split(" ");
    term = term.slice(0, shared) + suffix;
    return { term, rest };
  });
}

// The pages of a term: `count` of all, whether some are omitted, and `levels`, from page to 0 … 9.
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

// The indices of the files, each `[first, hash]`, that contain keys with the prefix `key`.
function filesFor(ranges, key, most) {
  const before = ranges.filter(([start]) => start <= key).slice(-1);
  return [...before, ...ranges.filter(([start]) => start > key && start.startsWith(key))].slice(0, most);
}

// The maximum of a member over the values of a map.
function highest(hits, member) {
  let high = 0;
  for (const hit of hits.values()) high = Math.max(high, hit[member]);
  return high;
}

// Titles, aliases and headings.
const TITLE = 0;
const ALIAS = 1;
const HEADING = 2;
const ROLE_WORTH = [1, 0.95, 0.6];

// A short part of a name that people may join with its neighbour, as in `De Niro`.
const SHORT = 3;

// Adds the joined neighbours to a list of words.
function addJoinedPairs(list) {
  const { length } = list;
  for (let n = 1; n < length; n++) {
    const a = list[n - 1];
    const b = list[n];
    if ((a.length <= SHORT || b.length <= SHORT) && a < "\u0e00" && b < "\u0e00") list.push(a + b);
  }
  return list;
}

// The names loaded so far, by their words.
class Names {
  constructor() {
    this.pages = new Map();
    this.vocabulary = new Map();
  }

  addPage([number, url, title, kind, fame]) {
    let page = this.pages.get(number);
    if (!page) this.pages.set(number, (page = { number, url, title, kind, fame, names: [] }));
    return page;
  }

  addNames(records) {
    for (const record of records) {
      const page = this.addPage(record);
      const known = page.names.length; // Loaded with another file.
      if (!known) this.add(page, page.title, TITLE);
      for (const alias of record[5] ?? []) this.addOnce(page, known, alias, ALIAS);
      for (const [id, heading] of record[6] ?? []) this.addOnce(page, known, heading, HEADING, id);
    }
  }

  addOnce(page, known, text, role, id) {
    for (let n = 0; n < known; n++) {
      const name = page.names[n];
      if (name.role === role && name.id === id && name.text === text) return;
    }
    this.add(page, text, role, id);
  }

  add(page, text, role, id) {
    const name = { page, text, role, id, key: undefined, base: undefined };
    page.names.push(name);
    const found = nameWords(text);
    if (role !== HEADING) addJoinedPairs(found);
    for (const word of found) {
      const entry = this.vocabulary.get(word);
      if (entry) entry.names.push(name);
      else this.vocabulary.set(word, { names: [name], bits: 0 });
    }
  }

  // The names that contain a word similar to `asked`, with the similarity from 0 to 1.
  like(asked, isOpen, isDoubted) {
    const found = new Map();
    const bits = isDoubted && mayBeWrong(asked) ? letters(asked) : 0;
    for (const [word, entry] of this.vocabulary) {
      const grade = likeness(asked, word, isOpen) || (bits && errorLikeness(asked, bits, word, entry, isOpen));
      if (!grade) continue;
      for (const name of entry.names) {
        if (!(found.get(name)?.grade >= grade)) found.set(name, { grade, word });
      }
    }
    return found;
  }

  // The names that contain all words of a reading, with a score; if there are none, those that contain most. Words
  // for which `doubt` returns true are matched with typos.
  match(readings, isOpen, doubt) {
    const known = new Map();
    const like = (word, isLast) => {
      const key = `${word} ${isLast}`;
      if (!known.has(key)) known.set(key, this.like(word, isOpen && isLast, doubt?.(word)));
      return known.get(key);
    };
    const found = readings.flatMap((asked) => matchAll(asked, asked.map((word, n) => like(word, n === asked.length - 1)), !!doubt));
    return found.some((hit) => hit.isWhole) ? found.filter((hit) => hit.isWhole) : found;
  }
}

function likeness(asked, word, isOpen) {
  if (!word.startsWith(asked)) return 0;
  if (word.length === asked.length) return 1;
  if (!isOpen && asked.length < 3) return 0;
  return (isOpen ? 0.7 : 0.55) + 0.2 * (asked.length / word.length);
}

// The same for a word with typos; `bits` are its letters, and `entry` caches those of the other word.
function errorLikeness(asked, bits, word, entry, isOpen) {
  const limit = allowed(asked, word);
  const longer = word.length - asked.length;
  const isBeginning = isOpen && longer > 0 && asked.length > 4 && asked[0] === word[0];
  if (-longer > limit || (longer > limit && !isBeginning) || isMore(bits & ~(entry.bits ||= letters(word)), limit)) return 0;
  const errors = distance(asked, word, limit);
  if (errors <= limit) return 0.6 - 0.1 * errors;
  return isBeginning && distance(asked, word, asked.length < 8 ? 1 : 2, true) <= limit ? 0.35 : 0;
}

// The names similar to most words; `likes` contains the names similar to each word.
function matchAll(asked, likes, withErrors) {
  const hits = new Map();
  for (const like of likes) {
    for (const [name, { grade, word }] of like) {
      const hit = hits.get(name);
      if (hit) {
        hit.sum += grade;
        hit.found.push(word);
      } else hits.set(name, { name, sum: grade, found: [word] });
    }
  }
  let most = 0;
  for (const { found } of hits.values()) most = Math.max(most, found.length);
  const isWhole = most === asked.length;
  if (!isWhole && most * 2 <= asked.length) return [];
  const key = asked.join(" ");
  const best = [];
  for (const { name, sum, found } of hits.values()) {
    if (found.length < most) continue;
    const { isEqual, value } = score(name, key, sum / asked.length, asked.length);
    best.push({ name, found, isWhole, withErrors, isEqual, value });
  }
  return best;
}

// The score of a name: whether it is an exact match, and its quality otherwise.
function score(name, asked, grade, count) {
  const { page, role } = name;
  if (name.key === undefined) readKeys(name);
  const { key, base } = name;
  const covered = Math.min(1, count / wordCount(key));
  const coveredBase = base === key ? covered : Math.min(1, count / wordCount(base));
  let value = grade * (0.6 + 0.3 * coveredBase + 0.1 * covered) * ROLE_WORTH[role] + page.fame / 50;
  if (key === asked) value += 0.3;
  if (key.startsWith(asked)) value += 0.1;
  return { isEqual: role !== HEADING && (key === asked || base === asked), value };
}

// Number of words separated by spaces.
function wordCount(text) {
  let count = 1;
  for (let at = text.indexOf(" "); at >= 0; at = text.indexOf(" ", at + 1)) count++;
  return count;
}

// The words of a name, and those without its disambiguation.
function readKeys(name) {
  name.key = nameWords(name.text, true).join(" ");
  const base = name.text.replace(/[(（][^)）]*[)）]\s*$/u, "");
  name.base = base === name.text ? name.key : nameWords(base, true).join(" ");
}

// A query: its words, and whether the last one may still be incomplete.
function parse(text) {
  return { text: text.trim(), words: nameWords(text, true).slice(0, 12), isOpen: !/\s$/u.test(text) };
}

// Interpretations of a query: unchanged, and with two neighbours joined.
function readings(asked) {
  const joined = asked.slice(1, 6).map((word, n) => [...asked.slice(0, n), asked[n] + word, ...asked.slice(n + 2)]);
  return [asked, ...joined];
}

// The state for one index.
export class Search {
  constructor(url) {
    this.url = url;
    this.begin();
  }

  begin(manifest) {
    this.files = new Map();
    this.names = new Names();
    this.manifest = manifest ?? this.fetch(this.url);
  }

  // A file of the index, fetched and parsed once.
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

  // Prefetches the files that every query needs.
  async prepare() {
    const { names } = await this.manifest;
    if (names.length === 1) await this.loadNames(names);
  }

  loadNames(ranges) {
    return Promise.all(ranges.map(([, hash]) => this.get(`names-${hash}.json`, (records) => this.names.addNames(records))));
  }

  // Runs `ask`, and again if it fails because the wiki has been republished in the meantime.
  async fresh(ask) {
    try {
      return await ask();
    } catch (error) {
      const manifest = await this.fetch(this.url, { cache: "no-cache" });
      const old = await Promise.resolve(this.manifest).catch(() => null);
      if (JSON.stringify(manifest) === JSON.stringify(old)) throw error;
      this.begin(manifest);
      return ask();
    }
  }

  // Results from titles, aliases and headings only; the first few are sorted.
  async suggest(text) {
    const query = parse(text);
    return rank(await this.findNames(query), null, query, MOST_OPTIONS);
  }

  // Results from all files.
  async find(text) {
    const query = parse(text);
    const names = await this.findNames(query);
    const named = new Set(names.flatMap((hit) => hit.found));
    return rank(names, await this.findText(query, named), query);
  }

  async findNames({ words: asked, isOpen }) {
    if (!asked.length) return [];
    await this.loadNamesOf(addJoinedPairs([...asked]), isOpen);
    const isUnknown = (word) => !this.names.vocabulary.has(word);
    const match = (doubt) => this.names.match(readings(asked), isOpen, doubt);
    const isWhole = (found) => found.some((hit) => hit.isWhole);
    let found = match();
    if (!isWhole(found)) found = match(isUnknown);
    if (isWhole(found)) return found;
    if ((await this.manifest).names.length > 1) {
      const corrections = await Promise.all(asked.filter(isUnknown).map((word) => this.corrections(word)));
      await this.loadNamesOf(corrections.flat(), false);
    }
    return match(() => true);
  }

  async loadNamesOf(keys, isOpen) {
    const { names } = await this.manifest;
    const wanted = keys.slice(0, 8).flatMap((key) => filesFor(names, key, isOpen && key.length > 1 ? 2 : 1));
    await this.loadNames([...new Set(wanted)]);
  }

  // Words of the wiki that end like `asked` and may be meant by it.
  async corrections(asked) {
    const backwards = [...asked].reverse().join("");
    const [range] = filesFor((await this.manifest).endings, backwards, 1);
    if (!range || !mayBeWrong(asked)) return [];
    const near = nearest(backwards, await this.lines("endings", range));
    return near.slice(0, 3).map(({ term }) => [...term].reverse().join(""));
  }

  // The pages whose text contains the words. A misspelt word stands for those in `named`, if they are among the
  // nearest.
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
    const most = highest(hits, "count");
    const isWhole = most === asked.length && most > 0;
    const least = isWhole ? 0 : highest(hits, "value") / 3;
    for (const [page, hit] of hits) if (hit.count < most || hit.value < least) hits.delete(page);
    return {
      hits,
      isWhole,
      isExact: all.every((terms) => terms.some(({ errors }) => !errors)),
      found: all.flat().map(({ term }) => term),
    };
  }

  // The terms of the index that a word may stand for, with their postings.
  async expand(asked, isOpen, named) {
    const { terms: ranges } = await this.manifest;
    const longest = isOpen ? Infinity : asked.length + (asked.length > 3 ? 3 : 0);
    const near = [];
    for (const range of filesFor(ranges, asked, 2)) {
      const lines = await this.lines("terms", range);
      const beginning = lines.filter(({ term }) => term.startsWith(asked) && term.length <= longest);
      if (beginning.length) return beginning.sort((a, b) => a.term.length - b.term.length).slice(0, 16).map((line) => weigh(line, asked));
      near.push(...nearest(asked, lines));
    }
    const likely = near.filter(({ term }) => named.has(term));
    if (near.length) return (likely.length ? likely : near).map((line) => weigh(line, asked));
    const corrected = (await this.corrections(asked)).map(async (term) => {
      const lines = await this.lines("terms", filesFor(ranges, term, 1)[0]);
      return lines.filter((line) => line.term === term).map((line) => weigh({ ...line, errors: 1 }, asked));
    });
    return (await Promise.all(corrected)).flat();
  }

  lines(kind, [, hash]) {
    return this.get(`${kind}-${hash}.txt`, readLines);
  }

  // Titles and addresses of pages, by number.
  async pages(numbers) {
    const { chunk, pageHash } = await this.manifest;
    const unknown = numbers.filter((number) => !this.names.pages.has(number));
    const chunks = new Set(unknown.map((number) => Math.floor(number / chunk)));
    const read = (records) => records.forEach((record) => this.names.addPage(record));
    await Promise.all([...chunks].map((n) => this.get(`pages-${pageHash}-${n}.json`, read)));
    return numbers.map((number) => this.names.pages.get(number));
  }

  // Types and categories of pages: two maps from label to a set of page numbers.
  async filters() {
    return this.get(`filters-${(await this.manifest).filters}.json`, readFilters);
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

// The lines whose terms have the smallest distance from a word.
function nearest(asked, lines) {
  let near = [];
  let least = mayBeWrong(asked) ? 2 : -1;
  for (const line of lines) {
    const limit = Math.min(least, allowed(asked, line.term));
    const errors = distance(asked, line.term, limit);
    if (errors > limit) continue;
    if (errors < least) near = [];
    least = errors;
    near.push({ ...line, errors });
  }
  return near;
}

// A term with its postings, and its weight for the word that it stands for.
function weigh({ term, rest, errors }, asked) {
  return { term, errors, worth: term === asked ? 1 : errors ? 0.4 / errors : 0.5, postings: readPostings(rest) };
}

// A word too frequent to be listed completely counts as present in every page that contains another word of the
// query.
function countCommon(hits, all) {
  const common = all.filter((terms) => terms.some(({ postings }) => postings.isCut));
  for (const terms of common) {
    for (const [page, hit] of hits) {
      if (!terms.some(({ postings }) => postings.levels.has(page))) hit.count++;
    }
  }
}

// Sorts the results: exact name (same spelling first), names with all words, headings, then text. A merely similar
// name precedes the text unless the text contains the words as typed.
function rank(names, text, query, most = Infinity) {
  const results = new Map();
  const of = (page) => {
    let result = results.get(page);
    if (!result) results.set(page, (result = { page, tier: 0, value: 0, name: null, sections: [] }));
    return result;
  };
  const found = new Set(query.words);
  const asWritten = fold(query.text);
  const isTextBetter = text?.isWhole && text.isExact;
  let isWhole = !!text?.isWhole;
  for (const hit of names) {
    const { name, value } = hit;
    const result = of(name.page.number);
    const isSection = name.role === HEADING;
    if (isSection && !result.sections.some(({ id }) => id === name.id)) result.sections.push(name);
    for (const word of hit.found) found.add(word);
    isWhole ||= hit.isWhole;
    let tier = hit.isEqual ? (fold(name.text) === asWritten ? 6 : 5) : isSection ? 3 : 4;
    if (hit.withErrors && isTextBetter) tier = 1;
    if (!hit.isWhole) tier = text?.isWhole ? 0.5 : 1;
    if (tier < result.tier || (tier === result.tier && value <= result.value)) continue;
    result.tier = tier;
    result.value = value;
    if (!isSection) result.name = name;
  }
  if (text) {
    const best = highest(text.hits, "value");
    for (const [page, { value }] of text.hits) {
      const result = of(page);
      result.value += value / best / 8;
      if (text.isWhole) result.tier = Math.max(result.tier, 2);
    }
    for (const word of text.found) found.add(word);
  }
  return { query: query.text, found, isWhole, results: firstInOrder([...results.values()], most) };
}

// The best results in order, up to `most`; the rest in any order.
function firstInOrder(results, most) {
  const order = (a, b) => b.tier - a.tier || b.value - a.value || a.page - b.page;
  if (results.length <= most) return results.sort(order);
  const first = results.slice(0, most).sort(order);
  const others = [];
  for (let n = most; n < results.length; n++) {
    let other = results[n];
    if (order(other, first[most - 1]) < 0) {
      let at = most - 1;
      while (at > 0 && order(other, first[at - 1]) < 0) at--;
      first.splice(at, 0, other);
      other = first.pop();
    }
    others.push(other);
  }
  return [...first, ...others];
}

// ---- Excerpts

const BEFORE = 60;
const EXCERPT = 200;

// The part of a page with the most matches, from the sections in the page's JSON: `[id, heading, text]`.
export function excerpt(sections, found) {
  let best = { count: -1, text: "", at: 0 };
  for (const [id, heading, text] of sections) {
    const inHeading = hitsIn(heading, found).map(({ term }) => term);
    const hits = hitsIn(text, found);
    for (let n = 0; n < Math.max(hits.length, 1); n++) {
      const at = hits[n]?.start ?? 0;
      const near = new Set(inHeading);
      for (let m = n; hits[m]?.end <= at + EXCERPT - BEFORE; m++) near.add(hits[m].term);
      const count = near.size + (hits.length ? 0.5 : 0);
      if (count > best.count) best = { count, id, heading, text, at };
    }
  }
  return { ...best, text: cut(best.text, best.at) };
}

function hitsIn(text, found) {
  return places(text).filter(({ term }) => found.has(term));
}

// About `EXCERPT` characters around `at`, cut between words.
function cut(text, at) {
  let start = Math.max(0, at - BEFORE);
  let end = start + EXCERPT;
  if (start > 0) start += text.slice(start, at).search(/\s/u) + 1;
  if (end < text.length) end = Math.max(at, text.lastIndexOf(" ", end)) || end;
  return (start > 0 ? "… " : "") + text.slice(start, end).trim() + (end < text.length ? " …" : "");
}

// ---- Elements

// Creates an element. Strings among the children become text nodes.
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  element.append(...children);
  return element;
}

// Text with the terms in `found` in `mark` elements.
export function marked(text, found) {
  const nodes = [];
  let done = 0;
  let open = { end: -1 };
  for (const { start, end } of hitsIn(text, found)) {
    if (start > open.end) {
      nodes.push(text.slice(done, start), make("mark"));
      open = { start };
    }
    open.end = done = Math.max(done, end);
    nodes.at(-1).textContent = text.slice(open.start, done);
  }
  return [...nodes, text.slice(done)].filter((node) => node !== "");
}

const opened = new Map();

// Settings with their defaults. An index is shared by all boxes that use it.
function settle({ base = "/", api, apiShards = 1, allPages, index = `${base}search/index.json`, text } = {}) {
  const url = new URL(index, document.baseURI).href;
  if (!opened.has(url)) opened.set(url, new Search(url));
  const isForeign = !text && !/^en\b/i.test(document.documentElement?.lang ?? "en");
  return { base, api, apiShards, allPages, search: opened.get(url), text: { ...TEXT, ...text }, words: isForeign ? { lang: "en" } : {} };
}

function say(pattern, q, n) {
  return pattern.replace(/\{([nq])\}/g, (_, name) => (name === "q" ? q : n));
}

function sayCount(text, q, n) {
  return say(n ? (n === 1 ? text.one : text.many) : text.none, q, n);
}

function saySuggested(text, q, n) {
  return say(n ? (n === 1 ? text.few : text.some) : text.none, q, n);
}

// Debounces calls by `time` milliseconds: only the last one runs.
function pauser(time) {
  let timer;
  return (call) => {
    clearTimeout(timer);
    timer = setTimeout(call, time);
  };
}

// In a browser without this function, the name may refer to the element with that id.
function whenIdle(call) {
  const { requestIdleCallback: wait } = globalThis;
  if (typeof wait === "function") wait(call);
  else setTimeout(call);
}

// ---- The box in the header

const SLOW = 500; // Milliseconds until a loading message is shown.
const MOST_OPTIONS = 6;
const ENOUGH_NAMES = 5;
let boxes = 0;

// Makes the form's input a combobox (ARIA Authoring Practices) that suggests pages as the reader types.
export function mount(form, options) {
  const input = form?.querySelector("input[name=q]");
  if (input && input.getAttribute("role") !== "combobox") new Box(form, input, settle(options));
}

class Box {
  constructor(form, input, { search, text, words, allPages }) {
    const id = `search-list-${++boxes}`;
    this.list = make("div", { class: "search-list", id, role: "listbox", "aria-label": text.suggestions });
    this.empty = make("p", { class: "search-empty", ...words });
    this.panel = make("div", { class: "search-panel", hidden: "" }, this.list, this.empty);
    this.status = make("p", { class: "search-status", role: "status", ...words });
    Object.assign(this, { form, input, search, text, words, allPages, id, active: -1, turn: 0, announce: pauser(400), deepen: pauser(150) });
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": false, "aria-controls": id };
    for (const name in roles) input.setAttribute(name, roles[name]);
    form.append(this.panel, this.status);
    this.listen();
    search.prepare().catch(() => {});
    whenIdle(() => this.rehearse());
    if (input.value && document.activeElement === input) this.update();
  }

  // Runs the code for the first letter once, so that the browser has compiled it.
  rehearse() {
    const names = new Names();
    names.addNames([[0, "/", "A b", "", 0, ["A"], [["c", "A"]]]]);
    const query = parse("a");
    const { results: [result], found } = rank(names.match(readings(query.words), query.isOpen), null, query, MOST_OPTIONS);
    this.option(result, names.pages.get(0), found);
  }

  listen() {
    const { form, input, panel } = this;
    input.addEventListener("input", () => this.update());
    input.addEventListener("focus", () => input.value && this.update());
    input.addEventListener("keydown", (event) => this.onKey(event));
    form.addEventListener("focusout", (event) => form.contains(event.relatedTarget) || this.close());
    form.addEventListener("submit", () => this.close());
    panel.addEventListener("mousedown", (event) => event.preventDefault()); // Keeps the focus in the input.
  }

  onKey(event) {
    const { input, list, panel } = this;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (step) {
      event.preventDefault();
      if (panel.hidden) this.update();
      else this.activate(this.active + step);
    } else if (event.key === "Enter" && list.children[this.active]) {
      event.preventDefault();
      list.children[this.active].click();
    } else if (event.key === "Escape" && (!panel.hidden || input.value)) {
      event.preventDefault();
      if (panel.hidden) input.value = "";
      this.close();
    }
  }

  // Makes an option the active one. The input itself comes before the first and after the last.
  activate(place) {
    const options = [...this.list.children];
    const count = options.length + 1;
    this.active = ((place + 1 + count) % count) - 1;
    options.forEach((option, n) => option.setAttribute("aria-selected", n === this.active));
    const option = options[this.active];
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView?.({ block: "nearest" });
  }

  // Responds to the input: from names at once, and after a delay from the text if there were few.
  async update() {
    const turn = ++this.turn;
    const query = this.input.value;
    if (!query.trim()) return this.close();
    this.form.toggleAttribute("data-busy", true);
    const slow = setTimeout(() => turn === this.turn && !this.list.children.length && this.tell(this.text.loading), SLOW);
    const named = await this.ask(turn, () => this.search.suggest(query));
    clearTimeout(slow);
    if (turn !== this.turn) return;
    const isEnough = named.isWhole && named.results.length >= ENOUGH_NAMES;
    if (named.results.length) this.open(named);
    if (isEnough) this.form.toggleAttribute("data-busy", false);
    else this.deepen(() => turn === this.turn && this.showAll(turn, query));
  }

  async showAll(turn, query) {
    const answer = await this.ask(turn, () => this.search.find(query));
    if (turn !== this.turn) return;
    this.open(answer);
    this.form.toggleAttribute("data-busy", false);
  }

  // An answer with the pages of its first results. An error ends the turn.
  async ask(turn, find) {
    try {
      return await this.search.fresh(async () => {
        const answer = await find();
        const shown = answer.results.slice(0, MOST_OPTIONS);
        return { ...answer, shown, pages: await this.search.pages(shown.map((result) => result.page)) };
      });
    } catch {
      if (turn !== this.turn) return;
      this.close();
      const links = this.allPages ? [" ", make("a", { href: this.allPages }, this.text.pages)] : [];
      this.tell(this.text.failed, ...links);
    }
  }

  // Shows and announces a line instead of options.
  tell(...line) {
    this.list.replaceChildren();
    this.list.hidden = true;
    this.empty.hidden = false;
    this.empty.replaceChildren(...line);
    this.panel.hidden = false;
    this.input.setAttribute("aria-expanded", false);
    this.status.textContent = this.empty.textContent;
  }

  open({ query, found, shown, pages }) {
    const { list, text } = this;
    const active = list.children[this.active]?.href;
    const rows = shown.map((result, n) => this.option(result, pages[n], found));
    const all = new URL(this.form.action, document.baseURI);
    all.searchParams.set("q", query);
    if (rows.length) rows.push(this.row(all.href, "all", [say(text.all, query)]));
    rows.forEach((row, n) => (row.id = `${this.id}-${n}`));
    list.replaceChildren(...rows);
    list.hidden = !rows.length;
    this.empty.hidden = !list.hidden;
    this.empty.textContent = saySuggested(text, query, 0);
    this.panel.hidden = false;
    this.input.setAttribute("aria-expanded", !list.hidden);
    this.activate(rows.findIndex((row) => row.href === active));
    this.announce(() => (this.status.textContent = saySuggested(text, query, shown.length)));
  }

  option({ name, sections: [section] }, page, found) {
    if (!name && section) {
      return this.row(addressOf(page, section), "section", marked(section.text, found), say(this.text.in, page.title));
    }
    return this.row(page.url, name ? "page" : "text", marked(page.title, found), noteOf(page, name, this.text));
  }

  row(href, role, title, ...note) {
    return make("a", { class: "search-option", href, role: "option", tabindex: -1, "data-role": role },
      make("span", { class: "search-option-title" }, ...title),
      ...note.map((text) => make("span", { class: "search-option-note" }, text)));
  }

  close() {
    this.turn++;
    this.announce(() => {});
    this.form.toggleAttribute("data-busy", false);
    this.panel.hidden = true;
    this.input.setAttribute("aria-expanded", false);
    this.list.replaceChildren();
    this.activate(-1);
    this.status.textContent = "";
  }
}

function addressOf(page, { id }) {
  return `${page.url}#${encodeURI(id)}`;
}

function noteOf(page, name, text) {
  const alias = name?.role === ALIAS && say(text.alias, name.text);
  return [page.kind, alias].filter(Boolean).join(" · ");
}

// ---- The search page

const RESULTS = 10;
const NOTHING = { query: "", found: new Set(), results: [] };
const NO_GROUPS = { kinds: new Map(), categories: new Map() };

// Fills the search page: reads `?q=`, `?type=` and `?category=` and keeps them up to date.
export function mountPage(root, options) {
  if (root && !root.querySelector(".search-results")) new ResultPage(root, settle(options));
}

class ResultPage {
  constructor(root, { base, api, apiShards, search, text, words }) {
    root.querySelector(".search-fallback")?.remove();
    this.form = root.querySelector("form");
    this.input = this.form.querySelector("input[name=q]");
    this.kind = make("select");
    this.category = make("select");
    const label = (name, select) => make("label", { class: "search-filter" }, make("span", words, name), select);
    this.filters = make("div", { class: "search-filters", hidden: "" }, label(text.type, this.kind), label(text.category, this.category));
    this.status = make("p", { class: "search-status", role: "status", ...words });
    this.list = make("ol", { class: "search-results", hidden: "" });
    this.more = make("button", { class: "search-more", type: "button", hidden: "", ...words }, text.more);
    root.append(this.filters, this.status, this.list, this.more);
    Object.assign(this, { base, api, apiShards, search, text, turn: 0 });
    this.listen();
    const asked = new URLSearchParams(location.search);
    this.input.value = asked.get("q") ?? "";
    this.chosen = { kind: asked.get("type") ?? "", category: asked.get("category") ?? "" };
    this.run();
  }

  listen() {
    const pause = pauser(120);
    this.input.addEventListener("input", () => pause(() => this.run()));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.run();
    });
    this.filters.addEventListener("change", () => {
      this.chosen = { kind: this.kind.value, category: this.category.value };
      this.writeAddress();
      this.show();
    });
    this.more.addEventListener("click", () => this.showMore());
  }

  writeAddress() {
    const url = new URL(location.href);
    const values = { q: this.input.value.trim(), type: this.chosen.kind, category: this.chosen.category };
    for (const name in values) {
      if (values[name]) url.searchParams.set(name, values[name]);
      else url.searchParams.delete(name);
    }
    history.replaceState(history.state, "", url);
  }

  async run() {
    const turn = ++this.turn;
    const query = this.input.value;
    this.writeAddress();
    const slow = setTimeout(() => turn === this.turn && (this.status.textContent = this.text.loading), SLOW);
    try {
      await this.search.fresh(() => this.answer(query, turn, slow));
    } catch {
      if (turn === this.turn) this.status.textContent = this.text.failed;
    }
    clearTimeout(slow);
  }

  // Shows the answer. The filters are only awaited if one is set.
  async answer(query, turn, slow) {
    const answer = query.trim() ? await this.search.find(query) : NOTHING;
    const isEmpty = !answer.results.length;
    const groups = isEmpty ? NO_GROUPS : this.search.filters();
    const chosen = this.chosen.kind || this.chosen.category ? await groups : NO_GROUPS;
    clearTimeout(slow);
    if (turn !== this.turn) return;
    Object.assign(this, answer, { groups: chosen });
    this.filters.hidden = isEmpty;
    await this.show();
    const known = await groups;
    if (turn !== this.turn) return;
    this.groups = known;
    this.fill(this.kind, known.kinds, this.chosen.kind);
    this.fill(this.category, known.categories, this.chosen.category);
  }

  // Offers the groups of the results, and the selected one.
  fill(select, groups, chosen) {
    const options = [make("option", { value: "" }, this.text.any)];
    for (const [label, pages] of groups) {
      const count = this.results.filter(({ page }) => pages.has(page)).length;
      if (count || label === chosen) options.push(make("option", { value: label }, `${label} (${count})`));
    }
    if (chosen && !groups.has(chosen)) options.push(make("option", { value: chosen }, `${chosen} (0)`));
    select.replaceChildren(...options);
    select.value = chosen;
  }

  // Shows the first results that pass the filters.
  async show() {
    const { chosen, groups, query } = this;
    const passes = (pages, label, page) => !label || pages.get(label)?.has(page);
    this.passing = this.results.filter(({ page }) => passes(groups.kinds, chosen.kind, page) && passes(groups.categories, chosen.category, page));
    const isFiltered = !this.passing.length && this.results.length > 0;
    const count = isFiltered ? say(this.text.filtered, query, this.results.length) : sayCount(this.text, query, this.passing.length);
    this.status.textContent = query && count;
    const items = await this.items(0);
    if (!items) return;
    this.list.replaceChildren(...items);
    this.list.hidden = !items.length;
  }

  async showMore() {
    const shown = this.list.children.length;
    const items = await this.items(shown);
    if (!items) return;
    this.list.append(...items);
    items[0].querySelector("a").focus();
  }

  // The items from a position on, or nothing if something else is shown by now.
  async items(from) {
    const { found, passing } = this;
    const part = passing.slice(from, from + RESULTS);
    const pages = await this.search.pages(part.map((result) => result.page));
    if (passing !== this.passing) return null;
    this.more.hidden = passing.length <= from + RESULTS;
    return part.map((result, n) => this.item(result, pages[n], found));
  }

  item({ name, sections }, page, found) {
    const summary = make("p", { class: "search-result-excerpt" });
    const links = make("ul", { class: "search-result-sections", hidden: "" });
    const item = make("li", { class: "search-result" },
      make("h2", { class: "search-result-title" }, make("a", { href: page.url }, ...marked(page.title, found))),
      make("p", { class: "search-result-note" }, noteOf(page, name, this.text)),
      summary, links);
    for (const section of sections.slice(0, 3)) addLink(links, addressOf(page, section), marked(section.text, found));
    whenSeen(item, () => this.describe(page, found, summary, links));
    return item;
  }

  // Fetches the page's JSON, if the wiki has it, and shows its excerpt for the query.
  async describe(page, found, summary, links) {
    if (!this.api) return summary.remove();
    const address = decodeURIComponent(page.url.slice(this.base.length));
    const response = await fetch(shardOf(this.api, this.apiShards, address)).catch(() => null);
    const told = (response?.ok && (await response.json()).pages[address]) || {};
    const part = excerpt(told.sections ?? [], found);
    const text = part.count > 0 ? part.text : told.description || told.excerpt || part.text;
    summary.replaceChildren(...marked(text, found));
    if (part.count > 0 && part.id) addLink(links, addressOf(page, part), marked(part.heading, found));
  }
}

/** The file with the JSON of a page: named by a hash of its address, FNV-1a of 32 bits. */
export function shardOf(api, shards, address) {
  const hash = new TextEncoder().encode(address).reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5);
  return `${api}pages/${hash % shards}.json`;
}

function addLink(links, href, title) {
  if ([...links.children].some((item) => item.firstChild.getAttribute("href") === href)) return;
  links.append(make("li", {}, make("a", { href }, ...title)));
  links.hidden = false;
}

// Calls back once when the element comes near the viewport, so that invisible items are not fetched.
function whenSeen(element, call) {
  if (typeof IntersectionObserver !== "function") return void call();
  const observer = new IntersectionObserver(([{ isIntersecting }]) => {
    if (!isIntersecting) return;
    observer.disconnect();
    call();
  });
  observer.observe(element);
}
