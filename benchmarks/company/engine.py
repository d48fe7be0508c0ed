"""The one place that knows the product's matching engine: what it is told, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from benchmarks.matching.adapters import Vectors
from bot.matching.engine.index import CandidateIndex
from bot.matching.engine.rank import rank
from bot.matching.rules import AskFacts, Candidate, Capacity, Demand, LiveState, Ranked, TopicFacts, assign

CONSIDERED = 20  # the best of each ask, as `bot.offers.service.assignment` has it


class Engine:
    """One company's index under one policy. Who changed is put anew; `refresh` builds it from scratch."""

    def __init__(
        self, people: Sequence[Candidate], topics: Sequence[TopicFacts], vectors: Vectors | None = None
    ) -> None:
        self._people = {person.user_id: person for person in people}
        self._topics = topics
        self._vectors = vectors or Vectors(without=True)
        self._index = self._built()

    def put(self, person: Candidate) -> None:
        """Tell of a change."""
        self._people[person.user_id] = person
        self._index.put(person)

    def refresh(self) -> None:
        """Build the index anew when anything changed, so that words weigh exactly."""
        if self._index.wears():
            self._index = self._built()

    def best(self, ask: AskFacts, live: LiveState, now: datetime) -> Sequence[Ranked]:
        """The best who may be asked, best first."""
        self._index.live = live
        return rank(ask, self._index, now, CONSIDERED, self._vectors.question(ask.question))

    def _built(self) -> CandidateIndex:
        mine = self._vectors
        return CandidateIndex(self._people.values(), self._topics, mine.dimensions, mine.elsewhere)


def together(
    choices: Mapping[str, Mapping[str, float]], capacities: Mapping[str, tuple[int, bool]]
) -> dict[str, str]:
    """Whom to offer each of several waiting asks, by ask id.

    `rooms`: how many more offers somebody may get, and whether their last one is a working day ago.
    """
    wanting = [Demand(ask, scores) for ask, scores in choices.items() if scores]
    return assign(wanting, {user: Capacity(*of) for user, of in capacities.items()})
