"""Every sentence of App Home that belongs to no other feature, and of `/mentoring`.

Names and words of people are filled in escaped.
"""

from __future__ import annotations

from bot.kit.i18n import _, _n
from bot.models import ActionState

HELLO = _("*Hello {name}*")
HELLO_SOMEBODY = _("*Hello*")
WELCOME = _("One question, one colleague, one short meeting.")
HELP_LINE = _("`/mentoring help` lists what I can do.")
PROGRAM_TEAM = _("Questions about the program? {names} will help.")

# --- the inbox ----------------------------------------------------------------------------------------------

WAITING = _("Waiting for you")
WAITING_NONE = _("*Waiting for you:* nothing at the moment.")
GOING_ON = _("Going on")
GOING_ON_NONE = _("*Going on:* nothing at the moment.")
DONE = _("Done")
DONE_NONE = _("*Done:* your past sessions will stand here, with what came of them.")
MORE = _n("and one more", "and {count} more")
SHOW_ALL = {
    "waiting": _("Show all that waits"),
    "going_on": _("Show all that goes on"),
    "done": _("Show all past sessions"),
}
NEWER = _("Newer")
OLDER = _("Older")
EARLIER = _("Back")
FURTHER = _("More")
# Translators: {first}, {last} and {total} are whole numbers.
RANGE = _("{first} to {last} of {total}")
INBOX_EMPTY = _("Nothing is waiting for you.")
INBOX_TEXT = _n("One thing is waiting for you.", "{count} things are waiting for you.")

OFFERED = _("*{who}* would like {minutes} minutes about *{topic}*. Please answer by {by}:")
OFFERED_HIDDEN = _(
    "A colleague, whose name is hidden until you accept, would like {minutes} minutes about *{topic}*. "
    "Please answer by {by}:"
)
ASKED_BACK = _("A colleague who may help with *{topic}* would like to know, by {by}:")
DATE_PASSED = _("*{topic}*: the day you named, {day}, is over. Shall I keep looking?")
NOT_THEM = _(
    "*{topic}*: {name} can’t take it this time. Shall I ask somebody else? "
    "Nobody else sees it unless you want that."
)
NOT_HERE_UNTIL = _(
    "*{topic}*: {name} is away until {day}, and I ask them when they are back. Shall I ask somebody else?"
)
NOT_HERE = _(
    "*{topic}*: {name} is away at the moment, and I ask them when they are back. Shall I ask somebody else?"
)
TO_JUDGE = _("{who} answered your question about *{topic}* in writing. Is that enough? Please say by {by}.")
TO_THANK_FOR = _(
    "{who} answered your question about *{topic}* in writing. What did you do with it? "
    "Two sentences by {by} are plenty."
)
TO_CONFIRM = _("{who} proposes a time for your {minutes} minutes about *{topic}*. Does it work?")
WHERE = _("Where: {place}")
TO_PICK = _("Pick a time with {who} for *{topic}* by {by}. One press books it:")
TO_PROPOSE = _("You and {who} have no time yet for *{topic}*. Please propose one by {by}.")
STILL_NEEDED = _("You and {who} have no time yet for *{topic}*. Do you still need it? On {by} I close it.")
TO_PREPARE = _("Get ready for {who} and *{topic}* by {by}. Done so far: {ready} of {total}.")
TO_BE_THERE = _("*{who} is waiting for you,* for *{topic}*. Are you coming? Please answer by {by}.")
TO_AGREE = _("You and {who} do not see it the same way yet: did your session about *{topic}* take place?")
TO_WRAP_UP = _("What came of your session with {who} about *{topic}* on {day}? Please wrap up by {by}.")
TO_HAND_OVER = _("{who} thinks that {to} could help you further with *{topic}*. Shall I ask {to}?")
TO_THANK = _(
    "You talked with {who} about *{topic}* on {day}. What did you do with it? "
    "Two sentences by {by} are plenty."
)
TO_RATE = _(
    "How much did your talk with {who} about *{topic}* on {day} help? Please answer by {by}: it stays "
    "private."
)
TO_DO_BY = _("*{what}*, by {day}, as you agreed with {who} about *{topic}*.")
TO_DO = _("*{what}*, as you agreed with {who} about *{topic}*.")

TO_FIND = _("Somebody would like {minutes} minutes about *{topic}*. Whom should I ask? Please say by {by}.")
SEVERAL_TOPICS = _("several topics")
TO_INVITE = _n(
    "A question about {topics} waits for somebody. Do you know who could help?",
    "{count} questions about {topics} wait for somebody. Do you know who could help?",
)

