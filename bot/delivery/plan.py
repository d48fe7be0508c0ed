"""What to do with a claimed row, decided by reading only, in one transaction of its workspace."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.delivery import calls
from bot.delivery.kinds import Effect, File, Home, MessageKind, PostMessage
from bot.delivery.ledger import fate_open, overtaken
from bot.delivery.service import card_of
from bot.delivery.timing import timing
from bot.kit.db import WorkspaceSession
from bot.kit.hours import WorkingHours
from bot.models import Card, Conversation, Outbox, OutboxState, RateLimit

HoursOf = Callable[[WorkspaceSession, str], Awaitable[WorkingHours]]
A_MOMENT = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Later:
    """Not yet: due again at ``due_at``."""

    due_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Over:
    """Nothing to send: the row ends in ``state``."""

    state: OutboxState
    error: str | None = None
    card: Card | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """A group DM is not to be had: tell each person alone."""


@dataclass(frozen=True, slots=True)
class OpenFirst:
    """The conversation has to be opened before anything can be said in it."""

    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Call:
    """Make this call now. ``card`` is the message to change; none means to post one."""

    method: str
    effect: Effect
    expires_at: datetime | None
    channel_id: str = ""
    card: Card | None = None

    @property
    def repeatable(self) -> bool:
        """Whether making the call twice changes nothing."""
        return self.method in {calls.CHANGE, calls.PUBLISH}

    @property
    def limited_in(self) -> str:
        """The channel to which Slack's rate limit of this method applies; empty: the whole workspace."""
        return self.channel_id if self.method == calls.POST else ""


Plan = Later | Over | Split | OpenFirst | Call


async def plan(
    db: WorkspaceSession, row: Outbox, kind: MessageKind, now: datetime, hours_of: HoursOf
) -> Plan:
    """Decide. Raises whatever the kind's render raises."""
    if await overtaken(db, row):
        return Later(row.due_at, row.expires_at)
    alone = "+" not in row.recipient
    hours = await hours_of(db, row.recipient) if kind.waits_for_hours and alone else None
    when = timing(row.due_at, row.expires_at, now, kind.useful_for, hours)
    if when.too_late:
        return Over(OutboxState.EXPIRED, "too_late")
    if when.moved_to is not None:
        return Later(when.moved_to, None)
    effect = await kind.render(db, row, now)
    if effect is None:
        return Over(OutboxState.CANCELLED)
    step = await _step(db, row, effect, when.expires_at, now)
    not_before = await _limit_of(db, step, now)
    return step if not_before is None else Later(not_before, when.expires_at)


async def _step(
    db: WorkspaceSession, row: Outbox, effect: Effect, expires_at: datetime | None, now: datetime
) -> Plan:
    conversation = await db.get(Conversation, row.recipient)
    if conversation is not None and conversation.channel_id is None:
        return Split()  # before a card is looked for: each person has their own
    if isinstance(effect, Home):
        json.dumps(effect.view)  # what is no JSON fails here, where it is known that nothing was sent
        return Call(calls.PUBLISH, effect, expires_at)
    if isinstance(effect, PostMessage) and effect.card is not None:
        digest = calls.digest_of(effect)
        card = await card_of(db, effect.card, row.recipient)
        if card is not None and card.digest == digest:
            return Over(OutboxState.SENT, card=card)
        if card is not None:
            return Call(calls.CHANGE, effect, expires_at, card.channel_id, card)
        if effect.update_only:
            return Over(OutboxState.CANCELLED, "no_card")
        if await fate_open(db, row):
            return Later(now + A_MOMENT, expires_at)  # it may be the card's first post: do not post another
    elif isinstance(effect, PostMessage):
        calls.digest_of(effect)  # as above
    if conversation is None or conversation.channel_id is None:
        return OpenFirst(expires_at)
    method = calls.SHARE if isinstance(effect, File) else calls.POST
    return Call(method, effect, expires_at, conversation.channel_id)


async def _limit_of(db: WorkspaceSession, step: Plan, now: datetime) -> datetime | None:
    """Return until when Slack asked us not to make the calls that a step needs."""
    wanted: list[tuple[str, str]] = []
    if isinstance(step, OpenFirst):
        wanted = [(calls.OPEN, "")]
    elif isinstance(step, Call):
        wanted = [(step.method, step.limited_in)]
        if step.method == calls.SHARE:
            wanted.append((calls.BEGIN_UPLOAD, ""))
    limits = [await db.get(RateLimit, tuple(key)) for key in wanted]
    return max((limit.not_before for limit in limits if limit and limit.not_before > now), default=None)
