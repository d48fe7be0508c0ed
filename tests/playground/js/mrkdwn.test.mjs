import assert from "node:assert/strict";
import { before, test } from "node:test";

import { html, load } from "./dom.mjs";
import { ctx, workspace } from "./workspace.mjs";

let mrkdwn;
let shown;

before(async () => {
  await workspace();
  mrkdwn = await load("mrkdwn");
  shown = (text) => html(mrkdwn.mrkdwn(text, ctx));
});

test("bold, italic, struck and code", () => {
  assert.equal(shown("*bold* _soft_ ~gone~ `x = 1`"), "<strong>bold</strong> <em>soft</em> <del>gone</del> <code>x = 1</code>");
});

test("markers inside words and around spaces stay as they are", () => {
  for (const text of ["snake_case_name", "2 * 3 * 4", "a*b*c", "_ not this _", "**"]) assert.equal(shown(text), text);
});

test("styles nest, and a marker in code is no marker", () => {
  assert.equal(shown("*bold _and soft_*"), "<strong>bold <em>and soft</em></strong>");
  assert.equal(shown("*a `*` b*"), "<strong>a <code>*</code> b</strong>");
});

test("what people typed never becomes markup", () => {
  assert.equal(shown("<b>&lt;script&gt;"), "<span>b</span>&lt;script&gt;");
  assert.equal(shown("&amp;lt;"), "&amp;lt;");
});

test("people, channels and everybody", () => {
  assert.equal(shown("<@U2>"), '<span class="mention">@Eli Novak</span>');
  assert.equal(shown("<@U1>"), '<span class="mention mention-own">@Ada Lovelace</span>');
  assert.equal(shown("<#C1> <#C9|other>"), '<span class="mention">#general</span> <span class="mention">#other</span>');
  assert.equal(shown("<!here>"), '<span class="mention mention-own">@here</span>');
});

test("links keep their label, bare addresses leave the full stop out, and others are text", () => {
  assert.equal(shown("<https://a.example/x|the page>"), '<a href="https://a.example/x">the page</a>');
  assert.equal(shown("See https://a.example/x."), 'See <a href="https://a.example/x">https://a.example/x</a>.');
  assert.equal(shown("<javascript:alert(1)|press>"), "<span>press</span>");
});

test("a date is shown in the viewer's zone, capital at the start of a sentence", () => {
  const stamp = Date.parse("2026-11-24T13:30:00Z") / 1000;
  assert.match(shown(`<!date^${stamp}^{date_short_pretty} at {time}|then>`), />Tomorrow at 14:30</);
  assert.match(shown(`We meet <!date^${stamp}^{date_short_pretty}|then>`), />tomorrow</);
  assert.equal(shown("<!date^soon^{time}|some day>"), "some day");
});

test("quotes, line breaks and blocks of code", () => {
  assert.equal(shown("&gt; one\n&gt; two\nthree"), "<blockquote>one<br>two</blockquote>three");
  assert.equal(shown("a\nb"), "a<br>b");
  assert.equal(shown("see\n```\nx *y*\n```\nso"), "see<pre><code>x *y*</code></pre>so");
});

test("emoji by their name; unknown names stay", () => {
  assert.equal(shown(":tada: :no_such_thing:"), "🎉 :no_such_thing:");
});

test("plain text undoes escapes and leaves emoji alone when told", () => {
  assert.equal(mrkdwn.plain({ text: "a &amp; b :tada:" }), "a & b 🎉");
  assert.equal(mrkdwn.plain({ text: ":tada:", emoji: false }), ":tada:");
  assert.equal(mrkdwn.plain(undefined), "");
});
