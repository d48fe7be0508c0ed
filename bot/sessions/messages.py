"""What is said about sessions, from their scheduling to what came of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from bot.checklists import queries as checklists
from bot.delivery.messages import Effect, File, MessageKind, Policy, PostMessage, Render, RenderContext
from bot.kit.blocks import escape
from bot.kit.reader import Reader
from bot.models import SessionState
from bot.sessions import queries, texts
from bot.sessions.queries import Meeting, Party
from bot.sessions.views import actions, calendar, running, scheduling, wrap_up
from bot.sessions.views.common import parties_of

OVER = (SessionState.ENDED, SessionState.HELD)
BOOKED = SessionState.BOOKED


def _during(
    make: Callable[[RenderContext, Meeting], Awaitable[Effect | None]], *states: SessionState
) -> Render:
    """Return a render that says nothing once the session has another version, or none of these states."""

    async def render(context: RenderContext) -> Effect | None:
        meeting = await queries.meeting(context.db, context.row.subject_id)
        if meeting is None or meeting.session.state not in states:
            return None
        # A row that only refreshes a message carries no version: it shows whatever stands now.
        if context.row.version not in (0, meeting.session.version):
            return None
        return await make(context, meeting)

    return render


def _reader(context: RenderContext, meeting: Meeting) -> Reader:
    """Return how the recipients read; where their zones differ, times are spelled out in the mentee's."""
    return context.reader.in_zone(parties_of(meeting, context.recipient.user_ids)[0].zone)


def _me(context: RenderContext, meeting: Meeting) -> Party:
    return meeting.party(context.recipient.user_id)


def _key(name: str, meeting: Meeting) -> str:
    """Return the name of a card that each version of a session has anew."""
    return f"{name}:{meeting.session.id}:{meeting.session.version}"


async def _card(context: RenderContext, meeting: Meeting) -> Effect:
    parties = parties_of(meeting, context.recipient.user_ids)
    text, blocks = scheduling.card(_reader(context, meeting), meeting, parties, context.now)
    return PostMessage(text, blocks, card=_key("session", meeting))


async def _old_card(context: RenderContext) -> Effect | None:
    """Return what stays of the card of an older version, where it was posted."""
    row = context.row
    meeting = await queries.meeting(context.db, row.subject_id)
    if meeting is None or row.version >= meeting.session.version:
        return None
    text, blocks = scheduling.old_card(_reader(context, meeting), meeting, row.version)
    return PostMessage(text, blocks, card=f"session:{row.subject_id}:{row.version}", update_only=True)


async def _calendar_file(context: RenderContext) -> Effect | None:
    """Return the calendar entry, unless a later one is on its way. The row's version is its SEQUENCE."""
    meeting = await queries.meeting(context.db, context.row.subject_id)
    if meeting is None or meeting.session.calendar_at is None:
        return None
    session = meeting.session
    if context.row.version != session.sequence or session.state not in (BOOKED, SessionState.CANCELLED):
        return None
    reader, me = context.reader, _me(context, meeting)
    if me.has_left:
        return None
    told = texts.FILE_UPDATE if session.sequence else texts.FILE_NEW
    if session.state is SessionState.CANCELLED:
        told = texts.FILE_CANCEL
    return File(
        filename=calendar.filename(meeting),
        content=calendar.ics(reader, meeting, me, context.now),
        title=calendar.title(reader, meeting),
        text=reader(told, other=escape(reader(meeting.other(me.user_id).name))),
    )


async def _place_changed(context: RenderContext, meeting: Meeting) -> Effect:
    return PostMessage(*scheduling.place_changed(_reader(context, meeting), meeting))


async def _brief(context: RenderContext, meeting: Meeting) -> Effect:
    me = _me(context, meeting)
    gaps = [item.text for item in await checklists.gaps(context.db, meeting.session.id, me.user_id)]
    shared = await checklists.material(context.db, meeting.session)
    return PostMessage(*running.brief(_reader(context, meeting), meeting, me, shared, gaps))


