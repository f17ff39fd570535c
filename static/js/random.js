// Redirects to a random page from the wiki's JSON.
const note = document.querySelector("[data-random]");
const { pages } = await (await fetch(note.dataset.random)).json();
location.replace(pages[Math.floor(Math.random() * pages.length)].url);
