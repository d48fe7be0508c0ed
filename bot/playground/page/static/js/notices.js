/** Sentences that Slack itself, not the app, shows to one person. */

import { el, hidden, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { snapshot } from "./store.js";

/** The notices of a column: those the server holds, and those of this page alone. */
export class Notices {
  constructor(column) {
    this.column = column;
    this.local = [];
    this.root = el("div", { class: "notices", role: "alert" });
  }

  held() {
    return snapshot(this.column.uid)?.notices ?? [];
  }

  /** Show a sentence, unless the server shows it already. */
  add(text) {
    if (this.held().some((one) => one.text === text)) return;
    this.local.push({ id: `local-${Date.now()}`, text, local: true });
    this.render();
  }

  /** Forget those of this page alone. */
  clear() {
    this.local = [];
  }

  render() {
    const items = [...this.held(), ...this.local].map((one) => ({ key: one.id, sig: one.text, make: () => this.node(one) }));
    reconcile(this.root, items);
  }

  node(one) {
    const dismiss = () => {
      if (!one.local) return this.column.send("dismiss", { notice_id: one.id });
      this.local = this.local.filter((other) => other !== one);
      return this.render();
    };
    const cross = el("button", { type: "button", class: "icon-button", on: { click: dismiss } }, icon("close"), hidden("Dismiss"));
    return el("div", { class: "notice" }, icon("warn"), el("span", {}, el("span", { class: "only-you", text: "Only visible to you" }), one.text), cross);
  }
}
