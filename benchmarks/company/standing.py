"""What the bot knows of an expert during the quarter, and what it makes of that."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from benchmarks.company.clockwork import DAY, instant, month
from benchmarks.company.people import Expert
from bot.matching.rules import Candidate

LATELY = 14 * DAY
QUARTER = 90 * DAY
SESSION_WEIGHS = 3  # a session asks as much of somebody as three offers
FULL_QUARTER = 24  # six sessions and their offers: the suggested two a month, for three months
SOON_AHEAD = 240  # minutes of the clock: whose working hours lie within them can answer within them
SOON_ANSWER = 240  # the expert's own working minutes
_PRIOR, _PRIOR_WEIGHT = 0.6, 4.0  # of an unknown expert's answers, and how many observations that is worth


@dataclass
class Standing:
    """One expert's quarter so far, in one policy."""

    expert: Expert
    sessions: Counter[int] = field(default_factory=Counter)  # by calendar month of the yes
    open: int = 0
    busy: list[tuple[int, int]] = field(default_factory=list)
    helped: list[int] = field(default_factory=list)  # by topic
    asked: list[tuple[int, float]] = field(default_factory=list)  # when, and how much it tires: an offer 1
    verdicts: list[tuple[int, bool]] = field(default_factory=list)  # known from when, answered soon
    last_offer: int | None = None
    minutes: int = 0
    _seen: tuple[object, Candidate] | None = None

    def __post_init__(self) -> None:
        self.helped = list(self.expert.helped)

    def load(self, now: int) -> int:
        """This month's sessions and open offers, as the product counts them."""
        return self.sessions[month(now // DAY)] + self.open

    def has_place(self, now: int) -> bool:
        """Whether a yes now is within what they said they would do this month."""
        return self.sessions[month(now // DAY)] < self.expert.capacity

    def tired(self, now: int) -> float:
        """How much they were asked lately."""
        return sum(weight for at, weight in self.asked if now - LATELY < at <= now)

    @property
    def newcomer(self) -> bool:
        """Whether there is no evidence of their help yet."""
        return not any(self.helped)

    def rested(self, now: int) -> bool:
        """Whether their last offer is a working day of theirs ago."""
        return self.last_offer is None or self.expert.table.between(self.last_offer, now) >= 480

    def spared(self, now: int) -> float:
        """How little was asked of them in the last quarter of a year, 1 for nothing.

        Offers count, so that whoever never answers is not asked first for ever; sessions count more.
        """
        offers = self.open + sum(1 for at, weight in self.asked if weight == 1.0 and at > now - QUARTER)
        sessions = sum(1 for starts, _ in self.busy if starts > now - QUARTER)
        return 1 - min(1.0, (offers + SESSION_WEIGHS * sessions) / FULL_QUARTER)

    def present(self, now: int) -> float:
        """The share of the next four hours in which they work: 0 to 1."""
        return self.expert.table.between(now, now + SOON_AHEAD) / SOON_AHEAD

    def responsive(self, now: int) -> float:
        """The share of past offers that they answered soon, shrunk to what is usual: 0 to 1."""
        known = [soon for at, soon in self.verdicts if at <= now]
        return (sum(known) + _PRIOR * _PRIOR_WEIGHT) / (len(known) + _PRIOR_WEIGHT)

    def candidate(self, topic: int, now: int) -> Candidate:
        """The expert as the engine sees them; the same object while nothing changed."""
        paused = next((back for away, back in self.expert.pauses if away <= now < back), None)
        busy = tuple((a, b) for a, b in sorted(self.busy) if b > now)
        key = (self.load(now), self.open, busy, paused, self.helped[topic])
        if self._seen is None or key != self._seen[0]:
            self._seen = (key, self._candidate(topic, now, paused, busy))
        return self._seen[1]

    def _candidate(
        self, topic: int, now: int, paused: int | None, busy: tuple[tuple[int, int], ...]
    ) -> Candidate:
        expert = self.expert
        return Candidate(
            user_id=expert.user_id,
            topic_ids=frozenset(f"T{t}" for t in expert.topics),
            topic_names=(),
            topic_synonyms=(),
            skills=expert.about,
            about="",
            hours=expert.table.hours,
            capacity=expert.capacity,
            load=self.load(now),
            lengths=expert.lengths,
            paused_until=instant(paused) if paused else None,
            busy=tuple((instant(a), instant(b)) for a, b in busy),
            helped_on_topic=self.helped[topic],
            open_offers=self.open,
        )
