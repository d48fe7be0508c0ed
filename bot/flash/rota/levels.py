"""The highest level that everybody can have, and the best total at it.

The level is looked for from what nobody could have more than downwards: prices of talks rule out most of what
is out of reach, and the linear relaxation decides the rest. The few mentees whom it leaves undecided are
decided by an integer programme; small events as a whole.
"""

from __future__ import annotations

import numpy as np

from bot.flash.rota.exchange import EPSILON, Choice, Flags, Floats, Ints
from bot.flash.rota.programme import Programme, Shares, prices_of
from bot.flash.rota.relaxation import MISSED, relaxed, ruled_out_above

SMALL = 3_000  # pairs that may talk, up to which none is left out of account
BEST = 6  # pairs of each mentee that are taken into account, by fit and what the expert costs
NEAREST = 3  # and by fit alone
DOWN = (1.0, 0.999, 0.99, 0.965, 0.9, 0.75, 0.5, 0.25)  # parts of what nobody could have more than
NEAR = 1e-3  # between a level that is reached and one that is not
NEAR_IF_SMALL = 1e-5
MOST_TRIES = 10  # levels that prices are asked for


def reach(choice: Choice, shares: Shares) -> bool:
    """Choose so that the worst-off have as much as can be, and then all together.

    Returns False where it is not found. Everybody gets as many talks as ``shares`` say.
    """
    programme = Programme.of(choice.fits, worth_while(choice), shares)
    small = choice.fits.size <= SMALL
    most = _most(choice.fits, shares)
    chosen, most = _descend(programme, most, whole=not small)
    if chosen is None:
        chosen = _searched(programme, most, small)
    if chosen is None:
        return False
    choice.chosen[:] = False
    here = chosen > 0.5
    choice.chosen[programme.at[here], programme.to[here]] = True
    return True


def _searched(programme: Programme, most: float, small: bool) -> Floats | None:
    """Return whole pairs at the highest level that is found by trying."""
    found, level = _search(programme, most, small)
    if found is None or small:
        return found
    chosen = programme.solve(level, whole=True, fixed=found)
    return programme.solve(level, whole=True) if chosen is None else chosen


def equal_shares(fits: Floats, rounds: int) -> Shares:
    """Return the shares where everybody may meet everybody: as equal as can be, for mentees and experts."""
    n, m = fits.shape
    talks = min(n * min(rounds, m), m * min(rounds, n))
    (few, left), (least, over) = divmod(talks, n), divmod(talks, m)
    return Shares(
        np.full(n, few), np.full(n, left > 0), np.full(m, least), np.full(m, least + (over > 0)), talks
    )


def shares_of(choice: Choice) -> Shares:
    """Return the shares of a choice that is as equal as can be; among most people they may go round."""
    talks, load = choice.chosen.sum(axis=1), choice.chosen.sum(axis=0)
    few, more = _group(talks)
    least, over = _group(load)
    return Shares(few, more, least, least + over, int(talks.sum()))


def _group(counts: Ints) -> tuple[Ints, Flags]:
    """Return the least of each, and who may have one more: the largest group of those who differ by one."""
    sizes = np.bincount(counts, minlength=int(counts.max(initial=0)) + 2)
    lower = int((sizes[:-1] + sizes[1:]).argmax())
    inside = (counts == lower) | (counts == lower + 1)
    return np.where(inside, lower, counts), inside & bool(sizes[lower + 1])


def _most(fits: Floats, shares: Shares) -> float:
    """Return what the worst-off cannot have more than.

    It follows from the best fits of each, and from how many may have one talk more.
    """
    best = np.cumsum(-np.sort(-np.where(np.isneginf(fits), 0.0, fits), axis=1), axis=1)
    best = np.concatenate([np.zeros((len(best), 1)), best, best[:, -1:]], axis=1)
    rows = np.arange(len(best))
    alone, with_more = best[rows, shares.few], best[rows, shares.few + shares.more]
    counted = shares.few > 0
    most = float(with_more[counted].min())
    spare = shares.talks - int(shares.few.sum())
    waiting = np.sort(alone[counted & shares.more])
    return min(most, float(waiting[spare])) if spare < len(waiting) else most


def worth_while(choice: Choice) -> Flags:
    """Return the pairs that are taken into account."""
    fits, m = choice.fits, choice.fits.shape[1]
    if fits.size <= SMALL:
        return np.ones_like(choice.chosen)
    keep = choice.chosen.copy()
    rows = np.arange(len(fits))[:, None]
    known = np.where(np.isneginf(fits), -1.0, fits)
    talks = int(choice.chosen.sum(axis=1).max(initial=0)) or 1
    for worth, best in ((known - prices_of(known), BEST + 2 * talks - 2), (known, NEAREST + talks - 1)):
        keep[rows, np.argpartition(-worth, min(best, m) - 1, axis=1)[:, : min(best, m)]] = True
    return keep


def _descend(programme: Programme, most: float, *, whole: bool) -> tuple[Floats | None, float]:
    """Return whole pairs at the highest level that prices do not rule out, and that level.

    Each level that is out of reach rules out more by its prices, so that few have to be tried. Where a level
    looks as if it could be reached and whole pairs are not found, the relaxation is made tighter, once. None
    where that does not help either, or they are not wanted (``whole``): then the level is one from which to
    go down.
    """
    above, turn, chosen, level = most, 0, None, most
    tight = np.zeros(len(programme.at), np.bool_)
    for _ in range(MOST_TRIES):
        level = above * (1 - (NEAR / 16 * 2**turn if turn > 1 else 0.0)) - EPSILON
        answer = relaxed(programme, level, tight)
        if answer is None or (answer.missed <= MISSED and not whole):
            return None, above
        if answer.missed > MISSED:
            above, turn = ruled_out_above(programme, answer, level), turn + 1
            continue
        chosen = programme.solve(level, whole=True, fixed=answer.chosen)
        if chosen is not None or tight.any():
            break
        tight = answer.loose
    return chosen, level


def _search(programme: Programme, most: float, small: bool) -> tuple[Floats | None, float]:
    """Return a solution at the highest level that is found, and the level."""
    above = most
    for part in DOWN:
        level = most * part - EPSILON
        found = programme.solve(level, whole=small)
        if found is not None:
            break
        above = level
    if found is None:
        return None, 0.0
    near = NEAR_IF_SMALL if small else NEAR
    while above - level > near * max(above, 0.0) + 2 * EPSILON:
        middle = (level + above) / 2
        better = programme.solve(middle, whole=small)
        if better is None:
            above = middle
        else:
            found, level = better, max(middle, programme.worst(better) if small else middle)
    return found, level
