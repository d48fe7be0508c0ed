"""Members who opted in to help."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import JSON, CheckConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.kit.crypto import EncryptedText
from bot.kit.db import IdentifiedRow, UtcDateTime, WorkspaceRow, related, within

if TYPE_CHECKING:
    from bot.models.person import Person
    from bot.models.topic import Topic


class Expert(WorkspaceRow):
    """A member's offer to help: what with, how often (sessions a month), how long (minutes), from when."""

    __tablename__ = "expert"
    __table_args__ = (
        within("person", "user_id", "user_id"),
        CheckConstraint("capacity BETWEEN 1 AND 20", name="capacity"),
        Index("ix_expert_paused_until", "paused_until"),
        Index("ix_expert_version", "workspace_id", "version"),
    )

    user_id: Mapped[str] = mapped_column(Text, primary_key=True)
    skills: Mapped[str] = mapped_column(EncryptedText("expert.skills"), default="")
    about: Mapped[str] = mapped_column(EncryptedText("expert.about"), default="")
    capacity: Mapped[int] = mapped_column(default=2)
    lengths: Mapped[list[int]] = mapped_column(JSON, default=lambda: [30, 45, 60])
    paused_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opted_in_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opted_out_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=0)  # the workspace's experts_version when it last changed

    person: Mapped[Person] = related()
    topic_links: Mapped[list[ExpertTopic]] = related()


class ExpertTopic(WorkspaceRow):
    """An expert can help with a topic."""

    __tablename__ = "expert_topic"
    __table_args__ = (within("expert", "user_id", "user_id"), within("topic", "topic_id"))

    user_id: Mapped[str] = mapped_column(Text, primary_key=True)
    topic_id: Mapped[str] = mapped_column(Text, primary_key=True, index=True)

    expert: Mapped[Expert] = related()
    topic: Mapped[Topic] = related()


class Embedding(WorkspaceRow):
    """The vectors of an expert's profile (the whole, then its parts), or of an ask.

    ``subject_id`` is the expert's user id or the ask's id, ``digest`` tells whether the text changed since,
    ``model`` names the encoder, ``vector`` holds packed vectors (`bot/matching/engine/vectors.py`) in base64.
    Encrypted, since words can be guessed back from it.
    """

    __tablename__ = "embedding"

    subject_id: Mapped[str] = mapped_column(Text, primary_key=True)
    model: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(Text)
    vector: Mapped[str] = mapped_column(EncryptedText("embedding.vector"))


class Invitation(IdentifiedRow):
    """A personal word to somebody who is no expert yet; they join by themselves, or do not."""

    __tablename__ = "invitation"
    __table_args__ = (
        within("person", "invited_id", "user_id"),
        within("topic", "topic_id"),
        Index("ix_invitation_invited", "workspace_id", "invited_id", "created_at"),
    )

    invited_id: Mapped[str] = mapped_column(Text)
    invited_by: Mapped[str] = mapped_column(Text)
    topic_id: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(EncryptedText("invitation.note"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    topic: Mapped[Topic] = related()
