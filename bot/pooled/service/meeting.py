"""A booked pool: one hour for all, until it is over, somebody can't come, or two are left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.asks import service as asks
from bot.delivery.messages import MessageKind, Recipient
from bot.delivery.outbox import cancel, enqueue, refresh
from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.models import OPEN_SESSION, Offer, Pool, PoolPlace, PoolState, Session, SessionState, ShareState
from bot.models.transitions import move
from bot.people import queries as people
from bot.pooled import messages, queries, rules, texts
from bot.pooled.queries import Shared
from bot.pooled.service.common import leave, show_expert, show_place, show_places
from bot.sessions.queries import Meeting
from bot.sessions.service.changes import close
from bot.sessions.service.together import go_on_as_two, open_together


async def book(
    db: WorkspaceSession,
    pool: Pool,
    sharing: Sequence[PoolPlace],
    accepted: Sequence[Offer],
    start: datetime,
    now: datetime,
) -> None:
    """Book one hour for everybody who shares. Raises FormErrors where somebody has it for another session."""
    opened = await open_together(db, accepted, pool_id=pool.id, minutes=pool.minutes, start=start, now=now)
    if opened is None:
        raise FormErrors({"time": texts.TIME_GONE})
    of_ask = {session.ask_id: session.id for session in opened}
    for place in sharing:
        await db.update_where(PoolPlace, PoolPlace.id == place.id, session_id=of_ask[place.ask_id])
    times = {"starts_at": start, "ends_at": start + timedelta(minutes=pool.minutes), "wakes_at": start}
    await move(db, Pool, Pool.id == pool.id, since=PoolState.ASKING, to=PoolState.BOOKED, **times)
    booked = await db.get_one(Pool, pool.id)
    if len(opened) > 1:
        await _say(db, messages.MEETING, booked, now)
        await plan_reminder(db, booked, now)
        await _show(db, booked, now)
    else:
        await _after_leaving(db, booked, now)


async def _say(db: WorkspaceSession, kind: MessageKind, pool: Pool, now: datetime) -> None:
    """Say something in the conversation of all, once for each state of the pool."""
    to = await queries.everybody(db, pool)
    await enqueue(db, kind, to=to, about=pool.id, now=now, key=f"{pool.id}:{kind.id}:{pool.state}")


async def plan_reminder(db: WorkspaceSession, pool: Pool, now: datetime) -> None:
    """Plan that a booked pool is reminded, in the conversation of all; anew each time it was moved."""
    start = pool.starts_at or now
    due, key = (
        start - rules.BRIEF_BEFORE,
        f"{pool.id}:{messages.SOON.id}:{start.timestamp()}:{now.timestamp()}",
    )
    to = await queries.everybody(db, pool)
    await enqueue(db, messages.SOON, to=to, about=pool.id, now=now, due=due, key=key)


async def show_booked(db: WorkspaceSession, pool: Pool, now: datetime) -> None:
    """Bring up to date, where it stands, what everybody has of a booked pool."""
    await _show_card(db, pool, now)
    await _show(db, pool, now)


async def _show(db: WorkspaceSession, pool: Pool, now: datetime) -> None:
    """Bring everybody's cards up to date."""
    await show_places(db, pool, now)
    await show_expert(db, pool, pool.expert_id, now)


async def _show_card(db: WorkspaceSession, pool: Pool, now: datetime) -> None:
    to = await queries.everybody(db, pool)
    await refresh(db, messages.MEETING_CARD, to=to, about=pool.id, now=now)


async def to_leave(db: WorkspaceSession, pool_id: str, by: str, now: datetime) -> Shared:
    """Return a booked pool of which somebody is part, before it begins. Raises UserMessage otherwise."""
    return check_ahead(await queries.shared(db, pool_id), by, now)


def check_ahead(found: Shared | None, by: str, now: datetime) -> Shared:
    """Return a booked pool of which somebody is part, while it lies ahead. Raises UserMessage otherwise."""
    if found is None or by not in {found.pool.expert_id, *(one.user_id for one in found.members)}:
        raise UserMessage(texts.NOT_YOURS)
    if found.pool.state is not PoolState.BOOKED or found.pool.starts_at is None:
        raise UserMessage(texts.OVERTAKEN)
    if found.pool.starts_at <= now:
        raise UserMessage(texts.HAS_BEGUN)
    return found


async def cannot_come(db: WorkspaceSession, pool_id: str, by: str, now: datetime) -> None:
    """Take note that somebody can't come: without a mentee the others go on, without the expert nobody does.

    Whoever is without a session then has their question looked after again. Raises UserMessage.
    """
    pool = await queries.pool(db, pool_id, lock=True)
    found = await to_leave(db, pool_id, by, now)
    if pool is None:
        raise UserMessage(texts.NOT_YOURS)
    if by == pool.expert_id:
        await _call_off(db, pool, by, now)
        return
    await _close(db, [one for one in found.meetings if by in one.user_ids], by, now)
    await _without(db, pool, [one for one in await _seated(db, pool) if one.user_id == by], now)


