"""What the clock does with asks that are alike: they are put together, asked, and followed."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from sqlalchemy import Select, and_, exists, literal, or_, select

from bot.kit.due import NOW, for_each_due, for_each_row, for_each_workspace
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.matching import queries as matching
from bot.models import (
    OPEN_POOL,
    Ask,
    Card,
    Expert,
    Outbox,
    OutboxState,
    Person,
    Pool,
    PooledAsks,
    PoolPlace,
    PoolState,
    Session,
    SessionState,
    ShareState,
    Workspace,
)
from bot.pooled import queries, service

EVERY = timedelta(hours=1)  # so often the waiting asks of a workspace are compared with one another


async def propose(services: Services) -> None:
    """Compare the asks that wait with one another, and ask those that are alike."""
    await for_each_workspace(services, _propose, _to_compare())


@cache
def _to_compare() -> Select[str]:
    due = or_(Workspace.pools_at.is_(None), Workspace.pools_at <= NOW)
    return select(Workspace.id).where(due).order_by(Workspace.id)


async def _propose(services: Services, workspace_id: str) -> None:
    now = services.clock.now()
    async with services.database.begin(workspace_id) as db:
        workspace = await db.scalar(select(Workspace).where(Workspace.id == workspace_id).with_for_update())
        if workspace is None or (workspace.pools_at is not None and workspace.pools_at > now):
            return  # another worker was faster
        workspace.pools_at = now + EVERY
        settings = workspace.settings
    if settings.pooled_asks is PooledAsks.NEVER:
        return
    async with services.database.read(workspace_id) as db:
        found = await queries.alike(db, settings.pooled_closeness / 100, now)
    if found:
        async with services.database.begin(workspace_id) as db:
            await service.propose_all(db, found, now)


async def wake(services: Services) -> None:
    """Take the steps that are due: an answer is late, an expert is looked for, a session begins or ends."""
    await for_each_row(services, _to_wake(), _wake)


@cache
def _to_wake() -> Select[str, str]:
    return select(Pool.workspace_id, Pool.id).where(Pool.wakes_at <= NOW).order_by(Pool.wakes_at)


async def _wake(services: Services, workspace_id: str, pool_id: str) -> None:
    # Ranking reads what it needs before anything is locked: after a start that takes seconds for many people.
    async with services.database.read(workspace_id) as db:
        await matching.prepare(db)
    async with services.database.begin(workspace_id) as db:
        await service.wake(db, pool_id, services.clock.now())


async def follow(services: Services) -> None:
    """Go on where an ask has moved on by itself, or a session was called off elsewhere."""
    await for_each_due(services, _to_follow(), service.follow)


@cache
def _to_follow() -> Select[str, str]:
    here = (PoolPlace.workspace_id == Pool.workspace_id, PoolPlace.pool_id == Pool.id)
    ask = (Ask.workspace_id == PoolPlace.workspace_id, Ask.id == PoolPlace.ask_id)
    session = (Session.workspace_id == PoolPlace.workspace_id, Session.id == PoolPlace.session_id)
    shares = PoolPlace.state.in_((ShareState.ASKED, ShareState.IN))
    moved_on = exists().where(*here, *ask, shares, Ask.state.not_in(queries.WAITS))
    off = exists().where(
        *here, *session, PoolPlace.state == ShareState.IN, Session.state == SessionState.CANCELLED
    )
    due = or_(
        and_(Pool.state.in_(OPEN_POOL), moved_on),
        and_(Pool.state == PoolState.BOOKED, off),
    )
    return select(Pool.workspace_id, Pool.id).where(due).order_by(Pool.id)


async def ask_others(services: Services) -> None:
    """Ask the next expert where the one who has it left, paused, is away, or never saw it."""
    await for_each_due(services, _without_expert(), service.expert_is_gone)


@cache
def _without_expert() -> Select[str, str]:
    workspace = Pool.workspace_id
    expert = (Expert.workspace_id == workspace, Expert.user_id == Pool.expert_id)
    person = (Person.workspace_id == workspace, Person.user_id == Pool.expert_id)
    away = or_(Expert.opted_out_at.is_not(None), Expert.paused_until > NOW)
    message = (Outbox.workspace_id == workspace, Outbox.subject_id == Pool.id)
    refused = exists().where(
        *message,
        Outbox.kind == service.OFFER_KIND,
        Outbox.recipient == Pool.expert_id,
        Outbox.state == OutboxState.DEAD,
    )
    key = literal("pool_offer:") + Pool.id + "@" + Pool.expert_id
    posted = exists().where(Card.workspace_id == workspace, Card.key == key)
    gone = or_(
        exists().where(*expert, away),
        exists().where(*person, Person.deactivated.is_(True) | (Person.away_until > NOW)),
        and_(refused, ~posted),
    )
    found = select(Pool.workspace_id, Pool.id).where(Pool.state == PoolState.ASKING, gone)
    return found.order_by(Pool.id)


JOBS = [
    Job("pooled_propose", propose),
    Job("pooled_follow", follow, urgent=True),
    Job("pooled_ask_others", ask_others),
    Job("pooled_wake", wake, urgent=True),
]
