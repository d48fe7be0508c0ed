/** What people have begun to write, kept in this tab over a reload; another scene begins without it. */

const PREFIX = "draft";
let scene = "";

function read(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name)) ?? [];
  } catch {
    return []; // no storage here, or what it holds is not ours
  }
}

function write(name, entries) {
  try {
    if (entries.length) sessionStorage.setItem(name, JSON.stringify(entries));
    else sessionStorage.removeItem(name);
  } catch {
    // no storage here, or it is full: then the words live as long as the page
  }
}

/** A map of what somebody typed. With a key it outlives a reload of the page, as long as the scene is the same. */
export class KeptMap extends Map {
  constructor(...key) {
    super();
    this.name = key.length ? JSON.stringify([PREFIX, scene, ...key]) : null;
    for (const [what, value] of this.name ? read(this.name) : []) super.set(what, value);
  }

  /** Put in what the server holds, unless something was typed here; it need not be kept. */
  seed(what, value) {
    if (!this.has(what)) super.set(what, value);
  }

  set(what, value) {
    super.set(what, value);
    if (this.name) write(this.name, [...this]);
    return this;
  }

  delete(what) {
    const there = super.delete(what);
    if (there && this.name) write(this.name, [...this]);
    return there;
  }

  clear() {
    super.clear();
    if (this.name) write(this.name, []);
  }
}

/** Say which scene is shown, by its name and when it began; what was written in another one is forgotten. */
export function draftsBelongTo(name, began) {
  const shown = `${name} ${began}`;
  if (shown === scene) return;
  scene = shown;
  const mine = JSON.stringify([PREFIX, scene]).slice(0, -1);
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(`["${PREFIX}"`) && !key.startsWith(mine)) sessionStorage.removeItem(key);
    }
  } catch {
    // no storage here
  }
}
