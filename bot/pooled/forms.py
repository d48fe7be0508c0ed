"""What the modal must contain in which an expert picks a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import ClassVar

from pydantic import Field

from bot.kit.forms import Form
from bot.kit.i18n import Sentence
from bot.pooled import texts


class PickForm(Form):
    """A start, in UNIX seconds."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"time": texts.PICK_NEEDED}

    time: int = Field(gt=0, lt=10**10)

    @property
    def start(self) -> datetime:
        """The start as an instant."""
        return datetime.fromtimestamp(self.time, UTC)
