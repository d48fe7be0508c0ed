/** People as coloured squares with initials; the app as its own mark. */

import { el } from "./dom.js";
import { isApp, nameOf, person } from "./store.js";

function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return (words.length > 1 ? words[0][0] + words.at(-1)[0] : name.slice(0, 2)).toUpperCase();
}

/** The colour darkened until white letters on it can be read (contrast at least 4.5). */
function readable(hex) {
  const channels = [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) || 0);
  const linear = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  let shade = channels;
  while (1.05 / (luminance(shade) + 0.05) < 4.6) shade = shade.map((value) => value * 0.94);
  return `rgb(${shade.map(Math.round).join(" ")})`;
}

/** A small picture standing for a person; decoration beside their name. */
export function avatar(uid, className = "") {
  if (isApp(uid)) return el("span", { class: `avatar avatar-app ${className}`, "aria-hidden": "true" });
  const node = el("span", { class: `avatar ${className}`, "aria-hidden": "true", text: initials(nameOf(uid)) });
  node.style.setProperty("--avatar", readable((person(uid).color ?? "5b6b7b").replace("#", "")));
  return node;
}
