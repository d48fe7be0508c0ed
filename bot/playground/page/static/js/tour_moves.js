/** What the steps of all tours share: finding views and controls, opening forms, moving the clock, asking. */

import { isApp, nameOf, snapshot, workspace } from "./store.js";
import { find, ownDm } from "./tour_actor.js";

const MOST_JUMPS = 6;
const MOST_TRIES = 3;
const NUDGE_MS = 3000; // after which a nudge was for nobody here
const FORM_MS = 2500;

/** The first name of a person. */
export const first = (uid) => nameOf(uid).split(" ")[0];

/** An open form of a person, by its callback id. */
export const modalOf = (uid, callback) => snapshot(uid)?.modals.find((view) => view.callback_id === callback);

/** The newest control with this action that a column shows in its messages; `root` may be missing. */
export const newest = (root, action) => [...(root?.querySelectorAll(`.messages [data-action^="${action}"]`) ?? [])].at(-1);

/** The control of a form that belongs to an input block. */
export const field = (dialog, block) => dialog?.querySelector(`[data-input^="${block}"] :is(input, textarea, select)`);

/** The send button of a form. */
export const sender = (dialog) => dialog?.querySelector("[type=submit]");

/** The message field of a column. */
export const composer = (root) => root?.querySelector(".composer-box");

/** Everybody but one. */
export const others = (uid) => workspace.people.map((one) => one.id).filter((one) => one !== uid);

/** Whoever has a question in front of them that can be answered with yes. */
export function holders(asker) {
  return others(asker).filter((uid) => find(ownDm(uid), "offer_help")?.style === "primary");
}

/** The newest conversation of the app, the asker and somebody else. */
export function talkOf(asker) {
  return snapshot(asker)?.conversations.filter((one) => one.kind === "mpim").at(-1);
}

/** Who helps the asker as things stand: who said yes, else who has been asked, else the last one. */
export function helperOf(asker, last) {
  const said = talkOf(asker)?.members.find((uid) => uid !== asker && !isApp(uid));
  const asked = holders(asker);
  return said ?? (asked.includes(last) ? last : asked[0]) ?? last;
}

/** How much has been said so far to these people. */
function said(uids) {
  return uids.map((uid) => snapshot(uid)?.conversations.reduce((sum, one) => sum + one.messages.length, 0)).join();
}

/** Press a button of the clock until something has come of it; each time, what the clock brings is waited for. */
export async function jump(t, label, done) {
  const uids = workspace.people.map((one) => one.id);
  for (let count = 0; count < MOST_JUMPS && !done(); count += 1) {
    const before = said(uids);
    await t.actor.press(() => t.clockButton(label));
    await t.actor.within(NUDGE_MS, () => done() || said(uids) !== before); // or nothing came that anybody sees
    await t.actor.rest(700);
  }
}

/** Open the form behind a button, unless it is open. */
export async function openForm(t, uid, conversation, action, callback) {
  await t.actor.go(uid, conversation());
  for (let tries = 0; tries < MOST_TRIES && !modalOf(uid, callback); tries += 1) {
    await t.actor.press(() => newest(t.actor.root(uid), action));
    await t.actor.within(FORM_MS, () => modalOf(uid, callback)); // the card may have moved down just then
  }
  return t.actor.until(() => t.actor.dialog(uid));
}

/** Type a command and send it. */
export async function command(t, uid, text) {
  const hiddenNow = () => t.actor.root(uid).querySelector(".composer").hidden;
  if (hiddenNow()) await t.actor.go(uid, ownDm(uid));
  if (hiddenNow()) await t.actor.go(uid, snapshot(uid).conversations.find((one) => one.kind === "channel")); // read-only
  await t.actor.type(() => t.actor.root(uid).querySelector(".composer-text"), text);
  await t.actor.rest(250);
  t.actor.root(uid).querySelector(".composer").requestSubmit();
}

/** Ask a question about a topic, from the command to sending. */
export async function ask(t, uid, text, topic) {
  if (!modalOf(uid, "ask_modal")) await command(t, uid, text);
  const dialog = await t.actor.until(() => modalOf(uid, "ask_modal") && t.actor.dialog(uid));
  await t.actor.choose(() => field(dialog, "topic"), topic);
  await t.actor.rest(600);
  await t.actor.submit(uid);
}

/** Turn people to their own messages with the app. */
export async function showOwn(t, ...uids) {
  for (const uid of uids) await t.actor.go(uid, ownDm(uid));
}

/** Turn both to their conversation. */
export async function showTalk(t) {
  const talk = await t.actor.until(() => talkOf(t.asker));
  for (const uid of [t.asker, t.helper]) await t.actor.go(uid, talk);
}
