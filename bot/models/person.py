"""People of a workspace as Slack describes them, the hours they work, and whom they would rather not meet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text, false, true
from sqlalchemy.orm import Mapped, mapped_column

from bot.kit.crypto import EncryptedText
from bot.kit.db import UtcDateTime, WorkspaceRow, within


class Person(WorkspaceRow):
    """A member of the workspace; ``user_id`` is Slack's."""

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_away_until", "away_until"),
        Index("ix_person_away_shown", "away_shown"),
    )

    user_id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text, default="")
    zone: Mapped[str] = mapped_column(Text, default="UTC")
    # As Slack names it ("pt-BR"); empty while it is not known.
    locale: Mapped[str] = mapped_column(Text, default="", server_default="")
    # The language they chose here ("de"); empty where it is Slack's.
    language: Mapped[str] = mapped_column(Text, default="", server_default="")
    # Only where the optional scope users:read.email tells it: for the person's own calendar files.
    email: Mapped[str | None] = mapped_column(EncryptedText("person.email"))
    is_admin: Mapped[bool] = mapped_column(default=False)
    is_bot: Mapped[bool] = mapped_column(default=False)
    is_guest: Mapped[bool] = mapped_column(default=False)
    # May not take part: the account was closed, or is of another company, an app's, or a barred guest's.
    deactivated: Mapped[bool] = mapped_column(default=False)
    # Appointed by a Slack admin: may do what the program area offers, and hears of questions nobody took.
    is_manager: Mapped[bool] = mapped_column(default=False)
    # When their working day of eight hours begins, in minutes since midnight: what can wait arrives in it.
    day_begins: Mapped[int] = mapped_column(default=540, server_default="540")
    reminders: Mapped[bool] = mapped_column(default=True, server_default=true())
    # Questions to them come once a day, as one list, when their day begins; urgent ones at once.
    offers_daily: Mapped[bool] = mapped_column(default=False, server_default=false())
    # May be invited to ask a first question; whoever says no is asked never again.
    invitations: Mapped[bool] = mapped_column(default=True, server_default=true())
    # Between these, in minutes since midnight, nothing that can wait arrives; empty: no quiet hours.
    quiet_from: Mapped[int | None] = mapped_column()
    quiet_to: Mapped[int | None] = mapped_column()
    # Until when their Slack status says that they are away; of the status itself nothing is kept.
    away_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The end of the status in spite of which they said that they are here.
    here_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # What of ``away_until`` their App Home shows already.
    away_shown: Mapped[datetime | None] = mapped_column(UtcDateTime)
    home_opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    synced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The time of what is known, by Slack's clock: what it says of an earlier one comes too late.
    known_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Availability(WorkspaceRow):
    """A weekly window in which a person can meet, in minutes since midnight of their own zone."""

    __tablename__ = "availability"
    __table_args__ = (
        within("person", "user_id", "user_id"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint(
            "0 <= start_minute AND start_minute < end_minute AND end_minute <= 1440", name="window"
        ),
    )

    user_id: Mapped[str] = mapped_column(Text, primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True)  # 0 is Monday
    start_minute: Mapped[int] = mapped_column(primary_key=True)
    end_minute: Mapped[int] = mapped_column()


class Avoidance(WorkspaceRow):
    """One person would rather not be matched with another. Confidential: it works both ways, unseen."""

    __tablename__ = "avoidance"
    __table_args__ = (within("person", "user_id", "user_id"), within("person", "other_id", "user_id"))

    user_id: Mapped[str] = mapped_column(Text, primary_key=True)
    other_id: Mapped[str] = mapped_column(Text, primary_key=True, index=True)
