/** The file input: files are handed over as soon as they are chosen, and shown as chips that can be taken away. */

import { giveFile } from "./api.js";
import { el, hidden } from "./dom.js";
import { icon } from "./icons.js";

const MOST_MB = 64; // what the stand-in takes at once

/** A size in words. */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1_048_576 ? `${(bytes / 1024).toFixed(1)} kB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}

/** Why a file cannot be handed over, or null. The kind is checked for convenience only, as in Slack. */
function refusal(file, kinds) {
  const name = file.name.toLowerCase();
  if (kinds.length && !kinds.some((kind) => name.endsWith(`.${kind.toLowerCase()}`))) {
    return `${file.name} can’t be added: choose ${kinds.map((kind) => `.${kind}`).join(", ")}.`;
  }
  if (!file.size) return `${file.name} is empty.`;
  return file.size > MOST_MB * 1_048_576 ? `${file.name} is larger than ${MOST_MB} MB.` : null;
}

class FileField {
  constructor(c) {
    this.c = c;
    this.max = c.element.max_files ?? 10;
    this.kinds = c.element.filetypes ?? [];
    this.key = `${c.block.block_id}\n${c.element.action_id}`;
    const { fileFields } = c.ctx.surface;
    this.shared = fileFields.get(this.key) ?? { coming: [] };
    this.shared.paint = () => this.paint();
    fileFields.set(this.key, this.shared);
    this.build();
    this.paint();
  }

  build() {
    const accept = this.kinds.map((one) => `.${one}`).join(",") || null;
    this.input = el("input", { ...this.c.props(), class: "file-input", type: "file", multiple: this.max > 1, accept });
    this.input.addEventListener("change", () => this.take([...this.input.files]));
    this.list = el("ul", { class: "file-chips", "aria-label": "Files chosen" });
    this.words = el("p", { class: "note", role: "status" });
    this.node = el("div", { class: "file-field" }, this.input, this.list, this.words);
  }

  get files() {
    return this.c.state().files ?? [];
  }

  paint() {
    const coming = this.shared.coming.map((file) => el("li", { class: "chip chip-coming" }, icon("file"), `${file.name} …`));
    this.list.replaceChildren(...this.files.map((file) => this.chip(file)), ...coming);
    this.list.hidden = !this.list.children.length;
    this.words.textContent = this.shared.words ?? "";
  }

  chip(file) {
    const remove = el("button", { type: "button", class: "chip-remove", on: { click: () => this.remove(file) } });
    remove.append(icon("close"), hidden(`Remove ${file.name}`));
    return el("li", { class: "chip" }, icon("file"), el("span", { class: "chip-name", text: file.name }), el("span", { class: "chip-size", text: size(file.size) }), remove);
  }

  remove(file) {
    this.shared.words = null;
    this.c.change({ files: this.files.filter((one) => one.id !== file.id) });
    this.shared.paint();
    this.input.focus();
  }

  /** Hand over what was chosen, one after the other; what is sent from this form waits for them. */
  async take(chosen) {
    this.input.value = "";
    if (this.max === 1) this.c.keep({ files: [] }); // another one takes its place
    const room = this.max - this.files.length - this.shared.coming.length;
    const complaints = chosen.slice(0, room).map((file) => refusal(file, this.kinds));
    const fine = chosen.slice(0, room).filter((_, at) => !complaints[at]);
    if (chosen.length > room) complaints.push(`At most ${this.max} ${this.max === 1 ? "file" : "files"} can be added.`);
    this.shared.coming.push(...fine);
    this.shared.words = complaints.filter(Boolean).join(" ") || null;
    this.shared.paint();
    if (!fine.length) return;
    await this.c.ctx.surface.awaiting(this.upload(fine));
    if (this.c.dispatches) await this.c.send(this.c.state(), this.input);
  }

  async upload(files) {
    for (const file of files) {
      const answer = await giveFile(this.c.ctx.viewer.id, file);
      this.shared.coming.splice(this.shared.coming.indexOf(file), 1);
      if (answer.ok) this.c.keep({ files: [...this.files, answer.file] });
      else this.shared.words = `${file.name} could not be added. ${answer.notice ?? ""}`.trim();
      this.shared.paint();
    }
  }
}

/** Choose files, see them, take them away again. */
export function fileInput(c) {
  return new FileField(c).node;
}
