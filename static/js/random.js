// Redirects to a random page from the wiki's JSON, among the listed ones whose scopes the reader knows.
const note = document.querySelector("[data-random]");
const { pages } = await (await fetch(note.dataset.random)).json();
const known = document.documentElement.dataset.reach?.split(" ") ?? [];
const isOpen = ({ scopes = [] }) => known.includes("*") || scopes.every((scope) => known.includes(scope));
const listed = pages.filter((page) => page.listed !== false);
const choice = [listed.filter(isOpen), listed, pages].find((list) => list.length);
location.replace(choice[Math.floor(Math.random() * choice.length)].url);