async def _start(context: RenderContext, meeting: Meeting, *, update_only: bool) -> Effect:
    shared = await checklists.material(context.db, meeting.session)
    text, blocks = running.start(_reader(context, meeting), meeting, shared)
    return PostMessage(text, blocks, card=_key("session_start", meeting), update_only=update_only)


async def _sum_up(context: RenderContext, meeting: Meeting) -> Effect:
    return PostMessage(*running.sum_up(_reader(context, meeting), meeting, context.now))


async def _still_needed(context: RenderContext, meeting: Meeting) -> Effect:
    return PostMessage(*scheduling.still_needed(context.reader, meeting))


async def _wrap_up(
    context: RenderContext, meeting: Meeting, *, name: str = "wrap_up", update_only: bool
) -> Effect:
    me = _me(context, meeting)
    done = await queries.wrap_up(context.db, meeting.session, me.user_id) is not None
    text, blocks = wrap_up.invitation(context.reader, meeting, me, done=done)
    return PostMessage(text, blocks, card=_key(name, meeting), update_only=update_only)


async def _reminder(context: RenderContext, meeting: Meeting) -> Effect | None:
    me = _me(context, meeting)
    if await queries.wrap_up(context.db, meeting.session, me.user_id) is not None:
        return None
    return PostMessage(*wrap_up.reminder(context.reader, meeting, me), card=_key("wrap_up_reminder", meeting))


async def _summary(context: RenderContext, meeting: Meeting, *, update_only: bool) -> Effect:
    found = await queries.summary(context.db, meeting)
    text, blocks = wrap_up.summary(_reader(context, meeting), found)
    return PostMessage(text, blocks, card=f"session_summary:{meeting.session.id}", update_only=update_only)


async def _action_check(context: RenderContext, meeting: Meeting, *, update_only: bool) -> Effect | None:
    """Return the question what became of somebody's actions; None where none is open any more."""
    me = _me(context, meeting)
    own = await queries.own_actions(context.db, me.user_id, meeting.session.id)
    if me.has_left or not own or not (update_only or any(one.is_open for one in own)):
        return None
    text, blocks = actions.check(context.reader, meeting, me, own)
    return PostMessage(text, blocks, card=f"session_actions:{meeting.session.id}", update_only=update_only)


async def _handover(context: RenderContext, meeting: Meeting) -> Effect | None:
    said = await queries.wrap_up(context.db, meeting.session, meeting.expert.user_id)
    if said is None or not said.handover_to:
        return None
    return PostMessage(
        *wrap_up.handover(context.reader, meeting, said), card=f"session_handover:{meeting.session.id}"
    )


