/** Single selects of a fixed list as the browser's own control. */

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { plain } from "./mrkdwn.js";
import { listChoices } from "./selects.js";

/** A native select over a flat or grouped list of choices. */
export function nativeSelect(c) {
  const list = listChoices(c.element, c.ctx);
  const current = list.current(c.state());
  const props = { ...c.props(), class: "select" };
  if (!c.a11y.label && !c.a11y.id) props["aria-label"] = plain(c.element.placeholder) || "Choose";
  const node = el("select", props);
  node.append(el("option", { value: "" }, plain(c.element.placeholder) || "Choose"));
  let group = null;
  let parent = node;
  list.choices.forEach((choice, index) => {
    if (choice.group !== group) {
      group = choice.group;
      parent = group ? el("optgroup", { label: group }) : node;
      if (group) node.append(parent);
    }
    const text = choice.hint ? `${choice.label} – ${choice.hint}` : choice.label;
    parent.append(el("option", { value: String(index), selected: choice.value === current }, text));
  });
  node.addEventListener("change", () => {
    const chosen = list.choices[Number(node.value)];
    if (node.value === "" && c.block.type !== "input") return;
    c.change(list.toState(node.value === "" ? null : chosen), node);
  });
  return el("span", { class: "select-wrap" }, node, icon("down"));
}
