/** The drawer's scenes: other companies to play with, and starting over. */

import { get, post } from "./api.js";
import { el, hidden } from "./dom.js";
import { on } from "./events.js";
import { workspace } from "./store.js";
import { toast } from "./toast.js";

/** Set a scene. Resolves to the answer; the page follows when the server says that it is ready. */
export async function setScene(name) {
  const answer = await post("/ui/scene", { name });
  if (!answer.ok) toast(answer.notice ?? "The scene could not be set.", true);
  return answer;
}

/** The panel. `close` makes room for a tour that is begun here. */
export function scenesPanel(tours, close) {
  return {
    id: "scenes",
    title: "Scenes",
    mount: (root) => new Scenes(root, tours, close),
  };
}

class Scenes {
  constructor(root, tours, close) {
    this.tours = tours;
    this.close = close;
    this.list = el("div", { class: "cards" });
    this.status = el("p", { class: "small", role: "status" });
    const words = "Setting a scene begins anew: another workspace and an empty database, at the present or the next working morning. What is here now will be gone, unless you export the journey first.";
    root.append(el("h2", { text: "Scenes" }), el("p", { class: "small muted", text: words }), this.status, this.list);
    on("scene", (event) => this.follow(event));
    on("scene_shown", () => this.load());
  }

  shown(visible) {
    if (visible) this.load();
  }

  follow({ state, problem }) {
    this.status.textContent = { setting: "The scene is being set…", failed: problem }[state] ?? "";
    // A scene counts as set here once the columns show it: what is done before would be wiped by them.
    if (state !== "ready") this.load();
  }

  async load() {
    const answer = await get("/ui/scenes");
    if (!answer.ok) return;
    this.list.replaceChildren(...answer.scenes.map((scene) => this.card(scene, answer.busy)));
  }

  card(scene, busy) {
    const here = scene.name === workspace.scene.name;
    const label = here ? "Start over" : "Set this scene";
    const button = el("button", { type: "button", class: "button button-small card-action", disabled: busy }, label, hidden(` ${scene.title}`));
    button.addEventListener("click", () => setScene(scene.name));
    const head = el("div", { class: "card-head" }, el("strong", { text: scene.title }));
    if (here) head.append(el("span", { class: "chip-state", text: "Now" }));
    const people = el("div", { class: "muted small", text: `${scene.people} people` });
    const buttons = el("div", { class: "card-actions" }, button, ...this.tour(scene, busy));
    return el("section", { class: "card", "aria-label": scene.title }, head, el("p", { class: "small", text: scene.description }), people, buttons);
  }

  /** The button of the tour that plays in a scene. */
  tour(scene, busy) {
    const begin = this.tours.of(scene.name);
    if (!begin) return [];
    return [el("button", { type: "button", class: "button button-small", disabled: busy, on: { click: () => (this.close(), begin()) } }, "Take the tour", hidden(` of ${scene.title}`))];
  }
}
