"""Every sentence about being an expert."""

from __future__ import annotations

from bot.kit.i18n import _, _n

HELPING = _("Helping others")
INVITE = _(
    "Is there something you could explain in half an hour? Colleagues ask one question at a time, "
    "and you choose how often. You can say no to any of them, and stop whenever you like."
)
JOIN = _("Help a colleague")
PREFERENCES_OPEN = _("When and with whom")
PREFERENCES = _("My preferences")
PREFERENCES_INTRO = _("I propose times for your sessions within these hours.")
LANGUAGE = _("Language")
LANGUAGE_HINT = _(
    "What I write to you. A conversation with somebody who reads another language is in English."
)
LANGUAGE_SLACK = _("As in my Slack")
PREFERENCES_SAVED = _(
    "Thank you. From now on I propose times within these hours. What can wait comes in your day."
)
DAY_LABEL = _("My working day begins at")
DAY_HINT = _("What can wait reaches you in the eight hours from then, Monday to Friday.")
REMINDERS_LABEL = _("Reminders")
REMINDERS_CHOICES = {
    "all": _("All of them"),
    "sessions": _("Only those before a session"),
}
REMINDERS_HINT = _("What I ask you once still comes. A reminder repeats it.")
OFFERS_LABEL = _("Questions for me as an expert")
OFFERS_CHOICES = {
    "each": _("Each as it comes"),
    "daily": _("One list a day"),
}
OFFERS_HINT = _("The list comes when your day begins. An urgent question still comes at once.")
INVITATIONS_LABEL = _("Invitations to ask a question")
INVITATIONS_CHOICES = {
    "some": _("One in three months at most"),
    "none": _("None"),
}
INVITATIONS_HINT = _("With one comes a first question that you can change or leave.")
QUIET_FROM = _("Quiet hours from")
QUIET_TO = _("Quiet hours until")
QUIET_HINT = _(
    "Each day between these nothing that can wait reaches you, and your time to answer stands still."
)
QUIET_BOTH = _("Please give both times, or neither.")
QUIET_LONG = _("Please leave at least two hours of your working day, so that questions can reach you.")
AWAY_UNTIL = _(
    "*Your Slack status says that you are away until {day}.* Until then I send you no questions. "
    "Your time to answer stands still, and reminders wait."
)
AWAY = _(
    "*Your Slack status says that you are away.* Until it changes I send you no questions. Your time to "
    "answer stands still, and reminders wait."
)
HERE = _("I’m here")
DAY_NEEDED = _("Please choose when your day begins.")
EDIT = _("Edit profile")
PAUSE = _("Pause")
BACK = _("I'm back")
LEAVE = _("Stop helping")
PROFILE = _("Your profile")

TOPICS_LABEL = _("Topics I can help with")
TOPICS_PLACEHOLDER = _("Choose one or more")
SKILLS_LABEL = _("What I know, in one line")
SKILLS_PLACEHOLDER = _("Pivot tables, pricing models, board slides")
ABOUT_LABEL = _("What I can help with")
ABOUT_PLACEHOLDER = _("I prepared four board meetings, and cut our deck from thirty slides to eight.")
ABOUT_HINT = _(
    "Two sentences about what you have done would be lovely: what it was, and what came of it. "
    "Beside your topics, nothing helps more to find the right questions for you."
)
WEEK_LABEL = _("When I can meet")
WEEK_NEEDED = _("Please choose when you can meet.")
DAYS_LABEL = _("Days on which I can meet")
FROM_LABEL = _("From")
TO_LABEL = _("To")
TO_HINT = _("Up to twelve hours may go on past midnight: 22:00 to 6:00, say.")
CAPACITY_LABEL = _("Sessions a month, at most")
LENGTHS_LABEL = _("How long I can meet")
PAUSED_LABEL = _("Pause me until")
PAUSED_HINT = _("That day included. Until then I send you no questions.")
AVOID_LABEL = _("People I'd rather not be matched with")
AVOID_HINT = _("Only you see this. It works both ways, also when you ask.")
AVOID_PLACEHOLDER = _("Nobody")

LEAVE_TITLE = _("Stop helping?")
LEAVE_SURE = _(
    "You won't be asked any more. Sessions you have agreed to stay, and you can come back whenever you like."
)
STAY = _("Keep helping")
LEFT = _("You won't be asked any more. Thank you for your help so far: you are welcome back any time.")
NOT_JOINED = _("You don't help at the moment, so there is nothing to pause. App Home has a button to join.")
IS_OVER = _("You are back: questions can reach you again.")

TOPICS_NEEDED = _("Please choose at least one topic.")
TOPICS_GONE = _("These topics have just been archived. Please choose another.")
SKILLS_LONG = _("Please keep this to 150 characters.")
ABOUT_LONG = _("Please keep this to 1000 characters.")
DAYS_NEEDED = _("Please choose at least one day.")
TIME_NEEDED = _("Please choose a time.")
TO_FIRST = _("This needs to be after the start.")
CAPACITY_WRONG = _("Please give a whole number from 1 to 20.")
LENGTHS_NEEDED = _("Please choose at least one length.")
DATE_NEEDED = _("Please choose a day.")
DATE_OVER = _("This day is over. Please choose today or a later one.")
DATE_FAR = _("Please choose a day within a year. If it is for longer, you can stop helping and come back.")
AVOID_MANY = _("Please choose at most 50 people.")
AVOID_SELF = _("You are never matched with yourself. Please leave yourself out.")
TOO_SHORT = _n(
    "Please leave room for a meeting of {count} minute.",
    "Please leave room for a meeting of {count} minutes.",
)

ZONE_HINT = _("In your Slack time zone, {zone}.")
ZONE_HINT_UNKNOWN = _("In your Slack time zone.")
MINUTES = _n("{count} minute", "{count} minutes")
SAVE = _("Save")
# Translators: The button below the form in which somebody becomes an expert.
JOIN_NOW = _("Join")

NO_TOPICS = _("There are no topics to help with yet.")
CAN_ADD_TOPICS = _("{names} can add some.")
ADMIN_CAN_ADD_TOPICS = _("A workspace admin can add some.")
JOINED = _(
    "Thank you. When somebody asks about {topics}, I'll send you their question. "
    "Nothing is booked before you say yes."
)
# Translators: The last in the list of topics in "When somebody asks about {topics}".
OTHER_TOPICS = _("your other topics")

HELPS_WITH = _("You help with {topics}.")
# Translators: The last in the list of topics in "You help with {topics}".
MORE_TOPICS = _n("{count} more", "{count} more")
NO_ACTIVE_TOPIC = _(
    "None of your topics is offered at the moment. Please choose others, so that questions reach you."
)
# Translators: How long somebody can meet, such as "30 or 45 minutes"; {count} is the longest.
LENGTHS = _n("{lengths} minute", "{lengths} minutes")
CAPACITY = _n("{used} of {count} session this month.", "{used} of {count} sessions this month.")
CAPACITY_FULL = _("New questions come again next month.")
PAUSED = _("You're taking a break until {day}, that day included. Until then I send you no questions.")
