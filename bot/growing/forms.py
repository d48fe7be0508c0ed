"""What the modal must contain in which one of the two chooses how they go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from bot.growing import texts
from bot.kit.forms import Form
from bot.kit.i18n import Sentence

ABOUT_CHARS = 1000


class ChooseForm(Form):
    """How they go on, and about what."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"how": texts.HOW_NEEDED, "about": texts.ABOUT_NEEDED}

    how: Literal["two", "three", "monthly"]
    about: str = Field(min_length=10, max_length=ABOUT_CHARS)
