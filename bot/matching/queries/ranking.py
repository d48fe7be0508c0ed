"""Ranking what the tables hold, with an index of each workspace's experts that this process keeps in memory.

An index holds what changes seldom. Each use compares its version with the workspace's (which rises with every
change of an expert, in the order of commits), reads the experts changed since, and reads load, offers and
booked hours afresh: so several processes agree, and one that starts builds its index from the tables.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import func, select

from bot.kit.collector import uncollected
from bot.kit.db import Database, WorkspaceSession
from bot.kit.encoder import Encoder
from bot.kit.hours import WorkingHours
from bot.matching.engine.alike import alike as engine_alike
from bot.matching.engine.alike import nearness as engine_nearness
from bot.matching.engine.index import CandidateIndex
from bot.matching.engine.question import Question
from bot.matching.engine.rank import best_without_hour, rank, rank_all
from bot.matching.engine.scores import fits as engine_fits
from bot.matching.engine.suggest import clear_topic
from bot.matching.engine.suggest import suggest_topics as engine_suggest
from bot.matching.engine.text import question_text
from bot.matching.engine.vectors import Floats, unpacked
from bot.matching.queries.facts import facts_of
from bot.matching.queries.people import candidates, live_state, question_vectors, topics
from bot.matching.rules import AskFacts, Candidate, Ranked, Ranking, TopicFacts
from bot.models import Ask, Expert
from bot.people import queries as people

log = logging.getLogger(__name__)

NEAR_TOPICS = 5  # that are looked into
MOST_PEOPLE = 200_000
"""People in all indexes of a process, some 3 kB each; the workspace that was not used for longest leaves."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The ids of the topics that words are likely about, best first; ``clear``: the first surely is."""

    topics: tuple[str, ...] = ()
    clear: bool = False


@dataclass(slots=True)
class _Index:
    """A workspace's index, as of a version; ``doubtful``: people read before their change was committed."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    index: CandidateIndex | None = None
    version: int = -1
    installed_at: datetime | None = None
    topics: tuple[TopicFacts, ...] = ()
    doubtful: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Indexes:
    """The indexes that this process keeps, and the encoder of questions.

    None: words and topics alone tell.
    """

    encoder: Encoder | None = None
    by_workspace: OrderedDict[str, _Index] = field(default_factory=OrderedDict)
    names: dict[str, Floats] = field(default_factory=dict)  # vectors of topics' names

    @property
    def encoder_name(self) -> str:
        """The name of the encoder whose vectors are read, "" without one."""
        return self.encoder.name if self.encoder else ""

    @property
    def dimensions(self) -> int:
        """The length of its vectors, 0 without one."""
        return self.encoder.dimensions if self.encoder else 0

    def index_of(self, everybody: Sequence[Candidate], topics: Sequence[TopicFacts]) -> CandidateIndex:
        """Build an index of people whose vectors are this encoder's. It takes seconds for many."""
        elsewhere = self.encoder.elsewhere if self.encoder else None
        return CandidateIndex(everybody, topics, self.dimensions, elsewhere, self._names(topics))

    def _names(self, topics: Sequence[TopicFacts]) -> dict[str, Floats]:
        """The vectors of topics' names by topic id; none where they cannot be had."""
        missing = sorted({topic.names for topic in topics} - self.names.keys())
        if self.encoder is None:
            return {}
        try:
            self.names.update(zip(missing, self.encoder.encode(missing), strict=True))
        except Exception as error:  # people and words still tell of topics
            log.warning("topics' names could not be encoded (%s)", type(error).__name__)
            return {}
        return {topic.id: self.names[topic.names] for topic in topics}


def use_encoder(database: Database, encoder: Encoder | None) -> None:
    """Have this process's rankings encode questions, from now on; indexes are built anew."""
    mine = database.caches.of(Indexes)
    mine.encoder = encoder
    mine.by_workspace.clear()
    mine.names.clear()


async def rank_for(db: WorkspaceSession, ask: Ask, now: datetime) -> Ranking:
    """Rank everybody who opted in for this ask."""
    return (await rankings_for(db, [ask], now))[0]


async def rankings_for(db: WorkspaceSession, asks: Sequence[Ask], now: datetime) -> list[Ranking]:
    """Rank everybody who opted in for each of several asks, in their order."""
    told = [await facts_of(db, ask, now) for ask in asks]
    vectors = await _vectors_of(db, asks, told)
    async with _index(db) as index:
        index.live = await live_state(db, now)
        # In a thread: an index of a hundred thousand people would hold up everything else for milliseconds.
        return await asyncio.to_thread(
            lambda: [
                rank_all(facts, index, now, vector=vector)
                for facts, vector in zip(told, vectors, strict=True)
            ]
        )


async def suggest_topics(db: WorkspaceSession, words: str) -> Suggestion:
    """Return the topics that a question is likely about, at most three.

    None where its words name no topic and say nothing that anybody here knows of.
    """
    facts = AskFacts("", None, "", words, "", "", 45, None, WorkingHours("UTC"))
    vector = (await _encoded(_indexes(db), [words]))[0]
    async with _index(db) as index:
        return await asyncio.to_thread(_suggestion, Question.of(facts, index, vector), index)


