/** The guided tour: a calm card beside the screen that tells a story, done by the visitor or for them. */

import { el, hidden } from "./dom.js";
import { on } from "./events.js";
import { fromLocalInput, wall } from "./dates.js";
import { StepFailed, TourActor } from "./tour_actor.js";
import { icon } from "./icons.js";
import { setScene } from "./scenes.js";
import { nameOf, now, person, refresh, workspace } from "./store.js";
import { STEPS } from "./tour_steps.js";

const SCENE = "small_company";
const LOOK_MS = 150;
const LINE_MS = 20_000; // the longest wait for news of the scene, should the line be down
const READ_MS = 3500; // how long a step is left to be read when the tour goes on by itself

/** The button in the top bar that opens the tour and closes it. */
export function tourButton(layout, clock) {
  const tour = new Tour(document.getElementById("tour"), layout, clock);
  const button = el("button", { type: "button", class: "button button-small button-soft", "aria-expanded": "false", "aria-controls": "tour" }, icon("play"), "Tour");
  button.addEventListener("click", () => (tour.root.hidden ? tour.open() : tour.close()));
  tour.onToggle = (open) => button.setAttribute("aria-expanded", String(open));
  tour.opener = button;
  return button;
}

/** The instant of the next morning, Monday to Wednesday, at half past nine in a zone. */
function nextMorning(zone) {
  const at = new Date(now());
  for (let day = 0; day < 8; day += 1) {
    const w = wall(new Date(at.getTime() + day * 86_400_000), zone);
    const two = (n) => String(n).padStart(2, "0");
    const morning = fromLocalInput(`${w.year}-${two(w.month)}-${two(w.day)}T09:30`, zone);
    if (morning > at && w.weekday >= 1 && w.weekday <= 3) return morning;
  }
  return at;
}

class Tour {
  constructor(root, layout, clock) {
    this.root = root;
    this.layout = layout;
    this.clock = clock;
    this.running = null; // AbortController of what is being done for the visitor
    this.at = -1;
    this.build();
    on("scene", ({ state }) => state === "setting" && !this.starting && !this.root.hidden && this.close());
  }

