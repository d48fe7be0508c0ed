"""Every sentence about how the program goes."""

from __future__ import annotations

from bot.dashboard.rules import Format, Held, Listed, Stage, Why
from bot.kit.i18n import _, _n, _p

TITLE = _("How it goes")
PERIOD = _("The last {days} days")
SHOW_PERIOD = _("{days} days")
AS_FILE = _("Send me a file")
AS_PAGE = _("Page to print")
PRINTED_AT = _("as of {day}")
PAGE_OVER = _(
    "This page was there for a quarter of an hour. Open “How it goes” in Slack again, and press “Page to "
    "print”."
)
FILE_COMES = _("It is on its way: in a minute you find the file in your messages with me.")
FILE_TITLE = _("Figures of the program")
FILE_TEXT = _("The figures of the program, for a spreadsheet. Counts only, nobody's words.")

NOTHING_YET = _(
    "Nobody has asked anything in this time. When somebody does, you see here what becomes of it."
)
TOO_FEW = _n(
    "{count} person has asked so far. Figures are shown once five people have, so that they tell nothing "
    "about any one of them.",
    "{count} people have asked so far. Figures are shown once five have, so that they tell nothing about "
    "any one of them.",
)
FUNNEL = _("*What became of the questions*")
STAGES = {
    Stage.ASKED: _("• {count} asked"),
    Stage.OFFERED: _("• {count} were put before an expert"),
    Stage.ACCEPTED: _("• {count} got a yes"),
    Stage.BOOKED: _("• {count} got a time"),
    Stage.HELD: _("• {count} led to a meeting"),
    Stage.THANKED: _("• {count} ended with a thank-you"),
    Stage.HELPED: _("• {count} helped as much as hoped, or more"),
    Stage.ANSWERED: _("• {count} were answered by a story before anybody was asked"),
}
# Translators: stand before bars; 24 letters at most.
STAGE_NAMES = {
    Stage.ASKED: _("asked"),
    Stage.OFFERED: _("put before an expert"),
    Stage.ACCEPTED: _("got a yes"),
    Stage.BOOKED: _("got a time"),
    Stage.HELD: _("met"),
    Stage.THANKED: _("thanked"),
    Stage.HELPED: _("helped"),
    Stage.ANSWERED: _("answered by a story"),
}
SPEED = _("*How long it took*, in working time, for half of the questions")
TO_ANSWER = _("• to the first answer: {time}")
TO_YES = _("• to a yes: {time}")
TO_MEETING = _("• to the meeting: {time}")
MINUTES = _n("{count} minute", "{count} minutes")
HOURS = _n("{count} hour", "{count} hours")
DAYS = _n("{count} working day", "{count} working days")
# Translators: how often the wait was as the form had said before the question was sent.
FORECASTS = _(
    "• the wait was as forecast for {held} of {all} questions ({percent} %); the form shows it from 70 % on"
)
WEEKS = _("*Week by week*, the newest first: asked, got a yes, met")
WEEK = _("• from {day}: {asked}, {yes}, {met}")
COHORTS = _("*First questions*, by the month in which somebody asked for the first time")
# Translators: {month} is "November 2026".
COHORT = _n(
    "• {month}: {people} people, of whom {count} has asked again",
    "• {month}: {people} people, of whom {count} have asked again",
)
TOPICS = _("*Topics*, those in need first")
TOPIC = _("• {topic}: {asked} asked, {waiting} waiting, {experts} can help")
TOPIC_NOBODY = _("• {topic}: {asked} asked, {waiting} waiting, nobody can help yet")
# Translators: the same while so few have asked that nothing is told of them.
TOPIC_FEW = _("• {topic}: {waiting} waiting, {experts} can help")
TOPIC_FEW_NOBODY = _("• {topic}: {waiting} waiting, nobody can help yet")
MORE_TOPICS = _n("and one more topic", "and {count} more topics")
LOAD = _("*Who helps*")
LOAD_LINE = _(
    "{helpers} people offer to help and held {sessions} sessions. The busiest tenth of them gave {percent} % "
    "of the time; {full} gave as much as they offered."
)
LOAD_ALARM = _(
    ":warning: A few carry most of it. *Settings*, *Who is asked first*, *Spread the load* evens it out."
)
PREPARED = _("*Does preparing help?*")
PREPARED_LINE = _(
    "{prepared} % of the prepared meetings helped as much as hoped or more, and {unprepared} % of the others."
)
ACTIONS = _("*Agreed actions*: {done} of {all} are done.")
FORMATS = _("*More than one talk*")
FORMAT = {
    Format.SHARED: _(
        "• Shared sessions: {people} people with much the same question as others were asked to share one. "
        "{met} of {groups} groups met."
    ),
    Format.SERIES: _(
        "• Series: {started} began. {done} came to their end, {running} are under way, {ended} ended earlier."
    ),
    Format.FLASH: _(
        "• Flash events: {events} held, with {people} people and {talks} talks. {again} led to a question "
        "for a second meeting."
    ),
    Format.SHEETS: _("• Sign-up sheets: {sheets} went out with {offered} places, {taken} of them taken."),
    Format.GROWING: _(
        "• Going on: {asked} pairs were asked, and {agreed} both said yes. {begun} have chosen how."
    ),
    Format.FEED: _("• Calendar address: {people} people have their sessions in their own calendar."),
}
FORMAT_NAMES = {
    Format.SHARED: _("shared sessions"),
    Format.SERIES: _("series"),
    Format.FLASH: _("flash events"),
    Format.SHEETS: _("sign-up sheets"),
    Format.GROWING: _("going on"),
    Format.FEED: _("the calendar address"),
}
# Translators: {formats} is a list of the names above.
FORMATS_FEW = _("Fewer than five people took part in: {formats}. So nothing more is told of that.")

