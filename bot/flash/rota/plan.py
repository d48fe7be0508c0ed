"""A whole rota: the best pairs, laid into rounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.flash.rota.colouring import lay
from bot.flash.rota.exchange import Floats
from bot.flash.rota.pairs import choose

# By mentee and expert, how well they fit: 0 to 1. Two who are not in it must not meet.
Fits = Mapping[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Rota:
    """By round (the first is 0), who talks with whom: mentee and expert."""

    rounds: tuple[tuple[tuple[str, str], ...], ...]

    def of(self, user_id: str) -> dict[int, str]:
        """Return whom somebody meets, by round."""
        met = {}
        for number, pairs in enumerate(self.rounds):
            for mentee, expert in pairs:
                if user_id in (mentee, expert):
                    met[number] = expert if user_id == mentee else mentee
        return met


def plan(mentees: Sequence[str], experts: Sequence[str], fits: Fits, rounds: int) -> Rota:
    """Plan every round for people who are all there from the first to the last.

    No pair twice, one talk per person and round; as many talks as possible, spread as equally as they can be;
    then the worst-off mentee's total, then the sum of all. Takes up to a second: not for the event loop.
    """
    rows, columns = sorted(set(mentees)), sorted(set(experts))
    chosen = choose(matrix(rows, columns, fits), rounds)
    pairs = [(int(i), int(j)) for i, j in zip(*np.nonzero(chosen), strict=True)]
    laid = lay(pairs, rounds)
    return Rota(tuple(tuple((rows[i], columns[j]) for i, j in sorted(one)) for one in laid))


def matrix(mentees: Sequence[str], experts: Sequence[str], fits: Fits) -> Floats:
    """Return the fits as a matrix, -inf where two must not meet, oneself always."""
    found = np.full((len(mentees), len(experts)), -np.inf)
    row = {user_id: at for at, user_id in enumerate(mentees)}
    column = {user_id: at for at, user_id in enumerate(experts)}
    for (mentee, expert), fit in fits.items():
        if mentee != expert and mentee in row and expert in column:
            found[row[mentee], column[expert]] = min(1.0, max(0.0, fit))
    return found
