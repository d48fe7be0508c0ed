import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";

import { load } from "./dom.mjs";

let surfaces;
let sent;
let surface;
const TEXT = { type: "plain_text_input", action_id: "words", initial_value: "first" };
const DAY = { type: "datepicker", action_id: "day" };
const BLOCKS = [
  { type: "input", block_id: "q", element: TEXT },
  { type: "actions", block_id: "row", elements: [DAY, { type: "button", action_id: "go" }] },
];

before(async () => {
  surfaces = await load("surface");
});

beforeEach(() => {
  sent = [];
  surface = new surfaces.Surface({ type: "view", view_id: "V1" }, async (body) => sent.push(body));
  surface.show(BLOCKS);
});

test("what nobody touched is what the block says", () => {
  assert.deepEqual(surface.collect(), {
    q: { words: { type: "plain_text_input", value: "first" } },
    row: { day: { type: "datepicker", selected_date: null } },
  });
});

test("what was typed survives a new look at the same input", () => {
  surface.set("q", TEXT, { type: "plain_text_input", value: "mine" });
  surface.show([{ ...BLOCKS[0], label: { type: "plain_text", text: "Other words" } }, BLOCKS[1]]);
  assert.equal(surface.collect().q.words.value, "mine");
});

test("what was typed goes with an input that goes, and with one that becomes another kind", () => {
  surface.set("q", TEXT, { type: "plain_text_input", value: "mine" });
  assert.equal(surface.state("q", { ...TEXT, type: "email_text_input" }).value, "first");
  surface.show([BLOCKS[1]]);
  surface.show(BLOCKS);
  assert.equal(surface.collect().q.words.value, "first");
});

test("what the server holds is there in a page opened later, unless it is nothing", () => {
  const later = new surfaces.Surface({}, null, {
    q: { words: { type: "plain_text_input", value: "typed before" } },
    row: { day: { type: "datepicker", selected_date: null } },
  });
  later.show(BLOCKS);
  assert.equal(later.collect().q.words.value, "typed before");
  assert.equal(later.values.size, 1);
});

test("actions leave in the order they happened, after what is under way", async () => {
  let arrived;
  surface.awaiting(new Promise((resolve) => (arrived = resolve)));
  surface.dispatch(BLOCKS[1], DAY, { type: "datepicker", selected_date: "2026-11-24" });
  const last = surface.dispatch(BLOCKS[1], { action_id: "go" }, { type: "button" });
  await Promise.resolve();
  assert.equal(sent.length, 0);
  arrived();
  await last;
  assert.deepEqual(sent.map((body) => body.action_id), ["day", "go"]);
  assert.deepEqual(sent[0].container, { type: "view", view_id: "V1" });
});

test("every kind of input begins with its own initial value", () => {
  const option = { text: { type: "plain_text", text: "A" }, value: "a" };
  const first = (element) => surfaces.initialState(element);
  assert.deepEqual(first({ type: "static_select", initial_option: option }), { type: "static_select", selected_option: option });
  assert.deepEqual(first({ type: "checkboxes" }), { type: "checkboxes", selected_options: [] });
  assert.deepEqual(first({ type: "multi_users_select", initial_users: ["U1"] }), { type: "multi_users_select", selected_users: ["U1"] });
  assert.deepEqual(first({ type: "timepicker", initial_time: "09:30", timezone: "UTC" }), { type: "timepicker", selected_time: "09:30", timezone: "UTC" });
  assert.equal(first({ type: "button" }), null);
});

test("a state that holds nothing", () => {
  assert.equal(surfaces.isEmpty({ type: "timepicker", selected_time: null, timezone: "UTC" }), true);
  assert.equal(surfaces.isEmpty({ type: "checkboxes", selected_options: [] }), true);
  assert.equal(surfaces.isEmpty({ type: "number_input", value: "0" }), false);
});
