"""A series: a few sessions of the same two people with one shared goal, or a standing talk."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.kit.db import IdentifiedRow, UtcDateTime, state_column, within


class SeriesState(StrEnum):
    """Where a series stands."""

    RUNNING = "running"
    DONE = "done"  # as many sessions as agreed were held
    ENDED = "ended"  # earlier than agreed


class Series(IdentifiedRow):
    """Sessions that belong together: ``count`` were agreed, about ``gap_days`` apart.

    What the first was asked for is their goal.

    ``ended_by`` is who ended it early; empty: a session of it was called off, or somebody left.
    """

    __tablename__ = "series"
    __table_args__ = (
        within("ask", "ask_id"),
        within("person", "mentee_id", "user_id"),
        within("person", "expert_id", "user_id"),
        Index("ix_series_state", "state"),
        CheckConstraint("count BETWEEN 1 AND 6", name="count"),
    )

    ask_id: Mapped[str] = mapped_column(Text)
    mentee_id: Mapped[str] = mapped_column(Text)
    expert_id: Mapped[str] = mapped_column(Text)
    count: Mapped[int] = mapped_column()
    gap_days: Mapped[int] = mapped_column(default=14, server_default="14")
    state: Mapped[SeriesState] = mapped_column(state_column(SeriesState), default=SeriesState.RUNNING)
    ended_by: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