CARD = MessageKind(
    id="session_card",
    title="Session card",
    why="{mentee} and {expert} have news about their session.",
    render=_during(_card, *SessionState),
    policy=Policy(on_unknown_outcome="repeat"),
)
OLD_CARD = MessageKind(
    id="session_card_old",
    title="An older session card",
    why="A newer card takes its place.",
    render=_old_card,
)
CALENDAR = MessageKind(
    id="session_ics",
    title="Calendar entry",
    why="The session of {mentee} and {expert} belongs in their calendars.",
    render=_calendar_file,
    policy=Policy(on_unknown_outcome="repeat"),
)
PLACE = MessageKind(
    id="session_place",
    title="The place has changed",
    why="{mentee} and {expert} meet somewhere else than planned.",
    render=_during(_place_changed, BOOKED),
    policy=Policy(useful_for=timedelta(days=1)),
)
BRIEF = MessageKind(
    id="session_brief",
    title="Brief before the session",
    why="{mentee} and {expert} meet {when}.",
    render=_during(_brief, BOOKED),
    policy=Policy(useful_for=timedelta(minutes=15), on_unknown_outcome="repeat"),
)
START = MessageKind(
    id="session_start",
    title="The session starts",
    why="{mentee} and {expert} meet {when}.",
    render=_during(partial(_start, update_only=False), BOOKED),
    policy=Policy(useful_for=timedelta(minutes=10), on_unknown_outcome="repeat"),
)
START_CARD = MessageKind(
    id="session_start_card",
    title="The start card",
    why="{mentee} and {expert} have begun.",
    render=_during(partial(_start, update_only=True), BOOKED, *OVER),
)
SUM_UP = MessageKind(
    id="session_sum_up",
    title="Time to sum up",
    why="The session of {mentee} and {expert} ends soon.",
    render=_during(_sum_up, BOOKED),
    policy=Policy(useful_for=timedelta(minutes=4)),
)
STILL_NEEDED = MessageKind(
    id="session_still_needed",
    title="Still needed?",
    why="{mentee} and {expert} have not picked a time yet.",
    render=_during(_still_needed, SessionState.SCHEDULING),
    policy=Policy(waits_for_hours=True, useful_for=timedelta(days=5), on_unknown_outcome="repeat"),
)
WRAP_UP = MessageKind(
    id="session_wrap_up",
    title="Wrap-up",
    why="The session of {mentee} and {expert} is over.",
    render=_during(partial(_wrap_up, update_only=False), *OVER),
    policy=Policy(useful_for=timedelta(days=3), on_unknown_outcome="repeat"),
)
WRAP_UP_CARD = MessageKind(
    id="session_wrap_up_card",
    title="The wrap-up card",
    why="What one of them wrote has changed it.",
    render=_during(partial(_wrap_up, update_only=True), *OVER),
)
WRAP_UP_REMINDER = MessageKind(
    id="session_wrap_up_reminder",
    title="Reminder to wrap up",
    why="The session of {mentee} and {expert} has no words yet.",
    render=_during(_reminder, SessionState.ENDED),
    policy=Policy(waits_for_hours=True, useful_for=timedelta(days=2)),
)
WRAP_UP_REMINDER_CARD = MessageKind(
    id="session_wrap_up_reminder_card",
    title="The reminder to wrap up",
    why="What one of them wrote has answered it.",
    render=_during(partial(_wrap_up, name="wrap_up_reminder", update_only=True), *OVER),
)
SUMMARY = MessageKind(
    id="session_summary",
    title="What came of it",
    why="{mentee} and {expert} have wrapped up.",
    render=_during(partial(_summary, update_only=False), SessionState.HELD),
    policy=Policy(on_unknown_outcome="repeat"),
)
SUMMARY_CARD = MessageKind(
    id="session_summary_card",
    title="The summary's card",
    why="Something became of what {mentee} and {expert} agreed.",
    render=_during(partial(_summary, update_only=True), SessionState.HELD),
)
ACTION_CHECK = MessageKind(
    id="session_action_check",
    title="What became of the actions",
    why="{mentee} and {expert} agreed on something a week before.",
    render=_during(partial(_action_check, update_only=False), SessionState.HELD),
    policy=Policy(waits_for_hours=True, useful_for=timedelta(days=14)),
)
ACTION_CHECK_CARD = MessageKind(
    id="session_action_check_card",
    title="The question about actions",
    why="Somebody said what became of one.",
    render=_during(partial(_action_check, update_only=True), SessionState.HELD),
)
HANDOVER = MessageKind(
    id="session_handover",
    title="A warm hand-over",
    why="{expert} named somebody who knows more about {topic}.",
    render=_during(_handover, SessionState.HELD),
    policy=Policy(on_unknown_outcome="repeat"),
)
MESSAGES = (
    *(CARD, OLD_CARD, CALENDAR, PLACE, BRIEF, START, START_CARD, SUM_UP, STILL_NEEDED),
    *(WRAP_UP, WRAP_UP_CARD, WRAP_UP_REMINDER, WRAP_UP_REMINDER_CARD, SUMMARY, SUMMARY_CARD),
    *(ACTION_CHECK, ACTION_CHECK_CARD, HANDOVER),
)
