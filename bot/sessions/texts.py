"""Every sentence about sessions. Names and words of people are filled in escaped, unless it says plain."""

from bot.kit.i18n import _, _p
from bot.models import SessionState
from bot.sessions.rules import AgendaItem, Doubt

# --- what stands in the way (plain text, in a small window or below a field) --------------------------

NOT_YOURS = _("This session belongs to somebody else.")
OVER = _("This session is over. Your wrap-up is in your messages with me.")
OVERTAKEN = _("This has changed in the meantime. The newest message shows how it stands.")
NOT_YET = _("It is a little early for that: the session has not begun.")
PICK_A_TIME = _("Please pick a day and a time.")
PICK_A_DAY = _("Please pick a day.")
PAST = _("This time is over. Please pick a later one.")
FAR_AHEAD = _("This is more than three months away. Please pick an earlier time.")
TOO_LONG = _("Please shorten this a little.")
CHOOSE = _("Please choose one.")
REASON_NEEDED = _("It is close to the start: please say in a few words why.")
HANDOVER_SELF = _("Please choose a colleague who was not in this session.")
HANDOVER_NO_EXPERT = _("They have not joined as an expert yet. Please choose somebody who has, or nobody.")

TOGETHER = _(
    "You share this session with others. The message in your conversation has the buttons that are for all "
    "of you."
)
STANDS = {
    SessionState.SCHEDULING: _("This session has no time yet. The newest message has times to pick from."),
    SessionState.BOOKED: _("This session is booked already. The newest message shows when."),
    SessionState.MISSING: _("This session is under way. I am asking whether you can both be here."),
    SessionState.ENDED: OVER,
    SessionState.DIFFERS: OVER,
    SessionState.HELD: _("This session is over."),
    SessionState.CANCELLED: _("This session was called off."),
}
UNTOLD = _("This session is closed, since nobody said what came of it.")

OWN_PROPOSAL = _("This is your own proposal: {other} is the one to confirm it.")
BUSY = _("{name} has another session at that hour. Please pick another time.")
TAKEN = _("{name} has just been booked at that hour. Please pick another time.")
ASKING_FIRST = _("That time is outside the hours {other} named, so I am asking {other} first.")
TIME_PASSED = _("That time has passed or is taken. I have put fresh times into the message.")

# --- picking a time ------------------------------------------------------------------------------------

# Translators: {mentee_mention} and {expert_mention} are mentions, the others first names.
PART_FIRST = {
    2: _("You agreed on a series of two sessions. This is the first; the next follows once it is over."),
    3: _("You agreed on a series of three sessions. This is the first; the next follows once it is over."),
}
PART_FIRST_OF_MANY = _("You agreed on up to {agreed} sessions, about a month apart. This is the first.")
ONE_FOR_NOW = _("{expert} has said yes to one session. You can always ask again afterwards.")
PART = _("This is session {part} of {agreed} of your series.")
PART_TEXT = _("Session {part} of {agreed}: {mentee} and {expert} pick a time to go on with {topic}.")
MEET = _("{mentee_mention}, meet {expert_mention}. {expert} said yes to {mentee}'s question about *{topic}*:")
GO_ON = _("{mentee_mention} and {expert_mention}, you go on with *{topic}*:")
MEET_TEXT = _("{mentee}, meet {expert}. {expert} said yes to a question about {topic}. Please pick a time.")
PICK = _("Pick a time for your {minutes} minutes. One click by either of you books it.")
# Translators: {day} is "Fri 4 Dec".
NO_SLOTS_LEFT = _(
    "The answer is needed by {day}, and I found no hour until then that suits you both. "
    "If a later day helps too, I show you times; or propose one yourselves."
)
LATER_SLOTS = _("The answer was needed by {day}; these times are later.")
SHOW_LATER = _("Show later times")
TOOK_PLACE_AFTER_ALL = _("It did take place")
NO_SLOTS = _("I found no hour in the next two weeks that suits you both. Please propose one.")
MOVED = _("{who} needs another time for your session about *{topic}*. The old time is free again.")
MOVED_TEXT = _("{who} needs another time for your session about {topic}.")
MISSED = _("You two missed each other, for your session about *{topic}*. New time?")
MISSED_TEXT = _("You two missed each other, for your session about {topic}. New time?")
REMINDED = _("Your session about *{topic}* has no time yet. Here are fresh ones.")
REMINDED_TEXT = _("Your session about {topic} has no time yet. Here are fresh ones.")
PROPOSED = _("{who} proposes a time for your {minutes} minutes about *{topic}*. {other}, does that work?")
PROPOSED_TEXT = _("{who} proposes {when} for your session about {topic}. {other}, does that work?")
REASON = _("In {who}'s words:")

