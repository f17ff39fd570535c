// Behaviour of every page: colour scheme, folds, table of contents. Search, previews and prefetching are in later.js.
// In the head, so that the page is painted in the reader's colours; the rest waits for the elements.
(() => {
  const root = document.documentElement;
  const all = (selector) => [...document.querySelectorAll(selector)];

  // Before anything is painted.
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {}

  const start = () => [reach, folds, themeButton, contents, scrollers, shortcuts, later].forEach(run);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();

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
        const names = localStorage.getItem(`spoilers ${document.body.dataset.base}`);
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

  // Keys that lead to the search field.
  function shortcuts() {
    const input = document.querySelector("form.search input");
    if (!input) return;
    document.addEventListener("keydown", (event) => {
      const slash = event.key === "/" && !event.target.closest("input, select, textarea, [contenteditable]");
      const ctrlK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
      if (!slash && !ctrlK) return;
      event.preventDefault();
      input.focus();
      input.select();
    });
  }

  // Loads later.js when a link or the search field is met with pointer or keyboard; again at the next such event if that failed.
  function later() {
    const events = ["pointerover", "focusin", "input"];
    const listen = (change) => events.forEach((event) => document[change](event, meet));
    let tries = 0;
    const load = async (event) => {
      try {
        // The browser may cache a failed import: a fragment makes the URL different.
        const { start } = await import("./later.js" + (tries++ ? `#${tries}` : ""));
        start(event, knows);
      } catch {
        listen("addEventListener");
      }
    };
    const meet = (event) => {
      const { pointerType, target } = event;
      if (pointerType === "touch" || !target.closest?.("a[href], form.search")) return;
      listen("removeEventListener");
      load(event);
    };
    if (document.querySelector("[data-search-page]")) load({ target: document.body });
    else listen("addEventListener");
  }
})();
