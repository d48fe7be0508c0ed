"""What becomes of agreed actions: whoever sees to one says that it is done, moved or dropped."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue, refresh, refresh_home, refresh_home_at
from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.hours import zone_of
from bot.models import Action, ActionState, Session
from bot.models.transitions import move
from bot.people import queries as people
from bot.sessions import messages, queries, rules, texts
from bot.sessions.queries import OwnAction
from bot.sessions.service.common import own_meeting


async def plan_checks(db: WorkspaceSession, session: Session, now: datetime) -> None:
    """Plan that each of the two is asked once what became of their actions, if one is still open then."""
    ended = session.ends_at or now
    for user_id in (session.mentee_id, session.expert_id):
        due = rules.check_due(ended, await people.work_week_of(db, user_id))
        to = Recipient.person(user_id)
        await enqueue(db, messages.ACTION_CHECK, to=to, about=session.id, now=now, due=due)
        await refresh_home_at(db, user_id, session.id, due, now)


async def own_action(db: WorkspaceSession, action_id: str, by: str) -> OwnAction:
    """Return an action to whoever sees to it. Raises UserMessage for anybody else."""
    action = await db.get(Action, action_id)
    own = await queries.own_actions(db, by, action.session_id) if action else []
    found = next((one for one in own if one.action.id == action_id), None)
    if found is None:
        raise UserMessage(texts.ACTION_NOT_YOURS)
    return found


async def finish(db: WorkspaceSession, action_id: str, by: str, now: datetime) -> OwnAction:
    """Note that an action is done."""
    return await _settle(db, action_id, by, now, to=ActionState.DONE)


async def drop(db: WorkspaceSession, action_id: str, by: str, now: datetime) -> OwnAction:
    """Note that an action is no longer wanted."""
    return await _settle(db, action_id, by, now, to=ActionState.DROPPED)


async def undo(db: WorkspaceSession, action_id: str, by: str, now: datetime) -> OwnAction:
    """Take back that an action was done or dropped."""
    return await _settle(db, action_id, by, now, to=ActionState.OPEN)


async def postpone(db: WorkspaceSession, action_id: str, by: str, due: date, now: datetime) -> OwnAction:
    """Give an action another day. Raises FormErrors for a day that is over where its owner lives."""
    zone = await people.zone(db, by)
    if due < now.astimezone(zone_of(zone)).date():
        raise FormErrors({"due": texts.ACTION_PAST})
    return await _settle(db, action_id, by, now, to=ActionState.OPEN, due=due)


async def show(db: WorkspaceSession, session_id: str, by: str, now: datetime) -> None:
    """Let the other one see what becomes of somebody's actions, on what came of the session.

    Raises UserMessage for anybody else.
    """
    await own_meeting(db, session_id, by)
    own = await queries.own_actions(db, by, session_id)
    for one in own:
        await db.update_where(Action, Action.id == one.action.id, shown=True)
    if own:
        await _tell(db, own[0], now)


async def _settle(
    db: WorkspaceSession, action_id: str, by: str, now: datetime, *, to: ActionState, **values: Any
) -> OwnAction:
    """Move an action; one that is in that state already stays as it is."""
    own = await own_action(db, action_id, by)
    await move(db, Action, Action.id == action_id, to=to, **values)
    await _tell(db, own, now)
    return await own_action(db, action_id, by)


async def _tell(db: WorkspaceSession, own: OwnAction, now: datetime) -> None:
    """Bring up to date where the action stands: the question about it, what came of the session, Homes."""
    session = own.meeting.session
    for user_id in own.meeting.user_ids:
        to = Recipient.person(user_id)
        for kind in (messages.ACTION_CHECK_CARD, messages.WRAP_UP_CARD):
            await refresh(db, kind, to=to, about=session.id, now=now)
    await refresh_home(db, sorted(own.meeting.user_ids), now)
