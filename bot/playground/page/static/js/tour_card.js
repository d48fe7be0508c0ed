/** The card of a tour: what it says, and its buttons. */

import { el, hidden } from "./dom.js";
import { icon } from "./icons.js";

/** The card. `pressed` is told which button: "do", "back", "skip", "restart", "close", or "auto" for the tick. */
export class TourCard {
  constructor(root, pressed) {
    this.root = root;
    this.pressed = pressed;
    this.build();
    root.addEventListener("keydown", (event) => event.key === "Escape" && pressed("close"));
  }

  button(what, label, kind = "button-small") {
    return el("button", { type: "button", class: `button ${kind}`, on: { click: () => this.pressed(what) } }, label);
  }

  build() {
    const close = el("button", { type: "button", class: "icon-button", on: { click: () => this.pressed("close") } }, icon("close"), hidden("End the tour"));
    this.title = el("span", { class: "small muted" });
    this.bar = el("progress", { "aria-label": "Tour", max: 1, value: 0 });
    this.chapter = el("h2", { tabindex: "-1" });
    this.turn = el("p", { class: "muted small" });
    this.words = el("p", { class: "tour-says" });
    this.todo = el("p", { class: "tour-todo" });
    this.problem = el("p", { class: "danger-text small", role: "alert" });
    this.main = this.button("do", "", "button-primary");
    this.back = this.button("back", "Back");
    this.skip = this.button("skip", "Skip");
    this.restart = this.button("restart", "Restart");
    this.auto = el("input", { type: "checkbox", on: { change: () => this.pressed("auto") } });
    this.autoLabel = el("label", { class: "tick small" }, this.auto, el("span", { text: "Go on by itself" }));
    this.others = el("div", { class: "tour-others" });
    const head = el("div", { class: "tour-head" }, this.title, close);
    const body = el("div", { class: "tour-body", "aria-live": "polite" }, this.chapter, this.turn, this.words, this.todo);
    this.moves = el("div", { class: "tour-moves" }, this.back, this.skip, this.restart);
    this.root.append(head, this.bar, body, this.problem, el("div", { class: "tour-foot" }, this.main, this.moves, this.autoLabel, this.others));
  }

  /** Say something: {chapter, says, todo, turn}. What is said already is not said again. */
  say({ chapter, says, todo = "", turn = "" }) {
    for (const [node, words] of [[this.chapter, chapter], [this.turn, turn], [this.words, says], [this.todo, todo]]) {
      if (node.textContent !== words) node.textContent = words;
    }
    this.todo.hidden = !todo;
    this.turn.hidden = !turn;
  }

  /** Say what did not work; "" for nothing. */
  complain(words) {
    if (this.problem.textContent !== words) this.problem.textContent = words;
  }

  /** Show the buttons that there are: the label of the main one, and whether the others can be pressed. */
  offer({ label, busy = false, back = false, skip = false, moves = true }) {
    this.main.textContent = label;
    this.main.classList.toggle("button-primary", !busy);
    this.back.disabled = !back;
    this.skip.disabled = !skip;
    this.moves.hidden = !moves;
    this.autoLabel.hidden = !moves;
  }

  /** Offer other tours when this one is over. */
  offerOthers(tours, choose) {
    const button = (tour) => el("button", { type: "button", class: "button button-small", on: { click: () => choose(tour) } }, tour.title);
    this.others.replaceChildren(...tours.map(button));
  }
}
