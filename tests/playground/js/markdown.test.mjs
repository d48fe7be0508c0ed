import assert from "node:assert/strict";
import { before, test } from "node:test";

import { html, load } from "./dom.mjs";
import { ctx, workspace } from "./workspace.mjs";

let shown;

before(async () => {
  await workspace();
  const { markdown } = await load("markdown");
  shown = (text) => html(markdown(text, ctx));
});

test("headings, paragraphs and rules", () => {
  assert.equal(shown("## Plan\n\nOne\ntwo\n\n---"), '<h3 class="md-heading md-2">Plan</h3><p>One<br>two</p><hr>');
});

test("inline styles and links", () => {
  assert.equal(shown("**a** *b* ~~c~~ `d`"), "<p><strong>a</strong> <em>b</em> <del>c</del> <code>d</code></p>");
  assert.equal(shown("[here](https://a.example/)"), '<p><a href="https://a.example/">here</a></p>');
  assert.equal(shown("[here](javascript:1)"), "<p><span>here</span></p>");
  assert.equal(shown("\\*not\\*"), "<p>*not*</p>");
});

test("lists with depth and tasks", () => {
  assert.equal(shown("- a\n  - b\n- [x] c"), '<ul><li class="rt-indent-0">a</li><li class="rt-indent-1">b</li><li class="rt-indent-0">☑ c</li></ul>');
  assert.equal(shown("1. a\n2. b"), '<ol><li class="rt-indent-0">a</li><li class="rt-indent-0">b</li></ol>');
});

test("quotes, code and tables", () => {
  assert.equal(shown("> a\n> b"), "<blockquote><p>a<br>b</p></blockquote>");
  assert.equal(shown("```\n<b>\n```"), "<pre><code>&lt;b&gt;</code></pre>");
  const table = shown("| A | B |\n|---|---|\n| 1 | *2* |");
  assert.match(table, /<th scope="col">A<\/th>/);
  assert.match(table, /<td>1<\/td><td><em>2<\/em><\/td>/);
});

test("a person is named", () => {
  assert.match(shown("Ask <@U2>"), /@Eli Novak/);
});
