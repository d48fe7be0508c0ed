"""What is said to a mentee about an ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.asks import queries, service, texts, views
from bot.delivery.kinds import Effect, MessageKind, PostMessage, Render
from bot.kit.blocks import escape
from bot.kit.db import WorkspaceSession
from bot.kit.jobs import Job
from bot.models import OPEN_ASK, AskState, Outbox


async def tracker(db: WorkspaceSession, row: Outbox, now: datetime) -> Effect | None:
    """Return the tracker card as it should be now."""
    ask = await queries.ask(db, row.subject_id)
    if ask is None:
        return None
    text, blocks = views.tracker(await queries.tracked(db, ask, now))
    return PostMessage(text, blocks, card=f"ask:{ask.id}")


def _news(sentence: str, applies: Callable[[queries.Tracked], bool]) -> Render:
    async def render(db: WorkspaceSession, row: Outbox, now: datetime) -> Effect | None:
        ask = await queries.ask(db, row.subject_id)
        if ask is None or ask.state not in OPEN_ASK:
            return None
        found = await queries.tracked(db, ask, now)
        if not applies(found):
            return None
        return PostMessage(*views.news(sentence.format(topic=escape(found.topic)), found))

    return render


JOBS: list[Job] = []
MESSAGES: dict[str, MessageKind] = {
    service.TRACKER: MessageKind(tracker, low_priority=True, on_unknown_outcome="repeat"),
    service.WAITING_NEWS: MessageKind(
        _news(texts.WAITING_NEWS, lambda found: found.ask.state == AskState.WAITING),
        waits_for_hours=True,
        useful_for=timedelta(days=3),
    ),
    service.DATE_NEWS: MessageKind(
        _news(texts.DATE_NEWS, lambda found: found.date_passed),
        waits_for_hours=True,
        useful_for=timedelta(days=7),
    ),
}
