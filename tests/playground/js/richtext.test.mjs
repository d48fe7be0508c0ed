import assert from "node:assert/strict";
import { before, test } from "node:test";

import { html, load } from "./dom.mjs";
import { ctx, workspace } from "./workspace.mjs";

let rich;

before(async () => {
  await workspace();
  rich = await load("richtext");
});

const block = (...elements) => ({ type: "rich_text", elements });
const text = (words, style) => ({ type: "text", text: words, style });

test("styled text, people and emoji in a section", () => {
  const section = { type: "rich_text_section", elements: [text("a", { bold: true }), text(" "), { type: "user", user_id: "U2" }, { type: "emoji", name: "tada", unicode: "1f389" }] };
  assert.equal(html(rich.richText(block(section), ctx)), '<div class="rich-text"><div class="rt-section"><strong>a</strong> <span class="mention">@Eli Novak</span>🎉</div></div>');
});

test("lists go on counting where the one before ended", () => {
  const list = { type: "rich_text_list", style: "ordered", offset: 2, elements: [{ type: "rich_text_section", elements: [text("c")] }] };
  assert.match(html(rich.richText(block(list), ctx)), /<ol class="rt-list rt-indent-0" start="3"><li>c<\/li><\/ol>/);
});

test("quotes and preformatted text", () => {
  const shown = html(rich.richText(block({ type: "rich_text_quote", elements: [text("q")] }, { type: "rich_text_preformatted", elements: [text("x\ny")] }), ctx));
  assert.match(shown, /<blockquote>q<\/blockquote><pre><code>x\ny<\/code><\/pre>/);
});

test("what was typed becomes rich text and comes back the same", () => {
  assert.equal(rich.toPlain(rich.toRichText("two\nlines")), "two\nlines");
  assert.equal(rich.toRichText(""), null);
  assert.equal(rich.toPlain(null), "");
});
