"""A made-up language that shows what was not translated, and what would be too long in another language.

Every sentence gets accents and 40 % more length, between marks: its own character from Unicode's private use
area opens it, so that one that was cut short is known by name, and CLOSE ends it. What fills a placeholder
stands between RAW and END, since it has to be translated, or be a person's words, on its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from math import ceil
from typing import Any, Literal

from bot.kit.i18n import Param, Sentence
from bot.kit.reader import NEUTRAL, Reader
from bot.kit.words import clean, tidy, unformatted

LONGER = 0.4
CLOSE, RAW, END = "⟧", "⟨", "⟩"
_FIRST = 0xE000
ACCENTS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "áƀçđéƒĝĥîĵķļɱñóþʠŕšţûṽŵẋýžÁƁÇĐÉƑĜĤÎĴĶĻṀÑÓÞꝖŔŠŢÛṼŴẊÝŽ",
)
KEPT = re.compile(r"(\{\w*\}|<[^>]*>|`[^`]*`|:[a-z_]+:)")  # placeholders, entities, code and emoji
WORD = re.compile(r"[^\W\d_]{2,}")
ENTITY = re.compile(r"<!date\^\d+\^|<(?:[@#!]|https?:)[^>|]*|\{\w+\}|&(?:amp|lt|gt);|https?://\S+")
ANYWHERE = {"pinchpoint"}  # names that are the same in every language

_marks = {"(a date, time, number or list)": _FIRST}  # each English template's own character
_templates = {chr(mark): english for english, mark in _marks.items()}


@cache
def pseudo(text: str) -> str:
    """Return a template in the made-up language, without its marks."""
    parts = (part if KEPT.fullmatch(part) else part.translate(ACCENTS) for part in KEPT.split(text))
    return "".join(parts) + "·" * ceil(LONGER * len(KEPT.sub("", text)))


def _mark(text: str) -> str:
    if text not in _marks:
        _marks[text] = _FIRST + len(_marks)
        _templates[chr(_marks[text])] = text
    return chr(_marks[text])


def _opens(character: str) -> bool:
    """Whether it opens a sentence; a character that people wrote may stand in the private use area, too."""
    return character in _templates


def sentences_in(text: str) -> list[str]:
    """Return the English templates of the sentences in a text."""
    return [_templates[character] for character in text if character in _templates]


def _formatted(words: str) -> str:
    return f"{chr(_FIRST)}{words}{CLOSE}"


@dataclass(frozen=True, slots=True)
class PseudoReader(Reader):
    """Reads the made-up language."""

    def _template(self, sentence: Sentence, given: dict[str, Param]) -> str:
        english = NEUTRAL._template(sentence, given)
        return f"{_mark(english)}{pseudo(english)}{CLOSE}"

    def _said(self, value: Param) -> str:
        return f"{RAW}{value}{END}" if isinstance(value, str) else super(PseudoReader, self)._said(value)

    def number(self, value: int) -> str:
        return _formatted(super(PseudoReader, self).number(value))

    def list(self, items: Any, word: Literal["and", "or"] = "and") -> str:
        return _formatted(super(PseudoReader, self).list(items, word))

    def duration(self, minutes: int) -> str:
        return _formatted(super(PseudoReader, self).duration(minutes))

    def day(self, at: date, *, long: bool = False) -> str:
        return _formatted(super(PseudoReader, self).day(at, long=long))

    def month(self, at: date) -> str:
        return _formatted(super(PseudoReader, self).month(at))

    def weekday(self, at: date) -> str:
        return _formatted(super(PseudoReader, self).weekday(at))

    def weekday_short(self, number: int) -> str:
        return _formatted(super(PseudoReader, self).weekday_short(number))

    def wall_time(self, minute: int) -> str:
        return _formatted(super(PseudoReader, self).wall_time(minute))

    def time(self, at: datetime) -> str:
        return _formatted(super(PseudoReader, self).time(at))

    def _time_and_zone(self, at: datetime) -> str:
        return _formatted(super(PseudoReader, self)._time_and_zone(at))


def problems(shown: Any, data: set[str]) -> Iterator[str]:
    """Tell which words in what a view returned came from nowhere, and which sentences do not fit.

    ``data`` holds the words that people wrote.
    """
    for text in texts_of(shown):
        yield from _untranslated(text, data)
        yield from _cut(text)


def texts_of(shown: Any) -> Iterator[str]:
    """Return everything a person can read in blocks, views and the like."""
    if isinstance(shown, str):
        yield shown
    elif isinstance(shown, list | tuple):
        for one in shown:
            yield from texts_of(one)
    elif isinstance(shown, dict):
        readable = {key: value for key, value in shown.items() if key != "filter"}  # of a menu of channels
        for key, value in readable.items():
            if not isinstance(value, str) or key in {"text", "initial_value", "alt_text"}:
                yield from texts_of(value)


def _untranslated(text: str, data: set[str]) -> Iterator[str]:
    plain = ENTITY.sub(" ", _outside(text))
    strange = [found[0] for found in WORD.finditer(plain) if not _is_data(plain, found, data)]
    if strange:
        yield f"{' '.join(strange[:5])!r} came through no catalogue, in {text[:80]!r}"


def _is_data(plain: str, found: re.Match[str], data: set[str]) -> bool:
    word = found[0].casefold()
    if word in data or word in ANYWHERE:
        return True
    return plain[found.end() : found.end() + 1] == "…" and any(one.startswith(word) for one in data)


def _outside(text: str) -> str:
    """Return what stands outside of every sentence, or fills a placeholder."""
    inside: list[bool] = [False]
    kept = []
    for character in text:
        if _opens(character):
            inside.append(True)
        elif character == RAW:
            inside.append(False)
            kept.append(" ")
        elif character in (CLOSE, END):
            inside.pop() if len(inside) > 1 else None
            kept.append(" ")
        elif not inside[-1]:
            kept.append(character)
    return "".join(kept)


def _cut(text: str) -> Iterator[str]:
    """Tell of sentences that were cut although their own words, without names, are too long."""
    open_: list[str] = []
    for character in text:
        if _opens(character):
            open_.append(character)
        elif character == CLOSE and open_:
            open_.pop()
    for mark in open_ if text.endswith("…") else []:
        english = _templates[mark]
        bare = KEPT.sub("", pseudo(english))
        if len(bare) > len(text):
            yield f"{english!r} is cut at {len(text)} characters: {LONGER:.0%} longer it takes {len(bare)}"


def words_in(values: Any) -> set[str]:
    """Return the words that people wrote, out of what a view was given: as they are and tidied."""
    found: set[str] = set()
    for text in strings_in(values, set()):
        for shown in (text, clean(text), tidy(text), unformatted(tidy(text))):
            found.update(word.casefold() for word in WORD.findall(shown))
    return found


def strings_in(value: Any, seen: set[int]) -> Iterator[str]:
    """Return every string in dataclasses, rows, lists and the like; the names of states are none."""
    if isinstance(value, str):
        if not isinstance(value, Enum):
            yield value
        return
    if id(value) in seen or isinstance(value, Sentence | Reader | Enum | bytes | type):
        return
    seen.add(id(value))
    for one in _parts(value):
        yield from strings_in(one, seen)


def _parts(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    if isinstance(value, list | tuple | set | frozenset):
        return list(value)
    if is_dataclass(value):
        return [getattr(value, field.name) for field in fields(value)]
    return list(vars(value).values()) if hasattr(value, "__dict__") else []
