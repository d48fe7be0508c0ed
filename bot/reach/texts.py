"""Every sentence of invitations to ask."""

from __future__ import annotations

from bot.kit.i18n import _, _n
from bot.models import Cohort
from bot.reach.rules import Told

OPEN_BUTTON = _("Invite people to ask")
TITLE = _("Invite to ask")
INTRO = _(
    "Those who would gain most from a talk often never ask. Here you have a first question sent to them, "
    "which each can change or leave. Nobody is enrolled by it."
)
RULES = _(
    "Nobody gets more than one in three months. Whoever asked lately, is a guest or wants none is left out. "
    "Half of them, drawn at random, hear two weeks later: so you see whether it helps."
)
WHO = _("*Whom do you invite?*")
COHORTS = {
    Cohort.NEWCOMERS: _("Newcomers in week three"),
    Cohort.LEADS: _("New team leads"),
    Cohort.STARTED: _("Started lately"),
    Cohort.ROLE: _("A role"),
    Cohort.LIST: _("A list of people"),
    Cohort.GROUP: _("A group in Slack"),
}
NAMED = {
    Cohort.NEWCOMERS: _("Newcomers in week three"),
    Cohort.LEADS: _("New team leads"),
    Cohort.STARTED: _("Started in the last {chosen} months"),
    Cohort.ROLE: _("Everybody in the role {chosen}"),
    Cohort.LIST: _("A list of people"),
    Cohort.GROUP: _("The Slack group {chosen}"),
}
LINE = _("*{name}*, since {day}")
# Translators: how far invitations are: a number of people in each.
LINE_COUNTS = _("{invited} invited, {waiting} still to come")
LINE_FEW = _("fewer than five people so far")
LINE_ENDED = _("It has ended: {invited} were invited.")
GONE = _("These invitations have ended already.")
NOT_YOURS = _("This invitation is no longer there.")
STOP = _("Stop")
STOP_TITLE = _("Stop these invitations?")
STOP_TEXT = _("What is not sent yet stays unsent. Whoever has an invitation can still ask.")
STOP_YES = _("Stop them")
STOP_NO = _("Go on")

NO_ROLES = _(
    "The directory has no role with five people or more. Import roles first, or paste a list of people."
)
NO_DATES = _("The directory has no start dates yet. *Import people* takes a column called start date.")
NO_LEADS = _(
    "It is found by comparing imports: who had nobody to lead and has now. Import managers anew now and then."
)
GROUPS_REFUSED = _(
    "Slack does not tell me its groups here: the app lacks the right to read them. A pasted list does the "
    "same."
)
NO_GROUPS = _("There is no group in this Slack. A pasted list does the same.")
EACH_AT_THEIR_TIME = _("Each is invited when their time comes. It runs for a year, or until you stop it.")
PEOPLE = _("Who")
PEOPLE_HINT = _("Mail addresses or member ids, one a line, at most 200.")
CHOSEN = {
    Cohort.ROLE: _("Which role"),
    Cohort.STARTED: _("Here for how long at most"),
    Cohort.GROUP: _("Which group"),
}
MONTHS = _n("{count} month", "{count} months")
DAY = _("When does the first half hear?")
DAY_HINT = _("For example when your planning begins. The second half hears two weeks later.")
WORDS = _("What the message says")
QUESTION = _("A first question to begin with")
QUESTION_HINT = _("Each can change every word of it before it is sent.")
LOOK = _("Look first")
START = _("Start")
SENTENCES = {
    "people": _("Please paste one to 200 people."),
    "chosen": _("Please choose one."),
    "words": _("Please write one to 1,000 characters."),
    "question": _("Please write 10 to 1,000 characters."),
    "day": _("Please choose a day from today on, within a year."),
}
UNKNOWN = _("I don’t know who that is: {names}. Use mail addresses or member ids that Slack has.")
EMPTY = _("Nobody belongs to it, so there is nobody to invite.")

