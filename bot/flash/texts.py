"""Every sentence about flash events. What people wrote comes in escaped."""

from __future__ import annotations

from bot.kit.i18n import _, _n

# --- Planning an event ------------------------------------------------------------------------------------

PLAN_BUTTON = _("Plan a flash event")
PLAN_TITLE = _("Flash event")
PLAN_INTRO = _("People rotate through short talks with experts. I make the rota and ring every round.")
ANNOUNCE = _("Announce")
PRESETS = {
    "onboarding": _("Onboarding week"),
    "planning": _("Planning cycle"),
    "conference": _("Conference"),
}
TITLE_LABEL = _("What is it called?")
TITLE_PLACEHOLDER = _("Meet the people who know")
TOPICS_LABEL = _("Topics")
TOPICS_HINT = _("Leave it empty for any topic.")
TOPICS_PLACEHOLDER = _("Choose topics")
START_LABEL = _("When does it start?")
ROUNDS_LABEL = _("Rounds")
MINUTES_LABEL = _("Minutes of each talk")
CHANGE_LABEL = _("Minutes to change")
PLACES_LABEL = _("Places for people with a question")
PLACE_LABEL = _("Where")
PLACE_HINT = _("A link to a room, or where to go. Left empty, the two of each talk start a huddle.")
CHANNEL_LABEL = _("Announce it in")
CHANNEL_PLACEHOLDER = _("Choose a channel")
CHANNEL_HINT = _("Invite me to that channel first, so that I can post there.")
FORM = {
    "title": _("Please give it a name of 3 to 80 characters."),
    "topics": _("Please choose 20 topics at most, or none for any topic."),
    "start": _("Please choose a day and a time."),
    "rounds": _("Please choose 1 to 12 rounds."),
    "minutes": _("Please choose 3 to 60 minutes."),
    "change": _("Please choose 0 to 30 minutes."),
    "places": _("Please choose 1 to 2,000 places."),
    "place": _("Please keep it under 300 characters."),
    "channel": _("Please choose a channel."),
}
START_PAST = _("That time is over. Please choose one that is at least half an hour away.")
START_SOON = _n(
    "That is in {count} minute. People need half an hour to see it and to join: please choose a later time.",
    "That is in {count} minutes. People need half an hour to see it and to join: please choose a later time.",
)
START_FAR = _("Please choose a day within the next six months.")
TOPIC_GONE = _("One of these topics is no longer there. Please choose again.")

# --- The announcement -------------------------------------------------------------------------------------

ANNOUNCEMENT_TEXT = _("Flash event: {title}, {when}. Join with a question, or as an expert.")
ANNOUNCED = _("*{title}*\n{when} · {shape}")
SHAPE = _n("{count} round of {minutes}", "{count} rounds of {minutes}")
WHAT_IT_IS = _(
    "Bring one question and talk it over with several colleagues, one after the other; or come and help. "
    "I make the rota and tell everybody where to be."
)
TOPICS = _("Topics: {topics}")
ANY_TOPIC = _("Any topic.")
WITH_QUESTION = _n("{count} person with a question", "{count} people with a question")
HELPING = _n("{count} expert", "{count} experts")
LEFT_OVER = _n("{count} place left", "{count} places left")
FULL = _n("all places taken, {count} waiting", "all places taken, {count} waiting")
SO_FAR = _("So far: {who}.")
JOIN_QUESTION = _("Join with a question")
JOIN_EXPERT = _("Join as an expert")
UNDER_WAY = _("It has begun. Whoever joins comes in from the next round.")
LAST_ROUND = _("The last round is under way.")
OVER = _n(
    "It is over: {count} talk took place. Thank you.", "It is over: {count} talks took place. Thank you."
)
CALLED_OFF = _("It has been called off. Whoever had joined knows already.")

# --- Joining ----------------------------------------------------------------------------------------------

