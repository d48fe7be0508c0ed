import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";

import { load } from "./dom.mjs";

const FOLDER = new URL("../../../bot/playground/page/static/js/", import.meta.url);

test("importing a module does nothing but give what it exports", async () => {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith(".js") && name !== "main.js");
  assert.ok(names.length > 40);
  for (const name of names) {
    const exported = await load(name.replace(/\.js$/, ""));
    assert.ok(Object.keys(exported).length > 0, name);
  }
});
