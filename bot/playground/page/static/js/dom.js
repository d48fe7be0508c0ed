/** Building DOM safely: text always goes in as text, so nothing anybody typed can become markup. */

let counter = 0;

/** A fresh id for label/for and aria-* pairs. */
export function uid(prefix = "x") {
  counter += 1;
  return `${prefix}-${counter}`;
}

/**
 * Create an element. `props`: `class`, `text`, `on` (listeners), `data` (dataset), anything else is an attribute;
 * `true` sets an empty attribute, `false`/`null`/`undefined` leave it out.
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "text") node.textContent = value;
    else if (name === "on") for (const [type, run] of Object.entries(value)) node.addEventListener(type, run);
    else if (name === "data") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Text that only a screen reader gets. */
export function hidden(text) {
  return el("span", { class: "sr-only", text });
}

const signatures = new WeakMap();
const held = new Map(); // what to show in each element once the press inside of it is over
let pressed = null; // the button or link on which the pointer is down

/**
 * Know what is pressed, for `reconcile`. A browser makes a click of a press only where the same element is under its
 * beginning and its end.
 */
export function followPresses() {
  const release = () => {
    if (!pressed) return;
    setTimeout(() => {
      pressed = null;
      const late = [...held];
      held.clear();
      for (const [parent, items] of late) reconcile(parent, items);
    }); // the click comes first
  };
  addEventListener("pointerdown", (event) => (pressed = event.button === 0 ? event.target.closest?.("button, a") : null), true);
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, release, true);
  addEventListener("blur", release); // the pointer may have been let go in another window
}

/**
 * Make `parent`'s children match `items` ({key, sig, make}). A child whose key and signature are unchanged stays
 * untouched, so focus, caret and native pickers survive; a rebuilt child gets its focus back by `data-focus`. While
 * something inside is pressed, it waits: a button that is replaced under the pointer would swallow the click.
 */
export function reconcile(parent, items) {
  if (pressed && parent.contains(pressed)) {
    held.set(parent, items);
    return;
  }
  const focus = rememberFocus(parent);
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  const wanted = new Set(items.map((item) => item.key));
  for (const [key, node] of old) if (!wanted.has(key)) node.remove();
  let cursor = parent.firstElementChild;
  for (const item of items) {
    let node = old.get(item.key);
    if (!node || signatures.get(node) !== item.sig) {
      const fresh = item.make();
      fresh.dataset.key = item.key;
      signatures.set(fresh, item.sig);
      if (node) {
        if (cursor === node) cursor = fresh;
        node.replaceWith(fresh);
      }
      node = fresh;
    }
    if (node === cursor) cursor = cursor.nextElementSibling;
    else parent.insertBefore(node, cursor);
  }
  restoreFocus(parent, focus);
}

/** Where the focus and caret are inside `root`, or null. */
export function rememberFocus(root) {
  const active = document.activeElement;
  if (!active || !root.contains(active) || active === root) return null;
  const key = active.dataset.focus;
  const child = [...root.children].find((node) => node.contains(active))?.dataset.key;
  let selection = null;
  try {
    if (typeof active.selectionStart === "number") selection = [active.selectionStart, active.selectionEnd];
  } catch {
    selection = null; // e-mail and number inputs have no caret to read
  }
  return { active, key, child, selection };
}

/** Put the focus back; when its element is gone, on what took its place or the nearest container that can hold it. */
export function restoreFocus(root, focus) {
  if (!focus || document.activeElement === focus.active) return;
  const again = focus.key && root.querySelector(`[data-focus="${CSS.escape(focus.key)}"]`);
  if (!again || again.disabled) {
    const successor = [...root.children].find((node) => node.dataset.key === focus.child && node.hasAttribute("tabindex"));
    (successor ?? root.closest("[data-focus-holder]"))?.focus({ preventScroll: true });
    return;
  }
  again.focus({ preventScroll: true });
  if (focus.selection && again.setSelectionRange) {
    try {
      again.setSelectionRange(...focus.selection);
    } catch {
      // this kind of input has no caret to set
    }
  }
}

/** Links may lead to the web or to mail, by a whole address; anything else stays text. */
export function safeUrl(url) {
  try {
    const parsed = new URL(url);
    return ["http:", "https:", "mailto:"].includes(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}

/** A link that opens beside the playground, or plain text when the address is not safe. */
export function link(url, label, className = "") {
  const href = safeUrl(url);
  const content = label ?? url;
  if (!href) return el("span", {}, content);
  return el("a", { href, class: className || null, target: "_blank", rel: "noopener noreferrer" }, content);
}
