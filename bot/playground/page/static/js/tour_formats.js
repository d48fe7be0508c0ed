/** The tours of the formats beside the single session, each in a scene of its own. */

import { find, ownDm } from "./tour_actor.js";
import { FEED_TOUR } from "./tour_feed.js";
import { FLASH_TOUR } from "./tour_flash.js";
import { first, others, talkOf } from "./tour_moves.js";
import { BOOK, CONCLUDE, MEET, PREPARE, PREPARE_TIME, THANK, THANK_TIME, wrapUp } from "./tour_question.js";
import { isNext, press, tells, wait } from "./tour_steps.js";

const two = { cast: ["ada", "eli"], roles: ({ ada, eli }) => ({ asker: ada, helper: eli }), follow: (t) => t.helper };

const SERIES_TOUR = {
  ...two,
  id: "series",
  scene: "series",
  title: "A series of two",
  hint: "Ada and Eli have met once. The second time goes on from there.",
  steps: [
    { ...BOOK, says: "Ada and Eli agreed on two sessions with one goal. The first is over, and times for the second were there at once, about two weeks after it." },
    { ...PREPARE_TIME, says: "Booked. Time has to pass until the day before." },
    { ...PREPARE, says: "Ada’s worksheet begins with what she took on last time, so nobody has to remember it." },
    MEET,
    wait({
      chapter: "Meet",
      says: "They talk for the second time. Ten minutes before the end a quiet line says that it is time to sum up.",
      todo: "Press “Next nudge” until the session is over.",
      until: (t) => isNext(t.asker, "session_wrap_up") && isNext(t.helper, "session_wrap_up"),
    }),
    { ...CONCLUDE, says: "Both say what came of it, as after the first. Had one of them not come, the series would wait for a new time." },
    { ...THANK_TIME, says: "It was the last session, so the next working morning Ada is asked for one thank-you that covers both." },
    THANK,
  ],
  end: (t) => `Two sessions, one goal, one thank-you. Either could have ended it early in App Home, and ${first(t.helper)} would have been told kindly.`,
};

const GROWING_TOUR = {
  ...two,
  id: "growing",
  scene: "growing",
  title: "Going on together",
  hint: "Both are asked in private, and only two yeses are told.",
  steps: [
    press({
      chapter: "In private",
      who: "asker",
      action: "growing_yes",
      says: "Ada and Eli have met. Each is asked alone whether they would like to go on. Eli has answered; Ada cannot see how.",
      todo: "Press “Yes, gladly” in Ada’s messages. With the other answer nobody would ever hear of Eli’s.",
      done: (t) => Boolean(find(talkOf(t.asker), "growing_choose") ?? find(talkOf(t.asker), "session_book")),
    }),
    press({
      chapter: "Thank",
      who: "asker",
      optional: true,
      action: "thanks_open",
      form: "thanks_write",
      fill: { words: "I led with the decision, and the board said yes in ten minutes." },
      says: "The thank-you for the session is in the same message, so that Ada is asked once.",
      todo: "Press “Write a thank-you”, or skip it.",
      done: (t) => !find(ownDm(t.asker), "thanks_open"),
    }),
    press({
      chapter: "Choose",
      who: "asker",
      at: "talk",
      action: "growing_choose",
      form: "growing_choose_modal",
      says: "Two yeses: now both read it, in their conversation. One of them chooses how: a short series, or a talk each month that ends by itself.",
      todo: "Press “Choose how”, choose one, and send it.",
      done: (t) => Boolean(find(talkOf(t.asker), "session_book") ?? find(talkOf(t.asker), "session_move")),
    }),
    { ...BOOK, says: "It is a series like any other: times for its first session are there, and each one after it follows by itself." },
    { ...MEET, says: "Booked. On to the day itself." },
  ],
  end: (t) => `Ada and ${first(t.helper)} go on, because both wanted to. Had one said no, the other would never have known.`,
};

