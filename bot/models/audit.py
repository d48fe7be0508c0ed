"""What those who run the program did and looked at."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.kit.db import IdentifiedRow, UtcDateTime


class Act(StrEnum):
    """What somebody did or looked at."""

    TOPIC_ADDED = "topic_added"
    TOPIC_CHANGED = "topic_changed"
    TOPICS_CHOSEN = "topics_chosen"
    TOPIC_MOVED = "topic_moved"
    TOPIC_ARCHIVED = "topic_archived"
    TOPIC_RESTORED = "topic_restored"
    TOPICS_MERGED = "topics_merged"
    STEWARD_NAMED = "steward_named"
    STEWARD_REMOVED = "steward_removed"
    SETTING_CHANGED = "setting_changed"
    MANAGER_NAMED = "manager_named"
    MANAGER_REMOVED = "manager_removed"
    EXPERT_INVITED = "expert_invited"
    FIGURES_OPENED = "figures_opened"
    SETTINGS_TRIED = "settings_tried"
    FIGURES_SENT = "figures_sent"
    EVENT_PLANNED = "event_planned"
    EVENT_CALLED_OFF = "event_called_off"
    SHEET_STARTED = "sheet_started"
    SHEET_CHANGED = "sheet_changed"
    SHEET_MADE_SMALLER = "sheet_made_smaller"
    SHEET_STOPPED = "sheet_stopped"
    CHECKLIST_CHANGED = "checklist_changed"
    CHECKLIST_ORDERED = "checklist_ordered"
    CHECKLIST_RESET = "checklist_reset"
    PEOPLE_IMPORTED = "people_imported"
    PROFILES_FOLLOWED = "profiles_followed"
    PROFILES_LEFT = "profiles_left"
    STEPS_PUT_AWAY = "steps_put_away"
    POST_SENT = "post_sent"
    STORY_SHARED = "story_shared"
    INVITATIONS_LOOKED = "invitations_looked"
    INVITATIONS_STARTED = "invitations_started"
    INVITATIONS_STOPPED = "invitations_stopped"
    DATA_EXPORTED = "data_exported"
    ERASURE_ASKED = "erasure_asked"


class AuditEntry(IdentifiedRow):
    """One thing that was done: written once, in the transaction that did it, and never changed.

    ``by_id`` is None for an operator of the server. ``subject`` is the name of a topic, ``part`` what of it,
    or which setting, was changed, from ``before`` to ``after``; ``about_id`` is whom it concerns. Nothing of
    an ask is ever in it.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_at", "workspace_id", "at"),)

    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[str | None] = mapped_column(Text)
    act: Mapped[str] = mapped_column(Text)
    about_id: Mapped[str | None] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text, default="")
    part: Mapped[str] = mapped_column(Text, default="")
    before: Mapped[str] = mapped_column(Text, default="")
    after: Mapped[str] = mapped_column(Text, default="")
