import assert from "node:assert/strict";
import { before, test } from "node:test";

import { answer, load } from "./dom.mjs";
import { workspace } from "./workspace.mjs";

let tour;

const press = (action) => ({ type: "actions", elements: [{ type: "button", action_id: action, text: { type: "plain_text", text: action } }] });
const conversation = (id, kind, members, ...blocks) => ({ id, kind, members, messages: [{ blocks }] });

before(async () => {
  const store = await workspace();
  tour = await load("tour_actor");
  answer("/ui/people/U1", {
    ok: true,
    conversations: [
      conversation("C1", "channel", ["U0", "U1", "U2"]),
      conversation("D1", "im", ["U0", "U1"], press("ask_withdraw:7")),
      conversation("D2", "im", ["U1", "U2"]),
      conversation("G1", "mpim", ["U0", "U1", "U2"], press("session_book:1")),
      conversation("G2", "mpim", ["U0", "U1", "U2"], press("session_move:1")),
      conversation("G3", "mpim", ["U0", "U1", "U3"]),
    ],
  });
  await store.refresh("U1");
});

test("one's own conversation with the app, and whoever helps", async () => {
  const { helperOf } = await load("tour_moves");
  assert.equal(tour.ownDm("U1").id, "D1");
  assert.equal(tour.ownDm("U9"), undefined);
  assert.equal(helperOf("U1", "U2"), "U3"); // who said yes last
  assert.equal(helperOf("U9", "U2"), "U2"); // nobody was asked: whom one had in mind
});

test("a control by its action, whatever id it carries", () => {
  assert.equal(tour.find(tour.ownDm("U1"), "ask_withdraw").action_id, "ask_withdraw:7");
  assert.equal(tour.find(tour.ownDm("U1"), "ask"), null);
  assert.equal(tour.find(undefined, "ask"), null);
});

test("the newest of several controls", () => {
  const messages = [{ blocks: [press("go:1")] }, { blocks: [press("go:2")] }, { blocks: [] }];
  assert.equal(tour.find({ messages }, "go").action_id, "go:2");
});

test("what does not come in time is said, and so is a stop", async () => {
  const actor = new tour.TourActor(null, { aborted: false });
  await assert.rejects(actor.until(() => null, -1), tour.StepFailed);
  assert.equal(await actor.until(() => "here"), "here");
  const stopped = new tour.TourActor(null, { aborted: true });
  await assert.rejects(stopped.rest(0), /stopped/);
});

test("every step of every tour says what happens, and can tell whether it is done", async () => {
  const { TOURS } = await load("tour");
  assert.equal(TOURS.length, 9);
  for (const one of TOURS) {
    const roles = [...Object.keys(one.roles({})), "clock", "both"];
    for (const step of one.steps) {
      assert.ok(step.chapter && step.says && step.todo, step.chapter);
      assert.ok(roles.includes(step.who), step.who);
      for (const part of ["here", "done", "run"]) assert.equal(typeof step[part], "function", step.chapter);
    }
    assert.ok(one.title && one.hint && one.end, one.id);
  }
});
