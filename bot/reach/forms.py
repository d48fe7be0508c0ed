"""What the modal of an invitation must contain, and what its buttons carry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import ClassVar

from pydantic import Field

from bot.kit.carried import Carried
from bot.kit.forms import Form
from bot.kit.i18n import Sentence
from bot.models import Cohort
from bot.reach import texts
from bot.reach.rules import QUESTION_CHARS, QUESTION_LEAST, WORDS_CHARS

PASTED_CHARS = 3000  # what Slack takes in a text box


class Plan(Carried):
    """Whom a modal invites, and what somebody has seen of it, by a digest."""

    cohort: Cohort
    digest: str = ""


class PlanForm(Form):
    """Whom to invite, when, and with which words. Not every cohort has each of these."""

    sentences: ClassVar[Mapping[str, Sentence]] = texts.SENTENCES

    people: str = Field(default="", max_length=PASTED_CHARS)
    chosen: str = ""
    day: date | None = None
    words: str = Field(min_length=1, max_length=WORDS_CHARS)
    question: str = Field(min_length=QUESTION_LEAST, max_length=QUESTION_CHARS)

    @property
    def digest(self) -> str:
        """A digest of all of it."""
        return sha256(self.model_dump_json().encode()).hexdigest()[:16]
