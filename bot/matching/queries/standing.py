"""How everybody stands for a question, apart from what they have to do: ranked once, placed many times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.matching.engine import weights
from bot.matching.engine.facts import AskFacts, ScoreComponent
from bot.matching.engine.index import CandidateIndex
from bot.matching.engine.rank import MONTHS, Look
from bot.matching.engine.vectors import Floats


@dataclass(frozen=True, slots=True)
class Standing:
    """Whoever no rule stops, by user id, with the score they have while nobody has anything to do.

    ``best_fit`` is what load and novelty are shares of; ``newcomers`` get this question first.
    """

    scores: Mapping[str, float]
    best_fit: float
    newcomers: frozenset[str] = frozenset()

    def score(self, user_id: str, *, lately: float, capacity: int, preset: str, first: bool) -> float:
        """Return somebody's score with so many sessions and open offers lately.

        ``first``: nobody was asked yet. It is what `rank` would say, but for hours that are booked meanwhile.
        """
        cost = weights.of_preset(weights.PRICES, preset) * lately / (MONTHS * max(1, capacity))
        bonus = weights.NEWCOMER if first and user_id in self.newcomers else 0.0
        return self.scores[user_id] + self.best_fit * (bonus - cost)


def standing(ask: AskFacts, index: CandidateIndex, now: datetime, vector: Floats | None = None) -> Standing:
    """Return how everybody stands for an ask at a time. The index must not know of anybody's load."""
    look = Look(ask, index, now, vector)
    scores: dict[str, float] = {}
    newcomers: set[str] = set()
    for one in look.all_scored():
        bonus = one.components[ScoreComponent.NEWCOMER]
        for row, score, more in zip(one.rows.tolist(), one.score, bonus, strict=True):
            scores[index.ids[row]] = float(score - more)
            if more > 0:
                newcomers.add(index.ids[row])
    return Standing(scores, look.best_fit, frozenset(newcomers))
