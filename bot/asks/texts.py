"""Every sentence of asking."""

from __future__ import annotations

from bot.asks.rules import Finding, PrivateKind
from bot.kit.i18n import _, _n

TITLE = _("Ask an expert")
TITLE_EDIT = _("Edit question")
SEND = _("Ask")
SEND_LIKE_THIS = _("Ask it like this")
SAVE = _("Save")
SENT_TITLE = _("Question received")
ANSWERED_BEFORE = _n(
    "*Answered before?* A colleague had a question like yours.",
    "*Answered before?* {count} colleagues had questions like yours.",
)
WHAT_HELPED = _("What helped")
ANSWERS_IT = _("This answered it")
ANSWERED_TITLE = _("Glad it helps")
ANSWERED = _(
    "Nothing was sent, and nobody was asked. Those who shared their story see that it answered one more "
    "question. If something stays open, ask again at any time: write to me, or type /ask-expert."
)
SENT = _(
    "Thank you. The card in your messages with me always shows who has your question and what comes next."
)
LOADING = _("One moment, the form is coming.")
INTRO = _("One question, one colleague, one short meeting. Two or three sentences are plenty.")

INTRO_AGAIN = _(
    "I ask {name} and nobody else. If they can’t take it this time, you say how to go on. "
    "What you asked the last time stands as background."
)

TOPIC = _("Topic")
TOPIC_PLACEHOLDER = _("What is it about?")
QUESTION = _("Your question")
QUESTION_PLACEHOLDER = _("How do I …? Which of … should I choose?")
QUESTION_HINT = _("One concrete thing you are stuck on this month.")
NOT_SURE = _("Not sure")
SOUNDS_LIKE = _("This sounds like {topics}.")
BACKGROUND = _("Background")
BACKGROUND_PLACEHOLDER = _("What happened so far, or a link to it")
OUTCOME = _("What would a good result look like?")
OUTCOME_PLACEHOLDER = _("A decision on …, a first draft of …")
HOURS = _("Hours that suit me")
HOURS_USUAL = _("As usual")
HOURS_EACH = {
    "mornings": _("Mornings, until {until}"),
    "afternoons": _("Afternoons, from {since}"),
    "evenings": _("Evenings, {since} to {until}"),
}
HOURS_FROM = _("From {since}")
HOURS_UNTIL = _("Until {until}")
# Translators: {hours} is one of the lines above, such as "Mornings, until 12:00".
HOURS_LINE = _("Hours: {hours}")
SESSIONS = _("How many sessions")
SESSIONS_EACH = {
    1: _("One session"),
    2: _("A series of two, {apart}"),
    3: _("A series of three, {apart}"),
}
MINUTES = _("Time box")
MINUTES_EACH = {30: _("30 minutes"), 45: _("45 minutes"), 60: _("60 minutes")}
NEEDED_BY = _("Needed by")
NEEDED_BY_HINT = _("Leave it empty if there is no hurry.")
HIDE = _("Your name")
HIDE_OPTION = _("Hide my name until somebody says yes")
PRIVATE_OPTION = _("I have checked: this may be shared")

TIGHT = _(
    "*This is tight.* {left} of working time are left in which somebody has to say yes and meet you. "
    "A later day makes a yes likelier."
)
TIGHT_NONE = _(
    "*This is tight.* No working time is left until then, so only colleagues who offer hours outside it can "
    "help. A later day makes a yes likelier."
)
TIGHT_TWO = _("I ask two colleagues at the same time, and the first yes wins.")
OPENING = _("Your request could begin like this, with your question below it:")
USE_OPENING = _("Begin with these words")
OPENING_USED = _("Your request begins like this, with your question below it:")
LEAVE_OPENING = _("Leave these words out")
FINDINGS = {
    Finding.NO_SINGLE_QUESTION: _("Put it as one question. What is the one thing you want to leave with?"),
    Finding.TOO_BROAD: _("Make it narrower. Which single case, decision or document is it about?"),
    Finding.NO_PURPOSE: _("Say what it is for: a decision, a date, something that depends on it."),
    Finding.NO_OUTCOME: _("Say what a good result would be, so that you both know when you are done."),
    Finding.TOO_LONG: _("This is a lot for the time box. Keep the one question, or take a longer time box."),
    Finding.PRIVATE_DATA: _(
        "There seems to be private data in it: {kinds}. Take it out if it is not needed."
    ),
}
PRIVATE_KINDS = {
    PrivateKind.EMAIL: _("an e-mail address"),
    PrivateKind.PHONE: _("a phone number"),
    PrivateKind.SECRET: _("a password or key"),
    PrivateKind.MENTION: _("another person's name"),
}

