"""Every sentence about what would be under other settings."""

from __future__ import annotations

from bot.kit.i18n import _, _n
from bot.whatif.rules import Lifted

OPEN = _("What if")
TITLE = _("What if")
SUBMIT = _("Work it out")
TRY_OTHERS = _("Try others")
SETTINGS = _("Open the settings")
INVENT = _("Invented people instead")
REPLAY = _("The last 3 months instead")

REPLAYED = _(
    "I live through the last three months once more: *{asks}* questions, and *{helpers}* people who help. "
    "Whoever was really asked a question answers as they did; for everybody else I take how people here "
    "usually answer."
)
TOO_FEW = _(
    "There is too little to replay yet: it takes five people who asked, and five who help. Until then you "
    "can try it with invented people."
)
INVENTED = _(
    "Invented people, who help with your topics, live through three months. How they answer is a guess: half "
    "of the answers come within an hour of work, and one in four people does not answer."
)
HELPERS = _("How many people help")
HELPERS_HINT = _("5 to 300")
HELPERS_WRONG = _("Please give a whole number from 5 to 300.")
ASKS = _("How many questions they get in three months")
ASKS_HINT = _("10 to 600")
ASKS_WRONG = _("Please give a whole number from 10 to 600.")
WAIT = _("How long a question waits with one expert, in working hours")
WAIT_WRONG = _("Please give whole hours from 1 to 24.")
MORE = _("How many sessions a month each of them takes")
MORE_CHOICES = {
    -1: _("One fewer than they offer"),
    0: _("As many as they offer"),
    1: _("One more than they offer"),
    2: _("Two more than they offer"),
}
LIFTED = _("Leave out a rule, to see what it costs")
LIFTED_HINT = _("Whom somebody would rather not meet is never asked, here as there.")
LIFTED_CHOICES = {
    Lifted.LINE: _("Nobody of one's own reporting line"),
    Lifted.TOPIC: _("Nobody outside the topic"),
    Lifted.LENGTH: _("Nobody for another length than they offer"),
}

WORKING = _("I am working it out: *{percent} %*. It takes a few seconds.")
WORKING_LONG = _("Nothing for a minute? Then please try once more.")
FAILED = _("That did not work out this time. Nothing was changed. Please try once more.")

TODAY = _("*Today's settings*")
# Translators: parts of a list of what is different, which stands as a heading.
CHANGED_WAIT = _n("{count} working hour to answer", "{count} working hours to answer")
CHANGED_TWO = {
    "never": _("one person is asked at a time"),
    "urgent": _("two people are asked when it is needed soon"),
    "always": _("two people are always asked at the same time"),
}
CHANGED_PRESET = {
    "closest": _("the closest expertise comes first"),
    "balanced": _("expertise and load are balanced"),
    "spread": _("the load is spread"),
}
CHANGED_MORE = {
    -1: _("each takes one session a month fewer"),
    1: _("each takes one session a month more"),
    2: _("each takes two sessions a month more"),
}
CHANGED_LIFTED = {
    Lifted.LINE: _("people of one's own reporting line are asked"),
    Lifted.TOPIC: _("people outside the topic are asked"),
    Lifted.LENGTH: _("length does not matter"),
}
MORE_MATCHED = _n(
    "About {count} more question of {asked} would get a yes.",
    "About {count} more questions of {asked} would get a yes.",
)
FEWER_MATCHED = _n(
    "About {count} question of {asked} fewer would get a yes.",
    "About {count} questions of {asked} fewer would get a yes.",
)
AS_MANY = _("As many of {asked} questions would get a yes: {matched}.")
AS_MANY_BY_CHANCE = _(
    "About as many of {asked} questions would get a yes: whether it is a few more or fewer is chance."
)
MATCHED = _("{matched} of {asked} questions would get a yes.")
SOONER = _("Half of the yeses would come within {then} instead of {today}.")
AS_SOON = _("Half of the yeses would come within {then}, as under today's settings.")
SOON = _("Half of the yeses would come within {then}.")
HOURS = _n("{count} working hour", "{count} working hours")
MINUTES = _n("{count} minute", "{count} minutes")

BESIDE = _("*Beside today's settings*")
# Translators: a figure under the settings that are tried, and the same under today's.
BOTH = _("{then} (today {today})")
YES = _("• a yes: {value}")
LATE = _("• no yes in time: {value}")
NOBODY = _("• nobody could be asked: {value}")
WITHIN = _("• half of the yeses within: {value}")
BUSIEST = _("• sessions of the busiest tenth, in percent of all: {value}")
FULL = _("• people who reached what they take in a month: {value}")
IDLE = _("• people without any session: {value}")
OFFERS = _("• times that somebody was asked: {value}")

MODEL = _(
    "This is a model. Both settings met the same people, the same questions and the same luck, five times; "
    "you see the mean."
)
REALLY = _(
    "In truth {really} of these questions got a yes; the model says {today} under today's settings. So read "
    "the difference, not the figure."
)
CAPACITY_NOTE = _("How often somebody helps is theirs to say. You could ask them.")
RULES_NOTE = _("These rules are no settings: here you only see what they cost.")
