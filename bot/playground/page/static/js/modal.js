/** Modals of one column: a stack of native dialogs over that column only, and the small confirm dialog. */

import { renderBlocks, showError } from "./blocks.js";
import { el, hidden, uid } from "./dom.js";
import { icon } from "./icons.js";
import { problem } from "./inputs.js";
import { plain, textNodes } from "./mrkdwn.js";
import { typedInto } from "./store.js";
import { Surface } from "./surface.js";

/** Let Tab go round inside a dialog, so that the keyboard stays with the question asked. */
function keepFocusInside(dialog, event) {
  if (event.key !== "Tab") return;
  const all = [...dialog.querySelectorAll("a[href], button, input, select, textarea, [tabindex='0']")];
  const reachable = all.filter((node) => !node.disabled && node.tabIndex >= 0 && node.checkVisibility());
  const [first, last] = [reachable[0], reachable.at(-1)];
  const leaving = event.shiftKey ? document.activeElement === first : document.activeElement === last;
  if (!leaving && dialog.contains(document.activeElement)) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}

/** Ask a Block Kit confirm question over `host`; resolves to true or false, to false when `signal` ends it. */
export function confirmDialog(host, question, ctx, signal) {
  const titleId = uid("confirm");
  const before = document.activeElement;
  return new Promise((resolve) => {
    const answer = (yes) => {
      dialog.remove();
      before?.focus?.({ preventScroll: true });
      resolve(yes);
    };
    const style = question.style === "danger" ? "button-danger" : "button-primary";
    const no = el("button", { type: "button", class: "button", on: { click: () => answer(false) } }, plain(question.deny) || "Cancel");
    const yes = el("button", { type: "button", class: `button ${style}`, on: { click: () => answer(true) } }, plain(question.confirm) || "Yes");
    const dialog = el(
      "dialog",
      { class: "dialog confirm", "aria-labelledby": titleId, role: "alertdialog" },
      el("h2", { id: titleId }, plain(question.title) || "Are you sure?"),
      el("p", {}, textNodes(question.text, ctx)),
      el("div", { class: "dialog-foot" }, no, yes),
    );
    dialog.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") answer(false);
      else keepFocusInside(dialog, event);
    });
    signal.addEventListener("abort", () => answer(false), { once: true });
    host.append(dialog);
    dialog.show();
    yes.focus();
  });
}

/** One open view and its dialog. */
class Modal {
  constructor(view, stack) {
    this.stack = stack;
    this.id = view.id;
    const send = async (body) => {
      const answer = await stack.column.send("action", body);
      this.general.textContent = answer.ok ? "" : (answer.notice ?? "");
      return answer;
    };
    this.surface = typedInto(view.id, (kept) => new Surface({ type: "view", view_id: view.id }, send, view.state?.values, kept));
    this.surface.send = send;
    this.ctx = stack.column.context(this.surface);
    this.ctx.touched = (blockId) => showError(this.body, blockId, null);
    this.build();
    this.update(view);
  }

