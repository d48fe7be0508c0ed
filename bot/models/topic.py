"""What people ask about."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import JSON, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.kit.db import IdentifiedRow, UtcDateTime, related, within

if TYPE_CHECKING:
    from bot.models.expert import ExpertTopic
    from bot.models.person import Person


class Topic(IdentifiedRow):
    """A topic that admins keep: its other names help matching, its steward hears when nobody could help."""

    __tablename__ = "topic"
    __table_args__ = (
        UniqueConstraint("workspace_id", "name_key"),
        within("person", "steward_id", "user_id"),
        within("topic", "parent_id"),
    )

    name: Mapped[str] = mapped_column(Text)
    name_key: Mapped[str] = mapped_column(Text)  # casefolded, so that "SQL" and "sql" are one topic
    description: Mapped[str] = mapped_column(Text, default="")
    synonyms: Mapped[list[str]] = mapped_column(JSON, default=list)
    steward_id: Mapped[str | None] = mapped_column(Text)
    parent_id: Mapped[str | None] = mapped_column(Text)  # the wider topic that this one belongs to
    # The place that admins gave it; topics with the same one stand by their names.
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The topic that took its place: it stays for forms that were open then, and is listed nowhere.
    merged_into_id: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    steward: Mapped[Person | None] = related()
    expert_links: Mapped[list[ExpertTopic]] = related()
