// Behaviour of every page: folds, colour scheme, table of contents, search and previews.

const { body, documentElement: root } = document;
const all = (selector) => [...document.querySelectorAll(selector)];

for (const step of [reach, folds, themeButton, contents, scrollers, search, previews, prefetch]) run(step);

// Steps are independent: an error in one, on an unexpected page, does not stop the others.
function run(step) {
  try {
    step();
  } catch (error) {
    console.error(error);
  }
}

// What the reader knows of the story stands at the root, as names of scopes. Where there are folds, spoilers.js keeps it.
function reach() {
  if (document.querySelector("script[data-base]")) return;
  const adopt = () => {
    try {
      const names = localStorage.getItem(`spoilers ${body.dataset.base}`);
      if (names === null) delete root.dataset.reach;
      else root.dataset.reach = names;
    } catch {}
  };
  addEventListener("pageshow", ({ persisted }) => { if (persisted) adopt(); });
  addEventListener("storage", adopt);
  adopt();
}

// Whether the reader knows all of some scopes.
function knows(scopes) {
  const names = root.dataset.reach?.split(" ") ?? [];
  return names.includes("*") || scopes.every((scope) => names.includes(scope));
}

// A <details data-wide="48rem"> is always open from that width on, because the style sheet shows its content anyway.
// On narrower screens it keeps the reader's state.
function folds() {
  for (const fold of all("details[data-wide]")) {
    const wide = matchMedia(`(min-width: ${fold.dataset.wide})`);
    let left = fold.open;
    const adapt = () => {
      if (wide.matches) left = fold.open;
      fold.open = wide.matches || left;
    };
    adapt();
    wide.addEventListener("change", adapt);

    const close = () => { if (!wide.matches) fold.open = false; };
    if (!fold.closest("nav, header")) continue;
    fold.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || wide.matches || !fold.open) return;
      close();
      fold.firstElementChild.focus();
    });
    document.addEventListener("click", (event) => {
      if (event.target.closest("summary")?.parentNode !== fold) close();
    });
  }
}

function themeButton() {
  const button = document.querySelector("button.theme-button");
  if (!button) return;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const show = () => button.setAttribute("aria-pressed", isDark());

  button.addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    const followsSystem = (theme === "dark") === system.matches;
    if (followsSystem) delete root.dataset.theme;
    else root.dataset.theme = theme;
    try {
      if (followsSystem) localStorage.removeItem("theme");
      else localStorage.setItem("theme", theme);
    } catch {}
    show();
  });
  // The choice may have changed on another page, if this one comes from the back/forward cache.
  const adopt = () => {
    try {
      const theme = localStorage.getItem("theme");
      if (theme) root.dataset.theme = theme;
      else delete root.dataset.theme;
    } catch {}
    show();
  };
  addEventListener("pageshow", ({ persisted }) => { if (persisted) adopt(); });
  addEventListener("storage", adopt);
  system.addEventListener("change", show);
  show();
}

// Marks the current section: the last one whose heading has reached the top eighth of the window.
function contents() {
  const toc = document.querySelector("nav.toc");
  if (!toc) return;
  const links = new Map();
  for (const link of toc.querySelectorAll("a")) {
    const heading = document.getElementById(idOf(link));
    if (heading) links.set(heading, link);
  }
  const headings = [...links.keys()];
  const label = toc.querySelector("summary span");
  const scrolling = [toc, ...toc.querySelectorAll(".toc-list")];
  let current;

  const reveal = () => {
    const top = links.get(current)?.getBoundingClientRect().top;
    for (const box of scrolling) {
      const middle = box.getBoundingClientRect().top + box.clientHeight / 2;
      box.scrollTop = top === undefined ? 0 : box.scrollTop + top - middle;
    }
  };

  const follow = () => {
    const reading = headings.findLast((heading) => heading.getBoundingClientRect().top < innerHeight / 8);
    if (reading === current) return;
    links.get(current)?.removeAttribute("aria-current");
    current = reading;
    const link = links.get(current);
    link?.setAttribute("aria-current", "true");
    if (label) label.textContent = link?.textContent ?? "";
    reveal();
  };
  // Everything above counts, so that no jump is missed.
  const observer = new IntersectionObserver(follow, { rootMargin: "9999999px 0px -87.5% 0px" });
  headings.forEach((heading) => observer.observe(heading));
  toc.addEventListener("toggle", reveal, true);
  follow();
}

// A template may write an unencoded id into an address, which then cannot always be decoded.
function idOf({ hash }) {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return hash.slice(1);
  }
}

// Only elements that scroll horizontally need to be focusable.
function scrollers() {
  const measure = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  all(".table-scroll, pre, .math").forEach((region) => measure.observe(region));
}

// Loads the search script at the first focus, and again at the next focus or key press if that failed.
function search() {
  const { base, api, apiShards, allPages, searchJs, searchEngineJs, searchWords, searchIndex: index } = body.dataset;
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
      const load = [...[searchJs, searchEngineJs].map((address) => import(address + retry)), fetch(searchWords).then((answer) => answer.json())];
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
  if (page) load();
  input.addEventListener("focus", load);
  input.addEventListener("input", load);
  input.form.addEventListener("focusout", ({ relatedTarget }) => { if (!input.form.contains(relatedTarget)) tell(); });

  document.addEventListener("keydown", (event) => {
    const slash = event.key === "/" && !event.target.closest("input, select, textarea, [contenteditable]");
    const ctrlK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
    if (!slash && !ctrlK) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
}

// Loads the preview script when a link is hovered, or focused with the keyboard.
function previews() {
  const { previewJs } = body.dataset;
  if (!previewJs || !matchMedia("(any-hover: hover)").matches) return;
  const meet = async (event) => {
    const link = event.target.closest?.("main a[href]");
    if (!link || event.pointerType === "touch" || link.origin !== location.origin) return;
    document.removeEventListener("pointerover", meet);
    document.removeEventListener("focusin", meet);
    const { start } = await import(previewJs);
    start(link, knows);
  };
  document.addEventListener("pointerover", meet);
  document.addEventListener("focusin", meet);
}

// Prefetches a page of the wiki when its link is hovered.
function prefetch() {
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
  document.addEventListener("pointerover", (event) => {
    clearTimeout(timer);
    const link = event.target.closest?.("a[href]");
    if (link) timer = setTimeout(fetchAhead, 80, link);
  });
}
