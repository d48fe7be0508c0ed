"""Every sentence about sessions. Names and words of people are filled in escaped, unless it says plain."""

from bot.models import SessionState
from bot.sessions.rules import AgendaItem

# --- what stands in the way (plain text, in a small window or below a field) --------------------------

NOT_YOURS = "This session belongs to somebody else."
OVER = "This session is over. Your wrap-up is in your messages with me."
OVERTAKEN = "This has changed in the meantime. The newest message shows how it stands."
NOT_YET = "It is a little early for that: the session has not begun."
STARTED_ALREADY = (
    "One of you said that you have started. If it did not take place after all, please say so in the wrap-up."
)
PICK_A_TIME = "Please pick a day and a time."
PAST = "This time is over. Please pick a later one."
FAR_AHEAD = "This is more than three months away. Please pick an earlier time."
TOO_LONG = "Please shorten this a little."
CHOOSE = "Please choose one."
REASON_NEEDED = "It is close to the start: please say in a few words why."
HANDOVER_SELF = "Please choose a colleague who was not in this session."
HANDOVER_NO_EXPERT = "They have not joined as an expert yet. Please choose somebody who has, or nobody."

_STANDS = {
    SessionState.SCHEDULING: "This session has no time yet. The newest message has times to pick from.",
    SessionState.BOOKED: "This session is booked already. The newest message shows when.",
    SessionState.ENDED: OVER,
    SessionState.HELD: "This session is over.",
    SessionState.CANCELLED: "This session was called off.",
}


def stands(state: SessionState) -> str:
    """Return how a session stands, in a sentence."""
    return _STANDS[state]


def plainly(name: str) -> str:
    """Return a name that is safe wherever a sentence is shown, escaped or not."""
    return name.translate(str.maketrans("", "", "<>&"))


def own_proposal(other: str) -> str:
    """Return why one's own proposal cannot be confirmed by oneself."""
    return f"This is your own proposal: {plainly(other)} is the one to confirm it."


def busy(name: str) -> str:
    """Return that somebody has a session at that hour."""
    return f"{plainly(name)} has another session at that hour. Please pick another time."


def taken(name: str) -> str:
    """Return that somebody was just booked."""
    return f"{plainly(name)} has just been booked at that hour. Please pick another time."


def proposed(other: str) -> str:
    """Return that the other side has to confirm."""
    return f"That time is outside the hours {plainly(other)} named, so I am asking {plainly(other)} first."


def give_them_time(other: str) -> str:
    """Return that it is too early to give somebody up."""
    return f"Please give {plainly(other)} ten minutes from the start, then press this again."


GONE = "That time has passed or is taken. I have put fresh times into the message."

# --- picking a time ------------------------------------------------------------------------------------

MEET = "*{mentee}, meet {expert}.* {expert} said yes to {mentee}'s question about *{topic}*:"
MEET_TEXT = "{mentee}, meet {expert}. {expert} said yes to a question about {topic}. Please pick a time."
PICK = "Pick a time for your {minutes} minutes. One click by either of you books it."
NO_SLOTS = "I found no hour in the next two weeks that suits you both. Please propose one."
MOVED = "{who} needs another time for your session about *{topic}*. The old hour is free again."
MOVED_TEXT = "{who} needs another time for your session about {topic}."
NOT_HELD = (
    "It looks as if your session about *{topic}* did not take place. That happens. Here is another chance."
)
NOT_HELD_TEXT = "It looks as if your session about {topic} did not take place. Here are other times."
MISSED = (
    "{who} was there, {other} could not make it. That happens to everybody. "
    "Here are other times for your session about *{topic}*."
)
MISSED_TEXT = "{who} and {other} did not find each other this time. Here are other times."
REMINDED = "Your session about *{topic}* has no time yet. Here are fresh ones."
REMINDED_TEXT = "Your session about {topic} has no time yet. Here are fresh ones."
PROPOSED = "{who} proposes *{when}* for your {minutes} minutes about *{topic}*. {other}, does that work?"
PROPOSED_TEXT = "{who} proposes {when} for your session about {topic}. {other}, does that work?"
OWN_ZONE = "The list shows each of you your own time."
OLD = "The newest message about this session shows how it stands."
REASON = "In {who}'s words:"

NONE_OF_THESE = "None of these"
PROPOSE_A_TIME = "Propose a time"
PROPOSE_ANOTHER = "Propose another"
WORKS = "Works for me"

