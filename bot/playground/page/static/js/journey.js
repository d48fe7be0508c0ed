/** Keeping a journey as a file and playing it again: the upper part of the inspector. */

import { get, post, remove } from "./api.js";
import { el, hidden } from "./dom.js";
import { on } from "./events.js";
import { icon } from "./icons.js";
import { toast } from "./toast.js";

/** The box with both buttons and the progress of a replay. */
export class JourneyBox {
  constructor(root) {
    this.save = el("button", { type: "button", class: "button button-small", on: { click: () => this.download() } }, icon("download"), "Export this journey");
    this.file = el("input", { type: "file", accept: "application/json,.json", class: "sr-only", tabindex: "-1", "aria-label": "A journey file" });
    this.file.addEventListener("change", () => this.replay());
    const choose = el("button", { type: "button", class: "button button-small", on: { click: () => this.file.click() } }, icon("upload"), "Replay one…");
    this.bar = el("progress", { max: 1, value: 0, "aria-label": "Replay" });
    this.words = el("p", { class: "small", role: "status" });
    const stop = el("button", { type: "button", class: "button button-small", on: { click: () => remove("/ui/journey") } }, "Stop", hidden(" the replay"));
    this.running = el("div", { class: "replay", hidden: true }, this.bar, stop);
    this.save.title = "What people did since the scene began, as a file";
    choose.title = "Played again, a journey starts from the same scene and time";
    const box = el("div", { class: "journey" }, el("div", { class: "button-row" }, this.save, choose, this.file), this.running, this.words);
    root.append(box);
    on("replay", (event) => this.show(event));
  }

  async download() {
    const journey = await get("/ui/journey");
    if (!journey.ok) return toast(journey.notice, true);
    delete journey.ok;
    const address = URL.createObjectURL(new Blob([JSON.stringify(journey, null, 1)], { type: "application/json" }));
    const anchor = el("a", { href: address, download: "journey.json" });
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
    return toast(`Kept ${journey.steps.length} steps in journey.json.`);
  }

  async replay() {
    const [file] = this.file.files;
    this.file.value = "";
    if (!file) return;
    let journey;
    try {
      journey = JSON.parse(await file.text());
    } catch {
      toast("This file is not a journey.", true);
      return;
    }
    const answer = await post("/ui/journey", journey);
    if (!answer.ok) toast(answer.notice, true);
  }

  show({ state, done, of, says, problem }) {
    this.running.hidden = state !== "playing";
    this.bar.max = Math.max(of, 1);
    this.bar.value = done;
    const words = { done: `Played all ${of} steps.`, stopped: "Stopped.", failed: problem };
    this.words.textContent = words[state] ?? `${done + 1} of ${of}: ${says}`;
  }
}
