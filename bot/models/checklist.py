"""The items of checklists where a workspace has its own."""

from __future__ import annotations

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.kit.db import WorkspaceRow


class ChecklistItem(WorkspaceRow):
    """One item of a list that somebody changed: such a list is here as a whole, any other is the default.

    ``list`` is one of ``bot.checklists.rules.List``. Without a ``text`` it reads as the default of its key.
    ``asks_words``: it asks for words rather than for a tick; a default asks for what it always does.
    """

    __tablename__ = "checklist_item"

    list: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    text: Mapped[str] = mapped_column(Text, default="", server_default="")
    asks_words: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column()
