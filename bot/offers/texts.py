"""Every sentence of an offer."""

from __future__ import annotations

from bot.kit.i18n import _, _n

TITLE = _("Can you help with {topic}?")
SPOKEN = _("{who} asks about {topic}: {question}")
INTRO = _("*{who}* would like {minutes} minutes of your experience with *{topic}*.")
INTRO_SERIES = {
    2: _(
        "*{who}* would like a series of two meetings of {minutes} minutes about *{topic}*, {apart}, "
        "with one goal. You can also say yes to one."
    ),
    3: _(
        "*{who}* would like a series of three meetings of {minutes} minutes about *{topic}*, {apart}, "
        "with one goal. You can also say yes to one."
    ),
}
INTRO_IN_WRITING = _(
    "*{who}* has a question about *{topic}*. Your free hours don’t meet, so a few sentences in writing would "
    "be the help."
)
NO_COMMON_HOUR = _("Your free hours don’t meet in time. You can also answer in writing.")
HIDDEN = _("A colleague (name hidden until you accept)")
# Translators: {department} is the name of a department, such as "Sales".
HIDDEN_IN = _("A colleague in {department} (name hidden until you accept)")
WHY = _("Why you: {reasons}.")
SUGGESTED = {
    "handover": _("{name} thinks you are the right person for this."),
    "steward": _("{name}, who looks after this topic, thinks you are the right person for this."),
    "wrap_up": _("{name} thinks you are the right person to go on with this."),
}
NOTE = _("{name} adds:")
THE_QUESTION = _("The question:")
BACKGROUND = _("*Background*")
OUTCOME = _("*A good result*")
NEEDED_BY = _("Needed by {day}")
WAITS = _("This waits for you until {when}, then it moves on.")
WAITS_WITH_ANOTHER = _("This waits for you until {when}.")
OUTSIDE_DAY = _("It is needed very soon, so it reaches you outside your working day.")
WITH_ANOTHER = _("I have asked one more colleague at the same time. The first yes wins.")
CLARIFYING = _("You asked a question. No hurry: your time to decide starts again when the answer comes.")
YOUR_QUESTION = _("*You asked*")
OTHERS_ASKED = _("*A colleague asked*")
ANSWER = _("*The answer*")
NO_ANSWER_YET = _("There is no answer yet.")

HELP = _("I can help")
HELP_ALL = {2: _("Yes to both"), 3: _("Yes to all three")}
HELP_ONE = _("Yes to one")
MORE = _("Tell me more")
NOT_ME = _("Not me")
WRITE = _("I can answer in writing")
STILL_HELP = _("I can still help")

DONE = {
    "declined": _("Thank you for the quick answer. I take it from here."),
    "timed_out": _("I went on so that nobody waits. If you can help after all, press the button."),
    "closed": _("This one is settled. Thank you for being there."),
}
WRITTEN_DONE = {
    None: _("You have answered in writing. Thank you: I tell you whether it is enough."),
    True: _("You have answered in writing, and that was what was needed. Thank you."),
    False: _("You have answered in writing. They would still like to meet somebody, so I go on. Thank you."),
}
# Translators: {conversation} is "your conversation with Ada", as a link.
PLANNING = _("Thank you. You and {name} pick a time in {conversation}.")
MEETINGS = {
    "booked": _("Thank you. You and {name} meet {when}. Everything about it is in {conversation}."),
    "missing": _("You and {name} meet {when}. Everything about it is in {conversation}."),
    "ended": _("Your time with {name} is over. What came of it? The wrap-up is in your messages with me."),
    "differs": _(
        "You and {name} see it differently whether you met. The wrap-up is in your messages with me."
    ),
    "held": _("You and {name} met {when}. Thank you for helping."),
}
SESSION_OFF = _("This session is off, so nothing is left to do. Thank you for being willing to help.")
TOPIC_CHANGED = _(
    "The question is about another topic by now, so nothing is left to do. Thank you for being there."
)
OTHERS_YES = _("A colleague said yes first. This one is settled. Thank you for being there.")
TOO_LATE = _("Somebody else was a moment faster. Thank you for being willing to help.")
WITHDRAWN = _(
    "The question has been withdrawn, so nothing is left to do. Thank you for being willing to help."
)
NOT_YOURS = _("This offer is for somebody else.")
ANSWERED_ALREADY = _("You have answered this one already. Thank you.")
MOVED_ON_ALREADY = _(
    "This has moved on so that nobody waits. If you can help after all, press *{help}* on its card."
)
ASKED_ALREADY = _("You have asked a question already. The answer will come right here.")

