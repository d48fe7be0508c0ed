"""A thank-you that became a story others may read, and the questions that stories answered."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.kit.crypto import EncryptedText
from bot.kit.db import IdentifiedRow, UtcDateTime, related, state_column, within
from bot.models.session import Session


class StoryState(StrEnum):
    """Where a story stands."""

    OFFERED = "offered"  # one of the two wrote the present words; the other's yes is awaited
    AGREED = "agreed"  # both said yes to the same words; nobody else reads them yet
    PUBLISHED = "published"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


SHARED_STORY = (StoryState.AGREED, StoryState.PUBLISHED)


class Story(IdentifiedRow):
    """What one thank-you tells others: a question in general words, and what helped. One for each session.

    ``version`` rises with each change of the words, which were last written by ``written_by``: the yes of the
    other one is to these. Silence until ``lapses_at`` is a no; it is empty once that is over, and until then
    a no is told to nobody. ``channel_id`` is where it was posted; empty where it is only shown to those who
    are about to ask.
    """

    __tablename__ = "story"
    __table_args__ = (
        UniqueConstraint("workspace_id", "session_id"),
        within("session", "session_id"),
        within("person", "mentee_id", "user_id"),
        within("person", "expert_id", "user_id"),
        within("topic", "topic_id"),
        Index("ix_story_topic", "workspace_id", "topic_id", "state"),
        Index("ix_story_mentee", "workspace_id", "mentee_id"),
        Index("ix_story_expert", "workspace_id", "expert_id"),
        Index("ix_story_lapses", "lapses_at"),
    )

    session_id: Mapped[str] = mapped_column(Text)
    mentee_id: Mapped[str] = mapped_column(Text)
    expert_id: Mapped[str] = mapped_column(Text)
    topic_id: Mapped[str | None] = mapped_column(Text)
    question: Mapped[str] = mapped_column(EncryptedText("story.question"))
    helped: Mapped[str] = mapped_column(EncryptedText("story.helped"))
    state: Mapped[StoryState] = mapped_column(state_column(StoryState), default=StoryState.OFFERED)
    version: Mapped[int] = mapped_column(default=1)
    written_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lapses_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by: Mapped[str | None] = mapped_column(Text)
    channel_id: Mapped[str | None] = mapped_column(Text)

    session: Mapped[Session] = related()


class StoryAnswer(IdentifiedRow):
    """Somebody was about to ask, and a story answered it: nothing was sent. No words are kept."""

    __tablename__ = "story_answer"
    __table_args__ = (
        within("story", "story_id"),
        within("person", "user_id", "user_id"),
        within("topic", "topic_id"),
        Index("ix_story_answer_story", "workspace_id", "story_id"),
        Index("ix_story_answer_at", "workspace_id", "created_at"),
    )

    story_id: Mapped[str] = mapped_column(Text)
    user_id: Mapped[str] = mapped_column(Text)
    topic_id: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
