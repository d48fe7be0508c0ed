"""What is said from a yes to a booked time, and when that changes."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from bot.asks import service as asks
from bot.delivery.messages import (
    Effect,
    File,
    MessageKind,
    Policy,
    PostMessage,
    Recipient,
    Remove,
    RenderContext,
    Shown,
)
from bot.delivery.outbox import HOME
from bot.models import SessionState
from bot.offers import service as offers
from bot.sessions import queries, texts
from bot.sessions.messages.common import during, me_of, reader_of, talk_between
from bot.sessions.queries import Meeting
from bot.sessions.views import calendar, news, scheduling
from bot.sessions.views.common import parties_of


def _linking_to(meeting: Meeting) -> tuple[Shown, ...]:
    """Return what links to the conversation of the two, which may not have been open before."""
    session, (mentee, expert) = meeting.session, (Recipient.person(one) for one in meeting.user_ids)
    return (
        Shown(asks.TRACKER_KIND, mentee, session.ask_id),
        Shown(offers.CARD_KIND, expert, session.offer_id),
        Shown(HOME, mentee, mentee.user_id),
        Shown(HOME, expert, expert.user_id),
    )


async def _card(context: RenderContext, meeting: Meeting, *, update_only: bool = False) -> Effect:
    """Return the card. A row with a version is news: the card moves down."""
    parties = parties_of(meeting, context.recipient.user_ids)
    text, blocks = scheduling.card(reader_of(context, meeting), meeting, parties, context.now)
    card, is_news = f"session:{meeting.session.id}", bool(context.row.version) and not update_only
    shown_in = _linking_to(meeting)
    return PostMessage(text, blocks, card, update_only=update_only, anew=is_news, shown_in=shown_in)


async def _booked(context: RenderContext, meeting: Meeting) -> Effect:
    me, talk = me_of(context, meeting), await talk_between(context, meeting)
    return PostMessage(*news.told(context.reader, meeting, me, talk))


async def _calendar_file(context: RenderContext, *, without_file: bool = False) -> Effect | None:
    """Return the calendar entry, unless a later one is on its way. The row's version is its SEQUENCE.

    ``without_file``: its words are said even where no file may be shared.
    """
    meeting = await queries.meeting(context.db, context.row.subject_id)
    if meeting is None or meeting.session.calendar_at is None:
        return None
    session = meeting.session
    if context.row.version != session.sequence or session.state not in (
        SessionState.BOOKED,
        SessionState.CANCELLED,
    ):
        return None
    reader, me = context.reader, me_of(context, meeting)
    if me.has_left:
        return None
    told, _ = news.told(reader, meeting, me, await talk_between(context, meeting))
    return File(
        filename=calendar.filename(meeting),
        content=calendar.ics(reader, meeting, me, context.now),
        title=calendar.title(reader, meeting),
        text=f"{told} {reader(calendar.what_to_do(meeting))}",
        without=told if without_file else "",
    )


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


CARD = MessageKind(
    id="session_card",
    title="Session card",
    why="{mentee} and {expert} have news about their session.",
    render=during(_card, *SessionState),
    policy=Policy(on_unknown_outcome="repeat"),
)
CARD_LATER = MessageKind(
    id="session_card_later",
    title="The session card, without a time that is over",
    why="A time that was proposed to {mentee} and {expert} has passed.",
    render=during(partial(_card, update_only=True), SessionState.SCHEDULING),
)
BOOKED_NEWS = MessageKind(
    id="session_booked",
    title="Booked by the other one",
    why="{mentee} and {expert} meet {when}.",
    render=during(_booked, SessionState.BOOKED),
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
STILL_NEEDED = MessageKind(
    id="session_still_needed",
    title="Still needed?",
    why="{mentee} and {expert} have not picked a time yet.",
    render=during(_still_needed, SessionState.SCHEDULING),
    policy=Policy(waits_for_hours=True, useful_for=timedelta(days=5), on_unknown_outcome="repeat"),
)
STILL_NEEDED_OVER = MessageKind(
    id="session_still_needed_over",
    title="“Still needed?” is answered",
    why="{mentee} and {expert} went on.",
    render=_still_needed_over,
)