NOBODY_OFFERS = _("Nobody offers this yet")
OFFERED = _n("One colleague offers this", "{count} colleagues offer this")
OFFERED_ALL_PAUSED = _("Everybody who offers this is away at present")
# Translators: {supply} is "2 colleagues offer this" or another sentence about who offers a topic.
SUPPLY = _("{supply}.")
# Translators: {held} of {all} is for how many of the last questions this was right.
SUPPLY_HOURS = _(
    "{supply}. A yes usually comes within a few working hours. "
    "That held for {held} of the last {all} questions."
)
SUPPLY_DAYS = _n(
    "{supply}. A yes usually comes within a working day. That held for {held} of the last {all} questions.",
    "{supply}. A yes usually comes within {count} working days. "
    "That held for {held} of the last {all} questions.",
)
SUPPLY_RANGE = _(
    "{supply}. A yes usually comes after {least} to {most} working days. "
    "That held for {held} of the last {all} questions."
)
SUPPLY_NOBODY = _(
    "Nobody offers this yet. You can ask all the same: your question waits for the first one who joins, and "
    "whoever looks after the program helps me search."
)

NO_TOPICS = _("There are no topics to ask about yet. {program_team} can add some with /mentoring admin.")
NO_TOPICS_NOBODY = _(
    "There are no topics to ask about yet. A workspace admin can add some with /mentoring admin."
)
REST = _("This did not fit into the form. Copy what matters, or link to it:")
STARTED = _("I can look for a colleague who knows. Have a look at your question, then press *Ask*.")
STARTED_SPOKEN = _("I can look for a colleague who knows about this: {question}")
STARTED_USED = _("This is done, or a week old: I no longer keep these words.")
STARTED_GONE = _("I no longer have these words. Please ask once more.")
MAYBE_ANSWER = _("A colleague asked you something about your question. Is this your answer?")
SEND_ANSWER = _("Send it as my answer")
ASK_IT = _("Ask it as a question")
HELP = _(
    "Tell me in a sentence or two what you are stuck on, and I look for a colleague who has been there. "
    "`/mentoring help` lists everything else I can do."
)
MENTION_ONLY = _("You called me. What would you like to ask?")
FROM_CONVERSATION = _("From the conversation:")
COULD_NOT_OPEN = _("Slack could not open the form in time. Your words are kept: press the button to go on.")
OPEN_FORM = _("Open the form")
TOPIC_GONE = _("This topic is no longer offered. Please choose another one.")
NO_SUCH_SESSION = _("Only the person who asked in that session can ask again.")
NOT_YOURS = _("Only the person who asked can do this.")
CLOSED_ALREADY = _("This question is closed already, so there is nothing left to change.")
MATCHED_ALREADY = _("Somebody has said yes already, so the question can no longer be changed here.")

SENTENCES = {
    "topic": _("Please choose a topic."),
    "question": _("Please write your question in at least ten characters, at most 1,000."),
    "background": _("Please keep the background to 3,000 characters. A link can hold the rest."),
    "outcome": _("Please keep this to 500 characters."),
    "minutes": _("Please choose 30, 45 or 60 minutes."),
    "hours": _("Please choose the hours that suit you."),
    "needed_by": _("Please choose a day from today on, within a year."),
    "private_ok": _("Please tick the box at the end of the form, or take the private data out."),
}