LIST_TITLE = _n("{count} question waits for your answer", "{count} questions wait for your answer")
LIST_OVER = _("These questions are answered")
LIST_SPOKEN = _n(
    "{count} question waits for your answer: {topics}", "{count} questions wait for your answer: {topics}"
)
LIST_REMINDER = _("These questions still wait for your answer. A quick no helps, too.")
STANDS = _("Your Slack status says that you are away, so your time to answer stands still.")
REMINDER = _("A colleague is still waiting for your answer about {topic}. A quick *Not me* helps as well.")
REMINDER_UNTIL = _("It moves on {when}.")

MORE_TITLE = _("Tell me more")
MORE_INTRO = _("What would you need to know before you decide? One question goes to the person who asked.")
MORE_LABEL = _("Your question")
MORE_SEND = _("Send")
MORE_SENT = _("Sent. No hurry: your time to decide starts again when the answer comes.")
MORE_SENTENCE = _("Please write one question, at most 500 characters.")

ASKED_BACK = _("A colleague who may help with your question about {topic} would like to know:")
ASKED_BACK_SPOKEN = _("A colleague who may help with your question about {topic} asks: {question}")
ANSWER_BUTTON = _("Answer")
ANSWER_TITLE = _("Your answer")
ANSWER_LABEL = _("Your answer")
ANSWER_SEND = _("Send")
ANSWER_REST = _("This did not fit. Copy what matters:")
ANSWER_SENTENCE = _("Please write your answer, at most 1,500 characters.")
ANSWERED = _("You answered. It is with your colleague now.")
ANSWER_LATE = _("This question has been settled meanwhile, so no answer is needed any more.")
ANSWER_ARRIVED_SPOKEN = _("There is an answer to your question about {topic}: {answer}")

WRITE_TITLE = _("Answer in writing")
WRITE_INTRO = _("It goes to *{who}* right away, with your name.")
WRITE_INTRO_HIDDEN = _("It goes right away to the colleague who asked, with your name.")
WRITE_LABEL = _("Your answer")
WRITE_HINT = _("Steps they can take, an example, a link.")
WRITE_SEND = _("Send")
WRITE_SENTENCE = _("Please write your answer in at least ten characters, at most 3,000.")
WRITE_SENT = _("Thank you, it is on its way. Your card with the question tells you whether it is enough.")

DECLINE_TITLE = _("Not me")
DECLINE_INTRO = _("No reason needed. I take it from there.")
DECLINE_REASON = _("Why not?")
DECLINE_REASON_HINT = _("Only used to choose better next time. The person who asked does not see it.")
DECLINE_TRY = _("But try ...")
DECLINE_TRY_HINT = _("Somebody who has joined as an expert. I say that you suggested them.")
DECLINE_PAUSE = _("Pause me until")
DECLINE_PAUSE_HINT = _("No offers reach you up to and including this day.")
DECLINE_SEND = _("Send")
DECLINE_SENTENCES = {
    "reason": _("Please keep it to 300 characters."),
    "suggestion": _("Please choose a colleague, or leave this empty."),
    "pause": _("Please choose a day from today on, within a year, or leave this empty."),
}
NOT_AN_EXPERT = _(
    "They have not joined as an expert yet. Please choose somebody who has, or leave this empty."
)
AWAY_UNTIL = _("{name} is away until {day}. Please choose somebody else, or leave this empty.")
AWAY_NOW = _("{name} is away at the moment. Please choose somebody else, or leave this empty.")
STEWARD_AWAY_UNTIL = _("{name} is away until {day}. Please choose somebody else.")
STEWARD_AWAY_NOW = _("{name} is away at the moment. Please choose somebody else.")
NOT_THEM = _("Please choose somebody other than yourself and the person who asked.")
DECLINE_DONE = _("Thank you for the quick answer.")

