// What every page does beyond reading: folds, the colour scheme, the contents list, search and previews.

const { body, documentElement: root } = document;
const all = (selector) => [...document.querySelectorAll(selector)];

for (const step of [folds, themeButton, contents, scrollers, search, previews, prefetch]) run(step);

// A step that fails, on a page that is not as it expects, keeps no other from its work.
function run(step) {
  try {
    step();
  } catch (error) {
    console.error(error);
  }
}

// A <details data-wide="48rem"> stands open from that width on, where the style sheet shows its content anyway. Below
// it stands as readers left it.
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
  // What was chosen on another page since: this one may come back as it was left.
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

// Marks the section being read: the last one whose heading has reached the upper eighth of the window.
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
  // All that is above counts, so that no jump goes unnoticed.
  const observer = new IntersectionObserver(follow, { rootMargin: "9999999px 0px -87.5% 0px" });
  headings.forEach((heading) => observer.observe(heading));
  toc.addEventListener("toggle", reveal, true);
  follow();
}

// A template may write an id into an address as it is: then it need not be what can be decoded.
function idOf({ hash }) {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return hash.slice(1);
  }
}

// Only what really scrolls sideways needs to be reached by the keyboard.
function scrollers() {
  const measure = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  all(".table-scroll, pre, .math").forEach((region) => measure.observe(region));
}

// The script of the search comes with the first focus, and again with the next one or the next letter if it failed.
function search() {
  const { base, api, apiShards, allPages, searchJs, searchIndex: index } = body.dataset;
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
      // An address that failed once may fail for good: a fragment makes it another one.
      const script = await import(tries++ ? `${searchJs}#${tries}` : searchJs);
      const options = { base, api, apiShards, allPages, index };
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

// Previews come with a pointer that hovers, or with the keyboard; their script with the first such link.
function previews() {
  const { previewJs } = body.dataset;
  if (!previewJs || !matchMedia("(any-hover: hover)").matches) return;
  const meet = async (event) => {
    const link = event.target.closest?.("main a[href]");
    if (!link || event.pointerType === "touch" || link.origin !== location.origin) return;
    document.removeEventListener("pointerover", meet);
    document.removeEventListener("focusin", meet);
    const { start } = await import(previewJs);
    start(link);
  };
  document.addEventListener("pointerover", meet);
  document.addEventListener("focusin", meet);
}

// A page of the wiki whose link is pointed at is fetched ahead of the click.
function prefetch() {
  if (navigator.connection?.saveData) return;
  const { base = "/" } = body.dataset;
  const done = new Set([location.pathname]);
  let timer;
  const fetchAhead = ({ origin, pathname }) => {
    if (origin !== location.origin || !pathname.startsWith(base) || !pathname.endsWith("/") || done.has(pathname)) return;
    done.add(pathname);
    // With the origin, because a path that begins with two slashes alone would name another host.
    document.head.append(Object.assign(document.createElement("link"), { rel: "prefetch", href: origin + pathname }));
  };
  document.addEventListener("pointerover", (event) => {
    clearTimeout(timer);
    const link = event.target.closest?.("a[href]");
    if (link) timer = setTimeout(fetchAhead, 80, link);
  });
}
