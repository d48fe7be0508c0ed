"""Why this person, in sentences: the same for mentee, expert and admin.

Nothing here is escaped; views do that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.kit.blocks import clip
from bot.kit.hours import zone_of
from bot.matching.rules import Reason, ScoreComponent

CLOSE_MEANING = 0.3  # from here on the closeness of two texts is worth telling
SOON = 0.8  # from here on, and so after two answers at least, it is told that somebody answers soon
WORD_CHARS = 40  # what is longer is no word but an address or a key


def reasons(found: Iterable[Reason], zone: str) -> list[str]:
    """Return the reasons as short phrases, weightiest first, days in the given zone."""
    return [phrase for reason in found if (phrase := _phrase(reason, zone))]


def _phrase(reason: Reason, zone: str) -> str:
    match reason.part:
        case ScoreComponent.TOPIC:
            return _topic(reason.details)
        case ScoreComponent.WORDS:
            return (
                f"mentions {_and(clip(word, WORD_CHARS) for word in reason.details[:3])}"
                if reason.details
                else ""
            )
        case ScoreComponent.MEANING:
            return "knows things close to your question" if reason.value >= CLOSE_MEANING else ""
        case ScoreComponent.HELPED:
            return _helped(reason)
        case ScoreComponent.HOURS:
            return f"free {_and(_days(reason.details, zone))}" if reason.details else ""
        case ScoreComponent.LOAD:
            return f"has {_count(reason.number, 'session')} left this month"
        case ScoreComponent.NEWCOMER:
            return "is new here and glad to help"
        case ScoreComponent.ANSWERS:
            return "usually answers soon" if reason.value >= SOON else ""
        case ScoreComponent.PRESENT | ScoreComponent.SPARED | ScoreComponent.VARIETY:
            return ""  # part of the score, but no reason that a person would give


def _topic(names: Sequence[str]) -> str:
    """A topic in common, or one close to the asked one: (theirs, yours)."""
    match list(names):
        case [shared]:
            return f"shares your topic {shared}"
        case [theirs, yours]:
            return f"knows {theirs}, which is close to your topic {yours}"
        case _:
            return ""


def _helped(reason: Reason) -> str:
    """Past help: with questions like this one, or else with a topic (details)."""
    if not reason.number:
        return ""
    if reason.details:
        return f"has helped with {reason.details[0]} {_times(reason.number)}"
    return f"has helped with {_count(reason.number, 'question')} like this one"


def _days(starts: Iterable[str], zone: str) -> list[str]:
    local = (datetime.fromisoformat(start).astimezone(zone_of(zone)) for start in starts)
    return list(dict.fromkeys(f"{at:%A}" for at in local))[:3]


def _and(words: Iterable[str]) -> str:
    *most, last = list(words) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
