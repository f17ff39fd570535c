// Leads to a page chosen by chance among those that the wiki lists for machines.
const note = document.querySelector("[data-random]");
const { pages } = await (await fetch(note.dataset.random)).json();
location.replace(pages[Math.floor(Math.random() * pages.length)].url);
