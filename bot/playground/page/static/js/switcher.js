/** Choosing who a column is: a press on a face, or the list of everybody. */

import { avatar } from "./avatar.js";
import { el, hidden } from "./dom.js";
import { icon } from "./icons.js";
import { nameOf, workspace } from "./store.js";

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
    node.append(face);
  }
  const select = el("select", { class: "select select-small", "aria-label": "Everybody" });
  for (const one of everybody) {
    const words = one.title ? `${one.real_name} – ${one.title}` : one.real_name;
    select.append(el("option", { value: one.id, selected: one.id === column.uid }, words));
  }
  select.addEventListener("change", () => column.layout.switchTo(column, select.value));
  node.append(el("span", { class: "select-wrap everybody" }, select, icon("down")));
  return node;
}
