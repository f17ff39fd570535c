// Keeps a page up to date while it is edited, and shows Lorekeep's findings. Only the development server adds this
// script.
"use strict";
{
  const OWN = "/_lorekeep/";
  const VERSION = document.currentScript.dataset.version;
  const store = {
    read(key) {
      try { return JSON.parse(sessionStorage.getItem(`lorekeep:${key}`)); } catch { return null; }
    },
    write(key, value) {
      try { sessionStorage.setItem(`lorekeep:${key}`, JSON.stringify(value)); } catch {}
    },
  };

  // Time to wait for missing content. Some editors empty a file before they write it, and on a busy machine the page
  // is visible in between.
  const PATIENCE = 10_000;

  // --- Event stream -----------------------------------------------------------------------------------------------

  let stream = null;
  // Parts of the restored state that the page does not have yet.
  let missing = null;
  // Set once the page is loaded again. Its timers run on until the new page comes.
  let isLeaving = false;
  // The place in the panel at that time, which shows the state of the new page from then on.
  let left = null;
  const panel = makePanel();

  // A browser opens only six connections to one host, so hidden tabs close theirs.
  function listen() {
    const wanted = document.visibilityState === "visible";
    if (!wanted) {
      stream?.close();
      stream = null;
    } else if (!stream) {
      const query = `page=${encodeURIComponent(location.pathname)}&version=${encodeURIComponent(VERSION)}`;
      stream = new EventSource(`${OWN}events?${query}`);
      stream.addEventListener("reload", reload);
      stream.addEventListener("styles", (event) => restyle(JSON.parse(event.data)));
      stream.addEventListener("state", (event) => panel.show(JSON.parse(event.data)));
      stream.addEventListener("open", () => panel.connected(true));
      stream.addEventListener("error", () => {
        panel.connected(false);
        if (stream?.readyState !== EventSource.CLOSED) return;
        stream = null;
        setTimeout(listen, 1000);
      });
    }
  }

  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => {
    // Now and not when the reload began: until the new page came, the reader could scroll, type and move the focus.
    if (isLeaving) store.write("place", { ...place(), panel: left });
    stream?.close();
    stream = null;
  });
  addEventListener("pageshow", listen);
  document.addEventListener("focusin", () => { if (missing) missing.focus = null; });
  // The browser scrolls by itself when the height of the page changes, but what a reader does decides the position.
  for (const type of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    addEventListener(type, () => { if (missing) missing.isTooShort = false; }, { capture: true, passive: true });
  }
  restore();
  listen();

  // --- Style sheets -----------------------------------------------------------------------------------------------

  // Each new sheet is added beside the old one until it has loaded, so that the page is never unstyled.
  function restyle(styles) {
    const links = [...document.querySelectorAll('link[rel~="stylesheet"]')].filter((link) => !link.dataset.leaving);
    if (links.length !== styles.length) return reload();
    links.forEach((old, index) => {
      const { address, tag } = styles[index];
      const url = new URL(address, document.baseURI);
      if (tag) url.searchParams.set("lorekeep", tag);
      if (old.href === url.href || (!tag && old.getAttribute("href") === address)) return;
      const link = old.cloneNode();
      link.href = url.href;
      old.dataset.leaving = "";
      const leave = () => old.remove();
      link.addEventListener("load", leave);
      link.addEventListener("error", leave);
      old.after(link);
    });
  }

  // --- Reloading the page -----------------------------------------------------------------------------------------

  function reload() {
    // A second reload on top of one that is about to end would load the page twice, and the first would consume the
    // place. If the page that comes is outdated, its own stream says so.
    if (isLeaving) return;
    isLeaving = true;
    left = panel.place();
    // The reader may have stopped the reload.
    setTimeout(() => { isLeaving = false; }, PATIENCE);
    history.scrollRestoration = "manual";
    location.reload();
  }

  // The scroll position, relative to elements that survive a change of the text.
  function place() {
    const late = missing && Date.now() - missing.time < PATIENCE ? missing : { details: [], fields: [] };
    return {
      path: location.pathname,
      time: Date.now(),
      scroll: late.isTooShort ? late.scroll : [scrollX, scrollY],
      anchor: late.isTooShort ? late.anchor : anchor(),
      details: [...late.details, ...names(document.querySelectorAll("details"), summary).map(([name, fold]) => [name, fold.open])],
      focus: focusIn(document) ?? late.focus,
      panel: panel.place(),
      fields: [...late.fields, ...fields().map(([name, field]) => [name, [field.checked ?? null, field.value, selection(field)]])],
    };
  }

  function restore() {
    const before = store.read("place");
    store.write("place", null);
    if (!before || before.path !== location.pathname || Date.now() - before.time > PATIENCE) return;
    const details = restoreFolds(new Map(before.details));
    const fields = restoreFields(new Map(before.fields));
    const focused = find(before.focus, document);
    focused?.focus({ preventScroll: true });
    // What is in a closed fold, or disabled, cannot take the focus.
    const focus = document.activeElement === focused ? null : before.focus;
    missing = { ...before, time: Date.now(), details, fields, focus, isTooShort: false };
    panel.restore(before.panel);
    const back = () => {
      const mark = before.anchor && document.getElementById(before.anchor.id);
      const top = mark ? scrollY + mark.getBoundingClientRect().top - before.anchor.top : before.scroll[1];
      scrollTo({ left: before.scroll[0], top, behavior: "instant" });
      missing.isTooShort = !mark && Math.abs(scrollY - top) >= 1;
    };
    back();
    // Images and late style sheets may have changed the layout, and browsers restore their own scroll position after
    // this event.
    addEventListener("load", () => {
      back();
      setTimeout(() => { if (!isLeaving) history.scrollRestoration = "auto"; }, 500);
    });
  }

  // Restores the state of folds, and returns those that are missing.
  function restoreFolds(open) {
    for (const [name, fold] of names(document.querySelectorAll("details"), summary)) {
      if (!open.has(name)) continue;
      fold.open = open.get(name);
      open.delete(name);
    }
    return [...open];
  }

  // Restores the values of inputs, and returns those that are missing.
  function restoreFields(values) {
    for (const [name, field] of fields()) {
      if (!values.has(name)) continue;
      const [checked, value, range] = values.get(name);
      values.delete(name);
      if (field.type === "checkbox" || field.type === "radio") field.checked = checked;
      else field.value = value;
      if (range) field.setSelectionRange(...range);
    }
    return [...values];
  }

  // The last heading or other element with an id above the middle of the window: the text above it may change. At the
  // top, the page stays at the top.
  function anchor() {
    if (scrollY < 8) return null;
    let last = null;
    for (const element of document.querySelectorAll("main [id]")) {
      const { top, height } = element.getBoundingClientRect();
      if (height && top <= innerHeight / 2) last = { id: element.id, top };
    }
    return last;
  }

  // Pairs of a key and an element. Elements with the same text are distinguished by their order.
  function names(elements, text) {
    const seen = new Map();
    return [...elements].map((element) => {
      const base = element.id ? `#${element.id}` : text(element);
      const count = (seen.get(base) ?? 0) + 1;
      seen.set(base, count);
      return [`${base} ${count}`, element];
    });
  }

  function summary(fold) {
    return fold.querySelector("summary")?.textContent.trim() ?? "";
  }

  function fields() {
    const typed = [...document.querySelectorAll("input, textarea, select")];
    return names(typed.filter((field) => field.type !== "file" && field.type !== "password"), (field) => field.name);
  }

  function selection(field) {
    try {
      return field.selectionStart === null ? null : [field.selectionStart, field.selectionEnd];
    } catch {
      return null;
    }
  }

  // The focused element, by properties that survive a change around it: its id, or its text and target, and its index
  // among equal elements.
  function focusIn(root) {
    const focused = root.activeElement;
    if (!focused || focused === document.body) return null;
    if (focused.id) return { id: focused.id };
    const [tag, says] = [focused.localName, saying(focused)];
    return { tag, says, order: alike(tag, says, root).indexOf(focused) };
  }

  function find(place, root) {
    if (!place) return null;
    if (place.id) return root.getElementById(place.id);
    return alike(place.tag, place.says, root)[place.order] ?? null;
  }

  function alike(tag, says, root) {
    return [...root.querySelectorAll(tag)].filter((element) => saying(element) === says);
  }

  function saying(element) {
    if (element.dataset.name) return element.dataset.name;
    return [element.getAttribute("href"), element.getAttribute("name"), element.textContent.trim()].join("\n");
  }

  // --- Strip and overlay
  // --------------------------------------------------------------------------------------------

  function make(name, properties = {}, ...children) {
    const { data, attributes, ...rest } = properties;
    const element = Object.assign(document.createElement(name), rest);
    Object.assign(element.dataset, data);
    for (const [attribute, value] of Object.entries(attributes ?? {})) element.setAttribute(attribute, value);
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  function makePanel() {
    const host = make("lorekeep-panel");
    const root = host.attachShadow({ mode: "open" });
    const style = make("link", { rel: "stylesheet", href: `${OWN}serve.css` });
    const overlay = make("section", { className: "overlay", hidden: true, attributes: { "aria-label": "Errors" } });
    const list = make("section", { className: "list", id: "list", hidden: true, tabIndex: -1 });
    const strip = make("nav", { className: "strip", hidden: true, attributes: { "aria-label": "For editors" } });
    const status = make("p", { className: "status", attributes: { role: "status" } });
    const back = make("button", { type: "button", className: "back", hidden: true, textContent: "Lorekeep", onclick: unhide });
    const box = make("div", { className: "box", hidden: true }, status, overlay, list, strip, back);
    root.append(style, box);
    // Nothing is visible until the style sheet has loaded.
    style.addEventListener("load", () => {
      box.hidden = false;
      goBack();
    });
    document.body.append(host);

    let state = null;
    // The list that is open, or that opens as soon as it has entries again.
    let shown = "";
    // The focused part of the panel, if it is missing now.
    let lost = null;
    let forgetting;
    let before = null;
    let dismissed = new Set(store.read("dismissed") ?? []);

    // The control in the header has been used, or another tab.
    const follow = () => {
      if (!state?.strip) return;
      const focused = focusIn(root);
      drawStrip();
      refocus(focused);
    };
    new MutationObserver(follow).observe(document.documentElement, { attributeFilter: ["data-reach"] });
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (!list.hidden) closeList();
      else if (!overlay.hidden) dismiss();
      else return;
      event.stopPropagation();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !overlay.hidden && !event.defaultPrevented) dismiss();
    });
    document.addEventListener("focusin", () => { lost = null; });

    function show(next) {
      const first = state === null;
      const focused = focusIn(root) ?? lost;
      const known = new Set((state?.faults ?? []).map(key));
      state = next;
      const alarming = state.faults.filter((fault) => fault.here || (!first && !known.has(key(fault))));
      const present = new Set(state.faults.map(key));
      dismissed = new Set([...dismissed].filter((fault) => present.has(fault)));
      store.write("dismissed", [...dismissed]);
      drawOverlay(alarming.filter((fault) => !dismissed.has(key(fault))));
      if (state.strip) drawStrip();
      if (!root.activeElement) refocus(focused);
      goBack();
    }

    function refocus(place) {
      if (!place) return;
      const found = find(place, root);
      found?.focus();
      // A button without entries cannot take the focus.
      if (found && root.activeElement === found) return;
      lost = place;
      forgetLater();
    }

    // The focused part of the panel.
    function place() {
      return { shown, focus: focusIn(root) ?? lost };
    }

    function restore(earlier) {
      before = earlier ?? null;
      goBack();
    }

    // Restores what was open before the reload, as soon as it is available.
    function goBack() {
      if (!before || !state || box.hidden) return;
      const { shown: name, focus } = before;
      before = null;
      if (name) openList(name, false);
      refocus(focus);
    }

    function connected(is) {
      status.textContent = is ? "" : "The server has stopped. This page will be updated again when it is back.";
    }

    function key(fault) {
      return `${fault.code} ${fault.file ?? ""} ${fault.message}`;
    }

    function drawOverlay(faults) {
      const still = [...overlay.querySelectorAll("[data-key]")].map((element) => element.dataset.key);
      const present = new Set(state.faults.map(key));
      const wanted = new Set([...faults.map(key), ...still.filter((fault) => present.has(fault))]);
      const drawn = state.faults.filter((fault) => wanted.has(key(fault)));
      overlay.hidden = drawn.length === 0;
      if (overlay.hidden) return overlay.replaceChildren();
      const title = drawn.length === 1 ? "1 error" : `${drawn.length} errors`;
      const close = make("button", { type: "button", className: "close", textContent: "Close", onclick: dismiss });
      overlay.replaceChildren(
        make("header", {}, make("h2", { textContent: title, attributes: { role: "alert" } }), close),
        state.old ? make("p", { className: "old", textContent: "The last good version of this page is shown below." }) : "",
        ...drawn.map(drawFault),
      );
    }

    function dismiss() {
      for (const fault of overlay.querySelectorAll("[data-key]")) dismissed.add(fault.dataset.key);
      store.write("dismissed", [...dismissed]);
      overlay.hidden = true;
      overlay.replaceChildren();
    }

    function drawFault(fault) {
      const where = fault.file ? `${fault.file}:${fault.line}:${fault.column}` : "the whole wiki";
      return make(
        "article",
        { className: `fault ${fault.severity}`, data: { key: key(fault) } },
        make("h3", {}, make("span", { className: "code", textContent: `${fault.severity}[${fault.code}]` }), ` ${fault.message}`),
        make("p", { className: "where" }, fault.open ? make("a", { href: fault.open, textContent: where }) : where),
        fault.excerpt ? drawExcerpt(fault) : null,
        ...fault.help.map((help) => make("p", { className: "help", textContent: help })),
      );
    }

    function drawExcerpt({ excerpt: { text, from, to }, line, label }) {
      const characters = [...text];
      const part = (start, end) => characters.slice(start, end).join("");
      return make(
        "pre",
        {},
        make("span", { className: "line", textContent: `${line} ` }),
        part(0, from),
        make("mark", { textContent: part(from, Math.max(to, from + 1)) || " " }),
        part(Math.max(to, from + 1)),
        label ? make("span", { className: "label", textContent: `  ${label}` }) : null,
      );
    }

    // A date as the strip, which is in English, writes it: day, month in letters, year.
    function day(date) {
      return new Date(date).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
    }

    function drawStrip() {
      const page = state.page ?? {};
      const changed = page.updated ?? state.saved;
      const buttons = [
        listButton("problems", "problem", state.problems, drawFault),
        listButton("red links", "red link", state.red_links, drawFault),
        listButton("stale claims", "stale claim", state.stale_claims, drawFault),
        page.links ? listButton("linked from", "link here", page.links.pages, drawLink, page.links.total, "links here") : null,
      ];
      const rest = state.errors + state.warnings - state.problems.length - state.red_links.length - state.stale_claims.length;
      strip.replaceChildren(
        ...buttons.filter(Boolean),
        rest > 0 ? elsewhere(rest) : "",
        page.words !== undefined ? make("span", { textContent: count(page.words, "word") }) : "",
        changed ? make("span", { textContent: `changed ${day(changed)}` }) : "",
        page.scopes?.length ? spoilers(page.scopes) : "",
        state.open ? make("a", { href: state.open, className: "edit", textContent: "Open in editor", data: { name: "edit" } }) : "",
        make("button", { type: "button", textContent: "Hide", data: { name: "hide" }, onclick: hide }),
      );
      const hidden = store.read("hidden") === true;
      strip.hidden = hidden;
      back.hidden = !hidden;
      document.body.style.paddingBlockEnd = hidden ? "" : "3rem";
      if (shown) openList(shown);
    }

    function listButton(name, singular, items, draw, total = items.length, plural = `${singular}s`) {
      const button = make("button", {
        type: "button",
        textContent: `${total} ${total === 1 ? singular : plural}`,
        disabled: total === 0,
        className: total > 0 && name !== "linked from" ? "some" : "",
        data: { name },
        attributes: { "aria-expanded": "false", "aria-controls": "list" },
        onclick: () => (shown === name ? closeList() : openList(name)),
      });
      button.items = () => items.map(draw);
      return button;
    }

    function elsewhere(rest) {
      const errors = state.faults.filter((fault) => !fault.here);
      const text = `${rest} elsewhere`;
      if (!errors.length) return make("span", { textContent: text });
      const button = listButton("elsewhere", text, errors, drawFault, 0);
      return Object.assign(button, { textContent: text, disabled: false, className: "some" });
    }

    function openList(name, moves = shown !== name) {
      const buttons = [...strip.querySelectorAll("button[aria-expanded]")];
      const button = buttons.find((candidate) => candidate.dataset.name === name && !candidate.disabled);
      shown = name;
      if (!button) return putAway();
      for (const other of buttons) other.setAttribute("aria-expanded", other === button);
      list.setAttribute("aria-label", button.textContent);
      list.replaceChildren(...button.items());
      list.hidden = false;
      if (moves) list.focus();
    }

    // Hides an empty list until it has entries.
    function putAway() {
      list.hidden = true;
      forgetLater();
    }

    function forgetLater() {
      clearTimeout(forgetting);
      forgetting = setTimeout(() => {
        lost = null;
        if (list.hidden) shown = "";
      }, PATIENCE);
    }

    function closeList() {
      const button = strip.querySelector('button[aria-expanded="true"]');
      button?.setAttribute("aria-expanded", "false");
      if (list.contains(root.activeElement)) button?.focus();
      list.hidden = true;
      shown = "";
    }

    function drawLink({ title, url }) {
      return make("p", {}, make("a", { href: url, textContent: title }));
    }

    // The editor's progress in the story, shared with the control in the header.
    function spoilers(scopes) {
      const key = `spoilers ${document.body.dataset.base}`;
      const level = ({ id, after }) => [id, ...after].sort().join(" ");
      const known = document.documentElement.dataset.reach?.split(" ").sort().join(" ") ?? "";
      const choices = [["", "Spoilers folded"], ...scopes.map((scope) => [level(scope), `Spoilers: ${scope.label}`]), ["*", "All spoilers open"]];
      if (!choices.some(([value]) => value === known)) choices.push([known, "Some spoilers"]);
      const select = make(
        "select",
        { data: { name: "spoilers" }, attributes: { "aria-label": "Spoilers" } },
        ...choices.map(([value, textContent]) => make("option", { value, textContent })),
      );
      select.value = known;
      select.addEventListener("change", () => {
        try { localStorage.setItem(key, select.value); } catch {}
        // As if another tab had said so.
        dispatchEvent(new StorageEvent("storage", { key }));
      });
      return select;
    }

    function hide() {
      store.write("hidden", true);
      closeList();
      drawStrip();
      back.focus();
    }

    function unhide() {
      store.write("hidden", false);
      drawStrip();
      strip.querySelector("button:enabled, a")?.focus();
    }

    function count(number, singular) {
      return `${number.toLocaleString()} ${singular}${number === 1 ? "" : "s"}`;
    }

    return { show, connected, place, restore };
  }
}