NONE_OF_THESE = _("None of these")
PROPOSE_A_TIME = _("Propose a time")
PROPOSE_ANOTHER = _("Propose another")
WORKS = _("Works for me")
# Translators: A button that both see, and {name} is to press.
WORKS_FOR = _("Works for {name}")
OR_ONE_OF_THESE = _("Or take one of these:")

STILL_NEEDED = _("You and {expert} have no time yet for *{topic}*. Do you still need it?")
STILL_NEEDED_TEXT = _("You and {expert} have no time yet for {topic}. Do you still need it?")
KEEP = _("Yes, fresh times please")
CLOSE = _("No, close it")
KEPT = _("Good. Fresh times are in your conversation with {expert}.")
CLOSED = _("Closed. Thank you for telling me.")

# Translators: "Fri 4 Dec, 14:00".
SLOT = _("{day}, {time}")
# Translators: "Fri 14:00", on a button.
SHORT_SLOT = _("{day} {time}")
# Translators: {slot} is "Fri 14:00", or "Fri 14:00 / 13:00" on two people's clocks.
BOOK = _("Book {slot}")
# Translators: "14:00 for Eli": a time on somebody's own clock.
CLOCK_OF = _("{time} for {who}")
CLOCK_AT_NIGHT = _("{time} for {who}, at night")
# Translators: Where both people of a session have the very same name.
NAMED_MENTEE = _("{name} (asking)")
NAMED_EXPERT = _("{name} (expert)")

# --- booked --------------------------------------------------------------------------------------------

BOOKED = _("*{mentee} and {expert}, you are booked:* {when}, {minutes} minutes about *{topic}*.")
BOOKED_TEXT = _("{mentee} and {expert}, you are booked: {when}, {minutes} minutes about {topic}.")
WHERE = _("Where: {place}")
HUDDLE = _("a huddle in Slack")
GOOGLE = _("Google Calendar")
OUTLOOK = _("Outlook")
PREPARE = _("Prepare")
RESCHEDULE = _("Reschedule")
CANCEL = _p("call off a session", "Cancel")
SET_PLACE = _("Set place")
CALENDAR_FILE = _("Calendar file")
CALENDAR_FILE_SENT = _("The file is in your messages with me.")
# Translators: {conversation} is "your conversation with Ada", as a link.
WAS_BOOKED = _(
    "*You meet {other}:* {when}, {minutes} minutes about *{topic}*. Everything about it is in {conversation}."
)
NOW_BOOKED = _(
    "*Your session with {other} has changed:* {when}, {minutes} minutes about *{topic}*. Where: {place}. "
    "Everything about it is in {conversation}."
)
IS_OFF = _("*Your session with {other} about {topic} is off.*")
IS_OFF_BY = _("*{who} had to call off the session about {topic}.*")

ENDED = _(
    "The time of your session about *{topic}* is over. What came of it? The wrap-up is in your DM with me."
)
ENDED_TEXT = _("The time of your session about {topic} is over.")
HELD = _("{mentee} and {expert} met about *{topic}*: {when}.")
CANCELLED_BY = _("{who} had to call off the session about *{topic}*.")
CANCELLED_BY_TEXT = _("{who} had to call off the session about {topic}.")
CLOSED_SESSION = _("This session about *{topic}* is closed, since it did not come about.")
CLOSED_SESSION_TEXT = _("This session about {topic} is closed, since it did not come about.")
HAS_LEFT = _("{who} is no longer in this workspace, so the session about *{topic}* is off.")
HAS_LEFT_TEXT = _("{who} is no longer in this workspace, so the session about {topic} is off.")
STILL_LOOKING = _("{mentee}, I am looking for somebody else for your question.")
ASKED_HOW = _("{mentee}, I ask you in a message of your own whether somebody else could help.")
ASK_AGAIN = _("{mentee}, you are welcome to ask again at any time.")
SERIES_LEFT = _(
    "{who} would like to leave your series about *{topic}* at this. What you have done together stays in "
    "App Home, and you can ask again at any time."
)
SERIES_LEFT_TEXT = _("{who} would like to leave your series about {topic} at this.")
SERIES_ENDS = _("Your series ends with it.")
SERIES_FOLLOWS = _("It follows once the session before it was held.")

