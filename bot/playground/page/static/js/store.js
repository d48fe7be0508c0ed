/** What the page knows: the workspace, the clock, and one snapshot per person on screen. */

import { get } from "./api.js";
import { KeptMap, draftsBelongTo } from "./drafts.js";

const watchers = new Map(); // uid -> Set of callbacks
const snapshots = new Map(); // uid -> latest snapshot
const running = new Map(); // uid -> promise of the fetch under way
const again = new Set(); // uids that changed while their fetch was under way

/** The workspace as `/ui/state` tells it. */
export const workspace = {
  team: { id: "", name: "" },
  people: [],
  bot: { id: "", user_id: "", name: "App" },
  commands: [],
  shortcuts: [],
  app: { connected: false, mode: "" },
  weather: { n: 0 }, // how many kinds of trouble the app's next calls will meet
  has_app: false, // whether the app's plans and scenes can be asked for, or this is a stand-in by itself
  scene: { name: "", title: "", busy: false, began: "", untouched: false },
};

/** What the viewer of this page prefers; kept in the browser. */
export const preferences = {
  get hour12() {
    return localStorage.getItem("hour12") === "yes"; // as the app writes where Slack tells no locale
  },
  set hour12(value) {
    localStorage.setItem("hour12", value ? "yes" : "no");
  },
};

const clock = { told: Date.now(), at: Date.now(), speed: 1 };

/** The playground's present instant: it runs with this machine's clock, at the playground's speed. */
export function now() {
  return new Date(clock.told + (Date.now() - clock.at) * clock.speed);
}

/** How many of the playground's seconds pass in one real second. */
export function speed() {
  return clock.speed;
}

/** Take over what the server told of its clock: {now, speed}. */
export function setClock({ now: iso, speed: pace }) {
  const told = Date.parse(iso);
  if (!Number.isNaN(told)) Object.assign(clock, { told, at: Date.now(), speed: pace ?? clock.speed });
}

/** Load team, people, commands and clock. Resolves to the raw answer. */
export async function loadWorkspace() {
  const state = await get("/ui/state");
  if (state.ok) {
    for (const key of Object.keys(workspace)) if (state[key] !== undefined) workspace[key] = state[key];
    if (state.clock) setClock(state.clock);
    draftsBelongTo(workspace.scene.name, workspace.scene.began);
  }
  return state;
}

/** A person by id, the app's bot user included; unknown ids still get a shape to show. */
export function person(uid) {
  const found = workspace.people.find((one) => one.id === uid);
  if (found) return found;
  if (uid === workspace.bot.user_id || uid === workspace.bot.id) {
    return { id: uid, name: workspace.bot.name, real_name: workspace.bot.name, tz: "UTC", is_app: true };
  }
  return { id: uid, name: uid, real_name: uid, tz: "UTC" };
}

/** The name to show for a person. */
export function nameOf(uid) {
  const one = person(uid);
  return one.real_name || one.name;
}

/** Whether this id is the app itself. */
export function isApp(uid) {
  return uid === workspace.bot.user_id || uid === workspace.bot.id;
}

/** The latest snapshot of a person, if one was loaded. */
export function snapshot(uid) {
  return snapshots.get(uid);
}

/** Call back with every new snapshot of a person; returns the function that stops it. */
export function watch(uid, callback) {
  if (!watchers.has(uid)) watchers.set(uid, new Set());
  watchers.get(uid).add(callback);
  return () => watchers.get(uid).delete(callback);
}

/** The people some column is showing now. */
export function watched() {
  return [...watchers].filter(([, callbacks]) => callbacks.size).map(([uid]) => uid);
}

/** Fetch a person's snapshot. Calls during a fetch are merged into one more fetch after it. */
export function refresh(uid) {
  if (running.has(uid)) {
    again.add(uid);
    return running.get(uid);
  }
  const work = (async () => {
    do {
      again.delete(uid);
      const answer = await get(`/ui/people/${encodeURIComponent(uid)}`);
      if (answer.ok) {
        snapshots.set(uid, answer);
        for (const callback of watchers.get(uid) ?? []) callback(answer);
      }
    } while (again.has(uid));
    running.delete(uid);
  })();
  running.set(uid, work);
  return work;
}

const drafts = new Map(); // uid -> what they have begun to write, by conversation
const typed = new Map(); // id of an open view -> the state of its inputs

/** What a person has begun to write; it stays while somebody else is looked at, and when the page is loaded again. */
export function draftsOf(uid) {
  if (!drafts.has(uid)) drafts.set(uid, new KeptMap("words", uid));
  return drafts.get(uid);
}

/** The state of an open view's inputs, as it was left; `make` gives it at first, from the values kept of it. */
export function typedInto(viewId, make) {
  if (!typed.has(viewId)) typed.set(viewId, make(new KeptMap("view", viewId)));
  return typed.get(viewId);
}

/** Forget every snapshot and draft: another scene is set. */
export function clearSnapshots() {
  for (const known of [snapshots, drafts, typed]) known.clear();
}
