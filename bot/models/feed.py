"""The secret addresses at which people's calendars read their sessions, events and places."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.kit.db import IdentifiedRow, UtcDateTime, within


class CalendarFeed(IdentifiedRow):
    """Somebody's address. ``secret_hash`` is the SHA-256 of its secret part, which is kept nowhere."""

    __tablename__ = "calendar_feed"
    __table_args__ = (UniqueConstraint("workspace_id", "user_id"), within("person", "user_id", "user_id"))

    user_id: Mapped[str] = mapped_column(Text)
    secret_hash: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
