"""What a quarter came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from benchmarks.company.quarter import Quarter, State

RIGHT = 0.95  # of the best fit there was


@dataclass(frozen=True)
class Figures:
    """One quarter's figures. Hours are the mentee's working hours; a fit is a share of the best possible."""

    matched: float
    median_hours: float
    p90_hours: float
    fit: float
    gini: float
    top_tenth: float
    offers_per_yes: float
    pings_per_ask: float
    too_late_per_100: float
    over: float  # the busiest tenth's sessions over what they declared, against everybody's
    right: float  # the share of all questions that reached somebody about as good as the best there was
    never: float  # the share of experts who had no session
    value: float  # the fit with an unmatched question as 0: a policy cannot gain by leaving the hard ones

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


def figures(quarter: Quarter) -> Figures:
    """Count a quarter that was run."""
    asks = quarter.asks
    done = [ask for ask in asks if ask.state == State.MATCHED]
    hours = [_hours(quarter, ask.question.mentee, ask.question.asked, ask.matched or 0) for ask in done]
    company = quarter.company
    fits = [company.fit[ask.question.place, ask.expert] / company.best[ask.question.place] for ask in done]
    minutes = [standing.minutes for standing in quarter.standing]
    held = [len(standing.agreed) for standing in quarter.standing]
    return Figures(
        matched=len(done) / len(asks),
        median_hours=float(np.median(hours)) if hours else float("nan"),
        p90_hours=float(np.quantile(hours, 0.9)) if hours else float("nan"),
        fit=float(np.mean(fits)) if fits else float("nan"),
        gini=gini(minutes),
        top_tenth=top_share(minutes),
        offers_per_yes=sum(ask.reached for ask in asks) / max(1, len(done)),
        pings_per_ask=sum(ask.pings for ask in asks) / len(asks),
        too_late_per_100=100 * sum(ask.too_late for ask in asks) / len(asks),
        over=over_capacity(held, [expert.capacity for expert in company.experts]),
        right=sum(fit >= RIGHT for fit in fits) / len(asks),
        never=sum(not number for number in held) / len(held),
        value=float(np.sum(fits)) / len(asks),
    )


def _hours(quarter: Quarter, mentee: int, asked: int, matched: int) -> float:
    return quarter.company.tables[mentee].between(asked, matched) / 60


def over_capacity(sessions: Sequence[int], capacities: Sequence[int], part: float = 0.1) -> float:
    """How much more of what they declared the busiest tenth held than everybody together did."""
    busiest = sorted(zip(sessions, capacities, strict=True), reverse=True)[
        : max(1, round(part * len(sessions)))
    ]
    top, declared = (sum(values) for values in zip(*busiest, strict=True))
    return top / declared / (sum(sessions) / sum(capacities)) if sum(sessions) else 0.0


def gini(amounts: Sequence[float]) -> float:
    """How unequal amounts are: 0 when all are equal, near 1 when one has everything."""
    ordered = np.sort(np.asarray(amounts, dtype=float))
    count, total = len(ordered), ordered.sum()
    if not total:
        return 0.0
    return float(2 * (np.arange(1, count + 1) @ ordered) / (count * total) - (count + 1) / count)


def top_share(amounts: Sequence[float], part: float = 0.1) -> float:
    """The share of the whole that the busiest tenth carries; at least one person."""
    ordered = np.sort(np.asarray(amounts, dtype=float))[::-1]
    top = max(1, round(part * len(ordered)))
    return float(ordered[:top].sum() / ordered.sum()) if ordered.sum() else 0.0
