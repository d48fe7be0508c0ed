"""Why some people cannot talk in every round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bot.flash.rota.plan import Fits


@dataclass(frozen=True, slots=True)
class Shortage:
    """These mentees may meet these experts and no others, who are fewer than the rounds."""

    mentees: tuple[str, ...]
    experts: tuple[str, ...]


def shortages(mentees: Sequence[str], experts: Sequence[str], fits: Fits, rounds: int) -> list[Shortage]:
    """Return who has fewer experts to meet than there are rounds, those with the fewest first."""
    there = set(experts)
    open_to: dict[str, set[str]] = {mentee: set() for mentee in mentees}
    for mentee, expert in fits:
        if mentee in open_to and expert in there and mentee != expert:
            open_to[mentee].add(expert)
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for mentee, known in open_to.items():
        if len(known) < rounds:
            alike[tuple(sorted(known))].append(mentee)
    found = [Shortage(tuple(sorted(some)), known) for known, some in alike.items()]
    return sorted(found, key=lambda one: (len(one.experts), one.mentees))
