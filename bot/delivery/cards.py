"""Where messages stand that are kept current."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.delivery.decide import Receipt
from bot.delivery.messages import Recipient
from bot.delivery.outbox import remove_message
from bot.kit.db import WorkspaceSession
from bot.models import Card, Outbox


@dataclass(frozen=True, slots=True)
class Posted:
    """Where the card of a row stands, and the digest of what it shows."""

    row: Outbox
    key: str
    receipt: Receipt
    digest: str

    @property
    def card(self) -> dict[str, Any]:
        """The card as its table holds it."""
        where = {"channel_id": self.receipt.channel_id, "message_ts": self.receipt.message_ts}
        return {"key": self.key, **where, "digest": self.digest}


async def keep_cards(db: WorkspaceSession, posted: Sequence[Posted], now: datetime) -> None:
    """Note where cards stand; the messages in which they stood before are planned to go, here and now."""
    keys = sorted(one.key for one in posted)
    known = {card.key: card for card in await db.scalars(select(Card).where(Card.key.in_(keys)))}
    for one in posted:
        before = known.get(one.key)
        if before is not None and before.message_ts != one.receipt.message_ts:
            to, place = Recipient.parse(one.row.recipient), (before.channel_id, before.message_ts)
            await remove_message(db, to, one.row.subject_id, now, place=place, card_key=one.key)
    in_order = sorted(posted, key=lambda one: one.key)
    await db.upsert_all(Card, "key", [one.card for one in in_order])


async def forget_card(db: WorkspaceSession, key: str | None, stood: Receipt) -> None:
    """Forget where a card stood, unless it stands elsewhere by now."""
    await db.delete_where(Card, Card.key == key, Card.message_ts == stood.message_ts)
