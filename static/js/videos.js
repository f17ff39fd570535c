// Shows a video of another site in place of its link, once it is pressed. Nothing is loaded from there before.

for (const link of document.querySelectorAll(".content .video-play")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.title = link.textContent;
    frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-presentation allow-popups");
    frame.src = link.dataset.frame;
    link.replaceWith(frame);
    frame.focus();
  });
}
