"""A session as it is shown, and who has another one when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from bot.admin import queries as admin
from bot.kit.db import WorkspaceSession
from bot.kit.hours import WorkingHours
from bot.kit.i18n import Words
from bot.kit.reader import FirstName
from bot.kit.words import unformatted
from bot.matching import queries as matching
from bot.models import (
    OPEN_ASK,
    Ask,
    BookedCell,
    Person,
    Session,
    SessionState,
    Slot,
)
from bot.people import queries as people
from bot.sessions.rules import CELL, Interval, best_first, merged

LIVE = tuple(state for state in SessionState if state not in (SessionState.HELD, SessionState.CANCELLED))
SHOWN = (
    joinedload(Session.ask).joinedload(Ask.topic),
    joinedload(Session.offer),
    joinedload(Session.series),
    selectinload(Session.slots),
)
_MARKUP = str.maketrans("", "", "<>&")


@dataclass(frozen=True, slots=True)
class Party:
    """One of the two people of a session; the name is not escaped. ``has_left``: they have left Slack.

    ``email`` is known only where the optional scope ``users:read.email`` was given.
    """

    user_id: str
    name: Words
    zone: str
    has_left: bool = False
    email: str | None = None

    @property
    def plain_name(self) -> Words:
        """The name, safe wherever a sentence is shown, escaped or not."""
        return unformatted(self.name.translate(_MARKUP)) if isinstance(self.name, str) else self.name


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session with everything that is shown of it. ``looking``: its question is open again, or still;
    ``only``: it was for this expert alone, so that its mentee is asked how to go on.

    ``slots`` are the proposed starts, the best one first. It is the ``part``-th, from 1, of ``agreed``
    sessions, where the mentee had wished for ``wished``. ``series_ended_by``: who ended its series early.
    """

    session: Session
    mentee: Party
    expert: Party
    topic: Words
    question: str
    slots: tuple[datetime, ...]
    looking: bool
    needed_by: date | None = None
    background: str = ""
    outcome: str = ""
    part: int = 1
    agreed: int = 1
    wished: int = 1
    only: bool = False
    series_ended_by: str | None = None

    @property
    def in_series(self) -> bool:
        """Whether it belongs to a series, which ends when it is called off."""
        return self.session.series_id is not None

    @property
    def goes_on(self) -> bool:
        """Whether it was made to go on after another session of a series, as one of those agreed on."""
        return 1 < self.part <= self.agreed

    @property
    def have_met(self) -> bool:
        """Whether it goes on after another session of the two, of this series or before it."""
        return self.goes_on or self.session.earliest_at is not None

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

    def called(self, party: Party) -> FirstName:
        """Return how one of the two is called in a sentence that its reader says later."""
        return FirstName(party.plain_name, self.other(party.user_id).plain_name)


async def hours_of_both(db: WorkspaceSession, session: Session) -> dict[str, WorkingHours]:
    """Return when each of the two can meet; the mentee may have named hours in the ask."""
    hours = dict(await people.hours_of_all(db, (session.mentee_id, session.expert_id)))
    if ask := await db.get(Ask, session.ask_id):
        hours[session.mentee_id] = await matching.mentee_hours(db, ask)
    return hours


async def meeting(db: WorkspaceSession, session_id: str) -> Meeting | None:
    """Return a session as it is shown."""
    found = await db.get(Session, session_id, options=SHOWN)
    return (await meetings(db, [found]))[0] if found else None


async def meetings(db: WorkspaceSession, found: Sequence[Session]) -> list[Meeting]:
    """Return sessions as they are shown, with one more statement for all; they were loaded with ``SHOWN``."""
    user_ids = {user_id for one in found for user_id in (one.mentee_id, one.expert_id)}
    known = await people.people(db, user_ids) if user_ids else {}
    return [_shown(one, known) for one in found]


def _shown(found: Session, known: Mapping[str, Person]) -> Meeting:
    mentee, expert = (_party(one, known.get(one)) for one in (found.mentee_id, found.expert_id))
    zones = mentee.zone, expert.zone
    return Meeting(
        session=found,
        mentee=mentee,
        expert=expert,
        topic=admin.name_of(found.ask.topic),
        question=found.ask.question,
        slots=tuple(best_first([slot.starts_at for slot in found.slots], found.minutes, zones)),
        looking=found.ask.state in OPEN_ASK,
        needed_by=found.ask.needed_by,
        background=found.ask.background,
        outcome=found.ask.outcome,
        part=found.ask.part,
        agreed=found.offer.agreed_sessions,
        wished=found.ask.wished_sessions,
        only=found.ask.only_expert_id is not None,
        series_ended_by=found.series.ended_by if found.series else None,
    )


def _party(user_id: str, someone: Person | None) -> Party:
    if someone is None:
        return Party(user_id, people.name_of(None), "UTC")
    return Party(user_id, people.name_of(someone), someone.zone, someone.deactivated, someone.email)


async def slots(db: WorkspaceSession, session_id: str) -> list[datetime]:
    """Return the proposed starts of a session."""
    return list(await db.scalars(select(Slot.starts_at).where(Slot.session_id == session_id)))


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
