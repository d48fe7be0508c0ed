/** Where one writes: messages, slash commands with completion, and the shortcuts menu. */

import { el, hidden, uid } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { workspace } from "./store.js";
import { people } from "./switcher.js";

/** The composer of a column; keeps a draft per conversation. */
export class Composer {
  /** `column` offers send(what, body), drafts (a Map) and viewer. */
  constructor(column) {
    this.column = column;
    this.conversation = null;
    this.marked = 0;
    this.listId = uid("commands");
    this.build();
  }

  build() {
    const props = { class: "composer-text", rows: "1", "aria-autocomplete": "list", "aria-controls": this.listId };
    this.field = el("textarea", props);
    this.field.dataset.focus = "composer";
    this.list = el("div", { class: "completion", id: this.listId, role: "listbox", "aria-label": "Suggestions", hidden: true });
    const plus = el("button", { type: "button", class: "icon-button", "aria-haspopup": "menu", "aria-expanded": "false" }, icon("bolt"), hidden("Shortcuts"));
    plus.addEventListener("click", () => this.openShortcuts(plus));
    this.sendButton = el("button", { type: "submit", class: "icon-button composer-send" }, icon("send"), hidden("Send"));
    const box = el("div", { class: "composer-box" }, plus, this.field, this.sendButton);
    this.form = el("form", { class: "composer" }, this.list, box);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("blur", () => this.hideList());
  }

  /** Turn to a conversation: its draft comes back. */
  open(conversation, name) {
    if (this.conversation?.id !== conversation.id) {
      this.conversation = conversation;
      this.field.value = this.column.drafts.get(conversation.id) ?? "";
      this.hideList();
      this.grow();
    }
    this.conversation = conversation;
    this.field.placeholder = `Message ${name}`;
    this.field.setAttribute("aria-label", `Message ${name}`);
  }

  openShortcuts(anchor) {
    const entries = [{ heading: "Shortcuts" }];
    for (const one of workspace.shortcuts.filter((shortcut) => shortcut.type === "global")) {
      const run = () => this.column.send("shortcut", { callback_id: one.callback_id });
      entries.push({ label: one.name, hint: one.description, run });
    }
    entries.push({ heading: "Commands" });
    for (const one of workspace.commands) {
      const hint = [one.usage_hint, one.description].filter(Boolean).join(" · ");
      entries.push({ label: one.command, hint, run: () => this.fill(`${one.command} `) });
    }
    openMenu(anchor, entries, "Shortcuts");
  }

  fill(text) {
    this.field.value = text;
    this.field.focus();
    this.typed();
  }

  typed() {
    this.column.drafts.set(this.conversation.id, this.field.value);
    this.grow();
    this.matches = this.suggestions();
    this.marked = 0;
    if (this.matches.length) this.paintList();
    else this.hideList();
  }

  /** What could complete the word at the caret: a command at the very start, or a person after an @. */
  suggestions() {
    const before = this.field.value.slice(0, this.field.selectionStart);
    if (/^\/\S*$/.test(before)) {
      const commands = workspace.commands.filter((one) => one.command.startsWith(before));
      return commands.map((one) => ({ text: one.command, extra: one.usage_hint, hint: one.description, start: 0 }));
    }
    const at = /(?:^|\s)@([\w.-]*)$/.exec(before);
    if (!at) return [];
    const words = at[1].toLowerCase();
    const start = before.length - at[1].length - 1;
    return people()
      .filter((one) => `${one.name} ${one.real_name}`.toLowerCase().split(/\s+/).some((part) => part.startsWith(words)))
      .slice(0, 6)
      .map((one) => ({ text: `@${one.name}`, extra: one.real_name, hint: one.title, start }));
  }

  /** Put a suggestion in place of the word it completes. */
  complete({ text, start }) {
    const end = this.field.selectionStart;
    const { value } = this.field;
    this.field.value = `${value.slice(0, start)}${text} ${value.slice(end)}`;
    this.field.setSelectionRange(start + text.length + 1, start + text.length + 1);
    this.typed();
  }

  grow() {
    this.field.style.setProperty("height", "auto");
    this.field.style.setProperty("height", `${Math.min(this.field.scrollHeight, 180)}px`);
  }

  paintList() {
    const rows = this.matches.map((one, index) => {
      const marked = index === this.marked;
      const props = { class: `option ${marked ? "marked" : ""}`, role: "option", id: `${this.listId}-${index}` };
      const row = el("div", { ...props, "aria-selected": String(marked) });
      const extra = one.extra ? el("span", { class: "usage", text: one.extra }) : null;
      row.append(el("span", {}, el("strong", { text: one.text }), " ", extra ?? ""));
      row.append(el("span", { class: "menu-hint", text: one.hint ?? "" }));
      row.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        this.complete(one);
      });
      return row;
    });
    this.list.replaceChildren(...rows);
    this.list.hidden = false;
    this.field.setAttribute("aria-activedescendant", `${this.listId}-${this.marked}`);
  }

  hideList() {
    this.list.hidden = true;
    this.field.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.isComposing) return;
    const listed = !this.list.hidden;
    if (listed && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.marked = (this.marked + step + this.matches.length) % this.matches.length;
      this.paintList();
    } else if (listed && event.key === "Escape") {
      this.hideList();
    } else if (listed && (event.key === "Tab" || event.key === "Enter") && !event.shiftKey) {
      const match = this.matches[this.marked];
      event.preventDefault();
      const typed = this.field.value.slice(match.start, this.field.selectionStart);
      if (event.key === "Enter" && typed === match.text) this.submit();
      else this.complete(match);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    }
  }

  async submit() {
    const text = this.field.value.trim();
    if (!text) return;
    this.field.value = "";
    this.column.drafts.delete(this.conversation.id);
    this.grow();
    this.hideList();
    const what = text.startsWith("/") ? "command" : "message";
    const channel = this.conversation.id;
    const answer = await this.column.send(what, { channel, text });
    if (!answer.ok && !this.field.value && this.conversation.id === channel) {
      this.field.value = text;
      this.grow();
    }
  }
}
