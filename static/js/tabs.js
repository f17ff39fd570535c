// Makes tabs of parts in a row that follow each other, each with its title (the ARIA pattern of tabs).

for (const first of document.querySelectorAll(".content .tab:not(.tab + .tab)")) {
  const panels = [first];
  while (panels.at(-1).nextElementSibling?.matches(".tab")) panels.push(panels.at(-1).nextElementSibling);
  if (panels.length > 1) makeTabs(panels);
}
addEventListener("hashchange", follow);
follow();

function makeTabs(panels) {
  const list = document.createElement("div");
  list.className = "tab-list";
  list.setAttribute("role", "tablist");
  const tabs = panels.map((panel) => {
    const title = panel.querySelector(".tab-title");
    const tab = document.createElement("button");
    tab.textContent = title.textContent;
    tab.id = `tab-of-${panel.id}`;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    panel.classList.add("tab-panel");
    panel.select = () => choose(panels, tabs, panels.indexOf(panel));
    tab.addEventListener("click", () => {
      panel.select();
      history.replaceState(history.state, "", `#${panel.id}`);
    });
    return tab;
  });
  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(document.activeElement);
    const forward = getComputedStyle(list).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const to = { [forward]: at + 1, [forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft"]: at - 1, Home: 0, End: -1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = tabs.at(to % tabs.length);
    next.focus();
    next.click();
  });
  list.append(...tabs);
  panels[0].before(list);
  choose(panels, tabs, 0);
}

function choose(panels, tabs, chosen) {
  panels.forEach((panel, at) => {
    panel.classList.toggle("tab-shut", at !== chosen);
    tabs[at].setAttribute("aria-selected", at === chosen);
    tabs[at].tabIndex = at === chosen ? 0 : -1;
  });
}

/** Shows the tab that the address leads to, or into. */
function follow() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let panel = target?.closest(".tab-panel"); panel; panel = panel.parentElement.closest(".tab-panel")) panel.select();
  if (target?.closest(".tab-panel")) target.scrollIntoView();
}
