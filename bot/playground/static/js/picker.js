/** A searching picker (combobox) for several choices, and for choices the app delivers while one types. */

import { el, hidden, uid } from "./dom.js";
import { icon } from "./icons.js";
import { place } from "./menu.js";

const keyOf = (choice) => choice.value;

/**
 * Build a picker. `spec`: {chosen: [{value,label}], several, max, placeholder, find(query) -> Promise of
 * [{value,label,hint?,group?}], change(chosen), props (attributes for the text input)}.
 */
export function picker(spec) {
  const listId = uid("list");
  let chosen = [...spec.chosen];
  let found = [];
  let marked = -1;
  let asked = 0;
  let timer = 0;
  let searching = false;
  let takeFirst = false; // Enter came before the choices did

  const chips = el("span", { class: "chips" });
  const input = el("input", {
    class: "picker-input",
    type: "text",
    role: "combobox",
    autocomplete: "off",
    "aria-expanded": "false",
    "aria-controls": listId,
    "aria-autocomplete": "list",
    ...spec.props,
  });
  const list = el("div", { class: "listbox", id: listId, role: "listbox", popover: "manual" });
  list.setAttribute("aria-label", spec.props["aria-label"] ?? "Choices");
  if (spec.several) list.setAttribute("aria-multiselectable", "true");
  const status = el("span", { class: "sr-only", role: "status" });
  const box = el("div", { class: "picker" }, chips, input, list, status);

  const isOpen = () => list.matches(":popover-open");
  const close = () => {
    if (isOpen()) list.hidePopover();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    marked = -1;
  };

  const paintChips = () => {
    const single = !spec.several;
    input.placeholder = chosen.length ? (single ? "" : "Add another") : (spec.placeholder ?? "Choose");
    box.classList.toggle("picker-filled", chosen.length > 0);
    chips.replaceChildren(
      ...chosen.map((choice) =>
        el(
          "span",
          { class: "chip" },
          choice.label,
          el(
            "button",
            { type: "button", class: "chip-remove", on: { click: () => remove(choice) } },
            icon("close"),
            hidden(`Remove ${choice.label}`),
          ),
        ),
      ),
    );
  };

  const settle = () => {
    paintChips();
    spec.change(chosen);
  };
  const remove = (choice) => {
    chosen = chosen.filter((one) => keyOf(one) !== keyOf(choice));
    settle();
    input.focus();
    if (isOpen()) paintList();
  };
  const toggle = (choice) => {
    if (chosen.some((one) => keyOf(one) === keyOf(choice))) {
      if (spec.several) return remove(choice);
    } else if (!spec.several) chosen = [choice];
    else if (!spec.max || chosen.length < spec.max) chosen = [...chosen, choice];
    else {
      status.textContent = `At most ${spec.max} can be chosen.`;
      return undefined;
    }
    input.value = "";
    settle();
    if (!spec.several) close();
    else if (isOpen()) {
      paintList();
      search();
    }
    return undefined;
  };

  const mark = (index) => {
    marked = found.length ? (index + found.length) % found.length : -1;
    [...list.querySelectorAll("[role=option]")].forEach((row, at) => {
      row.classList.toggle("marked", at === marked);
      if (at === marked) {
        input.setAttribute("aria-activedescendant", row.id);
        row.scrollIntoView({ block: "nearest" });
      }
    });
  };

  function paintList(message = null) {
    const rows = [];
    let group = null;
    found.forEach((choice, index) => {
      if (choice.group && choice.group !== group) {
        group = choice.group;
        rows.push(el("div", { class: "menu-heading", role: "presentation", text: group }));
      }
      const selected = chosen.some((one) => keyOf(one) === keyOf(choice));
      const props = { class: "option", role: "option", id: `${listId}-${index}`, "aria-selected": String(selected) };
      const row = el("div", props, el("span", { text: choice.label }));
      if (choice.hint) row.append(el("span", { class: "menu-hint", text: choice.hint }));
      row.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        toggle(choice);
      });
      rows.push(row);
    });
    if (!found.length) rows.push(el("div", { class: "menu-empty", text: message ?? "Nothing found" }));
    list.replaceChildren(...rows);
    status.textContent = found.length ? `${found.length} choices` : (message ?? "Nothing found");
    if (!isOpen()) list.showPopover();
    input.setAttribute("aria-expanded", "true");
    place(list, box, { stretch: true });
  }

  async function search() {
    asked += 1;
    const mine = asked;
    const query = input.value.trim();
    if (query.length < (spec.minQuery ?? 0)) {
      found = [];
      searching = false;
      paintList(`Type at least ${spec.minQuery} characters`);
      return;
    }
    const answer = await spec.find(query);
    if (mine !== asked) return;
    searching = false;
    if (document.activeElement !== input) return;
    found = answer;
    paintList();
    mark(found.length ? 0 : -1);
    if (takeFirst && found.length) toggle(found[0]);
    takeFirst = false;
  }

  const searchSoon = () => {
    clearTimeout(timer);
    searching = true;
    takeFirst = false;
    timer = setTimeout(search, spec.delay ?? 0);
  };
  input.addEventListener("input", searchSoon);
  input.addEventListener("click", () => !isOpen() && search());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (isOpen()) mark(marked + (event.key === "ArrowDown" ? 1 : -1));
      else search();
    } else if (event.key === "Enter") {
      event.preventDefault(); // never submits the form around it
      if (searching) takeFirst = true;
      else if (isOpen() && marked >= 0) toggle(found[marked]);
      else search();
    } else if (event.key === "Escape" && isOpen()) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Backspace" && !input.value && chosen.length) {
      remove(chosen.at(-1));
    }
  });
  box.addEventListener("click", (event) => event.target === box && input.focus());
  paintChips();
  return box;
}
