/** The tour of whoever looks after the program: a topic that nobody helps with, and how it comes to have somebody. */

import { find, ownDm } from "./tour_actor.js";
import { ask, command, composer, field, first, holders, jump, modalOf, newest, openForm, others, sender, showOwn } from "./tour_moves.js";

const TOPIC = "Job interviews";
const QUESTION = "/ask-expert How do I interview people for our support team?";
const NOTE = "Rosa, you interview every week. Would you take half an hour for a colleague now and then?";
const PANEL = "admin_panel";

const panel = (t) => modalOf(t.noor, PANEL);
const topicIsThere = (t) => Boolean(find(panel(t), "offer_invite"));
const asked = (t) => Boolean(find(ownDm(t.asker), "ask_withdraw"));
const invitedOne = (t) => others(t.noor).find((uid) => uid !== t.asker && ownDm(uid)?.messages.length);
const invited = (t) => modalOf(t.noor, "notice") || invitedOne(t);
const inPanel = (t, action) => t.form(t.noor)?.querySelector(`[data-action="${action}"]`);

const STEPS = [
  {
    chapter: "The program",
    who: "noor",
    says: "Noor looks after the program. One command shows every topic, and how many colleagues help with it.",
    todo: "Type /mentoring admin into Noor’s message field, and press Enter.",
    here: (t) => composer(t.root(t.noor)),
    done: (t) => Boolean(panel(t)) || asked(t),
    run: (t) => command(t, t.noor, "/mentoring admin"),
  },
  {
    chapter: "A new topic",
    who: "noor",
    says: "The support team is hiring, and questions will come. So Noor adds a topic for them.",
    todo: `Press “New topic”, call it “${TOPIC}”, and add it.`,
    here: (t) => field(t.form(t.noor), "name") ?? inPanel(t, "admin_topic_new"),
    done: (t) => topicIsThere(t) || asked(t),
    async run(t) {
      if (!modalOf(t.noor, "admin_topic")) await t.actor.press(() => inPanel(t, "admin_topic_new"));
      await t.actor.until(() => modalOf(t.noor, "admin_topic"));
      await t.actor.type(() => field(t.actor.dialog(t.noor), "name"), TOPIC);
      await t.actor.submit(t.noor);
    },
  },
  {
    chapter: "A question",
    who: "asker",
    says: "Jo, in support, asks before anybody has offered to help. The list of topics says so.",
    todo: "Type /ask-expert and a question as Jo, choose the new topic and send it.",
    show: (t) => t.actor.closeAll(t.noor),
    here: (t) => field(t.form(t.asker), "topic") ?? composer(t.root(t.asker)),
    done: asked,
    run: (t) => ask(t, t.asker, QUESTION, TOPIC),
  },
  {
    chapter: "Nobody yet",
    who: "noor",
    says: "Jo is told honestly that nobody is there yet, and what to do meanwhile. Noor gets one message for all such questions, with one button.",
    todo: "Press “Invite somebody” in Noor’s messages and choose Rosa, who recruits.",
    show: async (t) => (await t.actor.closeAll(t.asker), showOwn(t, t.noor, t.asker)),
    here: (t) => sender(t.form(t.noor)) ?? newest(t.root(t.noor), "offer_invite"),
    done: (t) => Boolean(invited(t)),
    async run(t) {
      if (!modalOf(t.noor, "offer_invite_modal")) await t.actor.press(() => newest(t.actor.root(t.noor), "offer_invite"));
      await t.actor.until(() => modalOf(t.noor, "offer_invite_modal"));
      await t.actor.choose(() => field(t.actor.dialog(t.noor), "colleague"), "Rosa Kim");
      await t.actor.type(() => field(t.actor.dialog(t.noor), "note"), NOTE);
      await t.actor.submit(t.noor);
    },
  },
  {
    chapter: "An invitation",
    who: "clock",
    says: "It is night in New York, and Pinchpoint writes to people in their own working hours.",
    todo: "Press “Next nudge” in the clock at the top.",
    show: (t) => t.actor.closeAll(t.noor),
    here: (t) => t.clockButton("Next nudge"),
    done: (t) => Boolean(invitedOne(t)),
    run: (t) => jump(t, "Next nudge", () => invitedOne(t)),
  },
  {
    chapter: "A yes",
    who: "helper",
    says: (t) => `Nobody is enrolled without a yes. ${first(t.helper)} joins with a form of four fields, the topic chosen already, and Jo’s question is there at once.`,
    todo: (t) => `Press “Help a colleague” in ${first(t.helper)}’s messages, and join.`,
    show: async (t) => (t.bring(t.noor, t.helper), showOwn(t, t.helper)),
    here: (t) => sender(t.form(t.helper)) ?? newest(t.root(t.helper), "experts_open"),
    done: (t) => holders(t.asker).length > 0,
    async run(t) {
      await openForm(t, t.helper, () => ownDm(t.helper), "experts_open", "experts_profile");
      await t.actor.submit(t.helper);
    },
  },
  {
    chapter: "How it goes",
    who: "noor",
    says: "Figures without names and without words: what was asked, how fast it found somebody, and where people wait.",
    todo: "Open Noor’s Home and press “How it goes”.",
    show: async (t) => (await t.actor.closeAll(t.helper), t.bring(t.asker, t.noor), showOwn(t, t.noor)),
    here: (t) => t.root(t.noor)?.querySelector('.home [data-action="dashboard_open"]') ?? t.root(t.noor)?.querySelector('[data-focus="tab-Home"]'),
    done: (t) => Boolean(modalOf(t.noor, "dashboard_figures")),
    async run(t) {
      await t.actor.goHome(t.noor);
      await t.actor.press(() => t.actor.root(t.noor).querySelector('.home [data-action="dashboard_open"]'));
    },
  },
];

/** The tour. */
export const PROGRAM_TOUR = {
  id: "program",
  title: "Run the program",
  hint: "A question that nobody can take yet, and what Noor does about it.",
  cast: ["noor", "jo"],
  roles: ({ noor, jo, rosa }) => ({ noor, asker: jo, helper: rosa }),
  follow: (t) => holders(t.asker)[0] ?? invitedOne(t) ?? t.helper,
  steps: STEPS,
  end: (t) => `Jo’s question is with ${first(t.helper)}, the topic has somebody, and Noor wrote one message.`,
};
