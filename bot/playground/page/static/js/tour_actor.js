/** Does what a visitor would do, with the same controls: finds them, types, chooses, presses, waits. */

import { act } from "./api.js";
import { isApp, refresh, snapshot } from "./store.js";
import { allBlocks } from "./surface.js";

const PATIENCE_MS = 30_000; // whoever has enough of it presses Stop
const LETTER_MS = 14;
const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

/** What a step of the tour waits for did not come. */
export class StepFailed extends Error {}

/** The actor of a tour; `signal` stops it between any two movements, and in a `hurry` nothing is done for show. */
export class TourActor {
  constructor(layout, signal, hurry = false) {
    this.layout = layout;
    this.signal = signal;
    this.hurry = hurry || reducedMotion.matches;
  }

  /** Rest for some milliseconds. Throws StepFailed when the tour was stopped. */
  async rest(milliseconds) {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    if (this.signal.aborted) throw new StepFailed("stopped");
  }

  /** Wait until `check()` gives something, and return that. Throws StepFailed after some seconds. */
  async until(check, patience = PATIENCE_MS) {
    const end = Date.now() + patience;
    for (;;) {
      const found = check();
      if (found) return found;
      if (Date.now() > end) throw new StepFailed("It did not come.");
      await this.rest(60);
    }
  }

  /** Wait until `check()` gives something, but no longer than so many milliseconds; null when it did not. */
  async within(milliseconds, check) {
    try {
      return await this.until(check, milliseconds);
    } catch (error) {
      if (!(error instanceof StepFailed) || this.signal.aborted) throw error;
      return null;
    }
  }

  root(uid) {
    return this.layout.columnOf(uid).root;
  }

  /** The top modal of a person on screen, or undefined. */
  dialog(uid) {
    return this.layout.columnOf(uid).modals.modals.at(-1)?.dialog;
  }

  /** Turn a person to a conversation, as a press in the sidebar does. */
  async go(uid, conversation) {
    const column = this.layout.columnOf(uid);
    if (column.place.home || column.place.channel !== conversation.id) {
      const row = await this.until(() => column.root.querySelector(`[data-focus="side-${CSS.escape(conversation.id)}"]`));
      row.click();
      await this.rest(120);
    }
  }

  /** Turn a person to the app's Home. */
  async goHome(uid) {
    this.layout.columnOf(uid).goHome();
    await this.rest(120);
  }

  /** Press a control once it is there and free; one that is drawn anew meanwhile is looked for once more. */
  async press(find) {
    const free = () => {
      const found = find();
      return found && !found.disabled && !found.closest("[inert]") && found.getAttribute("aria-busy") !== "true" ? found : null;
    };
    const control = await this.until(free);
    control.scrollIntoView({ block: "nearest" });
    control.focus({ preventScroll: true });
    await this.rest(this.hurry ? 0 : 350);
    (control.isConnected ? control : await this.until(free)).click();
  }

  /** Type a text into a field, letter by letter unless the visitor prefers less motion. */
  async type(find, text) {
    const field = await this.until(find);
    field.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
    const step = this.hurry ? text.length : 1;
    for (let end = step; end <= text.length; end += step) {
      field.value = text.slice(0, end);
      field.dispatchEvent(new Event("input", { bubbles: true }));
      await this.rest(this.hurry ? 0 : LETTER_MS);
    }
  }

  /** Choose in a select by the words of the option. */
  async choose(find, words) {
    const select = await this.until(find);
    const text = (one) => one.textContent.trim();
    const option = [...select.options].find((one) => text(one) === words || text(one).startsWith(`${words} – `));
    if (!option) throw new StepFailed(`There is no “${words}” to choose.`);
    select.focus({ preventScroll: true });
    select.value = option.value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    await this.rest(this.hurry ? 0 : 300);
  }

  /** Choose in a searching picker by the words of the option. */
  async pick(find, words) {
    const input = await this.until(find);
    await this.type(() => input, words);
    const option = await this.until(() => document.getElementById(input.getAttribute("aria-controls"))?.querySelector("[role=option]"));
    option.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, cancelable: true }));
    input.blur();
    await this.rest(this.hurry ? 0 : 300);
  }

  /** Tick a box or pick a radio button, unless it is so already. */
  async tick(find) {
    const box = await this.until(find);
    if (box.checked) return;
    box.scrollIntoView({ block: "nearest" });
    box.click();
    await this.rest(this.hurry ? 0 : 200);
  }

  /** Send the form on top. */
  async submit(uid) {
    const before = this.dialog(uid);
    await this.press(() => this.dialog(uid)?.querySelector("[type=submit]"));
    return before;
  }

  /** Close every form a person has open. */
  async closeAll(uid) {
    for (const view of [...(snapshot(uid)?.modals ?? [])].reverse()) await act(uid, "close", { view_id: view.id });
    await refresh(uid);
  }
}

/** The conversation of a person with the app alone. */
export function ownDm(uid) {
  return snapshot(uid)?.conversations.find((one) => one.kind === "im" && one.members.some(isApp));
}

function elementsIn(blocks) {
  return allBlocks(blocks).flatMap((block) => [...(block.elements ?? []), block.accessory, block.element]).filter((one) => one?.action_id);
}

/** The newest element with this action in a conversation or view; `where` is either of them. */
export function find(where, action) {
  const places = where?.messages ? [...where.messages].reverse() : [where];
  for (const place of places) {
    const found = elementsIn(place?.blocks).find((one) => one.action_id.split(":")[0] === action);
    if (found) return found;
  }
  return null;
}
