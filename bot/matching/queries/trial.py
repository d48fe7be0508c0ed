"""Ranking past questions once more, apart from the index in use: for whoever tries other settings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select

from bot.directory import queries as directory
from bot.kit.db import WorkspaceSession
from bot.kit.hours import WorkingHours, narrowed
from bot.matching.engine.vectors import Floats
from bot.matching.queries.facts import end_of_day
from bot.matching.queries.indexes import Indexes, indexes_of
from bot.matching.queries.people import candidates, topics
from bot.matching.queries.ranking import vectors_of
from bot.matching.queries.standing import Standing, standing
from bot.matching.rules import AskFacts, Candidate, TopicFacts
from bot.models import Ask, Avoidance, Expert, Topic
from bot.people import queries as people


@dataclass(frozen=True, slots=True)
class PastAsk:
    """A question that is ranked again as of ``at``; ``vector`` is None without an encoder."""

    facts: AskFacts
    at: datetime
    vector: Floats | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Trial:
    """Everybody who could be asked, with what they knew at a time; it needs no database."""

    candidates: Sequence[Candidate]
    topics: Sequence[TopicFacts]
    indexes: Indexes = field(default_factory=Indexes, repr=False)

    def standings(
        self, asks: Sequence[PastAsk], each: Callable[[], None] = lambda: None
    ) -> dict[str, Standing]:
        """Return by the key of each ask how everybody stands for it; ``each`` is called after each of them.

        It takes about a millisecond for each ask and sixty people.
        """
        index = self.indexes.index_of(self.candidates, self.topics)
        found = {}
        for one in asks:
            found[one.facts.key] = standing(one.facts, index, one.at, one.vector)
            each()
        return found


async def trial(db: WorkspaceSession, before: datetime) -> Trial:
    """Return everybody who helps, knowing of each what they helped with before a time.

    Nobody is paused or away in it: who was, and when, is not kept.
    """
    mine = indexes_of(db)
    everybody = await candidates(db, None, mine.encoder_name, before)
    here = [replace(one, paused_until=None, away_until=None) for one in everybody]
    return Trial(here, await topics(db), mine)


async def past_asks(db: WorkspaceSession, asks: Sequence[Ask]) -> list[PastAsk]:
    """Return what ranking knew of each of many asks when it came; whom they met before is left out."""
    mentees = {ask.mentee_id for ask in asks}
    hours = await people.hours_of_all(db, mentees)
    names = dict((await db.execute(select(Topic.id, Topic.name))).all())
    lines, blocks = await _lines(db, mentees), await _all_blocks(db)
    preset = await people.settings(db)
    facts = [
        _facts(
            ask,
            narrowed(hours[ask.mentee_id], ask.hours_from, ask.hours_to),
            topic_name=names.get(ask.topic_id or "", ""),
            line=lines[ask.mentee_id],
            avoids=blocks[ask.mentee_id],
            newcomer_percent=preset.newcomer_percent,
        )
        for ask in asks
    ]
    vectors = await vectors_of(db, asks, facts)
    return [
        PastAsk(one, ask.created_at, vector) for one, ask, vector in zip(facts, asks, vectors, strict=True)
    ]


def _facts(
    ask: Ask,
    hours: WorkingHours,
    *,
    topic_name: str,
    line: set[str],
    avoids: set[str],
    newcomer_percent: int,
) -> AskFacts:
    return AskFacts(
        mentee_id=ask.mentee_id,
        topic_id=ask.topic_id,
        topic_name=topic_name,
        question=ask.question,
        background=ask.background,
        outcome=ask.outcome,
        minutes=ask.minutes,
        needed_by=end_of_day(ask.needed_by, hours),
        hours=hours,
        avoids=frozenset(avoids),
        line=frozenset(line),
        widened=ask.widened,
        key=ask.id,
        newcomer_percent=newcomer_percent,
    )


async def _lines(db: WorkspaceSession, mentees: set[str]) -> dict[str, set[str]]:
    """Return everybody's reporting line, both ways, among those who ask and those who help."""
    helping = set(await db.scalars(select(Expert.user_id).where(Expert.opted_out_at.is_(None))))
    found: dict[str, set[str]] = defaultdict(set)
    for lower, upper in await directory.in_one_line(db, mentees | helping):
        found[lower].add(upper)
        found[upper].add(lower)
    return found


async def _all_blocks(db: WorkspaceSession) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for user_id, other_id in await db.execute(select(Avoidance.user_id, Avoidance.other_id)):
        found[user_id].add(other_id)
        found[other_id].add(user_id)
    return found
