/** The tour of what goes wrong: Slack is down, an expert is silent, somebody does not come. */

import { post, remove } from "./api.js";
import { workspace } from "./store.js";
import { find, ownDm } from "./tour_actor.js";
import { ask, composer, field, first, helperOf, holders, jump, modalOf, newest, showOwn, showTalk, talkOf } from "./tour_moves.js";
import { BOOK, MEET } from "./tour_question.js";

const TOPIC = "Presentations and storytelling";
const QUESTION = "/ask-expert How do I get my board presentation from twenty slides to five?";
const RECOVER_SECONDS = 150; // after which the app looks what became of what it said
const LATE_SECONDS = 660; // after which it can be said that somebody is missing

const asked = (t) => Boolean(find(ownDm(t.asker), "ask_withdraw"));
const stormy = () => workspace.weather.n > 0;
const movedOn = (t) => Boolean(find(ownDm(t.asker), "ask_move_topic")) || (holders(t.asker).length > 0 && !holders(t.asker).includes(t.helper));
const missed = (t) => Boolean(find(talkOf(t.asker), "session_after_all"));

const STEPS = [
  {
    chapter: "Slack is down",
    who: "clock",
    label: "Let Slack break",
    says: "First, Slack breaks: whatever Pinchpoint posts meets an error, and nobody knows whether it arrived.",
    todo: "Press “Let Slack break”. The tools have the same and more under “Weather”.",
    here: () => null,
    done: (t) => stormy() || asked(t),
    run: () => post("/ui/weather", { method: "chat.postMessage", kind: "server_error", times: null }),
  },
  {
    chapter: "Slack is down",
    who: "asker",
    says: "Ada asks all the same. Her question is kept before anything is said about it, so it cannot get lost.",
    todo: "Ask as Ada: /ask-expert and a question, a topic, and send.",
    here: (t) => field(t.form(t.asker), "topic") ?? composer(t.root(t.asker)),
    done: (t) => Boolean(modalOf(t.asker, "notice")) || asked(t),
    run: (t) => ask(t, t.asker, QUESTION, TOPIC),
  },
  {
    chapter: "Slack is back",
    who: "clock",
    label: "Let Slack recover",
    says: "Nothing has arrived yet; the tools list under “Waiting” what is held back. When Slack is back, Pinchpoint first looks what it took, so nothing comes twice.",
    todo: "Press “Let Slack recover”: two minutes pass, and everything arrives.",
    show: (t) => t.actor.closeAll(t.asker),
    here: () => null,
    done: (t) => !stormy() && asked(t) && holders(t.asker).length > 0,
    async run(t) {
      await remove("/ui/weather");
      await t.move(RECOVER_SECONDS);
      await t.actor.rest(400);
      if (!asked(t) || !holders(t.asker).length) await t.move(RECOVER_SECONDS);
    },
  },
  {
    chapter: "Silence",
    who: "clock",
    says: (t) => `${first(t.helper)} has the question and a full day. Pinchpoint reminds once, then goes on.`,
    todo: "Press “Next nudge” twice in the clock at the top.",
    show: (t) => showOwn(t, t.asker, t.helper),
    here: (t) => t.clockButton("Next nudge"),
    done: (t) => movedOn(t) || Boolean(talkOf(t.asker)),
    run: (t) => jump(t, "Next nudge", () => movedOn(t)),
  },
  {
    chapter: "Late, but not too late",
    who: "helper",
    says: (t) => `Ada is told how it stands and what she can do, and Noor knows of it. Then ${first(t.helper)} comes back to the desk.`,
    todo: (t) => `Press the button that is left in ${first(t.helper)}’s messages.`,
    show: (t) => showOwn(t, t.asker, t.helper),
    here: (t) => newest(t.root(t.helper), "offer_help"),
    done: (t) => Boolean(find(talkOf(t.asker), "session_book")),
    async run(t) {
      await t.actor.go(t.helper, ownDm(t.helper));
      await t.actor.press(() => newest(t.actor.root(t.helper), "offer_help"));
    },
  },
  BOOK,
  { ...MEET, says: "Booked. On to the day itself, without any preparation this time." },
  {
    chapter: "Nobody comes",
    who: "clock",
    label: "Let ten minutes pass",
    says: (t) => `Ada is there. ${first(t.helper)} is not.`,
    todo: "Press “Let ten minutes pass”.",
    show: (t) => showOwn(t, t.asker, t.helper),
    here: () => null,
    done: (t) => Boolean(find(ownDm(t.asker), "session_absent") ?? find(ownDm(t.asker), "session_take_back")) || missed(t),
    run: (t) => t.move(LATE_SECONDS),
  },
  {
    chapter: "Nobody comes",
    who: "asker",
    says: (t) => `Nobody is accused: ${first(t.helper)} is asked first, and Ada can take it back.`,
    todo: "Press “They’re not here” in Ada’s messages.",
    here: (t) => newest(t.root(t.asker), "session_absent"),
    done: (t) => Boolean(find(ownDm(t.asker), "session_take_back")) || missed(t),
    async run(t) {
      await t.actor.go(t.asker, ownDm(t.asker));
      await t.actor.press(() => newest(t.actor.root(t.asker), "session_absent"));
    },
  },
  {
    chapter: "A new time",
    who: "clock",
    says: (t) => `${first(t.helper)} does not answer. So both get new times, without a word of blame.`,
    todo: "Press “Next nudge” in the clock at the top.",
    here: (t) => t.clockButton("Next nudge"),
    done: missed,
    async run(t) {
      await jump(t, "Next nudge", () => missed(t));
      await showTalk(t);
    },
  },
];

/** The tour. */
export const TROUBLE_TOUR = {
  id: "trouble",
  title: "When things go wrong",
  hint: "Slack is down, an expert is silent, somebody does not come.",
  cast: ["ada", "eli"],
  roles: ({ ada, eli }) => ({ asker: ada, helper: eli }),
  follow: (t) => helperOf(t.asker, t.helper),
  steps: STEPS,
  end: () => "Nothing was lost, nothing came twice, and whoever waited was told how it stands.",
};
