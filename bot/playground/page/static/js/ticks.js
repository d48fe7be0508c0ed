/** Radio buttons and checkboxes. */

import { el, uid } from "./dom.js";
import { textNodes } from "./mrkdwn.js";

/** A group of them; several may be chosen of checkboxes. */
export function ticks(c) {
  const several = c.element.type === "checkboxes";
  const state = c.state();
  const chosen = several ? state.selected_options : [state.selected_option].filter(Boolean);
  const name = uid("tick");
  const same = (a, b) => (a.value ?? a.text?.text) === (b.value ?? b.text?.text);
  const group = el("div", { class: "ticks", role: several ? "group" : "radiogroup" });
  if (c.a11y.labelId) group.setAttribute("aria-labelledby", c.a11y.labelId);
  else group.setAttribute("aria-label", c.a11y.label ?? "Choices");
  if (c.a11y.describedby) group.setAttribute("aria-describedby", c.a11y.describedby);
  c.element.options.forEach((option, index) => {
    const { id, ...rest } = c.props(String(index));
    delete rest["aria-label"];
    delete rest["aria-describedby"];
    delete rest["aria-required"];
    const input = el("input", { ...rest, type: several ? "checkbox" : "radio", name, value: option.value ?? String(index) });
    input.checked = chosen.some((one) => same(one, option));
    input.addEventListener("change", () => {
      const boxes = [...group.querySelectorAll("input")];
      const picked = c.element.options.filter((_, at) => boxes[at].checked);
      c.change(several ? { selected_options: picked } : { selected_option: picked[0] ?? null }, group);
    });
    const words = el("span", { class: "tick-text" }, textNodes(option.text, c.ctx));
    if (option.description) words.append(el("span", { class: "tick-hint" }, textNodes(option.description, c.ctx)));
    group.append(el("label", { class: "tick" }, input, words));
  });
  return group;
}
