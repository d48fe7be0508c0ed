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

test("one's own conversation with the app, and the newest with a colleague", () => {
  assert.equal(tour.ownDm("U1").id, "D1");
  assert.equal(tour.groupOf("U1", "U2").id, "G2");
  assert.equal(tour.groupOf("U1", "U9"), undefined);
  assert.equal(tour.ownDm("U9"), undefined);
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

test("every step of the tour says what happens, and can tell whether it is done", async () => {
  const { STEPS } = await load("tour_steps");
  assert.ok(STEPS.length >= 8);
  for (const step of STEPS) {
    assert.ok(step.chapter && step.says && step.todo, step.chapter);
    assert.match(step.who, /^(ada|eli|clock|both)$/);
    for (const part of ["here", "done", "run"]) assert.equal(typeof step[part], "function", step.chapter);
  }
});
