// The interface of the search: the box that suggests pages, and the page of results. Text of pages and queries reaches
// the document as text nodes only; fetched data is never evaluated.

// The module search-engine.js, which finds the pages: an option, because file names of the theme contain hashes.
let engine;

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
  for (const { start, end } of engine.hitsIn(text, found)) {
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

// Settings with their defaults. An index is shared by all boxes that use it. `text` holds the phrases of the catalogue that
// src/render/search_words.rs lists; `{q}` is the query, `{n}` a number.
function settle({ base = "/", api, apiShards = 1, allPages, index = `${base}search/index.json`, text, knows, ...options }) {
  engine = options.engine;
  const url = new URL(index, document.baseURI).href;
  if (!opened.has(url)) opened.set(url, new engine.Search(url, knows));
  return { base, api, apiShards, allPages, search: opened.get(url), text };
}

function say(pattern, q, n) {
  return pattern.replace(/\{([nq])\}/g, (_, name) => (name === "q" ? q : n));
}

// A phrase with a number, in its plural form; another phrase for none.
function sayCount(text, forms, q, n) {
  return n ? say(forms[pluralOf(text.language, n)] ?? forms.other, q, n) : say(text.no_results, q);
}

function pluralOf(language, n) {
  try {
    return new Intl.PluralRules(language).select(n);
  } catch {
    return "other"; // Not every tag that a wiki may have is one that browsers know.
  }
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

// Calls back when the reader says something else of how far they are in the story.
function whenReachChanges(call) {
  if (typeof MutationObserver !== "function") return;
  new MutationObserver(call).observe(document.documentElement, { attributeFilter: ["data-reach"] });
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
  constructor(form, input, { search, text, allPages }) {
    const id = `search-list-${++boxes}`;
    this.list = make("div", { class: "search-list", id, role: "listbox", "aria-label": text.suggestions });
    this.empty = make("p", { class: "search-empty" });
    this.panel = make("div", { class: "search-panel", hidden: "" }, this.list, this.empty);
    this.status = make("p", { class: "search-status", role: "status" });
    Object.assign(this, { form, input, search, text, allPages, id, active: -1, turn: 0, announce: pauser(400), deepen: pauser(150) });
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": false, "aria-controls": id };
    for (const name in roles) input.setAttribute(name, roles[name]);
    form.append(this.panel, this.status);
    this.listen();
    whenReachChanges(() => this.panel.hidden || this.update());
    search.prepare().catch(() => {});
    whenIdle(() => this.rehearse());
    if (input.value && document.activeElement === input) this.update();
  }

  // Runs the code for the first letter once, so that the browser has compiled it.
  rehearse() {
    const { result, page, found } = engine.rehearse();
    this.option(result, page, found);
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
    const named = await this.ask(turn, () => this.search.suggest(query, MOST_OPTIONS));
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
      const links = this.allPages ? [" ", make("a", { href: this.allPages }, this.text.all_pages)] : [];
      this.tell(this.text.search_failed, ...links);
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
    if (rows.length) rows.push(this.row(all.href, "all", [say(text.all_results, query)]));
    rows.forEach((row, n) => (row.id = `${this.id}-${n}`));
    list.replaceChildren(...rows);
    list.hidden = !rows.length;
    this.empty.hidden = !list.hidden;
    this.empty.textContent = sayCount(text, text.suggestions_count, query, 0);
    this.panel.hidden = false;
    this.input.setAttribute("aria-expanded", !list.hidden);
    this.activate(rows.findIndex((row) => row.href === active));
    this.announce(() => (this.status.textContent = sayCount(text, text.suggestions_count, query, shown.length)));
  }

  option({ name, isSuperseded, sections: [section] }, page, found) {
    const old = isSuperseded && this.text.superseded;
    if (!name && section) {
      const note = [say(this.text.found_in, page.title), old].filter(Boolean).join(" · ");
      return this.row(addressOf(page, section), "section", marked(section.text, found), note);
    }
    return this.row(page.url, name ? "page" : "text", marked(page.title, found), noteOf(page, name, old, this.text));
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

function noteOf(page, name, old, text) {
  const alias = name && name.text !== page.title && say(text.also_called, name.text);
  return [page.kind, old, alias].filter(Boolean).join(" · ");
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
  constructor(root, { base, api, apiShards, search, text }) {
    root.querySelector(".search-fallback")?.remove();
    this.form = root.querySelector("form");
    this.input = this.form.querySelector("input[name=q]");
    this.kind = make("select");
    this.category = make("select");
    const label = (name, select) => make("label", { class: "search-filter" }, make("span", {}, name), select);
    this.filters = make("div", { class: "search-filters", hidden: "" }, label(text.type_label, this.kind), label(text.category_label, this.category));
    this.status = make("p", { class: "search-status", role: "status" });
    this.list = make("ol", { class: "search-results", hidden: "" });
    this.more = make("button", { class: "search-more", type: "button", hidden: "" }, text.more_results);
    root.append(this.filters, this.status, this.list, this.more);
    Object.assign(this, { base, api, apiShards, search, text, turn: 0 });
    this.listen();
    whenReachChanges(() => this.run());
    const asked = new URLSearchParams(location.search);
    // Words may have been typed while this script was loading.
    const typed = document.activeElement === this.input && this.input.value;
    this.input.value = typed || (asked.get("q") ?? "");
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
      if (turn === this.turn) this.status.textContent = this.text.search_failed;
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
    const count = isFiltered ? sayCount(this.text, this.text.results_filtered, query, this.results.length) : sayCount(this.text, this.text.results, query, this.passing.length);
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

  item(result, page, found) {
    const { name, isSuperseded, sections } = result;
    const old = isSuperseded && this.text.superseded;
    const summary = make("p", { class: "search-result-excerpt" });
    const links = make("ul", { class: "search-result-sections", hidden: "" });
    const item = make("li", { class: "search-result" },
      make("h2", { class: "search-result-title" }, make("a", { href: page.url }, ...marked(page.title, found))),
      make("p", { class: "search-result-note" }, noteOf(page, name, old, this.text)),
      summary, links);
    for (const section of sections.slice(0, 3)) addLink(links, addressOf(page, section), marked(section.text, found));
    whenSeen(item, () => this.describe(result, page, summary, links));
    return item;
  }

  // Fetches the page's JSON, if the wiki has it, and shows its excerpt for the query; labelled text comes from the index.
  async describe(result, page, summary, links) {
    if (!this.api) return summary.remove();
    const { found } = this;
    const address = decodeURIComponent(page.url.slice(this.base.length));
    const response = await fetch(engine.shardOf(this.api, this.apiShards, address)).catch(() => null);
    const told = (response?.ok && (await response.json()).pages[address]) || {};
    const labelled = await this.search.texts(result).catch(() => []);
    const part = engine.excerpt([...(told.sections ?? []), ...labelled], found);
    const text = part.count > 0 ? part.text : told.description || told.excerpt || part.text;
    summary.replaceChildren(...marked(text, found));
    if (part.count > 0 && part.id) addLink(links, addressOf(page, part), marked(part.heading, found));
  }
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
