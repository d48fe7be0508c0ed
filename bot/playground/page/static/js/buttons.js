/** Buttons, "…" menus and feedback buttons. */

import { el, safeUrl } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { plain } from "./mrkdwn.js";

/** A button; with an address it is a link. */
export function button(c) {
  const { element } = c;
  const props = { ...c.props(), class: `button ${element.style ? `button-${element.style}` : ""}` };
  props["aria-label"] = element.accessibility_label ?? null;
  const press = async (event) => {
    const node = event.currentTarget;
    if (node.getAttribute("aria-busy") === "true") return;
    if (element.confirm) {
      event.preventDefault();
      if (!(await c.ctx.confirm(element.confirm))) return;
      if (element.url && safeUrl(element.url)) window.open(safeUrl(element.url), "_blank", "noopener");
    }
    await c.send({ type: "button", ...(element.value !== undefined && { value: element.value }) }, node);
  };
  const label = element.text ? plain(element.text) : (element.accessibility_label ?? element.icon ?? "");
  const href = element.url && safeUrl(element.url);
  if (href) {
    const target = { href, target: "_blank", rel: "noopener noreferrer", on: { click: press } };
    return el("a", { ...props, ...target }, label);
  }
  return el("button", { ...props, type: "button", on: { click: press } }, label);
}

/** A "…" menu. */
export function overflow(c) {
  const props = { ...c.props(), "aria-label": "More actions", "aria-haspopup": "menu", "aria-expanded": "false" };
  const open = (event) => {
    const anchor = event.currentTarget;
    const entries = c.element.options.map((option) => ({
      label: plain(option.text),
      hint: plain(option.description),
      async run() {
        if (c.element.confirm && !(await c.ctx.confirm(c.element.confirm))) return;
        const href = option.url && safeUrl(option.url);
        if (href) window.open(href, "_blank", "noopener");
        await c.send({ type: "overflow", selected_option: option }, anchor);
      },
    }));
    openMenu(anchor, entries, "More actions");
  };
  const node = el("button", { ...props, class: "button button-icon", type: "button", on: { click: open } });
  node.dataset.menuEnd = "";
  node.append(icon("more"));
  return node;
}

/** Feedback buttons of context_actions: two small buttons. */
export function feedback(c) {
  const one = (which) => {
    const spec = c.element[which];
    const send = (event) => c.send({ type: "feedback_buttons", value: spec.value }, event.currentTarget);
    return el("button", { ...c.props(which), type: "button", class: "button button-small", on: { click: send } }, plain(spec.text));
  };
  return el("span", { class: "button-row" }, one("positive_button"), one("negative_button"));
}
