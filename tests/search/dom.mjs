// As much of a document as search.js touches. It parses nothing: whoever assigns innerHTML fails.

class Node {
  constructor() {
    this.parent = null;
  }
}

class Text extends Node {
  constructor(text) {
    super();
    this.data = String(text);
  }

  get textContent() {
    return this.data;
  }
}

export class Element extends Node {
  constructor(tag) {
    super();
    Object.assign(this, { tag, childNodes: [], attributes: new Map(), listeners: new Map(), value: "" });
  }

  get hidden() {
    return this.hasAttribute("hidden");
  }

  set hidden(isOn) {
    this.toggleAttribute("hidden", isOn);
  }

  get id() {
    return this.getAttribute("id") ?? "";
  }

  set id(id) {
    this.setAttribute("id", id);
  }

  get children() {
    return this.childNodes.filter((node) => node instanceof Element);
  }

  get firstChild() {
    return this.childNodes[0] ?? null;
  }

  get textContent() {
    return this.childNodes.map((node) => node.textContent).join("");
  }

  set textContent(text) {
    this.replaceChildren(text);
  }

  set innerHTML(_) {
    throw new Error("innerHTML is never assigned");
  }

  append(...nodes) {
    for (const node of nodes) {
      const child = node instanceof Node ? node : new Text(node);
      child.parent = this;
      this.childNodes.push(child);
    }
  }

  replaceChildren(...nodes) {
    this.childNodes = [];
    this.append(...nodes);
  }

  remove() {
    this.parent.childNodes = this.parent.childNodes.filter((node) => node !== this);
  }

  setAttribute(name, value) {
    this.attributes.set(name, String(value));
  }

  getAttribute(name) {
    return this.attributes.get(name) ?? null;
  }

  hasAttribute(name) {
    return this.attributes.has(name);
  }

  removeAttribute(name) {
    this.attributes.delete(name);
  }

  toggleAttribute(name, isOn) {
    if (isOn) this.setAttribute(name, "");
    else this.removeAttribute(name);
  }

  contains(node) {
    return node === this || this.all().includes(node);
  }

  all() {
    return this.children.flatMap((child) => [child, ...child.all()]);
  }

  querySelector(selector) {
    return this.querySelectorAll(selector)[0] ?? null;
  }

  querySelectorAll(selector) {
    const [, tag, name, attribute, value] = /^(\w*)(?:\.([\w-]+))?(?:\[(\w+)=(\w+)\])?$/.exec(selector);
    return this.all().filter((element) => (!tag || element.tag === tag) && (!name || element.getAttribute("class") === name) && (!attribute || element.getAttribute(attribute) === value));
  }

  addEventListener(type, listener) {
    this.listeners.set(type, [...(this.listeners.get(type) ?? []), listener]);
  }

  fire(type, properties = {}) {
    const event = { type, isPrevented: false, preventDefault: () => (event.isPrevented = true), ...properties };
    for (const listener of this.listeners.get(type) ?? []) listener(event);
    return event;
  }

  click() {
    this.fire("click");
  }

  focus() {
    globalThis.document.activeElement = this;
  }
}

class Anchor extends Element {
  get href() {
    return new URL(this.getAttribute("href"), document.baseURI).href;
  }

  set href(href) {
    this.setAttribute("href", href);
  }
}

/** A new document at an address; also sets the globals that scripts of pages use. */
export function openDocument(address) {
  const body = new Element("body");
  const location = new URL(address);
  globalThis.document = {
    body,
    baseURI: address,
    activeElement: body,
    createElement: (tag) => (tag === "a" ? new Anchor(tag) : new Element(tag)),
  };
  globalThis.location = location;
  globalThis.history = { state: null, replaceState: (_, __, url) => (location.href = String(url)) };
  globalThis.addEventListener = () => {};
  return body;
}

/** A search form as the theme has it. */
export function addForm(parent, action) {
  const form = new Element("form");
  form.action = action;
  const input = new Element("input");
  input.setAttribute("name", "q");
  form.append(input);
  parent.append(form);
  return { form, input };
}
