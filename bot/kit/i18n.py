"""Sentences that gettext can translate, as each ``texts.py`` holds them.

``_``, ``_n`` and ``_p`` mark a sentence for extraction and return a Sentence. Nothing is translated before a
Reader (bot/kit/reader.py) is asked to say it, so a Sentence may travel: in an error, a form, a dataclass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from string import Formatter
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from bot.kit.reader import Reader


class Localizable(Protocol):
    """What only its reader's language, zone or clock can put into words."""

    def localize(self, reader: Reader) -> str:
        """Return it in the reader's words."""
        ...


# What a placeholder is filled with. A whole number is written as the reader writes numbers.
Param = str | int | Localizable


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in English with named placeholders, and the values that are known of them already.

    Where ``plural`` is given, the value of ``count`` decides between the forms. ``context`` tells apart what
    is the same in English and differs in other languages.
    """

    text: str
    plural: str = ""
    params: Mapping[str, Param] = field(default_factory=dict, hash=False)
    context: str = ""

    def format(self, **params: Param) -> Sentence:
        """Return the sentence with these placeholders filled in; it is still to be translated."""
        return replace(self, params={**self.params, **params})

    def localize(self, reader: Reader) -> str:
        """Return it in the reader's language."""
        return reader(self)

    def __str__(self) -> str:
        """Return the English words, for logs and tests."""
        from bot.kit.reader import NEUTRAL

        return NEUTRAL(self)

    def __format__(self, spec: str) -> str:
        raise TypeError("A sentence is translated by its reader before it becomes part of a string.")


Words = Sentence | str  # a sentence of ours, or words that stand as they are


@dataclass(frozen=True, slots=True)
class Joined:
    """Several things in one sentence: "Ada, Eli and Noor", or with ``word`` "or" between the last two."""

    items: Sequence[Param]
    word: Literal["and", "or"] = "and"

    def localize(self, reader: Reader) -> str:
        """Return them as the reader's language lists things."""
        return reader.list(self.items, self.word)


def _(text: str) -> Sentence:
    """Mark a sentence for translation."""
    return Sentence(text)


def _n(singular: str, plural: str) -> Sentence:
    """Mark a sentence whose form depends on ``count``."""
    return Sentence(singular, plural)


def _p(context: str, text: str) -> Sentence:
    """Mark a sentence that has several translations; ``context`` says which one this is."""
    return Sentence(text, context=context)


def placeholders(text: str) -> frozenset[str]:
    """Return the names in braces. Raises ValueError where the braces do not pair up."""
    return frozenset(name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None)
