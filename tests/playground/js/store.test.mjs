import assert from "node:assert/strict";
import { before, test } from "node:test";

import { answer, asked, load } from "./dom.mjs";
import { NOW, workspace } from "./workspace.mjs";

let store;

before(async () => {
  store = await workspace();
});

test("people, the app and strangers have a name", () => {
  assert.equal(store.nameOf("U1"), "Ada Lovelace");
  assert.equal(store.nameOf("U0"), "Pinchpoint");
  assert.equal(store.nameOf("U99"), "U99");
  assert.equal(store.person("U99").tz, "UTC");
  assert.equal(store.isApp("B1"), true);
  assert.equal(store.isApp("U1"), false);
});

test("the clock runs from what the server told, at its speed", () => {
  store.setClock({ now: NOW, speed: 3600 });
  const passed = store.now() - Date.parse(NOW);
  assert.ok(passed >= 0 && passed < 3600 * 5000);
  assert.equal(store.speed(), 3600);
  store.setClock({ now: "not a time", speed: 1 });
  assert.equal(store.speed(), 3600);
  store.setClock({ now: NOW, speed: 1 });
});

test("a snapshot reaches those who watch the person, and nobody afterwards", async () => {
  const seen = [];
  answer("/ui/people/U1", { ok: true, person_id: "U1", notices: [] });
  const stop = store.watch("U1", (snapshot) => seen.push(snapshot.person_id));
  assert.deepEqual(store.watched(), ["U1"]);
  await store.refresh("U1");
  stop();
  await store.refresh("U1");
  assert.deepEqual(seen, ["U1"]);
  assert.deepEqual(store.watched(), []);
  assert.equal(store.snapshot("U1").person_id, "U1");
});

test("changes during a fetch are merged into one more fetch", async () => {
  const before = asked.length;
  let release;
  answer("/ui/people/U2", () => new Promise((resolve) => (release = () => resolve({ ok: true, person_id: "U2" }))));
  const work = store.refresh("U2");
  await new Promise((resolve) => setTimeout(resolve));
  store.refresh("U2");
  store.refresh("U2");
  answer("/ui/people/U2", { ok: true, person_id: "U2" });
  release();
  await work;
  assert.equal(asked.length - before, 2);
});

test("every request bears the page's token, and a server that is gone is said in words", async () => {
  const { get } = await load("api");
  const gone = await get("/ui/nowhere");
  assert.equal(gone.error, "offline");
  assert.match(gone.notice, /does not answer/);
  assert.equal(asked.at(-1).headers["X-Playground-Token"], "secret");
});

test("only addresses of this server get the token", async () => {
  const { withToken } = await load("api");
  assert.equal(withToken("/files/F1/a.png"), "http://127.0.0.1:8765/files/F1/a.png?token=secret");
  assert.equal(withToken("https://a.example/x"), "https://a.example/x");
});

test("drafts stay with their person until another scene is set", () => {
  const keep = (words) => ({ words, values: words });
  store.draftsOf("U1").set("C1", "Hello");
  store.typedInto("V1", keep).values.set("title", { value: "Half a title" });
  assert.equal(store.draftsOf("U1").get("C1"), "Hello");
  assert.equal(store.typedInto("V1", keep).values.get("title").value, "Half a title");
  store.clearSnapshots();
  assert.equal(store.snapshot("U1"), undefined);
  // What the tab keeps is found again, as after a reload.
  assert.equal(store.draftsOf("U1").get("C1"), "Hello");
  assert.equal(store.typedInto("V1", keep).values.get("title").value, "Half a title");
});

test("another scene begins without the words of this one", async () => {
  const { KeptMap } = await load("drafts");
  answer("/ui/state", { ok: true, scene: { name: "small_company", began: "2026-11-23T10:00:00Z" } });
  await store.loadWorkspace();
  store.clearSnapshots();
  assert.equal(store.draftsOf("U1").size, 0);
  assert.deepEqual(Object.keys(sessionStorage).filter((key) => key.startsWith("[")), []);
  const seeded = new KeptMap("view", "V2");
  seeded.seed("a", "of the server");
  seeded.set("b", "typed");
  seeded.seed("b", "of the server");
  assert.deepEqual([...seeded], [["a", "of the server"], ["b", "typed"]]);
  seeded.clear();
  assert.equal(new KeptMap("view", "V2").size, 0);
});