STILL_NEEDED = "You and {expert} have no time yet for *{topic}*. Do you still need it?"
STILL_NEEDED_TEXT = "You and {expert} have no time yet for {topic}. Do you still need it?"
KEEP = "Yes, fresh times please"
CLOSE = "No, close it"
KEPT = "Good. Fresh times are in your conversation with {expert}."
CLOSED = "Closed. Thank you for telling me."

# --- booked --------------------------------------------------------------------------------------------

BOOKED = "*{mentee} and {expert}, you are booked:* {when}, {minutes} minutes about *{topic}*."
BOOKED_TEXT = "{mentee} and {expert}, you are booked: {when}, {minutes} minutes about {topic}."
WHERE = "Where: {place}"
HUDDLE = "a huddle in Slack"
GOOGLE = "Google Calendar"
OUTLOOK = "Outlook"
PREPARE = "Prepare"
RESCHEDULE = "Reschedule"
CANCEL = "Cancel"
SET_PLACE = "Set place"
PLACE_NEWS = "Your session about *{topic}* ({when}) now takes place here: {place}"
PLACE_NEWS_TEXT = "Your session about {topic} now takes place here: {place}"

ENDED = (
    "The time of your session about *{topic}* is over. What came of it? The wrap-up is in your DM with me."
)
ENDED_TEXT = "The time of your session about {topic} is over."
HELD = "{mentee} and {expert} met about *{topic}*: {when}."
CANCELLED_BY = "{who} had to call off the session about *{topic}*."
CANCELLED_BY_TEXT = "{who} had to call off the session about {topic}."
CLOSED_SESSION = "This session about *{topic}* is closed, since it did not come about."
CLOSED_SESSION_TEXT = "This session about {topic} is closed, since it did not come about."
GONE_FOR_GOOD = "{gone} is no longer in this workspace, so the session about *{topic}* is off."
GONE_FOR_GOOD_TEXT = "{gone} is no longer in this workspace, so the session about {topic} is off."
LOOKING_ON = "{mentee}, I am looking for somebody else for your question."
ASK_AGAIN = "{mentee}, you are welcome to ask again at any time."

# --- modals --------------------------------------------------------------------------------------------

PROPOSE_TITLE = "Propose a time"
MOVE_TITLE = "Another time"
CANNOT_TITLE = "Can't make it"
CANCEL_TITLE = "Cancel the session"
PLACE_TITLE = "Where you meet"
SEND = "Propose"
MOVE = "Find another time"
CANCEL_SUBMIT = "Cancel the session"
BACK = "Back"
SAVE = "Save"
MOMENT = "Day and time, in your own time zone"
MOMENT_OPTIONAL = "A time that suits you, in your own time zone"
MOMENT_HINT = "Leave it empty and I propose fresh times to you both."
CONFIRMS = "{other} confirms it with one click."
PLACE_LABEL = "Where"
PLACE_HINT = "A link to a call, or a room. Leave it empty for a huddle in Slack."
WHY = "Why, in a few words"
WHY_HINT = "{other} will see it."
CANCEL_INTRO = "Your session with {other} about *{topic}* will be called off, and the hour is free again."
CANCEL_EXPERT = "{other} will be told, and I look for somebody else for the question."
NEEDED = "Do you still need help with your question?"
NEEDED_YES = "Yes, please look for somebody else"
NEEDED_NO = "No, it is settled"

# --- the calendar ----------------------------------------------------------------------------------------

SUMMARY_LINE = "{mentee} and {expert}: {topic}"
DESCRIPTION = "A Pinchpoint session of {minutes} minutes. Where: {place}."
FILE_TITLE = "{mentee} and {expert}: {topic}"
FILE_NEW = "The calendar entry of your session with {other}. Open it to add it to your calendar."
FILE_UPDATE = "The new calendar entry of your session with {other}. It replaces the one before."
FILE_CANCEL = "Your session with {other} is off. This file takes it out of your calendar."

# --- before and during ------------------------------------------------------------------------------------

BRIEF = "*Your session with {other} starts {when}.* {minutes} minutes about *{topic}*."
BRIEF_TEXT = "Your session with {other} about {topic} starts {when}. Here is your brief."
BRIEF_GAPS = "Still open on your list, and seen by you alone:"
AGENDA_TITLE = "*Your {minutes} minutes*"
AGENDA = {
    AgendaItem.GOAL: "confirm the goal and the time",
    AgendaItem.STORY: "the story so far, and questions about it",
    AgendaItem.ADVICE: "advice, as steps to take",
    AgendaItem.ACTIONS: "sum up takeaways and agree actions",
}
AGENDA_LINE = "{minutes} min: {what}"
GOAL = "*The question*"
BACKGROUND = "*Background*"
SUCCESS = "*A good result*"

