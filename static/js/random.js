// Redirects to a random page from the wiki's JSON, among those whose scopes the reader knows.
const note = document.querySelector("[data-random]");
const { pages } = await (await fetch(note.dataset.random)).json();
const known = document.documentElement.dataset.reach?.split(" ") ?? [];
const open = pages.filter(({ scopes = [] }) => known.includes("*") || scopes.every((scope) => known.includes(scope)));
const choice = open.length ? open : pages;
location.replace(choice[Math.floor(Math.random() * choice.length)].url);
