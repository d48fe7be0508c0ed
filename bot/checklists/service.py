"""Decisions about checklists: what was filled in, and when to be reminded of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.checklists import messages, texts
from bot.checklists.forms import TICK, answers
from bot.checklists.queries import PREPARABLE, Checklist, Progress, checklist
from bot.checklists.rules import Role
from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue, refresh, refresh_home
from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.models import Tick


async def own_checklist(db: WorkspaceSession, session_id: str, user_id: str) -> Checklist:
    """Return somebody's own checklist. Raises UserMessage for others and once the session is over."""
    found = await checklist(db, session_id, user_id)
    if found is None:
        raise UserMessage(texts.NOT_YOURS)
    if found.state not in PREPARABLE:
        raise UserMessage(texts.OVER)
    return found


async def save(
    db: WorkspaceSession, session_id: str, user_id: str, values: Mapping[str, Any], now: datetime
) -> Progress:
    """Keep what a form says (its plain values by name). Raises FormErrors where words are too long.

    The expert's form is read and confirmed as a whole.
    """
    found = await own_checklist(db, session_id, user_id)
    items = [filled.item for filled in (*found.worksheet, *found.items)]
    if found.role is Role.EXPERT:
        values = {TICK + item.key: [item.key] for item in items}
    given = answers(items, values)
    for item in items:
        key = {"session_id": session_id, "user_id": user_id, "item": item.key}
        await db.upsert(Tick, key, ticked=given[item.key].ticked, words=given[item.key].words)
    ready = sum(given[filled.item.key].ticked for filled in found.items)
    to = Recipient.person(user_id)
    await refresh(db, messages.PREPARE_CARD, to=to, about=session_id, now=now)
    await refresh_home(db, [user_id], now)
    return Progress(ready, len(found.items))


async def close(db: WorkspaceSession, session_id: str, user_id: str, now: datetime) -> None:
    """Take the button off somebody's nudge to prepare: the session is over."""
    to = Recipient.person(user_id)
    await refresh(db, messages.PREPARE_CARD, to=to, about=session_id, now=now)


async def take_back(
    db: WorkspaceSession, session_id: str, user_id: str, *, version: int, now: datetime
) -> None:
    """Take away somebody's nudge to prepare: the time it was for stands no more."""
    to = Recipient.person(user_id)
    await enqueue(db, messages.PREPARE_OVER, to=to, about=session_id, now=now, version=version)


async def remind(
    db: WorkspaceSession,
    session_id: str,
    user_id: str,
    *,
    version: int,
    prepare: datetime,
    items: datetime | None,
    now: datetime,
) -> None:
    """Plan somebody's nudges for a session's present time, its ``version``: to prepare, and what is open."""
    nudges = [(messages.PREPARE, prepare), (messages.OPEN_ITEMS, items)]
    for kind, due in nudges:
        if due is not None:
            to = Recipient.person(user_id)
            await enqueue(db, kind, to=to, about=session_id, now=now, due=due, version=version)
