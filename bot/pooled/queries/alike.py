"""Reads for putting together the waiting asks that are alike."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select

from bot.directory import queries as directory
from bot.kit.db import WorkspaceSession
from bot.kit.hours import zone_of
from bot.matching import queries as matching
from bot.models import Ask, AskState, Avoidance, Person, PoolPlace, WrittenAnswer
from bot.people import queries as people
from bot.pooled import rules
from bot.pooled.rules import Group

WAITS = (AskState.STEWARD, AskState.WAITING)  # nobody has it
MOST_COMPARED = 100  # of one topic, those that have waited longest


async def alike(db: WorkspaceSession, least: float, now: datetime) -> list[Group]:
    """Return the waiting asks that may share a session, with how near they must be, 0 to 1."""
    waiting: dict[str | None, list[Ask]] = defaultdict(list)
    for ask in await _waiting(db, now):
        waiting[ask.topic_id].append(ask)
    found: list[Group] = []
    for asks in waiting.values():
        if len(asks) >= rules.ASKED_FROM:
            found += await _groups(db, asks[:MOST_COMPARED], least)
    return found


async def _waiting(db: WorkspaceSession, now: datetime) -> list[Ask]:
    """Return the asks that wait for anybody, and were never put together with others."""
    here = Ask.workspace_id
    placed = exists().where(PoolPlace.workspace_id == here, PoolPlace.ask_id == Ask.id)
    undecided = exists().where(
        WrittenAnswer.workspace_id == here,
        WrittenAnswer.ask_id == Ask.id,
        WrittenAnswer.settled_at.is_(None),
    )
    open_to_all = (Ask.only_expert_id.is_(None), Ask.wished_sessions == 1, Ask.part == 1)
    rows = select(Ask).where(Ask.state.in_(WAITS), *open_to_all, ~placed, ~undecided)
    there = Ask.mentee.has(Person.deactivated.is_(False))
    found = list(await db.scalars(rows.where(there).order_by(Ask.created_at, Ask.id)))
    known = await people.people(db, [ask.mentee_id for ask in found])
    zones = {user_id: zone_of(someone.zone) for user_id, someone in known.items()}
    return [
        ask
        for ask in found
        if ask.mentee_id in zones
        and rules.in_time(ask.needed_by, now.astimezone(zones[ask.mentee_id]).date())
    ]


async def _groups(db: WorkspaceSession, asks: Sequence[Ask], least: float) -> list[Group]:
    ids = [ask.id for ask in asks]
    near = rules.pairs_of(ids, await matching.nearness(db, asks))
    apart = await _apart(db, asks)
    return await asyncio.to_thread(rules.groups, ids, near, least, apart)


async def _apart(db: WorkspaceSession, asks: Sequence[Ask]) -> set[rules.Pair]:
    """Return the asks that are never put together: of one person, of one reporting line, or of a block."""
    user_ids = {ask.mentee_id for ask in asks}
    blocks = select(Avoidance.user_id, Avoidance.other_id)
    blocks = blocks.where(Avoidance.user_id.in_(user_ids), Avoidance.other_id.in_(user_ids))
    people_apart = {frozenset(pair) for pair in (await db.execute(blocks)).all()}
    people_apart |= {frozenset(pair) for pair in await directory.in_one_line(db, user_ids)}
    return {
        frozenset((one.id, other.id))
        for at, one in enumerate(asks)
        for other in asks[at + 1 :]
        if one.mentee_id == other.mentee_id or frozenset((one.mentee_id, other.mentee_id)) in people_apart
    }
