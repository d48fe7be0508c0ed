"""Every sentence about sign-up sheets. What people wrote comes in escaped."""

from __future__ import annotations

from bot.kit.i18n import _, _n

# --- Planning ---------------------------------------------------------------------------------------------

PLAN_BUTTON = _("Start a sign-up sheet")
PLAN_TITLE = _("Sign-up sheet")
PLAN_SUBMIT = _("Start it")
PLAN_INTRO = _(
    "Once a month experts put times on a sheet in a channel, and colleagues take one with their question. "
    "Experts are asked a week before; nobody is put on it unasked."
)
TOPIC_LABEL = _("Topic")
TOPIC_PLACEHOLDER = _("Choose a topic")
CHANNEL_LABEL = _("Post it in")
CHANNEL_PLACEHOLDER = _("Choose a channel")
CHANNEL_HINT = _("Invite me to that channel first, so that I can post there.")
RULE_LABEL = _("Every month on")
RULE_HINT = _("At 9:00 your time. On a weekend or public holiday it goes out on the next working day.")
DAYS_OFF_LABEL = _("Not on these days")
DAYS_OFF_HINT = _("One date a line, such as 2026-12-24. Public holidays of your country are left out anyway.")
MINUTES_LABEL = _("Length of each talk")
PLACES_LABEL = _("Places on a sheet, at most")
# Translators: which weekday of a month, such as "the second Tuesday".
NTH = {
    1: _("the first {weekday}"),
    2: _("the second {weekday}"),
    3: _("the third {weekday}"),
    4: _("the fourth {weekday}"),
    5: _("the last {weekday}"),
}
# Translators: a day of each month, by its number.
DAY_NUMBER = _("day {number}")
PLAN_FORM = {
    "topic": _("Please choose a topic."),
    "channel": _("Please choose a channel."),
    "rule": _("Please choose a day of the month."),
    "minutes": _("Please choose 30, 45 or 60 minutes."),
    "places": _("Please choose 1 to 20 places."),
    "days_off": _("Please write one date a line, such as 2026-12-24, and 40 at most."),
}
NO_TOPICS = _("A sheet needs a topic. Please add one with *New topic* first.")
TOPIC_GONE = _("This topic is no longer there. Please choose another.")
TOPIC_EMPTY = _("Nobody helps with this topic yet. Please choose another, or invite somebody first.")
ALREADY_PLANNED = _("There is a monthly sheet of this topic in that channel already.")

# --- The organiser's card ---------------------------------------------------------------------------------

PLAN_CARD = _("*Ask an Expert: {topic}*\nEvery month on {rule}, in {channel} · {minutes} each")
PLAN_CARD_TEXT = _("Sign-up sheet for {topic}: {status}")
PLAN_NEXT = _("I ask the experts on {asks}, and the next sheet goes out on {posts}.")
PLAN_ASKED = _("The experts are asked for times. The sheet goes out on {posts}.")
PLAN_STOPPED = _("This monthly sheet has been stopped. A sheet that is out stays until its last talk.")
PLAN_TOPIC_GONE = _("The topic has been archived, so this monthly sheet has stopped.")
CHANGE = _("Change the sheet")
CHANGE_TITLE = _("Change the sheet")
CHANGE_SAVE = _("Save")
CHANGE_INTRO = _(
    "This holds for the next sheets. One that is out, or for which experts are asked, stays as it is."
)
STOP = _("Stop it")
STOP_TITLE = _("Stop this sheet?")
STOP_SURE = _("No further sheet goes out. Talks that are booked stay booked.")
KEEP = _("Keep it")
POST_AGAIN = _("Post it again")
REFUSED = _(
    ":warning: I can’t post in {channel}: I was removed from it, or it is archived. Whoever has a place "
    "keeps it. Invite me there again, then press *Post it again*."
)
HOME_PLAN = _("*Ask an Expert: {topic}* · {channel}")
HOME_TAKEN = _("Places taken: {count} of {places}.")
HOME_OFFERED = _n("{count} time is offered so far.", "{count} times are offered so far.")
HOME_REFUSED = _(":warning: I can’t post in {channel}. Invite me there again first.")
HOME_MORE = _n("and {count} more sheet", "and {count} more sheets")
NO_PLAN = _("This monthly sheet has been stopped.")
NOBODY = _(
    "Nobody could offer a time for *Ask an Expert: {topic}* this month, so no sheet has gone out. I ask "
    "again before the next one, on {posts}."
)
NOBODY_TEXT = _("Nobody could offer a time for Ask an Expert: {topic} this month, so no sheet has gone out.")
SMALLER = _n(
    "*Ask an Expert: {topic}* is over: {count} of {places} places was taken. A smaller sheet looks less "
    "empty, and asks less of the experts.",
    "*Ask an Expert: {topic}* is over: {count} of {places} places were taken. A smaller sheet looks less "
    "empty, and asks less of the experts.",
)
SMALLER_TEXT = _("Few places of Ask an Expert: {topic} were taken. Would a smaller sheet do?")
MAKE_SMALLER = _n("Make it {count} place", "Make it {count} places")
MADE_SMALLER = _n(
    "Each sheet that I begin from now on has {count} place.",
    "Each sheet that I begin from now on has {count} places.",
)