YOUR_QUESTION = _("Your question about {topic}")
TRACKER_SPOKEN = _("Your question about {topic}: {status}")
STATUS_STARTING = _("I am looking for the right colleague. This takes a moment.")
STATUS_LOOKING = _("With a colleague now.")
STATUS_IN_WRITING = _("They are asked for an answer in writing, since your free hours don’t meet.")
STATUS_LOOKING_TWO = _("With two colleagues at the same time now. The first yes wins.")
STATUS_REASONS = _("Why them: {reasons}.")
STATUS_REASONS_TWO = (_("Why one of them: {reasons}."), _("Why the other one: {reasons}."))
STATUS_BEGINS = _("It reaches a colleague {when}, when their day begins.")
STATUS_BEGINS_TWO = _("It reaches two colleagues from {when} on, when their day begins. The first yes wins.")
# Translators: {when} is "Monday morning", or a day and a time.
STATUS_MOVES_ON = {
    "expert": _("If they cannot, I ask somebody else by {when}."),
    "steward": _("If they cannot, I ask the person who looks after this topic by {when}."),
    "open": _("If they cannot, I tell you by {when}, and your question stays open."),
    "mentee": _("If they cannot, I ask you by {when} how to go on."),
}
STATUS_MOVES_ON_TWO = {
    "expert": _("If neither of them can, I ask somebody else by {when}."),
    "steward": _("If neither of them can, I ask the person who looks after this topic by {when}."),
    "open": _("If neither of them can, I tell you by {when}, and your question stays open."),
    "mentee": _("If neither of them can, I ask you by {when} how to go on."),
}
STATUS_STARTING_ONLY = _("I am asking {name}, as you agreed.")
STATUS_LOOKING_ONLY = _("With {name} now, as you agreed.")
STATUS_NOT_THEM = _("{name} can’t take it this time. Nobody else sees it unless you want that.")
STATUS_AWAY_UNTIL = _(
    "{name} is away until {day}. I ask them when they are back, or somebody else if you like."
)
STATUS_AWAY = _("{name} is away at the moment. I ask them when they are back, or somebody else if you like.")
STATUS_CLARIFYING = _(
    "A colleague has a question for you before they decide. "
    "No hurry: their time to decide starts again when your answer comes."
)
STATUS_CLARIFYING_TWO = _(
    "Two colleagues have a question for you before they decide. "
    "No hurry: their time to decide starts again when your answer comes."
)
STATUS_ONE_MORE = _("One more colleague has your question at the same time. The first yes wins.")
STATUS_STEWARD = _("Nobody could help so far, so the person who looks after this topic is helping me search.")
STATUS_STEWARD_NONE = _(
    "Nobody who could be asked is free, so the person who looks after this topic is helping me search."
)
STATUS_STEWARD_UNTIL = _("By {when} at the latest I tell the program's team as well.")
STATUS_WAITING = _(
    "Nobody suitable is free right now. Your question stays open: "
    "I offer it to everyone suitable who joins or gets free, and tell you at once."
)
STATUS_WAITING_MORE = _(
    "Nobody else who is suitable is free right now. Your question stays open: "
    "I offer it to everyone suitable who joins or gets free, and tell you at once."
)
STATUS_NOBODY_OFFERS = _(
    "Nobody offers *{topic}* yet. Your question stays open: "
    "I offer it to the first one suitable who joins, and tell you at once."
)
STATUS_SHARE_ASKED = _(
    "I have asked you whether you would share a session. Until you answer, nobody else is asked; after a no, "
    "or without an answer, I look for somebody for you alone."
)
STATUS_SHARES = _(
    "You would share a session: a message of its own shows how that stands. Until it is settled, nobody else "
    "is asked; if nothing comes of it, I look for somebody for you alone."
)
LEFT_OUT = {
    "paused": _("One colleague fits, but is taking a break."),
    "away": _("One colleague fits, but is away at the moment."),
    "full": _("One colleague fits, but has no free place this month."),
    "length": _("One colleague fits, but does not offer {minutes} minutes."),
    "no_common_hour": _("One colleague fits, but has no free hour in common with you."),
}
# Translators: Others have been asked already.
LEFT_OUT_MORE = {
    "paused": _("One more colleague fits, but is taking a break."),
    "away": _("One more colleague fits, but is away at the moment."),
    "full": _("One more colleague fits, but has no free place this month."),
    "length": _("One more colleague fits, but does not offer {minutes} minutes."),
    "no_common_hour": _("One more colleague fits, but has no free hour in common with you."),
}
STATUS_DATE_PASSED = _("The day you named has passed. Would you like me to keep looking?")
# Translators: {conversation} is "your conversation with Eli", as a link.
STATUS_MATCHED = _("{name} can help. Pick a time in {conversation}.")
STATUS_BOOKED = _("{name} can help: you meet {when}. Everything about it is in {conversation}.")
STATUS_OVER = _("Your time with {name} is over. What came of it? The wrap-up is in your messages with me.")
STATUS_HELD = _("You and {name} met {when}. This question is closed.")
STATUS_WITHDRAWN = _("You withdrew this question. Ask again whenever you like.")
STATUS_CONCLUDED = _("This question is closed.")
ASKED = _n("One colleague has been asked.", "{count} colleagues have been asked.")
SILENT_ONLY = _("They have not answered.")
SILENT = _n("One of them has not answered.", "{count} of them have not answered.")
NEEDED_BY_LINE = _("Needed by {day}")
WIDENED_LINE = _("Also offered outside the topic")
HIDDEN_LINE = _("Your name is hidden until somebody says yes")

