"""What is said about sessions, from their scheduling to what came of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from bot.asks import service as asks
from bot.checklists import queries as checklists
from bot.delivery.conversations import Talk, talk_of
from bot.delivery.messages import (
    Effect,
    File,
    MessageKind,
    Policy,
    PostMessage,
    Recipient,
    Remove,
    Render,
    RenderContext,
    Shown,
)
from bot.delivery.outbox import HOME
from bot.kit.reader import Reader
from bot.models import OVER_SESSION, UNDER_WAY, SessionState
from bot.offers import service as offers
from bot.sessions import queries, texts
from bot.sessions.queries import Meeting, Party
from bot.sessions.views import actions, calendar, running, scheduling, wrap_up
from bot.sessions.views.common import parties_of

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


def _own_card(meeting: Meeting) -> str:
    """Return the name of what one of the two has of the meeting itself: brief, start, wrap-up, result."""
    return f"session_own:{meeting.session.id}"


async def _card(context: RenderContext, meeting: Meeting, *, update_only: bool = False) -> Effect:
    """Return the card. A row with a version is news: the card moves down."""
    parties = parties_of(meeting, context.recipient.user_ids)
    text, blocks = scheduling.card(_reader(context, meeting), meeting, parties, context.now)
    card, news = f"session:{meeting.session.id}", bool(context.row.version) and not update_only
    shown_in = _linking_to(meeting)
    return PostMessage(text, blocks, card, update_only=update_only, anew=news, shown_in=shown_in)


def _linking_to(meeting: Meeting) -> tuple[Shown, ...]:
    """Return what links to the conversation of the two, which may not have been open before."""
    session, (mentee, expert) = meeting.session, (Recipient.person(one) for one in meeting.user_ids)
    return (
        Shown(asks.TRACKER_KIND, mentee, session.ask_id),
        Shown(offers.CARD_KIND, expert, session.offer_id),
        Shown(HOME, mentee, mentee.user_id),
        Shown(HOME, expert, expert.user_id),
    )


async def _talk(context: RenderContext, meeting: Meeting) -> Talk:
    return await talk_of(context.db, Recipient.group(*meeting.user_ids))


async def _booked(context: RenderContext, meeting: Meeting) -> Effect:
    me, talk = _me(context, meeting), await _talk(context, meeting)
    return PostMessage(*scheduling.told(context.reader, meeting, me, talk))


async def _calendar_file(context: RenderContext, *, without_file: bool = False) -> Effect | None:
    """Return the calendar entry, unless a later one is on its way. The row's version is its SEQUENCE.

    ``without_file``: its words are said even where no file may be shared.
    """
    meeting = await queries.meeting(context.db, context.row.subject_id)
    if meeting is None or meeting.session.calendar_at is None:
        return None
    session = meeting.session
    if context.row.version != session.sequence or session.state not in (BOOKED, SessionState.CANCELLED):
        return None
    reader, me = context.reader, _me(context, meeting)
    if me.has_left:
        return None
    told, _ = scheduling.told(reader, meeting, me, await _talk(context, meeting))
    return File(
        filename=calendar.filename(meeting),
        content=calendar.ics(reader, meeting, me, context.now),
        title=calendar.title(reader, meeting),
        text=f"{told} {reader(calendar.what_to_do(meeting))}",
        without=told if without_file else "",
    )


async def _own(
    context: RenderContext, meeting: Meeting, *, anew: bool = False, update_only: bool = False
) -> Effect:
    """Return the brief, which becomes the message of the start when the time has come."""
    me, reader = _me(context, meeting), context.reader
    gaps = [item.text for item in await checklists.gaps(context.db, meeting.session.id, me.user_id)]
    shared = await checklists.material(context.db, meeting.session)
    talk = await _talk(context, meeting)
    if meeting.session.starts_at is not None and meeting.session.starts_at <= context.now:
        pressed = await queries.presence(context.db, meeting.session)
        text, blocks = running.start(reader, meeting, me, shared, talk, pressed, context.now)
    else:
        text, blocks = running.brief(reader, meeting, me, shared, gaps, talk)
    return PostMessage(text, blocks, _own_card(meeting), update_only=update_only, anew=anew)


async def _start(context: RenderContext, meeting: Meeting) -> Effect | None:
    """Return the message of the start, which is of use until the end."""
    ends_at = meeting.session.ends_at
    return None if ends_at is None or ends_at <= context.now else await _own(context, meeting)


async def _where_are_you(context: RenderContext, meeting: Meeting) -> Effect | None:
    """Return the question to whoever seems not to be there."""
    asked = meeting.session.absent_reported_by != _me(context, meeting).user_id
    return await _own(context, meeting, anew=True) if asked else None


async def _own_over(context: RenderContext, meeting: Meeting) -> Effect:
    return Remove(context.reader(texts.NUDGE_OVER), card=_own_card(meeting))


async def _still_needed(context: RenderContext, meeting: Meeting) -> Effect:
    return PostMessage(*scheduling.still_needed(context.reader, meeting), _still_needed_card(meeting))


async def _still_needed_over(context: RenderContext) -> Effect | None:
    """Return that the question goes, unless it is asked again."""
    meeting = await queries.meeting(context.db, context.row.subject_id)
    if meeting is None or meeting.session.version != context.row.version:
        return None
    return Remove(context.reader(texts.NUDGE_OVER), card=_still_needed_card(meeting))


def _still_needed_card(meeting: Meeting) -> str:
    return f"session_still_needed:{meeting.session.id}"


async def _wrap_up(context: RenderContext, meeting: Meeting, *, anew: bool) -> Effect:
    """Return the invitation to wrap up, then thanks, and what came of it once the session counts as held."""
    me, session = _me(context, meeting), meeting.session
    done = await queries.wrap_up(context.db, session, me.user_id) is not None
    held = session.state is SessionState.HELD
    if held:
        found = await queries.summary(context.db, meeting)
        text, blocks = wrap_up.result(context.reader, found, done=done)
    elif session.state is SessionState.DIFFERS and done:
        sides = await queries.sides(context.db, session)
        text, blocks = wrap_up.differs(context.reader, meeting, me, sides)
    else:
        page = await queries.page(context.db, session)
        text, blocks = wrap_up.invitation(context.reader, meeting, me, page, done=done)
    return PostMessage(text, blocks, _own_card(meeting), update_only=not (anew or held), anew=anew)


async def _reminder(context: RenderContext, meeting: Meeting) -> Effect | None:
    me = _me(context, meeting)
    if await queries.wrap_up(context.db, meeting.session, me.user_id) is not None:
        return None
    return PostMessage(*wrap_up.reminder(context.reader, meeting, me), _own_card(meeting), anew=True)


async def _action_check(context: RenderContext, meeting: Meeting, *, update_only: bool) -> Effect | None:
    """Return the question what became of somebody's actions; None where none is open any more."""
    me = _me(context, meeting)
    own = await queries.own_actions(context.db, me.user_id, meeting.session.id)
    if me.has_left or not own or not (update_only or any(one.is_open for one in own)):
        return None
    text, blocks = actions.check(context.reader, meeting, me, own)
    return PostMessage(text, blocks, card=f"session_actions:{meeting.session.id}", update_only=update_only)


