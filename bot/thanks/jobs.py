"""What is said after a session, and the job that plans it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.delivery.kinds import Effect, MessageKind, PostMessage, Render
from bot.kit.db import WorkspaceSession
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.models import FollowUpKind, Outbox, Session, SessionState, Workspace
from bot.thanks import queries, service, views

AT_ONCE = 50  # sessions planned in one tick; the rest follow in the next


async def plan(services: Services) -> None:
    """Plan the questions after every session that was held since the last tick."""
    now = services.clock.now()
    async with services.database.all_workspaces() as db:
        found = (
            await db.execute(
                select(Session.workspace_id, Session.id)
                .join(Workspace, Workspace.id == Session.workspace_id)
                .where(Session.state == SessionState.HELD, Session.thanks_planned_at.is_(None))
                .where(Workspace.removed_at.is_(None))
                .limit(AT_ONCE)
            )
        ).all()
    for workspace_id, session_id in found:
        async with services.database.begin(workspace_id) as db:
            await service.plan(db, session_id, now)


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
