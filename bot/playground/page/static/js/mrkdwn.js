/** Slack's mrkdwn as DOM nodes. Everything ends as text nodes, so what people typed stays text. */

import { formatDate } from "./dates.js";
import { el, link } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";
import { nameOf } from "./store.js";

const STYLES = { "*": "strong", _: "em", "~": "del" };
const WORD = /[\p{L}\p{N}]/u;

/** Undo the three escapes of Slack's text. */
export function unescapeText(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** A plain_text object's words: escapes undone, emoji names replaced unless `emoji` is false. */
export function plain(object) {
  if (!object) return "";
  const text = unescapeText(object.text ?? "");
  return object.emoji === false ? text : withEmoji(text);
}

/** A text object of either kind as nodes. */
export function textNodes(object, ctx) {
  if (!object) return document.createTextNode("");
  return object.type === "mrkdwn" ? mrkdwn(object.text, ctx) : lines(plain(object));
}

/** Text with its line breaks. */
export function lines(text) {
  const out = document.createDocumentFragment();
  text.split("\n").forEach((line, index) => out.append(...(index ? [el("br")] : []), line));
  return out;
}

/** A whole mrkdwn text as nodes; `ctx.viewer` gives zone and identity. */
export function mrkdwn(text, ctx) {
  const out = document.createDocumentFragment();
  const pieces = (text ?? "").split(/```([\s\S]+?)```/);
  pieces.forEach((piece, index) => {
    if (index % 2) out.append(el("pre", {}, el("code", {}, inlineCode(piece.replace(/^\n|\n$/g, ""), ctx))));
    else if (piece) quotes(trimAroundPre(piece, index, pieces.length), ctx, out);
  });
  return out;
}

function trimAroundPre(piece, index, count) {
  const head = index > 0 ? piece.replace(/^\n/, "") : piece;
  return index < count - 1 ? head.replace(/\n$/, "") : head;
}

const QUOTE = /^(?:>|&gt;) ?/;

function quotes(text, ctx, out) {
  const rows = text.split("\n");
  let run = [];
  let quoting = false;
  let written = false;
  const flush = () => {
    if (!run.length) return;
    const content = inline(run.join("\n"), ctx);
    if (quoting) out.append(el("blockquote", {}, content));
    else out.append(content);
    written = !quoting;
    run = [];
  };
  rows.forEach((row) => {
    const quoted = QUOTE.test(row);
    if (quoted !== quoting) {
      flush();
      quoting = quoted;
    } else if (!run.length && written) {
      out.append(el("br"));
    }
    run.push(quoted ? row.replace(QUOTE, "") : row);
  });
  flush();
}

/** Inside code only links keep their meaning. */
function inlineCode(text, ctx) {
  const out = document.createDocumentFragment();
  for (const part of text.split(/(<[^<>\n]+>)/)) {
    if (/^<[^<>\n]+>$/.test(part)) out.append(control(part.slice(1, -1), ctx));
    else out.append(unescapeText(part));
  }
  return out;
}

/** One run of inline mrkdwn as nodes; `lead` is the text before it, which tells whether a sentence starts here. */
export function inline(text, ctx, lead = "") {
  const out = document.createDocumentFragment();
  let plainRun = "";
  let i = 0;
  const put = (node, length) => {
    if (plainRun) out.append(unescapeText(plainRun));
    plainRun = "";
    out.append(node);
    i += length;
  };
  while (i < text.length) {
    const found = tokenAt(text, i, ctx, lead);
    if (found) put(found.node, found.length);
    else {
      plainRun += text[i];
      i += 1;
    }
  }
  if (plainRun) out.append(unescapeText(plainRun));
  return out;
}

/** The special thing that starts at `i`, as {node, length}, or null. */
function tokenAt(text, i, ctx, lead) {
  const char = text[i];
  const rest = text.slice(i);
  if (char === "\n") return { node: el("br"), length: 1 };
  if (char === "<") {
    const match = /^<([^<>\n]+)>/.exec(rest);
    const starts = /(?:^|\n)[^\p{L}\p{N}]*$/u.test(lead + text.slice(0, i));
    return match && { node: control(match[1], ctx, starts), length: match[0].length };
  }
  if (char === "`") {
    const match = /^`([^`\n]+)`/.exec(rest);
    return match && { node: el("code", {}, inlineCode(match[1], ctx)), length: match[0].length };
  }
  if (char === ":") {
    const match = /^:([a-z0-9_+'-]+(?:::skin-tone-\d)?):/.exec(rest);
    const known = match && emoji(match[1]);
    return known ? { node: document.createTextNode(known), length: match[0].length } : null;
  }
  if (STYLES[char]) return styled(text, i, ctx, lead);
  if (char === "h" && !WORD.test(text[i - 1] ?? " ")) {
    const match = /^https?:\/\/[^\s<>|]*[^\s<>|.,;:!?'"()\]*_~]/.exec(rest);
    return match && { node: link(unescapeText(match[0])), length: match[0].length };
  }
  return null;
}

/** *bold*, _italic_ or ~struck~ text starting at `i`, by Slack's rule that markers hug words. */
function styled(text, i, ctx, lead) {
  const marker = text[i];
  const before = text[i - 1] ?? " ";
  const after = text[i + 1] ?? " ";
  if (WORD.test(before) || before === marker || /\s/.test(after) || after === marker) return null;
  for (let j = i + 1; j < text.length && text[j] !== "\n"; j += 1) {
    const skip = /^(?:`[^`\n]+`|<[^<>\n]+>)/.exec(text.slice(j));
    if (skip) {
      j += skip[0].length - 1;
      continue;
    }
    const closes = text[j] === marker && j > i + 1 && !/\s/.test(text[j - 1]);
    if (closes && !WORD.test(text[j + 1] ?? " ") && text[j + 1] !== marker) {
      return { node: el(STYLES[marker], {}, inline(text.slice(i + 1, j), ctx, lead + text.slice(0, i))), length: j - i + 1 };
    }
  }
  return null;
}

