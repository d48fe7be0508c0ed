"""Reads about sessions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.checklists import queries as checklists
from bot.checklists.queries import Material, Progress
from bot.kit.db import WorkspaceSession
from bot.models import (
    OPEN_ASK,
    Action,
    Ask,
    BookedCell,
    Person,
    Session,
    SessionState,
    Slot,
    Topic,
    WrapUp,
)
from bot.people import queries as people
from bot.sessions.rules import CELL, Interval, merged

LIVE = (SessionState.SCHEDULING, SessionState.BOOKED, SessionState.ENDED)
HOME_SESSIONS = 8


@dataclass(frozen=True, slots=True)
class Party:
    """One of the two people of a session; the name is not escaped. ``gone``: they have left Slack."""

    user_id: str
    name: str
    zone: str
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session with everything that is shown of it. ``looking``: its question is open again, or still."""

    session: Session
    mentee: Party
    expert: Party
    topic: str
    question: str
    slots: tuple[datetime, ...]
    looking: bool

    @property
    def parties(self) -> tuple[Party, Party]:
        """Both people, the mentee first."""
        return self.mentee, self.expert

    @property
    def user_ids(self) -> tuple[str, str]:
        """Their ids, the mentee's first."""
        return self.mentee.user_id, self.expert.user_id

    def party(self, user_id: str | None) -> Party:
        """Return one of the two; the mentee for anybody else."""
        return self.expert if user_id == self.expert.user_id else self.mentee

    def other(self, user_id: str | None) -> Party:
        """Return the other one."""
        return self.mentee if user_id == self.expert.user_id else self.expert


@dataclass(frozen=True, slots=True)
class Mine:
    """A session in somebody's App Home."""

    meeting: Meeting
    me: Party
    other: Party
    progress: Progress
    wrapped_up: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of a session: what each side wrote, and the agreed actions in their order."""

    meeting: Meeting
    wrap_ups: tuple[WrapUp, ...]
    actions: tuple[Action, ...]


async def session(db: WorkspaceSession, session_id: str) -> Session | None:
    """Return a session of this workspace, if there is one of this id."""
    return await db.get(Session, session_id)


async def meeting(db: WorkspaceSession, session_id: str) -> Meeting | None:
    """Return a session as it is shown."""
    found = await session(db, session_id)
    return await _shown(db, found) if found else None


async def _shown(db: WorkspaceSession, found: Session) -> Meeting:
    ask = await db.get(Ask, found.ask_id)
    topic = await db.get(Topic, ask.topic_id) if ask else None
    known = await people.people(db, [found.mentee_id, found.expert_id])
    slots = list(
        await db.scalars(select(Slot.starts_at).where(Slot.session_id == found.id).order_by(Slot.starts_at))
    )
    return Meeting(
        session=found,
        mentee=_party(found.mentee_id, known.get(found.mentee_id)),
        expert=_party(found.expert_id, known.get(found.expert_id)),
        topic=topic.name if topic else "",
        question=ask.question if ask else "",
        slots=tuple(slots),
        looking=ask is not None and ask.state in OPEN_ASK,
    )


def _party(user_id: str, someone: Person | None) -> Party:
    if someone is None:
        return Party(user_id, people.name_of(None), "UTC")
    return Party(user_id, people.name_of(someone), someone.zone, someone.deactivated)


async def material(db: WorkspaceSession, found: Session) -> Material:
    """Return what a session is about: what the mentee prepared, or else what the ask said."""
    return await checklists.material(db, found)


async def sessions_of(db: WorkspaceSession, user_id: str) -> list[Mine]:
    """Return somebody's live sessions, those without a time first, then by their time; eight at most."""
    rows = list(
        await db.scalars(
            select(Session)
            .where(
                Session.state.in_(LIVE),
                (Session.mentee_id == user_id) | (Session.expert_id == user_id),
            )
            .order_by(Session.created_at, Session.id)
        )
    )
    rows.sort(key=lambda row: row.starts_at.timestamp() if row.starts_at else 0)
    return [await _mine(db, row, user_id) for row in rows[:HOME_SESSIONS]]


async def _mine(db: WorkspaceSession, row: Session, user_id: str) -> Mine:
    shown = await _shown(db, row)
    return Mine(
        meeting=shown,
        me=shown.party(user_id),
        other=shown.other(user_id),
        progress=await checklists.progress(db, row.id, user_id),
        wrapped_up=await wrap_up(db, row, user_id) is not None,
    )


async def busy(
    db: WorkspaceSession, user_ids: Iterable[str], start: datetime, end: datetime
) -> list[Interval]:
    """Return when at least one of these people has a booked session inside [start, end)."""
    taken = list(
        await db.scalars(
            select(BookedCell.starts_at).where(
                BookedCell.user_id.in_(sorted(user_ids)),
                BookedCell.starts_at > start - CELL,
                BookedCell.starts_at < end,
            )
        )
    )
    return merged([(at, at + CELL) for at in taken])


async def busy_of(db: WorkspaceSession, shown: Meeting, start: datetime, end: datetime) -> Party | None:
    """Return who of the two has another session inside [start, end), if one has."""
    for party in shown.parties:
        taken = select(BookedCell.session_id).where(
            BookedCell.user_id == party.user_id,
            BookedCell.session_id != shown.session.id,
            BookedCell.starts_at > start - CELL,
            BookedCell.starts_at < end,
        )
        if await db.scalar(taken.limit(1)) is not None:
            return party
    return None


async def wrap_up(db: WorkspaceSession, found: Session, user_id: str) -> WrapUp | None:
    """Return what somebody said about a session's present time, if they did."""
    return await db.scalar(
        select(WrapUp)
        .where(WrapUp.session_id == found.id, WrapUp.user_id == user_id, WrapUp.version == found.version)
        .limit(1)
    )


async def actions(db: WorkspaceSession, found: Session) -> list[Action]:
    """Return the actions agreed at a session's present time: the mentee's notes first, in their order."""
    rows = list(
        await db.scalars(
            select(Action)
            .where(Action.session_id == found.id, Action.version == found.version)
            .order_by(Action.position)
        )
    )
    return sorted(rows, key=lambda action: (action.written_by != found.mentee_id, action.position))


async def summary(db: WorkspaceSession, shown: Meeting) -> Summary:
    """Return what came of a session, the mentee's words first."""
    said = [await wrap_up(db, shown.session, user_id) for user_id in shown.user_ids]
    return Summary(
        shown, tuple(one for one in said if one is not None), tuple(await actions(db, shown.session))
    )
