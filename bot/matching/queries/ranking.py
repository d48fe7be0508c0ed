"""Ranking what the tables hold: load, offers and booked hours are read afresh, the rest is indexed."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.kit.db import WorkspaceSession
from bot.kit.hours import WorkingHours
from bot.matching.engine.index import CandidateIndex
from bot.matching.engine.question import Question
from bot.matching.engine.rank import Look, rank, rank_all
from bot.matching.engine.scores import fits as engine_fits
from bot.matching.engine.suggest import clear_topic
from bot.matching.engine.suggest import suggest_topics as engine_suggest
from bot.matching.engine.text import question_text
from bot.matching.engine.vectors import Floats, unpacked
from bot.matching.queries.closeness import asked_alike, mutual_nearness
from bot.matching.queries.facts import facts_of
from bot.matching.queries.indexes import encoded, index_for, indexes_of
from bot.matching.queries.people import live_state, question_vectors
from bot.matching.rules import AskFacts, Ranked, Ranking
from bot.models import Ask

NEAR_TOPICS = 5  # that are looked into


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The ids of the topics that words are likely about, best first; ``clear``: the first surely is."""

    topics: tuple[str, ...] = ()
    clear: bool = False


async def rank_for(db: WorkspaceSession, ask: Ask, now: datetime) -> Ranking:
    """Rank everybody who opted in for this ask."""
    return (await rankings_for(db, [ask], now))[0]


async def rankings_for(db: WorkspaceSession, asks: Sequence[Ask], now: datetime) -> list[Ranking]:
    """Rank everybody who opted in for each of several asks, in their order."""
    told = [await facts_of(db, ask, now) for ask in asks]
    vectors = await vectors_of(db, asks, told)
    async with index_for(db) as index:
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
    vector = (await encoded(indexes_of(db), [words]))[0]
    async with index_for(db) as index:
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
    vector = (await vectors_of(db, [ask], [facts]))[0]
    async with index_for(db) as index:
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
        Look(facts, index, now, vector).best_without_hour(),
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
    vectors = await encoded(indexes_of(db), [one.question for one in asked])
    async with index_for(db) as index:
        return await asyncio.to_thread(
            lambda: [
                engine_fits(Question.of(one, index, vector), index, user_ids)
                for one, vector in zip(asked, vectors, strict=True)
            ]
        )


async def alike(
    db: WorkspaceSession, ask: Ask, others: Sequence[Ask], now: datetime
) -> list[tuple[str, float]]:
    """Return which of some other asks are much like this one, nearest first, with how near: 0 to 1."""
    told = [await facts_of(db, one, now) for one in (ask, *others)]
    vectors = await vectors_of(db, [ask, *others], told)
    all_there = [vector for vector in vectors if vector is not None]
    return asked_alike(told[0], told[1:], all_there if len(all_there) == len(told) else None)


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
    vectors = [one for one in await vectors_of(db, asks, told) if one is not None]
    found = await asyncio.to_thread(mutual_nearness, told, vectors if len(vectors) == len(told) else None)
    return [[float(near) for near in row] for row in found]


async def together(
    db: WorkspaceSession, asks: Sequence[Ask], minutes: int, now: datetime
) -> list[tuple[str, float]]:
    """Return who can be asked for every one of some asks in one session of so many minutes.

    Best first: the least fit of each counts.
    """
    told = [replace(await facts_of(db, ask, now), minutes=minutes) for ask in asks]
    vectors = await vectors_of(db, asks, told)
    async with index_for(db) as index:
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


async def vectors_of(
    db: WorkspaceSession, asks: Sequence[Ask], told: Sequence[AskFacts]
) -> list[Floats | None]:
    """The vectors of some questions: those that are kept, the others encoded for this once."""
    mine = indexes_of(db)
    packed = await question_vectors(db, asks, mine.encoder_name) if mine.encoder else {}
    kept = {one: unpacked(vector, mine.dimensions)[0] for one, vector in packed.items()}
    missing = [one for one in told if one.key not in kept]
    fresh = await encoded(mine, [question_text(one.question, one.background, one.outcome) for one in missing])
    found = kept | {one.key: vector for one, vector in zip(missing, fresh, strict=True) if vector is not None}
    return [found.get(one.key) for one in told]
