import assert from "node:assert/strict";
import { before, test } from "node:test";

import { html, load } from "./dom.mjs";
import { workspace } from "./workspace.mjs";

before(workspace);

test("a size in words", async () => {
  const { size } = await load("files");
  assert.deepEqual([12, 2048, 3 * 1_048_576].map(size), ["12 bytes", "2.0 kB", "3.0 MB"]);
});

test("arrow keys, Home and End move the focus around", async () => {
  const { moveFocus } = await load("menu");
  const items = ["a", "b", "c"].map((name) => ({ name, focus() { document.activeElement = this; } }));
  const press = (key) => moveFocus({ key, preventDefault() {} }, items);
  items[0].focus();
  const visited = ["ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "Home", "End"].map((key) => (press(key), document.activeElement.name));
  assert.deepEqual(visited, ["b", "c", "a", "c", "a", "c"]);
  assert.equal(press("Enter"), false);
  assert.equal(moveFocus({ key: "ArrowDown" }, []), false);
  document.activeElement = null;
});

test("people have initials, the app its mark", async () => {
  const { avatar } = await load("avatar");
  assert.equal(avatar("U1").textContent, "AL");
  assert.equal(avatar("U0").textContent, "");
  assert.match(html(avatar("U0")), /avatar-app/);
});

test("only those who are still here can be switched to", async () => {
  const { people } = await load("switcher");
  assert.deepEqual(people().map((one) => one.name), ["ada", "eli"]);
});

test("the address names the people to show; unknown ones are left out", async () => {
  const { firstPeople } = await load("layout");
  assert.deepEqual(firstPeople(), ["U1"]);
  const before = location.search;
  location.search = "?people=U9,U2,U1,U2";
  assert.deepEqual(firstPeople(), ["U2", "U1"]);
  location.search = "?people=U9";
  assert.deepEqual(firstPeople(), ["U1"]);
  location.search = before;
});
