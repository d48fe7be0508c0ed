"""What the clock does with sessions, and what is said about them."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, exists, select

from bot.checklists import queries as checklists
from bot.delivery.kinds import Effect, File, MessageKind, PostMessage, Render
from bot.kit.blocks import escape
from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.models import Ask, AskState, Offer, OfferState, Outbox, Person, Session, SessionState, Workspace
from bot.sessions import queries, texts
from bot.sessions.queries import Meeting
from bot.sessions.service import common, deadlines
from bot.sessions.service.scheduling import open_session
from bot.sessions.views import calendar, running, scheduling, wrap_up
from bot.sessions.views.common import readers_of

log = logging.getLogger(__name__)

AT_ONCE = 100
OVER = (SessionState.ENDED, SessionState.HELD)


async def open_sessions(services: Services) -> None:
    """Open a session for every acceptance that has none yet."""
    now = services.clock.now()
    async with services.database.all_workspaces() as db:
        found = (await db.execute(_to_open())).all()
    await _each(services, found, open_session, now)


@cache
def _to_open() -> Select[str, str]:
    """Return what finds them. It is asked after every press: making it takes as long as executing it."""
    none_yet = (
        ~select(Session.id)
        .where(Session.workspace_id == Offer.workspace_id, Session.offer_id == Offer.id)
        .exists()
    )
    # The ask is matched while its session lives, which keeps the old acceptances out of the search.
    return (
        select(Offer.workspace_id, Offer.id)
        .join(Ask, (Ask.workspace_id == Offer.workspace_id) & (Ask.id == Offer.ask_id))
        .join(Workspace, Workspace.id == Offer.workspace_id)
        .where(Ask.state == AskState.MATCHED, Offer.state == OfferState.ACCEPTED, none_yet)
        .where(Workspace.removed_at.is_(None))
        .limit(AT_ONCE)
    )


async def wake_sessions(services: Services) -> None:
    """Move every session whose time has come: over, never scheduled, never wrapped up."""
    now = services.clock.now()
    async with services.database.all_workspaces() as db:
        found = (
            await db.execute(
                select(Session.workspace_id, Session.id)
                .join(Workspace, Workspace.id == Session.workspace_id)
                .where(Session.wakes_at <= now, Workspace.removed_at.is_(None))
                .order_by(Session.wakes_at)
                .limit(AT_ONCE)
            )
        ).all()
    await _each(services, found, deadlines.wake, now)


async def part_leavers(services: Services) -> None:
    """End the sessions ahead of people whose account was deactivated."""
    now = services.clock.now()
    ahead = Session.state.in_((SessionState.SCHEDULING, SessionState.BOOKED))
    left = exists().where(
        Person.workspace_id == Session.workspace_id,
        Person.user_id.in_((Session.mentee_id, Session.expert_id)),
        Person.deactivated.is_(True),
    )
    async with services.database.all_workspaces() as db:
        found = (
            await db.execute(
                select(Session.workspace_id, Session.id)
                .join(Workspace, Workspace.id == Session.workspace_id)
                .where(ahead, left, Workspace.removed_at.is_(None))
                .limit(AT_ONCE)
            )
        ).all()
    await _each(services, found, deadlines.part, now)


async def _each(
    services: Services,
    found: Iterable[Any],
    step: Callable[[WorkspaceSession, str, datetime], Awaitable[Any]],
    now: datetime,
) -> None:
    """Take each step in its own transaction, so that one that fails holds nobody else up."""
    for workspace_id, row_id in found:
        try:
            async with services.database.begin(workspace_id) as db:
                await step(db, row_id, now)
        except UserMessage:
            log.info("somebody was faster than the clock: %s", row_id)
        except Exception as error:
            log.error("%s of %s failed: %s", step.__name__, row_id, type(error).__name__)


def _of(row: Outbox) -> list[str]:
    return row.recipient.split("+")


def _during(
    make: Callable[[WorkspaceSession, Outbox, Meeting, datetime], Awaitable[Effect | None]],
    *states: SessionState,
) -> Render:
    """Return a render that says nothing once the session has another version, or none of these states."""

    async def render(db: WorkspaceSession, row: Outbox, now: datetime) -> Effect | None:
        meeting = await queries.meeting(db, row.subject_id)
        if meeting is None or meeting.session.state not in states:
            return None
        # A row that only refreshes a message carries no version: it shows whatever stands now.
        if row.version not in (0, meeting.session.version):
            return None
        return await make(db, row, meeting, now)

    return render


async def _card(_tx: WorkspaceSession, row: Outbox, meeting: Meeting, now: datetime) -> Effect:
    session = meeting.session
    return PostMessage(
        *scheduling.card(meeting, readers_of(meeting, _of(row)), now),
        card=f"session:{session.id}:{session.version}",
    )


async def old_card(db: WorkspaceSession, row: Outbox, _now: datetime) -> Effect | None:
    """Return what stays of the card of an older version, where it was posted."""
    meeting = await queries.meeting(db, row.subject_id)
    if meeting is None or row.version >= meeting.session.version:
        return None
    text, blocks = scheduling.old_card(meeting, row.version)
    return PostMessage(text, blocks, card=f"session:{row.subject_id}:{row.version}", update_only=True)


async def calendar_file(db: WorkspaceSession, row: Outbox, now: datetime) -> Effect | None:
    """Return the calendar entry, unless a later one is on its way. The row's version is its SEQUENCE."""
    meeting = await queries.meeting(db, row.subject_id)
    if meeting is None or meeting.session.calendar_at is None or row.version != meeting.session.sequence:
        return None
    session = meeting.session
    if session.state not in (SessionState.BOOKED, SessionState.CANCELLED):
        return None
    names = {"mentee": meeting.mentee.name, "expert": meeting.expert.name, "topic": meeting.topic}
    told = texts.FILE_UPDATE if session.sequence else texts.FILE_NEW
    if session.state is SessionState.CANCELLED:
        told = texts.FILE_CANCEL
    return File(
        filename=calendar.filename(meeting),
        content=calendar.ics(meeting, now),
        title=texts.FILE_TITLE.format(**names),
        text=told.format(other=escape(meeting.other(row.recipient).name)),
    )