LOOKING = _("I am looking for the right colleague.")
LOOKING_ONLY = _("I am asking {name}, as you agreed.")
WITH_ONE = _("It is with a colleague until {by}.")
WITH_TWO = _("It is with two colleagues until {by}. The first yes wins.")
WITH_ONLY = _("It is with {name} until {by}, as you agreed.")
BEGINS = _("It reaches a colleague on {when}, when their day begins.")
OWED = _("A colleague has asked you something and waits for your answer.")
STEWARD = _("The person who looks after this topic is helping me search.")
STEWARD_UNTIL = _("The person who looks after this topic is helping me search until {by}.")
NOBODY_YET = _("Nobody suitable is free yet. It stays open, and I tell you as soon as somebody is.")
MATCHED = _("{name} can help. Your conversation opens in a moment.")
ASKED = _n("One colleague has been asked.", "{count} colleagues have been asked.")
CARD_LINK = _("Its card is in your messages with me")
CLARIFYING = _("You asked {who} something about *{topic}*. The answer comes here by {by}.")
CLARIFYING_HIDDEN = _("You asked a colleague something about *{topic}*. The answer comes here by {by}.")
PROPOSED = _("{who} has your proposal for *{topic}* and {minutes} minutes:")
AHEAD = _("*{when}* with {who}: *{topic}*, {minutes} minutes. Where: {place}")
AHEAD_NOW = _("*Now, until {until}*, with {who}: *{topic}*. Where: {place}")
AHEAD_ALONE = _("I am asking {who} where they are, for *{topic}*. You hear from me soon.")
AHEAD_OVER = _("Your time with {who} for *{topic}* is over. The wrap-up comes in a moment.")
CONVERSATION = _("Your conversation")
WRAPPED_UP = _("{who} has not told yet what came of *{topic}* on {day}. From {by} on, your word is enough.")

PAST = _("{topic} with {who} · {day}, {minutes} minutes")
TAKEAWAYS = _("*What you take away*")
AGREED = _("*You agreed*")
# By whether somebody, and whether a day, is named.
ACTIONS = {
    (True, True): _("• {what} ({who}, by {day})"),
    (True, False): _("• {what} ({who})"),
    (False, True): _("• {what} (by {day})"),
    (False, False): _("• {what}"),
}
# By whether somebody is named.
SETTLED = {
    ActionState.DONE: {True: _("✓ {what} ({who}): done"), False: _("✓ {what}: done")},
    ActionState.DROPPED: {True: _("• {what} ({who}): dropped"), False: _("• {what}: dropped")},
}
BOTH = _("both of you")
YOU = _("you")
TO_LOOK_AT = _("*To look at*")
YOUR_THANKS = _("*Your thank-you*")
THANKED_YOU = _("*{who} thanked you*")

# --- /mentoring ---------------------------------------------------------------------------------------------

USAGE = _("Here is what I can do:")
USAGE_LINES = (
    _("`/ask-expert How do I …?` asks a colleague for help with one question."),
    _("You can also just write to me, or mention me where a question comes up."),
    _("`/mentoring sessions` shows what waits for you, what is going on, and what came of past sessions."),
    _("`/mentoring profile` opens your profile: what you help with, and when."),
    _("`/mentoring stats` tells you what you have asked and given so far."),
    _("`/mentoring settings` is for your hours, working day, language, reminders, and whom to avoid."),
    _("`/mentoring pause` gives you a break from being asked."),
    _("`/mentoring link` gives you a link to share, which brings colleagues here."),
    _("`/mentoring guide` tells you on one page how it works, and how to ask well."),
    _("`/mentoring stories` shows your success stories, and takes one back."),
    _("`/mentoring calendar` gives your calendar an address at which it can follow your times here."),
    _("`/mentoring privacy` tells you what I hold about you, hands it out, and erases it."),
    _("`/mentoring admin` opens the program area, for those who look after it."),
    _("`/mentoring help` shows this list."),
    _("All of it is in App Home, too: press my name, then *Home*."),
)
LINK = _(
    "Share this link where questions come up: {link}\n"
    "It opens our conversation, in which a question can be typed at once. Slack knows no link that fills the "
    "form in."
)
NOT_UNDERSTOOD = _("I do not know “{word}” yet. Here is what I can do:")
STATS = _(
    "Your figures so far, for your eyes only:\n"
    "Questions you asked: *{asked}*\n"
    "Sessions you had: *{sessions}*\n"
    "Minutes you helped: *{minutes}*"
)
