"""The guide in its reader's words, whatever it is drawn as."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.checklists.rules import Item
from bot.kit.i18n import Sentence, Words
from bot.kit.reader import Reader
from bot.pilot import texts
from bot.pilot.queries import Guide

_LEAD = re.compile(r"\*(.+?)[.:]?\*\s*(.*)", re.S)


@dataclass(frozen=True, slots=True)
class Part:
    """One part: a heading, what stands below it (commands in backquotes), and a list in people's words."""

    title: str
    words: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GuideText:
    """The whole guide; ``foot`` says whose lists they are."""

    title: str
    parts: tuple[Part, ...]
    foot: str


def guide_text(reader: Reader, found: Guide) -> GuideText:
    """Return the guide in the reader's words."""
    parts = (
        _part(reader, texts.GUIDE_WHAT),
        _part(reader, texts.GUIDE_ASK),
        _part(reader, texts.GUIDE_MENTEE, found.mentee),
        _part(reader, texts.GUIDE_EXPERT, found.expert),
        _part(reader, texts.GUIDE_NEXT.format(count=found.hours)),
        _part(reader, texts.GUIDE_HELP),
        _part(reader, texts.GUIDE_PRIVATE),
    )
    foot = reader(texts.GUIDE_OWN_LISTS if found.own else texts.GUIDE_GENERAL_LISTS)
    return GuideText(reader(texts.GUIDE_HEADER), parts, foot)


def _part(reader: Reader, sentence: Sentence, items: tuple[Item, ...] = ()) -> Part:
    """Return a part whose sentence begins with its heading, in asterisks."""
    lead = _LEAD.fullmatch(reader(sentence))
    title, words = (lead[1], lead[2]) if lead else ("", reader(sentence))
    return Part(title, words, tuple(_said(reader, item.text) for item in items))


def _said(reader: Reader, words: Words) -> str:
    return " ".join(reader(words).split())