  build() {
    const close = el("button", { type: "button", class: "icon-button", on: { click: () => this.close() } }, icon("close"), hidden("End the tour"));
    this.chapter = el("h2", { tabindex: "-1" });
    this.turn = el("p", { class: "muted small" });
    this.words = el("p", { class: "tour-says" });
    this.todo = el("p", { class: "tour-todo" });
    this.problem = el("p", { class: "danger-text small", role: "alert" });
    this.bar = el("progress", { "aria-label": "Tour", max: STEPS.length, value: 0 });
    this.doIt = el("button", { type: "button", class: "button button-primary", on: { click: () => this.pressed() } });
    this.auto = el("input", { type: "checkbox" });
    this.auto.addEventListener("change", () => this.auto.checked && this.at >= 0 && this.goOn());
    this.autoLabel = el("label", { class: "tick small" }, this.auto, el("span", { text: "Go on by itself" }));
    const head = el("div", { class: "tour-head" }, el("span", { class: "small muted", text: "Ninety seconds with Pinchpoint" }), close);
    const body = el("div", { class: "tour-body", "aria-live": "polite" }, this.chapter, this.turn, this.words, this.todo);
    this.root.append(head, this.bar, body, this.problem, el("div", { class: "tour-foot" }, this.doIt, this.autoLabel));
    this.root.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  open() {
    this.root.hidden = false;
    this.at = -1;
    this.show("A question, from asking to the thank-you", "Ada asks, Eli helps, and the clock does the rest. You do each step yourself, or let it be done for you.", "The tour starts afresh with the small company, on a working morning. What is here now is gone.");
    this.paint("Start the tour");
    this.bar.value = 0;
    this.autoLabel.hidden = false;
    this.onToggle(true);
    this.chapter.focus();
  }

  close() {
    this.stop();
    clearInterval(this.watching);
    this.point(null);
    this.root.hidden = true;
    this.at = -1;
    this.onToggle(false);
    this.opener.focus();
  }

  /** Say something on the card. */
  show(chapter, words, todo = "", turn = "") {
    this.chapter.textContent = chapter;
    this.turn.textContent = turn;
    this.words.textContent = words;
    this.todo.textContent = todo;
    this.todo.hidden = !todo;
    this.problem.textContent = "";
  }

  paint(label) {
    this.doIt.textContent = this.running ? "Stop" : label;
    this.doIt.classList.toggle("button-primary", !this.running);
  }

  pressed() {
    if (this.running) return this.stop();
    if (this.at < 0) return this.start();
    if (this.at >= STEPS.length) return this.close();
    return this.run();
  }

  stop() {
    this.auto.checked = false;
    this.running?.abort();
  }

  /** Begin with the small company afresh, Ada and Eli side by side, a working morning. */
  async start() {
    this.starting = true;
    this.doIt.setAttribute("aria-busy", "true");
    const shown = new Promise((resolve) => {
      const off = on("scene_shown", () => (off(), resolve()));
      setTimeout(resolve, LINE_MS);
    });
    const answer = await setScene(SCENE);
    if (answer.ok) {
      await shown;
      await this.prepare();
    }
    this.doIt.removeAttribute("aria-busy");
    this.starting = false;
    if (!answer.ok) this.problem.textContent = answer.notice;
    else if (!this.root.hidden) this.turnTo(0);
  }

  async prepare() {
    const who = (name) => workspace.people.find((one) => one.name === name).id;
    this.actor = new TourActor(this.layout, { aborted: false });
    this.people = { ada: who("ada"), eli: who("eli") };
    this.layout.showOnly([this.people.ada, this.people.eli]);
    await this.clock.move({ to: nextMorning(person(this.people.ada).tz).toISOString() });
    await Promise.all([refresh(this.people.ada), refresh(this.people.eli)]);
  }

  context(actor) {
    const clockButton = (label) => [...this.clock.root.querySelectorAll("button")].find((one) => one.textContent.startsWith(label));
    return { ...this.people, actor, clockButton, since: this.since };
  }

  /** Begin a step: say it, bring its place into view, and wait until it is done, by whomever. */
  async turnTo(at) {
    clearInterval(this.watching);
    this.at = at;
    this.bar.value = at;
    this.point(null);
    if (at >= STEPS.length) return this.finish();
    const step = STEPS[at];
    const turns = { ada: nameOf(this.people.ada), eli: nameOf(this.people.eli), clock: "The clock", both: "Both of them" };
    this.show(step.chapter, step.says, step.todo, turns[step.who]);
    this.paint("Do it for me");
    const t = this.context(this.actor);
    this.scrollTo(step.who);
    this.since = step.mark?.(t);
    try {
      await step.show?.(t);
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
    }
    if (this.at !== at || this.root.hidden) return undefined;
    this.watching = setInterval(() => this.look(), LOOK_MS);
    if (this.auto.checked) this.goOn();
    return undefined;
  }

  /** On a narrow screen only one person is in view: whoever's turn it is. */
  scrollTo(who) {
    const uid = this.people[who];
    if (uid) this.layout.columnOf(uid)?.root.scrollIntoView({ inline: "nearest", block: "nearest" });
  }

  look() {
    if (this.running || this.at < 0 || this.at >= STEPS.length) return;
    const step = STEPS[this.at];
    const t = this.context(this.actor);
    if (step.done(t)) this.turnTo(this.at + 1);
    else this.point(step.here(t));
  }

  /** Mark the control that the step is about. */
  point(node) {
    if (this.pointed === node) return;
    this.pointed?.classList.remove("tour-here");
    node?.classList.add("tour-here");
    this.pointed = node;
  }

  /** Leave the step to be read, then do it. */
  async goOn() {
    const at = this.at;
    await new Promise((resolve) => setTimeout(resolve, READ_MS));
    if (this.auto.checked && this.at === at && !this.running && !this.root.hidden) this.run();
  }

  /** Do the step for the visitor. */
  async run() {
    const at = this.at;
    const step = STEPS[at];
    const running = new AbortController();
    this.running = running;
    this.problem.textContent = "";
    this.paint();
    this.point(null);
    const t = this.context(new TourActor(this.layout, running.signal));
    try {
      if (!step.done(t)) await step.run(t);
      await t.actor.until(() => step.done(t));
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      if (!running.signal.aborted) this.problem.textContent = "That did not work from here. Do it yourself, or start the tour again.";
      this.auto.checked = false;
    } finally {
      this.running = null;
      if (this.at === at && !this.root.hidden) this.paint("Do it for me");
    }
    if (this.at === at && !this.root.hidden) this.look();
  }

  finish() {
    this.show("That was it", "Ada has her five slides, Eli a thank-you that says what he changed, and nobody had to chase anybody.", "Go on by yourself: be Noor and look after the program, let time pass, or give Slack bad weather.");
    this.paint("Close");
    this.autoLabel.hidden = true;
    return undefined;
  }
}
