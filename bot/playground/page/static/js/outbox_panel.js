/** The drawer's panel of what the app is going to say and do: when, to whom and why. */

import { get } from "./api.js";
import { formatDate, zoneCity } from "./dates.js";
import { el, hidden, reconcile } from "./dom.js";
import { debounce, on } from "./events.js";
import { now } from "./store.js";

const STATES = { sending: "On its way", unknown: "Sent, no answer", failed: "Could not be said", planned: "Planned" };
const TOO_LATE = "too_late"; // what the app notes when it leaves out what would come too late
const UNITS = [["day", 86_400], ["hour", 3600], ["minute", 60]];

/** The panel; `zone()` is the zone of whoever is looked at, `clock` moves the time. */
export function outboxPanel({ zone, clock }) {
  return {
    id: "waiting",
    title: "Waiting",
    mount: (root) => new OutboxPanel(root, zone, clock),
  };
}

/** "in 3 hours", "in 20 minutes", "now". */
function ahead(due) {
  const seconds = (due - now()) / 1000;
  const [unit, size] = UNITS.find(([, s]) => Math.abs(seconds) >= s) ?? ["minute", 60];
  const count = Math.round(seconds / size);
  return count === 0 ? "now" : new Intl.RelativeTimeFormat("en", { numeric: "always" }).format(count, unit);
}

function tries({ attempts, error }) {
  const words = `Tried ${attempts === 1 ? "once" : `${attempts} times`}`;
  return error ? `${words}, last answer: ${error}` : words;
}

class OutboxPanel {
  constructor(root, zone, clock) {
    this.zone = zone;
    this.clock = clock;
    this.visible = false;
    this.about = el("p", { class: "muted small" });
    this.list = el("ol", { class: "cards" });
    root.append(el("h2", { text: "What is waiting" }), this.about, this.list);
    const later = debounce(() => this.visible && this.load());
    for (const type of ["clock", "changed", "traffic", "scene"]) on(type, later);
  }

  shown(visible) {
    this.visible = visible;
    if (visible) this.load();
  }

  async load() {
    const answer = await get("/ui/outbox");
    if (!answer.ok) {
      this.about.textContent = answer.notice;
      return;
    }
    const tz = this.zone();
    const count = answer.waiting.length;
    this.about.textContent = count
      ? `Messages that wait for their time, and what the clock will make the app do. Times are ${zoneCity(tz)} time.`
      : "Nothing is planned. Ask, offer or book something, and it shows up here.";
    reconcile(this.list, answer.waiting.map((one) => this.item(one, tz)));
  }

  item(one, tz) {
    const due = new Date(one.due);
    const when = formatDate("{date_short_pretty} at {time}", due / 1000, tz).replace(/^./, (first) => first.toUpperCase());
    const sig = JSON.stringify([one, when, ahead(due)]);
    return { key: one.id, sig, make: () => this.card(one, due, when) };
  }

  card(one, due, when) {
    const bad = one.state === "failed" || one.state === "unknown";
    const late = one.error === TOO_LATE;
    const state = late ? el("span", { class: "chip-state chip-muted", text: "Left out" }) : STATES[one.state] ? el("span", { class: `chip-state ${bad ? "chip-bad" : ""}`, text: STATES[one.state] }) : null;
    const node = el("li", { class: "card" });
    node.append(el("div", { class: "card-head" }, el("strong", { text: one.title }), state));
    node.append(el("div", { class: "card-when" }, el("time", { datetime: one.due, text: when }), el("span", { class: "muted", text: bad ? "" : ` · ${ahead(due)}` })));
    if (one.names.length) node.append(el("div", { class: "muted small", text: `For ${one.names.join(" and ")}` }));
    if (one.why) node.append(el("p", { class: "small", text: one.why }));
    if (late) node.append(el("p", { class: "small muted", text: "Its time had passed before it could be said." }));
    else if (one.attempts > 1 || one.error) node.append(el("p", { class: "small danger-text", text: tries(one) }));
    if (!bad && due > now()) node.append(this.jump(one));
    return node;
  }

  jump(one) {
    const button = el("button", { type: "button", class: "button button-small card-action" }, "Go there", hidden(` ${one.title}`));
    button.dataset.focus = `go-${one.id}`;
    button.addEventListener("click", () => this.clock.move({ to: one.due }));
    return button;
  }
}
