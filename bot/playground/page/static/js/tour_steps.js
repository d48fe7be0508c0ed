/** Steps of tours as data: who presses what and where, or what time has to bring. */

import { snapshot } from "./store.js";
import { find, ownDm } from "./tour_actor.js";
import { field, jump, newest, openForm, sender, talkOf } from "./tour_moves.js";

/** The conversation of a person that a step is about: "own", "talk", or a channel by its name. */
const conversation = (uid, at) => ({ own: ownDm, talk: talkOf })[at]?.(uid) ?? snapshot(uid)?.conversations.find((one) => one.name === at);

/** Whether somebody's own messages with the app hold these words. */
export const tells = (uid, words) => JSON.stringify(ownDm(uid)?.messages ?? "").includes(words);

/** Whether the newest button of this kind in somebody's own messages is the one to press next. */
export const isNext = (uid, action) => find(ownDm(uid), action)?.style === "primary";

/** Fill in a form: words are typed, a number ticks the choice at that place. */
async function fillIn(t, dialog, fill) {
  for (const [block, value] of Object.entries(fill)) {
    if (typeof value === "number") await t.actor.tick(() => dialog.querySelectorAll(`[data-input^="${block}"] input`)[value]);
    else await t.actor.type(() => field(dialog, block), value);
  }
}

/**
 * A step in which `who` presses the newest button of an `action`; a `form` that it opens is filled in and sent,
 * or with `look` left open.
 */
export function press({ action, at = "own", form, fill = {}, look = false, show, ...step }) {
  const place = (t) => conversation(t[step.who], at);
  return {
    ...step,
    async show(t) {
      await show?.(t);
      await t.actor.closeAll(t[step.who]);
      if (place(t)) await t.actor.go(t[step.who], place(t));
    },
    here: (t) => (form && sender(t.form(t[step.who]))) ?? newest(t.root(t[step.who]), action),
    async run(t) {
      const uid = t[step.who];
      if (form) {
        const dialog = await openForm(t, uid, () => place(t), action, form);
        await fillIn(t, dialog, fill);
        if (!look) await t.actor.submit(uid);
        return;
      }
      await t.actor.go(uid, place(t));
      await t.actor.press(() => newest(t.actor.root(uid), action));
    },
  };
}

/** A step in which time passes until something is there. */
export function wait({ until, button = "Next nudge", rounds = 1, ...step }) {
  return {
    who: "clock",
    todo: `Press “${button}” in the clock at the top.`,
    here: (t) => t.clockButton(button),
    done: until,
    async run(t) {
      for (let round = 0; round < rounds && !until(t); round += 1) await jump(t, button, () => until(t));
    },
    ...step,
  };
}