# --- Experts ----------------------------------------------------------------------------------------------

INVITE = _(
    "*Ask an Expert: {topic}*\nOn {posts} a sign-up sheet goes out in {channel}. Which times of {minutes} "
    "could you offer in the weeks after it? Nobody is put on it unasked."
)
INVITE_OUT = _("*Ask an Expert: {topic}*\nThe sheet is in {channel}. You can offer more times.")
INVITE_TEXT = _("Ask an Expert: {topic}. Which times could you offer? The sheet goes out on {posts}.")
INVITE_OVER = _("*Ask an Expert: {topic}*\nThis sheet is over. Thank you.")
INVITE_CANCELLED = _("*Ask an Expert: {topic}*\nThis sheet does not go out. Thank you for looking.")
INVITE_NO_MORE = _(
    "*Ask an Expert: {topic}*\nYou have stopped helping, so nobody is put with you on this sheet."
)
INVITE_DECLINED = _("*Ask an Expert: {topic}*\nNot this time: that is all right. You can still offer times.")
YOUR_TIMES = _("Your times:")
OFFER = _("Offer times")
NOT_NOW = _("Not this time")
TAKE_BACK = _("Take it back")
SLOT_FREE = _("{when} · free")
SLOT_TAKEN = _("{when} · taken by {name}")
OFFER_TITLE = _("Offer times")
OFFER_SUBMIT = _("Offer them")
OFFER_INTRO = _("*{topic}*\nChoose times of {minutes} that suit you, from {first} to {last}, in your time.")
TIME_LABEL = _("A time")
ANOTHER_LABEL = _("Another time")
TIME_NEEDED = _("Please choose at least one time.")
TIME_PAST = _("That time is over. Please choose a later one.")
TIME_EARLY = _("The sheet goes out on {posts}. Please choose a time after that.")
TIME_FAR = _("Please choose a time by {last}.")
TIME_TWICE = _("That overlaps with another of your times.")
TIME_BUSY = _("You have a session at that time.")
SHEET_FULL = _n(
    "There is room for {count} more time on this sheet. Please leave the others out.",
    "There is room for {count} more times on this sheet. Please leave the others out.",
)
SHEET_CLOSED = _("This sheet is over. Before the next one I ask again.")
SLOT_HAS_SOMEBODY = _("Somebody has taken this time. You can cancel in your conversation with them.")
NO_LONGER_HELPS = _("You have stopped helping. To offer times, join again with `/mentoring profile`.")
NOT_ASKED = _("Only experts who were asked for this sheet can do that.")

# --- The sheet in its channel -----------------------------------------------------------------------------

