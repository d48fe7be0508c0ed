"""Every sentence about being an expert."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.kit.blocks import day
from bot.kit.i18n import _

HELPING = _("Helping others")
INVITE = _(
    "Is there something you could explain in half an hour? Colleagues ask one question at a time, "
    "and you choose how often. You can say no to any of them, and stop whenever you like."
)
JOIN = _("Help a colleague")
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
DAYS_LABEL = _("Days on which I can meet")
FROM_LABEL = _("From")
TO_LABEL = _("To")
CAPACITY_LABEL = _("Sessions a month, at most")
LENGTHS_LABEL = _("How long I can meet")
PAUSED_LABEL = _("Pause me until")
PAUSED_HINT = _("That day included. Until then nobody is offered to you.")
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


def too_short(minutes: int) -> str:
    """Tell that a day's hours leave no room for the shortest length offered."""
    return f"Please leave room for a meeting of {minutes} minutes."


def zone_hint(zone: str) -> str:
    """Tell in whose time the hours are."""
    return f"In your Slack time zone, {zone}." if zone else "In your Slack time zone."


def no_topics(names: Sequence[str]) -> str:
    """Tell that there is nothing yet to help with, and who can change that."""
    who = f" {_or(names)} can add some." if names else " A workspace admin can add some."
    return f"There are no topics to help with yet.{who}"


def joined(topics: Sequence[str]) -> str:
    """Thank somebody who has just joined, and tell what comes."""
    return (
        f"Thank you. When somebody asks about {_or(topics)}, I'll send you their question. "
        "Nothing is booked before you say yes."
    )


def helps_with(topics: str) -> str:
    """Name the topics of somebody; already escaped."""
    return f"You help with {topics}."


NO_ACTIVE_TOPIC = _(
    "None of your topics is offered at the moment. Please choose others, so that questions reach you."
)


def lengths(minutes: Sequence[int]) -> str:
    """Say how long somebody can meet."""
    return f"{_or([str(m) for m in sorted(minutes)])} minutes"


def capacity(used: int, most: int) -> str:
    """Say how much of a month's capacity is taken."""
    noun = "session" if most == 1 else "sessions"
    full = " New questions come again next month." if used >= most else ""
    return f"{used} of {most} {noun} this month.{full}"


def paused(through: date) -> str:
    """Say until when somebody is paused."""
    return (
        f"You're taking a break until {day(through)}, that day included. Until then nobody is offered to you."
    )


def _or(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last
