"""What is said to people about their checklists."""

from __future__ import annotations

from datetime import timedelta

from bot.checklists import queries, texts, views
from bot.delivery.messages import Effect, MessageKind, Policy, PostMessage, Remove, RenderContext
from bot.models import OVER_SESSION, SessionState


async def _current(context: RenderContext) -> queries.Checklist | None:
    """Return the checklist while the time the nudge was planned for still stands and lies ahead."""
    row = context.row
    found = await queries.checklist(context.db, row.subject_id, context.recipient.user_id)
    if found is None or found.state is not SessionState.BOOKED or found.starts_at is None:
        return None
    # A refreshed card carries no version: it shows whatever stands now.
    return found if found.starts_at > context.now and row.version in (0, found.version) else None


async def _prepare(context: RenderContext) -> Effect | None:
    """Return the nudge of the day before."""
    found = await _current(context)
    return PostMessage(*views.prepare(context.reader, found), card=_key(found), anew=True) if found else None


async def _prepare_card(context: RenderContext) -> Effect | None:
    """Return the same message with how far the list is by now; once the session is over, without a button."""
    found = await queries.checklist(context.db, context.row.subject_id, context.recipient.user_id)
    if found is not None and found.state in OVER_SESSION:
        return PostMessage(*views.over(context.reader, found), card=_key(found), update_only=True)
    found = await _current(context)
    if found is None:
        return None
    return PostMessage(*views.prepare(context.reader, found), card=_key(found), update_only=True)


def _key(found: queries.Checklist) -> str:
    return f"checklist:{found.session_id}"


async def _open_items(context: RenderContext) -> Effect | None:
    """Return the nudge of the hour before, for whoever has open items."""
    found = await _current(context)
    if found is None or not found.gaps:
        return None
    return PostMessage(*views.open_items(context.reader, found), card=_key(found), anew=True)


async def _over(context: RenderContext) -> Effect | None:
    """Return that the nudge goes, unless a time stands again by now."""
    found = await queries.checklist(context.db, context.row.subject_id, context.recipient.user_id)
    if found is None or found.state not in (SessionState.SCHEDULING, SessionState.CANCELLED):
        return None
    return Remove(context.reader(texts.NUDGE_OVER), card=_key(found))


PREPARE = MessageKind(
    id="checklist_prepare",
    title="Reminder to prepare",
    why="{mentee} and {expert} meet {when}.",
    render=_prepare,
    policy=Policy(useful_for=timedelta(hours=6)),
)
PREPARE_CARD = MessageKind(
    id="checklist_prepare_card",
    title="The preparation card",
    why="A checklist has changed.",
    render=_prepare_card,
)
OPEN_ITEMS = MessageKind(
    id="checklist_open_items",
    title="What is still open",
    why="{mentee} and {expert} meet {when}; the checklist has gaps.",
    render=_open_items,
    policy=Policy(reminder=True, useful_for=timedelta(minutes=30)),
)
PREPARE_OVER = MessageKind(
    id="checklist_prepare_over",
    title="A reminder to prepare that is over",
    why="{mentee} and {expert} do not meet at the time that it was for.",
    render=_over,
)
MESSAGES = (PREPARE, PREPARE_CARD, OPEN_ITEMS, PREPARE_OVER)
