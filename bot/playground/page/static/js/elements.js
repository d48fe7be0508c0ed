/** Block Kit's buttons, menus and pickers as native controls. Text-like inputs live in inputs.js. */

import { withToken } from "./api.js";
import { fromLocalInput, toLocalInput, zoneCity } from "./dates.js";
import { el, link, safeUrl, uid } from "./dom.js";
import { fileInput } from "./files.js";
import { icon } from "./icons.js";
import { textInput } from "./inputs.js";
import { openMenu } from "./menu.js";
import { plain, textNodes } from "./mrkdwn.js";
import { listChoices, pickers } from "./selects.js";

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

function button(c) {
  const { element } = c;
  const props = { ...c.props(), class: `button ${element.style ? `button-${element.style}` : ""}` };
  props["aria-label"] = element.accessibility_label ?? null;
  const press = async (event) => {
    const node = event.currentTarget;
    if (node.getAttribute("aria-busy") === "true") return;
    if (element.confirm) {
      event.preventDefault();
      if (!(await c.ctx.confirm(element.confirm))) return;
      if (element.url && safeUrl(element.url)) window.open(safeUrl(element.url), "_blank", "noopener");
    }
    await c.send({ type: "button", ...(element.value !== undefined && { value: element.value }) }, node);
  };
  const label = element.text ? plain(element.text) : (element.accessibility_label ?? element.icon ?? "");
  const href = element.url && safeUrl(element.url);
  if (href) {
    const target = { href, target: "_blank", rel: "noopener noreferrer", on: { click: press } };
    return el("a", { ...props, ...target }, label);
  }
  return el("button", { ...props, type: "button", on: { click: press } }, label);
}

function overflow(c) {
  const props = { ...c.props(), "aria-label": "More actions", "aria-haspopup": "menu", "aria-expanded": "false" };
  const open = (event) => {
    const anchor = event.currentTarget;
    const entries = c.element.options.map((option) => ({
      label: plain(option.text),
      hint: plain(option.description),
      async run() {
        if (c.element.confirm && !(await c.ctx.confirm(c.element.confirm))) return;
        const href = option.url && safeUrl(option.url);
        if (href) window.open(href, "_blank", "noopener");
        await c.send({ type: "overflow", selected_option: option }, anchor);
      },
    }));
    openMenu(anchor, entries, "More actions");
  };
  const node = el("button", { ...props, class: "button button-icon", type: "button", on: { click: open } });
  node.dataset.menuEnd = "";
  node.append(icon("more"));
  return node;
}

/** A native select over a flat or grouped list of choices. */
function nativeSelect(c) {
  const list = listChoices(c.element, c.ctx);
  const current = list.current(c.state());
  const props = { ...c.props(), class: "select" };
  if (!c.a11y.label && !c.a11y.id) props["aria-label"] = plain(c.element.placeholder) || "Choose";
  const node = el("select", props);
  node.append(el("option", { value: "" }, plain(c.element.placeholder) || "Choose"));
  let group = null;
  let parent = node;
  list.choices.forEach((choice, index) => {
    if (choice.group !== group) {
      group = choice.group;
      parent = group ? el("optgroup", { label: group }) : node;
      if (group) node.append(parent);
    }
    const text = choice.hint ? `${choice.label} – ${choice.hint}` : choice.label;
    parent.append(el("option", { value: String(index), selected: choice.value === current }, text));
  });
  node.addEventListener("change", () => {
    const chosen = list.choices[Number(node.value)];
    if (node.value === "" && c.block.type !== "input") return;
    c.change(list.toState(node.value === "" ? null : chosen), node);
  });
  return el("span", { class: "select-wrap" }, node, icon("down"));
}

