import assert from "node:assert/strict";
import { before, test } from "node:test";

import { load } from "./dom.mjs";
import { workspace } from "./workspace.mjs";

let problem;

before(async () => {
  await workspace();
  ({ problem } = await load("inputs"));
});

const objection = (type, value, more = {}, block = {}) => problem({ element: { type, ...more }, ...block }, { type, value });

test("an empty field is missed unless it is optional", () => {
  assert.equal(objection("plain_text_input", null), "Please complete this required field.");
  assert.equal(objection("plain_text_input", null, {}, { optional: true }), null);
});

test("lengths", () => {
  assert.match(objection("plain_text_input", "ab", { min_length: 3 }), /at least 3/);
  assert.match(objection("plain_text_input", "abcd", { max_length: 3 }), /at most 3/);
  assert.equal(objection("plain_text_input", "abc", { min_length: 3, max_length: 3 }), null);
});

test("numbers, whole or not, and their bounds", () => {
  assert.match(objection("number_input", "1.5"), /whole number/);
  assert.equal(objection("number_input", "1.5", { is_decimal_allowed: true }), null);
  assert.match(objection("number_input", "x", { is_decimal_allowed: true }), /enter a number/);
  assert.match(objection("number_input", "0", { min_value: "1" }), /at least 1/);
  assert.match(objection("number_input", "11", { max_value: "10" }), /at most 10/);
});

test("addresses", () => {
  assert.match(objection("email_text_input", "ada"), /email/);
  assert.equal(objection("email_text_input", "ada@a.example"), null);
  assert.match(objection("url_text_input", "ftp://a.example"), /web address/);
  assert.equal(objection("url_text_input", "https://a.example"), null);
});
