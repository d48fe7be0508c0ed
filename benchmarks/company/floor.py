"""How evenly a quarter could be spread at all, with hindsight: bounds for the busiest tenth's share.

Sessions are whole, experts meet for some lengths only, and not everybody can help with everything. Each bound
is the evenest placing of all questions (fewest pairs of sessions with the same person), whoever has time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from benchmarks.company.figures import top_share
from benchmarks.company.people import Company

PLACES = 8  # sessions of one person in a quarter that are looked at
NEVER = 1e6


def floors(company: Company) -> dict[str, float]:
    """The busiest tenth's share when each question may go to so many; the last needs the hidden truth."""
    fit, close = company.fit / company.best[:, None], company.closest
    nearest = close.max(axis=1, keepdims=True)
    return {
        "anybody": evenest(company, np.ones_like(close, dtype=bool)),
        "whose text is at least 0.85 as close as the closest": evenest(company, close >= 0.85 * nearest),
        "who can really help at least 0.6 as well as the best": evenest(company, fit >= 0.6),
    }


def evenest(company: Company, suits: NDArray[np.bool_]) -> float:
    """The busiest tenth's share in the evenest placing; `suits`: question by expert."""
    lengths = np.array([question.minutes for question in company.questions])
    meets = np.array([[minutes in e.lengths for e in company.experts] for minutes in lengths])
    others = np.array([[e.place != q.mentee for e in company.experts] for q in company.questions])
    price = np.where(suits & meets & others, 0.0, NEVER)
    # One column per expert and session: the second costs one more than the first, and so on.
    columns = np.concatenate([price + at for at in range(PLACES)], axis=1)
    asks, places = linear_sum_assignment(columns)
    minutes = np.zeros(len(company.experts))
    for ask, place in zip(asks, places, strict=True):
        if columns[ask, place] < NEVER:
            minutes[place % len(company.experts)] += lengths[ask]
    return top_share(list(minutes))
