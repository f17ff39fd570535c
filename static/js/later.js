// Search, link previews and prefetching: what no reader needs before a pointer or the focus meets a link or the search field.

const { body } = document;

// Whether or not the sheet arrives, what it styles works.
const styled = new Promise((done) => {
  const sheet = { rel: "stylesheet", href: new URL("../css/later.css", import.meta.url), onload: done, onerror: done };
  document.head.append(Object.assign(document.createElement("link"), sheet));
});

/** Starts with the event that loaded this script. `knows` returns whether the reader knows all of a list of spoiler scopes. */
export function start(event, knows) {
  for (const step of [search, previews, prefetch]) {
    try {
      step(event, knows);
    } catch (error) {
      console.error(error);
    }
  }
}

// Loads the search script at the first focus, and again at the next focus or key press if that failed.
function search({ target }, knows) {
  const { base, api, apiShards, allPages, searchIndex: index } = body.dataset;
  const input = document.querySelector("form.search input");
  const page = document.querySelector("[data-search-page]");
  if (!input || !index) return;

  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const words = input.form.dataset;
  const note = make("p", { className: "search-note", role: "alert" });
  const tell = (...content) => {
    note.replaceChildren(...content);
    if (content.length) input.form.append(note);
    else note.remove();
  };

  let tries = 0;
  let loading;
  const mount = async () => {
    const slow = setTimeout(tell, 500, words.loading);
    try {
      // The browser may cache a failed import: a fragment makes the URL different.
      const retry = tries++ ? `#${tries}` : "";
      const texts = fetch(new URL("./search-words.json", import.meta.url)).then((answer) => answer.json());
      const load = [import("./search.js" + retry), import("./search-engine.js" + retry), texts, styled];
      const [script, engine, text] = await Promise.all(load);
      const options = { base, api, apiShards, allPages, index, engine, knows, text };
      if (page) script.mountPage(page, options);
      else script.mount(input.form, options);
      tell();
    } catch {
      loading = null;
      const links = allPages ? [" ", make("a", { href: allPages, textContent: words.all })] : [];
      tell(words.failed, ...links);
    } finally {
      clearTimeout(slow);
    }
  };
  const load = () => { loading ??= mount(); };
  if (page || target === input) load();
  input.addEventListener("focus", load);
  input.addEventListener("input", load);
  input.form.addEventListener("focusout", ({ relatedTarget }) => { if (!input.form.contains(relatedTarget)) tell(); });
}

// Loads the preview script when a link is hovered, or focused with the keyboard.
function previews(first, knows) {
  if (!body.dataset.api || !matchMedia("(any-hover: hover)").matches) return;
  const meet = async (event) => {
    const link = event.target.closest?.("main a[href]");
    if (!link || event.pointerType === "touch" || link.origin !== location.origin) return;
    document.removeEventListener("pointerover", meet);
    document.removeEventListener("focusin", meet);
    const [{ start }] = await Promise.all([import("./preview.js"), styled]);
    start(link, knows);
  };
  document.addEventListener("pointerover", meet);
  document.addEventListener("focusin", meet);
  meet(first);
}

// Prefetches a page of the wiki when its link is hovered.
function prefetch(first) {
  if (navigator.connection?.saveData) return;
  const { base = "/" } = body.dataset;
  const done = new Set([location.pathname]);
  let timer;
  const fetchAhead = ({ origin, pathname }) => {
    if (origin !== location.origin || !pathname.startsWith(base) || !pathname.endsWith("/") || done.has(pathname)) return;
    done.add(pathname);
    // With the origin, because a path that begins with two slashes would name another host.
    document.head.append(Object.assign(document.createElement("link"), { rel: "prefetch", href: origin + pathname }));
  };
  const wait = ({ target }) => {
    clearTimeout(timer);
    const link = target.closest?.("a[href]");
    if (link) timer = setTimeout(fetchAhead, 80, link);
  };
  document.addEventListener("pointerover", wait);
  if (first.type === "pointerover") wait(first);
}
