"""Two settings beside one another in the same quarter, with the same people and the same luck."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.kit.hours import WorkingHours
from bot.matching.queries import PastAsk, Standing, Trial
from bot.matching.rules import AskFacts, Candidate, TopicFacts
from bot.whatif.replay.company import Answer, Company, Habits, Helper, Question
from bot.whatif.replay.invented import invented
from bot.whatif.replay.quarter import Quarter
from bot.whatif.replay.weeks import Weeks
from bot.whatif.rules import DAYS, DRAWS, Comparison, Lifted, Outcome, Terms, compared

AROUND = timedelta(days=7)
BEYOND = timedelta(days=90)  # answers and deadlines may lie after the end
AFTERWARDS = timedelta(days=28)  # that whoever asked last has for a yes
LENGTHS = frozenset({30, 45, 60})
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class History:
    """A quarter as it was: ``trial`` and ``asks`` for ranking, and what people did.

    ``ends``: when a question was withdrawn, by its id. ``really``: how many of them got a yes.
    """

    trial: Trial
    asks: Sequence[PastAsk]
    helpers: Sequence[Helper]
    weeks: dict[str, WorkingHours]
    until: datetime
    answers: Sequence[Answer | None] = ()
    said: dict[tuple[str, str], Answer | None] = field(default_factory=dict)
    ends: dict[str, datetime] = field(default_factory=dict)
    really: int | None = None


def invented_history(
    topics: Sequence[TopicFacts], helpers: int, asks: int, week: WorkingHours, start: datetime, seed: int
) -> History:
    """Return the quarter from ``start`` of an invented workforce."""
    made = invented(topics, helpers, asks, week, start, seed)
    mentees = {facts.mentee_id for facts, _ in made.asks}
    return History(
        trial=Trial(made.candidates, made.topics),
        asks=[PastAsk(facts, at) for facts, at in made.asks],
        helpers=[Helper(one.user_id, one.capacity, week, start) for one in made.candidates],
        weeks=dict.fromkeys(mentees, week),
        until=start + timedelta(days=DAYS) + AFTERWARDS,
    )


def beside(
    history: History, today: Terms, then: Terms, seed: int = 1, progress: Progress = lambda _share: None
) -> Comparison:
    """Return what comes of a quarter under two settings; ``progress`` is told the share that is done.

    It takes some seconds of one core at most, and no database.
    """
    steps = _Steps(progress, len(history.asks) * (1 + (today.lifted != then.lifted)))
    known = _Known.of(history)
    before = known.standings(today.lifted, steps.rank)
    after = before if today.lifted == then.lifted else known.standings(then.lifted, steps.rank)
    runs: list[tuple[Outcome, Outcome]] = []
    for draw in range(DRAWS):
        pair = [
            Quarter(known.company, standings, terms, seed + draw, history.until).run()
            for standings, terms in ((before, today), (after, then))
        ]
        runs.append((pair[0], pair[1]))
        steps.run()
    return compared([one for one, _ in runs], [other for _, other in runs], history.really)


class _Steps:
    """How far it has come: ranking is one half of the work, the runs are the other."""

    def __init__(self, progress: Progress, ranked: int) -> None:
        self._progress, self._all, self._ranked, self._run = progress, max(ranked, 1), 0, 0

    def rank(self) -> None:
        self._ranked += 1
        self._progress(self._share)

    def run(self) -> None:
        self._run += 1
        self._progress(self._share)

    @property
    def _share(self) -> float:
        return 0.5 * self._ranked / self._all + 0.5 * self._run / DRAWS


@dataclass(frozen=True, slots=True)
class _Known:
    """A history with everybody's working time worked out."""

    history: History
    weeks: Weeks
    company: Company

    @classmethod
    def of(cls, history: History) -> _Known:
        start = min((one.at for one in history.asks), default=history.until)
        weeks = Weeks(start - AROUND, history.until + BEYOND)
        questions = [_question(one, history, weeks) for one in history.asks]
        helpers = [replace(one, week=weeks.of(one.week)) for one in history.helpers]
        return cls(
            history,
            weeks,
            Company(questions, helpers, Habits.of(history.answers), history.said),
        )

    def standings(self, lifted: frozenset[Lifted], each: Callable[[], None]) -> dict[str, Standing]:
        """Return how everybody stands for each question with some hard rules left out."""
        trial = replace(
            self.history.trial,
            candidates=[self._candidate(one, lifted) for one in self.history.trial.candidates],
        )
        asks = [replace(one, facts=self._facts(one.facts, lifted)) for one in self.history.asks]
        return trial.standings(asks, each)

    def _candidate(self, one: Candidate, lifted: frozenset[Lifted]) -> Candidate:
        lengths = LENGTHS if Lifted.LENGTH in lifted else one.lengths
        return replace(one, hours=self.weeks.of(one.hours), lengths=lengths)

    def _facts(self, facts: AskFacts, lifted: frozenset[Lifted]) -> AskFacts:
        return replace(
            facts,
            hours=self.weeks.of(facts.hours),
            line=frozenset() if Lifted.LINE in lifted else facts.line,
            widened=facts.widened or Lifted.TOPIC in lifted,
        )


def _question(one: PastAsk, history: History, weeks: Weeks) -> Question:
    facts = one.facts
    ends = [facts.needed_by or history.until]
    if facts.key in history.ends:
        ends.append(history.ends[facts.key])
    return Question(
        id=facts.key,
        mentee_id=facts.mentee_id,
        asked_at=one.at,
        ends_at=min(ends),
        needed_by=facts.needed_by,
        week=weeks.of(history.weeks[facts.mentee_id]),
    )
