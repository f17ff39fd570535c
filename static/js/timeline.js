// Filters the timeline by the text in the search field beside it.

// The page's own text may contain another timeline: the result of a query with that view.
const timeline = document.querySelector("article .timeline:not(.content *)");
const input = document.querySelector(".narrow input");
const count = document.querySelector("p.narrow");
const years = [...timeline.querySelectorAll("section")];
const entries = [...timeline.querySelectorAll("li[id], li.placed")].map((item) => ({ item, text: fold(item.textContent), hasFolds: !!item.querySelector(".spoiler") }));

// An event with a labelled date is in two places, of which each reader sees one.
const ELSEWHERE = ".placed:not(:has(> [data-known])), .undated:has(> [data-known])";

input.addEventListener("input", narrow);
// What is in a closed fold is found by nobody; what is in an open one is.
timeline.addEventListener("toggle", narrow, true);
narrow();

function narrow() {
  const words = fold(input.value).split(/\s+/);
  const shown = [];
  for (const { item, text, hasFolds } of entries) {
    const seen = hasFolds ? fold(openText(item)) : text;
    item.hidden = !words.every((word) => seen.includes(word));
    if (!item.hidden && !item.matches(ELSEWHERE)) shown.push(item);
  }
  for (const year of years) year.hidden = !shown.some((item) => year.contains(item));
  count.textContent = input.value ? count.dataset.shown.replace("{shown}", shown.length) : "";
}

function openText(item) {
  const copy = item.cloneNode(true);
  for (const closed of copy.querySelectorAll(".spoiler:not([open])")) closed.remove();
  return copy.textContent;
}

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
