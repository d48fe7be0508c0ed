"""An answer in writing, where no hour for a meeting was left."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.kit.crypto import EncryptedText
from bot.kit.db import IdentifiedRow, UtcDateTime, related, within

if TYPE_CHECKING:
    from bot.models.ask import Ask, Offer


class WrittenAnswer(IdentifiedRow):
    """What an expert wrote instead of meeting, and what the mentee made of it.

    ``settled_at``: when it was decided whether it is ``enough``: by the mentee, or because they said nothing
    until ``decide_by``. ``unblocked``: their private answer after two weeks, 1 to 5 (3: as expected).
    """

    __tablename__ = "written_answer"
    __table_args__ = (
        UniqueConstraint("workspace_id", "offer_id"),
        within("ask", "ask_id"),
        within("offer", "offer_id"),
        within("person", "mentee_id", "user_id"),
        within("person", "expert_id", "user_id"),
        Index("ix_written_answer_ask", "workspace_id", "ask_id"),
        Index("ix_written_answer_expert", "workspace_id", "expert_id"),
        Index("ix_written_answer_open", "settled_at", "decide_by"),
        CheckConstraint("unblocked BETWEEN 1 AND 5", name="unblocked"),
    )

    ask_id: Mapped[str] = mapped_column(Text)
    offer_id: Mapped[str] = mapped_column(Text)
    mentee_id: Mapped[str] = mapped_column(Text)
    expert_id: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(EncryptedText("written_answer.words"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decide_by: Mapped[datetime] = mapped_column(UtcDateTime)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    enough: Mapped[bool | None] = mapped_column()
    thanks: Mapped[str | None] = mapped_column(EncryptedText("written_answer.thanks"))
    thanked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    unblocked: Mapped[int | None] = mapped_column()

    ask: Mapped[Ask] = related()
    offer: Mapped[Offer] = related()