POST = _("*Ask an Expert: {topic}*\nTake a time, bring one question. Each talk takes {minutes}.")
POST_TEXT = _("Ask an Expert: {topic}. Take a time and bring one question.")
LINE_FREE = _("• {when} with {name}")
LINE_TAKEN = _("• ~{when} with {name}~ taken")
LEFT_OVER = _n("{count} place left", "{count} places left")
ALL_TAKEN = _("All places are taken.")
ON_THE_LIST = _n("{count} person is waiting.", "{count} people are waiting.")
POST_OVER = _("This sheet is over. Thank you all.")
POST_OVER_NEXT = _("This sheet is over. The next one comes on {posts}.")
POST_STOPPED = _("This sheet has been stopped.")
TAKE = _("Take a place")
JOIN_LIST = _("Join the waiting list")

# --- Taking a place ---------------------------------------------------------------------------------------

TAKE_TITLE = _("Ask an Expert")
TAKE_SUBMIT = _("Take it")
LIST_SUBMIT = _("Wait for one")
CHANGE_SUBMIT = _("Change it")
TAKE_INTRO = _("*{topic}* · {minutes} with one of the experts, on your own question.")
LIST_INTRO = _(
    "*{topic}*\nAll places are taken. When one is given back, the first on the list gets it, and I write to "
    "you at once."
)
HAVE_INTRO = _(
    "*{topic}*\nYou have a place: {when} with {name}. You can take another time or change your question. To "
    "give it back, cancel in your conversation with {name}."
)
WAIT_INTRO = _("*{topic}*\nYou are on the waiting list. You can change your question.")
WHEN_LABEL = _("When")
WHEN_PLACEHOLDER = _("Choose a time")
WHEN_OPTION = _("{when}, {name}")
WHEN_NIGHT = _("{when}, {name} (at night for you)")
QUESTION_LABEL = _("Your one question")
QUESTION_PLACEHOLDER = _("How do I …, so that …?")
QUESTION_HINT = _("Only the expert whose time you take reads it.")
QUESTION_NEEDED = _("Please write one question, in 10 to 1,000 characters.")
TAKEN_MEANWHILE = _("Somebody was faster. Please choose another time.")
LAST_TAKEN = _(
    "Somebody was faster, and no other time is free. Please close this and press *Join the waiting list*."
)
OWN_TIME = _("That is your own time. Please choose somebody else’s.")
ONLY_OWN = _("The times on this sheet are your own. Somebody else’s question will find you.")
YOU_ARE_BUSY = _("One of you has a session at that time. Please choose another time.")
TIME_BEGUN = _("That time has begun. Please choose another one.")
NO_SHEET = _("This sheet is no longer there.")
SHEET_OVER = _("This sheet is over. With `/ask-expert` your question still finds somebody.")

# --- Whoever has a place, or waits for one ----------------------------------------------------------------

WAITING_CARD = _("*Ask an Expert: {topic}*\nYou are on the waiting list. When a place is free, I write.")
WAITING_CARD_TEXT = _("You are on the waiting list of Ask an Expert: {topic}.")
LEFT_CARD = _("*Ask an Expert: {topic}*\nYou are no longer on the waiting list.")
OVER_CARD = _(
    "*Ask an Expert: {topic}*\nThis sheet is over, and no place was given back. With `/ask-expert` your "
    "question still finds somebody."
)
YOUR_QUESTION = _("Your question:")
LEAVE_LIST = _("Leave the list")
LEAVE_TITLE = _("Leave the list?")
LEAVE_SURE = _("Your turn goes to whoever comes next.")
STAY = _("Stay")
MOVED_UP = _(
    "There is a place for you: *{when} with {name}*, on {topic}. It is booked. If it does not suit you, "
    "cancel in your conversation with {name}, and the next one gets it."
)
MOVED_UP_TEXT = _("There is a place for you at Ask an Expert: {topic}, {when} with {name}.")
LIST_OVER_TEXT = _("Ask an Expert: {topic} is over, and no place was given back.")
NOT_ON_LIST = _("You are not on this waiting list.")
HOME_WAITING = _("*Ask an Expert: {topic}* · you are on the waiting list")
HOME_ASKED = _("*Ask an Expert: {topic}* · which times could you offer? By {by}.")
