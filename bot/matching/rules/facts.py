"""What a moment means for each row of a pool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.rules.answering import USUAL
from bot.matching.rules.pool import Pool
from bot.matching.rules.weights import LATELY_USUAL


@dataclass(slots=True)
class Facts:
    """The moment's facts by row: places left this month, and what LOAD, SPARED and ANSWERS are worth."""

    left: NDArray[np.int32]
    load: NDArray[np.float64]
    spared: NDArray[np.float64]
    answers: NDArray[np.float64]

    @classmethod
    def of(cls, pool: Pool) -> Facts:
        """Work the moment out, once for all asks that are compared in it."""
        moment = pool.moment
        if pool.worked_out and pool.worked_out[0] is moment and pool.worked_out[1] == pool.rows:
            known: Facts = pool.worked_out[2]
            return known
        load = _by_row(pool, moment.load).astype(np.int32)
        offers = _by_row(pool, moment.open_offers).astype(np.int32)
        lately = _by_row(pool, moment.asked_lately)
        answers = np.round(_by_row(pool, moment.answers, USUAL), 6)
        usual = max(LATELY_USUAL, float(lately.sum()) / max(1, len(pool)))
        capacity = pool.columns.capacity.all.astype(np.int32)
        left = np.maximum(0, capacity - load)
        spared = np.round(1 - np.clip(lately / usual - 1, 0, 1), 6)
        facts = cls(left, left / np.maximum(1, capacity) / (1 + offers), spared, answers)
        pool.worked_out = (moment, pool.rows, facts)
        return facts


def _by_row(pool: Pool, numbers: Mapping[str, float], usual: float = 0.0) -> NDArray[np.float64]:
    found = np.full(pool.rows, usual)
    for user_id, number in numbers.items():
        row = pool.row.get(user_id)
        if row is not None:
            found[row] = max(0, number)
    return found
