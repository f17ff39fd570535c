// Filters the timeline by the text in the search field beside it.

// The page's own text may contain another timeline: the result of a query with that view.
const timeline = document.querySelector("article .timeline:not(.content *)");
const input = document.querySelector(".narrow input");
const count = document.querySelector("p.narrow");
const years = [...timeline.querySelectorAll("section")];
const entries = [...timeline.querySelectorAll("li[id]")].map((item) => ({ item, text: fold(item.textContent), hasFolds: !!item.querySelector(".spoiler") }));

input.addEventListener("input", narrow);
// What is in a closed fold is found by nobody; what is in an open one is.
timeline.addEventListener("toggle", () => { if (input.value) narrow(); }, true);

function narrow() {
  const words = fold(input.value).split(/\s+/);
  let shown = 0;
  for (const { item, text, hasFolds } of entries) {
    const seen = hasFolds ? fold(openText(item)) : text;
    item.hidden = !words.every((word) => seen.includes(word));
    if (!item.hidden) shown += 1;
  }
  for (const year of years) year.hidden = !year.querySelector("li[id]:not([hidden])");
  count.textContent = input.value ? count.dataset.shown.replace("{shown}", shown) : "";
}

function openText(item) {
  const copy = item.cloneNode(true);
  for (const closed of copy.querySelectorAll(".spoiler:not([open])")) closed.remove();
  return copy.textContent;
}

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
