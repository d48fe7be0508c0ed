"""From the numbers of a ranking to what a colleague would say of them. Views escape it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.kit.blocks import clip
from bot.kit.i18n import Joined, Sentence
from bot.kit.reader import Reader
from bot.matching import texts
from bot.matching.rules import Reason, ScoreComponent
from bot.models import Offer

WORD_CHARS = 40  # what is longer is no word but an address or a key
PART_CHARS = 90
SHOWN_WORDS = 3
SHOWN_DAYS = 3


@dataclass(frozen=True, slots=True)
class Weekdays:
    """The days of some instants, each once, as their reader's calendar has them: "Monday and Tuesday"."""

    starts: tuple[datetime, ...]

    def localize(self, reader: Reader) -> str:
        """Return them in the reader's words and zone."""
        days = dict.fromkeys(reader.weekday(at) for at in self.starts)
        return reader.list(list(days)[:SHOWN_DAYS])


def reasons_of(offer: Offer, *, to_expert: bool = False) -> tuple[Sentence, ...]:
    """Return why this expert was asked, as short phrases, the most specific first.

    They speak to the mentee, or ``to_expert`` to the expert themselves.
    """
    found = (Reason.from_json(data) for data in json.loads(offer.reasons))
    return tuple(reasons((reason for reason in found if reason is not None), to_expert=to_expert))


def reasons(found: Iterable[Reason], *, to_expert: bool = False) -> list[Sentence]:
    """Return reasons as phrases; a part of the score that nobody would give as a reason has none."""
    return [phrase for reason in found if (phrase := _phrase(reason, to_expert)) is not None]


def _phrase(reason: Reason, to_expert: bool) -> Sentence | None:
    match reason.part:
        case ScoreComponent.HELPED if reason.number:
            helped = texts.YOU_HELPED if to_expert else texts.HELPED
            return helped.format(count=reason.number)
        case ScoreComponent.WORDS if reason.details:
            words = [clip(word, WORD_CHARS) for word in reason.details[:SHOWN_WORDS]]
            write = texts.YOU_WRITE_ABOUT if to_expert else texts.WRITES_ABOUT
            return write.format(words=Joined(words))
        case ScoreComponent.MEANING if reason.details:
            says = texts.YOUR_PROFILE_SAYS if to_expert else texts.PROFILE_SAYS
            return says.format(words=clip(reason.details[0].rstrip(".:"), PART_CHARS))
        case ScoreComponent.HOURS if reason.details:
            starts = tuple(datetime.fromisoformat(start) for start in reason.details)
            return texts.BOTH_FREE.format(days=Weekdays(starts))
        case _:
            return None
