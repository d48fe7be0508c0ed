"""Why this person, in sentences: the same for mentee, expert and admin.

Nothing here is escaped; views do that.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.kit.blocks import clip
from bot.kit.hours import zone_of
from bot.matching.rules import Reason, ScoreComponent

WORD_CHARS = 40  # what is longer is no word but an address or a key
PART_CHARS = 90
SHOWN_WORDS = 3


def reasons(found: Iterable[Reason], zone: str) -> list[str]:
    """Return the reasons as short phrases, the most specific first, days in the given zone."""
    return [phrase for reason in found if (phrase := _phrase(reason, zone))]


def _phrase(reason: Reason, zone: str) -> str:
    match reason.part:
        case ScoreComponent.HELPED if reason.number > 1:
            return f"has helped with {reason.number} questions like this one"
        case ScoreComponent.HELPED if reason.number:
            return "has helped with a question like this one"
        case ScoreComponent.WORDS if reason.details:
            return f"writes about {_and(clip(word, WORD_CHARS) for word in reason.details[:SHOWN_WORDS])}"
        case ScoreComponent.MEANING if reason.details:
            return f"says in their profile: “{clip(reason.details[0].rstrip('.'), PART_CHARS)}”"
        case ScoreComponent.HOURS if reason.details:
            return f"you are both free {_and(_days(reason.details, zone))}"
        case _:
            return ""  # part of the score, but no reason that a person would give


def _days(starts: Iterable[str], zone: str) -> list[str]:
    local = (datetime.fromisoformat(start).astimezone(zone_of(zone)) for start in starts)
    return list(dict.fromkeys(f"{at:%A}" for at in local))[:3]


def _and(words: Iterable[str]) -> str:
    *most, last = list(words) or [""]
    return f"{', '.join(most)} and {last}" if most else last
