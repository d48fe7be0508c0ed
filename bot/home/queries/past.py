"""A person's past sessions with what came of them, newest first and a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from bot.kit.db import WorkspaceSession
from bot.kit.words import FORGOTTEN
from bot.models import Action, Expert, Session, SessionState, Thanks
from bot.sessions import queries as sessions
from bot.sessions.queries import Meeting, Page, Party


@dataclass(frozen=True, slots=True)
class PastSession:
    """A session that took place, as one of its two people, ``me``, sees it.

    ``page`` is what both wrote. ``thanks`` are the mentee's words, "" while there are none. ``helps``: the
    expert can still be asked.
    """

    meeting: Meeting
    me: Party
    page: Page
    thanks: str
    helps: bool

    @property
    def other(self) -> Party:
        """The other one of the two."""
        return self.meeting.other(self.me.user_id)

    def sees(self, action: Action) -> bool:
        """Whether the person may see what became of an action: their own, or one that its owner shows."""
        mine = self.me.user_id == (action.owner_id or self.meeting.mentee.user_id)
        return mine or action.shown or (action.owner_id is None and action.shared)


@dataclass(frozen=True, slots=True)
class Past:
    """Some of a person's past sessions: from the one that ``first`` counts, from 0, of ``total``."""

    shown: tuple[PastSession, ...]
    first: int
    total: int


async def past(db: WorkspaceSession, user_id: str, first: int, most: int) -> Past:
    """Return a person's sessions that took place, newest first, with a fixed number of statements."""
    total = await db.scalar(select(func.count(Session.id)).where(*_mine(user_id))) or 0
    first = max(0, min(first, total - 1))
    rows = select(Session).options(*sessions.SHOWN).where(*_mine(user_id))
    newest = rows.order_by(Session.starts_at.desc(), Session.id.desc()).offset(first).limit(most)
    meetings = await sessions.meetings(db, list(await db.scalars(newest)))
    return Past(tuple(await _with_outcome(db, meetings, user_id)), first, total)


def _mine(user_id: str) -> tuple[ColumnElement[bool], ...]:
    own = (Session.mentee_id == user_id) | (Session.expert_id == user_id)
    return own, Session.state == SessionState.HELD


async def _with_outcome(db: WorkspaceSession, meetings: Sequence[Meeting], user_id: str) -> list[PastSession]:
    if not meetings:
        return []
    pages = await sessions.pages(db, [one.session for one in meetings])
    ids = sorted(pages)
    written = await db.scalars(select(Thanks).where(Thanks.session_id.in_(ids)))
    thanks = {row.session_id: row.words for row in written if row.words != FORGOTTEN}
    experts = sorted({one.expert.user_id for one in meetings})
    joined = select(Expert.user_id).where(Expert.user_id.in_(experts), Expert.opted_out_at.is_(None))
    help_still = set(await db.scalars(joined))
    return [
        PastSession(
            meeting=one,
            me=one.party(user_id),
            page=pages[one.session.id],
            thanks=thanks.get(one.session.id, ""),
            helps=one.expert.user_id in help_still and not one.expert.has_left,
        )
        for one in meetings
    ]
