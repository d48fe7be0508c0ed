"""What a process proves when it starts and while it runs: its keys are right, and it can write."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.kit.db import Base, UtcDateTime

ONLY = 1  # the key of the one row


class SelfCheck(Base):
    """One row: a value that the right keys decrypt, and when a process last wrote here."""

    __tablename__ = "self_check"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    key_check: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
