"""Planning the rounds that are left once more, with as few changes as can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from bot.flash.rota.exchange import Flags, Floats
from bot.flash.rota.plan import Fits, Rota, matrix

PASSES = 4  # over the rounds: a talk that moves may make room in an earlier one
KEEP = 8.0  # what it is worth that two keep their talk: more than they could gain in fit


@dataclass(slots=True)
class _Plan:
    """The rota as arrays: ``planned[round, mentee, expert]``."""

    fits: Floats
    planned: Flags
    here: Flags  # by round and mentee: whether they take part
    there: Flags  # by round and expert


def replan(
    before: Rota, fits: Fits, first: int, mentees: Mapping[str, int], experts: Mapping[str, int]
) -> Rota:
    """Plan the rounds from ``first`` on anew; what came before stays as it was, and no pair meets again.

    ``mentees`` and ``experts``: those who take part, each with the first round in which they do. Of plans
    with as many talks as a round can have, spread as equally, this is one that keeps the most of before.
    """
    met = [pair for pairs in before.rounds for pair in pairs]
    rows = sorted({*mentees, *(mentee for mentee, _ in met)})
    columns = sorted({*experts, *(expert for _, expert in met)})
    state = _Plan(
        matrix(rows, columns, fits),
        _planned(before, rows, columns),
        _present(len(before.rounds), rows, mentees),
        _present(len(before.rounds), columns, experts),
    )
    for number in range(first, len(before.rounds)):
        gone = ~(state.here[number][:, None] & state.there[number][None, :]) | np.isneginf(state.fits)
        state.planned[number][gone] = False
    kept = state.planned.copy()
    for _ in range(PASSES):
        present = state.planned.copy()
        for number in range(first, len(before.rounds)):
            _replan_round(state, kept, number)
        if (present == state.planned).all():
            break
    return Rota(
        tuple(
            tuple((rows[i], columns[j]) for i, j in zip(*np.nonzero(one), strict=True))
            for one in state.planned
        )
    )


def _replan_round(state: _Plan, kept: Flags, number: int) -> None:
    """Choose the talks of one round by an assignment over who is there, given all others."""
    others = state.planned.copy()
    others[number] = False
    talks, load = others.sum(axis=(0, 2)), others.sum(axis=(0, 1))
    fair = 4 * KEEP * (others.shape[1] + others.shape[2] + 2)
    talk = fair * (2 * len(others) + 4) * 4
    worth = state.fits + KEEP * kept[number] + talk
    worth = worth - 2 * fair * talks[:, None] - fair * load[None, :]
    shut = others.any(axis=0) | np.isneginf(state.fits)
    shut |= ~(state.here[number][:, None] & state.there[number][None, :])
    worth[shut] = 0.0
    rows, columns = linear_sum_assignment(worth, maximize=True)
    state.planned[number] = False
    real = worth[rows, columns] > 0
    state.planned[number, rows[real], columns[real]] = True


def _planned(rota: Rota, rows: Sequence[str], columns: Sequence[str]) -> Flags:
    row = {user_id: at for at, user_id in enumerate(rows)}
    column = {user_id: at for at, user_id in enumerate(columns)}
    planned = np.zeros((len(rota.rounds), len(rows), len(columns)), np.bool_)
    for number, pairs in enumerate(rota.rounds):
        for mentee, expert in pairs:
            planned[number, row[mentee], column[expert]] = True
    return planned


def _present(rounds: int, people: Sequence[str], since: Mapping[str, int]) -> Flags:
    here = np.zeros((rounds, len(people)), np.bool_)
    for at, user_id in enumerate(people):
        if user_id in since:
            here[max(0, since[user_id]) :, at] = True
    return here
