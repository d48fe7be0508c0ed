"""What the company's directory says of people, as it was imported."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.kit.db import UtcDateTime, WorkspaceRow


class DirectoryEntry(WorkspaceRow):
    """Somebody in the directory, whether Pinchpoint has met them or not.

    ``key`` is their user id, or a digest of their mail address where only that was given; then ``user_id`` is
    found once Slack has told whose it is. ``manager_key`` is their manager's; ``line`` holds the keys of
    everybody above them, nearest first, each between slashes. ``leads_since``: when an import first gave
    somebody who was in the directory already people to lead.
    """

    __tablename__ = "directory_entry"
    __table_args__ = (Index("ix_directory_entry_user", "workspace_id", "user_id"),)

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    user_id: Mapped[str | None] = mapped_column(Text)
    department: Mapped[str] = mapped_column(Text, default="", server_default="")
    seniority: Mapped[str] = mapped_column(Text, default="", server_default="")
    role: Mapped[str] = mapped_column(Text, default="", server_default="")
    started_on: Mapped[date | None] = mapped_column(Date)
    leads_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    manager_key: Mapped[str | None] = mapped_column(Text)
    line: Mapped[str] = mapped_column(Text, default="", server_default="")
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # When Slack's profile of them was last read, and which facts it told, by name, separated by commas.
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    from_slack: Mapped[str] = mapped_column(Text, default="", server_default="")


class FollowedProfiles(WorkspaceRow):
    """That Slack's profiles are followed, and which of their fields say what; empty: that is not followed.

    ``refused_at``: when Slack did not let profiles be read; they are not followed from then on.
    """

    __tablename__ = "followed_profiles"

    department_field: Mapped[str] = mapped_column(Text, default="")
    manager_field: Mapped[str] = mapped_column(Text, default="")
    start_field: Mapped[str] = mapped_column(Text, default="")
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
