/** The tour of the calendar feed: an address, what a calendar reads there, and a time that moves. */

import { person } from "./store.js";
import { find } from "./tour_actor.js";
import { first, talkOf } from "./tour_moves.js";
import { BOOK } from "./tour_question.js";
import { press } from "./tour_steps.js";

const feedForm = (t) => t.form(t.asker);
const address = (t) => /webcal:\/\/[^/]+(\/calendar\/\S+?\.ics)/.exec(feedForm(t)?.textContent ?? "")?.[1];
const homeButton = (t) => t.root(t.asker)?.querySelector('.home [data-action="feed_open"]');

const WHEN = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };

/** What a calendar shows: its entries, one after the other, at somebody’s own time. */
function entries(text, timeZone) {
  return text.replace(/\r?\n[ \t]/g, "").split("BEGIN:VEVENT").slice(1).map((entry) => {
    const [, words] = /^SUMMARY[^:]*:(.*)$/m.exec(entry);
    const [, ...at] = /^DTSTART[^:]*:(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)/m.exec(entry);
    const start = new Date(Date.UTC(at[0], at[1] - 1, ...at.slice(2)));
    return `${words.trim().replace(/\\,/g, ",")}, ${start.toLocaleString("en-GB", { ...WHEN, timeZone })}`;
  }).join("; ");
}

async function readCalendar(t) {
  const answer = await fetch(t.kept.address);
  t.kept.read = [...(t.kept.read ?? []), answer.ok ? entries(await answer.text(), person(t.asker).tz) : "nothing"];
}

const READ = { chapter: "What a calendar reads", who: "clock", label: "Read it", here: () => null, run: readCalendar };

/** The tour. */
export const FEED_TOUR = {
  id: "feed",
  scene: "feed",
  title: "Your own calendar",
  hint: "One secret address, and every change is there by itself.",
  cast: ["ada", "sam"],
  roles: ({ ada, sam }) => ({ asker: ada, helper: sam }),
  follow: (t) => t.helper,
  steps: [
    {
      chapter: "Calendar address",
      who: "asker",
      says: "Ada has two sessions ahead. A calendar file is imported once; an address is read again and again.",
      todo: "Open Ada’s Home and press “Calendar address” at its end.",
      here: (t) => homeButton(t) ?? t.root(t.asker)?.querySelector('[data-focus="tab-Home"]'),
      done: (t) => Boolean(feedForm(t)),
      async run(t) {
        await t.actor.goHome(t.asker);
        await t.actor.press(() => homeButton(t));
      },
    },
    {
      chapter: "Calendar address",
      who: "asker",
      says: "It is secret, shown once, and can be renewed or taken back. It names topic and person, never the question.",
      todo: "Press “Make my address”.",
      here: (t) => feedForm(t)?.querySelector('[data-action="feed_renew"]'),
      done: (t) => Boolean((t.kept.address = address(t) ?? t.kept.address)),
      run: (t) => t.actor.press(() => feedForm(t)?.querySelector('[data-action="feed_renew"]')),
    },
    {
      ...READ,
      says: "There it is. A calendar program looks there every few hours; here you can look at once.",
      todo: "Press “Read it”. Or copy the address into a calendar on this machine.",
      done: (t) => t.kept.read?.length > 0,
    },
    press({
      chapter: "Something changes",
      who: "asker",
      at: "talk",
      action: "session_move",
      form: "session_move_modal",
      says: (t) => `It says: ${t.kept.read?.[0]}. Now Ada needs another time with ${first(t.helper)}.`,
      todo: (t) => `Press “Reschedule” in Ada’s conversation with ${first(t.helper)}, and send the form.`,
      done: (t) => Boolean(find(talkOf(t.asker), "session_book")),
    }),
    { ...BOOK, says: "Fresh times for both, as at the beginning.", done: (t) => !find(talkOf(t.asker), "session_book") },
    {
      ...READ,
      says: "Nobody has touched the calendar.",
      todo: "Press “Read it” once more.",
      done: (t) => t.kept.read?.length > 1,
    },
  ],
  end: (t) => `It says: ${t.kept.read?.at(-1)}. The time has moved by itself.`,
};
