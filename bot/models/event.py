"""Flash events: who takes part, who talks with whom in which round, and what came of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.kit.crypto import EncryptedText
from bot.kit.db import IdentifiedRow, UtcDateTime, state_column, within


class EventState(StrEnum):
    """Where a flash event stands."""

    OPEN = "open"  # people join; there is no rota yet
    PLANNED = "planned"  # there is one, and the first round is near
    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"


LIVE_EVENT = (EventState.OPEN, EventState.PLANNED, EventState.RUNNING)


class FlashEvent(IdentifiedRow):
    """A time at which people who ask rotate through short talks with people who help.

    Round number n (from 1) begins ``(n - 1) * (minutes + change_minutes)`` after the start. ``rung`` is how
    many have begun, ``wakes_at`` when the clock next moves the event, ``version`` that of the rota.
    ``replan_at``: since when the rota no longer fits who is there. ``announced_at``: when the channel was
    last tried; ``refused_at``: when Slack refused it and the organisers were told.
    """

    __tablename__ = "flash_event"
    __table_args__ = (
        Index("ix_flash_event_wakes", "state", "wakes_at"),
        CheckConstraint("rounds BETWEEN 1 AND 12", name="rounds"),
    )

    created_by: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    topic_ids: Mapped[list[str]] = mapped_column(JSON, default=list)  # empty: any topic
    channel_id: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(EncryptedText("flash_event.place"), default="")  # empty: a huddle
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    rounds: Mapped[int] = mapped_column()
    minutes: Mapped[int] = mapped_column()
    change_minutes: Mapped[int] = mapped_column()
    places: Mapped[int] = mapped_column()  # for people with a question
    state: Mapped[EventState] = mapped_column(state_column(EventState), default=EventState.OPEN)
    rung: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=0)
    wakes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    replan_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    announced_at: Mapped[datetime] = mapped_column(UtcDateTime)
    refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    forgotten_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when its words were let go
    cancelled_by: Mapped[str | None] = mapped_column(Text)  # empty: nobody could talk
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SeatRole(StrEnum):
    """In what role somebody takes part."""

    MENTEE = "mentee"
    EXPERT = "expert"


class SeatState(StrEnum):
    """Where somebody's part in an event stands."""

    IN = "in"
    WAITING = "waiting"  # for a place
    MISSING = "missing"  # not there when their talk began; they may come back
    LEFT = "left"


class FlashSeat(IdentifiedRow):
    """Somebody's part in an event, from ``first_round`` on. ``fits``: how well each expert fits, 0 to 1."""

    __tablename__ = "flash_seat"
    __table_args__ = (
        UniqueConstraint("workspace_id", "event_id", "user_id"),
        within("flash_event", "event_id"),
        within("person", "user_id", "user_id"),
    )

    event_id: Mapped[str] = mapped_column(Text)
    user_id: Mapped[str] = mapped_column(Text, index=True)
    role: Mapped[SeatRole] = mapped_column(state_column(SeatRole))
    state: Mapped[SeatState] = mapped_column(state_column(SeatState), default=SeatState.IN)
    topic_ids: Mapped[list[str]] = mapped_column(JSON, default=list)
    question: Mapped[str] = mapped_column(EncryptedText("flash_seat.question"), default="")
    first_round: Mapped[int] = mapped_column(default=1)
    fits: Mapped[dict[str, float]] = mapped_column(JSON, default=dict)
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FlashTalk(IdentifiedRow):
    """A talk of two people in a round; of a round that has not begun it may still be planned anew.

    ``missed_by``: who was not there; ``missed_told``: whether the other knows. Whether each would gladly meet
    again is private until both would.
    """

    __tablename__ = "flash_talk"
    __table_args__ = (
        UniqueConstraint("workspace_id", "event_id", "round", "mentee_id"),
        UniqueConstraint("workspace_id", "event_id", "round", "expert_id"),
        UniqueConstraint("workspace_id", "event_id", "mentee_id", "expert_id"),
        within("flash_event", "event_id"),
        within("person", "mentee_id", "user_id"),
        within("person", "expert_id", "user_id"),
    )

    event_id: Mapped[str] = mapped_column(Text)
    round: Mapped[int] = mapped_column()
    mentee_id: Mapped[str] = mapped_column(Text)
    expert_id: Mapped[str] = mapped_column(Text)
    missed_by: Mapped[str | None] = mapped_column(Text)
    missed_told: Mapped[bool] = mapped_column(default=False)
    mentee_note: Mapped[str] = mapped_column(EncryptedText("flash_talk.mentee_note"), default="")
    expert_note: Mapped[str] = mapped_column(EncryptedText("flash_talk.expert_note"), default="")
    thanks: Mapped[str] = mapped_column(EncryptedText("flash_talk.thanks"), default="")
    mentee_again: Mapped[bool] = mapped_column(default=False)
    expert_again: Mapped[bool] = mapped_column(default=False)
    ask_id: Mapped[str | None] = mapped_column(Text)  # of the question with which the two go on