JOIN_TITLE = _("Join the event")
JOIN = _("Join")
WHEN_FOR_YOU = _("It begins on {when}, your time, and ends at {end}.")
WHEN_BEGUN = _("It has begun and ends at {end}, your time. Whoever joins comes in from the next round.")
AT_NIGHT = _(":crescent_moon: That is at night for you. Please join only if it suits you: nobody expects it.")
QUESTION_LABEL = _("Your one question")
QUESTION_PLACEHOLDER = _("How do I …, so that …?")
QUESTION_HINT = _("You ask it in each talk. Whoever you meet reads it when the talk begins.")
TOPIC_LABEL = _("What is it about?")
HELP_TOPICS_LABEL = _("What can you help with?")
HELP_INTRO = _("You stay, and somebody new comes to you in each round, with one question.")
WAITING_NOTE = _("All places are taken. You come first on the list when somebody leaves.")
QUESTION_NEEDED = _("Please write one question, in 10 to 400 characters.")
TOPICS_NEEDED = _("Please choose at least one of them.")
PERSON_NEEDED = _("Please choose somebody.")
NOTE_LONG = _("Please keep it under 1,500 characters.")
NO_EVENT = _("This event is no longer there.")
EVENT_OVER = _("This event is over. The next one is announced in its channel.")
EVENT_CALLED_OFF = _("This event has been called off.")
TOO_LATE = _("The last round has begun, so there is none left to join. Thank you all the same.")
ALREADY_MENTEE = _(
    "You are in with a question. To come as an expert instead, press *Leave* on your card first."
)
ALREADY_EXPERT = _(
    "You are in as an expert. To come with a question instead, press *Leave* on your card first."
)
NOT_IN = _("You are not in this event. You can join from its announcement.")

# --- The card of whoever joined ---------------------------------------------------------------------------

CARD_TEXT = _("{title}, {when}: {status}")
CARD = _("*{title}*\n{when} · {shape}")
HOME_LINE = _("*{title}* · {when}")
IN_QUESTION = _("You are in with your question. Ten minutes before the start I make the rota.")
IN_EXPERT = _("You are in as an expert. Ten minutes before the start I make the rota.")
ON_LIST = _("All places are taken. You are on the waiting list, and I write as soon as you have a place.")
YOU_LEFT = _("You have left this event. You can join again from its announcement.")
YOU_MISSED = _(
    "You were not there when your talk began. Press *I’m here* and you come in from the next round."
)
YOUR_QUESTION = _("Your question:")
YOUR_ROUNDS = _("Your rounds:")
ROUND_WITH = _("{time}: {name}")
ROUND_BREAK = _("{time}: a break")
NO_TALK_YET = _("I have no talk for you in the rounds to come. When that changes, I write.")
EVENT_ENDED = _("This event is over. Thank you for being part of it.")
LEAVE = _("Leave")
LATE_BUTTON = _("I’ll be late")
FROM_ROUND = _("You come in from round {number}, at {time}.")
ROTA_MADE = _("I ring every round here. Stay near Slack.")
HERE = _("I’m here")
LEAVE_TITLE = _("Leave this event?")
LEAVE_SURE = _("Your place goes to somebody else, and your talks are planned anew.")
STAY = _("Stay")
MOVED_UP = _("There is a place for you at *{title}* now, {when}. You are in with your question.")
MOVED_UP_TEXT = _("There is a place for you at {title} now, {when}.")
REMINDER = _("*{title}* begins at {time}. Stay near Slack: I ring every round here.")
REMINDER_TEXT = _("{title} begins at {time}. I ring every round here.")
CHANGED = _("The rota of *{title}* has changed. Your next rounds:")
CHANGED_TEXT = _("The rota of {title} has changed. Your next rounds: {rounds}")
NOT_COMING = _("{name} can’t make this round.")
CALLED_OFF_YOU = _("*{title}* on {when} has been called off. {reason}")
CALLED_OFF_TEXT = _("{title} on {when} has been called off. {reason}")
REASON_ORGANISER = _("Sorry about that. With `/ask-expert` your question still finds somebody.")
REASON_NO_EXPERT = _("Nobody could come to help. With `/ask-expert` your question still finds somebody.")
REASON_NO_QUESTION = _("Nobody came with a question this time. Thank you for offering your time.")
REASON_NO_TALK = _("No talk could be put together. With `/ask-expert` your question still finds somebody.")

