"""What is said about answers in writing."""

from __future__ import annotations

from datetime import timedelta

from bot.answers import queries, views
from bot.delivery.messages import Effect, MessageKind, Policy, PostMessage, RenderContext

REPEAT = Policy(on_unknown_outcome="repeat")


async def _answer(context: RenderContext) -> Effect | None:
    """Return an answer as it stands now."""
    found = await queries.written(context.db, context.row.subject_id)
    if found is None or found.mentee_has_left:
        return None
    return PostMessage(*views.answer(context.reader, found), card=f"written_answer:{found.answer.id}")


async def _thanked(context: RenderContext) -> Effect | None:
    """Return the thank-you for its expert."""
    found = await queries.written(context.db, context.row.subject_id)
    if found is None or not found.answer.thanks or found.expert_has_left:
        return None
    return PostMessage(*views.received(context.reader, found, found.answer.thanks))


async def _unblocked(context: RenderContext) -> Effect | None:
    """Return the question how much an answer helped, or what was said about that."""
    found = await queries.written(context.db, context.row.subject_id)
    if found is None or found.mentee_has_left or found.answer.enough is False:
        return None
    message = views.unblocked(context.reader, found)
    return PostMessage(*message, card=f"written_unblocked:{found.answer.id}")


ANSWER = MessageKind(
    id="written_answer",
    title="An answer in writing",
    why="{expert} and {mentee} share no hour, so {expert} answers in writing.",
    render=_answer,
    policy=REPEAT,
)
THANKED = MessageKind(
    id="written_thanks",
    title="A thank-you",
    why="{mentee} thanks {expert} for an answer in writing.",
    render=_thanked,
    policy=REPEAT,
)
UNBLOCKED = MessageKind(
    id="written_unblocked",
    title="Did it help? After two weeks",
    why="{expert} answered {mentee} in writing two weeks before.",
    render=_unblocked,
    policy=Policy(waits_for_hours=True, useful_for=timedelta(days=28)),
)
UNBLOCKED_CARD = MessageKind(
    id="written_unblocked_card",
    title="The answer’s card",
    why="{mentee} has answered.",
    render=_unblocked,
    policy=REPEAT,
)
MESSAGES = (ANSWER, THANKED, UNBLOCKED, UNBLOCKED_CARD)
