/** What the tour tells: a question from asking to the thank-you, step by step. */

import { StepFailed, find, groupOf, ownDm } from "./tour_actor.js";
import { snapshot } from "./store.js";

const QUESTION = "/ask-expert How do I get my board presentation from twenty slides to five?";
const TOPIC = "Presentations and storytelling";
const MOST_JUMPS = 6;
const NUDGE_MS = 3000; // after which a nudge was for somebody else

const modalOf = (uid, callback) => snapshot(uid)?.modals.find((view) => view.callback_id === callback);
const newest = (root, action) => [...root.querySelectorAll(`.messages [data-action^="${action}"]`)].at(-1);
const field = (dialog, block) => dialog?.querySelector(`[data-input^="${block}"] :is(input, textarea, select)`);
const opened = (t) => JSON.stringify(modalOf(t.ada, "ask_modal") ?? "").includes("Leave these words out");
const asked = (t) => Boolean(find(ownDm(t.ada), "ask_withdraw"));
const group = (t) => groupOf(t.ada, t.eli);

/** How much has been said to the two so far. */
const said = (t) => [t.ada, t.eli].map((uid) => snapshot(uid)?.conversations.reduce((sum, one) => sum + one.messages.length, 0)).join();

/** Press a button of the clock until something has come of it; each time, what the clock brings is waited for. */
async function jump(t, label, done) {
  for (let count = 0; count < MOST_JUMPS && !done(); count += 1) {
    const before = said(t);
    await t.actor.press(() => t.clockButton(label));
    try {
      await t.actor.until(() => done() || said(t) !== before, NUDGE_MS);
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error; // nothing that these two see
    }
    await t.actor.rest(700);
  }
}

/** Open the form behind a button, unless it is open. */
async function openForm(t, uid, conversation, action, callback) {
  if (!modalOf(uid, callback)) {
    await t.actor.go(uid, conversation());
    await t.actor.press(() => newest(t.actor.root(uid), action));
    await t.actor.until(() => modalOf(uid, callback));
  }
  return t.actor.until(() => t.actor.dialog(uid));
}

async function showGroup(t) {
  const both = await t.actor.until(() => group(t));
  for (const uid of [t.ada, t.eli]) await t.actor.go(uid, both);
}

async function showOwn(t) {
  for (const uid of [t.ada, t.eli]) await t.actor.go(uid, ownDm(uid));
}

async function wrapUp(t, uid, words) {
  const button = find(ownDm(uid), "session_wrap_up");
  if (button?.style !== "primary") return;
  const dialog = await openForm(t, uid, () => ownDm(uid), "session_wrap_up", "session_wrap_up_modal");
  await t.actor.tick(() => field(dialog, "took_place"));
  for (const [block, text] of Object.entries(words)) await t.actor.type(() => field(dialog, block), text);
  await t.actor.submit(uid);
  await t.actor.until(() => !modalOf(uid, "session_wrap_up_modal"));
}

/**
 * The steps. `t` holds ada and eli (user ids), actor, clockButton(label) and `since` (what a step found when it began).
 * chapter, says, todo: words · who: whose turn it is · here(t): the control to point at · done(t) · run(t): do it ·
 * show(t)?: what to bring into view first · mark(t)?: what to remember for done.
 */
