// The engine of the search: reads the index that Lorekeep writes (formats in src/search/mod.rs) and answers queries. It
// does not touch the document; search.js shows the results.

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

// The terms of front-coded lines, each with the rest of its line and the index that it stands in.
function readLines(text, index) {
  let term = "";
  return text.split("\n").slice(0, -1).map((line) => {
    const [shared, at] = readNumber(line, 0);
    const [suffix, rest] = line.slice(at).split(" ");
    term = term.slice(0, shared) + suffix;
    return { term, rest, index };
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

// The names of one index that are read so far, by their words. `pages` are those of all indexes, by number.
class Names {
  constructor(pages) {
    this.pages = pages;
    this.told = new Map();
    this.vocabulary = new Map();
  }

  addNames(records) {
    for (const record of records) {
      const [number, url, title, , , aliases, headings] = record;
      const page = addPage(this.pages, record);
      const told = this.told.get(number) ?? [];
      const known = told.length; // Files of other words have told of them.
      if (!known) {
        this.told.set(number, told);
        if (url) this.add(page, told, title, TITLE);
      }
      for (const alias of aliases ?? []) this.addOnce(page, told, known, alias, ALIAS);
      for (const [id, heading] of headings ?? []) this.addOnce(page, told, known, heading, HEADING, id);
    }
  }

  addOnce(page, told, known, text, role, id) {
    for (let n = 0; n < known; n++) {
      const name = told[n];
      if (name.role === role && name.id === id && name.text === text) return;
    }
    this.add(page, told, text, role, id);
  }

  add(page, told, text, role, id) {
    const name = { page, text, role, id, key: undefined, base: undefined };
    told.push(name);
    const found = nameWords(text);
    if (role !== HEADING) addJoinedPairs(found);
    for (const word of found) {
      const entry = this.vocabulary.get(word);
      if (entry) entry.names.push(name);
      else this.vocabulary.set(word, { names: [name], bits: 0 });
    }
  }

  // Adds to `found` the names that have a word like `asked`, with how like it is, from 0 to 1.
  like(asked, isOpen, isDoubted, found) {
    const bits = isDoubted && mayBeWrong(asked) ? letters(asked) : 0;
    for (const [word, entry] of this.vocabulary) {
      const grade = likeness(asked, word, isOpen) || (bits && errorLikeness(asked, bits, word, entry, isOpen));
      if (!grade) continue;
      for (const name of entry.names) {
        if (!(found.get(name)?.grade >= grade)) found.set(name, { grade, word });
      }
    }
  }
}

// Takes a page in, or what is told of it. Layers give nothing but its number.
function addPage(pages, [number, url, title, kind, fame]) {
  let page = pages.get(number);
  if (!page) pages.set(number, (page = { number, fame: 0 }));
  if (url) Object.assign(page, { url, title, kind, fame });
  return page;
}

// The names that have all words of a reading, with a score; or, when none has, those that have most. Words that `doubt`
// holds for are looked up with errors.
function matchNames(all, readings, isOpen, doubt) {
  const known = new Map();
  const like = (word, isLast) => {
    const key = `${word} ${isLast}`;
    if (!known.has(key)) {
      const found = new Map();
      for (const names of all) names.like(word, isOpen && isLast, doubt?.(word), found);
      known.set(key, found);
    }
    return known.get(key);
  };
  const found = readings.flatMap((asked) => matchAll(asked, asked.map((word, n) => like(word, n === asked.length - 1)), !!doubt));
  return found.some((hit) => hit.isWhole) ? found.filter((hit) => hit.isWhole) : found;
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

// One index: that for everybody, or a layer, which is for those who know some scopes of spoilers. `scopes` are the names
// of these; `pages` takes up the pages that it tells of.
class Index {
  constructor(url, pages, scopes = "", manifest = fetchFile(url)) {
    Object.assign(this, { url, scopes, manifest, pages, names: new Names(pages), files: new Map() });
  }

  // A file of the index, fetched and parsed once.
  get(name, read) {
    if (!this.files.has(name)) {
      const file = fetchFile(new URL(name, this.url)).then(read);
      file.catch(() => this.files.delete(name));
      this.files.set(name, file);
    }
    return this.files.get(name);
  }

  // Prefetches the files that every query needs.
  async prepare() {
    const { names } = await this.manifest;
    if (names.length === 1) await this.loadNames(names);
  }

  loadNames(ranges) {
    return Promise.all(ranges.map(([, hash]) => this.get(`names-${hash}.json`, (records) => this.names.addNames(records))));
  }

  async loadNamesOf(keys, isOpen) {
    const { names } = await this.manifest;
    const wanted = keys.slice(0, 8).flatMap((key) => filesFor(names, key, isOpen && key.length > 1 ? 2 : 1));
    await this.loadNames([...new Set(wanted)]);
  }

  // Words of the index that end as `asked` does and may be meant by it.
  async corrections(asked) {
    const backwards = [...asked].reverse().join("");
    const [range] = filesFor((await this.manifest).endings, backwards, 1);
    if (!range || !mayBeWrong(asked)) return [];
    return nearest(backwards, await this.lines("endings", range)).map((line) => ({ ...line, term: [...line.term].reverse().join("") }));
  }

  // The lines of the terms that begin with `asked`, up to a length, or else those that are near it.
  async linesFor(asked, longest) {
    const near = [];
    for (const range of filesFor((await this.manifest).terms, asked, 2)) {
      const lines = await this.lines("terms", range);
      const beginning = lines.filter(({ term }) => term.startsWith(asked) && term.length <= longest);
      if (beginning.length) return { beginning, near: [] };
      near.push(...nearest(asked, lines));
    }
    return { beginning: [], near };
  }

  // The lines of a term.
  async linesOf(term) {
    const [range] = filesFor((await this.manifest).terms, term, 1);
    return range ? (await this.lines("terms", range)).filter((line) => line.term === term) : [];
  }

  lines(kind, [, hash]) {
    return this.get(`${kind}-${hash}.txt`, (text) => readLines(text, this));
  }

  // Titles and addresses of pages, in a large wiki.
  async loadPages(numbers) {
    const { chunk, pageHash } = await this.manifest;
    const chunks = new Set(numbers.map((number) => Math.floor(number / chunk)));
    const read = (records) => records.forEach((record) => addPage(this.pages, record));
    await Promise.all([...chunks].map((n) => this.get(`pages-${pageHash}-${n}.json`, read)));
  }

  async filters() {
    const { filters } = await this.manifest;
    return filters ? this.get(`filters-${filters}.json`, readFilters) : { kinds: new Map(), categories: new Map() };
  }

  // A file that tells one thing of some pages, as a map by their numbers: `superseded`, by which others, or `titles`, which only
  // those who know a layer see.
  async told(kind) {
    const { [kind]: hash } = await this.manifest;
    return hash ? this.get(`${kind}-${hash}.json`, (pairs) => new Map(pairs)) : new Map();
  }

  // The labelled text of a page: `[id, heading, text]` of each section.
  async texts(page) {
    const { texts } = await this.manifest;
    if (!texts) return [];
    const [hash, count] = texts;
    return (await this.get(`texts-${hash}-${page % count}.json`, (pages) => new Map(pages))).get(page) ?? [];
  }
}

async function fetchFile(url, init) {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return String(url).endsWith(".json") ? response.json() : response.text();
}

// Everything that is asked of the search. `knows` tells of a list of scopes if the reader knows them all; what is
// labelled with others is not even fetched.
export class Search {
  constructor(url, knows = () => false) {
    this.url = url;
    this.knows = knows;
    this.begin();
  }

  begin(manifest) {
    this.known = new Map();
    this.open = new Index(this.url, this.known, "", manifest && Promise.resolve(manifest));
    this.layers = new Map();
  }

  // The indexes that the reader may have results from.
  async indexes() {
    const { layers = [] } = await this.open.manifest;
    const known = layers.filter(([scopes]) => this.knows(scopes.split(" ")));
    return [this.open, ...known.map(([scopes, path]) => this.layer(scopes, path))];
  }

  layer(scopes, path) {
    if (!this.layers.has(scopes)) this.layers.set(scopes, new Index(new URL(path, this.url).href, this.known, scopes));
    return this.layers.get(scopes);
  }

  async prepare() {
    await Promise.all((await this.indexes()).map((index) => index.prepare()));
  }

  // Runs `ask`, and again if it fails because the wiki has been republished in the meantime.
  async fresh(ask) {
    try {
      return await ask();
    } catch (error) {
      const manifest = await fetchFile(this.url, { cache: "no-cache" });
      const old = await Promise.resolve(this.open.manifest).catch(() => null);
      // What failed may come the next time.
      if (JSON.stringify(manifest) === JSON.stringify(old)) {
        this.layers.clear();
        throw error;
      }
      this.begin(manifest);
      return ask();
    }
  }

  // Results from titles, aliases and headings only; the first few are sorted.
  async suggest(text, most) {
    const query = parse(text);
    return rank(await this.findNames(query, await this.indexes()), null, query, await this.open.told("superseded"), most);
  }

  // Results from all files.
  async find(text) {
    const query = parse(text);
    const indexes = await this.indexes();
    const names = await this.findNames(query, indexes);
    const named = new Set(names.flatMap((hit) => hit.found));
    return rank(names, await this.findText(query, named, indexes), query, await this.open.told("superseded"));
  }

  async findNames({ words: asked, isOpen }, indexes) {
    if (!asked.length) return [];
    const load = (keys, isOpen) => Promise.all(indexes.map((index) => index.loadNamesOf(keys, isOpen)));
    await load(addJoinedPairs([...asked]), isOpen);
    const all = indexes.map(({ names }) => names);
    const isUnknown = (word) => !all.some(({ vocabulary }) => vocabulary.has(word));
    const match = (doubt) => matchNames(all, readings(asked), isOpen, doubt);
    const isWhole = (found) => found.some((hit) => hit.isWhole);
    let found = match();
    if (!isWhole(found)) found = match(isUnknown);
    if (isWhole(found)) return found;
    const manifests = await Promise.all(indexes.map(({ manifest }) => manifest));
    if (manifests.some(({ names }) => names.length > 1)) {
      const corrections = await Promise.all(asked.filter(isUnknown).map((word) => corrected(word, indexes)));
      await load(corrections.flat(), false);
    }
    return match(() => true);
  }

  // The pages whose text contains the words. A misspelt word stands for those in `named`, if they are among the
  // nearest.
  async findText({ words: asked, isOpen }, named, indexes) {
    const { pages: total } = await this.open.manifest;
    const all = await Promise.all(asked.map((word, n) => expand(word, isOpen && n === asked.length - 1, named, indexes)));
    const hits = new Map();
    for (const terms of all) {
      const best = new Map();
      for (const { parts, worth } of terms) {
        const count = Math.min(total, parts.reduce((sum, part) => sum + part.count, 0));
        const rarity = Math.log(1 + (total - count + 0.5) / (count + 0.5));
        for (const { levels, index } of parts) {
          for (const [page, level] of levels) {
            const value = worth * rarity * (level + 0.5);
            const known = best.get(page);
            if (!known) best.set(page, { value, from: new Set([index]) });
            else {
              known.from.add(index);
              if (!(known.value >= value)) known.value = value;
            }
          }
        }
      }
      for (const [page, { value, from }] of best) {
        const hit = hits.get(page) ?? { value: 0, count: 0, from: new Set() };
        hit.value += value;
        hit.count++;
        for (const index of from) hit.from.add(index);
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

  // Addresses of pages, by number, and the titles that the reader knows.
  async pages(numbers) {
    const unknown = numbers.filter((number) => !this.known.get(number)?.url);
    if (unknown.length) await this.open.loadPages(unknown);
    const titles = await Promise.all((await this.indexes()).map((index) => index.told("titles")));
    return numbers.map((number) => {
      const page = this.known.get(number);
      const title = titles.map((some) => some.get(number)).find(Boolean);
      return title ? { ...page, title } : page;
    });
  }

  // The labelled sections of a result that the reader knows: those of the layers that it was found in.
  async texts({ page, from = [] }) {
    const known = [...from].filter(({ scopes }) => scopes && this.knows(scopes.split(" ")));
    return (await Promise.all(known.map((index) => index.texts(page)))).flat();
  }

  // Types and categories of pages: two maps from label to a set of page numbers.
  async filters() {
    const all = await Promise.all((await this.indexes()).map((index) => index.filters()));
    const [first, ...others] = all;
    if (!others.length) return first;
    const both = (member) => {
      const groups = new Map();
      for (const [label, pages] of all.flatMap((filters) => [...filters[member]])) {
        groups.set(label, new Set([...(groups.get(label) ?? []), ...pages]));
      }
      return groups;
    };
    return { kinds: both("kinds"), categories: both("categories") };
  }
}

// The terms that a word may stand for, with their postings in all indexes.
async function expand(asked, isOpen, named, indexes) {
  const longest = isOpen ? Infinity : asked.length + (asked.length > 3 ? 3 : 0);
  const all = await Promise.all(indexes.map((index) => index.linesFor(asked, longest)));
  const beginning = byTerm(all.flatMap((lines) => lines.beginning));
  if (beginning.length) return beginning.sort((a, b) => a.term.length - b.term.length).slice(0, 16).map((term) => weigh(term, asked));
  const near = byTerm(fewestErrors(all.flatMap((lines) => lines.near)));
  const likely = near.filter(({ term }) => named.has(term));
  if (near.length) return (likely.length ? likely : near).map((term) => weigh(term, asked));
  const meant = await corrected(asked, indexes);
  const lines = await Promise.all(meant.flatMap((term) => indexes.map((index) => index.linesOf(term))));
  return byTerm(lines.flat()).map((term) => weigh({ ...term, errors: 1 }, asked));
}

// Words of the wiki that end as `asked` does and may be meant by it.
async function corrected(asked, indexes) {
  const near = await Promise.all(indexes.map((index) => index.corrections(asked)));
  return [...new Set(fewestErrors(near.flat()).map(({ term }) => term))].slice(0, 3);
}

function fewestErrors(lines) {
  const least = Math.min(...lines.map(({ errors }) => errors));
  return lines.filter(({ errors }) => errors === least);
}

// Lines of several indexes, put together by their terms.
function byTerm(lines) {
  const terms = new Map();
  for (const line of lines) {
    const { term, errors } = line;
    const known = terms.get(term);
    if (known) known.lines.push(line);
    else terms.set(term, { term, errors, lines: [line] });
  }
  return [...terms.values()];
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
function weigh({ term, lines, errors }, asked) {
  const parts = lines.map(({ rest, index }) => ({ ...readPostings(rest), index }));
  return { term, errors, worth: term === asked ? 1 : errors ? 0.4 / errors : 0.5, parts };
}

// A word too frequent to be listed completely counts as present in every page that contains another word of the
// query.
function countCommon(hits, all) {
  const common = all.filter((terms) => terms.some(({ parts }) => parts.some(({ isCut }) => isCut)));
  for (const terms of common) {
    for (const [page, hit] of hits) {
      if (!terms.some(({ parts }) => parts.some(({ levels }) => levels.has(page)))) hit.count++;
    }
  }
}

// Sorts the results: exact name (same spelling first), names with all words, headings, then text. A merely similar
// name precedes the text unless the text contains the words as typed. A superseded page comes after those that supersede it.
function rank(names, text, query, superseded, most = Infinity) {
  const results = new Map();
  const of = (page) => {
    let result = results.get(page);
    if (!result) results.set(page, (result = { page, tier: 0, value: 0, after: 0, name: null, sections: [] }));
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
    for (const [page, { value, from }] of text.hits) {
      const result = of(page);
      result.from = from;
      result.value += value / best / 8;
      if (text.isWhole) result.tier = Math.max(result.tier, 2);
    }
    for (const word of text.found) found.add(word);
  }
  putAfterNewer(results, superseded);
  return { query: query.text, found, isWhole, results: firstInOrder([...results.values()], most) };
}

// Lowers each superseded result to the lowest of those that supersede it, directly or through others.
function putAfterNewer(results, superseded) {
  const lowered = [];
  for (const result of results.values()) {
    if (!superseded.has(result.page)) continue;
    const newer = newerThan(result.page, superseded).map((page) => results.get(page)).filter(Boolean);
    const lowest = [result, ...newer].reduce((a, b) => (b.tier - a.tier || b.value - a.value) < 0 ? b : a);
    lowered.push([result, { isSuperseded: true, after: newer.length, tier: lowest.tier, value: lowest.value }]);
  }
  for (const [result, place] of lowered) Object.assign(result, place);
}

function newerThan(page, superseded) {
  const found = new Set([page]);
  for (const old of found) for (const newer of superseded.get(old) ?? []) found.add(newer);
  found.delete(page);
  return [...found];
}

// The best results in order, up to `most`; the rest in any order.
function firstInOrder(results, most) {
  const order = (a, b) => b.tier - a.tier || b.value - a.value || a.after - b.after || a.page - b.page;
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

// Goes through what the first letter needs, so that the browser has compiled it by then: an answer of one page.
export function rehearse() {
  const names = new Names(new Map());
  names.addNames([[0, "/", "A b", "", 0, ["A"], [["c", "A"]]]]);
  const query = parse("a");
  const { results: [result], found } = rank(matchNames([names], readings(query.words), query.isOpen), null, query, new Map(), 1);
  return { result, page: names.pages.get(0), found };
}

/** The file with the JSON of a page: named by a hash of its address, FNV-1a of 32 bits. */
export function shardOf(api, shards, address) {
  const hash = new TextEncoder().encode(address).reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5);
  return `${api}pages/${hash % shards}.json`;
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

// Places in a text of the terms in `found`.
export function hitsIn(text, found) {
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

