/** The first screen: what this is, and three ways to begin. */

import { el, uid } from "./dom.js";

const WAYS = [
  { id: "watch", title: "Watch (75 s)", words: "A question goes from asking to the thank-you, while you look on." },
  { id: "try", title: "Try it yourself", words: "Be Ada, who asks, and Eli, who helps. A card shows where to press." },
  { id: "program", title: "Run the program", words: "Be Noor: open a topic, invite somebody, look at the figures." },
];

/** Whether somebody comes here for the first time: the address names nobody to show. */
export function isFirstVisit() {
  return !new URLSearchParams(location.search).get("people");
}

/** Show the first screen. Resolves to "watch", "try", "program", or "" for looking around alone. */
export function welcome() {
  const id = uid("welcome");
  const dialog = el("dialog", { class: "welcome", "aria-labelledby": id });
  return new Promise((resolve) => {
    const choose = (way) => {
      dialog.returnValue = way;
      dialog.close(way);
    };
    const way = (one, index) => {
      const props = { type: "button", class: `welcome-way ${index ? "" : "welcome-first"}`, on: { click: () => choose(one.id) } };
      return el("button", props, el("strong", { text: one.title }), el("span", { text: one.words }));
    };
    dialog.append(
      el("img", { src: "/static/mark.svg", alt: "", width: 44, height: 44 }),
      el("h2", { id, text: "One question, one colleague, one short meeting" }),
      el("p", { text: "This is the whole of Pinchpoint in a made-up company on your machine: be anybody in it, press every button, and move the clock." }),
      el("div", { class: "welcome-ways" }, ...WAYS.map(way)),
      el("button", { type: "button", class: "welcome-alone", on: { click: () => choose("") } }, "Look around on my own"),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector(".welcome-way").focus();
  });
}
