/** Text-like inputs, and the checks Slack makes before it submits. */

import { el } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { toPlain, toRichText } from "./richtext.js";
import { isEmpty } from "./surface.js";

const TYPES = { plain_text_input: "text", email_text_input: "email", url_text_input: "url", number_input: "text" };

/** Single or many lines, e-mail, address, number, and rich text typed plainly. */
export function textInput(c) {
  const { element } = c;
  const rich = element.type === "rich_text_input";
  const long = rich || element.multiline === true;
  const props = { ...c.props(), class: "text-input", placeholder: plain(element.placeholder) || null, autocomplete: "off" };
  if (!long) props.type = TYPES[element.type];
  if (element.type === "number_input") props.inputmode = element.is_decimal_allowed ? "decimal" : "numeric";
  if (element.max_length) props.maxlength = element.max_length;
  const field = el(long ? "textarea" : "input", { ...props, rows: long ? "4" : null });
  const state = c.state();
  field.value = (rich ? toPlain(state.rich_text_value) : state.value) ?? "";
  const read = () => (rich ? { rich_text_value: toRichText(field.value) } : { value: field.value || null });
  const when = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  let timer = 0;
  field.addEventListener("input", () => {
    c.keep(read());
    if (c.block.dispatch_action && when.includes("on_character_entered")) {
      clearTimeout(timer);
      timer = setTimeout(() => c.change(read()), 300);
    }
  });
  field.addEventListener("keydown", (event) => {
    const enter = event.key === "Enter" && !event.isComposing && (!long || event.metaKey || event.ctrlKey);
    if (!enter || !c.block.dispatch_action || !when.includes("on_enter_pressed")) return;
    event.preventDefault();
    event.stopPropagation();
    c.change(read(), field);
  });
  if (!element.max_length || element.max_length > 1000) return field;
  return el("span", { class: "counted" }, field, counter(field, element.max_length));
}

function counter(field, max) {
  const left = el("span", { class: "counter", "aria-hidden": "true" });
  const paint = () => {
    const rest = max - field.value.length;
    left.textContent = rest <= Math.max(20, max * 0.2) ? String(rest) : "";
  };
  field.addEventListener("input", paint);
  paint();
  return left;
}

function numberProblem(element, value) {
  const pattern = element.is_decimal_allowed ? /^-?\d*\.?\d+$/ : /^-?\d+$/;
  if (!pattern.test(value)) return element.is_decimal_allowed ? "Please enter a number." : "Please enter a whole number.";
  if (element.min_value !== undefined && Number(value) < Number(element.min_value)) {
    return `Please enter a number of at least ${element.min_value}.`;
  }
  if (element.max_value !== undefined && Number(value) > Number(element.max_value)) {
    return `Please enter a number of at most ${element.max_value}.`;
  }
  return null;
}

function isWebAddress(value) {
  try {
    return ["http:", "https:"].includes(new URL(value).protocol);
  } catch {
    return false;
  }
}

/** What Slack itself would object to in one input block, as a sentence, or null. */
export function problem(block, state) {
  const { element } = block;
  if (isEmpty(state)) return block.optional ? null : "Please complete this required field.";
  const { value } = state;
  if (element.min_length && value.length < element.min_length) {
    return `Please write at least ${element.min_length} characters.`;
  }
  if (element.max_length && value.length > element.max_length) {
    return `Please write at most ${element.max_length} characters.`;
  }
  if (element.type === "email_text_input" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) {
    return "Please enter a valid email address.";
  }
  if (element.type === "url_text_input" && !isWebAddress(value)) return "Please enter a valid web address.";
  return element.type === "number_input" ? numberProblem(element, value) : null;
}
