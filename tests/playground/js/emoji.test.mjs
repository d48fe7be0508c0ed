import assert from "node:assert/strict";
import { before, test } from "node:test";

import { load } from "./dom.mjs";

let emoji;

before(async () => {
  emoji = await load("emoji");
});

test("a short name gives its character, whatever the skin tone", () => {
  assert.equal(emoji.emoji("wave"), "👋");
  assert.equal(emoji.emoji("wave::skin-tone-3"), "👋");
  assert.equal(emoji.emoji("+1"), "👍");
  assert.equal(emoji.emoji("no_such_thing"), null);
});

test("known names in a text are replaced, others and times stay", () => {
  assert.equal(emoji.withEmoji("Well done :tada: at 10:30:15 :nothing:"), "Well done 🎉 at 10:30:15 :nothing:");
});
