"""What the buttons after a session carry, and what the thank-you modal must contain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from bot.kit.carried import Carried
from bot.kit.forms import Form
from bot.kit.i18n import Sentence
from bot.models import FollowUpKind
from bot.thanks import texts

WORDS_CHARS = 1500


class HelpAnswer(Carried):
    """The id of a session, which time "how much did it help?" was asked, and the answer: 1 to 5."""

    id: str
    kind: FollowUpKind
    answer: int = Field(ge=1, le=5)


class ThanksForm(Form):
    """A thank-you in the mentee's own words."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"words": texts.NOTHING_WRITTEN}

    words: str = Field(min_length=1, max_length=WORDS_CHARS)
