/** Guided tours: a calm card beside the screen tells a story, done by the visitor or for them. */

import { fromLocalInput, wall } from "./dates.js";
import { el } from "./dom.js";
import { on } from "./events.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { setScene } from "./scenes.js";
import { loadWorkspace, nameOf, now, person, refresh, workspace } from "./store.js";
import { StepFailed, TourActor } from "./tour_actor.js";
import { TourCard } from "./tour_card.js";
import { FORMAT_TOURS } from "./tour_formats.js";
import { PROGRAM_TOUR } from "./tour_program.js";
import { QUESTION_TOUR } from "./tour_question.js";
import { TROUBLE_TOUR } from "./tour_trouble.js";

const FIRST_TOURS = [QUESTION_TOUR, PROGRAM_TOUR, TROUBLE_TOUR];

/** Every tour there is. */
export const TOURS = [...FIRST_TOURS, ...FORMAT_TOURS];

const SCENE = "small_company"; // of a tour that names none
const MOST_OTHERS = 3;
const LOOK_MS = 150;
const LINE_MS = 20_000; // the longest wait for news of the scene, should the line be down
const READ_MS = 4200; // how long a step is left to be read when the tour goes on by itself
const SOON_MS = 2500; // within which what a step waits for may still be on its way
const AFRESH = "The tour starts afresh with the small company, on a working morning. What is here now will be gone.";
const AFRESH_SCENE = "The tour starts afresh with a scene of its own. What is here now will be gone.";
const STUCK = "That did not work from here. Do it yourself, skip it, or restart the tour.";

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

/** The tours of a page: their button in the top bar, and the one that is on. */
export class Tours {
  constructor(root, layout, clock) {
    this.tour = new Tour(root, layout, clock);
    const props = { type: "button", class: "button button-small button-soft", "aria-haspopup": "menu", "aria-expanded": "false" };
    this.button = el("button", { ...props, on: { click: () => this.choose() } }, icon("play"), "Tours");
    this.button.dataset.menuEnd = "";
    this.tour.opener = this.button;
  }

  choose() {
    const entries = (tours) => tours.map((tour) => ({ label: tour.title, hint: tour.hint, run: () => this.tour.open(tour) }));
    openMenu(this.button, [{ heading: "Tours" }, ...entries(FIRST_TOURS), { heading: "Formats" }, ...entries(FORMAT_TOURS)], "Tours");
  }

  /** What begins the tour that plays in a scene; nothing where none does. */
  of(scene) {
    const tour = FORMAT_TOURS.find((one) => one.scene === scene);
    return tour && (() => this.tour.open(tour));
  }

  /** Begin what was chosen on the first screen. */
  begin(way) {
    const tour = { watch: QUESTION_TOUR, try: QUESTION_TOUR, program: PROGRAM_TOUR }[way];
    return tour && this.tour.open(tour, { watch: way === "watch" });
  }
}

/** One tour at a time: which step it is at, whether the step is done, and doing it for the visitor. */
class Tour {
  constructor(root, layout, clock) {
    this.root = root;
    this.layout = layout;
    this.clock = clock;
    this.running = null; // AbortController of what is being done for the visitor
    this.tour = QUESTION_TOUR;
    this.at = -1; // the step that is to be done
    this.page = -1; // the step whose words are shown: an earlier one after “Back”
    this.said = []; // what each step said
    this.card = new TourCard(root, (what) => this.pressed(what));
    on("scene", ({ state }) => state === "setting" && !this.starting && !root.hidden && this.close());
    on("changed", ({ people }) => !root.hidden && this.at >= 0 && people?.forEach((uid) => refresh(uid)));
    on("weather", () => !root.hidden && loadWorkspace());
  }

  get scene() {
    return this.tour.scene ?? SCENE;
  }

  get steps() {
    return this.tour.steps;
  }

