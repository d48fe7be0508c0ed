"""Who may meet whom, and how well they fit, from what is known of the people."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bot.flash.rota.plan import Fits, Rota, plan
from bot.flash.rota.replan import replan

UNKNOWN = 0.4  # of somebody of whose knowledge nothing is known yet


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who takes part, from a round on (the first is 0). No topics: any will do."""

    user_id: str
    topics: frozenset[str] = frozenset()
    since: int = 0
    fits: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Participants:
    """Everybody who takes part; ``blocks`` are pairs, either way round, who must not meet."""

    mentees: Sequence[Participant]
    experts: Sequence[Participant]
    blocks: Collection[tuple[str, str]] = ()

    def by_topic(self) -> Fits:
        """Return how well two fit, by their topics alone and not by their blocks, which are confidential."""
        return {
            (mentee.user_id, expert.user_id): mentee.fits.get(expert.user_id, UNKNOWN)
            for mentee in self.mentees
            for expert in self.experts
            if mentee.user_id != expert.user_id
            and (not mentee.topics or not expert.topics or mentee.topics & expert.topics)
        }

    def allowed(self) -> Fits:
        """Return how well those fit who may meet."""
        shut = {*self.blocks, *((other, one) for one, other in self.blocks)}
        return {pair: fit for pair, fit in self.by_topic().items() if pair not in shut}


def first_rota(people: Participants, rounds: int) -> Rota:
    """Plan an event that has not begun; who comes late is fitted in from their round on."""
    fits = people.allowed()
    mentees, experts = _early(people.mentees), _early(people.experts)
    rota = plan(mentees, experts, fits, rounds)
    late = len(mentees) < len(people.mentees) or len(experts) < len(people.experts)
    return next_rota(rota, people, 0) if late else rota


def _early(some: Sequence[Participant]) -> list[str]:
    return [one.user_id for one in some if not one.since]


def next_rota(before: Rota, people: Participants, first: int) -> Rota:
    """Plan the rounds from ``first`` on anew."""
    since = [{one.user_id: one.since for one in some} for some in (people.mentees, people.experts)]
    return replan(before, people.allowed(), first, since[0], since[1])
