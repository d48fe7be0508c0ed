"""What is said after a session."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from bot.delivery.messages import Effect, MessageKind, Policy, PostMessage, Render, RenderContext
from bot.models import FollowUpKind
from bot.sessions import queries as sessions
from bot.thanks import queries, views

REPEAT = Policy(on_unknown_outcome="repeat")


async def _question(context: RenderContext, *, update_only: bool = False) -> Effect | None:
    """Return the question for a thank-you, unless it is written already or can reach nobody."""
    found = await queries.meeting(context.db, context.row.subject_id)
    if found is None or not found.held or found.thanks or found.mentee_has_left or found.expert_has_left:
        return None
    text, blocks = views.question(context.reader, found)
    return PostMessage(text, blocks, card=_thanks_card(context), update_only=update_only)


async def _written(context: RenderContext) -> Effect | None:
    """Return what stands in the place of the question once the thank-you is written."""
    found = await queries.meeting(context.db, context.row.subject_id)
    if found is None or not found.thanks:
        return None
    text, blocks = views.written(context.reader, found, found.thanks.words)
    return PostMessage(text, blocks, card=_thanks_card(context), update_only=True)


async def _received(context: RenderContext) -> Effect | None:
    """Return the thank-you for its expert."""
    found = await queries.meeting(context.db, context.row.subject_id)
    if found is None or not found.thanks or found.expert_has_left:
        return None
    return PostMessage(*views.received(context.reader, found, found.thanks.words))


def _unblocked(kind: FollowUpKind) -> Render:
    """Return how the one question is asked, this time."""

    async def render(context: RenderContext) -> Effect | None:
        found = await queries.meeting(context.db, context.row.subject_id)
        if found is None or not found.held or found.mentee_has_left:
            return None
        if await queries.answer(context.db, context.row.subject_id, kind) is not None:
            return None
        mentee_id, session_id = found.session.mentee_id, found.session.id
        own = await sessions.own_actions(context.db, mentee_id, session_id, only_open=True)
        text, blocks = views.unblocked(context.reader, found, kind, [one.action for one in own])
        return PostMessage(text, blocks, card=_unblocked_card(context, kind))

    return render


def _answered(kind: FollowUpKind) -> Render:
    """Return what stands in the place of the one question once it is answered."""

    async def render(context: RenderContext) -> Effect | None:
        found = await queries.meeting(context.db, context.row.subject_id)
        answer = await queries.answer(context.db, context.row.subject_id, kind)
        if found is None or answer is None:
            return None
        text, blocks = views.answered(context.reader, found, kind, answer)
        return PostMessage(text, blocks, card=_unblocked_card(context, kind), update_only=True)

    return render


def _thanks_card(context: RenderContext) -> str:
    return f"thanks:{context.row.subject_id}"


def _unblocked_card(context: RenderContext, kind: FollowUpKind) -> str:
    return f"unblocked:{kind.value}:{context.row.subject_id}"


QUESTION = MessageKind(
    id="thanks_question",
    title="Time to say thank you",
    why="{mentee} met {expert} and can tell what came of it.",
    render=_question,
    policy=Policy(waits_for_hours=True, useful_for=timedelta(days=14)),
)
QUESTION_CARD = MessageKind(
    id="thanks_question_card",
    title="The question for a thank-you",
    why="What stands below it has changed.",
    render=partial(_question, update_only=True),
)
WRITTEN = MessageKind(
    id="thanks_written",
    title="The thank-you card",
    why="{mentee} has written a thank-you.",
    render=_written,
    policy=REPEAT,
)
RECEIVED = MessageKind(
    id="thanks_received",
    title="A thank-you",
    why="{mentee} thanks {expert}.",
    render=_received,
    policy=REPEAT,
)
_AGO = {FollowUpKind.TWO_WEEKS: "two weeks", FollowUpKind.THREE_MONTHS: "three months"}
UNBLOCKED = {
    kind: MessageKind(
        id=f"unblocked_{kind.value}",
        title=f"Did it help? After {ago}",
        why=f"{{mentee}} met {{expert}} {ago} before.",
        render=_unblocked(kind),
        policy=Policy(waits_for_hours=True, useful_for=queries.ASKED_FOR),
    )
    for kind, ago in _AGO.items()
}
ANSWERED = {
    kind: MessageKind(
        id=f"unblocked_{kind.value}_answered",
        title="The answer’s card",
        why="{mentee} has answered.",
        render=_answered(kind),
        policy=REPEAT,
    )
    for kind in FollowUpKind
}
MESSAGES = (QUESTION, QUESTION_CARD, WRITTEN, RECEIVED, *UNBLOCKED.values(), *ANSWERED.values())
