/** A workspace that the modules under test show: Ada in Berlin, Eli in New York, the app, a morning in 2026. */

import { answer, load } from "./dom.mjs";

export const NOW = "2026-11-23T09:00:00Z";
export const ADA = { id: "U1", name: "ada", real_name: "Ada Lovelace", title: "Data analyst", tz: "Europe/Berlin", deleted: false };
export const ELI = { id: "U2", name: "eli", real_name: "Eli Novak", title: "", tz: "America/New_York", deleted: false };
export const GONE = { id: "U3", name: "kim", real_name: "Kim Gone", title: "", tz: "UTC", deleted: true };
export const STATE = {
  ok: true,
  team: { id: "T1", name: "Playground" },
  people: [ADA, ELI, GONE],
  bot: { id: "B1", user_id: "U0", name: "Pinchpoint" },
  commands: [],
  shortcuts: [],
  app: { connected: true, mode: "http" },
  has_app: true,
  clock: { now: NOW, speed: 1 },
};

/** Load the store with it. */
export async function workspace() {
  answer("/ui/state", STATE);
  const store = await load("store");
  await store.loadWorkspace();
  return store;
}

export const ctx = {
  viewer: ADA,
  channelName: (id) => ({ C1: "general" })[id] ?? id,
  conversations: () => [
    { id: "C1", kind: "channel", name: "general", private: false, members: ["U1", "U2"] },
    { id: "C2", kind: "channel", name: "board", private: true, members: ["U1"] },
    { id: "D1", kind: "im", name: "directmessage", members: ["U0", "U1"] },
  ],
  conversationName: (one) => `#${one.name}`,
};
