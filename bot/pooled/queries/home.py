"""The pools that somebody's App Home shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select

from bot.admin import queries as admin
from bot.delivery.messages import Recipient
from bot.kit.db import WorkspaceSession
from bot.kit.i18n import Words
from bot.models import LIVE_POOL, Pool, PoolExpert, PoolPlace, PoolState, ShareState, Topic


@dataclass(frozen=True, slots=True)
class AskedToShare:
    """A question to a mentee whether they would share; the topic is not escaped."""

    place: PoolPlace
    topic: Words


@dataclass(frozen=True, slots=True)
class AskedToTake:
    """A pool that is with an expert: how many share it, and until when it waits."""

    pool: Pool
    topic: Words
    people: int
    asked: PoolExpert


@dataclass(frozen=True, slots=True)
class Sharing:
    """A pool that goes on, as a mentee (with their ``place``) or the expert has it; they are one more.

    ``talk`` is by whom its conversation is known, once it is booked.
    """

    pool: Pool
    topic: Words
    others: int
    place: PoolPlace | None = None
    talk: str = ""

    def waits_with(self, ask_id: str) -> bool:
        """Whether an ask waits in it; once a time is booked, its session goes on instead."""
        is_open = self.pool.state is not PoolState.BOOKED
        return is_open and self.place is not None and self.place.ask_id == ask_id


OwnPool = AskedToShare | AskedToTake | Sharing


async def of_person(db: WorkspaceSession, user_id: str, now: datetime) -> list[OwnPool]:
    """Return the pools that wait for somebody, or that they take part in.

    It takes a fixed number of statements, and one where there is none.
    """
    here = (PoolPlace.workspace_id == Pool.workspace_id, PoolPlace.pool_id == Pool.id)
    stays = PoolPlace.state != ShareState.OUT
    takes_part = exists().where(*here, PoolPlace.user_id == user_id, stays)
    theirs = (Pool.state.in_(LIVE_POOL), or_(takes_part, Pool.expert_id == user_id))
    pools = list(await db.scalars(select(Pool).where(*theirs).order_by(Pool.created_at, Pool.id)))
    if not pools:
        return []
    ids = [one.id for one in pools]
    own_places: dict[str, PoolPlace] = {}
    members: dict[str, list[PoolPlace]] = defaultdict(list)
    seated: dict[str, list[str]] = defaultdict(list)
    wanted = or_(stays, PoolPlace.session_id.is_not(None))
    for place in await db.scalars(select(PoolPlace).where(PoolPlace.pool_id.in_(ids), wanted)):
        if place.session_id is not None:
            seated[place.pool_id].append(place.user_id)
        if place.state is ShareState.IN:
            members[place.pool_id].append(place)
        if place.user_id == user_id and place.state is not ShareState.OUT:
            own_places[place.pool_id] = place
    asked = select(PoolExpert).where(PoolExpert.pool_id.in_(ids), PoolExpert.user_id == user_id)
    offers = {one.pool_id: one for one in await db.scalars(asked)}
    topics = {one.id: one for one in await db.scalars(select(Topic).where(Topic.id.in_(_topics(pools))))}
    shown = (
        _own(
            one,
            admin.name_of(topics.get(one.topic_id or "")),
            own_places.get(one.id),
            offers.get(one.id),
            members[one.id],
            _talk(one, seated[one.id]),
        )
        for one in pools
    )
    return [one for one in shown if one is not None and not _is_ahead(one, now)]


def _topics(pools: Collection[Pool]) -> list[str]:
    return sorted({one.topic_id for one in pools if one.topic_id})


def _is_ahead(one: OwnPool, now: datetime) -> bool:
    """Whether an expert is asked only once their day begins."""
    return isinstance(one, AskedToTake) and one.asked.asked_at > now


def _own(
    found: Pool,
    topic: Words,
    place: PoolPlace | None,
    asked: PoolExpert | None,
    members: Sequence[PoolPlace],
    talk: str,
) -> OwnPool | None:
    if place is not None:
        if place.state is ShareState.IN:
            return Sharing(found, topic, len(members) - 1, place, talk)
        return AskedToShare(place, topic) if found.state is PoolState.GATHERING else None
    if asked is None:
        return None
    if found.state is PoolState.ASKING:
        return AskedToTake(found, topic, len(members), asked)
    return Sharing(found, topic, len(members), talk=talk) if found.state is PoolState.BOOKED else None


def _talk(found: Pool, seated: Sequence[str]) -> str:
    """Return by whom a booked pool's conversation is known; whoever has left it is still in it."""
    if found.state is not PoolState.BOOKED or found.expert_id is None:
        return ""
    return str(Recipient.group(found.expert_id, *seated))
