"""Whether the two of a session would like to go on, which each says in private."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.kit.db import UtcDateTime, WorkspaceRow, within


class Growth(WorkspaceRow):
    """The question after the last session of two people, and each one's answer (empty: none yet).

    Where ``asked_at`` is empty nobody is asked. Neither learns the other's answer before both said yes, at
    ``agreed_at``. ``chosen_by`` is who chose then how they go on, which is the series. ``closed_at``: when
    its messages have said that this is over.
    """

    __tablename__ = "growth"
    __table_args__ = (
        within("session", "session_id"),
        within("person", "mentee_id", "user_id"),
        within("person", "expert_id", "user_id"),
        within("series", "series_id"),
        Index("ix_growth_mentee", "workspace_id", "mentee_id"),
        Index("ix_growth_expert", "workspace_id", "expert_id"),
    )

    session_id: Mapped[str] = mapped_column(Text, primary_key=True)
    mentee_id: Mapped[str] = mapped_column(Text)
    expert_id: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mentee_yes: Mapped[bool | None] = mapped_column()
    expert_yes: Mapped[bool | None] = mapped_column()
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    chosen_by: Mapped[str | None] = mapped_column(Text)
    series_id: Mapped[str | None] = mapped_column(Text)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
