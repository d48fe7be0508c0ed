/** As much of a browser as the page's pure modules touch: nodes that can be built, read and written as HTML. */

const VOID = new Set(["br", "hr", "img", "input"]);
const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

class Node {
  constructor() {
    this.childNodes = [];
    this.parent = null;
  }

  get children() {
    return this.childNodes.filter((child) => child instanceof Element);
  }

  get firstElementChild() {
    return this.children[0] ?? null;
  }

  get lastElementChild() {
    return this.children.at(-1) ?? null;
  }

  get textContent() {
    return this.childNodes.map((child) => child.textContent).join("");
  }

  set textContent(text) {
    this.childNodes = [];
    this.append(String(text));
  }

  get innerHTML() {
    return this.childNodes.map((child) => child.outerHTML).join("");
  }

  append(...nodes) {
    for (const node of nodes) this.insertBefore(node, null);
  }

  replaceChildren(...nodes) {
    for (const child of [...this.childNodes]) child.remove();
    this.append(...nodes);
  }

  insertBefore(given, next) {
    const node = given instanceof Node ? given : new Text(String(given));
    const added = node instanceof Fragment ? [...node.childNodes] : [node];
    for (const one of added) {
      one.remove();
      const at = next ? this.childNodes.indexOf(next) : this.childNodes.length;
      this.childNodes.splice(at, 0, one);
      one.parent = this;
    }
    return node;
  }

  remove() {
    if (this.parent) this.parent.childNodes = this.parent.childNodes.filter((child) => child !== this);
    this.parent = null;
  }

  replaceWith(other) {
    const at = this.parent.childNodes.indexOf(this);
    this.parent.childNodes[at] = other;
    other.parent = this.parent;
    this.parent = null;
  }

  get nextElementSibling() {
    const all = this.parent.children;
    return all[all.indexOf(this) + 1] ?? null;
  }

  contains(other) {
    return other === this || this.childNodes.some((child) => child.contains(other));
  }
}

class Text extends Node {
  constructor(text) {
    super();
    this.data = text;
  }

  get textContent() {
    return this.data;
  }

  get outerHTML() {
    return escape(this.data);
  }
}

class Fragment extends Node {
  get outerHTML() {
    return this.innerHTML;
  }
}

class Element extends Node {
  constructor(tag) {
    super();
    this.tagName = tag.toUpperCase();
    this.attributes = new Map();
    this.dataset = {};
    this.listeners = {};
    this.style = { setProperty: (name, value) => this.attributes.set("style", `${name}: ${value}`) };
    const has = (name) => this.className.split(" ").includes(name);
    this.classList = { contains: has, add: (name) => has(name) || (this.className = `${this.className} ${name}`.trim()) };
  }

  get className() {
    return this.attributes.get("class") ?? "";
  }

  set className(value) {
    this.attributes.set("class", value);
  }

  setAttribute(name, value) {
    this.attributes.set(name, String(value));
  }

  getAttribute(name) {
    return this.attributes.get(name) ?? null;
  }

  removeAttribute(name) {
    this.attributes.delete(name);
  }

  hasAttribute(name) {
    return this.attributes.has(name);
  }

  addEventListener(type, run) {
    (this.listeners[type] ??= []).push(run);
  }

  /** Tell the listeners of a type. */
  fire(type, event = {}) {
    return Promise.all((this.listeners[type] ?? []).map((run) => run({ currentTarget: this, preventDefault() {}, ...event })));
  }

  /** Every element inside with this tag. */
  all(tag) {
    return this.children.flatMap((child) => [...(child.tagName === tag.toUpperCase() ? [child] : []), ...child.all(tag)]);
  }

  get outerHTML() {
    const tag = this.tagName.toLowerCase();
    const attributes = [...this.attributes].map(([name, value]) => (value === "" ? ` ${name}` : ` ${name}="${value}"`)).join("");
    return VOID.has(tag) ? `<${tag}${attributes}>` : `<${tag}${attributes}>${this.innerHTML}</${tag}>`;
  }
}

const kept = new Map();

/** What a browser keeps for this tab. */
class Storage {
  getItem(key) {
    return this[key] ?? null;
  }

  setItem(key, value) {
    this[key] = value;
  }

  removeItem(key) {
    delete this[key];
  }
}

Object.assign(globalThis, {
  document: {
    activeElement: null,
    createElement: (tag) => new Element(tag),
    createElementNS: (_, tag) => new Element(tag),
    createTextNode: (text) => new Text(text),
    createDocumentFragment: () => new Fragment(),
  },
  location: new URL("http://127.0.0.1:8765/?token=secret&people=U1"),
  localStorage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) },
  sessionStorage: new Storage(),
  matchMedia: () => ({ matches: false }),
});

/** The HTML of what a renderer returned, without attributes that only style or protect links. */
export function html(node) {
  return node.outerHTML.replaceAll(' target="_blank" rel="noopener noreferrer"', "");
}

const answers = new Map();
export const asked = [];

/** Answer the page's requests: `path` by a body, or by a function that gives one. */
export function answer(path, body) {
  answers.set(path, body);
}

globalThis.fetch = async (path, options) => {
  asked.push({ path, ...options });
  const found = answers.get(path);
  if (found === undefined) throw new Error("connection refused");
  const body = typeof found === "function" ? await found() : found;
  return { ok: true, status: 200, json: async () => body };
};

/** Load a module of the page. */
export const load = (name) => import(`../../../bot/playground/page/static/js/${name}.js`);
