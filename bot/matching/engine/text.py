"""From a text to the terms by which texts are compared, in any language.

A term is a word as it is written (without case and accents) and, for longer words, their first five letters:
what endings and compounds of most European languages leave alone (McNamee and Mayfield 2004). Scripts that
put no spaces between words count by pairs of characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from bot.kit.stop_words import STOP_WORDS

PREFIX = 5  # letters
_MOST_KNOWN = 200_000  # words
MOST_PARTS = 12  # of one profile, so that nobody wins by length alone

_TOKEN = re.compile(r"[^\W_]+[+#]*")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u2e80-\ud7ff\uf900-\ufaff]")
_ITEMS = re.compile(r"[,;\n•]+")
_SENTENCES = re.compile(r"(?<=[.!?:])\s+|\n+")


def plain(word: str) -> str:
    """Return a word without its accents."""
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


class _Terms(dict[str, tuple[str, ...]]):
    """The terms of words, worked out once for as many words as fit."""

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        found = self[word] = tuple(_terms_of(word))
        return found


_known = _Terms()


def terms(text: str) -> Iterator[tuple[str, str]]:
    """Give the terms of a text in order, as often as they come, each with the word it stands for."""
    for word in _words(text):
        for term in _known[word]:
            yield term, word


def counts(text: str, prefixes: bool = True) -> Counter[str]:
    """Return how often each term comes; without ``prefixes``, whole words alone."""
    every = chain.from_iterable(map(_known.__getitem__, _words(text)))
    return Counter(every if prefixes else (term for term in every if term[-1] != "~"))


def _words(text: str) -> list[str]:
    text = text.casefold()
    return _TOKEN.findall(text if text.isascii() else unicodedata.normalize("NFC", text))


def _terms_of(word: str) -> Iterator[str]:
    if not word.isascii() and _UNSPACED.search(word):
        yield from _pairs(word)
        return
    word = plain(word)
    if len(word) < 2 or word in STOP_WORDS:
        return
    yield word
    if len(word) > PREFIX and not word.isdigit():
        yield f"{word[:PREFIX]}~"


def parts_of(skills: str, about: str) -> list[str]:
    """Return what a profile says, one thing each: skills as listed, sentences of what somebody writes."""
    items = [part.strip() for part in _ITEMS.split(skills)]
    sentences = [part.strip() for part in _SENTENCES.split(about)]
    found = [part for part in items if part] + [part for part in sentences if len(part.split()) > 1]
    return list(dict.fromkeys(found))[:MOST_PARTS]


def profile_texts(topics: str, skills: str, about: str) -> list[str]:
    """Return the texts of a profile that get a vector each: the whole first, then its parts."""
    whole = "\n".join(part for part in (topics, skills, about) if part.strip())
    return [whole, *parts_of(skills, about)] if whole else []


def question_text(question: str, background: str = "", outcome: str = "") -> str:
    """Return the text of a question that gets a vector."""
    return "\n".join(part for part in (question, background, outcome) if part.strip())


def _pairs(word: str) -> list[str]:
    return [word[i : i + 2] for i in range(max(1, len(word) - 1))]
