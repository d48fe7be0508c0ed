/** The first tour: a question from asking to the thank-you. It follows whoever the question goes to. */

import { find, ownDm } from "./tour_actor.js";
import { ask, command, composer, field, first, helperOf, holders, jump, modalOf, newest, openForm, sender, showOwn, showTalk, talkOf } from "./tour_moves.js";

const QUESTION = "/ask-expert How do I get my board presentation from twenty slides to five?";
const TOPIC = "Presentations and storytelling";

const opened = (t) => JSON.stringify(modalOf(t.asker, "ask_modal") ?? "").includes("Leave these words out");
const asked = (t) => Boolean(find(ownDm(t.asker), "ask_withdraw"));
const talk = (t) => talkOf(t.asker);
const nobodyLeft = (t) => Boolean(find(ownDm(t.asker), "ask_move_topic"));
const both = (t) => [t.asker, t.helper];

/** Fill in somebody’s wrap-up, unless they have. */
export async function wrapUp(t, uid, words) {
  const button = find(ownDm(uid), "session_wrap_up");
  if (button?.style !== "primary") return;
  const dialog = await openForm(t, uid, () => ownDm(uid), "session_wrap_up", "session_wrap_up_modal");
  await t.actor.tick(() => field(dialog, "took_place"));
  for (const [block, text] of Object.entries(words)) await t.actor.type(() => field(dialog, block), text);
  await t.actor.submit(uid);
  await t.actor.until(() => !modalOf(uid, "session_wrap_up_modal"));
}

/** Where the question stands, in words: with somebody, between two people, or with nobody. */
function offered(t) {
  if (holders(t.asker).length) return `${first(t.helper)} was chosen for the topic, the words and the free hours, and is told why. Ada’s card shows where things stand.`;
  if (nobodyLeft(t)) return "Nobody else has offered to help with this at hours that meet Ada’s. She is told so, and what she can do.";
  if (t.early) return "Pinchpoint looks for whoever fits by topic, words and free hours, and asks one colleague.";
  return "The question is on its way. Pinchpoint goes from one colleague to the next, and writes to each in their own working hours.";
}

function offeredTodo(t) {
  if (holders(t.asker).length) return `Press “I can help” in ${first(t.helper)}’s messages. Or “Not me”, and see who is asked next.`;
  if (t.early && !nobodyLeft(t)) return "One moment.";
  return nobodyLeft(t) ? "Press one of the buttons on Ada’s card, or “Restart” here." : "Press “Next nudge” in the clock at the top.";
}

/** Booking one of the times; other tours have this step, too. */
export const BOOK = {
  chapter: "Book",
  who: "asker",
  says: "A conversation of the three opens, with hours in which both are free, each in their own time zone. One press books it.",
  todo: (t) => `Pick one of the times, as Ada or as ${first(t.helper)}.`,
  show: showTalk,
  here: (t) => t.root(t.asker)?.querySelector('.messages [data-action^="session_book"]'),
  done: (t) => Boolean(find(talk(t), "session_move")),
  async run(t) {
    await t.actor.go(t.asker, talk(t));
    await t.actor.press(() => [...t.actor.root(t.asker).querySelectorAll('.messages [data-action^="session_book"]')].slice(0, 2).at(-1));
  },
};

/** Going to the start of the session. */
export const MEET = {
  chapter: "Meet",
  who: "clock",
  says: "Both are ready. On to the day itself.",
  todo: "Press “Next session” in the clock at the top.",
  here: (t) => t.clockButton("Next session"),
  done: (t) => Boolean(find(talk(t), "session_started")),
  run: (t) => jump(t, "Next session", () => find(talk(t), "session_started")),
};

/** Time passes until both are to prepare. */
export const PREPARE_TIME = {
  chapter: "Prepare",
  who: "clock",
  says: "Booked, with a calendar file for both. Now time has to pass. Here you can make it pass.",
  todo: "Press “Next nudge” in the clock at the top.",
  here: (t) => t.clockButton("Next nudge"),
  done: (t) => Boolean(find(ownDm(t.asker), "checklist_open")),
  run: (t) => jump(t, "Next nudge", () => find(ownDm(t.asker), "checklist_open")),
};

