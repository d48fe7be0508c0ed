"""Why this person, in sentences: the same for mentee, expert and admin.

Nothing here is escaped; views do that.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.kit.blocks import clip
from bot.kit.hours import zone_of
from bot.matching.rules import Part, Reason

WORD_CHARS = 40  # what is longer is no word but an address or a key


def reasons(found: Iterable[Reason], zone: str) -> list[str]:
    """Return the reasons as short phrases, weightiest first, days in the given zone."""
    return [phrase for reason in found if (phrase := _phrase(reason, zone))]


def _phrase(reason: Reason, zone: str) -> str:
    match reason.part:
        case Part.TOPIC:
            return f"shares your topic {reason.details[0]}" if reason.details else ""
        case Part.WORDS:
            return f"mentions {_and(clip(word, WORD_CHARS) for word in reason.details[:3])}"
        case Part.HOURS:
            return f"free {_and(_days(reason.details, zone))}"
        case Part.LOAD:
            return f"has {_count(reason.number, 'session')} left this month"
        case Part.HELPED:
            return f"has helped with this topic {_times(reason.number)}"
        case Part.VARIETY:
            return ""  # part of the score, but no reason that a person would give


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
