/** rich_text blocks as DOM, and plain typing as rich_text for the rich text input. */

import { el, link } from "./dom.js";
import { emoji } from "./emoji.js";
import { broadcast, channelChip, lines, mention, timeNode } from "./mrkdwn.js";

const WRAPS = { bold: "strong", italic: "em", strike: "del", code: "code", underline: "u" };

function withStyle(node, style = {}) {
  return Object.entries(WRAPS).reduce((inner, [name, tag]) => (style[name] ? el(tag, {}, inner) : inner), node);
}

function inlineNode(item, ctx) {
  switch (item.type) {
    case "text":
      return withStyle(lines(item.text ?? ""), item.style);
    case "link":
      return withStyle(link(item.url, item.text || item.url), item.style);
    case "user":
      return withStyle(mention(item.user_id, ctx), item.style);
    case "channel":
      return withStyle(channelChip(item.channel_id, ctx), item.style);
    case "usergroup":
      return el("span", { class: "mention", text: `@${item.usergroup_id}` });
    case "broadcast":
      return broadcast(item.range);
    case "emoji":
      return document.createTextNode(fromCode(item.unicode) ?? emoji(item.name) ?? `:${item.name}:`);
    case "date":
      return withStyle(timeNode(item.timestamp, item.format, ctx, item.url), item.style);
    case "color":
      return colorChip(item.value);
    default:
      return document.createTextNode(item.text ?? item.fallback ?? "");
  }
}

function fromCode(unicode) {
  if (!unicode) return null;
  return String.fromCodePoint(...unicode.split("-").map((code) => Number.parseInt(code, 16)));
}

function colorChip(value) {
  const swatch = el("span", { class: "swatch" });
  swatch.style.setProperty("--swatch", value);
  return el("span", {}, swatch, value);
}

function inlines(elements, ctx) {
  return (elements ?? []).map((item) => inlineNode(item, ctx));
}

function list(part, ctx) {
  const ordered = part.style === "ordered";
  const props = { class: `rt-list rt-indent-${Math.min(part.indent ?? 0, 8)}` };
  if (ordered && part.offset) props.start = part.offset + 1;
  const node = el(ordered ? "ol" : "ul", props);
  for (const item of part.elements ?? []) node.append(el("li", {}, ...inlines(item.elements, ctx)));
  return node;
}

/** Inside preformatted text line breaks are characters already. */
function preformatted(item, ctx) {
  return item.type === "text" ? (item.text ?? "") : inlineNode(item, ctx);
}

function part(item, ctx) {
  switch (item.type) {
    case "rich_text_list":
      return list(item, ctx);
    case "rich_text_quote":
      return el("blockquote", {}, ...inlines(item.elements, ctx));
    case "rich_text_preformatted":
      return el("pre", {}, el("code", {}, ...(item.elements ?? []).map((one) => preformatted(one, ctx))));
    default:
      return el("div", { class: "rt-section" }, ...inlines(item.elements, ctx));
  }
}

/** A rich_text block's content. */
export function richText(block, ctx) {
  return el("div", { class: "rich-text" }, ...(block.elements ?? []).map((item) => part(item, ctx)));
}

/** What was typed, as the rich_text value of a rich_text_input: one section, or null when empty. */
export function toRichText(text) {
  if (!text) return null;
  const section = { type: "rich_text_section", elements: [{ type: "text", text }] };
  return { type: "rich_text", elements: [section] };
}

/** A rich_text value as plain lines, for editing. */
export function toPlain(value) {
  const words = (item) => item.text ?? item.url ?? (item.elements ?? []).map(words).join("");
  const parts = value?.elements ?? [];
  return parts.map((item) => (item.type === "rich_text_list" ? item.elements.map(words).join("\n") : words(item))).join("\n");
}
