"""Decisions about calendar addresses: made, made anew, taken back."""

from __future__ import annotations

from datetime import datetime

from bot.feed import rules
from bot.feed.rules import Address
from bot.kit.db import WorkspaceSession
from bot.models import CalendarFeed


async def renew(db: WorkspaceSession, user_id: str, now: datetime) -> Address:
    """Make somebody a new address; one that they had stops working. Nobody can read it again afterwards."""
    await revoke(db, user_id)
    secret = rules.new_secret()
    made = await db.insert(CalendarFeed, user_id=user_id, secret_hash=rules.hash_of(secret), created_at=now)
    return Address(db.workspace_id, made.id, secret)


async def revoke(db: WorkspaceSession, user_id: str) -> None:
    """Take somebody's address back."""
    await db.delete_where(CalendarFeed, CalendarFeed.user_id == user_id)