/** What stands between < and >: a mention, a date, or a link. */
function control(body, ctx, starts = false) {
  const [target, ...labels] = body.split("|");
  const label = labels.length ? unescapeText(labels.join("|")) : null;
  if (/^@[UW]/.test(target)) return mention(target.slice(1), ctx);
  if (target.startsWith("#")) return channelChip(target.slice(1), ctx, label);
  if (target.startsWith("!date^")) return dateToken(target, label, ctx, starts);
  if (target.startsWith("!subteam^")) return el("span", { class: "mention", text: label ?? "@group" });
  if (target.startsWith("!")) return broadcast(target.slice(1), label);
  return link(unescapeText(target), label === null ? null : withEmoji(label));
}

/** A person's name as a chip; the viewer's own stands out. */
export function mention(uid, ctx) {
  const own = uid === ctx.viewer.id;
  return el("span", { class: own ? "mention mention-own" : "mention", text: `@${nameOf(uid)}` });
}

/** A channel's name as a chip. */
export function channelChip(id, ctx, label = null) {
  const name = label ?? ctx.channelName?.(id) ?? id;
  return el("span", { class: "mention", text: `#${name}` });
}

/** @here, @channel or @everyone as a chip. */
export function broadcast(range, label = null) {
  return el("span", { class: "mention mention-own", text: `@${(label ?? range).replace(/^@/, "")}` });
}

/** An instant in the viewer's zone, with UTC on hover. */
export function timeNode(unixSeconds, format, ctx, url = null, starts = false) {
  const date = new Date(unixSeconds * 1000);
  const words = formatDate(format, unixSeconds, ctx.viewer.tz);
  const text = starts ? words.charAt(0).toUpperCase() + words.slice(1) : words;
  const node = el("time", { datetime: date.toISOString(), title: `${date.toUTCString()}`, text });
  return url ? link(url, node) : node;
}

function dateToken(target, fallback, ctx, starts) {
  const [, unix, format, url] = target.split("^");
  const seconds = Number(unix);
  if (!Number.isFinite(seconds) || !format) return document.createTextNode(fallback ?? "");
  return timeNode(seconds, unescapeText(format), ctx, url, starts);
}