# --- modals --------------------------------------------------------------------------------------------

PROPOSE_TITLE = _("Propose a time")
MOVE_TITLE = _("Another time")
CANNOT_TITLE = _("Can't make it")
CANCEL_TITLE = _("Cancel session")
PLACE_TITLE = _("Where you meet")
SEND = _("Propose")
SEND_ANYWAY = _("Propose anyway")
MOVE = _("Find other times")
CANCEL_SUBMIT = _("Cancel session")
BACK = _("Back")
SAVE = _("Save")
MOMENT = _("Day and time, in your own time zone")
MOMENT_OPTIONAL = _("A time that suits you, in your own time zone")
MOMENT_HINT = _("Leave it empty and I propose fresh times to you both.")
CONFIRMS = _("{other} confirms it with one click.")
DOUBTS = {
    Doubt.NIGHT: _("It will be {time} for {other}, at night."),
    Doubt.WEEKEND: _("It will be the weekend for {other}."),
    Doubt.HOLIDAY: _("It will be a public holiday for {other}."),
    Doubt.LATE: _("The answer is needed by {day}, and this is later."),
}
PROPOSE_ALL_THE_SAME = _("You may still propose it, or pick another time.")
PLACE_LABEL = _("Where")
PLACE_HINT = _("A link to a call, or a room. Leave it empty for a huddle in Slack.")
WHY = _("Why, in a few words")
WHY_HINT = _("{other} will see it.")
CANCEL_INTRO = _("Your session with {other} about *{topic}* will be called off, and that time is free again.")
CANCEL_EXPERT = _("{other} will be told, and I look for somebody else for the question.")
CANCEL_EXPERT_ONLY = _("{other} will be told, and is asked whether somebody else could help.")
CANCEL_SERIES = _("It belongs to your series, which ends with it. For another time, reschedule it instead.")
CANCEL_SERIES_NO_TIME = _(
    "It belongs to your series, which ends with it. If no time suits you, propose another one instead."
)
NEEDED = _("Do you still need help with your question?")
NEEDED_YES = _("Yes, please look for somebody else")
NEEDED_NO = _("No, it is settled")

# --- the calendar ----------------------------------------------------------------------------------------

ENTRY_TITLE = _("{mentee} and {expert}: {topic}")
DESCRIPTION = _("A Pinchpoint session of {minutes} minutes. Where: {place}.")
FILE_NEW = _("Open the file to add it to your calendar.")
FILE_UPDATE = _(
    "Open the file. If your calendar still shows the old entry afterwards, please delete that one."
)
FILE_CANCEL = _("Open the file. If your calendar still shows the entry afterwards, please delete it there.")
OLD_ENTRY = _(
    "Added an entry with one of these buttons before? They make a second one: please delete the old one."
)

# --- before and during ------------------------------------------------------------------------------------

BRIEF = _("*Your session with {other} starts {when}.* {minutes} minutes about *{topic}*.")
BRIEF_TEXT = _("Your session with {other} about {topic} starts {when}. Here is your brief.")
BRIEF_GAPS = _("Still open on your list, and seen by you alone:")
AGENDA_TITLE = _("*Your {minutes} minutes*")
AGENDA = {
    AgendaItem.GOAL: _("confirm the goal and the time"),
    AgendaItem.STORY: _("the story so far, and questions about it"),
    AgendaItem.ADVICE: _("advice, as steps to take"),
    AgendaItem.ACTIONS: _("sum up takeaways and agree actions"),
}
AGENDA_LINE = _("{minutes} min: {what}")
GOAL = _("*The question*")
BACKGROUND = _("*Background*")
SUCCESS = _("*A good result*")