const SHEET_TOUR = {
  id: "sheet",
  scene: "sheet_day",
  title: "A sign-up sheet",
  hint: "Ask an Expert: take a place, wait for one, give one back.",
  cast: ["ada", "jo"],
  roles: ({ ada, jo, noor, eli }) => ({ asker: ada, next: jo, noor, helper: eli }),
  follow: (t) => t.helper,
  steps: [
    press({
      chapter: "The last place",
      who: "asker",
      at: "ask-an-expert",
      action: "sheet_take_open",
      form: "sheet_take",
      fill: { question: "How do I end a talk so that they decide?" },
      says: "Once a month Eli offers three times in a channel. Two are taken. Ada takes the last one with her question.",
      todo: "Press “Take a place” in the channel as Ada, write a question, and take it.",
      done: (t) => Boolean(find(talkOf(t.asker), "session_move")),
    }),
    press({
      chapter: "The waiting list",
      who: "next",
      at: "ask-an-expert",
      action: "sheet_take_open",
      form: "sheet_take",
      fill: { question: "How many slides are enough for ten minutes?" },
      says: "A place is a session at once, with checklist and calendar entry. The sheet in the channel is full now, so Jo waits.",
      todo: "Press the button in the channel as Jo, and join the waiting list.",
      done: (t) => Boolean(find(ownDm(t.next), "sheet_leave_list")),
    }),
    press({
      chapter: "Given back",
      who: "asker",
      at: "talk",
      action: "session_cancel",
      form: "session_cancel_modal",
      fill: { reason: "Another meeting came up.", needed: 1 },
      says: "Ada cannot come after all. The place goes to whoever waits longest and can have it.",
      todo: "Press “Cancel” in Ada’s conversation with Eli, and send the form.",
      done: (t) => Boolean(talkOf(t.next)),
    }),
    press({
      chapter: "Every month",
      who: "noor",
      action: "sheet_change_open",
      form: "sheet_change_form",
      look: true,
      show: (t) => t.bring(t.asker, t.noor),
      says: "Jo moved up without anybody doing anything. Noor started the sheet once; day, length and places can be changed for the next one.",
      todo: "Press “Change the sheet” in Noor’s messages, and have a look.",
      done: (t) => Boolean(t.form(t.noor)),
    }),
    press({
      chapter: "More times",
      who: "helper",
      action: "sheet_offer_open",
      form: "sheet_offer",
      look: true,
      show: async (t) => (await t.actor.closeAll(t.noor), t.bring(t.noor, t.helper)),
      says: "Eli was asked for times a week before; nobody is put on a sheet unasked. While it is out he can offer more, or take a free one back.",
      todo: "Press “Offer times” in Eli’s messages, and have a look.",
      done: (t) => Boolean(t.form(t.helper)),
    }),
  ],
  end: () => "One sheet a month, no spreadsheet, and a free place never stays free while somebody waits.",
};

const holder = (t) => others(t.asker).find((uid) => find(ownDm(uid), "pool_pick_open"));
const POOLED_TOUR = {
  ...two,
  id: "pooled",
  scene: "three_alike",
  title: "A shared session",
  hint: "Three wait with the same question, and one expert helps them all.",
  follow: (t) => holder(t) ?? t.helper,
  steps: [
    press({
      chapter: "Three alike",
      who: "asker",
      action: "pool_yes",
      says: "Ada, Jo and Noor wait with much the same question. Each is asked in private. The two others would share; Ada has not said yet.",
      todo: "Press “Yes, I’d share” in Ada’s messages. With “No, alone” she would go on waiting, and nobody would ask why.",
      done: (t) => tells(t.asker, "You would share a session"),
    }),
    wait({
      chapter: "One expert",
      says: "All have said yes. One expert is asked for an hour with all of them, in their own working hours.",
      until: (t) => Boolean(holder(t)) || talkOf(t.asker)?.members.length > 3,
    }),
    press({
      chapter: "One time",
      who: "helper",
      action: "pool_pick_open",
      form: "pool_pick",
      fill: { time: 0 },
      says: (t) => `${first(t.helper)} sees all questions, and the hours that suit everybody. Names that were to stay hidden stay so until then.`,
      todo: (t) => `Press “Pick a time” in ${first(t.helper)}’s messages, choose one, and send it.`,
      done: (t) => talkOf(t.asker)?.members.length > 3,
    }),
    wait({
      chapter: "Together",
      rounds: 3,
      says: "One conversation for all, with each question on the agenda. On to the end of the session.",
      todo: "Press “Next nudge” until the session is over.",
      show: async (t) => Promise.all([t.asker, t.helper].map((uid) => talkOf(uid) && t.actor.go(uid, talkOf(uid)))),
      until: (t) => isNext(t.asker, "session_wrap_up"),
    }),
    {
      chapter: "Each their own",
      who: "asker",
      says: "Each has their own wrap-up, and later their own thank-you. What Ada takes away is hers.",
      todo: "Press “Wrap up” in Ada’s messages, and save.",
      show: (t) => t.actor.go(t.asker, ownDm(t.asker)),
      here: (t) => t.root(t.asker)?.querySelector('.messages .button-primary[data-action^="session_wrap_up"]'),
      done: (t) => !isNext(t.asker, "session_wrap_up"),
      run: (t) => wrapUp(t, t.asker, { takeaways: "Show the old price beside the new one." }),
    },
  ],
  end: (t) => `Three questions, one hour of ${first(t.helper)}’s time, and nobody shared anything without having said yes.`,
};

/** Every tour of a format. */
export const FORMAT_TOURS = [SERIES_TOUR, FLASH_TOUR, SHEET_TOUR, POOLED_TOUR, GROWING_TOUR, FEED_TOUR];