BY_TOPIC = _("By topic")
FORMAT_TITLES = {
    Format.SHARED: _("Shared sessions"),
    Format.SERIES: _("Series"),
    Format.FLASH: _("Flash events"),
    Format.SHEETS: _("Sign-up sheets"),
    Format.GROWING: _p("a pair that met meets again", "Going on"),
    Format.STORIES: _("Answered by a story"),
}
FORMAT_TOPIC = {
    Format.SHARED: _("• {topic}: {people} people asked; {met} of {groups} groups met"),
    Format.SERIES: _(
        "• {topic}: {started} began, {done} came to their end, {running} are under way, {ended} ended earlier"
    ),
    Format.FLASH: _("• {topic}: {events} held, {people} people, {talks} talks; {again} led to a question"),
    Format.SHEETS: _("• {topic}: {sheets} went out, {taken} of {offered} places taken"),
    Format.GROWING: _("• {topic}: {asked} pairs asked, {agreed} both said yes, {begun} have chosen how"),
    Format.STORIES: _("• {topic}: {answered} questions of {people} people"),
}
# Translators: stands where the name of a topic does.
NO_TOPIC = _("without a topic")
TOPICS_FEW = _(
    "A topic is shown from five people on, and only where the rest are as many. The calendar address knows "
    "no topics."
)

BEHIND_TITLE = _("Behind the figure")
# Translators: below a part of the figures. Each button opens the list behind one of them.
BEHIND = _("The list behind a figure:")
# Translators: on buttons that open a list; 30 letters at most.
LISTS = {
    Listed.WAITING: _("Who waits, and why"),
    Listed.TOPICS: _("All topics"),
    Listed.LOAD: _("Held and offered"),
}
QUESTIONS_LISTED = _(
    "These questions by topic: how many there are, when the newest was asked, and how far each has come."
)
LISTED = {
    Listed.WAITING: _("The questions that wait now, by topic, and why."),
    Listed.TOPICS: _("All topics, those in need first: what is asked for, and who can help."),
    Listed.LOAD: _(
        "Those who help, by how many sessions they offer for a month, and how many they held in this time."
    ),
}
LISTED_FEW = _(
    "A group stands here from five people on. The others are told together, or not at all where that would "
    "tell of a few. Nobody's name or words are here."
)
LISTED_NOBODY = _("Fewer than five people are behind this figure, so there is no list of it.")
TOPIC_GROUP = _("*{topic}:* {items} questions of {people} people, the newest asked in the week from {day}")
SEVERAL_TOPICS = _("Several topics")
OFFER_GROUP = _n(
    "*{people} people* offer one session for a month", "*{people} people* offer {count} sessions for a month"
)
OFFER_SEVERAL = _("*{people} people* offer other numbers of sessions for a month")
WHY = {
    Why.STEWARD: _("• {count} with the topic's steward, who looks for somebody"),
    Why.NOBODY: _("• {count} until somebody helps with the topic: invite somebody"),
    Why.BUSY: _("• {count} until somebody is free: all who help are busy, or were asked"),
}
HELD = {
    Held.NONE: _("• {count} held none"),
    Held.SOME: _("• {count} held some, and less than that"),
    Held.FULL: _("• {count} held as many as that, or more"),
}
PREVIOUS = _("Previous")
NEXT = _("Next")
# Translators: {first}, {last} and {total} are whole numbers.
PAGE = _("{first} to {last} of {total}")

GLANCE = _("*The last {weeks} weeks*: {asked} asked, {yes} of them got a yes, {met} met.")
WEEKS_TITLE = _("Questions by week")
# Translators: names of the bars in a chart, 20 letters at most.
PLOTTED = {
    Stage.ASKED: _("asked"),
    Stage.ACCEPTED: _("got a yes"),
    Stage.HELD: _("met"),
}

DIGEST = _("The program in the last week")
DIGEST_LINE = _("{asked} asked, {yes} got a yes, {met} met.")
DIGEST_WAITING = _n("{count} question waits for somebody.", "{count} questions wait for somebody.")
DIGEST_NEED = _("Nobody can help yet with {topics}.")
OPEN = _("How it goes")
