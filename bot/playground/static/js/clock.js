/** The time machine in the top bar: what time it is in the playground, and moving forward. */

import { post } from "./api.js";
import { dayOf, fromLocalInput, timeOfDay, toLocalInput, wall, zoneCity } from "./dates.js";
import { el, hidden, uid } from "./dom.js";
import { icon } from "./icons.js";
import { showAt } from "./menu.js";
import { now, setClock } from "./store.js";

const WEEKDAYS = "Sun Mon Tue Wed Thu Fri Sat".split(" ");
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** The clock. `zone()` tells the zone of whoever is looked at; `problem(text)` shows what went wrong. */
export class Clock {
  constructor(root, { zone, problem }) {
    this.zone = zone;
    this.problem = problem;
    this.day = el("span");
    this.year = el("span", { class: "clock-year" });
    this.time = el("span");
    this.shown = el("time", { class: "clock-now" }, this.day, this.year, ", ", this.time);
    this.utc = el("span", { class: "clock-utc" });
    const step = (label, seconds, words) =>
      el("button", { type: "button", class: "button button-small", on: { click: () => this.move({ advance_seconds: seconds }) } }, label, hidden(` ${words}`));
    this.opener = el("button", { type: "button", class: "button button-small", "aria-expanded": "false" }, "Go to…");
    this.opener.addEventListener("click", () => this.open());
    const face = el("div", { class: "clock-face" }, icon("clock"), el("span", { class: "clock-words" }, this.shown, this.utc));
    root.append(face, step("+1 h", 3600, "forward"), step("+1 day", 86_400, "forward"), this.opener, this.build());
    this.status = el("span", { class: "sr-only", role: "status" });
    root.append(this.status);
    this.paint();
  }

  build() {
    const id = uid("goto");
    this.input = el("input", { type: "datetime-local", id, class: "text-input", required: true });
    this.note = el("p", { class: "hint" });
    const form = el("form", {}, el("label", { class: "label", for: id }, "Move the clock to"), this.input, this.note);
    form.append(el("button", { type: "submit", class: "button button-primary" }, "Go"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.popover = el("div", { class: "popover", popover: "auto", role: "dialog", "aria-label": "Move the clock" }, form);
    this.popover.addEventListener("toggle", (event) => this.opener.setAttribute("aria-expanded", String(event.newState === "open")));
    return this.popover;
  }

  open() {
    const zone = this.zone();
    this.input.value = toLocalInput(now(), zone);
    this.input.min = this.input.value;
    this.note.textContent = `${zoneCity(zone)} time. The clock only moves forward.`;
    showAt(this.popover, this.opener, { alignEnd: true });
    this.input.focus();
  }

  async submit() {
    const instant = fromLocalInput(this.input.value, this.zone());
    if (!instant) return;
    if (instant <= now()) {
      this.note.textContent = "That has passed already. The clock only moves forward.";
      return;
    }
    this.popover.hidePopover();
    await this.move({ to: instant.toISOString() });
  }

  async move(body) {
    const answer = await post("/ui/clock", body);
    if (answer.now) setClock(answer.now);
    else this.problem(answer.notice ?? "The clock did not move.");
    this.paint();
    this.status.textContent = `It is now ${this.shown.textContent}`;
  }

  /** Show the present instant. */
  paint() {
    const instant = now();
    const zone = this.zone();
    const w = wall(instant, zone);
    this.day.textContent = `${WEEKDAYS[w.weekday]} ${w.day} ${MONTHS[w.month - 1]}`;
    this.year.textContent = ` ${w.year}`;
    this.time.textContent = timeOfDay(instant, zone);
    this.shown.dateTime = instant.toISOString();
    const utcDay = dayOf(instant, "UTC") === dayOf(instant, zone) ? "" : `${WEEKDAYS[instant.getUTCDay()]} `;
    this.utc.textContent = `${zoneCity(zone)} · ${utcDay}${instant.toISOString().slice(11, 16)} UTC`;
  }
}