  build() {
    const titleId = uid("modal");
    this.title = el("h2", { id: titleId });
    this.body = el("div", { class: "dialog-body" });
    this.general = el("p", { class: "dialog-error", role: "alert" });
    this.cancel = el("button", { type: "button", class: "button", on: { click: () => this.close() } });
    this.submit = el("button", { type: "submit", class: "button button-primary" });
    const cross = el("button", { type: "button", class: "icon-button", on: { click: () => this.close() } }, icon("close"), hidden("Close"));
    const foot = el("div", { class: "dialog-foot" }, this.cancel, this.submit);
    const head = el("div", { class: "dialog-head" }, this.title, cross);
    this.form = el("form", { novalidate: true }, head, this.body, this.general, foot);
    this.dialog = el("dialog", { class: "dialog modal", "aria-labelledby": titleId, tabindex: "-1" }, this.form);
    this.dialog.dataset.focusHolder = "";
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.dialog.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        this.close();
      } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.send();
      else keepFocusInside(this.dialog, event);
    });
  }

  /** Take over a new version of the view; what was typed stays. Another title is another page: it starts at its top. */
  update(view) {
    const turned = this.view && plain(this.view.title) !== plain(view.title);
    const inside = this.dialog.contains(document.activeElement);
    this.view = view;
    this.title.textContent = plain(view.title);
    this.cancel.textContent = plain(view.close) || "Cancel";
    this.submit.textContent = plain(view.submit) || "Submit";
    this.submit.hidden = !view.submit;
    renderBlocks(this.body, view.blocks, this.ctx);
    if (!turned) return;
    this.body.scrollTop = 0;
    this.general.textContent = "";
    if (inside) this.show();
  }

  /** Show the dialog and put the focus where the view, or common sense, wants it. */
  show() {
    if (!this.dialog.open) this.dialog.show();
    const wanted = this.view.blocks.find((block) => block.element?.focus_on_load);
    const named = wanted && this.body.querySelector(`[data-action="${CSS.escape(wanted.element.action_id)}"]`);
    const first = this.body.querySelector("input, select, textarea, button, a[href]");
    (named ?? first ?? (this.view.submit ? this.submit : this.cancel)).focus({ preventScroll: true });
  }

  problems() {
    const found = {};
    const inputs = this.view.blocks.filter((block) => block.type === "input");
    for (const block of inputs) {
      const message = problem(block, this.surface.state(block.block_id, block.element));
      if (message) found[block.block_id] = message;
    }
    return found;
  }

  showErrors(errors) {
    let first = null;
    for (const block of this.view.blocks) {
      if (block.type !== "input") continue;
      const message = errors[block.block_id] ?? null;
      const control = showError(this.body, block.block_id, message);
      if (message && !first) first = control;
    }
    first?.focus();
    first?.closest(".block")?.scrollIntoView({ block: "nearest" });
  }

  async send() {
    if (!this.view.submit || this.submit.getAttribute("aria-busy") === "true") return;
    this.general.textContent = "";
    this.submit.setAttribute("aria-busy", "true");
    await this.surface.pending;
    const problems = this.problems();
    this.showErrors(problems);
    if (!Object.keys(problems).length) await this.deliver();
    this.submit.removeAttribute("aria-busy");
  }

  async deliver() {
    const answer = await this.stack.column.send("submit", { view_id: this.id, values: this.surface.collect() });
    if (answer.errors) this.showErrors(answer.errors);
    else if (!answer.ok) this.general.textContent = answer.notice ?? "Something went wrong. Try again?";
  }

  close() {
    return this.stack.column.send("close", { view_id: this.id });
  }
}

/** Keeps the dialogs of a column in step with the person's open views; only the top one is shown. */
export class ModalStack {
  /** `column` offers send(what, body), context(surface), asking and `setCovered(bool)`; `host` takes the dialogs. */
  constructor(column, host) {
    this.column = column;
    this.host = host;
    this.modals = [];
    this.returnTo = null;
  }

  /** Show these views, bottom to top. What was typed into one that closed is forgotten, unless its person only left. */
  render(views, { closed = true } = {}) {
    const before = this.modals.at(-1)?.id ?? null;
    if (!this.modals.length && views.length) this.returnTo = document.activeElement;
    const kept = new Map(this.modals.map((modal) => [modal.id, modal]));
    this.modals = views.map((view) => {
      const known = kept.get(view.id);
      kept.delete(view.id);
      if (known) known.update(view);
      return known ?? new Modal(view, this);
    });
    const inside = this.host.contains(document.activeElement);
    for (const gone of kept.values()) {
      gone.dialog.remove();
      if (closed) gone.surface.values.clear();
    }
    this.modals.forEach((modal, level) => {
      if (!modal.dialog.isConnected) this.host.append(modal.dialog);
      const top = level === this.modals.length - 1;
      modal.dialog.classList.toggle("modal-below", !top);
      if (!modal.dialog.open) modal.dialog.show();
    });
    this.cover();
    const top = this.modals.at(-1);
    if (top && top.id !== before) this.arrive(top, inside);
    if (!top && before && inside) this.leave();
  }

  /** Let only what lies on top be used: a question, else the topmost form, else the conversation. */
  cover() {
    const asking = Boolean(this.column.asking);
    this.modals.forEach((modal, level) => (modal.dialog.inert = asking || level < this.modals.length - 1));
    const covered = asking || this.modals.length > 0;
    this.host.classList.toggle("modals-open", covered);
    this.column.setCovered(covered);
  }

  /** Take the focus, unless the viewer is busy in another person's column. */
  arrive(top, inside) {
    const elsewhere = document.activeElement?.closest?.(".column");
    if (inside || !elsewhere || elsewhere === this.host.closest(".column")) top.show();
  }

  leave() {
    const key = this.returnTo?.dataset?.focus;
    const again = key && this.column.root.querySelector(`[data-focus="${CSS.escape(key)}"]`);
    const back = this.returnTo?.isConnected && this.returnTo !== document.body ? this.returnTo : again;
    if (back) back.focus({ preventScroll: true });
    else this.column.focusComposer();
  }
}
