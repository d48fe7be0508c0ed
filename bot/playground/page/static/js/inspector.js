/** The drawer's inspector: every request and answer between Slack and the app, as they happen. */

import { get, remove } from "./api.js";
import { timeOfDay } from "./dates.js";
import { el, hidden, reconcile } from "./dom.js";
import { debounce, on } from "./events.js";
import { icon } from "./icons.js";
import { JourneyBox } from "./journey.js";
import { nameOf } from "./store.js";
import { toast } from "./toast.js";
import { resend } from "./weather.js";

const KEPT = 400;
const SHOWN = 120;
const KINDS = {
  command: "Command",
  block_actions: "Press",
  view_submission: "Form sent",
  view_closed: "Form closed",
  shortcut: "Shortcut",
  message_action: "Message shortcut",
  block_suggestion: "Options",
  event: "Event",
  api: "Call",
};
const SHOW = [
  ["", "Everything"],
  ["to_app", "Slack → app"],
  ["to_slack", "App → Slack"],
  ["problems", "Problems"],
];

/** The panel; `zone()` is the zone of whoever is looked at. */
export function inspectorPanel({ zone, hasApp }) {
  return {
    id: "inspector",
    title: "Inspector",
    mount: (root) => new Inspector(root, zone, hasApp),
  };
}

/** Whether something about an entry deserves a second look. */
function troubled(entry) {
  return !entry.ok || Boolean(entry.problem) || entry.limits.length > 0 || Boolean(entry.fault);
}

class Inspector {
  constructor(root, zone, hasApp) {
    this.zone = zone;
    this.entries = new Map(); // seq -> entry
    this.open = new Set();
    this.bodies = new Map(); // seq -> full entry
    this.visible = false;
    this.filter = el("input", { type: "search", class: "text-input", placeholder: "Name, method or error", "aria-label": "Filter the log", autocomplete: "off" });
    this.show = el("select", { class: "select", "aria-label": "Show" }, ...SHOW.map(([value, label]) => el("option", { value }, label)));
    this.count = el("span", { class: "muted small", role: "status" });
    this.list = el("ol", { class: "log" });
    const clear = el("button", { type: "button", class: "button button-small", on: { click: () => this.clear() } }, "Clear");
    const bar = el("div", { class: "filter" }, this.filter, el("span", { class: "select-wrap" }, this.show, icon("down")));
    root.append(el("h2", { text: "Between Slack and the app" }));
    if (hasApp) new JourneyBox(root);
    root.append(bar, el("div", { class: "filter-foot" }, this.count, clear), this.list);
    for (const input of [this.filter, this.show]) input.addEventListener("input", () => this.render());
    this.renderSoon = debounce(() => this.visible && this.render(), 60);
    on("traffic", ({ entry }) => this.take([entry]));
    on("scene", () => this.empty());
  }

  async shown(visible) {
    this.visible = visible;
    if (!visible) return;
    const answer = await get(`/ui/traffic?limit=${KEPT}`);
    if (answer.ok) this.take(answer.entries);
    this.render();
  }

  take(entries) {
    for (const entry of entries) {
      this.entries.set(entry.seq, entry);
      this.bodies.delete(entry.seq);
    }
    for (const seq of [...this.entries.keys()].sort((a, b) => a - b).slice(0, -KEPT)) this.entries.delete(seq);
    this.renderSoon();
  }

  empty() {
    for (const kept of [this.entries, this.open, this.bodies]) kept.clear();
    this.renderSoon();
  }

  async clear() {
    await remove("/ui/traffic");
    this.empty();
  }

  matches(entry) {
    const show = this.show.value;
    if (show === "problems" ? !troubled(entry) : show && entry.direction !== show) return false;
    const words = this.filter.value.trim().toLowerCase();
    const text = [entry.name, entry.problem, entry.fault, KINDS[entry.kind], entry.who && nameOf(entry.who), ...entry.limits];
    return !words || text.join(" ").toLowerCase().includes(words);
  }

