"""Reads about checklists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from bot.admin import queries as admin
from bot.checklists import texts
from bot.checklists.rules import Filled, Item, List, Role, is_ready, open_items
from bot.kit.db import WorkspaceSession
from bot.kit.i18n import Words
from bot.kit.words import FORGOTTEN
from bot.models import Action, Ask, ChecklistItem, Session, SessionState, Tick
from bot.people import queries as people

PREPARABLE = (SessionState.SCHEDULING, SessionState.BOOKED)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many items of how many are ready."""

    ready: int
    total: int


@dataclass(frozen=True, slots=True)
class Material:
    """What a session is about, in the mentee's newest words; parts that nobody wrote are empty."""

    goal: str
    background: str
    success: str
    worksheet: tuple[Filled, ...] = ()


@dataclass(frozen=True, slots=True)
class Checklist:
    """One side's checklist with all that its form and nudges show. Names and topic are not escaped.

    ``agreed``: the actions of the session before, in a series.
    """

    session_id: str
    user_id: str
    role: Role
    other: Words
    topic: Words
    state: SessionState
    version: int
    starts_at: datetime | None
    items: tuple[Filled, ...]
    material: Material
    agreed: tuple[str, ...] = ()

    @property
    def worksheet(self) -> tuple[Filled, ...]:
        """What only the mentee fills in."""
        return self.material.worksheet if self.role is Role.MENTEE else ()

    @property
    def gaps(self) -> list[Item]:
        """The items that are still open."""
        return open_items(self.items)

    @property
    def progress(self) -> Progress:
        """How far the list is."""
        return Progress(len(self.items) - len(self.gaps), len(self.items))


async def lists(db: WorkspaceSession) -> dict[List, tuple[Item, ...]]:
    """Return what stands on each list here, in one statement."""
    own: dict[str, list[ChecklistItem]] = {}
    for row in await db.scalars(select(ChecklistItem).order_by(ChecklistItem.position, ChecklistItem.key)):
        own.setdefault(row.list, []).append(row)
    return {one: _items(one, own.get(one)) for one in List}


def defaults() -> dict[List, tuple[Item, ...]]:
    """Return what stands on each list where nobody changed it."""
    return dict(texts.DEFAULTS)


def _items(which: List, rows: Sequence[ChecklistItem] | None) -> tuple[Item, ...]:
    default = {item.key: item for item in texts.DEFAULTS[which]}
    if not rows:
        return texts.DEFAULTS[which]
    return tuple(_item(which, row, default.get(row.key)) for row in rows)


def _item(which: List, row: ChecklistItem, default: Item | None) -> Item:
    if default and not row.text:
        return default
    asks = bool(default.field) if default else row.asks_words or which is List.WORKSHEET
    return Item(row.key, row.text, row.text if asks else "")


def _of(role: Role) -> List:
    return List.MENTEE if role is Role.MENTEE else List.EXPERT


async def checklist(db: WorkspaceSession, session_id: str, user_id: str) -> Checklist | None:
    """Return somebody's checklist for a session; None for a session that is not theirs."""
    session = await db.get(Session, session_id, options=[joinedload(Session.ask).joinedload(Ask.topic)])
    if session is None or user_id not in (session.mentee_id, session.expert_id):
        return None
    ask = session.ask
    mentee = user_id == session.mentee_id
    role = Role.MENTEE if mentee else Role.EXPERT
    ticks, found = await _ticks(db, session_id), await lists(db)
    known = await people.people(db, [session.mentee_id, session.expert_id])
    return Checklist(
        session_id=session_id,
        user_id=user_id,
        role=role,
        other=people.name_of(known.get(session.expert_id if mentee else session.mentee_id)),
        topic=admin.name_of(ask.topic),
        state=session.state,
        version=session.version,
        starts_at=session.starts_at,
        items=tuple(_filled(item, ticks.get((user_id, item.key)), ask) for item in found[_of(role)]),
        material=_material(session, ask, ticks, found[List.WORKSHEET]),
        agreed=await _agreed_before(db, session),
    )


async def _agreed_before(db: WorkspaceSession, session: Session) -> tuple[str, ...]:
    """Return what was agreed in the session before in a series, in its order."""
    if session.series_id is None or session.ask.part == 1:
        return ()
    before = (Session.series_id == session.series_id, Ask.part == session.ask.part - 1)
    rows = select(Action).join(Action.session).join(Session.ask).where(*before)
    found = await db.scalars(
        rows.where(Session.state == SessionState.HELD).order_by(Action.position, Action.id)
    )
    return tuple(action.what for action in found if action.what != FORGOTTEN)


async def material(db: WorkspaceSession, session: Session) -> Material:
    """Return what a session is about: what the mentee prepared, or else what the ask said."""
    ask, worksheet = await db.get_one(Ask, session.ask_id), (await lists(db))[List.WORKSHEET]
    return _material(session, ask, await _ticks(db, session.id), worksheet)


async def gaps(db: WorkspaceSession, session_id: str, user_id: str) -> list[Item]:
    """Return what is still open on somebody's list."""
    found = await checklist(db, session_id, user_id)
    return found.gaps if found else []


async def progress(db: WorkspaceSession, session_id: str, user_id: str) -> Progress:
    """Return how far somebody's list is."""
    found = await checklist(db, session_id, user_id)
    return found.progress if found else Progress(0, 0)


async def progress_of(db: WorkspaceSession, sessions: Sequence[Session], user_id: str) -> dict[str, Progress]:
    """Return how far somebody's lists for these sessions are, by session, in two statements.

    The sessions were loaded with their asks.
    """
    ids = [session.id for session in sessions]
    ticks: dict[str, dict[str, Tick]] = {session_id: {} for session_id in ids}
    for row in await db.scalars(select(Tick).where(Tick.session_id.in_(ids), Tick.user_id == user_id)):
        ticks[row.session_id][row.item] = row
    found = await lists(db)
    return {one.id: _progress(one, user_id, ticks[one.id], found) for one in sessions}


def _progress(
    session: Session, user_id: str, ticks: Mapping[str, Tick], found: Mapping[List, tuple[Item, ...]]
) -> Progress:
    items = found[List.MENTEE if user_id == session.mentee_id else List.EXPERT]
    filled = [_filled(item, ticks.get(item.key), session.ask) for item in items]
    return Progress(len(filled) - len(open_items(filled)), len(filled))


async def _ticks(db: WorkspaceSession, session_id: str) -> dict[tuple[str, str], Tick]:
    rows = list(await db.scalars(select(Tick).where(Tick.session_id == session_id)))
    return {(row.user_id, row.item): row for row in rows}


def _filled(item: Item, tick: Tick | None, ask: Ask) -> Filled:
    if tick is not None:
        return Filled(item, tick.ticked, tick.words)
    words = _of_ask(item.key, ask) if item.field else ""
    return Filled(item, is_ready(item, False, words), words)


def _of_ask(key: str, ask: Ask) -> str:
    """Return what the ask already said where an item asks for words, so that nobody types it twice."""
    return {"goal": ask.question, "background": ask.background, "success": ask.outcome}.get(key, "")


def _material(
    session: Session, ask: Ask, ticks: dict[tuple[str, str], Tick], worksheet: Iterable[Item]
) -> Material:
    def newest(key: str) -> str:
        tick = ticks.get((session.mentee_id, key))
        return (tick.words if tick else "") or _of_ask(key, ask)

    filled = (_filled(item, ticks.get((session.mentee_id, item.key)), ask) for item in worksheet)
    return Material(newest("goal"), newest("background"), newest("success"), tuple(filled))
