// A field that narrows the history to the entries holding what is typed.

const timeline = document.querySelector("article .timeline");
const entries = [...timeline.querySelectorAll("li[id]")].map((item) => ({ item, text: fold(item.textContent) }));
const years = [...timeline.querySelectorAll("section")];

const input = Object.assign(document.createElement("input"), { type: "search", autocomplete: "off" });
const label = document.createElement("label");
const count = Object.assign(document.createElement("p"), { role: "status" });
label.className = count.className = "narrow";
label.append("Find in this list ", input);
(document.querySelector(".filters") ?? timeline.parentNode).prepend(label, count);
input.addEventListener("input", narrow);

function narrow() {
  const words = fold(input.value).split(/\s+/);
  let shown = 0;
  for (const { item, text } of entries) {
    item.hidden = !words.every((word) => text.includes(word));
    shown += !item.hidden;
  }
  for (const year of years) year.hidden = !year.querySelector("li[id]:not([hidden])");
  count.textContent = input.value ? `${shown} of ${entries.length} entries` : "";
}

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