  /** Open a tour. It begins at once where nothing has been done yet; else the visitor is asked. */
  async open(tour, { watch = false } = {}) {
    this.stop();
    this.halt();
    this.tour = tour;
    this.root.hidden = false;
    this.card.title.textContent = tour.title;
    this.card.bar.max = tour.steps.length;
    this.card.bar.value = 0;
    this.card.offerOthers([], null);
    this.card.auto.checked = watch;
    this.card.complain("");
    this.card.say({ chapter: tour.title, says: tour.hint, todo: this.scene === SCENE ? AFRESH : AFRESH_SCENE });
    this.card.offer({ label: "Start the tour", moves: false });
    this.card.chapter.focus();
    await loadWorkspace();
    if (this.isFresh()) await this.start();
  }

  isFresh() {
    return workspace.scene.name === this.scene && workspace.scene.untouched;
  }

  /** Stop looking at the steps. */
  halt() {
    clearInterval(this.watching);
    this.point(null);
    this.at = -1;
    this.page = -1;
  }

  close() {
    this.stop();
    this.halt();
    this.root.hidden = true;
    this.opener.focus();
  }

  pressed(what) {
    if (what === "do") return this.doIt();
    if (what === "restart") return this.restart();
    if (what === "back") return this.turnPage(this.page - 1);
    if (what === "skip") return this.skip();
    if (what === "auto") return this.card.auto.checked && this.at >= 0 && this.goOn();
    return this.close();
  }

  doIt() {
    if (this.running) return this.stop();
    if (this.at < 0) return this.start();
    if (this.at >= this.steps.length) return this.close();
    if (this.page < this.at) return this.turnPage(this.page + 1);
    return this.run();
  }

  restart() {
    const { checked } = this.card.auto;
    this.stop();
    this.halt();
    this.card.auto.checked = checked;
    return this.start();
  }

  stop() {
    this.card.auto.checked = false;
    this.running?.abort();
    this.running = null;
  }

  /** Begin with the small company afresh, the cast side by side, a working morning. */
  async start() {
    this.starting = true;
    this.card.main.setAttribute("aria-busy", "true");
    const answer = await this.setStage();
    this.card.main.removeAttribute("aria-busy");
    this.starting = false;
    if (!answer.ok) this.card.complain(answer.notice);
    else if (!this.root.hidden) this.turnTo(0);
  }

  async setStage() {
    const shown = new Promise((resolve) => {
      const off = on("scene_shown", () => (off(), resolve()));
      setTimeout(resolve, LINE_MS);
    });
    await loadWorkspace();
    const answer = this.isFresh() ? { ok: true, kept: true } : await setScene(this.scene);
    if (!answer.ok) return answer;
    if (!answer.kept) await shown;
    const who = Object.fromEntries(workspace.people.map((one) => [one.name, one.id]));
    this.roles = this.tour.roles(who);
    this.said = [];
    this.kept = {};
    this.layout.showOnly(this.tour.cast.map((name) => who[name]));
    if (this.scene === SCENE) await this.clock.move({ to: nextMorning(person(who[this.tour.cast[0]]).tz).toISOString() });
    await Promise.all(workspace.people.map((one) => refresh(one.id)));
    return answer;
  }

  /** What the steps are given: the roles, the actor, and what can be looked at without changing it. */
  context(signal = { aborted: false }, hurry = false) {
    const { layout, clock } = this;
    const column = (uid) => layout.columns.find((one) => one.uid === uid);
    return {
      ...this.roles,
      actor: new TourActor(layout, signal, hurry),
      since: this.since,
      kept: this.kept, // what one step leaves for another
      early: Date.now() - this.began < SOON_MS,
      clockButton: (label) => [...clock.root.querySelectorAll("button")].find((one) => one.textContent.startsWith(label)),
      root: (uid) => column(uid)?.root,
      form: (uid) => column(uid)?.modals.modals.at(-1)?.dialog,
      bring: (before, uid) => !column(uid) && column(before) && layout.switchTo(column(before), uid),
      follow: () => (this.follow(), this.roles.helper),
      move: (seconds) => clock.move({ advance_seconds: seconds }),
    };
  }

  /** The helper is whoever the question is with, not whom the tour had in mind. */
  follow() {
    const helper = this.tour.follow(this.context());
    if (!helper || helper === this.roles.helper) return;
    const shown = this.layout.columns.find((one) => one.uid === this.roles.helper);
    this.roles.helper = helper;
    if (!shown || this.layout.columns.some((one) => one.uid === helper)) return;
    this.layout.switchTo(shown, helper);
    this.steps[this.at]?.show?.(this.context());
  }