def _suggestion(question: Question, index: CandidateIndex) -> Suggestion:
    return Suggestion(tuple(engine_suggest(question, index)), clear_topic(question, index) is not None)


@dataclass(frozen=True, slots=True)
class WaysOn:
    """What can be done for an ask that finds nobody.

    ``near_topic``: the id of a topic close to its own, or to its words, of which somebody could be asked.
    ``in_writing``: who fits best and only shares no hour with the mentee. ``wider``: whether somebody could
    be asked outside the topic, without a day and for half an hour.
    """

    near_topic: str | None = None
    in_writing: Ranked | None = None
    wider: bool = False


async def ways_on(db: WorkspaceSession, ask: Ask, now: datetime) -> WaysOn:
    """Return what can be done for an ask that finds nobody."""
    facts = await facts_of(db, ask, now)
    vector = (await _vectors_of(db, [ask], [facts]))[0]
    async with _index(db) as index:
        index.live = await live_state(db, now)
        return await asyncio.to_thread(_ways_on, facts, index, now, vector)


def _ways_on(facts: AskFacts, index: CandidateIndex, now: datetime, vector: Floats | None) -> WaysOn:
    words = Question.of(replace(facts, topic_id=None), index, vector)
    near = [*index.topics.near(facts.topic_id or ""), *engine_suggest(words, index)]
    tried = [one for one in dict.fromkeys(near) if one != facts.topic_id][:NEAR_TOPICS]
    there = (one for one in tried if _has_somebody(replace(facts, topic_id=one), index, now, vector))
    wider = replace(facts, widened=True, needed_by=None, minutes=30)
    return WaysOn(
        next(there, None) if facts.topic_id else None,
        best_without_hour(facts, index, now, vector),
        bool(rank(wider, index, now, 1, vector)),
    )


def _has_somebody(facts: AskFacts, index: CandidateIndex, now: datetime, vector: Floats | None) -> bool:
    """Whether somebody who holds the topic itself could be asked."""
    wanted = set(index.topics.numbers([facts.topic_id or ""]))
    ranked = rank(facts, index, now, vector=vector)
    return any(wanted & set(index.held.of(index.row[one.user_id])) for one in ranked)


async def fits(
    db: WorkspaceSession, questions: Sequence[tuple[str | None, str]], user_ids: Collection[str]
) -> list[dict[str, float]]:
    """Return how well each of these experts fits each question, 0 to 1, by what they know alone.

    A question is the id of its topic, None for any, and its words. Who is no expert is left out.
    """
    asked = [
        AskFacts("", topic_id, "", words, "", "", 45, None, WorkingHours("UTC"))
        for topic_id, words in questions
    ]
    vectors = await _encoded(_indexes(db), [one.question for one in asked])
    async with _index(db) as index:
        return await asyncio.to_thread(
            lambda: [
                engine_fits(Question.of(one, index, vector), index, user_ids)
                for one, vector in zip(asked, vectors, strict=True)
            ]
        )


async def prepare(db: WorkspaceSession) -> None:
    """Bring this workspace's index up to date, so that a transaction that writes need not wait for it.

    With many experts that takes seconds after a start. Reading is enough.
    """
    async with _index(db):
        pass


async def alike(
    db: WorkspaceSession, ask: Ask, others: Sequence[Ask], now: datetime
) -> list[tuple[str, float]]:
    """Return which of some other asks are much like this one, nearest first, with how near: 0 to 1."""
    told = [await facts_of(db, one, now) for one in (ask, *others)]
    vectors = await _vectors_of(db, [ask, *others], told)
    all_there = [vector for vector in vectors if vector is not None]
    return engine_alike(told[0], told[1:], all_there if len(all_there) == len(told) else None)


async def nearness(db: WorkspaceSession, asks: Sequence[Ask]) -> list[list[float]]:
    """Return how near each of some asks is to each other one, by their words: 0 to 1."""
    week = WorkingHours("UTC")
    told = [
        AskFacts(
            *(one.mentee_id, one.topic_id, "", one.question, one.background, one.outcome),
            *(one.minutes, None, week),
            key=one.id,
        )
        for one in asks
    ]
    vectors = [one for one in await _vectors_of(db, asks, told) if one is not None]
    found = await asyncio.to_thread(engine_nearness, told, vectors if len(vectors) == len(told) else None)
    return [[float(near) for near in row] for row in found]


async def together(
    db: WorkspaceSession, asks: Sequence[Ask], minutes: int, now: datetime
) -> list[tuple[str, float]]:
    """Return who can be asked for every one of some asks in one session of so many minutes.

    Best first: the least fit of each counts.
    """
    told = [replace(await facts_of(db, ask, now), minutes=minutes) for ask in asks]
    vectors = await _vectors_of(db, asks, told)
    async with _index(db) as index:
        index.live = await live_state(db, now)
        rankings = await asyncio.to_thread(
            lambda: [
                rank_all(facts, index, now, vector=vector)
                for facts, vector in zip(told, vectors, strict=True)
            ]
        )
    scores = [{one.user_id: one.score for one in ranking.ranked} for ranking in rankings]
    everybody = set.intersection(*(set(each) for each in scores)) if scores else set()
    found = [(user_id, min(each[user_id] for each in scores)) for user_id in everybody]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def _indexes(db: WorkspaceSession) -> Indexes:
    return db.caches.of(Indexes)


