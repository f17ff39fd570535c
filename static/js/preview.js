// A preview card of a linked page, beside the link that is hovered or focused. It can be dismissed with Escape,
// hovered itself, and stays until pointer and focus have left (WCAG 1.4.13).

const OPEN_AFTER = 300;
const CLOSE_AFTER = 200;

const { base, api, apiShards } = document.body.dataset;
const card = document.createElement("div");
const answers = new Map();
let link, timer, knows;

/** Watches the links of the page, starting with the one that loaded this script. `isKnown` returns whether the reader
 *  knows all of a list of spoiler scopes. */
export function start(first, isKnown) {
  knows = isKnown;
  card.className = "preview";
  card.id = "link-preview";
  card.role = "tooltip";
  card.hidden = true;
  document.querySelector("main").append(card);

  document.addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType === "touch") return;
    if (card.contains(target)) clearTimeout(timer);
    else wait(linkAt(target));
  });
  document.addEventListener("focusin", ({ target }) => wait(target.matches(":focus-visible") && linkAt(target)));
  document.addEventListener("focusout", () => wait(null));
  document.addEventListener("keydown", ({ key }) => { if (key === "Escape") close(); });
  document.addEventListener("pointerdown", ({ target }) => { if (!card.contains(target)) close(); });
  if (linkAt(first) && first.matches(":hover, :focus-visible")) wait(first);
}

function linkAt(target) {
  const found = target.closest?.("main a[href]");
  if (!found || found.origin !== location.origin || found.matches(".anchor, nav a")) return null;
  const elsewhere = found.pathname.startsWith(base) && found.pathname.endsWith("/") && found.pathname !== base;
  return elsewhere && found.pathname !== location.pathname ? found : null;
}

function wait(next) {
  clearTimeout(timer);
  if (next && next === link && !card.hidden) return;
  timer = next ? setTimeout(open, OPEN_AFTER, next) : setTimeout(leave, CLOSE_AFTER);
}

// The card closes only when neither pointer nor focus is on the link or the card.
function leave() {
  if (!link?.matches(":hover, :focus-visible") && !card.matches(":hover")) close();
}

async function open(next) {
  close();
  link = next;
  const about = await ask(next.pathname);
  if (!about || link !== next) return;
  fill(about);
  card.hidden = false;
  place();
  link.setAttribute("aria-describedby", card.id);
}

function close() {
  clearTimeout(timer);
  link?.removeAttribute("aria-describedby");
  link = null;
  card.hidden = true;
}

// Several pages share a file, which is found by a hash of the address.
async function ask(path) {
  const address = decoded(path.slice(base.length));
  const url = `${api}pages/${hash(address) % apiShards}.json`;
  if (!answers.has(url)) {
    answers.set(url, fetch(url).then((response) => (response.ok ? response.json() : null)).catch(() => null));
  }
  return (await answers.get(url))?.pages[address];
}

// An invalid escape belongs to no page.
function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

// 32-bit FNV-1a.
function hash(text) {
  return new TextEncoder().encode(text).reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5);
}

// What is labelled is told to those who know its scopes.
const told = (fact) => (fact && knows([fact.spoiler].flat()) ? fact.value : "");

function fill({ title, type, image, language, direction, ...about }) {
  const description = told(about.labelled_description) || about.description;
  const excerpt = told(about.labelled_excerpt) || about.excerpt;
  card.replaceChildren();
  card.lang = language ?? document.documentElement.lang;
  card.dir = direction ?? document.documentElement.dir;
  if (image) {
    const picture = document.createElement("img");
    picture.src = image.small ?? image.url;
    picture.alt = "";
    if (image.width) [picture.width, picture.height] = [image.width, image.height];
    card.append(picture);
  }
  line("small", type?.label ?? type);
  line("p", told(about.labelled_title) || title, "preview-title");
  line("p", description);
  if (excerpt !== description) line("p", excerpt, "preview-excerpt");
}

function line(tag, text, className = "") {
  if (!text) return;
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  card.append(element);
}

// Below the link if there is enough room or more than above, otherwise above; within the window or scroll container.
function place() {
  const at = [...link.getClientRects()].at(-1);
  const [under, over] = [innerHeight - at.bottom - 14, at.top - 14];
  card.style.maxHeight = "";
  const below = card.offsetHeight < under || under > over;
  card.style.maxHeight = `${Math.max(96, below ? under : over)}px`;
  const { width, height } = card.getBoundingClientRect();
  const frame = (card.offsetParent ?? document.documentElement).getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - width - 8));
  card.style.left = `${left - frame.left}px`;
  card.style.top = `${(below ? at.bottom + 6 : at.top - height - 6) - frame.top}px`;
}
