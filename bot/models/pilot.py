"""How a program begins: its first steps, and what those who run it have posted in channels."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.kit.crypto import EncryptedText
from bot.kit.db import IdentifiedRow, UtcDateTime, WorkspaceRow


class FirstSteps(WorkspaceRow):
    """The checklist of a new workspace. ``done``: the steps that its card shows as done, as bits.

    ``greeted_at``: when whoever installed the app got it; ``finished_at``: when it was done, or put away.
    """

    __tablename__ = "first_steps"

    done: Mapped[int] = mapped_column(default=0, server_default="0")
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    greeted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PostKind(StrEnum):
    """What a post of the program is for."""

    LAUNCH = "launch"
    WEEK_TWO = "week_two"
    NEW_EXPERTS = "new_experts"
    MANAGERS = "managers"
    GUIDE = "guide"
    CANVAS = "canvas"  # the guide as a canvas of the channel


class ProgramPost(IdentifiedRow):
    """A post of the program in a channel; the guide, a message or a canvas, has no words of its own.

    ``refused_at``: when Slack refused the channel; ``tried_at``: when it was last tried.
    """

    __tablename__ = "program_post"

    kind: Mapped[str] = mapped_column(Text)
    channel_id: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(EncryptedText("program_post.words"), default="")
    posted_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tried_at: Mapped[datetime] = mapped_column(UtcDateTime)
    refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