START = "*{mentee} and {expert}, it is time.* You have {minutes} minutes, until {until}. Where: {place}"
START_TEXT = "{mentee} and {expert}, it is time for your {minutes} minutes about {topic}."
OBJECTIVE = "Your objective:"
STARTED = "We've started"
CANNOT = "Can't make it"
ABSENT = "They're not here"
ABSENT_HINT = "“They're not here” works ten minutes after the start."
RUNNING = "You have started. Enjoy it."
SUM_UP = "{left} minutes left. A good moment to sum up: what do you take away, and who does what by when?"

# --- afterwards --------------------------------------------------------------------------------------------

WRAP_UP = "How was your session with {other} about *{topic}*? The wrap-up takes two minutes."
WRAP_UP_TEXT = "How was your session with {other} about {topic}? The wrap-up takes two minutes."
REMINDER = "What came of your session with {other} about *{topic}*? {other} would like to know too."
REMINDER_TEXT = "What came of your session with {other} about {topic}?"
WRAP_UP_BUTTON = "Wrap up"
WRAPPED_UP = "Thank you. Your wrap-up of the session with {other} about *{topic}* is in."
WRAPPED_UP_TEXT = "Thank you. Your wrap-up of the session with {other} is in."
CHANGE_BUTTON = "Change my wrap-up"
WRAP_UP_TITLE = "Wrap up"
TOOK_PLACE = "Did it take place?"
YES = "Yes"
NO = "No"
TAKEAWAYS = "What do you take away?"
SHARED = "Both of you will see what you write here."
ACTION = "Action {n}"
ACTION_HINT = "One concrete step."
OWNER = "Who does it?"
ME = "I do"
OTHER = "{other} does"
DUE = "By when?"
RESOURCE = "Something to read or look at next"
OUTGREW = "Did the topic outgrow this? Suggest another expert"
OUTGREW_HINT = "{mentee} is asked first. Nobody hears of it before."
OUTGREW_NOTE = "Why them?"
MEET_AGAIN = "Would you gladly meet again?"
MEET_AGAIN_HINT = (
    "Nobody sees your answer, not even {other}. It only helps me to choose whom to ask next time."
)
GLADLY = "Yes"
RATHER_NOT = "Rather not"

SUMMARY = "*What came of your session about {topic}*"
SUMMARY_TEXT = "{mentee} and {expert}, this is what came of your session about {topic}."
TAKES_AWAY = "{who} takes away:"
ACTIONS = "*You agreed*"
ACTION_LINE = "• {what} ({who}, {due})"
ACTION_LINE_OPEN = "• {what} ({who})"
READ_NEXT = "{who} suggests to look at:"
NOTHING_WRITTEN = "Neither of you wrote anything down, and that is fine."

HANDOVER = "{expert} thinks that {to} could help you further with *{topic}*. Shall I ask {to}?"
HANDOVER_TEXT = "{expert} suggests another colleague for your question about {topic}."
HANDOVER_YES = "Yes, please ask"
HANDOVER_NO = "No, thank you"
HANDED_OVER = "I am asking {to} about *{topic}*. You will hear from me."
NOT_HANDED_OVER = "All right, nobody is asked. {expert} meant it well."

# --- App Home -----------------------------------------------------------------------------------------------

MY_SESSIONS = "My sessions"
NO_SESSIONS = "You have no sessions at the moment."
HOME_SCHEDULING = "*{topic}* with {other}: no time yet. Pick one, or propose your own."
HOME_NO_SLOTS = "*{topic}* with {other}: no time yet. Please propose one."
HOME_PROPOSED_MINE = "*{topic}* with {other}: you proposed {when}. {other} has to confirm it."
HOME_PROPOSED = "*{topic}* with {other}: {other} proposes {when}."
HOME_BOOKED = "*{topic}* with {other}: {when}, {minutes} minutes. Where: {place}"
HOME_ENDED = "*{topic}* with {other}: over. What came of it?"
HOME_WRAPPED_UP = "*{topic}* with {other}: over. {other} has not wrapped up yet."
HOME_PROGRESS = "Prepared: {ready} of {total} ready"
