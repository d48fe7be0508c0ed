"""Every sentence of asking."""

from __future__ import annotations

from bot.asks.rules import Finding, PrivateKind
from bot.kit.blocks import Confirm

TITLE = "Ask an expert"
TITLE_EDIT = "Edit your question"
TITLE_REVIEW = "One more look"
SEND = "Ask"
SEND_AS_IS = "Send as it is"
SAVE = "Save"
SENT_TITLE = "On its way"
SENT = (
    "Thank you. I am looking for a colleague who has been there. "
    "You will find a card in your messages with me that always shows where things stand."
)
LOADING = "One moment, the form is coming."
INTRO = "One question, one colleague, one short meeting. Two or three sentences are plenty."

TOPIC = "Topic"
TOPIC_PLACEHOLDER = "What is it about?"
QUESTION = "Your question"
QUESTION_PLACEHOLDER = "How do I …? Which of … should I choose?"
QUESTION_HINT = "One concrete thing you are stuck on this month."
BACKGROUND = "Background"
BACKGROUND_PLACEHOLDER = "What happened so far, or a link to it"
OUTCOME = "What would a good result look like?"
OUTCOME_PLACEHOLDER = "A decision on …, a first draft of …"
MINUTES = "Time box"
MINUTES_EACH = {30: "30 minutes", 45: "45 minutes", 60: "60 minutes"}
NEEDED_BY = "Needed by"
NEEDED_BY_HINT = "Leave it empty if there is no hurry."
FORMAT = "How often would you like to meet?"
FORMAT_SINGLE = "Once"
FORMAT_SERIES = "A short series of two or three"
HIDE = "Your name"
HIDE_OPTION = "Hide my name until somebody says yes"
PRIVATE = "Before this goes out"
PRIVATE_OPTION = "I have checked: this may be shared"

CLINIC_INTRO = "*Before it goes out, {count} would help a colleague say yes.* You can also send it as it is."
COUNTS = {1: "one thing", 2: "two things", 3: "three things"}
SHARPER = "A sharper opening, in your own words:"
USE_SHARPER = "Use this opening"
FINDINGS = {
    Finding.NO_SINGLE_QUESTION: "Put it as one question. What is the one thing you want to leave with?",
    Finding.TOO_BROAD: "Make it narrower. Which single case, decision or document is it about?",
    Finding.NO_PURPOSE: "Say what it is for: a decision, a date, something that depends on it.",
    Finding.NO_OUTCOME: "Say what a good result would be, so that you both know when you are done.",
    Finding.TOO_LONG: "This is a lot for the time box. Keep the one question, or take a longer time box.",
    Finding.PRIVATE_DATA: "There seems to be private data in it: {kinds}. Take it out if it is not needed.",
}
PRIVATE_KINDS = {
    PrivateKind.EMAIL: "an e-mail address",
    PrivateKind.PHONE: "a phone number",
    PrivateKind.SECRET: "a password or key",
    PrivateKind.MENTION: "another person's name",
}

NO_TOPICS = "There are no topics to ask about yet. {program_team} can add some with /mentoring admin."
NO_TOPICS_NOBODY = (
    "There are no topics to ask about yet. A workspace admin can add some with /mentoring admin."
)
COULD_NOT_OPEN = "Slack could not open the form in time. Your words are kept: press the button to go on."
OPEN_FORM = "Open the form"
TOPIC_GONE = "This topic is no longer offered. Please choose another one."
NOT_YOURS = "Only the person who asked can do this."
CLOSED_ALREADY = "This question is closed already, so there is nothing left to change."
MATCHED_ALREADY = "Somebody has said yes already, so the question can no longer be changed here."

SENTENCES = {
    "topic": "Please choose a topic.",
    "question": "Please write your question in at least ten characters, at most 1,000.",
    "background": "Please keep the background to 2,500 characters. A link can hold the rest.",
    "outcome": "Please keep this to 500 characters.",
    "minutes": "Please choose 30, 45 or 60 minutes.",
    "needed_by": "Please choose a day from today on, within a year.",
    "private_ok": "Please tick the box, or take the private data out.",
}