# --- The bell ---------------------------------------------------------------------------------------------

BELL_TEXT = _("Round {number} of {rounds}: you talk with {name} until {end}.")
BELL = _("*Round {number} of {rounds}: you talk with {name}*, until {end}.")
BELL_LATE = _n(
    "This bell rings late, sorry: {count} minute is left.",
    "This bell rings late, sorry: {count} minutes are left.",
)
BELL_LEFT = _n("You have {count} minute.", "You have {count} minutes.")
THEIR_QUESTION = _("{name} asks:")
WHERE = _("Where: {place}")
YOU_CALL = _("Where: open your direct message with {name} and start a huddle.")
THEY_CALL = _("Where: {name} starts a huddle with you.")
NOT_HERE = _("They’re not here")
CANT = _("I can’t go on")
BELL_OVER_TEXT = _("Round {number} of {rounds} with {name} is over.")
BELL_OVER = _("*Round {number} of {rounds} with {name}* is over.")
BREAK_TEXT = _("Round {number} of {rounds}: a break for you until {end}.")
BREAK = _("*Round {number} of {rounds}: a break for you*, until {end}.")
THEN_NEXT = _("I ring again at {time}.")
THEN_OVER = _("This is the last round. Thank you for being part of it.")
BELL_MISSED_TEXT = _("Round {number}: {name} is not there. I ring again for the next round.")
BELL_MISSED = _("*Round {number}:* {name} is not there. I have asked them, and planned the rest anew.")
BELL_YOU_MISSED_TEXT = _("Round {number}: your talk with {name} is off.")
BELL_YOU_MISSED = _("*Round {number}:* your talk with {name} is off, and {name} knows.")
MISSED_YOU = _(
    "{name} looked for you in round {number} of *{title}* and did not find you. If you are here, press the "
    "button and you come in from the next round. If not, that is all right, too."
)
MISSED_YOU_TEXT = _("{name} looked for you in round {number} of {title}.")
ROUND_OVER = _("This round is over.")

# --- Afterwards -------------------------------------------------------------------------------------------

AFTER = _n(
    "*{title}* is over. You had {count} talk; one line on each keeps what it was worth.",
    "*{title}* is over. You had {count} talks; one line on each keeps what it was worth.",
)
AFTER_TEXT = _(
    "{title} is over. You can note what each talk was worth, say thanks, and say whom to meet again."
)
AFTER_TALK = _("Round {number}: *{name}*")
AFTER_DONE = _("Round {number}: *{name}* · noted")
AFTER_PRIVATE = _("Notes are for you alone. *Meet again* is told only when both of you say it.")
NOTE_BUTTON = _("Note and thank")
NOTE_BUTTON_EXPERT = _("Note")
NOTE_TITLE = _("Your talk")
NOTE_INTRO = _("Round {number} with {name}")
NOTE_SAVE = _("Save")
NOTE_LABEL = _("What I take away")
NOTE_HINT = _("For you alone.")
THANKS_LABEL = _("A thank-you for {name}")
THANKS_HINT = _("It goes to {name} in your words.")
AGAIN_LABEL = _("Meet again?")
AGAIN = _("I’d gladly meet {name} again")
AGAIN_HINT = _("Nobody learns of it unless {name} says so, too.")
THANKED = _("*{name}* thanks you for your talk at {title}:")
THANKED_TEXT = _("{name} thanks you for your talk at {title}: {words}")
BOTH = _("You and *{name}* would both gladly meet again after {title}.")
BOTH_TEXT = _("You and {name} would both gladly meet again after {title}.")
BOTH_ASK = _("Your question is ready to send to {name} alone.")
BOTH_WAIT = _("{name} can send you a question now. You decide when it comes.")
BOTH_WRITE = _("{name} takes no questions through me, so just write to them.")
BOTH_WRITTEN = _("You take no questions through me, so just write to each other.")
GO_ON = _("Ask {name}")
GO_ON_TITLE = _("Go on")
GO_ON_SEND = _("Send")
GO_ON_INTRO = _("It goes to *{name}* and to nobody else. You find a time as with any question.")
GO_ON_DONE = _("You have asked {name} already. The card of that question is in our messages.")
NO_TALK = _("That talk did not take place, so there is nothing to note.")
NOT_YOURS = _("Only the two people of a talk can do that.")
NOT_BOTH = _("That opens when both of you have said that you would gladly meet again.")
WHICH_TOPIC = _("Please send it with `/ask-expert`: I do not know which topic it belongs to.")