/** The mentee prepares. */
export const PREPARE = {
  chapter: "Prepare",
  who: "asker",
  optional: true,
  says: "The day before, both get a short checklist. Five minutes here make the meeting twice as useful.",
  todo: "Press “Prepare” in Ada’s messages, write a sentence or two, and save.",
  show: (t) => showOwn(t, ...both(t)),
  here: (t) => sender(t.form(t.asker)) ?? newest(t.root(t.asker), "checklist_open"),
  done: (t) => find(ownDm(t.asker), "checklist_open")?.style !== "primary",
  async run(t) {
    const dialog = await openForm(t, t.asker, () => ownDm(t.asker), "checklist_open", "checklist_fill");
    await t.actor.type(() => field(dialog, "background"), "Twenty slides on pricing; the board meets next week.");
    await t.actor.type(() => field(dialog, "success"), "I know which five slides stay.");
    const boxes = [...dialog.querySelectorAll("input[type=checkbox]")];
    for (const index of boxes.keys()) await t.actor.tick(() => [...dialog.querySelectorAll("input[type=checkbox]")][index]);
    await t.actor.submit(t.asker);
  },
};

/** The session goes on to its end. */
const OVER = {
  chapter: "Meet",
  who: "clock",
  says: "They talk. Ten minutes before the end a quiet line says that it is time to sum up.",
  todo: "Press “Next nudge” until the session is over.",
  here: (t) => t.clockButton("Next nudge"),
  done: (t) => both(t).every((uid) => find(ownDm(uid), "session_wrap_up")),
  run: (t) => jump(t, "Next nudge", () => find(ownDm(t.asker), "session_wrap_up")),
};

/** Both say what came of it. */
export const CONCLUDE = {
  chapter: "Conclude",
  who: "both",
  says: "Nothing is left hanging: both say in two minutes what came of it, and who does what by when.",
  todo: (t) => `Press “Wrap up” in Ada’s messages and in ${first(t.helper)}’s, and save.`,
  show: (t) => showOwn(t, ...both(t)),
  here: (t) => both(t).map((uid) => newest(t.root(uid), "session_wrap_up")).find((node) => node?.classList.contains("button-primary")),
  done: (t) => both(t).every((uid) => find(ownDm(uid), "session_wrap_up")?.style !== "primary"),
  async run(t) {
    await wrapUp(t, t.asker, { takeaways: "Start with the decision; one number per slide.", actions: "Ada: cut the deck to five slides by Friday" });
    await wrapUp(t, t.helper, {});
  },
};

/** Time passes until the mentee is asked for a thank-you. */
export const THANK_TIME = {
  chapter: "Thank",
  who: "clock",
  says: "The next working morning Ada is asked what she did with it.",
  todo: "Press “Next nudge” in the clock at the top.",
  here: (t) => t.clockButton("Next nudge"),
  done: (t) => Boolean(find(ownDm(t.asker), "thanks_open")),
  run: (t) => jump(t, "Next nudge", () => find(ownDm(t.asker), "thanks_open")),
};

/** The mentee writes a thank-you. */
export const THANK = {
  chapter: "Thank",
  who: "asker",
  says: "No stars and no scores: a sentence about what changed, in her own words.",
  todo: (t) => `Write a thank-you as Ada, and see it arrive at ${first(t.helper)}’s.`,
  show: (t) => showOwn(t, ...both(t)),
  mark: (t) => ownDm(t.helper)?.messages.at(-1)?.ts,
  here: (t) => t.form(t.asker)?.querySelector("textarea") ?? newest(t.root(t.asker), "thanks_open"),
  done: (t) => !find(ownDm(t.asker), "thanks_open") && ownDm(t.helper)?.messages.at(-1)?.ts !== t.since,
  async run(t) {
    const dialog = await openForm(t, t.asker, () => ownDm(t.asker), "thanks_open", "thanks_write");
    await t.actor.type(() => field(dialog, "words"), "I cut the deck to five slides and led with the decision. The board said yes in ten minutes.");
    await t.actor.submit(t.asker);
  },
};