YOUR_QUESTION = "Your question about {topic}"
STATUS_STARTING = "I am looking for the right colleague. This takes a moment."
STATUS_LOOKING = "With a colleague now. {asked}."
STATUS_LOOKING_TWO = "With two colleagues at the same time now. The first yes wins. {asked}."
STATUS_REASONS = "Why them: {reasons}."
STATUS_REASONS_TWO = ("Why one of them: {reasons}.", "Why the other one: {reasons}.")
STATUS_MOVES_ON = "If they have not answered by {when}, I ask the next one."
STATUS_MOVES_ON_TWO = "If neither of them has answered by {when}, I ask the next one."
STATUS_CLARIFYING = (
    "A colleague has a question for you before they decide. The clock stands still until you answer."
)
STATUS_CLARIFYING_TWO = (
    "Two colleagues have a question for you before they decide. The clock stands still until you answer."
)
STATUS_ONE_MORE = "One more colleague has your question at the same time. The first yes wins."
STATUS_STEWARD = (
    "{asked}. Nobody could help so far, so the person who looks after this topic is helping me search."
)
STATUS_STEWARD_UNTIL = "By {when} at the latest I tell the program's team as well."
STATUS_WAITING = (
    "{asked}. Nobody suitable is free right now. Your question stays open: "
    "I offer it to everyone suitable who joins or gets free, and tell you at once."
)
LEFT_OUT = {
    "paused": "{who} fits, but is taking a break.",
    "full": "{who} fits, but has no free place this month.",
    "length": "{who} fits, but does not offer {minutes} minutes.",
    "no_common_hour": "{who} fits, but has no free hour in common with you.",
}
LEFT_OUT_FIRST = "One colleague"
LEFT_OUT_MORE = "One more colleague"
STATUS_DATE_PASSED = "The day you named has passed. Would you like me to keep looking?"
STATUS_MATCHED = "{name} can help. You are planning it together in your conversation with {name} and me."
STATUS_BOOKED = (
    "{name} can help: you meet {when}. Everything about it is in your conversation with {name} and me."
)
STATUS_WITHDRAWN = "You withdrew this question. Ask again whenever you like."
STATUS_CONCLUDED = "This question is closed."
ASKED_NONE = "Nobody has been asked yet"
ASKED_ONE = "One colleague has been asked"
ASKED_MANY = "{count} colleagues have been asked"
NEEDED_BY_LINE = "Needed by {day}"
WIDENED_LINE = "Also offered outside the topic"
HIDDEN_LINE = "Your name is hidden until somebody says yes"

EDIT = "Edit"
WIDEN = "Widen"
WITHDRAW = "Withdraw"
KEEP_LOOKING = "Keep looking"
WITHDRAW_CONFIRM: Confirm = {
    "title": "Withdraw your question?",
    "text": "Whoever has it now is told kindly. You can ask again at any time.",
    "yes": "Withdraw",
    "no": "Keep it",
}

WIDEN_TITLE = "Widen the search"
WIDEN_INTRO = "What may change so that more colleagues can help?"
WIDEN_WHAT = "Choose what fits"
WIDEN_TOPIC = "Ask people outside the topic too"
WIDEN_DATE = "Drop the day it is needed by"
WIDEN_SHORT = "Make it 30 minutes"
WIDEN_NOTHING = "Please choose at least one."
WIDEN_NOTHING_LEFT = (
    "The search is as wide as it gets. I keep looking and tell you as soon as somebody can help."
)
WIDENED = "Done. I am looking again, a little wider."

WAITING_NEWS = (
    "Nobody suitable is free for your question about {topic} right now. It stays open, and I tell you "
    "as soon as somebody can help."
)
DATE_NEWS = "The day you named for your question about {topic} has passed. Shall I keep looking?"
WIDEN_HELPS = "Widening the search often helps."

HOME_TITLE = "Your questions"
HOME_NONE = "Stuck on something this month? A colleague has probably been there."
HOME_MORE = "and {count} more"
ASK_BUTTON = "Ask an expert"
STATE_WORDS = {
    "looking": "looking for a colleague",
    "steward": "looking further",
    "waiting": "waiting for somebody suitable",
    "matched": "matched",
    "withdrawn": "withdrawn",
    "concluded": "closed",
}