STEWARD_TITLE = _n("A question found nobody yet", "{count} questions found nobody yet")
STEWARD_WANTED = _("Somebody would like {minutes} minutes about *{topic}*.")
STEWARD_ASKED_NONE = _("Nobody could be asked so far.")
STEWARD_ASKED = _n(
    "One colleague has been asked and could not help.",
    "{count} colleagues have been asked, and nobody could help.",
)
STEWARD_WHOM = _("You look after these topics: whom should I ask?")
DIGEST_MORE = _n("and one more question", "and {count} more questions")
LEFT_OUT = {
    "paused": _("The closest match, {name}, is paused until {day}."),
    "away": _("The closest match, {name}, is away until {day}."),
    "full": _("The closest match, {name}, has no free place this month."),
    "length": _("The closest match, {name}, does not offer {minutes} minutes."),
    "no_common_hour": _("The closest match, {name}, has no free hour in common with the person who asks."),
}
LEFT_OUT_AWAY = _("The closest match, {name}, is away at the moment.")
LEFT_OUT_CONFIDENTIAL = _("Somebody who fits can't be asked.")
STEWARD_SUGGEST = _("Suggest somebody")
STEWARD_NOBODY = _("Nobody comes to mind")
STEWARD_UNTIL = _("On {when} I tell the program's team.")
STEWARD_DONE = _("Thank you. This question has moved on.")
STEWARD_THANKS = _("Thank you. I ask them right away.")
STEWARD_STOPPED = _("Thank you for thinking about it. I keep the question open.")
STEWARD_MODAL_TITLE = _("Suggest somebody")
STEWARD_MODAL_WHO = _("Who could help?")
STEWARD_MODAL_HINT = _("Somebody who has joined as an expert. They decide for themselves.")
STEWARD_MODAL_SEND = _("Ask them")
STEWARD_SENTENCE = _("Please choose a colleague who has joined as an expert.")

PROGRAM_TEAM_TITLE = _n("A question is waiting for somebody", "{count} questions are waiting for somebody")
PROGRAM_TEAM_NONE = _("*{topic}*: nobody could be asked yet.")
PROGRAM_TEAM = _n(
    "*{topic}*: one colleague has been asked and could not help.",
    "*{topic}*: {count} colleagues have been asked, and nobody could help.",
)
# Translators: {line} says what became of one question; the same is true of others.
PROGRAM_TEAM_ALIKE = _("{line} This goes for {count} questions.")
PROGRAM_TEAM_OVER = _("None of these questions is waiting any more. Thank you.")
INVITE_HINT = _("Do you know somebody who could help? I write to them in your name, and they decide.")

INVITE = _("Invite somebody")
INVITE_TITLE = _("Invite somebody")
INVITE_WHO = _("Who could help?")
INVITE_TOPIC = _("With what?")
INVITE_NOTE = _("Your words to them")
INVITE_DRAFT = _(
    "Colleagues have questions that you could answer. It takes one talk of 30 to 60 minutes at a time, and "
    "you say how often. Would you join as an expert?"
)
INVITE_SEND = _("Send")
INVITE_SENTENCES = {
    "colleague": _("Please choose a colleague."),
    "topic": _("Please choose a topic."),
    "note": _("Please write a few words, at most 500 characters."),
}
INVITE_SELF = _("Please choose somebody other than yourself. You can join with /mentoring profile.")
INVITE_JOINED = _("They have joined as an expert already.")
INVITE_LATELY = _("They were invited lately. One word is enough; please give them time.")
INVITE_NOT_YOURS = _("Only the program’s team and those who look after a topic can invite somebody.")
INVITED = _("Thank you. I write to them; nothing happens unless they say yes.")
INVITATION = _("*{name}* thinks that you could help colleagues with *{topic}*:")
INVITATION_SPOKEN = _("{name} thinks that you could help colleagues with {topic}.")
INVITATION_BUTTON = _("Help a colleague")
INVITATION_JOIN = _("If you like, join with /mentoring profile. If not, nothing more is needed.")