# --- For the organisers -----------------------------------------------------------------------------------

ORGANISER_TEXT = _("{title}, {when}: {status}")
ORGANISER = _("*{title}*\n{when} · {shape} · in {channel}")
STATUS_OPEN = _("People can join. The rota is made at {time}.")
STATUS_PLANNED = _n(
    "The rota is made: {count} talk. The first bell rings at {time}.",
    "The rota is made: {count} talks. The first bell rings at {time}.",
)
STATUS_RUNNING = _("Round {number} of {rounds} is under way.")
STATUS_ENDED = _n("It is over: {count} talk took place.", "It is over: {count} talks took place.")
STATUS_CANCELLED = _("It has been called off, and everybody who had joined was told.")
SHORT_EXPERTS = _(
    "{people} can meet only {experts} in their topic, and there are {rounds} rounds: they have breaks in "
    "between."
)
SHORT_NOBODY = _("{people} can meet nobody: no expert has joined in their topic.")
PEOPLE = _n("{count} person", "{count} people")
EXPERTS = _n("{count} expert", "{count} experts")
FEW_EXPERTS = _("So far there are more rounds than experts: nobody can have a talk in each.")
NO_EXPERT_YET = _("No expert has joined yet. Without one I call it off ten minutes before the start.")
NO_QUESTION_YET = _("Nobody has joined with a question yet.")
REFUSED = _(
    ":warning: I can’t post in {channel}: I was removed from it, or it is archived. Whoever has joined still "
    "hears everything from me. Invite me there again, then press *Post it again*."
)
HOME_REFUSED = _(":warning: I can’t post in {channel}. Invite me there again first.")
HOME_MORE = _n("and {count} more event", "and {count} more events")
POST_AGAIN = _("Post it again")
SOMEBODY_MISSING = _("Somebody is missing")
CALL_OFF = _("Call it off")
CALL_OFF_TITLE = _("Call it off?")
CALL_OFF_SURE = _("Everybody who has joined is told at once.")
KEEP = _("Keep it")
MISSING_TITLE = _("Who is missing?")
MISSING_INTRO = _("Their talks are planned anew at once, and they can come back.")
MISSING_LABEL = _("Person")
MISSING_PLACEHOLDER = _("Choose somebody")
MISSING_SAVE = _("Plan anew")
NOT_SEATED = _("{name} is not in this event at present.")
REPORT = _("How *{title}* went:")
REPORT_TEXT = _("How {title} went: {talks}.")
REPORT_PEOPLE = _("{asking} and {helping} took part.")
REPORT_TALKS = _n("{count} talk took place", "{count} talks took place")
REPORT_MISSED = _n("{count} did not: somebody was missing", "{count} did not: somebody was missing")
REPORT_THANKS = _n("{count} thank-you was written", "{count} thank-yous were written")
REPORT_BOTH = _n("{count} pair would gladly meet again", "{count} pairs would gladly meet again")
REPORT_FEW = _("Figures about fewer than five people are not shown.")
