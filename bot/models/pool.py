"""Pooled asks: questions that are alike and wait, whose mentees share one session with one expert."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.kit.db import IdentifiedRow, UtcDateTime, WorkspaceRow, state_column, within


class PoolState(StrEnum):
    """Where a pool stands."""

    GATHERING = "gathering"  # each mentee is asked whether they would share
    SEEKING = "seeking"  # enough would; an expert is looked for
    ASKING = "asking"  # it is with an expert
    BOOKED = "booked"  # the expert has picked a time
    OVER = "over"  # its time is over
    DISSOLVED = "dissolved"


OPEN_POOL = (PoolState.GATHERING, PoolState.SEEKING, PoolState.ASKING)  # nobody has said yes to it yet
LIVE_POOL = (*OPEN_POOL, PoolState.BOOKED)


class Pool(IdentifiedRow):
    """Asks that share one expert. ``closeness`` is how near the two least alike of them are, in percent.

    ``expert_id`` is who has it now, or said yes. ``wakes_at``: when the clock next changes it.
    ``give_up_at``: until when an expert is looked for. ``called_off_by``: who called a booked one off.
    """

    __tablename__ = "pool"
    __table_args__ = (
        within("topic", "topic_id"),
        within("person", "expert_id", "user_id"),
        Index("ix_pool_wakes", "wakes_at"),
        Index("ix_pool_expert", "workspace_id", "expert_id", "state"),
        CheckConstraint("(state <> 'booked') OR starts_at IS NOT NULL", name="booked"),
    )

    topic_id: Mapped[str | None] = mapped_column(Text)
    minutes: Mapped[int] = mapped_column()
    closeness: Mapped[int] = mapped_column()
    state: Mapped[PoolState] = mapped_column(state_column(PoolState), default=PoolState.GATHERING)
    expert_id: Mapped[str | None] = mapped_column(Text)
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    wakes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    give_up_at: Mapped[datetime] = mapped_column(UtcDateTime)
    called_off_by: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ShareState(StrEnum):
    """Whether a mentee shares."""

    ASKED = "asked"
    IN = "in"
    OUT = "out"  # rather alone, silent, or no longer waiting


class PoolPlace(IdentifiedRow):
    """An ask in a pool; an ask is put into one once. ``session_id`` is its session, once a time is booked."""

    __tablename__ = "pool_place"
    __table_args__ = (
        UniqueConstraint("workspace_id", "ask_id"),
        within("pool", "pool_id"),
        within("ask", "ask_id"),
        within("person", "user_id", "user_id"),
        within("session", "session_id"),
        Index("ix_pool_place_pool", "workspace_id", "pool_id", "state"),
        Index("ix_pool_place_user", "workspace_id", "user_id", "state"),
    )

    pool_id: Mapped[str] = mapped_column(Text)
    ask_id: Mapped[str] = mapped_column(Text)
    user_id: Mapped[str] = mapped_column(Text)
    state: Mapped[ShareState] = mapped_column(state_column(ShareState), default=ShareState.ASKED)
    answer_by: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    session_id: Mapped[str | None] = mapped_column(Text)


class PoolExpert(WorkspaceRow):
    """An expert who was asked to take a pool; nobody is asked twice. ``declined``: they said no."""

    __tablename__ = "pool_expert"
    __table_args__ = (within("pool", "pool_id"), within("person", "user_id", "user_id"))

    pool_id: Mapped[str] = mapped_column(Text, primary_key=True)
    user_id: Mapped[str] = mapped_column(Text, primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer_by: Mapped[datetime] = mapped_column(UtcDateTime)
    declined: Mapped[bool] = mapped_column(default=False)
