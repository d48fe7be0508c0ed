import assert from "node:assert/strict";
import { before, test } from "node:test";

import { html, load } from "./dom.mjs";
import { ctx, workspace } from "./workspace.mjs";

let renderBlocks;
let dom;
let Surface;

before(async () => {
  await workspace();
  ({ renderBlocks } = await load("blocks"));
  ({ Surface } = await load("surface"));
  dom = await load("dom");
});

function shown(...blocks) {
  const sent = [];
  const surface = new Surface({ type: "view", view_id: "V1" }, async (body) => sent.push(body));
  const root = dom.el("div");
  renderBlocks(root, blocks, { ...ctx, surface });
  return { root, sent, surface };
}

const words = (text, type = "plain_text") => ({ type, text });

test("header, section, context and divider", () => {
  const { root } = shown(
    { type: "header", block_id: "h", text: words("Plan") },
    { type: "section", block_id: "s", text: words("*Now*", "mrkdwn"), fields: [words("one"), words("two")] },
    { type: "context", block_id: "c", elements: [words("small", "mrkdwn")] },
    { type: "divider", block_id: "d" },
  );
  assert.equal(root.textContent, "PlanNowonetwosmall");
  assert.deepEqual(root.children.map((node) => node.tagName), ["H3", "DIV", "DIV", "HR"]);
  assert.match(html(root), /<strong>Now<\/strong>/);
});

test("a container folds, and stays as somebody left it", () => {
  const inside = [{ type: "section", block_id: "s", text: words("One slide is enough") }];
  const fold = { type: "container", block_id: "f", title: words("Slides with Eli"), is_collapsible: true, child_blocks: inside };
  const { root, surface } = shown({ ...fold, default_collapsed: true });
  const [node] = root.children;
  assert.equal(node.tagName, "DETAILS");
  assert.equal(node.open, false);
  assert.equal(node.textContent, "Slides with EliOne slide is enough");
  surface.folded.set("Slides with Eli", false);
  renderBlocks(root, [{ ...fold, default_collapsed: true, block_id: "g" }], { ...ctx, surface });
  assert.equal(root.children[0].open, true);
});

test("a block that is not known says so", () => {
  assert.match(shown({ type: "hologram", block_id: "x" }).root.textContent, /a hologram block is not shown here/);
});

test("a press sends the button's value and what the surface holds", async () => {
  const go = { type: "button", action_id: "go", value: "7", text: words("Go") };
  const { root, sent } = shown({ type: "actions", block_id: "row", elements: [go] });
  await root.all("button")[0].fire("click");
  assert.deepEqual(sent[0].state, { type: "button", value: "7" });
  assert.equal(sent[0].block_id, "row");
});

test("a native select offers the choices and sends the one chosen", async () => {
  const options = [{ text: words("A"), value: "a" }, { text: words("B"), value: "b" }];
  const select = { type: "static_select", action_id: "topic", options, placeholder: words("Pick one") };
  const { root, sent } = shown({ type: "section", block_id: "s", text: words("Topic"), accessory: select });
  const [control] = root.all("select");
  assert.deepEqual(control.all("option").map((one) => one.textContent), ["Pick one", "A", "B"]);
  control.value = "1";
  await control.fire("change");
  assert.equal(sent[0].state.selected_option.value, "b");
});

test("an input keeps what is typed without telling the app", async () => {
  const element = { type: "plain_text_input", action_id: "a" };
  const { root, sent, surface } = shown({ type: "input", block_id: "q", label: words("Question"), element });
  const [field] = root.all("input");
  field.value = "How?";
  await field.fire("input");
  assert.equal(surface.collect().q.a.value, "How?");
  assert.deepEqual(sent, []);
});

test("ticked boxes are the options chosen", async () => {
  const options = [{ text: words("A"), value: "a" }, { text: words("B"), value: "b" }];
  const boxes = { type: "checkboxes", action_id: "t", options };
  const { root, surface } = shown({ type: "input", block_id: "q", label: words("Which"), element: boxes });
  const [first, second] = root.all("input");
  first.parent.parent.querySelectorAll = () => [first, second];
  second.checked = true;
  await second.fire("change");
  assert.deepEqual(surface.collect().q.t.selected_options.map((one) => one.value), ["b"]);
});

test("pictures from elsewhere are named, not fetched", () => {
  const { root } = shown({ type: "image", block_id: "i", image_url: "https://a.example/x.png", alt_text: "A chart" });
  assert.equal(root.all("img").length, 0);
  assert.match(root.textContent, /A chart/);
});
