// Sorts tables with the class `sortable` by the column whose heading is pressed.

const language = document.documentElement.lang;
const compare = new Intl.Collator(language, { numeric: true }).compare;
const point = (1.5).toLocaleString(language)[1];

for (const table of document.querySelectorAll(".content table.sortable")) {
  // Rows that share a cell cannot move apart.
  if (!table.tHead || table.tBodies.length !== 1 || table.querySelector("tbody [rowspan], thead [colspan]")) continue;
  const [body] = table.tBodies;
  for (const head of table.tHead.rows[0].cells) addButton(table, body, head);
}

function addButton(table, body, head) {
  const button = document.createElement("button");
  if (head.querySelector("a, button, input")) {
    button.setAttribute("aria-label", head.textContent);
    head.append(button);
  } else {
    button.append(...head.childNodes);
    head.append(button);
  }
  button.addEventListener("click", () => {
    const isUp = head.getAttribute("aria-sort") === "ascending";
    for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", isUp ? "descending" : "ascending");
    body.append(...sorted([...body.rows], head.cellIndex, isUp ? -1 : 1));
  });
}

/** Rows by the values in a column; rows without a value come last. */
function sorted(rows, column, direction) {
  const keyed = rows.map((row) => ({ row, key: key(row.cells[column]) }));
  const isOfNumbers = keyed.every(({ key }) => key === "" || number(key) !== null);
  const order = isOfNumbers ? (a, b) => number(a) - number(b) : compare;
  keyed.sort((a, b) => (a.key === "") - (b.key === "") || direction * (a.key && b.key && order(a.key, b.key)));
  return keyed.map(({ row }) => row);
}

/** The value of a cell: the position of its date, or what is shown of its text. A closed spoiler has no place in any order. */
function key(cell) {
  const date = cell?.querySelector("time, data");
  if (!date || date.closest("details:not([open])")) return cell?.innerText.trim() ?? "";
  return date.value ?? position(date.dateTime);
}

/** A date as a number, as `data` has it for dates that are not exact, and for those of a story. */
function position(iso) {
  const [, year, month = 1, day = 1] = iso.match(/^(-?\d+)(?:-(\d+))?(?:-(\d+))?/) ?? [];
  return year === undefined ? iso : String(year * 400 + month * 32 + Number(day));
}

function number(text) {
  const digits = text.replace(/[\s\u202f']/g, "").replace(point === "," ? /\./g : /,/g, "").replace(point, ".");
  const [found] = digits.match(/^[^\d.-]{0,3}-?\d*\.?\d+[^\d.-]{0,8}$/) ?? [];
  return found === undefined ? null : parseFloat(found.replace(/^[^\d.-]+/, ""));
}
