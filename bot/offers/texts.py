"""Every sentence of an offer."""

from __future__ import annotations

TITLE = "Can you help with {topic}?"
SPOKEN = "{who} asks about {topic}: {question}"
INTRO = "*{who}* would like {minutes} minutes of your experience with *{topic}*."
INTRO_SERIES = (
    "*{who}* would like a short series of two or three meetings of {minutes} minutes about *{topic}*."
)
HIDDEN = "A colleague (name hidden until you accept)"
WHY = "Why you: {reasons}."
SUGGESTED = {
    "handover": "{name} thinks you are the right person for this.",
    "steward": "{name}, who looks after this topic, thinks you are the right person for this.",
    "wrap_up": "{name} thinks you are the right person to go on with this.",
}
NOTE = "{name} adds:"
BACKGROUND = "*Background*"
OUTCOME = "*A good result*"
NEEDED_BY = "Needed by {day}"
WAITS = "This waits for you until {when}, then I ask somebody else."
WAITS_WITH_ANOTHER = "This waits for you until {when}."
WITH_ANOTHER = "I have asked one more colleague at the same time. The first yes wins."
CLARIFYING = "You asked a question. The clock stands still until the answer is here."
YOUR_QUESTION = "*You asked*"
ANSWER = "*The answer*"
NO_ANSWER_YET = "There is no answer yet."

HELP = "I can help"
MORE = "Tell me more"
NOT_ME = "Not me"
STILL_HELP = "I can still help"

DONE = {
    "accepted": "Thank you. You and {name} are planning it in your conversation with me.",
    "declined": "Thank you for the quick answer. I am asking somebody else.",
    "timed_out": (
        "I went on to the next colleague so that nobody waits. If you can help after all, press the button."
    ),
    "closed": "This one is settled. Thank you for being there.",
}
OTHERS_YES = "A colleague said yes first. This one is settled. Thank you for being there."
TOO_LATE = "Somebody else was a moment faster. Thank you for being willing to help."
WITHDRAWN = "The question has been withdrawn, so nothing is left to do. Thank you for being willing to help."
NOT_YOURS = "This offer is for somebody else."
ANSWERED_ALREADY = "You have answered this one already. Thank you."
ASKED_ALREADY = "You have asked a question already. The answer will come right here."

REMINDER = "A colleague is still waiting for your answer about {topic}. A quick *Not me* helps as well."
REMINDER_OVER = "This reminder is settled."
REMINDER_UNTIL = "It moves on {when}."

MORE_TITLE = "Tell me more"
MORE_INTRO = "What would you need to know before you decide? One question goes to the person who asked."
MORE_LABEL = "Your question"
MORE_SEND = "Send"
MORE_SENT = "Sent. The clock stands still until the answer is here."
MORE_SENTENCE = "Please write one question, at most 500 characters."

ASKED_BACK = "A colleague who may help with your question about {topic} would like to know:"
ASKED_BACK_SPOKEN = "A colleague who may help with your question about {topic} asks: {question}"
ANSWER_BUTTON = "Answer"
ANSWER_TITLE = "Your answer"
ANSWER_LABEL = "Your answer"
ANSWER_SEND = "Send"
ANSWER_SENTENCE = "Please write your answer, at most 1,500 characters."
ANSWERED = "You answered. It is with your colleague now."
ANSWER_LATE = "This question has been settled meanwhile, so no answer is needed any more."
NEWS_ANSWER = "There is an answer to your question about {topic}:"
NEWS_ANSWER_SPOKEN = "There is an answer to your question about {topic}: {answer}"

DECLINE_TITLE = "Not me"
DECLINE_INTRO = "No reason needed. I go on with somebody else."
DECLINE_REASON = "Why not?"
DECLINE_REASON_HINT = "Only used to choose better next time. The person who asked does not see it."
DECLINE_TRY = "But try ..."
DECLINE_TRY_HINT = "Somebody who has joined as an expert. I say that you suggested them."
DECLINE_PAUSE = "Pause me until"
DECLINE_PAUSE_HINT = "No offers reach you up to and including this day."
DECLINE_SEND = "Send"
DECLINE_SENTENCES = {
    "reason": "Please keep it to 300 characters.",
    "suggestion": "Please choose a colleague, or leave this empty.",
    "pause": "Please choose a day from today on, within a year, or leave this empty.",
}
NOT_AN_EXPERT = "They have not joined as an expert yet. Please choose somebody who has, or leave this empty."
NOT_THEM = "Please choose somebody other than yourself and the person who asked."
DECLINE_DONE = "Thank you for the quick answer."

STEWARD_TITLE = "A question about {topic} found nobody yet"
STEWARD_TEXT = (
    "Somebody would like {minutes} minutes about *{topic}*. {asked} so far, and nobody could help. "
    "You look after this topic: whom should I ask?"
)
STEWARD_ASKED_NONE = "Nobody suitable is free"
STEWARD_ASKED = "{count} asked"
LEFT_OUT = {
    "paused": "The closest match, {name}, is paused until {day}.",
    "full": "The closest match, {name}, has no free place this month.",
    "length": "The closest match, {name}, does not offer {minutes} minutes.",
    "no_common_hour": "The closest match, {name}, has no free hour in common with the person who asks.",
}
LEFT_OUT_CONFIDENTIAL = "Somebody who fits can't be asked."
STEWARD_SUGGEST = "Suggest somebody"
STEWARD_NOBODY = "Nobody comes to mind"
STEWARD_UNTIL = "On {when} I tell the program's team."
STEWARD_DONE = "Thank you. This question has moved on."
STEWARD_THANKS = "Thank you. I ask them right away."
STEWARD_NOBODYED = "Thank you for thinking about it. I keep the question open."
STEWARD_MODAL_TITLE = "Suggest somebody"
STEWARD_MODAL_WHO = "Who could help?"
STEWARD_MODAL_HINT = "Somebody who has joined as an expert. They decide for themselves."
STEWARD_MODAL_SEND = "Ask them"
STEWARD_SENTENCE = "Please choose a colleague who has joined as an expert."

PROGRAM_TEAM = (
    "A question about *{topic}* is waiting: {asked}, and nobody suitable is free. Perhaps you know somebody "
    "who could join as an expert. They can do so with /mentoring profile."
)
PROGRAM_TEAM_SPOKEN = "A question about {topic} is waiting, and nobody suitable is free. {left_out}"
