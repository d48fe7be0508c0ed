"""What is said about going on."""

from __future__ import annotations

from collections.abc import Sequence

from bot.delivery.messages import Below, Effect, MessageKind, Policy, PostMessage, RenderContext
from bot.growing import queries, rules, views
from bot.kit.blocks import Block, divider
from bot.thanks import service as thanks


async def _question(context: RenderContext) -> Effect | None:
    """Return the question; None where it is answered, or the two cannot go on after all."""
    about = context.row.subject_id
    found = await queries.question(context.db, about, context.recipient.user_id)
    if found is None or found.said is not None or not await queries.may_go_on(context.db, about):
        return None
    return PostMessage(*views.question(context.reader, found), card=f"growing:{about}")


async def _answered(context: RenderContext) -> Effect | None:
    about = context.row.subject_id
    found = await queries.question(context.db, about, context.recipient.user_id)
    if found is None or found.said is None:
        return None
    return PostMessage(*views.answered(context.reader, found), card=f"growing:{about}", update_only=True)


async def _both(context: RenderContext) -> Effect | None:
    about = context.row.subject_id
    found = await queries.question(context.db, about, context.recipient.user_ids[0])
    if found is None or found.agreed_at is None:
        return None
    return PostMessage(*views.both(context.reader, found), card=f"growing_both:{about}")


async def _below_thanks(context: RenderContext) -> Sequence[Block]:
    """Return the question, or its answer, as the mentee has it: below that for a thank-you."""
    about = context.row.subject_id
    found = await queries.question(context.db, about, context.recipient.user_id)
    if found is None:
        return ()
    if found.said is not None:
        return [divider(), *views.answered(context.reader, found)[1]]
    if not await queries.may_go_on(context.db, about):
        return ()
    return [divider(), *views.question(context.reader, found, main=False)[1]]


QUESTION = MessageKind(
    id="growing_question",
    title="Would you like to go on?",
    why="{mentee} and {expert} have had their last session.",
    render=_question,
    policy=Policy(waits_for_hours=True, useful_for=rules.ASKED_FOR),
)
ANSWERED = MessageKind(
    id="growing_answered",
    title="The question whether to go on",
    why="It has been answered.",
    render=_answered,
    policy=Policy(on_unknown_outcome="repeat"),
)
BOTH = MessageKind(
    id="growing_both",
    title="Both would like to go on",
    why="{mentee} and {expert} have both said yes.",
    render=_both,
    policy=Policy(on_unknown_outcome="repeat"),
)
MESSAGES = (QUESTION, ANSWERED, BOTH)
BELOW = tuple(Below(kind_id, _below_thanks) for kind_id in thanks.QUESTION_KINDS)
