"""Every sentence about being an expert."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.kit.blocks import day

HELPING = "Helping others"
INVITE = (
    "Is there something you could explain in half an hour? Colleagues ask one question at a time, "
    "and you choose how often. You can say no to any of them, and stop whenever you like."
)
JOIN = "Help a colleague"
EDIT = "Edit profile"
PAUSE = "Pause"
BACK = "I'm back"
LEAVE = "Stop helping"
PROFILE = "Your profile"

TOPICS_LABEL = "Topics I can help with"
TOPICS_PLACEHOLDER = "Choose one or more"
SKILLS_LABEL = "What I know, in one line"
SKILLS_PLACEHOLDER = "Pivot tables, pricing models, board slides"
ABOUT_LABEL = "What I can help with"
ABOUT_PLACEHOLDER = "I prepared four board meetings, and cut our deck from thirty slides to eight."
ABOUT_HINT = (
    "Two sentences about what you have done would be lovely: what it was, and what came of it. "
    "Beside your topics, nothing helps more to find the right questions for you."
)
DAYS_LABEL = "Days on which I can meet"
FROM_LABEL = "From"
TO_LABEL = "To"
CAPACITY_LABEL = "Sessions a month, at most"
LENGTHS_LABEL = "How long I can meet"
PAUSED_LABEL = "Pause me until"
PAUSED_HINT = "That day included. Until then nobody is offered to you."
AVOID_LABEL = "People I'd rather not be matched with"
AVOID_HINT = "Only you see this. It works both ways, also when you ask."
AVOID_PLACEHOLDER = "Nobody"

LEAVE_TITLE = "Stop helping?"
LEAVE_SURE = (
    "You won't be asked any more. Sessions you have agreed to stay, and you can come back whenever you like."
)
STAY = "Keep helping"
LEFT = "You won't be asked any more. Thank you for your help so far: you are welcome back any time."
NOT_JOINED = "You don't help at the moment, so there is nothing to pause. App Home has a button to join."
IS_OVER = "You are back: questions can reach you again."

TOPICS_NEEDED = "Please choose at least one topic."
TOPICS_GONE = "These topics have just been archived. Please choose another."
SKILLS_LONG = "Please keep this to 150 characters."
ABOUT_LONG = "Please keep this to 1000 characters."
DAYS_NEEDED = "Please choose at least one day."
TIME_NEEDED = "Please choose a time."
TO_FIRST = "This needs to be after the start."
CAPACITY_WRONG = "Please give a whole number from 1 to 20."
LENGTHS_NEEDED = "Please choose at least one length."
DATE_NEEDED = "Please choose a day."
DATE_OVER = "This day is over. Please choose today or a later one."
DATE_FAR = "Please choose a day within a year. If it is for longer, you can stop helping and come back."
AVOID_MANY = "Please choose at most 50 people."
AVOID_SELF = "You are never matched with yourself. Please leave yourself out."


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


NO_ACTIVE_TOPIC = (
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
