/** A searching picker (combobox) for several choices, and for choices the app delivers while one types. */

import { el, hidden, uid } from "./dom.js";
import { icon } from "./icons.js";
import { showAt } from "./menu.js";

const same = (one, other) => one.value === other.value;

class Picker {
  constructor(spec) {
    this.spec = spec;
    this.chosen = [...spec.chosen];
    this.found = [];
    this.marked = -1;
    this.asked = 0; // the number of the latest search; answers to older ones are dropped
    this.searching = false;
    this.takeFirst = false; // Enter came before the choices did
    this.timer = 0;
    this.build();
    this.listen();
    this.paintChips();
  }

  build() {
    const { props, several } = this.spec;
    this.listId = uid("list");
    const roles = { role: "combobox", autocomplete: "off", "aria-expanded": "false", "aria-controls": this.listId };
    this.input = el("input", { class: "picker-input", type: "text", ...roles, "aria-autocomplete": "list", ...props });
    this.list = el("div", { class: "listbox", id: this.listId, role: "listbox", popover: "manual" });
    this.list.setAttribute("aria-label", props["aria-label"] ?? "Choices");
    if (several) this.list.setAttribute("aria-multiselectable", "true");
    this.chips = el("span", { class: "chips" });
    this.status = el("span", { class: "sr-only", role: "status" });
    this.box = el("div", { class: "picker" }, this.chips, this.input, this.list, this.status);
  }

  listen() {
    this.input.addEventListener("input", () => this.searchSoon());
    this.input.addEventListener("click", () => !this.isOpen() && this.search());
    this.input.addEventListener("blur", () => this.close());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("click", (event) => event.target === this.box && this.input.focus());
  }

  isOpen() {
    return this.list.matches(":popover-open");
  }

  close() {
    if (this.isOpen()) this.list.hidePopover();
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.marked = -1;
  }

  paintChips() {
    const { several, placeholder } = this.spec;
    this.input.placeholder = this.chosen.length ? (several ? "Add another" : "") : (placeholder ?? "Choose");
    this.chips.replaceChildren(...this.chosen.map((choice) => this.chip(choice)));
  }

  chip(choice) {
    const remove = el("button", { type: "button", class: "chip-remove", on: { click: () => this.remove(choice) } });
    remove.append(icon("close"), hidden(`Remove ${choice.label}`));
    return el("span", { class: "chip" }, choice.label, remove);
  }

  settle() {
    this.paintChips();
    this.spec.change(this.chosen);
  }

  remove(choice) {
    this.chosen = this.chosen.filter((one) => !same(one, choice));
    this.settle();
    this.input.focus();
    if (this.isOpen()) this.paintList();
  }

  toggle(choice) {
    const { several, max } = this.spec;
    const already = this.chosen.some((one) => same(one, choice));
    if (already && several) {
      this.remove(choice);
      return;
    }
    if (several && max && this.chosen.length >= max) {
      this.status.textContent = `At most ${max} can be chosen.`;
      return;
    }
    if (!already) this.chosen = several ? [...this.chosen, choice] : [choice];
    this.input.value = "";
    this.settle();
    if (!several) this.close();
    else if (this.isOpen()) this.search();
  }

  mark(index) {
    this.marked = this.found.length ? (index + this.found.length) % this.found.length : -1;
    [...this.list.querySelectorAll("[role=option]")].forEach((row, at) => {
      row.classList.toggle("marked", at === this.marked);
      if (at !== this.marked) return;
      this.input.setAttribute("aria-activedescendant", row.id);
      row.scrollIntoView({ block: "nearest" });
    });
  }

  option(choice, index) {
    const selected = this.chosen.some((one) => same(one, choice));
    const props = { class: "option", role: "option", id: `${this.listId}-${index}`, "aria-selected": String(selected) };
    const row = el("div", props, el("span", { text: choice.label }));
    if (choice.hint) row.append(el("span", { class: "menu-hint", text: choice.hint }));
    row.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the focus stays in the input
      this.toggle(choice);
    });
    return row;
  }

  paintList(empty = "Nothing found") {
    const rows = [];
    let group = null;
    this.found.forEach((choice, index) => {
      if (choice.group && choice.group !== group) {
        group = choice.group;
        rows.push(el("div", { class: "menu-heading", role: "presentation", text: group }));
      }
      rows.push(this.option(choice, index));
    });
    if (!rows.length) rows.push(el("div", { class: "menu-empty", text: empty }));
    this.list.replaceChildren(...rows);
    this.status.textContent = this.found.length ? `${this.found.length} choices` : empty;
    this.input.setAttribute("aria-expanded", "true");
    showAt(this.list, this.box, { stretch: true });
  }

  searchSoon() {
    clearTimeout(this.timer);
    this.searching = true;
    this.takeFirst = false;
    this.timer = setTimeout(() => this.search(), this.spec.delay ?? 0);
  }

  async search() {
    this.asked += 1;
    const mine = this.asked;
    const query = this.input.value.trim();
    const least = this.spec.minQuery ?? 0;
    const found = query.length < least ? [] : await this.spec.find(query);
    if (mine !== this.asked) return;
    this.searching = false;
    this.found = found;
    if (document.activeElement === this.input) {
      this.paintList(query.length < least ? `Type at least ${least} characters` : undefined);
      this.mark(0);
    }
    const first = this.takeFirst ? found[0] : null;
    this.takeFirst = false;
    if (first) this.toggle(first);
  }

  key(event) {
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (this.isOpen()) this.mark(this.marked + (key === "ArrowDown" ? 1 : -1));
      else this.search();
    } else if (key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault(); // never submits the form around it
      if (this.searching) this.takeFirst = true;
      else if (this.isOpen() && this.marked >= 0) this.toggle(this.found[this.marked]);
      else this.search();
    } else if (key === "Escape" && (this.isOpen() || this.searching)) {
      event.preventDefault();
      event.stopPropagation(); // closes the list, not the form around it
      this.giveUp();
    } else if (key === "Backspace" && !this.input.value && this.chosen.length) {
      this.remove(this.chosen.at(-1));
    }
  }

  /** Forget the search under way, unless Enter has already asked for its first answer. */
  giveUp() {
    if (this.takeFirst) return;
    clearTimeout(this.timer);
    this.asked += 1;
    this.searching = false;
    this.close();
  }
}

/**
 * Build a picker and return its node. `spec`: {chosen: [{value, label}], several, max, placeholder, minQuery, delay,
 * find(query) -> Promise of [{value, label, hint?, group?}], change(chosen), props (attributes of the text input)}.
 */
export function picker(spec) {
  return new Picker(spec).box;
}
