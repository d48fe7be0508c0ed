/** The right-hand drawer: a place with tabs for tools beside the conversation. Panels register themselves. */

import { el, hidden } from "./dom.js";
import { icon } from "./icons.js";

const panels = [];

/**
 * Offer a panel: {id, title, mount(root)}. `mount` is called once, when the panel is first shown, and may return
 * {shown(bool)}, which hears when the panel comes into view or leaves it.
 */
export function registerPanel(panel) {
  panels.push(panel);
}

/** The drawer. `toggle` is the button that opens and closes it. */
export class Drawer {
  constructor(root, toggle) {
    this.root = root;
    this.toggle = toggle;
    this.mounted = new Map();
    const close = el("button", { type: "button", class: "icon-button", on: { click: () => this.set(false) } }, icon("close"), hidden("Close the drawer"));
    this.tabs = el("div", { class: "drawer-tabs", role: "tablist", "aria-label": "Tools" });
    this.content = el("div", { class: "drawer-content" });
    root.append(el("div", { class: "drawer-head" }, this.tabs, close), this.content);
    for (const panel of panels) this.addTab(panel);
    this.tabs.addEventListener("keydown", (event) => this.key(event));
    toggle.addEventListener("click", () => this.set(root.hidden));
    root.addEventListener("keydown", (event) => event.key === "Escape" && this.set(false));
  }

  addTab(panel) {
    const props = { type: "button", role: "tab", id: `tab-${panel.id}`, class: "tab", "aria-controls": `panel-${panel.id}` };
    this.tabs.append(el("button", { ...props, on: { click: () => this.show(panel.id) } }, panel.title));
    this.content.append(el("div", { id: `panel-${panel.id}`, role: "tabpanel", tabindex: "0", "aria-labelledby": `tab-${panel.id}`, hidden: true }));
  }

  key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = panels.findIndex((panel) => panel.id === this.shown);
    const next = panels[(at + step + panels.length) % panels.length];
    this.show(next.id);
    this.tabs.querySelector(`#tab-${next.id}`).focus();
  }

  /** Open or close the drawer. */
  set(open) {
    this.root.hidden = !open;
    this.toggle.setAttribute("aria-expanded", String(open));
    if (open) return this.show(this.shown ?? panels[0].id);
    this.tell(this.shown, false);
    return this.toggle.focus();
  }

  tell(id, inView) {
    this.mounted.get(id)?.shown?.(inView);
  }

  /** Show one panel, and the drawer with it. */
  show(id) {
    this.root.hidden = false;
    this.toggle.setAttribute("aria-expanded", "true");
    if (this.shown && this.shown !== id) this.tell(this.shown, false);
    this.shown = id;
    for (const panel of panels) {
      const on = panel.id === id;
      const tab = this.tabs.querySelector(`#tab-${panel.id}`);
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      const root = this.content.querySelector(`#panel-${panel.id}`);
      root.hidden = !on;
      if (on && !this.mounted.has(id)) this.mounted.set(id, panel.mount(root) ?? {});
    }
    this.tell(id, true);
  }
}
