"""What travels through Slack and comes back: ids in a button's value or in a modal's private_metadata.

There is one encoding: a pydantic model as compact JSON. Whoever presses could have sent anything, so a model
only says which shape is right; listeners load the rows inside the person's workspace and check rights.
"""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.kit import texts
from bot.kit.errors import UserMessage


class Carried(BaseModel):
    """Ids (and nothing that people wrote) that a button or a modal carries; 2,000 characters at most."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    def encode(self) -> str:
        """Return it as Slack carries it."""
        return self.model_dump_json(exclude_defaults=True)

    @classmethod
    def decode(cls, text: str) -> Self:
        """Read what came back. Raises UserMessage for what an older version of the app wrote."""
        try:
            return cls.model_validate_json(text or "{}")
        except ValidationError:
            raise UserMessage(texts.OLD_BUTTON) from None


class RowId(Carried):
    """The id of one row: of the ask, offer, session or topic that the button stands beside."""

    id: str
