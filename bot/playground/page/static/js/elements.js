/** Block Kit's elements as native controls: which module builds which, and what each builder is given. */

import { button, feedback, overflow } from "./buttons.js";
import { datepicker, datetimepicker, timepicker } from "./date_inputs.js";
import { el } from "./dom.js";
import { fileInput } from "./files.js";
import { imageElement } from "./images.js";
import { textInput } from "./inputs.js";
import { nativeSelect } from "./native_select.js";
import { pickers } from "./selects.js";
import { ticks } from "./ticks.js";

/** Attributes every control shares: identity for focus, label and description. */
function common(element, block, a11y, part = "") {
  return {
    id: part ? null : a11y.id,
    "data-focus": `${block.block_id}|${element.action_id}|${part}`,
    "data-action": element.action_id,
    "aria-label": a11y.label ?? null,
    "aria-describedby": a11y.describedby ?? null,
    "aria-required": a11y.required ? "true" : null,
  };
}

/** What a builder is given: one element with its surroundings. */
function controller(element, block, ctx, a11y) {
  const { surface } = ctx;
  const dispatches = block.type !== "input" || block.dispatch_action === true;
  const self = {
    element,
    block,
    ctx,
    a11y,
    dispatches,
    state: () => surface.state(block.block_id, element),
    props: (part) => common(element, block, a11y, part),
    /** Keep a state without telling the app. */
    keep(state) {
      surface.set(block.block_id, element, { type: element.type, ...state });
      ctx.touched?.(block.block_id);
    },
    /** Keep a state and tell the app when this element dispatches; asks first when it has a confirm dialog. */
    async change(state, node) {
      const before = self.state();
      if (dispatches && element.confirm && !(await ctx.confirm(element.confirm))) {
        surface.set(block.block_id, element, before);
        self.rebuild();
        return;
      }
      self.keep(state);
      if (dispatches) await self.send(self.state(), node);
    },
    async send(state, node) {
      node?.setAttribute("aria-busy", "true");
      await surface.dispatch(block, element, state);
      node?.removeAttribute("aria-busy");
    },
    rebuild() {
      const fresh = BUILDERS[element.type](self);
      self.node.replaceWith(fresh);
      self.node = fresh;
    },
  };
  return self;
}

const BUILDERS = {
  button,
  icon_button: button,
  workflow_button: button,
  feedback_buttons: feedback,
  overflow,
  static_select: nativeSelect,
  users_select: nativeSelect,
  conversations_select: nativeSelect,
  channels_select: nativeSelect,
  external_select: pickers,
  multi_static_select: pickers,
  multi_external_select: pickers,
  multi_users_select: pickers,
  multi_conversations_select: pickers,
  multi_channels_select: pickers,
  checkboxes: ticks,
  radio_buttons: ticks,
  datepicker,
  timepicker,
  datetimepicker,
  plain_text_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  number_input: textInput,
  rich_text_input: textInput,
  file_input: fileInput,
};

/** Whether several controls make up this element, so that its label belongs to a group. */
export function isGroup(type) {
  return type === "checkboxes" || type === "radio_buttons";
}

/** The control for an element; an unknown type says so instead of hiding. */
export function renderElement(element, block, ctx, a11y = {}) {
  if (element.type === "image") return imageElement(element);
  if (!BUILDERS[element.type]) return el("span", { class: "unknown", text: `(${element.type} is not shown here)` });
  const c = controller(element, block, ctx, a11y);
  c.node = BUILDERS[element.type](c);
  return c.node;
}
