"""Whose name is not known is "A colleague", and "a colleague" inside a sentence, in each language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

import bot.kit
from bot.kit.blocks import escape
from bot.kit.i18n import Joined, Sentence, _, placeholders
from bot.kit.reader import FirstName, Reader, first_name
from bot.kit.texts import SOMEBODY

READERS = {"en": Reader.of("en-US", "UTC"), "de": Reader.of("de-DE", "UTC"), "es": Reader.of("es-ES", "UTC")}
TEMPLATE = Path(bot.kit.__file__).parent.parent / "locale" / "pinchpoint.pot"
NAMES = {"name", "names", "expert", "mentee", "other", "others", "people", "person", "who", "colleague"}
INSIDE = re.compile(r"[\w,;)] [*_“„«]*(?:A colleague|Jemand|Alguien)\b")
WITH = _("You talk with *{other}*. {other} knows, and so does {who}.")


@pytest.mark.parametrize(("language", "said"), [("en", "a colleague"), ("de", "jemand"), ("es", "alguien")])
def test_it_begins_with_a_capital_only_where_a_sentence_does(language: str, said: str) -> None:
    reader = READERS[language]
    capital = said[0].upper() + said[1:]
    assert reader(SOMEBODY) == capital
    for other in (SOMEBODY, FirstName(SOMEBODY), escape(first_name(reader, SOMEBODY))):
        told = reader(WITH, other=other, who=Joined(["Ada", SOMEBODY]))
        assert told.startswith(f"You talk with *{said}*. {capital} knows, and so does Ada ")
        assert told.endswith(f" {said}.")
    assert f"with *{said}" in reader(WITH, other=Joined([SOMEBODY, "Ada"]), who="Eli")
    assert reader(_("“{other}”"), other=SOMEBODY) == f"“{capital}”"
    assert reader(_("Who helps:\n• *{other}*"), other=SOMEBODY) == f"Who helps:\n• *{capital}*"


@given(st.text(min_size=1))
def test_no_name_and_no_words_of_people_are_changed(name: str) -> None:
    reader = READERS["en"]
    if name.startswith(reader(SOMEBODY)):
        return
    assert reader(_("with {other}"), other=name) == f"with {name}"
    assert reader(_("with {other}, not {who}"), other=name, who=SOMEBODY) == f"with {name}, not a colleague"


@pytest.mark.parametrize("language", READERS)
def test_no_sentence_has_the_capital_inside(language: str) -> None:
    reader = READERS[language]
    with TEMPLATE.open("rb") as template:
        messages = [one for one in read_po(template) if one.id]
    seen = 0
    for message in messages:
        text, plural = message.id if isinstance(message.id, tuple) else (message.id, "")
        sentence = Sentence(text, plural, context=message.context or "")
        given_names = placeholders(text) | placeholders(plural) | ({"count"} if plural else set())
        said = {name: SOMEBODY if name in NAMES else 2 if name == "count" else "x" for name in given_names}
        if SOMEBODY in said.values():
            seen += 1
            assert not INSIDE.search(reader(sentence, **said)), text
    assert seen > 100
