/** What the page knows: the workspace, the clock, and one snapshot per person on screen. */

import { get } from "./api.js";

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
};

/** What the viewer of this page prefers; kept in the browser. */
export const preferences = {
  get hour12() {
    return localStorage.getItem("hour12") !== "no";
  },
  set hour12(value) {
    localStorage.setItem("hour12", value ? "yes" : "no");
  },
};

let clockOffset = 0; // milliseconds between this machine's clock and the playground's

/** The playground's present instant; it runs with this machine's clock, some time ahead of it. */
export function now() {
  return new Date(Date.now() + clockOffset);
}

/** Take over an instant the server told. */
export function setClock(iso) {
  const told = Date.parse(iso);
  if (!Number.isNaN(told)) clockOffset = told - Date.now();
}

/** Load team, people, commands and clock. Resolves to the raw answer. */
export async function loadWorkspace() {
  const state = await get("/ui/state");
  if (state.ok) {
    for (const key of Object.keys(workspace)) if (state[key]) workspace[key] = state[key];
    if (state.clock) setClock(state.clock.now);
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