async def _handover(context: RenderContext, meeting: Meeting) -> Effect | None:
    """Return the question about a hand-over; it goes where the expert took it back."""
    card = f"session_handover:{meeting.session.id}"
    said = await queries.wrap_up(context.db, meeting.session, meeting.expert.user_id)
    if said is None or not said.handover_to:
        return Remove(context.reader(texts.NUDGE_OVER), card=card)
    return PostMessage(*wrap_up.handover(context.reader, meeting, said), card)


CARD = MessageKind(
    id="session_card",
    title="Session card",
    why="{mentee} and {expert} have news about their session.",
    render=_during(_card, *SessionState),
    policy=Policy(on_unknown_outcome="repeat"),
)
CARD_LATER = MessageKind(
    id="session_card_later",
    title="The session card, without a time that is over",
    why="A time that was proposed to {mentee} and {expert} has passed.",
    render=_during(partial(_card, update_only=True), SessionState.SCHEDULING),
)
BOOKED_NEWS = MessageKind(
    id="session_booked",
    title="Booked by the other one",
    why="{mentee} and {expert} meet {when}.",
    render=_during(_booked, BOOKED),
    policy=Policy(on_unknown_outcome="repeat"),
)
CALENDAR = MessageKind(
    id="session_ics",
    title="Booked, changed or off, with the calendar file",
    why="The session of {mentee} and {expert} belongs in their calendars.",
    render=partial(_calendar_file, without_file=True),
    policy=Policy(on_unknown_outcome="repeat"),
)
CALENDAR_UPDATE = MessageKind(
    id="session_ics_update",
    title="Calendar file, changed",
    why="The session of {mentee} and {expert} stands in their calendars as it was.",
    render=_calendar_file,
    policy=Policy(on_unknown_outcome="repeat"),
)
CALENDAR_WANTED = MessageKind(
    id="session_ics_wanted",
    title="Calendar file, asked for",
    why="{mentee} or {expert} asked for it.",
    render=partial(_calendar_file, without_file=True),
    policy=Policy(on_unknown_outcome="repeat"),
)
BRIEF = MessageKind(
    id="session_brief",
    title="Brief before the session",
    why="{mentee} and {expert} meet {when}.",
    render=_during(partial(_own, anew=True), BOOKED),
    policy=Policy(useful_for=timedelta(minutes=15), on_unknown_outcome="repeat"),
)
START = MessageKind(
    id="session_start",
    title="The session starts",
    why="{mentee} and {expert} meet {when}.",
    render=_during(_start, *UNDER_WAY),
    policy=Policy(useful_for=timedelta(hours=1), on_unknown_outcome="repeat"),
)
START_CARD = MessageKind(
    id="session_start_card",
    title="The message of the start",
    why="{mentee} and {expert} have begun, or something about it has changed.",
    render=_during(partial(_own, update_only=True), *UNDER_WAY),
)
START_LATER = MessageKind(
    id="session_start_later",
    title="The message of the start, a while later",
    why="{mentee} and {expert} meet, and what can be said about it has changed.",
    render=_during(partial(_own, update_only=True), *UNDER_WAY),
)
WHERE_ARE_YOU = MessageKind(
    id="session_where_are_you",
    title="Are you there?",
    why="{mentee} and {expert} should be together, and one does not find the other.",
    render=_during(_where_are_you, SessionState.MISSING),
    policy=Policy(useful_for=timedelta(minutes=15), on_unknown_outcome="repeat"),
)
FOUND = MessageKind(
    id="session_found",
    title="The other one is there",
    why="{mentee} and {expert} did not find each other at first.",
    render=_during(partial(_own, anew=True), BOOKED),
    policy=Policy(useful_for=timedelta(minutes=15)),
)
OWN_OVER = MessageKind(
    id="session_own_over",
    title="The message of a start that is over",
    why="{mentee} and {expert} do not meet at that time.",
    render=_during(_own_over, SessionState.SCHEDULING, SessionState.CANCELLED),
)
STILL_NEEDED = MessageKind(
    id="session_still_needed",
    title="Still needed?",
    why="{mentee} and {expert} have not picked a time yet.",
    render=_during(_still_needed, SessionState.SCHEDULING),
    policy=Policy(waits_for_hours=True, useful_for=timedelta(days=5), on_unknown_outcome="repeat"),
)
STILL_NEEDED_OVER = MessageKind(
    id="session_still_needed_over",
    title="“Still needed?” is answered",
    why="{mentee} and {expert} went on.",
    render=_still_needed_over,
)
WRAP_UP = MessageKind(
    id="session_wrap_up",
    title="Wrap-up",
    why="The session of {mentee} and {expert} is over.",
    render=_during(partial(_wrap_up, anew=True), *OVER_SESSION),
    policy=Policy(useful_for=timedelta(days=3), on_unknown_outcome="repeat"),
)
WRAP_UP_CARD = MessageKind(
    id="session_wrap_up_card",
    title="The wrap-up, and what came of it",
    why="What {mentee} or {expert} wrote has changed it.",
    render=_during(partial(_wrap_up, anew=False), *OVER_SESSION),
    policy=Policy(on_unknown_outcome="repeat"),
)
DIFFERS = MessageKind(
    id="session_differs",
    title="Did it take place?",
    why="{mentee} and {expert} see it differently whether their session took place.",
    render=_during(partial(_wrap_up, anew=True), SessionState.DIFFERS),
    policy=Policy(on_unknown_outcome="repeat"),
)
WRAP_UP_REMINDER = MessageKind(
    id="session_wrap_up_reminder",
    title="Reminder to wrap up",
    why="The session of {mentee} and {expert} has no words yet.",
    render=_during(_reminder, SessionState.ENDED, SessionState.DIFFERS),
    policy=Policy(waits_for_hours=True, useful_for=timedelta(days=2)),
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
    *(CARD, CARD_LATER, BOOKED_NEWS, CALENDAR, CALENDAR_UPDATE, CALENDAR_WANTED),
    *(BRIEF, START, START_CARD, START_LATER, OWN_OVER, STILL_NEEDED, STILL_NEEDED_OVER),
    *(WHERE_ARE_YOU, FOUND, WRAP_UP, WRAP_UP_CARD, DIFFERS, WRAP_UP_REMINDER),
    *(ACTION_CHECK, ACTION_CHECK_CARD, HANDOVER),
)