async def _vectors_of(
    db: WorkspaceSession, asks: Sequence[Ask], told: Sequence[AskFacts]
) -> list[Floats | None]:
    """The vectors of some questions: those that are kept, the others encoded for this once."""
    mine = _indexes(db)
    packed = await question_vectors(db, asks, mine.encoder_name) if mine.encoder else {}
    kept = {one: unpacked(vector, mine.dimensions)[0] for one, vector in packed.items()}
    missing = [one for one in told if one.key not in kept]
    fresh = await _encoded(
        mine, [question_text(one.question, one.background, one.outcome) for one in missing]
    )
    found = kept | {one.key: vector for one, vector in zip(missing, fresh, strict=True) if vector is not None}
    return [found.get(one.key) for one in told]


async def encoded(db: WorkspaceSession, texts: Sequence[str]) -> list[Floats | None]:
    """Return the vectors of some texts as this process has them; None where that fails or nothing can."""
    return await _encoded(_indexes(db), texts)


async def _encoded(mine: Indexes, questions: Sequence[str]) -> list[Floats | None]:
    """The vectors of some texts, worked out beside the event loop; None where that fails or nothing can."""
    encoder = mine.encoder
    if encoder is None or not questions:
        return [None] * len(questions)
    try:
        return list(await asyncio.to_thread(encoder.encode, questions, True))
    except Exception as error:  # its text may repeat what it was about; words and topics still tell
        log.warning("questions could not be encoded (%s)", type(error).__name__)
        return [None] * len(questions)


@asynccontextmanager
async def _index(db: WorkspaceSession) -> AsyncIterator[CandidateIndex]:
    """Hold this workspace's index, brought up to date, for one use."""
    kept = _indexes(db).by_workspace
    mine = kept.setdefault(db.workspace_id, _Index())
    kept.move_to_end(db.workspace_id)
    async with mine.lock:
        try:
            index = await _current(db, mine)
            _let_go(kept)
            yield index
        except BaseException:
            # Half a change may be in it, or a thread still at work on it, which nobody waits for any more.
            mine.index = None
            raise


async def _current(db: WorkspaceSession, mine: _Index) -> CandidateIndex:
    workspace = await people.workspace(db)
    version, present = workspace.experts_version, await topics(db)
    same = mine.topics == present and mine.installed_at == workspace.installed_at and version >= mine.version
    if mine.index is None or not same:
        return await _build(db, mine, version, present, workspace.installed_at)
    index = mine.index
    changed = (
        set(await db.scalars(select(Expert.user_id).where(Expert.version > mine.version))) | mine.doubtful
    )
    if changed:
        if index.wears(len(changed)):
            return await _build(db, mine, version, present, workspace.installed_at)
        found = {
            person.user_id: person for person in await candidates(db, changed, _indexes(db).encoder_name)
        }
        await asyncio.to_thread(_change, index, changed, found)
        mine.doubtful = set(db.unsettled)
        if index.wears():
            return await _build(db, mine, version, present, workspace.installed_at)
    mine.version = version if not db.unsettled else mine.version
    return index


def _change(index: CandidateIndex, changed: Collection[str], found: Mapping[str, Candidate]) -> None:
    """Take over what is known of some people now; whoever is not found is no expert any more."""
    for user_id in sorted(changed):
        if user_id in found:
            index.put(found[user_id])
        else:
            index.drop(user_id)


async def _build(
    db: WorkspaceSession, mine: _Index, version: int, present: tuple[TopicFacts, ...], installed_at: datetime
) -> CandidateIndex:
    with uncollected():
        everybody = await candidates(db, None, _indexes(db).encoder_name)
        mine.index = await asyncio.to_thread(_indexes(db).index_of, everybody, present)
        del everybody
    mine.topics, mine.installed_at = present, installed_at
    mine.doubtful = set(db.unsettled)
    mine.version = await _settled(db) if db.unsettled else version
    return mine.index


async def _settled(db: WorkspaceSession) -> int:
    """The newest version that stays even when this transaction is rolled back."""
    newest = select(func.max(Expert.version)).where(Expert.user_id.not_in(sorted(db.unsettled)))
    return await db.scalar(newest) or 0


def _let_go(kept: OrderedDict[str, _Index]) -> None:
    """Forget the indexes that were not used for longest, but the one in use."""
    while len(kept) > 1 and sum(len(one.index) for one in kept.values() if one.index) > MOST_PEOPLE:
        _, oldest = next(iter(kept.items()))
        if oldest.lock.locked():
            return
        kept.popitem(last=False)
