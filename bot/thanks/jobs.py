"""What is said after a session, and the job that plans it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.delivery.kinds import Effect, Kind, Render, Say
from bot.kit.db import Tx
from bot.kit.house import House
from bot.kit.jobs import Job
from bot.models import FollowUpKind, Outbox, Session, SessionState, Workspace
from bot.thanks import queries, service, views

AT_ONCE = 50  # sessions planned in one tick; the rest follow in the next


async def plan(house: House) -> None:
    """Plan the questions after every session that was held since the last tick."""
    now = house.clock.now()
    async with house.db.begin_across() as db:
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
        async with house.db.begin(workspace_id) as tx:
            await service.plan(tx, session_id, now)


async def question(tx: Tx, row: Outbox, now: datetime) -> Effect | None:
    """Return the question for a thank-you, unless it is written already or can reach nobody."""
    found = await queries.meeting(tx, row.subject_id)
    if found is None or not found.held or found.thanks or found.mentee_gone or found.expert_gone:
        return None
    return Say(*views.question(found), card=f"thanks:{row.subject_id}")


async def written(tx: Tx, row: Outbox, now: datetime) -> Effect | None:
    """Return what stands in the place of the question once the thank-you is written."""
    found = await queries.meeting(tx, row.subject_id)
    if found is None or not found.thanks:
        return None
    text, blocks = views.written(found, found.thanks.words)
    return Say(text, blocks, card=f"thanks:{row.subject_id}", update_only=True)


async def received(tx: Tx, row: Outbox, now: datetime) -> Effect | None:
    """Return the thank-you for its expert."""
    found = await queries.meeting(tx, row.subject_id)
    if found is None or not found.thanks or found.expert_gone:
        return None
    return Say(*views.received(found, found.thanks.words))


def unblocked(kind: FollowUpKind) -> Render:
    """Return how the one question is asked, this time."""

    async def render(tx: Tx, row: Outbox, now: datetime) -> Effect | None:
        found = await queries.meeting(tx, row.subject_id)
        if found is None or not found.held or found.mentee_gone:
            return None
        if await queries.answer(tx, row.subject_id, kind) is not None:
            return None
        return Say(*views.unblocked(found, kind), card=f"unblocked:{kind.value}:{row.subject_id}")

    return render


def answered(kind: FollowUpKind) -> Render:
    """Return what stands in the place of the one question once it is answered."""

    async def render(tx: Tx, row: Outbox, now: datetime) -> Effect | None:
        found = await queries.meeting(tx, row.subject_id)
        answer = await queries.answer(tx, row.subject_id, kind)
        if found is None or answer is None:
            return None
        text, blocks = views.answered(found, kind, answer)
        return Say(text, blocks, card=f"unblocked:{kind.value}:{row.subject_id}", update_only=True)

    return render


JOBS = [Job("plan_thanks", plan)]
MESSAGES: dict[str, Kind] = {
    service.QUESTION: Kind(question, waits_for_hours=True, useful_for=timedelta(days=14)),
    service.WRITTEN: Kind(written, on_unknown="repeat"),
    service.RECEIVED: Kind(received, on_unknown="repeat"),
    **{
        service.UNBLOCKED[kind]: Kind(unblocked(kind), waits_for_hours=True, useful_for=timedelta(days=28))
        for kind in FollowUpKind
    },
    **{service.ANSWERED[kind]: Kind(answered(kind), on_unknown="repeat") for kind in FollowUpKind},
}
