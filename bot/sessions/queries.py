"""Reads about sessions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from bot.admin import queries as admin
from bot.kit.db import WorkspaceSession
from bot.kit.hours import WorkingHours
from bot.kit.i18n import Words
from bot.kit.reader import FirstName
from bot.kit.words import FORGOTTEN, unformatted
from bot.matching import queries as matching
from bot.models import (
    OPEN_ASK,
    Action,
    ActionState,
    Ask,
    BookedCell,
    Person,
    Presence,
    PresenceSaid,
    Session,
    SessionState,
    Slot,
    WrapUp,
)
from bot.people import queries as people
from bot.sessions.rules import CELL, Interval, Side, best_first, merged

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


@dataclass(frozen=True, slots=True)
class Page:
    """The wrap-up that both share: what they take away, what to read next, and what they agreed.

    ``saved_at`` is None while nobody has written anything.
    """

    takeaways: str = ""
    resource: str = ""
    actions: tuple[Action, ...] = ()
    saved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of a session."""

    meeting: Meeting
    page: Page


@dataclass(frozen=True, slots=True)
class OwnAction:
    """An agreed action that somebody sees to, and the session it comes from."""

    action: Action
    meeting: Meeting
    me: Party

    @property
    def is_open(self) -> bool:
        """Whether it is neither done nor dropped."""
        return self.action.state is ActionState.OPEN

    @property
    def other(self) -> Party:
        """The one it was agreed with."""
        return self.meeting.other(self.me.user_id)


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


async def wrap_up(db: WorkspaceSession, found: Session, user_id: str) -> WrapUp | None:
    """Return what somebody said about a session's present time, if they did."""
    return await db.scalar(
        select(WrapUp)
        .where(WrapUp.session_id == found.id, WrapUp.user_id == user_id, WrapUp.version == found.version)
        .limit(1)
    )


async def presence(db: WorkspaceSession, found: Session) -> dict[str, PresenceSaid]:
    """Return what each side pressed last around the start of a session's present time."""
    rows = await db.scalars(
        select(Presence).where(Presence.session_id == found.id, Presence.version == found.version)
    )
    return {row.user_id: row.said for row in rows}


async def sides(db: WorkspaceSession, found: Session) -> tuple[Side, Side]:
    """Return what the mentee and the expert say about a session's present time."""
    pressed = await presence(db, found)
    return await _side(db, found, found.mentee_id, pressed), await _side(db, found, found.expert_id, pressed)


async def _side(db: WorkspaceSession, found: Session, user_id: str, pressed: dict[str, PresenceSaid]) -> Side:
    said = await wrap_up(db, found, user_id)
    return Side(pressed.get(user_id) is PresenceSaid.STARTED, said.took_place if said else None)


async def actions(db: WorkspaceSession, session_id: str) -> list[Action]:
    """Return the actions agreed in a session, in their order; none whose words are forgotten."""
    return (await _actions(db, [session_id]))[session_id]


async def page(db: WorkspaceSession, found: Session) -> Page:
    """Return the page of a session as it was saved last, whichever of its times that was about."""
    return (await pages(db, [found]))[found.id]


async def pages(db: WorkspaceSession, found: Sequence[Session]) -> dict[str, Page]:
    """Return the pages of several sessions, by their ids."""
    said: dict[str, list[WrapUp]] = {one.id: [] for one in found}
    for row in await db.scalars(select(WrapUp).where(WrapUp.session_id.in_(sorted(said)))):
        said[row.session_id].append(row)
    agreed = await _actions(db, said)
    return {one.id: _page(one, said[one.id], agreed[one.id]) for one in found}


def _page(found: Session, rows: list[WrapUp], agreed: Sequence[Action]) -> Page:
    saved = [(row.saved_at, row) for row in rows if row.saved_at is not None]
    if saved:
        with_words = [one for one in saved if one[1].takeaways or one[1].resource]
        newest = max(with_words or saved, key=lambda one: one[0])[1]
        return Page(newest.takeaways, newest.resource, tuple(agreed), max(at for at, _ in saved))
    # Written when each side still had a page of its own: the mentee's words first.
    rows.sort(key=lambda row: row.user_id != found.mentee_id)
    takeaways, resources = ([getattr(row, name) for row in rows] for name in ("takeaways", "resource"))
    return Page("\n".join(filter(None, takeaways)), "\n".join(filter(None, resources)), tuple(agreed))


async def _actions(db: WorkspaceSession, session_ids: Iterable[str]) -> dict[str, list[Action]]:
    found: dict[str, list[Action]] = {one: [] for one in session_ids}
    for row in await db.scalars(select(Action).where(Action.session_id.in_(sorted(found)))):
        if row.what != FORGOTTEN:
            found[row.session_id].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (row.position, row.written_by, row.id))
    return found


async def summary(db: WorkspaceSession, shown: Meeting) -> Summary:
    """Return what came of a session."""
    return Summary(shown, await page(db, shown.session))


async def own_actions(
    db: WorkspaceSession, user_id: str, session_id: str | None = None, *, only_open: bool = False
) -> list[OwnAction]:
    """Return the actions that somebody sees to, of one session or of all held ones; earliest due first.

    Nobody is asked about one whose words are forgotten.
    """
    query = select(Action).join(Action.session)
    query = query.where(
        Session.state == SessionState.HELD, Action.version == Session.version, _sees_to(user_id)
    )
    if session_id is not None:
        query = query.where(Action.session_id == session_id)
    if only_open:
        query = query.where(Action.state == ActionState.OPEN)
    rows = [row for row in await db.scalars(query) if row.what != FORGOTTEN]
    rows.sort(key=lambda row: (row.due or date.max, row.session_id, row.position))
    ids = sorted({row.session_id for row in rows})
    known = list(await db.scalars(select(Session).options(*SHOWN).where(Session.id.in_(ids)))) if ids else []
    found = {one.session.id: one for one in await meetings(db, known)}
    return [OwnAction(row, shown, shown.party(user_id)) for row in rows if (shown := found[row.session_id])]


def _sees_to(user_id: str) -> ColumnElement[bool]:
    mentee, expert = Session.mentee_id == user_id, Session.expert_id == user_id
    nobody = Action.owner_id.is_(None)
    return or_(
        Action.owner_id == user_id,
        and_(nobody, Action.shared.is_(True), or_(mentee, expert)),
        and_(nobody, Action.shared.is_(False), mentee),
    )
