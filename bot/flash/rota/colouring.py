"""Laying chosen pairs into rounds: König's edge colouring of a bipartite graph.

With at most R pairs at each person, R rounds are enough (König 1916): where no round is free for both, the
two rounds are exchanged along a path that begins at one of them and, the graph being bipartite, never comes
to the other.
"""

from __future__ import annotations

from collections.abc import Iterable

Pair = tuple[int, int]


def lay(pairs: Iterable[Pair], rounds: int) -> list[list[Pair]]:
    """Return the pairs of each round. Raises ValueError where somebody has more pairs than rounds."""
    mentees: dict[int, dict[int, int]] = {}
    experts: dict[int, dict[int, int]] = {}
    for mentee, expert in pairs:
        mine, theirs = mentees.setdefault(mentee, {}), experts.setdefault(expert, {})
        here, there = _free(mine, rounds), _free(theirs, rounds)
        if here != there:
            _exchange(mentees, experts, expert, here, there)
        mine[here] = expert
        theirs[here] = mentee
    laid: list[list[Pair]] = [[] for _ in range(rounds)]
    for mentee, by_round in sorted(mentees.items()):
        for number, expert in by_round.items():
            laid[number].append((mentee, expert))
    return laid


def _free(taken: dict[int, int], rounds: int) -> int:
    for number in range(rounds):
        if number not in taken:
            return number
    raise ValueError("somebody has more pairs than rounds")


def _exchange(
    mentees: dict[int, dict[int, int]], experts: dict[int, dict[int, int]], expert: int, here: int, there: int
) -> None:
    """Make round ``here`` free for an expert for whom ``there`` is, along the path of these two rounds."""
    path: list[Pair] = []
    on_expert, at, number = True, expert, here
    while True:
        other = (experts if on_expert else mentees)[at].get(number)
        if other is None:
            break
        path.append((other, at) if on_expert else (at, other))
        on_expert, at, number = not on_expert, other, there if number == here else here
    colours = [here if step % 2 == 0 else there for step in range(len(path))]
    for (mentee, person), colour in zip(path, colours, strict=True):
        del mentees[mentee][colour]
        del experts[person][colour]
    for (mentee, person), colour in zip(path, colours, strict=True):
        swapped = there if colour == here else here
        mentees[mentee][swapped] = person
        experts[person][swapped] = mentee