async def _place(_tx: WorkspaceSession, row: Outbox, meeting: Meeting, _now: datetime) -> Effect:
    return PostMessage(*scheduling.place_news(meeting, readers_of(meeting, _of(row))))


async def _brief(db: WorkspaceSession, row: Outbox, meeting: Meeting, _now: datetime) -> Effect:
    reader = meeting.party(row.recipient)
    gaps = [item.text for item in await checklists.gaps(db, meeting.session.id, reader.user_id)]
    shared = await queries.material(db, meeting.session)
    return PostMessage(*running.brief(meeting, reader, shared, gaps))


async def _start(db: WorkspaceSession, row: Outbox, meeting: Meeting, _now: datetime) -> Effect:
    session = meeting.session
    shared = await queries.material(db, session)
    text, blocks = running.start(meeting, readers_of(meeting, _of(row)), shared)
    card = f"session_start:{session.id}:{session.version}"
    return PostMessage(text, blocks, card=card, update_only=row.kind == common.START_CARD)


async def _sum_up(_tx: WorkspaceSession, _row: Outbox, meeting: Meeting, now: datetime) -> Effect:
    return PostMessage(*running.sum_up(meeting, now))


async def _still_needed(_tx: WorkspaceSession, _row: Outbox, meeting: Meeting, _now: datetime) -> Effect:
    return PostMessage(*scheduling.still_needed(meeting))


async def _wrap_up(db: WorkspaceSession, row: Outbox, meeting: Meeting, _now: datetime) -> Effect:
    me = meeting.party(row.recipient)
    done = await queries.wrap_up(db, meeting.session, me.user_id) is not None
    card = f"wrap_up:{meeting.session.id}:{meeting.session.version}"
    update_only = row.kind == common.WRAP_UP_CARD
    return PostMessage(*wrap_up.invitation(meeting, me, done=done), card=card, update_only=update_only)


async def _reminder(db: WorkspaceSession, row: Outbox, meeting: Meeting, _now: datetime) -> Effect | None:
    me = meeting.party(row.recipient)
    done = await queries.wrap_up(db, meeting.session, me.user_id) is not None
    card = f"wrap_up_reminder:{meeting.session.id}:{meeting.session.version}"
    if row.kind == common.WRAP_UP_REMINDER_CARD:
        return PostMessage(*wrap_up.invitation(meeting, me, done=done), card=card, update_only=True)
    return None if done else PostMessage(*wrap_up.reminder(meeting, me), card=card)


async def _summary(db: WorkspaceSession, _row: Outbox, meeting: Meeting, _now: datetime) -> Effect:
    found = await queries.summary(db, meeting)
    return PostMessage(*wrap_up.summary(found), card=f"session_summary:{meeting.session.id}")


async def _handover(db: WorkspaceSession, _row: Outbox, meeting: Meeting, _now: datetime) -> Effect | None:
    said = await queries.wrap_up(db, meeting.session, meeting.expert.user_id)
    if said is None or not said.handover_to:
        return None
    return PostMessage(*wrap_up.handover(meeting, said), card=f"session_handover:{meeting.session.id}")


JOBS = [
    Job("open_sessions", open_sessions),
    Job("part_leavers", part_leavers),
    Job("wake_sessions", wake_sessions),
]

BOOKED = SessionState.BOOKED
MESSAGES: dict[str, MessageKind] = {
    common.CARD: MessageKind(_during(_card, *SessionState), on_unknown_outcome="repeat"),
    common.OLD_CARD: MessageKind(old_card),
    common.CALENDAR: MessageKind(calendar_file, on_unknown_outcome="repeat"),
    common.PLACE: MessageKind(_during(_place, BOOKED), useful_for=timedelta(days=1)),
    common.BRIEF: MessageKind(
        _during(_brief, BOOKED), useful_for=timedelta(minutes=15), on_unknown_outcome="repeat"
    ),
    common.START: MessageKind(
        _during(_start, BOOKED), useful_for=timedelta(minutes=10), on_unknown_outcome="repeat"
    ),
    common.START_CARD: MessageKind(_during(_start, BOOKED, *OVER)),
    common.SUM_UP: MessageKind(_during(_sum_up, BOOKED), useful_for=timedelta(minutes=4)),
    common.STILL_NEEDED: MessageKind(
        _during(_still_needed, SessionState.SCHEDULING),
        waits_for_hours=True,
        useful_for=timedelta(days=5),
        on_unknown_outcome="repeat",
    ),
    common.WRAP_UP: MessageKind(
        _during(_wrap_up, *OVER), useful_for=timedelta(days=3), on_unknown_outcome="repeat"
    ),
    common.WRAP_UP_CARD: MessageKind(_during(_wrap_up, *OVER)),
    common.WRAP_UP_REMINDER: MessageKind(
        _during(_reminder, SessionState.ENDED), waits_for_hours=True, useful_for=timedelta(days=2)
    ),
    common.WRAP_UP_REMINDER_CARD: MessageKind(_during(_reminder, *OVER)),
    common.SUMMARY: MessageKind(_during(_summary, SessionState.HELD), on_unknown_outcome="repeat"),
    common.HANDOVER: MessageKind(_during(_handover, SessionState.HELD), on_unknown_outcome="repeat"),
}