EDIT = _("Edit")
WIDEN = _("Widen")
WITHDRAW = _("Withdraw")
KEEP_LOOKING = _("Keep looking")
ASK_OTHERS = _("Ask somebody else")
WITHDRAW_TITLE = _("Withdraw your question?")
WITHDRAW_TEXT = _("Whoever has it now is told kindly. You can ask again at any time.")
WITHDRAW_NOBODY = _("Nobody has it at present. You can ask again at any time.")
WITHDRAW_NO = _("Keep it")

WIDEN_TITLE = _("Widen the search")
WIDEN_INTRO = _("What may change so that more colleagues can help?")
WIDEN_WHAT = _("Choose what fits")
WIDEN_CHOICES = {
    "topic": _("Ask people outside the topic too"),
    "date": _("Drop the day it is needed by"),
    "short": _("Make it 30 minutes"),
}
WIDEN_NOTHING = _("Please choose at least one.")
WIDEN_NOTHING_LEFT = _(
    "The search is as wide as it gets. I keep looking and tell you as soon as somebody can help."
)
WIDENED = _("Done. I am looking again, a little wider.")
WIDENED_LATER = _(
    "Done. Your question stays with whoever has it now. If they can’t help, I look a little wider."
)

WAITING = _(
    "Nobody suitable is free for your question about {topic} right now. It stays open, and I tell you "
    "as soon as somebody can help."
)
DATE_PASSED = _("The day you named for your question about {topic} has passed. Shall I keep looking?")
MOVED = _("Somebody who may help with your question about {topic} is there now, and I am asking them.")
AWAY_UNTIL = _(
    "{name} is away until {day}, so your question about {topic} waits for them. Shall I ask somebody else?"
)
AWAY = _(
    "{name} is away at the moment, so your question about {topic} waits for them. Shall I ask somebody else?"
)
NOT_THEM = _(
    "{name} can’t take your question about {topic} this time. Shall I ask somebody else? "
    "Nobody else sees it unless you want that."
)
WIDEN_HELPS = _("If you widen the search, I can ask somebody.")
NEAR_HELPS = _("There are people for *{topic}*, which is close to it: I can ask one of them.")
IN_WRITING_HELPS = _("They may answer you in writing: shall I ask them?")
IN_WRITING_HELPS_ALONE = _(
    "One colleague fits and shares no free hour with you. They may answer in writing: shall I ask them?"
)
ASK_NEAR = _("Ask about that topic")
ASK_IN_WRITING = _("Ask for it in writing")
IN_WRITING_GONE = _("I can’t ask for an answer in writing just now: this card shows how things stand.")
STATUS_WRITTEN = _("{name} has answered you in writing. Tell me, below the answer, whether that is enough.")

ASK_BUTTON = _("Ask an expert")
TALK_AGAIN = _("Talk again")
ASK_ANEW = _("Ask somebody else")
