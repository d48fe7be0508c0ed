/** Choosing who a column is: a press on a face, or the list of everybody. */

import { avatar } from "./avatar.js";
import { el, hidden } from "./dom.js";
import { icon } from "./icons.js";
import { mark, unreadOf } from "./news.js";
import { nameOf, person, workspace } from "./store.js";

const FACES = 6;

/** The people worth a face of their own: the first few who are still here. */
export function people() {
  return workspace.people.filter((one) => !one.deleted && !one.is_bot && one.id !== workspace.bot.user_id);
}

/** The switcher in a column's head. */
export function personSwitcher(column) {
  const node = el("div", { class: "switcher", role: "group", "aria-label": "Switch person" });
  const everybody = people();
  for (const one of everybody.slice(0, FACES)) {
    const current = one.id === column.uid;
    const props = { type: "button", class: "face", title: one.real_name, "aria-pressed": String(current) };
    const face = el("button", { ...props, on: { click: () => column.layout.switchTo(column, one.id) } });
    face.append(avatar(one.id, "avatar-face"), hidden(`Be ${nameOf(one.id)}`));
    face.dataset.focus = `face-${one.id}`;
    face.dataset.person = one.id;
    node.append(face);
  }
  const select = el("select", { class: "select select-small", "aria-label": "Everybody" });
  for (const one of everybody) {
    select.append(el("option", { value: one.id, selected: one.id === column.uid }, wordsOf(one)));
  }
  node.append(el("span", { class: "select-wrap everybody" }, select, icon("down")));
  select.addEventListener("change", () => column.layout.switchTo(column, select.value));
  markPeople(node, everybody);
  return node;
}

/** Show in a switcher who has something new. */
export function markPeople(node, everybody = people()) {
  const faces = new Map([...node.querySelectorAll(".face")].map((face) => [face.dataset.person, face]));
  for (const [uid, face] of faces) mark(face, unreadOf(uid));
  const others = everybody.filter((one) => !faces.has(one.id));
  const elsewhere = others.reduce((sum, one) => sum + unreadOf(one.id), 0);
  mark(node.querySelector(".everybody"), elsewhere);
  for (const option of node.querySelectorAll("option")) option.textContent = wordsOf(person(option.value));
}

function wordsOf(one) {
  const count = unreadOf(one.id);
  return [count && `${count} new:`, one.real_name, one.title && `– ${one.title}`].filter(Boolean).join(" ");
}
