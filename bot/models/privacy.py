"""Somebody who wants everything about them erased."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.kit.db import IdentifiedRow, UtcDateTime


class Erasure(IdentifiedRow):
    """One wish to be erased. ``user_id`` goes, too, once its receipt has been sent.

    ``gone`` says how many rows of each table were erased or lost their words, ``kept`` how many stay as bare
    counts.
    """

    __tablename__ = "erasure"
    __table_args__ = (
        Index("ix_erasure_due", "done_at", "due_at"),
        Index("ix_erasure_user", "workspace_id", "user_id"),
    )

    user_id: Mapped[str | None] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    gone: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    kept: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
