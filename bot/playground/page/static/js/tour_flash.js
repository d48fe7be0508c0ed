/** The tour of a flash event: joining, the rota, the bells, and what comes after. */

import { find, ownDm } from "./tour_actor.js";
import { press, tells, wait } from "./tour_steps.js";

/** The tour. */
export const FLASH_TOUR = {
  id: "flash",
  scene: "flash_event",
  title: "A flash event",
  hint: "Short talks in rounds: Ada meets one expert after the other.",
  cast: ["ada", "noor"],
  roles: ({ ada, noor }) => ({ asker: ada, noor }),
  follow: () => undefined,
  steps: [
    press({
      chapter: "Join",
      who: "noor",
      at: "onboarding-week",
      action: "flash_join_expert",
      form: "flash_help",
      fill: { topics: 0 },
      says: "It begins soon. Fifteen people bring a question, eight help, and there is room for more. Noor planned it, and can take part herself.",
      todo: "Press “Join as an expert” in the channel as Noor, tick a topic, and join.",
      done: (t) => Boolean(find(ownDm(t.noor), "flash_leave")),
    }),
    wait({
      chapter: "The rota",
      says: "Ten minutes before the start it is worked out who talks with whom: nobody meets anybody twice, and nobody sits idle while another talks on.",
      until: (t) => tells(t.asker, "Your rounds:"),
    }),
    wait({
      chapter: "The bell",
      says: "Ada’s card shows her talks. A bell rings each of them, for both at the same time.",
      until: (t) => Boolean(find(ownDm(t.asker), "flash_not_here")),
    }),
    press({
      chapter: "Nobody there",
      who: "asker",
      optional: true,
      action: "flash_not_here",
      says: "Who, where, the question and the time left are in the bell. Should the other one not come, a press is enough: the rounds that are left are planned anew.",
      todo: "Press the button that says so in Ada’s messages, or skip it.",
      done: (t) => tells(t.asker, "is not there"),
    }),
    wait({
      chapter: "Round by round",
      rounds: 4,
      says: "Ten minutes each, two to change. Everybody is told in time; a late bell says how much is left.",
      todo: "Press “Next nudge” until the last round is over.",
      until: (t) => Boolean(find(ownDm(t.asker), "flash_note_open")),
    }),
    press({
      chapter: "Afterwards",
      who: "asker",
      action: "flash_note_open",
      form: "flash_note",
      fill: { note: "Open with the decision.", thanks: "Your one sentence opened my talk.", again: 0 },
      says: "One message with a line for each talk: a note for herself, a thank-you, and whether she would gladly meet again, which only two yeses reveal.",
      todo: "Press the button beside a talk, write something, and save.",
      done: (t) => tells(t.asker, "· noted"),
    }),
    wait({
      chapter: "The next morning",
      rounds: 2,
      says: "Noor, who planned it, is told how it went: in counts, without anybody’s words.",
      until: (t) => tells(t.noor, " went: "),
    }),
  ],
  end: () => "One question, several answers within the hour, and nobody had to keep a list or a watch.",
};