# Translators: above a preview: how many people are meant, and how many of them can be invited.
OUTLOOK = _n("*{count} person is meant.*", "*{count} people are meant.*")
OUTLOOK_NOW = _n("*{count} person is in it today.*", "*{count} people are in it today.*")
OUTLOOK_CAN = _n("{count} of them can be invited now.", "{count} of them can be invited now.")
OUTLOOK_NOBODY = _("Nobody is in it today. Whoever comes later is invited when their time comes.")
OUTLOOK_SOME = _(
    "Some of them may be left out. How many is not told, since it would tell about a few people."
)
OUTLOOK_FEW = _("With fewer than ten people no difference can be told, but the invitations still help.")
OUTLOOK_MARGIN = _(
    "With so many you will know the difference between the halves to within about {points} percentage points."
)
SO_IT_LOOKS = _("So it looks, with a button to the question and one for no more of these:")
PRESS_AGAIN = _("Press *Start* to begin. Change something, and you see it anew.")
STARTED = _("It has begun. You can stop it here at any time, and *How it goes* tells what comes of it.")

ASK_IT = _("Look at this question")
NO_MORE = _("No more of these")
NOTE = _(
    "You can change every word before it is sent. Nobody is shown who got this. One in three months at most."
)
NO_MORE_SAID = _(
    "Understood: no more invitations. If you change your mind, `/mentoring settings` has the switch. You can "
    "ask at any time with `/ask-expert`."
)
DRAFT = {
    Cohort.NEWCOMERS: _(
        "You are in your third week. That is when the first real questions come up, and colleagues here have "
        "offered half an hour for just that. This could be your first one:"
    ),
    Cohort.LEADS: _(
        "You lead people for the first time. Colleagues who have been there offer half an hour for a single "
        "question. This could be your first one:"
    ),
    Cohort.STARTED: _(
        "You have been here for some months. Colleagues offer half an hour for one question that holds you "
        "up. This could be your first one:"
    ),
    Cohort.ROLE: _(
        "Colleagues who know your kind of work offer half an hour for one question. Planning is a good time "
        "for it. This could be your first one:"
    ),
    Cohort.LIST: _(
        "Colleagues here offer half an hour for one question that holds you up. This could be your first one:"
    ),
    Cohort.GROUP: _(
        "Colleagues here offer half an hour for one question that your team is busy with. This could be your "
        "first one:"
    ),
}
FIRST_QUESTION = {
    Cohort.NEWCOMERS: _(
        "Which unwritten habit of how we work here did you find out too late, and how can I pick it up this "
        "month?"
    ),
    Cohort.LEADS: _(
        "How did you run your first one-to-one talks so that people told you what really holds them up?"
    ),
    Cohort.STARTED: _(
        "How did you show in your first half year which of your work matters, before your first review?"
    ),
    Cohort.ROLE: _("How did you decide what to leave out of your plan for the next quarter?"),
    Cohort.LIST: _("How did you get a decision on something that had been stuck for weeks?"),
    Cohort.GROUP: _("How did you decide what to leave out of your plan for the next quarter?"),
}

FIGURES = _("*Invitations to ask*")
RESULT = _(
    "*{name}:* of {first} people who were invited {first_percent} % asked within two weeks, of {second} who "
    "were not invited yet {second_percent} %. The difference is {points} points, between {low} and {high} "
    "(95 % interval)."
)
RESULT_CHANCE = _("The interval holds 0: it may be chance.")
LATER = _("*{name}:* the difference can be told on {day}, two weeks after the first half heard.")
NO_RESULT = {
    Told.FEW: _("*{name}:* fewer than five people in one half, so no difference can be told."),
    Told.FEW_YET: _("*{name}:* the difference can be told once five people in each half had two weeks."),
    Told.STOPPED: _("*{name}:* stopped before two weeks were over, so no difference can be told."),
}
NOT_BEGUN = _("*{name}:* begins on {day}. The difference can be told two weeks later.")
