import assert from "node:assert/strict";
import { before, test } from "node:test";

import { html, load } from "./dom.mjs";

let dom;

before(async () => {
  dom = await load("dom");
});

test("text goes in as text, and what is nothing is left out", () => {
  const node = dom.el("p", { class: "x", title: null, hidden: true, "data-n": 0 }, "<b>", null, false, dom.el("i", { text: "i" }));
  assert.equal(html(node), '<p class="x" hidden data-n="0">&lt;b&gt;<i>i</i></p>');
});

test("only web and mail addresses become links", () => {
  assert.equal(dom.safeUrl("https://a.example"), "https://a.example/");
  assert.equal(dom.safeUrl("mailto:a@a.example"), "mailto:a@a.example");
  for (const url of ["javascript:alert(1)", "data:text/html,x", "/files/x", "", undefined]) assert.equal(dom.safeUrl(url), null);
});

test("what did not change stays the very same node, in the order asked for", () => {
  const parent = dom.el("ul");
  const item = (key, sig = "1") => ({ key, sig, make: () => dom.el("li", { text: `${key}${sig}` }) });
  dom.reconcile(parent, [item("a"), item("b"), item("c")]);
  const [a, b, c] = parent.children;
  dom.reconcile(parent, [item("c"), item("b", "2"), item("d"), item("a")]);
  assert.equal(parent.textContent, "c1b2d1a1");
  assert.equal(parent.children[0], c);
  assert.equal(parent.children[3], a);
  assert.notEqual(parent.children[1], b);
  dom.reconcile(parent, []);
  assert.equal(parent.children.length, 0);
});