export const STEPS = [
  {
    chapter: "Ask",
    who: "ada",
    says: "Ada has a board meeting ahead and too many slides. She asks where she already is: in Slack, with one command.",
    todo: "Type /ask-expert and your question into Ada’s message field, and press Enter.",
    here: (t) => t.actor.root(t.ada).querySelector(".composer-box"),
    done: (t) => Boolean(modalOf(t.ada, "ask_modal")) || asked(t),
    async run(t) {
      await t.actor.type(() => t.actor.root(t.ada).querySelector(".composer-text"), QUESTION);
      await t.actor.rest(250);
      t.actor.root(t.ada).querySelector(".composer").requestSubmit();
    },
  },
  {
    chapter: "Clinic",
    who: "ada",
    says: "One short form: the question, its topic, suggested from the words, and a day. Plain rules look at the question and say, beside the field, the one thing that would help most. They advise; they never block.",
    todo: "Press “Begin with these words” if you like the opening.",
    here: (t) => t.actor.dialog(t.ada)?.querySelector('[data-action="ask_use_opening"]'),
    done: (t) => opened(t) || asked(t),
    async run(t) {
      const dialog = await t.actor.until(() => t.actor.dialog(t.ada));
      await t.actor.press(() => dialog.querySelector('[data-action="ask_use_opening"]'));
      await t.actor.until(() => opened(t));
    },
  },
  {
    chapter: "Send",
    who: "ada",
    says: "Three fields are enough; whatever else may help stands behind “Add more”. The opening begins the request, and the question stays as Ada wrote it.",
    todo: "Choose the topic “Presentations and storytelling”, then press “Ask it like this”.",
    here: (t) => field(t.actor.dialog(t.ada), "topic"),
    done: (t) => asked(t) && Boolean(find(ownDm(t.eli), "offer_help")),
    async run(t) {
      if (asked(t)) return;
      const dialog = await t.actor.until(() => t.actor.dialog(t.ada));
      await t.actor.choose(() => field(dialog, "topic"), TOPIC);
      await t.actor.rest(600);
      await t.actor.submit(t.ada);
    },
  },
  {
    chapter: "Offer",
    who: "eli",
    says: "Eli was chosen for his topic, his words and his free hours, and is told why. Ada’s card shows where things stand, so that no question ends in silence.",
    todo: "Press “I can help” in Eli’s messages.",
    show: async (t) => (await t.actor.closeAll(t.ada), showOwn(t)),
    here: (t) => newest(t.actor.root(t.eli), "offer_help"),
    done: (t) => Boolean(find(group(t), "session_book")),
    async run(t) {
      await t.actor.go(t.eli, ownDm(t.eli));
      await t.actor.press(() => newest(t.actor.root(t.eli), "offer_help"));
    },
  },
  {
    chapter: "Book",
    who: "ada",
    says: "A conversation of the three opens, with hours in which both are free, each in their own time zone. One press by either books it.",
    todo: "Pick one of the times, as Ada or as Eli.",
    show: showGroup,
    here: (t) => t.actor.root(t.ada).querySelector('.messages [data-action^="session_book"]'),
    done: (t) => Boolean(find(group(t), "session_move")),
    async run(t) {
      await t.actor.go(t.ada, group(t));
      await t.actor.press(() => [...t.actor.root(t.ada).querySelectorAll('.messages [data-action^="session_book"]')].slice(0, 2).at(-1));
    },
  },
  {
    chapter: "Prepare",
    who: "clock",
    says: "Booked, with a calendar file for both. Now time has to pass. Here you can make it pass.",
    todo: "Press “Next nudge” in the clock at the top.",
    here: (t) => t.clockButton("Next nudge"),
    done: (t) => Boolean(find(ownDm(t.ada), "checklist_open")),
    run: (t) => jump(t, "Next nudge", () => find(ownDm(t.ada), "checklist_open")),
  },
  {
    chapter: "Prepare",
    who: "ada",
    says: "The day before, both get a short checklist. Five minutes here make the meeting twice as useful.",
    todo: "Press Prepare in Ada’s messages, tick what is ready and save.",
    show: showOwn,
    here: (t) => t.actor.dialog(t.ada)?.querySelector("[type=submit]") ?? newest(t.actor.root(t.ada), "checklist_open"),
    done: (t) => find(ownDm(t.ada), "checklist_open")?.style !== "primary",
    async run(t) {
      const dialog = await openForm(t, t.ada, () => ownDm(t.ada), "checklist_open", "checklist_fill");
      await t.actor.type(() => field(dialog, "background"), "Twenty slides on pricing; the board meets next week.");
      await t.actor.type(() => field(dialog, "success"), "I know which five slides stay.");
      const boxes = [...dialog.querySelectorAll("input[type=checkbox]")];
      for (const index of boxes.keys()) await t.actor.tick(() => [...dialog.querySelectorAll("input[type=checkbox]")][index]);
      await t.actor.submit(t.ada);
    },
  },
  {
    chapter: "Meet",
    who: "clock",
    says: "Both are ready. On to the day itself.",
    todo: "Press “Next session” in the clock at the top.",
    here: (t) => t.clockButton("Next session"),
    done: (t) => Boolean(find(group(t), "session_started")),
    run: (t) => jump(t, "Next session", () => find(group(t), "session_started")),
  },
  {
    chapter: "Meet",
    who: "eli",
    says: "It is time: the objective, the agenda and the end are in front of both, so that forty-five minutes stay forty-five.",
    todo: "Press “We’ve started”.",
    show: showOwn,
    here: (t) => newest(t.actor.root(t.eli), "session_started"),
    done: (t) => Boolean(group(t)) && !find(ownDm(t.eli), "session_started"),
    async run(t) {
      await t.actor.go(t.eli, ownDm(t.eli));
      await t.actor.press(() => newest(t.actor.root(t.eli), "session_started"));
    },
  },
  {
    chapter: "Meet",
    who: "clock",
    says: "They talk. Ten minutes before the end a quiet line says that it is time to sum up.",
    todo: "Press “Next nudge” until the session is over.",
    here: (t) => t.clockButton("Next nudge"),
    done: (t) => Boolean(find(ownDm(t.ada), "session_wrap_up")) && Boolean(find(ownDm(t.eli), "session_wrap_up")),
    run: (t) => jump(t, "Next nudge", () => find(ownDm(t.ada), "session_wrap_up")),
  },
  {
    chapter: "Conclude",
    who: "both",
    says: "Nothing is left hanging: both say in two minutes what came of it, and who does what by when.",
    todo: "Press “Wrap up” in Ada’s messages and in Eli’s, and save.",
    show: showOwn,
    here: (t) => [t.ada, t.eli].map((uid) => newest(t.actor.root(uid), "session_wrap_up")).find((node) => node?.classList.contains("button-primary")),
    done: (t) => [t.ada, t.eli].every((uid) => find(ownDm(uid), "session_wrap_up")?.style !== "primary"),
    async run(t) {
      await wrapUp(t, t.ada, { takeaways: "Start with the decision; one number per slide.", actions: "Ada: cut the deck to five slides by Friday" });
      await wrapUp(t, t.eli, {});
    },
  },
  {
    chapter: "Thank",
    who: "clock",
    says: "The next working morning Ada is asked what she did with it.",
    todo: "Press “Next nudge” in the clock at the top.",
    here: (t) => t.clockButton("Next nudge"),
    done: (t) => Boolean(find(ownDm(t.ada), "thanks_open")),
    run: (t) => jump(t, "Next nudge", () => find(ownDm(t.ada), "thanks_open")),
  },
  {
    chapter: "Thank",
    who: "ada",
    says: "No stars and no scores: a sentence about what changed, in her own words.",
    todo: "Write a thank-you as Ada, and see it arrive at Eli’s.",
    show: showOwn,
    mark: (t) => ownDm(t.eli)?.messages.at(-1)?.ts,
    here: (t) => t.actor.dialog(t.ada)?.querySelector("textarea") ?? newest(t.actor.root(t.ada), "thanks_open"),
    done: (t) => !find(ownDm(t.ada), "thanks_open") && ownDm(t.eli)?.messages.at(-1)?.ts !== t.since,
    async run(t) {
      const dialog = await openForm(t, t.ada, () => ownDm(t.ada), "thanks_open", "thanks_write");
      await t.actor.type(() => field(dialog, "words"), "I cut the deck to five slides and led with the decision. The board said yes in ten minutes.");
      await t.actor.submit(t.ada);
    },
  },
];