async def _call_off(db: WorkspaceSession, pool: Pool, expert_id: str, now: datetime) -> None:
    """End a booked pool since its expert does not come: all who share it are helped further."""
    await db.update_where(Pool, Pool.id == pool.id, called_off_by=expert_id)
    await _close(db, await queries.meetings_of(db, pool), expert_id, now)
    await _end(db, pool, now)


async def _close(db: WorkspaceSession, meetings: Sequence[Meeting], by: str, now: datetime) -> None:
    for meeting in meetings:
        if meeting.session.state in OPEN_SESSION:
            await close(db, meeting, now, by=by, keep_looking=True)


async def _seated(db: WorkspaceSession, pool: Pool) -> list[PoolPlace]:
    return [one for one in await queries.places(db, pool.id, ShareState.IN) if one.session_id is not None]


async def follow_sessions(db: WorkspaceSession, pool: Pool, now: datetime) -> None:
    """Follow what was called off elsewhere: somebody left Slack, or is being erased."""
    gone = {
        place: session
        for place in await _seated(db, pool)
        if (session := await db.get(Session, place.session_id)) and session.state is SessionState.CANCELLED
    }
    if gone and pool.expert_id and await _expert_is_gone(db, pool.expert_id, list(gone.values())):
        await _call_off(db, pool, pool.expert_id, now)
    elif gone:
        await _without(db, pool, list(gone), now)


async def _expert_is_gone(db: WorkspaceSession, expert_id: str, cancelled: Sequence[Session]) -> bool:
    """Tell whether sessions were called off since it is their expert who left, or is being erased."""
    someone = await people.person(db, expert_id)
    return someone is None or someone.deactivated or any(one.changed_by == expert_id for one in cancelled)


async def _without(db: WorkspaceSession, pool: Pool, gone: Sequence[PoolPlace], now: datetime) -> None:
    to = await queries.everybody(db, pool)
    for place in gone:
        await leave(db, place, now)
        key = f"{place.id}:{messages.NOT_COMING.id}:{now.timestamp()}"
        await enqueue(db, messages.NOT_COMING, to=to, about=place.id, now=now, key=key)
    await _after_leaving(db, pool, now)


async def _after_leaving(db: WorkspaceSession, pool: Pool, now: datetime) -> None:
    """Go on with those who are left: several, two alone, or nobody."""
    left = await _seated(db, pool)
    if len(left) > 1:
        await show_booked(db, pool, now)
        for place in left:  # the card of a question names who shares its session
            await asks.changed(db, place.ask_id, place.user_id, now)
        return
    for place in left:
        session = await db.get(Session, place.session_id)
        if session is not None and session.state is SessionState.BOOKED:
            await go_on_as_two(db, session, now)
    await _end(db, pool, now)


async def _end(db: WorkspaceSession, pool: Pool, now: datetime) -> None:
    """End a booked pool before its time, and say so where it was said that it is booked."""
    values = {"wakes_at": None, "ended_at": now}
    here = Pool.id == pool.id
    if not await move(db, Pool, here, since=PoolState.BOOKED, to=PoolState.DISSOLVED, **values):
        return
    await cancel(db, pool.id, [messages.SOON])
    ended = await db.get_one(Pool, pool.id)
    if not await cancel(db, pool.id, [messages.MEETING]) and await _was_told(db, pool):
        await _say(db, messages.MEETING, ended, now)
    await _show(db, ended, now)


async def _was_told(db: WorkspaceSession, pool: Pool) -> bool:
    """Whether the conversation of all was ever meant to hear of it."""
    return len((await queries.everybody(db, pool)).user_ids) > 2


async def wake_booked(db: WorkspaceSession, pool: Pool, now: datetime) -> None:
    """Take the step that is due: the session begins, or is over and its expert is asked what came of it."""
    if pool.ends_at is not None and pool.ends_at > now:
        await db.update_where(Pool, Pool.id == pool.id, wakes_at=pool.ends_at)
        await show_booked(db, pool, now)
        return
    values = {"wakes_at": None, "ended_at": now}
    here = Pool.id == pool.id
    if await move(db, Pool, here, since=PoolState.BOOKED, to=PoolState.OVER, **values):
        await _show_card(db, pool, now)
        await _ask_expert(db, pool, now)
        for place in await _seated(db, pool):
            await show_place(db, place, now)


async def _ask_expert(db: WorkspaceSession, pool: Pool, now: datetime) -> None:
    if pool.expert_id is not None:
        to = Recipient.person(pool.expert_id)
        await enqueue(db, messages.WRAP_UPS, to=to, about=pool.id, now=now)
        await show_expert(db, pool, pool.expert_id, now)
