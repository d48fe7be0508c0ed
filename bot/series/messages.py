"""What is said about series."""

from __future__ import annotations

from datetime import timedelta

from bot.delivery.messages import Effect, MessageKind, Policy, PostMessage, RenderContext
from bot.series import queries, views


async def _ended(context: RenderContext) -> Effect | None:
    found = await queries.ended(context.db, context.row.subject_id)
    return PostMessage(*views.ended(context.reader, found)) if found else None


ENDED = MessageKind(
    id="series_ended",
    title="A series ends early",
    why="One of the two has ended the series.",
    render=_ended,
    policy=Policy(waits_for_hours=True, useful_for=timedelta(days=7)),
)
MESSAGES = (ENDED,)
