"""What is said after a session, and the job that plans it."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, select

from bot.delivery.kinds import Effect, MessageKind, PostMessage, Render
from bot.kit.db import WorkspaceSession
from bot.kit.due import for_each_due
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.models import FollowUpKind, Outbox, Session, SessionState
from bot.thanks import queries, service, views


async def plan(services: Services) -> None:
    """Plan the questions after every session that was held since the last tick."""
    await for_each_due(services, _to_plan(), service.plan)


@cache
def _to_plan() -> Select[str, str]:
    return (
        select(Session.workspace_id, Session.id)
        .where(Session.state == SessionState.HELD, Session.thanks_planned_at.is_(None))
        .order_by(Session.closed_at)
    )


async def question(db: WorkspaceSession, row: Outbox, now: datetime) -> Effect | None:
    """Return the question for a thank-you, unless it is written already or can reach nobody."""
    found = await queries.meeting(db, row.subject_id)
    if found is None or not found.held or found.thanks or found.mentee_gone or found.expert_gone:
        return None
    return PostMessage(*views.question(found), card=f"thanks:{row.subject_id}")


async def written(db: WorkspaceSession, row: Outbox, now: datetime) -> Effect | None:
    """Return what stands in the place of the question once the thank-you is written."""
    found = await queries.meeting(db, row.subject_id)
    if found is None or not found.thanks:
        return None
    text, blocks = views.written(found, found.thanks.words)
    return PostMessage(text, blocks, card=f"thanks:{row.subject_id}", update_only=True)


async def received(db: WorkspaceSession, row: Outbox, now: datetime) -> Effect | None:
    """Return the thank-you for its expert."""
    found = await queries.meeting(db, row.subject_id)
    if found is None or not found.thanks or found.expert_gone:
        return None
    return PostMessage(*views.received(found, found.thanks.words))


def unblocked(kind: FollowUpKind) -> Render:
    """Return how the one question is asked, this time."""

    async def render(db: WorkspaceSession, row: Outbox, now: datetime) -> Effect | None:
        found = await queries.meeting(db, row.subject_id)
        if found is None or not found.held or found.mentee_gone:
            return None
        if await queries.answer(db, row.subject_id, kind) is not None:
            return None
        return PostMessage(*views.unblocked(found, kind), card=f"unblocked:{kind.value}:{row.subject_id}")

    return render


def answered(kind: FollowUpKind) -> Render:
    """Return what stands in the place of the one question once it is answered."""

    async def render(db: WorkspaceSession, row: Outbox, now: datetime) -> Effect | None:
        found = await queries.meeting(db, row.subject_id)
        answer = await queries.answer(db, row.subject_id, kind)
        if found is None or answer is None:
            return None
        text, blocks = views.answered(found, kind, answer)
        return PostMessage(text, blocks, card=f"unblocked:{kind.value}:{row.subject_id}", update_only=True)

    return render


JOBS = [Job("plan_thanks", plan)]
MESSAGES: dict[str, MessageKind] = {
    service.QUESTION: MessageKind(question, waits_for_hours=True, useful_for=timedelta(days=14)),
    service.WRITTEN: MessageKind(written, on_unknown_outcome="repeat"),
    service.RECEIVED: MessageKind(received, on_unknown_outcome="repeat"),
    **{
        service.UNBLOCKED[kind]: MessageKind(
            unblocked(kind), waits_for_hours=True, useful_for=timedelta(days=28)
        )
        for kind in FollowUpKind
    },
    **{
        service.ANSWERED[kind]: MessageKind(answered(kind), on_unknown_outcome="repeat")
        for kind in FollowUpKind
    },
}
