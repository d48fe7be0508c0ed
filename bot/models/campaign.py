"""Invitations to ask a first question: for whom they are, in which half somebody is, and who got one."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.kit.crypto import EncryptedText
from bot.kit.db import IdentifiedRow, UtcDateTime, state_column, within


class CampaignState(StrEnum):
    """Whether people are still invited."""

    RUNNING = "running"
    STOPPED = "stopped"
    OVER = "over"


class Cohort(StrEnum):
    """Who is invited. The last two are found anew each hour, as their moment comes; the others on one day."""

    LIST = "list"
    GROUP = "group"
    ROLE = "role"
    STARTED = "started"
    NEWCOMERS = "newcomers"
    LEADS = "leads"


ROLLING = (Cohort.NEWCOMERS, Cohort.LEADS)


class MemberState(StrEnum):
    """How far somebody's invitation is."""

    LISTED = "listed"  # meant, and not assigned to a half yet
    WAITING = "waiting"
    INVITED = "invited"
    LEFT_OUT = "left_out"


class Campaign(IdentifiedRow):
    """Invitations to one cohort, in two halves at random.

    ``chosen``: which role or user group, or how many months ago at most somebody started. ``words`` and
    ``question`` are empty while nobody has changed the drafts: each reads them in their own language.
    ``looks_at``: when it next looks for people to assign. The counts are kept once it has ended: how many
    were in each half for whole two weeks, and how many of them asked in these.
    """

    __tablename__ = "campaign"
    __table_args__ = (Index("ix_campaign_due", "state", "looks_at"),)

    state: Mapped[CampaignState] = mapped_column(state_column(CampaignState), default=CampaignState.RUNNING)
    cohort: Mapped[str] = mapped_column(Text)
    chosen: Mapped[str] = mapped_column(Text, default="", server_default="")
    words: Mapped[str] = mapped_column(EncryptedText("campaign.words"), default="")
    question: Mapped[str] = mapped_column(EncryptedText("campaign.question"), default="")
    seed: Mapped[int] = mapped_column()
    created_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    begins_at: Mapped[datetime] = mapped_column(UtcDateTime)
    looks_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    forgotten_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    first_people: Mapped[int] = mapped_column(default=0, server_default="0")
    first_asked: Mapped[int] = mapped_column(default=0, server_default="0")
    second_people: Mapped[int] = mapped_column(default=0, server_default="0")
    second_asked: Mapped[int] = mapped_column(default=0, server_default="0")


class CampaignMember(IdentifiedRow):
    """Somebody in a cohort. ``half`` is 1 or 2, drawn at ``begins_at``; ``due_at``: when they are invited."""

    __tablename__ = "campaign_member"
    __table_args__ = (
        within("campaign", "campaign_id"),
        within("person", "user_id", "user_id"),
        Index("ix_campaign_member_once", "workspace_id", "campaign_id", "user_id", unique=True),
        Index("ix_campaign_member_user", "workspace_id", "user_id"),
        Index("ix_campaign_member_due", "state", "due_at"),
    )

    campaign_id: Mapped[str] = mapped_column(Text)
    user_id: Mapped[str] = mapped_column(Text)
    state: Mapped[MemberState] = mapped_column(state_column(MemberState), default=MemberState.LISTED)
    half: Mapped[int | None] = mapped_column()
    begins_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    invited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
