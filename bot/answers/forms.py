"""What the buttons below an answer in writing carry, and what the thank-you modal must contain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from bot.answers import texts
from bot.kit.carried import Carried
from bot.kit.forms import Form
from bot.kit.i18n import Sentence

WORDS_CHARS = 1500


class HelpAnswer(Carried):
    """The id of an answer in writing, and how much it helped: 1 to 5."""

    id: str
    answer: int = Field(ge=1, le=5)


class ThanksForm(Form):
    """A thank-you in the mentee's own words."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"words": texts.NOTHING_WRITTEN}

    words: str = Field(min_length=1, max_length=WORDS_CHARS)
