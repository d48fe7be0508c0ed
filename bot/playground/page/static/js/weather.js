/** The drawer's weather: let Slack refuse, lose, delay or repeat, and see the app survive it. */

import { get, post, remove } from "./api.js";
import { el, hidden, uid } from "./dom.js";
import { debounce, on } from "./events.js";
import { icon } from "./icons.js";
import { loadWorkspace, nameOf, workspace } from "./store.js";
import { toast } from "./toast.js";

const TIMES = [
  [1, "Once"],
  [3, "Three times"],
  [null, "Until cleared"],
];

/** Let an event that was sent come once more, as Slack does when it got no answer; without a number the last one. */
export function resend(seq = null) {
  return report({ what: "retry_event", ...(seq !== null && { seq }) }, "The event came once more.");
}

async function report(body, done) {
  const answer = await post("/ui/weather/do", body);
  toast(answer.ok ? done : answer.notice, !answer.ok);
  return answer;
}

/** The panel. */
export function weatherPanel() {
  return {
    id: "weather",
    title: "Weather",
    mount: (root) => new Weather(root),
  };
}

const picked = new Map(); // label -> what was chosen, for when the list is drawn anew

function choice(label, options) {
  const id = uid("weather");
  const select = el("select", { class: "select", id }, ...options.map(([value, words]) => el("option", { value: String(value) }, words)));
  if (options.some(([value]) => String(value) === picked.get(label))) select.value = picked.get(label);
  select.addEventListener("change", () => picked.set(label, select.value));
  const node = el("div", { class: "form-row" }, el("label", { class: "label", for: id }, label), el("span", { class: "select-wrap" }, select, icon("down")));
  return { node, select };
}

function entry(label, props) {
  const id = uid("weather");
  const input = el("input", { class: "text-input", id, ...props });
  return { node: el("div", { class: "form-row" }, el("label", { class: "label", for: id }, label), input), input };
}

function press(label, run, props = {}) {
  return el("button", { type: "button", class: "button button-small", ...props, on: { click: run } }, label);
}

class Weather {
  constructor(root) {
    this.root = root;
    this.visible = false;
    this.faults = el("div", { class: "cards" });
    this.befalls = el("div");
    const later = debounce(() => this.visible && this.load(), 100);
    for (const type of ["weather", "workspace", "scene"]) on(type, later);
  }

  async shown(visible) {
    this.visible = visible;
    if (visible) await this.load();
  }

