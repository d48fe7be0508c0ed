/** One line under the top bar that says what just happened, and goes by itself. */

import { el } from "./dom.js";

const SHOWN_MS = 5000;
let node = null;
let timer = null;

/** Say something; `bad` marks what went wrong. */
export function toast(text, bad = false) {
  if (!node) {
    node = el("div", { class: "toast", role: "status" });
    document.body.append(node);
  }
  node.textContent = text;
  node.classList.toggle("toast-bad", bad);
  node.classList.add("toast-shown");
  clearTimeout(timer);
  timer = setTimeout(() => node.classList.remove("toast-shown"), SHOWN_MS);
}