# Translators: {conversation} is "your conversation with Ada", as a link.
WHERE_HUDDLE = _("Where: a huddle in {conversation}")
START = _("*It is time for your session with {other}.* You have {minutes} minutes, until {until}.")
START_TEXT = _("It is time for your {minutes} minutes with {other} about {topic}.")
OBJECTIVE = _("Your objective:")
STARTED = _("We've started")
CANNOT = _("Can't make it")
ABSENT = _("They're not here")
ABSENT_HINT = _("Somebody missing? Ten minutes after the start you can say so here.")
I_STARTED = _("You have said that you started. {other} can say so too.")
ONE_STARTED = _("{other} says that you have started.")
# Translators: {time} is "14:25".
ASKING_THEM = _("I am asking {other} where they are. By {time} you hear from me.")
TAKE_BACK = _("Undo")
WHERE_ARE_YOU = _("*{other} is waiting for you,* for your session about *{topic}*. Are you coming?")
WHERE_ARE_YOU_TEXT = _("{other} is waiting for you, for your session about {topic}. Are you coming?")
UNANSWERED_UNTIL = _("Without an answer by {time} I look for another time for you two.")
I_AM_HERE = _("I'm here")
ON_MY_WAY = _("On my way")
THEY_ARE_HERE = _("*{other} is there.* Please look once more where you meet.")
THEY_ARE_LATE = _("*{other} is on the way* and needs a few more minutes.")
BOTH_WAIT = _("*You are both there* and wait for each other. Please look once more where you meet.")
RUNNING = _("You have started. Enjoy it.")
SUM_UP = _("The last minutes. A good moment to sum up: what do you take away, and who does what by when?")
# Translators: what stays of a message that Slack does not let be deleted.
NUDGE_OVER = _("This is settled.")

# --- afterwards --------------------------------------------------------------------------------------------

WRAP_UP = _("How was your session with {other} about *{topic}*? The wrap-up takes two minutes.")
WRAP_UP_TEXT = _("How was your session with {other} about {topic}? The wrap-up takes two minutes.")
REMINDER = _("What came of your session with {other} about *{topic}*? {other} would like to know too.")
REMINDER_TEXT = _("What came of your session with {other} about {topic}?")
WRAP_UP_BUTTON = _("Wrap up")
NOTHING_TO_ADD = _("It took place, nothing to add")
READ_AS = _("This is how I read what you agreed. If something is wrong, change it:")
BEGUN = _("*{other}* has begun the wrap-up of your session about *{topic}*. Have a look, and add to it.")
BEGUN_TEXT = _("{other} has begun the wrap-up of your session about {topic}. Have a look, and add to it.")
WRAPPED_UP = _("Thank you. Your wrap-up of the session with {other} about *{topic}* is in.")
WRAPPED_UP_TEXT = _("Thank you. Your wrap-up of the session with {other} is in.")
CHANGE_BUTTON = _("Change my wrap-up")
WRAP_UP_TITLE = _("Wrap up")
TOOK_PLACE = _("Did it take place?")
YES = _("Yes")
NO = _("No")
TAKEAWAYS = _("What do you take away?")
SHARED = _("One page for both of you: {other} sees it and can add to it.")
ADD_TO_IT = _("One page for you and {other}. What is there stays: add what is missing.")
AGREED = _("Who does what by when?")
AGREED_HINT = _("One a line: who, a colon, what, and by when, if you know.")
AGREED_PLACEHOLDER = _("{mentee}: draft the slide by Friday")
# Translators: an agreed action as a line that is typed, by whether somebody, and whether a day, is named.
AGREED_LINES = {
    (True, True): _("{who}: {what} by {day}"),
    (True, False): _("{who}: {what}"),
    (False, True): _("{what} by {day}"),
}
# Translators: words that may stand before a day: "by Friday". Separated by commas, the usual one first.
BEFORE_A_DAY = _("by, until, till, before, on, due")
# Translators: words for two people together, or for oneself, in front of a colon. Separated by commas.
BOTH_OF_US = _("both, both of us, we, we both")
MYSELF = _("I, me")
TODAY = _("today")
TOMORROW = _("tomorrow")
NEXT_WEEK = _("next week")
# Translators: as in "next Friday".
NEXT = _("next")
PAST_ACTION = _("“{line}”: that day is over. Please name a later one, or none.")
LONG_ACTION = _("“{line}” is a little long. Please shorten it.")
MANY_ACTIONS = _("These are many. Please keep the {count} that matter most.")
WRITTEN_MEANWHILE = _("{other} has written here, too, and together it is too long. Please shorten it.")
DUE = _("By when?")
RESOURCE = _("Something to read or look at next")
OUTGREW = _("Did the topic outgrow this? Suggest another expert")
OUTGREW_HINT = _("{mentee} is asked first. Nobody hears of it before.")
OUTGREW_NOTE = _("Why them?")
MEET_AGAIN = _("Would you gladly meet again?")
MEET_AGAIN_HINT = _(
    "Nobody sees your answer, not even {other}. It only helps me to choose whom to ask next time."
)
GLADLY = _("Yes")
RATHER_NOT = _("Rather not")

