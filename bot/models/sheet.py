"""Sign-up sheets: the monthly rule, each month's sheet, the times that experts offer, and who takes them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.kit.crypto import EncryptedText
from bot.kit.db import IdentifiedRow, UtcDateTime, WorkspaceRow, state_column, within


class SheetPlan(IdentifiedRow):
    """The monthly rule of a topic's sheets in a channel.

    ``rule`` is a code of ``bot.sheets.rules``; ``zone`` is whose holidays and clock count; ``days_off`` are
    further days on which none goes out, as ISO dates one a line. ``wakes_at``: when
    experts are asked for the sheet that goes out at ``next_post_at``. ``refused_at``: when Slack refused the
    channel; ``tried_at``: when it was last tried.
    """

    __tablename__ = "sheet_plan"
    __table_args__ = (
        within("topic", "topic_id"),
        Index("ix_sheet_plan_wakes", "wakes_at"),
        CheckConstraint("places BETWEEN 1 AND 20", name="places"),
    )

    created_by: Mapped[str] = mapped_column(Text)
    topic_id: Mapped[str] = mapped_column(Text)
    channel_id: Mapped[str] = mapped_column(Text)
    rule: Mapped[str] = mapped_column(Text)
    zone: Mapped[str] = mapped_column(Text)
    days_off: Mapped[str] = mapped_column(Text, default="", server_default="")
    minutes: Mapped[int] = mapped_column()  # of each place
    places: Mapped[int] = mapped_column()  # on each sheet, at most
    next_post_at: Mapped[datetime] = mapped_column(UtcDateTime)
    wakes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # empty: it has been stopped
    tried_at: Mapped[datetime] = mapped_column(UtcDateTime)
    refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SheetState(StrEnum):
    """Where a month's sheet stands."""

    GATHERING = "gathering"  # experts are asked for times
    OPEN = "open"  # it is in its channel
    OVER = "over"  # its last time has begun
    CANCELLED = "cancelled"


LIVE_SHEET = (SheetState.GATHERING, SheetState.OPEN)


class Sheet(IdentifiedRow):
    """One month's sheet. ``wakes_at``: when the clock next changes it."""

    __tablename__ = "sheet"
    __table_args__ = (
        UniqueConstraint("workspace_id", "plan_id", "post_at"),
        within("sheet_plan", "plan_id"),
        Index("ix_sheet_wakes", "wakes_at"),
    )

    plan_id: Mapped[str] = mapped_column(Text)
    topic_id: Mapped[str] = mapped_column(Text)
    channel_id: Mapped[str] = mapped_column(Text)
    minutes: Mapped[int] = mapped_column()
    places: Mapped[int] = mapped_column()
    post_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[SheetState] = mapped_column(state_column(SheetState), default=SheetState.GATHERING)
    wakes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    forgotten_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when its words were let go
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SheetExpert(WorkspaceRow):
    """An expert who was asked for times for a sheet."""

    __tablename__ = "sheet_expert"
    __table_args__ = (within("sheet", "sheet_id"), within("person", "user_id", "user_id"))

    sheet_id: Mapped[str] = mapped_column(Text, primary_key=True)
    user_id: Mapped[str] = mapped_column(Text, primary_key=True, index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    declined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # "not this time"


class SlotState(StrEnum):
    """Where a time on a sheet stands."""

    FREE = "free"
    TAKEN = "taken"
    GONE = "gone"  # the expert took it back


class SheetSlot(IdentifiedRow):
    """A time that an expert offers on a sheet."""

    __tablename__ = "sheet_slot"
    __table_args__ = (
        UniqueConstraint("workspace_id", "sheet_id", "expert_id", "starts_at"),
        within("sheet", "sheet_id"),
        within("person", "expert_id", "user_id"),
        Index("ix_sheet_slot_expert", "workspace_id", "expert_id", "state"),
    )

    sheet_id: Mapped[str] = mapped_column(Text)
    expert_id: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[SlotState] = mapped_column(state_column(SlotState), default=SlotState.FREE)


class PlaceState(StrEnum):
    """Where somebody's place on a sheet stands."""

    IN = "in"
    WAITING = "waiting"
    LEFT = "left"


class SheetPlace(IdentifiedRow):
    """Somebody's place on a sheet, or on its waiting list since ``listed_at``."""

    __tablename__ = "sheet_place"
    __table_args__ = (
        UniqueConstraint("workspace_id", "sheet_id", "user_id"),
        within("sheet", "sheet_id"),
        within("person", "user_id", "user_id"),
    )

    sheet_id: Mapped[str] = mapped_column(Text)
    user_id: Mapped[str] = mapped_column(Text, index=True)
    state: Mapped[PlaceState] = mapped_column(state_column(PlaceState), default=PlaceState.WAITING)
    question: Mapped[str] = mapped_column(EncryptedText("sheet_place.question"), default="")
    slot_id: Mapped[str | None] = mapped_column(Text)
    session_id: Mapped[str | None] = mapped_column(Text, index=True)
    listed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
