"""What must be said, what has been said and where, and what Slack asked us to wait for."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.kit.db import IdentifiedRow, UtcDateTime, WorkspaceRow, state_column


class OutboxState(StrEnum):
    """Where a row stands."""

    PENDING = "pending"
    LEASED = "leased"  # a worker is preparing it; safe to take over when the lease ends
    SENDING = "sending"  # the call to Slack may be under way
    SENT = "sent"
    UNKNOWN = "unknown"  # the call's fate is not known; never repeated blindly. Final once done_at is set
    CANCELLED = "cancelled"  # no longer applies
    EXPIRED = "expired"  # too late to be of use
    DEAD = "dead"  # Slack refused it for good, or it failed too often


class Outbox(IdentifiedRow):
    """One thing to say to one recipient. It holds ids only: the message is made from the present state.

    ``dedupe_key`` is unique in the workspace, so saying it twice is impossible.
    ``recipient`` is a user id (their DM with the app), or several, sorted and joined by "+" (their group DM).
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("workspace_id", "dedupe_key"),
        Index("ix_outbox_due", "workspace_id", "state", "due_at"),
        Index("ix_outbox_lease", "state", "lease_until"),
        Index("ix_outbox_subject", "workspace_id", "subject_id", "state"),
    )

    dedupe_key: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    recipient: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[str] = mapped_column(Text)  # the ask, offer or session it is about
    version: Mapped[int] = mapped_column(default=0)  # of the subject, when it was planned for one
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[OutboxState] = mapped_column(state_column(OutboxState), default=OutboxState.PENDING)
    lease_owner: Mapped[str | None] = mapped_column(Text)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fence: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    dispatched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    request_id: Mapped[str | None] = mapped_column(Text)  # made up by kit.request_ids: what it follows from
    error: Mapped[str | None] = mapped_column(Text)  # Slack's error code or ours; never words of people
    again: Mapped[bool] = mapped_column(default=False)  # it may have been seen already: say so
    # How to recognise the call under way if its answer is lost: the card it posts, the file it shares.
    card_key: Mapped[str | None] = mapped_column(Text)
    file_id: Mapped[str | None] = mapped_column(Text)
    channel_id: Mapped[str | None] = mapped_column(Text)
    message_ts: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Conversation(WorkspaceRow):
    """The DM or group DM of the app with these people; ``members`` is spelled like ``Outbox.recipient``."""

    __tablename__ = "conversation"

    members: Mapped[str] = mapped_column(Text, primary_key=True)
    channel_id: Mapped[str | None] = mapped_column(Text)  # empty: group DMs are not granted here


class Card(WorkspaceRow):
    """Where a message that is kept current stands in Slack.

    ``key`` names the card and whose it is, e.g. ``ask:<id>@<recipient>``.
    """

    __tablename__ = "card"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    channel_id: Mapped[str] = mapped_column(Text)
    message_ts: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(
        Text
    )  # of what it shows, so that nothing is sent when nothing changed


class RateLimit(WorkspaceRow):
    """Slack asked to wait before calling a method (in a channel; empty: anywhere) again.

    The method "*" stands for all of them: the workspace itself turned us away.
    """

    __tablename__ = "rate_limit"

    method: Mapped[str] = mapped_column(Text, primary_key=True)
    channel_id: Mapped[str] = mapped_column(Text, primary_key=True)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)


class Inbox(WorkspaceRow):
    """A submission that has been taken: the same one again changes nothing."""

    __tablename__ = "inbox"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