  render() {
    const found = [...this.entries.values()].filter((entry) => this.matches(entry)).sort((a, b) => b.seq - a.seq);
    const all = found.length === this.entries.size;
    this.count.textContent = all ? `${found.length} logged` : `${found.length} of ${this.entries.size}`;
    const tz = this.zone();
    reconcile(this.list, found.slice(0, SHOWN).map((entry) => this.item(entry, tz)));
  }

  item(entry, tz) {
    const open = this.open.has(entry.seq);
    const body = open ? this.bodies.get(entry.seq) : null;
    return { key: String(entry.seq), sig: JSON.stringify([entry, open, Boolean(body), tz]), make: () => this.row(entry, tz, open, body) };
  }

  row(entry, tz, open, body) {
    const inward = entry.direction === "to_app";
    const words = el("span", { class: "log-words" }, el("span", { class: "log-name", text: entry.name }));
    const about = [KINDS[entry.kind] ?? entry.kind, entry.who && nameOf(entry.who), entry.retry ? `retry ${entry.retry}` : ""];
    words.append(el("span", { class: "log-about", text: about.filter(Boolean).join(" · ") }));
    const times = el("span", { class: "log-times" }, el("span", { class: "log-ms", text: `${entry.ms.toFixed(entry.ms < 10 ? 1 : 0)} ms` }));
    times.append(el("time", { datetime: entry.at, text: timeOfDay(new Date(entry.at), tz, true) }));
    const way = el("span", { class: `log-way ${inward ? "" : "log-out"}`, "aria-hidden": "true", text: inward ? "→" : "←" });
    const button = el("button", { type: "button", class: "log-row", "aria-expanded": String(open) }, way, hidden(inward ? "To the app:" : "To Slack:"), words, times);
    button.dataset.focus = `log-${entry.seq}`;
    button.addEventListener("click", () => this.toggle(entry));
    const node = el("li", { class: `log-entry ${troubled(entry) ? "log-trouble" : ""}` }, button);
    const trouble = [entry.problem, entry.fault && `weather: ${entry.fault}`, ...entry.limits].filter(Boolean);
    if (trouble.length) node.append(el("p", { class: "log-problem", text: [...new Set(trouble)].join(" · ") }));
    if (open) node.append(this.details(entry, body));
    return node;
  }

  details(entry, body) {
    if (!body) return el("p", { class: "muted small log-body", text: "Loading…" });
    const limit = entry.limit_ms ? `${entry.ms} ms of ${entry.limit_ms} ms to acknowledge` : `${entry.ms} ms`;
    const node = el("div", { class: "log-body" }, el("p", { class: "small muted", text: `HTTP ${entry.status || "–"} · ${limit}` }));
    for (const [title, value] of [["Request", body.request], ["Answer", body.answer]]) node.append(json(title, value, entry.seq));
    if (entry.can_retry) {
      const again = el("button", { type: "button", class: "button button-small" }, "Send this event again");
      again.addEventListener("click", () => resend(entry.seq));
      node.append(again);
    }
    return node;
  }

  async toggle(entry) {
    if (!this.open.delete(entry.seq)) this.open.add(entry.seq);
    this.render();
    if (!this.open.has(entry.seq) || this.bodies.has(entry.seq)) return;
    const answer = await get(`/ui/traffic/${entry.seq}`);
    if (answer.ok === false && !("seq" in answer)) {
      this.open.delete(entry.seq);
      toast(answer.notice, true);
    } else this.bodies.set(entry.seq, answer);
    this.render();
  }
}

/** A value pretty-printed, with a button that copies it. */
function json(title, value, seq) {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  const copy = el("button", { type: "button", class: "button button-small" }, "Copy", hidden(` the ${title.toLowerCase()}`));
  copy.dataset.focus = `copy-${seq}-${title}`;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text).then(() => toast(`${title} copied.`), () => toast("The browser did not allow copying.", true));
  });
  const head = el("div", { class: "json-head" }, el("h3", { text: title }), copy);
  return el("section", { class: "json" }, head, el("pre", { tabindex: "0", role: "group", "aria-label": title }, text || "(empty)"));
}
