/** Light or dark: as the system says, until somebody chooses. */

import { el, hidden } from "./dom.js";
import { icon } from "./icons.js";

function isDark() {
  const chosen = localStorage.getItem("theme");
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function apply() {
  const chosen = localStorage.getItem("theme");
  if (chosen) document.documentElement.dataset.theme = chosen;
  else delete document.documentElement.dataset.theme;
}

/** The button that changes sides. */
export function themeButton() {
  const button = el("button", { type: "button", class: "icon-button" });
  const paint = () => {
    apply();
    button.replaceChildren(icon(isDark() ? "sun" : "moon"), hidden(isDark() ? "Light colours" : "Dark colours"));
  };
  button.addEventListener("click", () => {
    localStorage.setItem("theme", isDark() ? "light" : "dark");
    paint();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  paint();
  return button;
}
