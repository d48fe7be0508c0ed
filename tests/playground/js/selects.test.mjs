import assert from "node:assert/strict";
import { before, test } from "node:test";

import { load } from "./dom.mjs";
import { ctx, workspace } from "./workspace.mjs";

let listChoices;

before(async () => {
  await workspace();
  ({ listChoices } = await load("selects"));
});

const option = (value, text) => ({ value, text: { type: "plain_text", text } });
const labels = (element) => listChoices(element, ctx).choices.map((one) => one.label);

test("options, alone and in groups", () => {
  assert.deepEqual(labels({ type: "static_select", options: [option("a", "A"), option("b", "B &amp; C")] }), ["A", "B & C"]);
  const grouped = { type: "static_select", option_groups: [{ label: { type: "plain_text", text: "G" }, options: [option("a", "A")] }] };
  assert.equal(listChoices(grouped, ctx).choices[0].group, "G");
});

test("people who left are not offered", () => {
  assert.deepEqual(labels({ type: "users_select" }), ["Ada Lovelace", "Eli Novak"]);
});

test("conversations by the filter, channels only public ones", () => {
  assert.deepEqual(labels({ type: "conversations_select" }), ["#general", "#board", "#directmessage"]);
  assert.deepEqual(labels({ type: "conversations_select", filter: { include: ["private"] } }), ["#board"]);
  assert.deepEqual(labels({ type: "conversations_select", filter: { exclude_bot_users: true } }), ["#general", "#board"]);
  assert.deepEqual(labels({ type: "channels_select" }), ["#general"]);
});

test("a choice becomes the state that Slack sends", () => {
  const chosen = option("a", "A");
  const list = listChoices({ type: "static_select", options: [chosen] }, ctx);
  assert.deepEqual(list.toState(list.choices[0]), { selected_option: chosen });
  assert.equal(list.current({ selected_option: chosen }), "a");
  assert.deepEqual(list.toState(null), { selected_option: null });
  const people = listChoices({ type: "users_select" }, ctx);
  assert.deepEqual(people.toState(people.choices[1]), { selected_user: "U2" });
});
