// Shows known spoilers in place. In the head, so that folds open before anything is painted.
(() => {
  const root = document.documentElement;
  const key = `spoilers ${document.currentScript.dataset.base}`;
  const folds = document.getElementsByClassName("spoiler");
  const titles = document.getElementsByClassName("spoiler-title");
  let known; // Names of scopes, `*` for everything; undefined without a choice.
  let form;

  // Without storage, a choice lasts as long as the page.
  const read = () => { try { known = localStorage.getItem(key)?.split(" "); } catch {} };
  const keep = (names) => {
    known = names;
    try {
      if (names) localStorage.setItem(key, names.join(" "));
      else localStorage.removeItem(key);
    } catch {}
    show();
  };
  const knows = (name) => !!known && (known.includes("*") || known.includes(name));
  const knowsAll = ({ scope }) => !!scope?.split(" ").every(knows);

  const unfold = () => {
    for (const fold of folds) {
      const isKnown = knowsAll(fold.dataset);
      if (isKnown !== "known" in fold.dataset) fold.open = fold.toggleAttribute("data-known", isKnown);
    }
    // Elements behind an open text hold others; the last known one is shown.
    const texts = new Map();
    for (const title of titles) {
      let place = title;
      while (place.hidden) place = place.previousElementSibling;
      place.dataset.open ??= place.textContent;
      const isKnown = title.toggleAttribute("data-known", knowsAll(title.dataset));
      texts.set(place, isKnown ? title.dataset.title : texts.get(place) ?? place.dataset.open);
    }
    for (const [place, text] of texts) if (place.textContent !== text) place.textContent = text;
    root.querySelectorAll("[data-id]").forEach(placeId);
  };
  // An element in a closed fold leaves its id to the outermost summary.
  const placeId = (element) => {
    const { id } = element.dataset;
    let outer;
    for (let at = element; (at = at.parentElement?.closest("details.spoiler:not([data-known])")); ) outer = at;
    if (!outer && element.id === id) return;
    if (outer) element.removeAttribute("id");
    const stand = document.getElementById(id) ?? Object.assign(document.createElement("span"), { id });
    if (outer) {
      if (stand.parentElement !== outer.firstElementChild) outer.firstElementChild.prepend(stand);
    } else {
      stand.remove();
      element.id = id;
    }
  };
  const show = () => {
    // For other scripts and the hint.
    if (known) root.dataset.reach = known.join(" ");
    else delete root.dataset.reach;
    unfold();
    if (!form) return;
    for (const box of form.querySelectorAll("input")) box.checked = knows(box.value);
    for (const list of form.querySelectorAll("select")) {
      list.value = [...list.options].findLast(({ value }) => value && knows(value))?.value ?? "";
    }
    const status = form.querySelector("[data-shown]");
    const all = [...folds, ...titles].filter((part) => !part.parentNode.matches(".spoiler-states"));
    const shown = all.filter(({ dataset }) => "known" in dataset).length;
    status.textContent = status.dataset.shown.replace("{n}", shown).replace("{all}", all.length);
  };

  const choose = ({ target }) => {
    if (target.value === "*") return keep(target.checked ? ["*"] : []);
    const chosen = [...form.querySelectorAll("input:checked:not([value='*']), option:checked:not([value=''])")];
    keep(withEarlier(chosen.map(({ value }) => value)));
  };
  // Scopes, and those that come before them.
  const withEarlier = (names) => {
    const earlier = [...form.querySelectorAll("[data-after]")].filter(({ value }) => names.includes(value));
    return [...new Set([...names, ...earlier.flatMap(({ dataset }) => dataset.after.split(" "))])].filter(Boolean);
  };
  const start = () => {
    const control = document.querySelector(".reach");
    form = control?.querySelector("form");
    if (!form) return;
    const close = () => { control.open = false; };
    form.addEventListener("change", choose);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      keep();
    });
    control.addEventListener("keydown", ({ key }) => {
      if (key !== "Escape" || !control.open) return;
      close();
      control.firstElementChild.focus();
    });
    control.addEventListener("focusout", ({ relatedTarget }) => { if (relatedTarget && !control.contains(relatedTarget)) close(); });
    document.addEventListener("click", ({ target }) => { if (!control.contains(target)) close(); });
    // A scope may have been put before a known one since the reader chose.
    const implied = known && withEarlier(known);
    if (implied?.length > known?.length) keep(implied);
    else show();
  };

  const adopt = () => {
    read();
    show();
  };
  adopt();
  new MutationObserver(unfold).observe(root, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", start);
  addEventListener("pageshow", ({ persisted }) => { if (persisted) adopt(); });
  addEventListener("storage", (event) => { if (event.key === key || event.key === null) adopt(); });
})();
