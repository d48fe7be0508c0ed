"""Every catalogue is whole: each sentence is translated, with its placeholders, its markup and its buttons.

Whether a translation fits where it stands is seen when a view runs: tests/support/fitting.py.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.kit.catalogs import catalog_files, faulty, read
from bot.kit.i18n import _, _p
from bot.kit.reader import Reader
from tests.support.extract import TEMPLATE
from tests.support.fitting import placed

CATALOGS = pytest.mark.parametrize("path", catalog_files(), ids=lambda path: path.parent.parent.name)
BRACES = re.compile(r"\{\w+\}")
# Slack's markup, its emoji, and the commands that people type: the same in every language.
MARKUP = re.compile(r"[*_~`<>\n]|:[a-z_]+:|/[a-z][a-z-]+")
BOLD = re.compile(r"\*([^*{}\n]+)\*")


def forms(entry: Message) -> Iterator[tuple[str, str]]:
    """Return each form of an entry in English and as it is translated."""
    if not isinstance(entry.id, tuple | list):
        yield entry.id, entry.string
        return
    for number, words in enumerate(entry.string):
        yield entry.id[min(number, 1)], words


def translated(path: Path) -> Iterator[tuple[str, str]]:
    for entry in read(path):
        if entry.id:
            yield from forms(entry)


@CATALOGS
def test_a_catalogue_holds_every_sentence_and_no_other(path: Path) -> None:
    catalog = read(path)
    with TEMPLATE.open("rb") as file:
        template: Catalog = read_po(file)
    wanted = {(entry.id, entry.context) for entry in template if entry.id}
    there = {(entry.id, entry.context) for entry in catalog if entry.id}
    assert there ^ wanted == set(), (
        "Run pybabel update as docs/translations.md says, and fill in what is new."
    )
    assert not catalog.obsolete
    assert [entry.id for entry in catalog if entry.id and entry.fuzzy] == []
    assert [english for english, words in translated(path) if not words.strip()] == []


@CATALOGS
def test_translations_name_what_the_english_names(path: Path) -> None:
    assert [entry.id for entry in faulty(read(path))] == []


@CATALOGS
def test_translations_keep_the_markup(path: Path) -> None:
    def markup(text: str) -> Counter[str]:
        return Counter(MARKUP.findall(BRACES.sub("", text)))

    assert [words for english, words in translated(path) if markup(english) != markup(words)] == []


@CATALOGS
def test_a_sentence_that_names_a_button_names_it_as_the_button_does(path: Path) -> None:
    said: dict[str, set[str]] = defaultdict(set)
    for english, words in translated(path):
        said[english].add(f"*{words}*")
    wrong = [
        (words, said[label])
        for english, words in translated(path)
        for label in BOLD.findall(english)
        if label in said and not any(one in words for one in said[label])
    ]
    assert wrong == []


def test_the_places_with_little_room_are_known() -> None:
    def text(words: str) -> dict[str, str]:
        return {"type": "plain_text", "text": words}

    button = {"type": "button", "text": text("b"), "confirm": {"title": text("c"), "deny": text("d")}}
    menu = {"type": "static_select", "placeholder": text("p"), "options": [{"text": text("o"), "value": "1"}]}
    shown = {
        "type": "modal",
        "title": text("t"),
        "blocks": [
            {"type": "actions", "elements": [button]},
            {"type": "input", "label": text("l"), "element": menu},
        ],
    }
    assert {words: limit for limit, words in placed(shown, "")} == {
        "t": 24,
        "b": 75,
        "c": 100,
        "d": 30,
        "p": 150,
        "o": 75,
    }


def test_the_same_english_words_may_have_several_translations() -> None:
    german = Reader.of("de-DE", "Europe/Berlin")
    assert german(_("Cancel")) == "Abbrechen"
    assert german(_p("call off a session", "Cancel")) == "Absagen"