const STEPS = [
  {
    chapter: "Ask",
    who: "asker",
    says: "Ada has a board meeting ahead and too many slides. She asks where she already is: in Slack, with one command.",
    todo: "Type /ask-expert and your question into Ada’s message field, and press Enter.",
    here: (t) => composer(t.root(t.asker)),
    done: (t) => Boolean(modalOf(t.asker, "ask_modal")) || asked(t),
    run: (t) => command(t, t.asker, QUESTION),
  },
  {
    chapter: "Clinic",
    who: "asker",
    optional: true,
    says: "One short form. Plain rules look at the question and say the one thing that would help most. They advise; they never block.",
    todo: "Press “Begin with these words” if you like the opening.",
    here: (t) => t.form(t.asker)?.querySelector('[data-action="ask_use_opening"]'),
    done: (t) => opened(t) || asked(t),
    async run(t) {
      const dialog = await t.actor.until(() => t.actor.dialog(t.asker));
      await t.actor.press(() => dialog.querySelector('[data-action="ask_use_opening"]'));
      await t.actor.until(() => opened(t));
    },
  },
  {
    chapter: "Send",
    who: "asker",
    says: "Three fields are enough. The opening begins the request, and the question stays as Ada wrote it.",
    todo: "Choose a topic, then send it. “Presentations and storytelling” fits; another one shows you somebody else.",
    here: (t) => field(t.form(t.asker), "topic"),
    done: asked,
    run: (t) => ask(t, t.asker, QUESTION, TOPIC),
  },
  {
    chapter: "Offer",
    who: "helper",
    says: offered,
    todo: offeredTodo,
    show: async (t) => (await t.actor.closeAll(t.asker), showOwn(t, t.asker, t.helper)),
    here: (t) => (holders(t.asker).length ? newest(t.root(t.helper), "offer_help") : nobodyLeft(t) ? newest(t.root(t.asker), "ask_move_topic") : t.clockButton("Next nudge")),
    done: (t) => Boolean(find(talk(t), "session_book")),
    async run(t) {
      if (nobodyLeft(t)) await t.actor.press(() => newest(t.actor.root(t.asker), "ask_move_topic"));
      if (!holders(t.asker).length) await jump(t, "Next nudge", () => holders(t.asker).length);
      await t.actor.until(() => holders(t.asker).length);
      const helper = t.follow();
      await t.actor.go(helper, ownDm(helper));
      await t.actor.press(() => newest(t.actor.root(helper), "offer_help"));
    },
  },
  BOOK,
  PREPARE_TIME,
  PREPARE,
  MEET,
  {
    chapter: "Meet",
    who: "helper",
    optional: true,
    says: "It is time: the objective, the agenda and the end are in front of both, so that the time agreed is enough.",
    todo: "Press “We’ve started”.",
    show: (t) => showOwn(t, ...both(t)),
    here: (t) => newest(t.root(t.helper), "session_started"),
    done: (t) => Boolean(talk(t)) && !find(ownDm(t.helper), "session_started"),
    async run(t) {
      await t.actor.go(t.helper, ownDm(t.helper));
      await t.actor.press(() => newest(t.actor.root(t.helper), "session_started"));
    },
  },
  OVER,
  CONCLUDE,
  THANK_TIME,
  THANK,
];

/** The tour. */
export const QUESTION_TOUR = {
  id: "question",
  title: "A question, from asking to the thank-you",
  hint: "Ada asks, a colleague helps, and the clock does the rest.",
  cast: ["ada", "eli"],
  roles: ({ ada, eli }) => ({ asker: ada, helper: eli }),
  follow: (t) => helperOf(t.asker, t.helper),
  steps: STEPS,
  end: (t) => `Ada has her five slides, ${first(t.helper)} a thank-you that says what changed, and nobody had to chase anybody.`,
};
