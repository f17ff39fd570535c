// The field beside the history shows only the entries that hold what is typed.

// The page's own text may have a timeline as well: a list of pages in that view.
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