  async load() {
    const [now] = await Promise.all([get("/ui/weather"), loadWorkspace()]);
    if (!now.ok) return;
    if (!this.form) this.build(now);
    const drawn = JSON.stringify([now, workspace.people]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.renderFaults(now);
    this.renderBefalls(now);
  }

  build(now) {
    this.kinds = now.kinds;
    const kind = choice("What goes wrong", now.kinds.map((one) => [one.kind, one.title]));
    const method = choice("Where", [["*", "Every call of the app"], ...now.methods.map((name) => [name, name])]);
    const times = choice("How often", TIMES);
    const seconds = entry("Seconds", { type: "number", min: 0, max: 3600, value: 5 });
    const code = entry("Error code", { value: "internal_error", autocomplete: "off" });
    const hint = el("p", { class: "hint" });
    const paint = () => {
      const one = now.kinds.find((item) => item.kind === kind.select.value);
      hint.textContent = one.description;
      seconds.node.hidden = !one.seconds;
      code.node.hidden = !one.code;
    };
    kind.select.addEventListener("change", paint);
    this.form = el("form", { class: "panel-form" }, kind.node, hint, method.node, times.node, seconds.node, code.node);
    this.form.append(el("button", { type: "submit", class: "button button-primary" }, "Let it happen"));
    this.form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const body = { kind: kind.select.value, method: method.select.value, times: JSON.parse(times.select.value) };
      if (!seconds.node.hidden) body.seconds = Number(seconds.input.value);
      if (!code.node.hidden) body.code = code.input.value;
      const answer = await post("/ui/weather", body);
      toast(answer.ok ? "It is on its way. Press something, and see." : answer.notice, !answer.ok);
    });
    paint();
    const words = "Let Slack fail the app, then use it: nothing gets lost, nothing comes twice.";
    this.root.append(el("h2", { text: "Bad weather" }), el("p", { class: "small muted", text: words }), this.faults, this.form, this.befalls);
  }

  renderFaults(now) {
    const items = now.faults.map((fault) => {
      const often = fault.times === null ? "until cleared" : fault.times === 1 ? "once" : `${fault.times} times`;
      const where = fault.method === "*" ? "every call" : fault.method;
      const extra = this.kinds.find((one) => one.kind === fault.kind);
      const more = [extra?.seconds && `${fault.seconds} s`, extra?.code && fault.code].filter(Boolean).join(", ");
      const cross = press(icon("close"), () => remove(`/ui/weather/${fault.id}`), { class: "icon-button" });
      cross.append(hidden(`Remove ${fault.title}`));
      const words = el("span", { class: "small", text: `${where}, ${often}${more ? `, ${more}` : ""}` });
      return el("div", { class: "card card-line" }, el("div", {}, el("strong", { text: fault.title }), el("br"), words), cross);
    });
    if (now.duplicate_events) items.push(el("div", { class: "card" }, `The next ${now.duplicate_events} events come twice.`));
    if (items.length) items.push(press("Clear the sky", () => remove("/ui/weather")));
    this.faults.replaceChildren(...items);
  }

  renderBefalls(now) {
    const events = el("div", { class: "button-row" }, press("Next three events come twice", () => report({ what: "duplicate_events", times: 3 }, "The next three events come twice.")));
    events.append(press("Send the last event again", () => resend()));
    const install = now.installed
      ? press("Uninstall the app", () => report({ what: "uninstall" }, "The app is uninstalled."), { class: "button button-small button-danger" })
      : press("Install it again", () => report({ what: "reinstall" }, "The app is installed again."), { class: "button button-small button-primary" });
    const part = (title, ...content) => el("section", { class: "panel-part" }, el("h3", { text: title }), ...content);
    this.befalls.replaceChildren(
      part("Events", events),
      part("People", ...this.people()),
      part("Permissions", ...this.scopes(now)),
      part("The app", el("div", { class: "button-row" }, install)),
    );
  }

  people() {
    const here = workspace.people.filter((one) => !one.is_bot && one.id !== workspace.bot.user_id);
    const [gone, active] = [here.filter((one) => one.deleted), here.filter((one) => !one.deleted)];
    const leave = choice("Somebody leaves the company", active.map((one) => [one.id, one.real_name]));
    const button = press("Deactivate", () => report({ what: "deactivate", user: leave.select.value }, `${nameOf(leave.select.value)} is deactivated.`));
    const rows = gone.map((one) => {
      const back = press("Bring back", () => report({ what: "reactivate", user: one.id }, `${one.real_name} is back.`));
      back.append(hidden(` ${one.real_name}`));
      return el("div", { class: "line" }, el("span", { text: `${one.real_name} is deactivated.` }), back);
    });
    return [leave.node, el("div", { class: "button-row" }, button), ...rows];
  }

  scopes(now) {
    const scope = choice("Take a permission away", now.scopes.map((name) => [name, name]));
    const button = press("Take away", () => report({ what: "remove_scope", scope: scope.select.value }, `The app may no longer use ${scope.select.value}.`));
    const rows = now.removed_scopes.map((name) => {
      const grant = press("Give back", () => report({ what: "grant_scope", scope: name }, `The app may use ${name} again.`));
      grant.append(hidden(` ${name}`));
      return el("div", { class: "line" }, el("code", { text: name }), grant);
    });
    return [scope.node, el("div", { class: "button-row" }, button), ...rows];
  }
}
