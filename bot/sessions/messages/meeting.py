"""What is said about the meeting itself: the brief, the start, and who is missing."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from bot.checklists import queries as checklists
from bot.delivery.messages import (
    Effect,
    MessageKind,
    Policy,
    PostMessage,
    Remove,
    RenderContext,
)
from bot.models import UNDER_WAY, SessionState
from bot.sessions import queries, texts
from bot.sessions.messages.common import during, me_of, own_card, talk_between
from bot.sessions.queries import Meeting
from bot.sessions.views import running


async def _own(
    context: RenderContext, meeting: Meeting, *, anew: bool = False, update_only: bool = False
) -> Effect:
    """Return the brief, which becomes the message of the start when the time has come."""
    me, reader = me_of(context, meeting), context.reader
    gaps = [item.text for item in await checklists.gaps(context.db, meeting.session.id, me.user_id)]
    shared = await checklists.material(context.db, meeting.session)
    talk = await talk_between(context, meeting)
    if meeting.session.starts_at is not None and meeting.session.starts_at <= context.now:
        pressed = await queries.presence(context.db, meeting.session)
        text, blocks = running.start(reader, meeting, me, shared, talk, pressed, context.now)
    else:
        text, blocks = running.brief(reader, meeting, me, shared, gaps, talk)
    return PostMessage(text, blocks, own_card(meeting), update_only=update_only, anew=anew)


async def _start(context: RenderContext, meeting: Meeting) -> Effect | None:
    """Return the message of the start, which is of use until the end."""
    ends_at = meeting.session.ends_at
    return None if ends_at is None or ends_at <= context.now else await _own(context, meeting)


async def _where_are_you(context: RenderContext, meeting: Meeting) -> Effect | None:
    """Return the question to whoever seems not to be there."""
    asked = meeting.session.absent_reported_by != me_of(context, meeting).user_id
    return await _own(context, meeting, anew=True) if asked else None


async def _own_over(context: RenderContext, meeting: Meeting) -> Effect:
    return Remove(context.reader(texts.NUDGE_OVER), card=own_card(meeting))


BRIEF = MessageKind(
    id="session_brief",
    title="Brief before the session",
    why="{mentee} and {expert} meet {when}.",
    render=during(partial(_own, anew=True), SessionState.BOOKED),
    policy=Policy(useful_for=timedelta(minutes=15), on_unknown_outcome="repeat"),
)
START = MessageKind(
    id="session_start",
    title="The session starts",
    why="{mentee} and {expert} meet {when}.",
    render=during(_start, *UNDER_WAY),
    policy=Policy(useful_for=timedelta(hours=1), on_unknown_outcome="repeat"),
)
START_CARD = MessageKind(
    id="session_start_card",
    title="The message of the start",
    why="{mentee} and {expert} have begun, or something about it has changed.",
    render=during(partial(_own, update_only=True), *UNDER_WAY),
)
START_LATER = MessageKind(
    id="session_start_later",
    title="The message of the start, a while later",
    why="{mentee} and {expert} meet, and what can be said about it has changed.",
    render=during(partial(_own, update_only=True), *UNDER_WAY),
)
WHERE_ARE_YOU = MessageKind(
    id="session_where_are_you",
    title="Are you there?",
    why="{mentee} and {expert} should be together, and one does not find the other.",
    render=during(_where_are_you, SessionState.MISSING),
    policy=Policy(useful_for=timedelta(minutes=15), on_unknown_outcome="repeat"),
)
FOUND = MessageKind(
    id="session_found",
    title="The other one is there",
    why="{mentee} and {expert} did not find each other at first.",
    render=during(partial(_own, anew=True), SessionState.BOOKED),
    policy=Policy(useful_for=timedelta(minutes=15)),
)
OWN_OVER = MessageKind(
    id="session_own_over",
    title="The message of a start that is over",
    why="{mentee} and {expert} do not meet at that time.",
    render=during(_own_over, SessionState.SCHEDULING, SessionState.CANCELLED),
)
