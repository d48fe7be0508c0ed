"""A person's past sessions with what came of them, newest first and a page at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from bot.home.queries.facts import wrap_ups
from bot.kit.db import WorkspaceSession
from bot.models import Action, Expert, Session, SessionState, Thanks, WrapUp
from bot.privacy.rules import HIDDEN
from bot.sessions import queries as sessions
from bot.sessions.queries import Meeting, Party


@dataclass(frozen=True, slots=True)
class PastSession:
    """A session that took place, as one of its two people, ``me``, sees it.

    ``wrap_ups`` are of both, the mentee's first. ``thanks`` are the mentee's words, "" while there are none.
    ``helps``: the expert can still be asked.
    """

    meeting: Meeting
    me: Party
    wrap_ups: tuple[WrapUp, ...]
    actions: tuple[Action, ...]
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
    said = await wrap_ups(db, meetings)
    agreed = await _actions(db, meetings)
    ids = sorted(agreed)
    written = await db.scalars(select(Thanks).where(Thanks.session_id.in_(ids)))
    thanks = {row.session_id: row.words for row in written if row.words != HIDDEN}
    experts = sorted({one.expert.user_id for one in meetings})
    joined = select(Expert.user_id).where(Expert.user_id.in_(experts), Expert.opted_out_at.is_(None))
    help_still = set(await db.scalars(joined))
    return [
        PastSession(
            meeting=one,
            me=one.party(user_id),
            wrap_ups=tuple(
                said[one.session.id, each] for each in one.user_ids if (one.session.id, each) in said
            ),
            actions=tuple(agreed[one.session.id]),
            thanks=thanks.get(one.session.id, ""),
            helps=one.expert.user_id in help_still and not one.expert.has_left,
        )
        for one in meetings
    ]


async def _actions(db: WorkspaceSession, meetings: Sequence[Meeting]) -> dict[str, list[Action]]:
    """Return what was agreed at each session's present time, the mentee's notes first."""
    known = {one.session.id: one.session for one in meetings}
    found: dict[str, list[Action]] = defaultdict(list, {session_id: [] for session_id in known})
    rows = await db.scalars(select(Action).where(Action.session_id.in_(sorted(known))))
    for row in rows:
        if row.version == known[row.session_id].version:
            found[row.session_id].append(row)
    for session_id, each in found.items():
        each.sort(key=lambda row: (row.written_by != known[session_id].mentee_id, row.position))
    return found
