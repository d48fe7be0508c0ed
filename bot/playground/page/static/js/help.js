/** The drawer's first panel: what this page is, and the keyboard. */

import { el } from "./dom.js";
import { preferences } from "./store.js";

const KEYS = [
  ["Alt 1 – 4", "go to a person's column"],
  ["Alt T", "open or close this drawer"],
  ["/", "in a message: the app's commands"],
  ["Enter", "send; Shift Enter starts a new line"],
  ["Ctrl Enter", "submit a form from a long text"],
  ["Esc", "close a form or a menu"],
  ["↑ ↓", "move in lists and menus"],
];

/** The panel; `changed` is called when a preference changed and everything should be shown again. */
export function helpPanel(changed) {
  return {
    id: "help",
    title: "Help",
    mount(root) {
      const twelve = el("input", { type: "checkbox" });
      twelve.checked = preferences.hour12;
      twelve.addEventListener("change", () => {
        preferences.hour12 = twelve.checked;
        changed();
      });
      root.append(
        el("h2", { text: "A workspace to try things in" }),
        el("p", { text: "Everything here is invented and stays on this machine. Be any of these people, press every button, and move the clock: reminders come when their time comes." }),
        el("p", { text: "Put people side by side to see what one does arrive at the other." }),
        el("h3", { text: "Keyboard" }),
        el("dl", { class: "keys" }, ...KEYS.flatMap(([key, words]) => [el("dt", {}, el("kbd", { text: key })), el("dd", { text: words })])),
        el("h3", { text: "Preferences" }),
        el("label", { class: "tick" }, twelve, el("span", { text: "Times with AM and PM" })),
      );
    },
  };
}