  words(step) {
    const t = this.context();
    const text = (what) => (typeof what === "function" ? what(t) : what);
    const turns = { clock: "The clock", both: "Both of them" };
    return { chapter: step.chapter, says: text(step.says), todo: text(step.todo), turn: turns[step.who] ?? nameOf(this.roles[step.who]) };
  }

  /** Begin a step: say it, bring its place into view, and wait until it is done, by whomever. */
  async turnTo(at) {
    clearInterval(this.watching);
    this.at = at;
    this.page = at;
    this.card.bar.value = at;
    this.card.complain("");
    this.point(null);
    if (at >= this.steps.length) return this.finish();
    this.began = Date.now();
    this.follow();
    this.paint();
    const step = this.steps[at];
    const t = this.context();
    this.scrollTo(step.who);
    this.since = step.mark?.(t);
    try {
      await step.show?.(t);
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
    }
    if (this.at !== at || this.root.hidden) return undefined;
    this.watching = setInterval(() => this.look(), LOOK_MS);
    if (this.card.auto.checked) this.goOn();
    return undefined;
  }

  /** Show the words of a step, and what can be pressed. */
  turnPage(page) {
    this.page = page;
    this.card.complain("");
    this.paint();
  }

  paint() {
    const present = this.page === this.at;
    const step = this.steps[this.page];
    if (present && !this.running) this.said[this.page] = this.words(step);
    const said = this.said[this.page] ?? this.words(step);
    this.card.say(present ? said : { ...said, todo: "This is done already." });
    const label = this.running ? "Stop" : present ? (step.label ?? "Do it for me") : "Go on";
    this.card.offer({ label, busy: Boolean(this.running), back: this.page > 0 && !this.running, skip: present && !this.running });
  }

  /** On a narrow screen only one person is in view: whoever's turn it is. */
  scrollTo(who) {
    this.layout.columns.find((one) => one.uid === this.roles[who])?.root.scrollIntoView({ inline: "nearest", block: "nearest" });
  }

  look() {
    if (this.running || this.at < 0 || this.at >= this.steps.length) return;
    const step = this.steps[this.at];
    this.follow();
    const t = this.context();
    if (step.done(t)) {
      this.turnTo(this.at + 1);
      return;
    }
    if (this.page === this.at) this.paint();
    this.point(step.here(t));
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
    const { at } = this;
    await new Promise((resolve) => setTimeout(resolve, READ_MS));
    if (this.card.auto.checked && this.at === at && !this.running && !this.root.hidden) this.run();
  }

  /** Go past a step: one that others need is done for the visitor, as fast as it can be. */
  skip() {
    return this.steps[this.at].optional ? this.turnTo(this.at + 1) : this.run({ hurry: true });
  }

  /** Do the step for the visitor. */
  async run({ hurry = false } = {}) {
    const { at } = this;
    const step = this.steps[at];
    const running = new AbortController();
    this.running = running;
    this.page = at;
    this.card.complain("");
    this.paint();
    this.point(null);
    const t = this.context(running.signal, hurry);
    try {
      if (!step.done(t)) await step.run(t);
      await t.actor.until(() => (this.follow(), step.done(this.context())));
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      if (!running.signal.aborted) this.card.complain(STUCK);
      this.card.auto.checked = false;
    }
    if (this.running !== running && this.running) return;
    this.running = null;
    if (this.at !== at || this.root.hidden) return;
    this.paint();
    this.look();
  }

  finish() {
    const at = TOURS.indexOf(this.tour);
    const others = [...TOURS.slice(at + 1), ...TOURS.slice(0, at)].slice(0, MOST_OTHERS);
    this.card.say({ chapter: "That was it", says: this.tour.end(this.context()), todo: "Go on by yourself, or take another tour." });
    this.card.offer({ label: "Close", moves: false });
    this.card.offerOthers(others, (tour) => this.open(tour));
    return undefined;
  }
}
