/** Standard Markdown of the `markdown` block as DOM: headings, lists, quotes, code, tables and inline styles. */

import { el, link } from "./dom.js";
import { emoji } from "./emoji.js";
import { mention } from "./mrkdwn.js";

const INLINE = [
  [/^`([^`\n]+)`/, (m) => el("code", { text: m[1] })],
  [/^\*\*(?=\S)([\s\S]+?)\*\*/, (m, ctx) => el("strong", {}, inline(m[1], ctx))],
  [/^__(?=\S)([\s\S]+?)__/, (m, ctx) => el("strong", {}, inline(m[1], ctx))],
  [/^~~(?=\S)([\s\S]+?)~~/, (m, ctx) => el("del", {}, inline(m[1], ctx))],
  [/^\*(?=\S)([^*\n]+?)\*/, (m, ctx) => el("em", {}, inline(m[1], ctx))],
  [/^_(?=\S)([^_\n]+?)_(?!\w)/, (m, ctx) => el("em", {}, inline(m[1], ctx))],
  [/^!?\[([^\]\n]+)\]\(([^)\s]+)\)/, (m, ctx) => link(m[2], inline(m[1], ctx))],
  [/^<@([UW]\w+)>/, (m, ctx) => mention(m[1], ctx)],
  [/^<?(https?:\/\/[^\s<>]*[^\s<>.,;:!?)])>?/, (m) => link(m[1])],
  [/^:([a-z0-9_+-]+):/, (m) => document.createTextNode(emoji(m[1]) ?? m[0])],
  [/^\\([\\`*_{}[\]()#+.!~|-])/, (m) => document.createTextNode(m[1])],
  [/^(?: {2}\n|\n)/, () => el("br")],
];

function inline(text, ctx) {
  const out = document.createDocumentFragment();
  let rest = text;
  let run = "";
  while (rest) {
    const hit = INLINE.map(([pattern, make]) => [pattern.exec(rest), make]).find(([match]) => match);
    if (hit) {
      out.append(run, hit[1](hit[0], ctx));
      run = "";
      rest = rest.slice(hit[0][0].length);
    } else {
      run += rest[0];
      rest = rest.slice(1);
    }
  }
  out.append(run);
  return out;
}

const STARTS = /^(#{1,6} |>|```|[-*+] |\d+[.)] |\||-{3,}$|\*{3,}$)/;

function cells(row) {
  return row.replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());
}

function table(rows, ctx) {
  const [head, , ...body] = rows.map(cells);
  const line = (tag, row) => el("tr", {}, ...row.map((cell) => el(tag, tag === "th" ? { scope: "col" } : {}, inline(cell, ctx))));
  const node = el("table", {}, el("thead", {}, line("th", head)), el("tbody", {}, ...body.map((row) => line("td", row))));
  return el("div", { class: "table-scroll", role: "group", tabindex: "0", "aria-label": "Table" }, node);
}

function takeWhile(rows, test) {
  const taken = [];
  while (rows.length && test(rows[0])) taken.push(rows.shift());
  return taken;
}

function listOf(rows, ordered, ctx) {
  const marker = ordered ? /^\s*\d+[.)] / : /^\s*[-*+] /;
  const node = el(ordered ? "ol" : "ul", {});
  for (const row of takeWhile(rows, (r) => marker.test(r) || (/^\s{2,}\S/.test(r) && node))) {
    if (marker.test(row)) {
      const depth = Math.min(Math.floor(/^\s*/.exec(row)[0].length / 2), 8);
      const task = /^\[( |x)\] /i.exec(row.replace(marker, ""));
      const words = row.replace(marker, "").replace(/^\[( |x)\] /i, task?.[1] === " " ? "☐ " : "☑ ");
      node.append(el("li", { class: `rt-indent-${depth}` }, inline(words, ctx)));
    } else {
      node.lastElementChild?.append(el("br"), inline(row.trim(), ctx));
    }
  }
  return node;
}

function blockAt(rows, ctx) {
  const row = rows[0];
  const heading = /^(#{1,6}) (.*)/.exec(row);
  if (heading) {
    rows.shift();
    return el("h3", { class: `md-heading md-${heading[1].length}` }, inline(heading[2], ctx));
  }
  if (row.startsWith("```")) {
    rows.shift();
    const code = takeWhile(rows, (r) => !r.startsWith("```"));
    rows.shift();
    return el("pre", {}, el("code", { text: code.join("\n") }));
  }
  if (row.startsWith(">")) {
    const quoted = takeWhile(rows, (r) => r.startsWith(">")).map((r) => r.replace(/^> ?/, ""));
    return el("blockquote", {}, markdown(quoted.join("\n"), ctx));
  }
  if (/^(-{3,}|\*{3,})$/.test(row)) {
    rows.shift();
    return el("hr");
  }
  if (row.startsWith("|") && /^\|?[\s:|-]+\|?$/.test(rows[1] ?? "")) {
    return table(takeWhile(rows, (r) => r.startsWith("|")), ctx);
  }
  if (/^[-*+] /.test(row)) return listOf(rows, false, ctx);
  if (/^\d+[.)] /.test(row)) return listOf(rows, true, ctx);
  const first = rows.shift();
  const text = [first, ...takeWhile(rows, (r) => r.trim() && !STARTS.test(r))];
  return el("p", {}, inline(text.join("\n"), ctx));
}

/** A Markdown text as nodes. */
export function markdown(text, ctx) {
  const out = document.createDocumentFragment();
  const rows = (text ?? "").split("\n");
  while (rows.length) {
    if (rows[0].trim()) out.append(blockAt(rows, ctx));
    else rows.shift();
  }
  return out;
}
