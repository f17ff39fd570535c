// Lists the pages whose names are nearest to the address that was not found.

const MOST = 5;
const list = document.querySelector("[data-nearest]");
const { searchIndex } = document.body.dataset;

// The names in the address, the last one first, which is that of the page.
function names() {
  const parts = location.pathname.split("/").filter(Boolean).reverse();
  return parts.map((part) => decoded(part).replace(/\.\w{1,5}$/u, "").replace(/[-_+.]+/gu, " ").trim()).filter(Boolean);
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function knows(scopes) {
  const known = document.documentElement.dataset.reach?.split(" ") ?? [];
  return known.includes("*") || scopes.every((scope) => known.includes(scope));
}

async function nearest() {
  const { Search } = await import("./search-engine.js");
  const search = new Search(new URL(searchIndex, document.baseURI).href, knows);
  for (const name of names()) {
    const { results } = await search.suggest(name, MOST);
    if (results.length) return search.pages(results.slice(0, MOST).map(({ page }) => page));
  }
  return [];
}

const pages = searchIndex ? await nearest() : [];
for (const { url, title } of pages) {
  const link = Object.assign(document.createElement("a"), { href: url, textContent: title });
  const item = document.createElement("li");
  item.append(link);
  list.querySelector("ul").append(item);
}
list.hidden = !pages.length;
