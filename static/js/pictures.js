// Shows a picture of the text in full, over the page. Without this script, its link leads to the file.

const links = [...document.querySelectorAll(".content .image-view")];
const dialog = document.createElement("dialog");
const image = document.createElement("img");
const button = document.createElement("button");
let at = 0;

dialog.className = "image-dialog";
button.textContent = "×";
button.setAttribute("aria-label", document.querySelector("script[data-close]").dataset.close);
dialog.append(button, image);

for (const [index, link] of links.entries()) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    document.body.append(dialog);
    show(index);
    dialog.showModal();
  });
}
dialog.addEventListener("click", () => dialog.close());
dialog.addEventListener("close", () => links[at].focus());
dialog.addEventListener("keydown", ({ key }) => {
  if (key === "ArrowRight" || key === "ArrowLeft") show((at + (key === "ArrowRight" ? 1 : links.length - 1)) % links.length);
});

function show(index) {
  at = index;
  image.src = links[at].href;
  image.alt = links[at].querySelector("img, svg")?.getAttribute("alt") ?? "";
  dialog.setAttribute("aria-label", image.alt || links[at].getAttribute("aria-label"));
}
