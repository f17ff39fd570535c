// Filters the timeline by the text in the search field beside it.

// The page's own text may contain another timeline: the result of a query with that view.
const timeline = document.querySelector("article .timeline:not(.content *)");
const input = document.querySelector(".narrow input");
const count = document.querySelector("p.narrow");
const years = [...timeline.querySelectorAll("section")];
const entries = [...timeline.querySelectorAll("li[id]")].map((item) => ({ item, text: fold(item.textContent) }));

input.addEventListener("input", narrow);

function narrow() {
  const words = fold(input.value).split(/\s+/);
  let shown = 0;
  for (const { item, text } of entries) {
    item.hidden = !words.every((word) => text.includes(word));
    if (!item.hidden) shown += 1;
  }
  for (const year of years) year.hidden = !year.querySelector("li[id]:not([hidden])");
  count.textContent = input.value ? count.dataset.shown.replace("{shown}", shown) : "";
}

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
