import assert from "node:assert/strict";
import { before, mock, test } from "node:test";

import { load } from "./dom.mjs";

let events;

before(async () => {
  events = await load("events");
});

test("an event reaches those who listen to its type, until they stop", () => {
  const heard = [];
  const stop = events.on("clock", (event) => heard.push(event.now));
  events.emit({ type: "clock", now: 1 });
  events.emit({ type: "scene", now: 2 });
  stop();
  events.emit({ type: "clock", now: 3 });
  assert.deepEqual(heard, [1]);
});

test("debounced work runs once, after the last call", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  let runs = 0;
  const soon = events.debounce(() => (runs += 1), 100);
  soon();
  mock.timers.tick(99);
  soon();
  mock.timers.tick(99);
  assert.equal(runs, 0);
  mock.timers.tick(1);
  assert.equal(runs, 1);
  mock.timers.reset();
});
