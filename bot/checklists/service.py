"""Decisions about checklists: what was filled in, when to be reminded of it, and what stands on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.admin import service as admin
from bot.checklists import messages, texts
from bot.checklists.forms import TICK, ItemForm, answers
from bot.checklists.queries import PREPARABLE, Checklist, Progress, checklist, lists
from bot.checklists.rules import ITEMS_AT_MOST, Item, List, Role, moved
from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue, refresh, refresh_home
from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.ids import new_id
from bot.kit.reader import NEUTRAL
from bot.models import Act, ChecklistItem, Inbox, Tick


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


async def existing(db: WorkspaceSession, by: str, which: List, key: str) -> Item | None:
    """Return an item for somebody who may change it; None for a new one. Raises UserMessage."""
    await admin.require_admin(db, by)
    items = (await lists(db))[which]
    if not key:
        if len(items) >= ITEMS_AT_MOST:
            raise UserMessage(texts.ITEM_MANY)
        return None
    found = next((item for item in items if item.key == key), None)
    if found is None:
        raise UserMessage(texts.ITEM_GONE)
    return found


async def reword(db: WorkspaceSession, by: str, which: List, key: str, form: ItemForm, now: datetime) -> None:
    """Say an item in other words. Raises UserMessage, and FormErrors for a text that the list has already."""
    before = await existing(db, by, which, key)
    items = (await lists(db))[which]
    _check_new(items, form.text, key)
    await _own(db, which)
    old = str(NEUTRAL(before.text)) if before else ""
    if old == form.text:
        return
    here = (ChecklistItem.list == which, ChecklistItem.key == key)
    await db.update_where(ChecklistItem, *here, text=form.text)
    await _record(db, by, Act.CHECKLIST_CHANGED, which, now, before=old, after=form.text)


async def add(
    db: WorkspaceSession, by: str, which: List, form: ItemForm, submission: str, now: datetime
) -> None:
    """Put an item at the end of a list; this submission is taken once. Raises UserMessage and FormErrors."""
    await existing(db, by, which, "")
    items = (await lists(db))[which]
    _check_new(items, form.text, "")
    if not await db.insert_or_ignore(Inbox, key=submission, received_at=now):
        return
    await _own(db, which)
    words = form.answered == "words"
    values = {"text": form.text, "asks_words": words, "position": len(items)}
    await db.insert(ChecklistItem, list=which, key=f"own_{new_id()}", **values)
    await _record(db, by, Act.CHECKLIST_CHANGED, which, now, after=form.text)


async def remove(db: WorkspaceSession, by: str, which: List, key: str, now: datetime) -> None:
    """Take an item off a list; what was written for it stays with its session. Raises UserMessage."""
    before = await existing(db, by, which, key)
    if len((await lists(db))[which]) == 1:
        raise UserMessage(texts.ITEM_LAST)
    await _own(db, which)
    await db.delete_where(ChecklistItem, ChecklistItem.list == which, ChecklistItem.key == key)
    if before:
        old = str(NEUTRAL(before.text))
        await _record(db, by, Act.CHECKLIST_CHANGED, which, now, before=old)


async def move_item(db: WorkspaceSession, by: str, which: List, key: str, places: int, now: datetime) -> None:
    """Move an item down its list by so many places; up where it is less than nothing. Raises UserMessage."""
    item = await existing(db, by, which, key)
    await _own(db, which)
    keys = [one.key for one in (await lists(db))[which]]
    order = moved(keys, key, places)
    for position, one in enumerate(order):
        here = (ChecklistItem.list == which, ChecklistItem.key == one)
        await db.update_where(ChecklistItem, *here, position=position)
    if item and order != keys:
        await _record(db, by, Act.CHECKLIST_ORDERED, which, now, after=str(NEUTRAL(item.text)))


async def reset(db: WorkspaceSession, by: str, which: List, now: datetime) -> None:
    """Set a list back to how it came. Raises UserMessage."""
    await admin.require_admin(db, by)
    if await db.delete_where(ChecklistItem, ChecklistItem.list == which):
        await _record(db, by, Act.CHECKLIST_RESET, which, now)


def _check_new(items: Sequence[Item], text: str, key: str) -> None:
    """Raise FormErrors for a text that another item of the list has."""
    wanted = text.casefold()
    if any(NEUTRAL(item.text).casefold() == wanted for item in items if item.key != key):
        raise FormErrors({"text": texts.ITEM_SAME})


async def _own(db: WorkspaceSession, which: List) -> None:
    """Write a list down that has been the default until now; its items keep their own words."""
    for position, item in enumerate(texts.DEFAULTS[which] if not await _is_own(db, which) else ()):
        values = {"asks_words": bool(item.field), "position": position}
        await db.insert_or_ignore(ChecklistItem, list=which, key=item.key, **values)


async def _is_own(db: WorkspaceSession, which: List) -> bool:
    first = select(ChecklistItem.key).where(ChecklistItem.list == which).limit(1)
    return await db.scalar(first) is not None


async def _record(
    db: WorkspaceSession, by: str, act: Act, which: List, now: datetime, before: str = "", after: str = ""
) -> None:
    await admin.record(db, by, act, now, part=f"checklist_{which}", before=before, after=after)