DIFFERS = _(
    "You and *{other}* do not see it the same way yet: did your session about *{topic}* take place? "
    "You said {said}."
)
DIFFERS_PRESSED = _(
    "At the start *We've started* was pressed, and you said that your session with *{other}* about *{topic}* "
    "did not take place. Was that a slip?"
)
DIFFERS_TEXT = _("Did your session with {other} about {topic} take place?")
SAID_YES = _("yes")
SAID_NO = _("no")
IT_TOOK_PLACE = _("It took place")
IT_DID_NOT = _("It did not")
DIFFERS_KEPT = _("Nobody is told anything before you two agree. What you wrote stays.")

SUMMARY = _("*What came of your session about {topic}*")
SUMMARY_TEXT = _("{mentee} and {expert}, this is what came of your session about {topic}.")
TAKES_AWAY = _("*What you take away*")
ACTIONS = _("*You agreed*")
# By whether somebody, and whether a day, is named.
ACTION_LINES = {
    (True, True): _("• {what} ({who}, by {day})"),
    (True, False): _("• {what} ({who})"),
    (False, True): _("• {what} (by {day})"),
    (False, False): _("• {what}"),
}
READ_NEXT = _("*To look at next*")
NOTHING_WRITTEN = _("Neither of you wrote anything down, and that is fine.")

ACTION_CHECK = _("A week ago you talked with *{other}* about {topic}. What became of what you agreed?")
ACTION_CHECK_TEXT = _("What became of what you agreed with {other} about {topic}?")
ACTIONS_SETTLED = _("Thank you. That is all you had agreed with *{other}* about {topic}.")
ACTIONS_TITLE = _("Your actions")
ACTION_DONE_BUTTON = _("Done")
ACTION_MOVED_BUTTON = _("Moved")
ACTION_DROPPED_BUTTON = _("Dropped")
ACTION_UNDO = _("Undo")
ACTION_DONE = _("✓ {what}: done")
ACTION_DROPPED = _("{what}: dropped")
ACTION_OPEN = _("*{what}*")
ACTION_OPEN_BY = _("*{what}*, by {day}")
ACTION_MOVE_TITLE = _("Another day")
ACTION_PAST = _("This day is over. Please choose today or a later one.")
ACTION_NOT_YOURS = _("Somebody else sees to this action.")
SHOW_OTHER = _("Show {other}")
SHOWN_TO_OTHER = _("{other} sees what became of it, where it says what came of your session.")
ONLY_YOU = _("Only you see this, unless you show it.")

HANDOVER = _("{expert} thinks that {to} could help you further with *{topic}*. Shall I ask {to}?")
HANDOVER_TEXT = _("{expert} suggests another colleague for your question about {topic}.")
HANDOVER_YES = _("Yes, please ask")
HANDOVER_NO = _("No, thank you")
HANDED_OVER = _("I am asking {to} about *{topic}*. You will hear from me.")
NOT_HANDED_OVER = _("All right, nobody is asked. {expert} meant it well.")
