"""What came of sessions: what both said and wrote, and what they agreed to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select

from bot.kit.db import WorkspaceSession
from bot.kit.words import FORGOTTEN
from bot.models import (
    Action,
    ActionState,
    Presence,
    PresenceSaid,
    Session,
    SessionState,
    WrapUp,
)
from bot.sessions.queries.meetings import SHOWN, Meeting, Party, meetings
from bot.sessions.rules import Side


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
