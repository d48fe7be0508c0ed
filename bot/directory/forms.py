"""What the modal of an import must contain."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import ClassVar

from pydantic import Field

from bot.directory import texts
from bot.kit.carried import Carried
from bot.kit.forms import Form
from bot.kit.i18n import Sentence

PASTED_CHARS = 3000  # what Slack takes in a text box


class Looked(Carried):
    """Which rows somebody has seen the changes of, by a digest."""

    digest: str = ""


class RowsForm(Form):
    """Pasted rows."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"rows": texts.ROWS_NEEDED}

    rows: str = Field(min_length=1, max_length=PASTED_CHARS)

    @property
    def content(self) -> bytes:
        """The rows as a file holds them."""
        return self.rows.encode()

    @property
    def digest(self) -> str:
        """A digest of the rows."""
        return sha256(self.content).hexdigest()[:16]


NOT_FOLLOWED = "-"


class FollowForm(Form):
    """Which fields of Slack's profiles are followed, by their ids."""

    department: str = Field(default=NOT_FOLLOWED, pattern=r"^(-|[A-Za-z0-9]{2,32})$")
    manager: str = Field(default=NOT_FOLLOWED, pattern=r"^(-|[A-Za-z0-9]{2,32})$")
    started_on: str = Field(default=NOT_FOLLOWED, pattern=r"^(-|[A-Za-z0-9]{2,32})$")

    @property
    def fields(self) -> tuple[str, str, str]:
        """The fields of departments, managers and start dates; "" for one that is not followed."""
        department, manager, started_on = (
            one.replace(NOT_FOLLOWED, "") for one in (self.department, self.manager, self.started_on)
        )
        return department, manager, started_on
