/** Block Kit's blocks as DOM. */

import { dayOf } from "./dates.js";
import { el, link, reconcile, uid } from "./dom.js";
import { isGroup, renderElement } from "./elements.js";
import { imageElement } from "./images.js";
import { markdown } from "./markdown.js";
import { plain, textNodes } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { now, preferences } from "./store.js";

function section(block, ctx) {
  const body = el("div", { class: "section-body" });
  const textId = uid("section");
  if (block.text) body.append(el("div", { class: "section-text", id: textId }, textNodes(block.text, ctx)));
  if (block.fields) {
    const fields = block.fields.map((field) => el("div", { class: "field" }, textNodes(field, ctx)));
    body.append(el("div", { class: "fields" }, ...fields));
  }
  const node = el("div", { class: "block block-section" }, body);
  if (block.accessory) {
    const a11y = isGroup(block.accessory.type) && block.text ? { labelId: textId } : { label: labelFor(block) };
    node.append(el("div", { class: "accessory" }, renderElement(block.accessory, block, ctx, a11y)));
  }
  return node;
}

/** A name for a control that has no label of its own. */
function labelFor(block, element = block.accessory) {
  const words = plain(element?.placeholder) || plain(block.text).replace(/[*_~`]/g, "");
  return words ? words.slice(0, 80) : null;
}

function actions(block, ctx) {
  const elements = (block.elements ?? []).map((element) => {
    return renderElement(element, block, ctx, { label: element.type === "button" ? null : labelFor(block, element) ?? "Choose" });
  });
  return el("div", { class: `block block-actions` }, ...elements);
}

function context(block, ctx) {
  const parts = (block.elements ?? []).map((element) => {
    if (element.type === "image") return imageElement(element, "image-tiny");
    return el("span", { class: "context-text" }, textNodes(element, ctx));
  });
  return el("div", { class: "block block-context" }, ...parts);
}

function image(block) {
  const figure = el("figure", { class: "block block-image" });
  if (block.title) figure.append(el("figcaption", {}, plain(block.title)));
  figure.append(imageElement(block, "image-large"));
  return figure;
}

function input(block, ctx) {
  const { element } = block;
  const id = uid("input");
  const hintId = block.hint ? `${id}-hint` : null;
  const errorId = `${id}-error`;
  const describedby = [hintId, errorId].filter(Boolean).join(" ");
  const optional = block.optional ? el("span", { class: "optional", text: " (optional)" }) : null;
  const labelId = `${id}-label`;
  const group = isGroup(element.type);
  const label = group
    ? el("div", { class: "label", id: labelId }, plain(block.label), ...(optional ? [optional] : []))
    : el("label", { class: "label", id: labelId, for: id }, plain(block.label), ...(optional ? [optional] : []));
  const a11y = { id, labelId, describedby, required: !block.optional };
  const node = el("div", { class: "block block-input", data: { input: block.block_id } }, label);
  node.append(renderElement(element, block, ctx, a11y));
  node.append(el("p", { class: "error", id: errorId, role: "alert" }));
  if (block.hint) node.append(el("p", { class: "hint", id: hintId }, plain(block.hint)));
  return node;
}

function table(block, ctx) {
  const settings = block.column_settings ?? [];
  const cell = (content, column, tag) => {
    const align = settings[column]?.align ?? "left";
    const node = el(tag, { class: `align-${align}`, scope: tag === "th" ? "col" : null });
    if (content.type === "rich_text") node.append(richText(content, ctx));
    else node.append(content.text ?? "");
    return node;
  };
  const row = (cells, tag) => el("tr", {}, ...cells.map((content, column) => cell(content, column, tag)));
  const [head, ...body] = block.rows ?? [];
  const node = el("table", {}, el("thead", {}, row(head ?? [], "th")), el("tbody", {}, ...body.map((one) => row(one, "td"))));
  const region = { class: "table-scroll", role: "group", tabindex: "0", "aria-label": "Table" };
  return el("div", { class: "block block-table" }, el("div", region, node));
}

/** A chart as bars, and the same as words for who does not see them. */
function chart(block) {
  const { series = [], segments } = block.chart ?? {};
  const shown = segments ? [{ name: block.title, data: segments }] : series;
  const most = Math.max(1, ...shown.flatMap((one) => one.data.map((point) => point.value)));
  const labels = (shown[0]?.data ?? []).map((point) => point.label);
  const bars = labels.map((label, at) => {
    const group = shown.map((one, which) => {
      const { value } = one.data[at];
      const bar = el("div", { class: `chart-bar series-${which % 6}` }, el("span", { text: String(value) }));
      bar.style.height = `${Math.max(0, (100 * value) / most)}%`;
      return bar;
    });
    return el("div", { class: "chart-group" }, el("div", { class: "chart-bars" }, ...group), el("div", { class: "chart-label", text: label }));
  });
  const legend = shown.map((one, which) => el("span", { class: `chart-key series-${which % 6}`, text: one.name }));
  const words = labels.map((label, at) => `${label}: ${shown.map((one) => `${one.name} ${one.data[at].value}`).join(", ")}`);
  const plot = el("div", { class: "chart-plot", role: "img", "aria-label": `${block.title}. ${words.join(". ")}` }, ...bars);
  return el("figure", { class: "block block-chart" }, el("figcaption", {}, block.title), plot, el("div", { class: "chart-legend" }, ...legend));
}

function container(block, ctx) {
  const title = plain(block.title);
  const inside = (block.child_blocks ?? []).map((child) => make(child, ctx));
  if (!block.is_collapsible) {
    const head = el("p", { class: "container-title" }, title);
    return el("div", { class: "block block-container", role: "group", "aria-label": title }, head, ...inside);
  }
  const folded = ctx.surface.folded.get(title) ?? Boolean(block.default_collapsed);
  const node = el("details", { class: "block block-container" }, el("summary", { class: "container-title" }, title), ...inside);
  node.open = !folded;
  node.addEventListener("toggle", () => ctx.surface.folded.set(title, !node.open));
  return node;
}

function video(block) {
  const title = plain(block.title) || "Video";
  const text = plain(block.description);
  return el("div", { class: "block block-video" }, link(block.title_url ?? block.video_url, title), el("p", { text }));
}

const BUILDERS = {
  section,
  actions,
  container,
  context,
  image,
  input,
  table,
  video,
  context_actions: actions,
  data_visualization: chart,
  divider: () => el("hr", { class: "block block-divider" }),
  header: (block) => el("h3", { class: "block block-header" }, plain(block.text)),
  rich_text: (block, ctx) => el("div", { class: "block block-rich" }, richText(block, ctx)),
  markdown: (block, ctx) => el("div", { class: "block block-markdown" }, markdown(block.text, ctx)),
  alert: (block, ctx) => el("div", { class: `block block-alert alert-${block.level ?? "default"}` }, textNodes(block.text, ctx)),
};

function make(block, ctx) {
  const build = BUILDERS[block.type];
  if (build) return build(block, ctx);
  return el("div", { class: "block unknown", text: `(a ${block.type} block is not shown here)` });
}

/**
 * Show `blocks` in `parent`, rebuilding only those that changed. Values live in `ctx.surface`, so an input typed in
 * survives a rebuild when its block_id and action_id stay the same.
 */
export function renderBlocks(parent, blocks, ctx) {
  ctx.surface.show(blocks);
  const setting = `${ctx.viewer.id}${ctx.viewer.tz}${dayOf(now(), ctx.viewer.tz)}${preferences.hour12}`;
  const used = new Map();
  const items = blocks.map((block, index) => {
    const id = block.block_id ?? `block-${index}`;
    const times = used.get(id) ?? 0;
    used.set(id, times + 1);
    return { key: `${id}#${times}`, sig: setting + JSON.stringify(block), make: () => make(block, ctx) };
  });
  reconcile(parent, items);
}

/** Show one error under its input block, or take it away with null. */
export function showError(root, blockId, message) {
  const node = root.querySelector(`[data-input="${CSS.escape(blockId)}"]`);
  if (!node) return null;
  const control = node.querySelector("input, select, textarea");
  node.querySelector(".error").textContent = message ?? "";
  node.classList.toggle("has-error", Boolean(message));
  if (message) control?.setAttribute("aria-invalid", "true");
  else control?.removeAttribute("aria-invalid");
  return control;
}
