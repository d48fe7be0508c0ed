"""Every sentence about pooled asks. What people wrote comes in escaped."""

from __future__ import annotations

from bot.kit.i18n import _, _n
from bot.models import PoolState

# --- A mentee: whether they would share -------------------------------------------------------------------

ASK_TITLE = _("Share a session?")
ASK = _n(
    "{count} other person waits with much the same question about *{topic}*. Would you share one session "
    "of {minutes} with one expert? Your question gets its own part of it.",
    "{count} other people wait with much the same question about *{topic}*. Would you share one session "
    "of {minutes} with one expert? Your question gets its own part of it.",
)
ASK_TEXT = _n(
    "{count} other person waits with much the same question about {topic}. Would you share a session?",
    "{count} other people wait with much the same question about {topic}. Would you share a session?",
)
ASK_PRIVATE = _(
    "Nobody sees your name or your question before you say yes. The expert then sees your question, and once "
    "they have picked a time, all of you see each other’s names and questions."
)
ASK_UNTIL = _("I keep a place for you until {when}. Without an answer your question goes on by itself.")
YES = _("Yes, I’d share")
NO = _("No, alone")
RATHER_ALONE = _("Rather alone")

YOU_SHARE = _("You would share a session about *{topic}*.")
GATHERING = _("I am asking the others until {when}, and then an expert for all of you.")
SEEKING = _n(
    "{count} other person shares it with you. I am looking for an expert for all of you.",
    "{count} other people share it with you. I am looking for an expert for all of you.",
)
ASKING = _n(
    "{count} other person shares it with you. I have asked an expert, who picks a time at which you are all "
    "free.",
    "{count} other people share it with you. I have asked an expert, who picks a time at which you are all "
    "free.",
)
BOOKED = _n(
    "You meet *{when}* with {expert} and {count} other person: {conversation}.",
    "You meet *{when}* with {expert} and {count} others: {conversation}.",
)
BOOKED_OVER = _("Your session was on {when}. What came of it is asked in a message of its own.")
ON_ITS_OWN = _("Your question about *{topic}* goes on by itself. Its own message shows where it stands.")
DISSOLVED = _(
    "It did not come to a shared session about *{topic}*. Your question goes on by itself, and I keep "
    "looking."
)
CALLED_OFF = _(
    "{expert} can’t come after all, so your shared session about *{topic}* is off. I am looking for somebody "
    "else for your question."
)
GO_ON_AS_TWO = _(
    "You and {expert} are the two who are left. You meet at the same time, and your conversation has all of "
    "it."
)
YOUR_QUESTION = _("Your question:")

# --- The expert -------------------------------------------------------------------------------------------

OFFER_TITLE = _("One session for several")
OFFER = _n(
    "{count} person waits with a question about *{topic}*. One session of {minutes} would help.",
    "{count} people wait with much the same question about *{topic}*. One session of {minutes} would help "
    "all of them.",
)
OFFER_TEXT = _n(
    "{count} person waits with a question about {topic}. Could you help in one session?",
    "{count} people wait with much the same question about {topic}. Could you help them in one session?",
)
OFFER_FROM = _("{name} asks:")
OFFER_HIDDEN = _("A colleague, whose name shows once you have picked a time, asks:")
OFFER_UNTIL = _("They all agreed to share. Please answer by {when}; after that I ask somebody else.")
PICK = _("Pick a time")
NOT_ME = _("Not me")
SAID_NO = _("Thanks for saying so. I am asking somebody else.")
WAS_LATE = _("I have asked somebody else meanwhile. Thank you all the same.")
NOT_NEEDED = _("It has settled without you meanwhile. Thank you all the same.")
SAID_YES = _("You said yes: *{when}* · {conversation}.")
YOU_CALLED_OFF = _("You called it off. I am looking for somebody else for each of them.")

PICK_TITLE = _("Pick a time")
PICK_SUBMIT = _("Book it")
PICK_INTRO = _n(
    "*{topic}* · {minutes} with {count} person. At these times everybody is free:",
    "*{topic}* · {minutes} with {count} people. At these times everybody is free:",
)
PICK_LABEL = _("When")
PICK_NEEDED = _("Please choose one of the times.")
TIME_GONE = _("Somebody is no longer free at that time. Please choose another.")
NO_TIMES = _(
    "There is no time left at which everybody is free. Please press *Not me*, and I ask somebody else."
)

# --- The conversation of all ------------------------------------------------------------------------------

