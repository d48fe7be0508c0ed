"""What the bot knows of an expert during the quarter."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from benchmarks.company.clockwork import DAY, instant, month
from benchmarks.company.people import Expert
from bot.matching.rules import Candidate, Help
from bot.offers.rules import REST_MINUTES

TIRING = 14 * DAY
LATELY = 90 * DAY


@dataclass
class Standing:
    """One expert's quarter so far, in one policy."""

    expert: Expert
    sessions: Counter[int] = field(default_factory=Counter)  # by calendar month of the yes
    open: int = 0
    busy: list[tuple[int, int]] = field(default_factory=list)
    helped: list[Help] = field(default_factory=list)  # newest first
    offered: list[int] = field(default_factory=list)
    agreed: list[int] = field(default_factory=list)
    tiring: list[tuple[int, float]] = field(default_factory=list)  # when, and how much: an offer 1
    waits: list[tuple[int, float | None]] = field(default_factory=list)  # when, and hours to the answer
    minutes: int = 0

    def __post_init__(self) -> None:
        self.helped = list(self.expert.helped)

    def load(self, now: int) -> int:
        """This month's sessions and open offers, as the product counts them."""
        return self.sessions[month(now // DAY)] + self.open

    def has_place(self, now: int) -> bool:
        """Whether a yes now is within what they said they would do this month."""
        return self.sessions[month(now // DAY)] < self.expert.capacity

    def tired(self, now: int) -> float:
        """How much they were asked in the last two weeks."""
        return sum(weight for at, weight in self.tiring if now - TIRING < at <= now)

    def rested(self, now: int) -> bool:
        """Whether their last offer is a working day of theirs ago."""
        return not self.offered or self.expert.table.between(self.offered[-1], now) >= REST_MINUTES

    def sessions_lately(self, now: int) -> int:
        """The last three months' sessions and the open offers, as the product counts them."""
        return self.open + sum(at > now - LATELY for at in self.agreed)

    def candidate(self, back: int | None) -> Candidate:
        """The expert as the engine sees them; `back`: when a pause ends."""
        expert = self.expert
        return Candidate(
            user_id=expert.user_id,
            topic_ids=frozenset(f"T{topic:02}" for topic in expert.topics),
            skills=expert.skills,
            about=expert.about,
            hours=expert.table.hours,
            capacity=expert.capacity,
            lengths=expert.lengths,
            paused_until=None if back is None else instant(back),
            helped=tuple(self.helped),
            vectors=expert.vectors,
        )
