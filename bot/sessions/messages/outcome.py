"""What is said afterwards: the wrap-up, what came of it, the actions, a hand-over."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from bot.delivery.messages import (
    Effect,
    MessageKind,
    Policy,
    PostMessage,
    Remove,
    RenderContext,
)
from bot.models import OVER_SESSION, SessionState
from bot.sessions import queries, texts
from bot.sessions.messages.common import during, me_of, own_card
from bot.sessions.queries import Meeting
from bot.sessions.views import actions, wrap_up


async def _wrap_up(context: RenderContext, meeting: Meeting, *, anew: bool) -> Effect:
    """Return the invitation to wrap up, then thanks, and what came of it once the session counts as held."""
    me, session = me_of(context, meeting), meeting.session
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
    # Of several who shared the hour, the pool tells their expert.
    of_pool = session.pool_id is not None and me == meeting.expert
    update_only = not (anew or (held and not of_pool))
    return PostMessage(text, blocks, own_card(meeting), update_only=update_only, anew=anew)


async def _reminder(context: RenderContext, meeting: Meeting) -> Effect | None:
    me = me_of(context, meeting)
    if await queries.wrap_up(context.db, meeting.session, me.user_id) is not None:
        return None
    page = await queries.page(context.db, meeting.session)
    return PostMessage(*wrap_up.reminder(context.reader, meeting, me, page), own_card(meeting), anew=True)


async def _action_check(context: RenderContext, meeting: Meeting, *, update_only: bool) -> Effect | None:
    """Return the question what became of somebody's actions; None where none is open any more."""
    me = me_of(context, meeting)
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


WRAP_UP = MessageKind(
    id="session_wrap_up",
    title="Wrap-up",
    why="The session of {mentee} and {expert} is over.",
    render=during(partial(_wrap_up, anew=True), *OVER_SESSION),
    policy=Policy(useful_for=timedelta(days=3), on_unknown_outcome="repeat"),
)
WRAP_UP_CARD = MessageKind(
    id="session_wrap_up_card",
    title="The wrap-up, and what came of it",
    why="What {mentee} or {expert} wrote has changed it.",
    render=during(partial(_wrap_up, anew=False), *OVER_SESSION),
    policy=Policy(on_unknown_outcome="repeat"),
)
DIFFERS = MessageKind(
    id="session_differs",
    title="Did it take place?",
    why="{mentee} and {expert} see it differently whether their session took place.",
    render=during(partial(_wrap_up, anew=True), SessionState.DIFFERS),
    policy=Policy(on_unknown_outcome="repeat"),
)
WRAP_UP_REMINDER = MessageKind(
    id="session_wrap_up_reminder",
    title="Reminder to wrap up",
    why="The session of {mentee} and {expert} has no words yet.",
    render=during(_reminder, SessionState.ENDED, SessionState.DIFFERS),
    policy=Policy(reminder=True, waits_for_hours=True, useful_for=timedelta(days=2)),
)
ACTION_CHECK = MessageKind(
    id="session_action_check",
    title="What became of the actions",
    why="It is a week since {mentee} and {expert} met. Who agreed on nothing hears nothing.",
    render=during(partial(_action_check, update_only=False), SessionState.HELD),
    policy=Policy(waits_for_hours=True, useful_for=timedelta(days=14)),
)
ACTION_CHECK_CARD = MessageKind(
    id="session_action_check_card",
    title="The question about actions",
    why="Somebody said what became of one.",
    render=during(partial(_action_check, update_only=True), SessionState.HELD),
)
HANDOVER = MessageKind(
    id="session_handover",
    title="A warm hand-over",
    why="{expert} named somebody who knows more about {topic}.",
    render=during(_handover, SessionState.HELD),
    policy=Policy(on_unknown_outcome="repeat"),
)