/** Radio buttons and checkboxes. */
function ticks(c) {
  const several = c.element.type === "checkboxes";
  const state = c.state();
  const chosen = several ? state.selected_options : [state.selected_option].filter(Boolean);
  const name = uid("tick");
  const same = (a, b) => (a.value ?? a.text?.text) === (b.value ?? b.text?.text);
  const group = el("div", { class: "ticks", role: several ? "group" : "radiogroup" });
  if (c.a11y.labelId) group.setAttribute("aria-labelledby", c.a11y.labelId);
  else group.setAttribute("aria-label", c.a11y.label ?? "Choices");
  if (c.a11y.describedby) group.setAttribute("aria-describedby", c.a11y.describedby);
  c.element.options.forEach((option, index) => {
    const { id, ...rest } = c.props(String(index));
    delete rest["aria-label"];
    delete rest["aria-describedby"];
    delete rest["aria-required"];
    const input = el("input", { ...rest, type: several ? "checkbox" : "radio", name, value: option.value ?? String(index) });
    input.checked = chosen.some((one) => same(one, option));
    input.addEventListener("change", () => {
      const boxes = [...group.querySelectorAll("input")];
      const picked = c.element.options.filter((_, at) => boxes[at].checked);
      c.change(several ? { selected_options: picked } : { selected_option: picked[0] ?? null }, group);
    });
    const words = el("span", { class: "tick-text" }, textNodes(option.text, c.ctx));
    if (option.description) words.append(el("span", { class: "tick-hint" }, textNodes(option.description, c.ctx)));
    group.append(el("label", { class: "tick" }, input, words));
  });
  return group;
}

/** Wait until a date or time input has come to rest before the app hears of it: typing a year fires four changes. */
function whenSettled(input, run) {
  let timer = 0;
  let dirty = false;
  const fire = () => {
    clearTimeout(timer);
    if (dirty) run();
    dirty = false;
  };
  input.addEventListener("input", () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(fire, 700);
  });
  input.addEventListener("blur", fire);
  input.addEventListener("keydown", (event) => event.key === "Enter" && fire());
}

function temporal(c, type, value, read, note) {
  const props = { ...c.props(), class: "text-input date-input", type, value };
  if (!props["aria-label"] && !props.id) props["aria-label"] = plain(c.element.placeholder) || "Choose a time";
  const input = el("input", props);
  const silent = c.block.type === "input" && !c.block.dispatch_action;
  if (silent) input.addEventListener("input", () => c.keep(read(input.value)));
  else whenSettled(input, () => c.change(read(input.value), input));
  return note ? el("span", { class: "with-note" }, input, el("span", { class: "note", text: note })) : input;
}

function datepicker(c) {
  return temporal(c, "date", c.state().selected_date ?? "", (v) => ({ selected_date: v || null }));
}

function timepicker(c) {
  const zone = c.element.timezone;
  const read = (value) => ({ selected_time: value || null, ...(zone && { timezone: zone }) });
  return temporal(c, "time", c.state().selected_time ?? "", read, zone && `${zoneCity(zone)} time`);
}

function datetimepicker(c) {
  const { tz } = c.ctx.viewer;
  const seconds = c.state().selected_date_time;
  const value = seconds ? toLocalInput(new Date(seconds * 1000), tz) : "";
  const read = (text) => {
    const instant = fromLocalInput(text, tz);
    return { selected_date_time: instant ? Math.floor(instant.getTime() / 1000) : null };
  };
  return temporal(c, "datetime-local", value, read, `${zoneCity(tz)} time`);
}

/** Feedback buttons of context_actions: two small buttons. */
function feedback(c) {
  const one = (which) => {
    const spec = c.element[which];
    const send = (event) => c.send({ type: "feedback_buttons", value: spec.value }, event.currentTarget);
    return el("button", { ...c.props(which), type: "button", class: "button button-small", on: { click: send } }, plain(spec.text));
  };
  return el("span", { class: "button-row" }, one("positive_button"), one("negative_button"));
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

function pictureUrl({ image_url: outside, slack_file: file }) {
  if (outside) return safeUrl(outside);
  const own = file?.url ?? (file?.id ? `/files/${encodeURIComponent(file.id)}/picture` : "");
  return own ? safeUrl(withToken(own)) : null;
}

/** A picture of this server; others are named, not fetched: the page loads nothing from outside. */
export function imageElement(element, className = "image-small") {
  const url = pictureUrl(element);
  const missing = () => {
    const name = element.alt_text || "Picture";
    const box = el("span", { class: `${className} image-missing`, role: "img", "aria-label": name }, icon("image"));
    if (className !== "image-small") box.append(el("span", { class: "image-alt", text: name }));
    return url && className !== "image-small" ? link(url, box, "image-link") : box;
  };
  if (!url || new URL(url).origin !== location.origin) return missing();
  const image = el("img", { class: className, src: url, alt: element.alt_text ?? "", loading: "lazy" });
  image.addEventListener("error", () => image.replaceWith(missing()));
  return image;
}
