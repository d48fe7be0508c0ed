/** The time machine in the top bar: what time it is in the playground, and every way to move forward. */

import { post } from "./api.js";
import { dayOf, fromLocalInput, timeOfDay, toLocalInput, wall, zoneCity } from "./dates.js";
import { el, hidden, uid } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu, showAt } from "./menu.js";
import { now, setClock, speed } from "./store.js";
import { toast } from "./toast.js";

const WEEKDAYS = "Sun Mon Tue Wed Thu Fri Sat".split(" ");
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const SPEEDS = [
  [60, "A minute per second"],
  [600, "Ten minutes per second"],
  [3600, "An hour per second"],
  [86_400, "A day per second"],
];

/** The clock. `zone()` tells the zone of whoever is looked at; `hasApp` whether the app's plans are known. */
export class Clock {
  constructor(root, { zone, hasApp }) {
    this.zone = zone;
    this.root = root;
    this.day = el("span");
    this.year = el("span", { class: "clock-year" });
    this.time = el("span");
    this.shown = el("time", { class: "clock-now" }, this.day, this.year, ", ", this.time);
    this.utc = el("span", { class: "clock-utc" });
    const face = el("div", { class: "clock-face" }, icon("clock"), el("span", { class: "clock-words" }, this.shown, this.utc));
    const moves = [this.step("+1 h", { advance_seconds: 3600 }, "One hour forward"), this.step("+1 day", { advance_seconds: 86_400 }, "One day forward")];
    if (hasApp) {
      moves.push(this.step("Next nudge", { to: "next_nudge" }, "To the next thing that the clock makes the app do"));
      moves.push(this.step("Next session", { to: "next_session" }, "To the start of the next booked session"));
    }
    this.player = el("button", { type: "button", class: "button button-small", on: { click: () => this.play() } });
    this.opener = el("button", { type: "button", class: "button button-small", "aria-expanded": "false" }, "Go to…");
    this.opener.addEventListener("click", () => this.open());
    root.append(face, el("div", { class: "clock-moves" }, ...moves, this.player, this.opener), this.build());
    this.paint();
  }

  step(label, body, words) {
    const button = el("button", { type: "button", class: "button button-small", title: words }, label);
    button.addEventListener("click", async () => {
      button.setAttribute("aria-busy", "true");
      await this.move(body);
      button.removeAttribute("aria-busy");
    });
    return button;
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

  /** Choose a speed, or go back to the normal one. */
  play() {
    if (speed() !== 1) return this.move({ speed: 1 });
    const entries = SPEEDS.map(([pace, label]) => ({ label, run: () => this.move({ speed: pace }) }));
    return openMenu(this.player, [{ heading: "Let time pass" }, ...entries], "Speed");
  }

  /** Move the clock, or change its pace; says where it arrived. Resolves to the server's answer. */
  async move(body) {
    const answer = await post("/ui/clock", body);
    if (answer.now) setClock(answer);
    this.paint();
    if (!answer.ok) toast(answer.notice ?? "The clock did not move.", true);
    else if (answer.reached) toast(`${answer.reached}. It is ${this.words()}.`);
    else toast(body.speed > 1 ? `Time passes: ${paceWords(body.speed)}.` : `It is ${this.words()}.`);
    return answer;
  }

  words() {
    return `${this.day.textContent}, ${this.time.textContent} in ${zoneCity(this.zone())}`;
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
    this.paintPlayer();
  }

  paintPlayer() {
    if (this.paced === speed()) return;
    this.paced = speed();
    const playing = this.paced !== 1;
    this.player.classList.toggle("button-primary", playing);
    this.player.title = playing ? `Time passes: ${paceWords(this.paced)}` : "Let time pass faster";
    this.player.setAttribute("aria-haspopup", playing ? "false" : "menu");
    this.player.replaceChildren(icon(playing ? "pause" : "play"), playing ? "Stop" : "Play", hidden(playing ? " the fast time" : " time faster"));
  }
}

function paceWords(pace) {
  const found = SPEEDS.find(([known]) => known === pace);
  return found ? found[1].toLowerCase() : `${pace} seconds per second`;
}