MEETING_TITLE = _("Your shared session")
MEETING = _("*{topic}* · {when} · {minutes}\nWith {people}. {expert} is the expert.")
MEETING_TEXT = _("Your shared session about {topic}: {when}, with {people}.")
MEETING_SOON_TEXT = _("Your shared session about {topic} begins at {time}.")
MEETING_WHERE = _("You meet here, in this conversation’s huddle.")
AGENDA = _("*Agenda*")
AGENDA_OPENING = _("• {minutes}: hello, and what each of you hopes for")
AGENDA_QUESTION = _("• {minutes}: {name} asks")
AGENDA_CLOSING = _("• {minutes}: what each of you takes away, and who does what")
MEETING_NEXT = _(
    "15 minutes before I remind you here. Afterwards each of you wraps up your own question in private."
)
MEETING_NOW = _(
    "*It is time.* Begin with a hello, and keep an eye on the clock so that everybody gets a turn."
)
MEETING_OVER = _("This session is over. Each of you wraps up your own question in private.")
MEETING_OFF = _("*{expert} can’t come after all*, so this session is off. I am looking for somebody else.")
MEETING_OFF_TEXT = _("Your shared session about {topic} is off. I am looking for somebody else.")
MEETING_SMALLER = _("*Only two are left.* They meet at the same time, in a conversation of their own.")
MEETING_SMALLER_TEXT = _("Your shared session about {topic} goes on with the two who are left.")
MEETING_EMPTY = _("*Nobody is left for this session*, so it is off. Each question goes on by itself.")
MEETING_EMPTY_TEXT = _("Your shared session about {topic} is off: nobody is left for it.")
GOOGLE = _("Google Calendar")
OUTLOOK = _("Outlook")
ENTRY = _("Shared session about {topic}")
ENTRY_TEXT = _("A shared Pinchpoint session: several questions, one expert.")
ENTRY_PLACE = _("Huddle in your Slack conversation")
CANT_COME = _("I can’t come")
MOVE = _("Move it")
MOVE_TITLE = _("Another time")
MOVE_SUBMIT = _("Move it")
MOVE_INTRO = _n(
    "*{topic}* · {minutes} with {count} person, so far {when}. At these other times everybody is free:",
    "*{topic}* · {minutes} with {count} people, so far {when}. At these other times everybody is free:",
)
MOVED = _(
    "*{expert} has moved your shared session*: it is {when} now. Whoever can’t come then can say so on its "
    "card above."
)
MOVED_TEXT = _("{expert} has moved your shared session about {topic}: it is {when} now.")
EXPERT_MOVES = _(
    "{expert} picks the time. Write in your conversation when another suits you better, and {expert} can "
    "move it."
)
NO_OTHER_TIME = _(
    "There is no other time at which everybody is free. If you can’t come, say so on its card, and I "
    "look for somebody else."
)
NOT_COMING = _("*{name} can’t come.* The rest of you meet as planned, {when}.")
NOT_COMING_TEXT = _("{name} can’t come. The rest of you meet as planned, {when}.")

COMING = _("*{name} comes after all.* You meet as planned, {when}.")
COMING_TEXT = _("{name} comes after all. You meet as planned, {when}.")
RETURN_TITLE = _("Coming after all?")
RETURN_SUBMIT = _("I’ll come")
RETURN_INTRO = _(
    "*{topic}* · {when}\nYou said that you can’t come, so the others meet without you. If you can after all, "
    "you are welcome, and your question is on the agenda again."
)

OFF_TITLE = _("Can’t come?")
OFF_SUBMIT = _("I can’t come")
OFF_MENTEE = _(
    "The others go on without you, and see that you are not coming. Your question goes on by itself: I look "
    "for somebody else for you."
)
OFF_EXPERT = _(
    "The session is off for everybody, and they learn it at once. I look for somebody else for each of them."
)

# --- Afterwards -------------------------------------------------------------------------------------------

WRAP_UP = _("*You helped several people with {topic}.* What came of it is noted for each of them by itself:")
WRAP_UP_TEXT = _("You helped several people with {topic}. What came of it for each of them?")
WRAP_UP_BUTTON = _("Wrap up")
WRAP_UP_LATER = _("For each of them one of you is enough: what they write, you read in App Home.")

# --- App Home ---------------------------------------------------------------------------------------------

HOME_ASKED = _("Would you share a session about *{topic}* with others who ask alike? By {by}.")
HOME_OFFERED = _n(
    "*{count} person* would share one session of {minutes} about *{topic}* with you. By {by}.",
    "*{count} people* would share one session of {minutes} about *{topic}* with you. By {by}.",
)
HOME_SHARING = {
    PoolState.GATHERING: _("You would share a session about *{topic}*. I am asking the others."),
    PoolState.SEEKING: _("You share a session about *{topic}*. I am looking for an expert."),
    PoolState.ASKING: _("You share a session about *{topic}*. An expert has been asked."),
}
HOME_BOOKED = _n(
    "Shared session about *{topic}* with {count} person · {when}",
    "Shared session about *{topic}* with {count} people · {when}",
)

# --- Refusals ---------------------------------------------------------------------------------------------

NOT_YOURS = _("That is for the people of this shared session.")
WITHOUT_YOU = _(
    "You said that you can’t come, so this session goes on without you. App Home shows how your question "
    "stands."
)
OVERTAKEN = _("This has changed meanwhile. The message shows how it stands.")
NOBODY_LEFT = _("Those who wanted to share have found other ways meanwhile. Thank you all the same.")
HAS_BEGUN = _("This session has begun. Afterwards you can say in the wrap-up that it did not take place.")
