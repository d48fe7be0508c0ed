/** The columns of people side by side, and who is in them. */

import { Column } from "./column.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { nameOf } from "./store.js";
import { markPeople, people } from "./switcher.js";

/** The most columns that fit beside each other. */
export const MOST = 4;

const BESIDE = 2; // columns that a page opens by itself

/** All columns side by side. */
export class Layout {
  constructor(root) {
    this.root = root;
    this.columns = [];
    this.active = null;
  }

  open(uid) {
    const column = new Column(uid, this);
    this.columns.push(column);
    this.root.append(column.root);
    this.active ??= column;
    this.changed();
    return column;
  }

  /** Make a column somebody else; when they are in another column, the two change places. */
  switchTo(column, uid) {
    if (uid === column.uid) return;
    const other = this.columns.find((one) => one.uid === uid);
    const before = column.uid;
    column.showPerson(uid);
    other?.showPerson(before);
    this.changed();
  }

  close(column) {
    if (this.columns.length === 1) return;
    this.columns = this.columns.filter((one) => one !== column);
    column.remove();
    if (this.active === column) this.active = this.columns[0];
    this.active.focusComposer();
    this.changed();
  }

  focused(column) {
    if (this.active === column) return;
    this.active = column;
    this.onFocus?.();
  }

  /** The column of a person; if nobody looks at them yet, one is opened or the last one turns to them. */
  columnOf(uid) {
    const found = this.columns.find((one) => one.uid === uid);
    if (found) return found;
    if (this.columns.length < MOST) return this.open(uid);
    this.switchTo(this.columns.at(-1), uid);
    return this.columns.at(-1);
  }

  /** Show somebody without moving whom one is looking at: in their column, beside it, or in the last other one. */
  show(uid) {
    const found = this.columns.find((one) => one.uid === uid);
    if (found) return found;
    if (this.columns.length < BESIDE) return this.open(uid);
    const other = this.columns.findLast((one) => one !== this.active);
    this.switchTo(other, uid);
    return other;
  }

  /** Show exactly these people, from scratch: all that the columns held belongs to another scene. */
  showOnly(uids) {
    while (this.columns.length > Math.max(uids.length, 1)) this.close(this.columns.at(-1));
    uids.forEach((uid, at) => (this.columns[at] ? this.columns[at].showPerson(uid) : this.open(uid)));
    this.changed();
  }

  changed() {
    this.root.dataset.columns = String(this.columns.length);
    const address = new URL(location.href);
    address.searchParams.set("people", this.columns.map((one) => one.uid).join(","));
    history.replaceState(null, "", address);
    this.onChange?.();
    this.onFocus?.();
  }

  /** Show who has something new. */
  markPeople() {
    for (const column of this.columns) markPeople(column.head);
  }

  render() {
    for (const column of this.columns) {
      column.refreshViewer();
      column.tick();
      column.render();
    }
  }
}

/** Whom to show first: those the address names, or the first person. */
export function firstPeople() {
  const asked = (new URLSearchParams(location.search).get("people") ?? "").split(",");
  const known = [...new Set(asked)].filter((uid) => people().some((one) => one.id === uid)).slice(0, MOST);
  return known.length ? known : people().slice(0, 1).map((one) => one.id);
}

/** The control that puts another person beside the others. */
export function besideControl(layout) {
  const select = el("select", { class: "select select-small", "aria-label": "Add a person beside" });
  const paint = () => {
    const shown = new Set(layout.columns.map((one) => one.uid));
    const options = people().filter((one) => !shown.has(one.id)).map((one) => el("option", { value: one.id }, nameOf(one.id)));
    select.replaceChildren(el("option", { value: "" }, "Add beside…"), ...options);
    select.disabled = layout.columns.length >= MOST || !options.length;
  };
  select.addEventListener("change", () => {
    if (!select.value) return;
    const column = layout.open(select.value);
    column.root.scrollIntoView({ inline: "end" });
    column.focusComposer();
  });
  layout.onChange = paint;
  paint();
  return el("span", { class: "select-wrap" }, select, icon("down"));
}
