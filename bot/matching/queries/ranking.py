"""Ranking what the tables hold, with an index of each workspace's experts that this process keeps in memory.

An index holds what changes seldom. Each use compares its version with the workspace's (which rises with every
change of an expert, in the order of commits), reads the experts changed since, and reads load, offers and
booked hours afresh: so several processes agree, and one that starts builds its index from the tables.
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from bot.kit.db import WorkspaceSession
from bot.matching import texts
from bot.matching.queries.facts import facts_of
from bot.matching.queries.people import candidates, moment, question_vectors, topics
from bot.matching.rules import Candidate, Pool, Ranking, Reason, TopicFacts, uncollected, weigh
from bot.matching.rules import alike as rules_alike
from bot.models import Ask, Expert, Offer
from bot.people import queries as people

MOST_PEOPLE = 200_000
"""People in all indexes of a process, some 3 kB each; the workspace that was not used for longest leaves."""

_MEMORY = "matching"


async def rank_for(db: WorkspaceSession, ask: Ask, now: datetime) -> Ranking:
    """Rank everybody who opted in for this ask."""
    return (await rankings_for(db, [ask], now))[0]


async def rankings_for(db: WorkspaceSession, asks: Sequence[Ask], now: datetime) -> list[Ranking]:
    """Rank everybody who opted in for each of several asks, in their order."""
    told = [await facts_of(db, ask, now) for ask in asks]
    vectors = await question_vectors(db, asks)
    async with _index(db) as pool:
        pool.moment = await moment(db, now)
        # In a thread: an index of a hundred thousand people would hold up everything else for milliseconds.
        return await asyncio.to_thread(
            lambda: [weigh(facts, pool, now, vector=vectors.get(facts.key)) for facts in told]
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
    async with _index(db) as pool:
        return await asyncio.to_thread(rules_alike, told[0], told[1:], pool)


def reasons_of(offer: Offer, zone: str) -> list[str]:
    """Return why this expert was asked, as short phrases, days in the given zone; not escaped."""
    return texts.reasons((Reason.from_json(data) for data in json.loads(offer.reasons)), zone)


@dataclass(slots=True)
class _Kept:
    """A workspace's index, as of a version; ``doubtful``: people read before their change was committed."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    pool: Pool | None = None
    version: int = -1
    installed_at: datetime | None = None
    topics: tuple[TopicFacts, ...] = ()
    doubtful: set[str] = field(default_factory=set)


@asynccontextmanager
async def _index(db: WorkspaceSession) -> AsyncIterator[Pool]:
    """Hold this workspace's index, brought up to date, for one use."""
    kept: OrderedDict[str, _Kept] = db.memory.setdefault(_MEMORY, OrderedDict())
    mine = kept.setdefault(db.workspace_id, _Kept())
    kept.move_to_end(db.workspace_id)
    async with mine.lock:
        try:
            pool = await _current(db, mine)
            _let_go(kept)
            yield pool
        except BaseException:
            # Half a change may be in it, or a thread still at work on it, which nobody waits for any more.
            mine.pool = None
            raise


async def _current(db: WorkspaceSession, mine: _Kept) -> Pool:
    workspace = await people.workspace(db)
    version, present = workspace.experts_version, await topics(db)
    same = mine.topics == present and mine.installed_at == workspace.installed_at and version >= mine.version
    if mine.pool is None or not same:
        return await _build(db, mine, version, present, workspace.installed_at)
    pool = mine.pool
    changed = (
        set(await db.scalars(select(Expert.user_id).where(Expert.version > mine.version))) | mine.doubtful
    )
    if changed:
        if pool.wears(len(changed)):
            return await _build(db, mine, version, present, workspace.installed_at)
        found = {person.user_id: person for person in await candidates(db, changed)}
        await asyncio.to_thread(_change, pool, changed, found)
        mine.doubtful = set(db.unsettled)
        if pool.is_worn:
            return await _build(db, mine, version, present, workspace.installed_at)
    mine.version = version if not db.unsettled else mine.version
    return pool


def _change(pool: Pool, changed: Collection[str], found: Mapping[str, Candidate]) -> None:
    """Take over what is known of some people now; whoever is not found is no expert any more."""
    for user_id in sorted(changed):
        if user_id in found:
            pool.put(found[user_id])
        else:
            pool.drop(user_id)


async def _build(
    db: WorkspaceSession, mine: _Kept, version: int, present: tuple[TopicFacts, ...], installed_at: datetime
) -> Pool:
    with uncollected():
        everybody = await candidates(db)
        mine.pool = await asyncio.to_thread(Pool, everybody, present)
        del everybody
    mine.topics, mine.installed_at = present, installed_at
    mine.doubtful = set(db.unsettled)
    mine.version = await _settled(db) if db.unsettled else version
    return mine.pool


async def _settled(db: WorkspaceSession) -> int:
    """The newest version that stays even when this transaction is rolled back."""
    newest = select(func.max(Expert.version)).where(Expert.user_id.not_in(sorted(db.unsettled)))
    return await db.scalar(newest) or 0


def _let_go(kept: OrderedDict[str, _Kept]) -> None:
    """Forget the indexes that were not used for longest, but the one in use."""
    while len(kept) > 1 and sum(len(one.pool) for one in kept.values() if one.pool) > MOST_PEOPLE:
        _, oldest = next(iter(kept.items()))
        if oldest.lock.locked():
            return
        kept.popitem(last=False)
