"""What people type: without what no text holds, and shown as it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kit.blocks import escape
from bot.kit.forms import Form, parse
from bot.kit.words import clean, cut, length, unformatted, without_bold


class Note(Form):
    words: str = ""


def typed(words: str) -> str:
    return parse(Note, {"words": {"words": {"type": "plain_text_input", "value": words}}}).words


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("First\x0bSecond", "First\nSecond"),
        ("One\r\nTwo\rThree\u2028Four", "One\nTwo\nThree\nFour"),
        ("a\x00b\x07c\x7fd\x9fe", "abcde"),
        ("half \ud83d of an emoji", "half  of an emoji"),
        ("tab\tand\nline, 𝔐 and 👩‍💻", "tab\tand\nline, 𝔐 and 👩‍💻"),
        ("\x00\x07", ""),
    ],
)
def test_every_form_takes_text_without_control_characters(pasted: str, kept: str) -> None:
    assert typed(pasted) == kept


@given(st.text())
def test_whatever_is_typed_can_be_stored_and_put_into_a_file(words: str) -> None:
    cleaned = clean(words)
    assert clean(cleaned) == cleaned
    cleaned.encode()
    assert not any(ord(letter) < 32 and letter not in "\t\n" for letter in cleaned)


@pytest.mark.parametrize("words", ["*Ada*", "~Eli~", "`rm`", "_Noor_", "A*B*C", "(_Ada_)"])
def test_nothing_that_people_are_called_formats_a_sentence(words: str) -> None:
    shown = escape(words)
    assert not set("*~`") & set(shown)
    assert "_" not in shown
    assert len(shown) == len(words)


@pytest.mark.parametrize("words", ["snake_case", "https://meet.example/_a_/~eli/*?b=_c_", "3 < 4", "Ada"])
def test_what_formats_nothing_and_addresses_stay(words: str) -> None:
    assert unformatted(words) == words


@pytest.mark.parametrize(
    ("words", "units"), [("", 0), ("abc", 3), ("\u00fc\u4e2d", 2), ("\U0001f600", 2), ("👩‍💻", 5)]
)
def test_words_are_as_long_as_a_browser_counts_them(words: str, units: int) -> None:
    assert length(words) == units


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.just("\U0001f600")), st.integers(0, 40))
def test_a_beginning_fits_and_breaks_no_character(words: str, most: int) -> None:
    kept = cut(words, most)
    assert words.startswith(kept)
    assert length(kept) <= most
    assert kept == words or length(kept) >= most - 1


@pytest.mark.parametrize(
    ("words", "locale", "shown"),
    [
        ("Press *Move it* or *Leave*.", "en_GB", "Press “Move it” or “Leave”."),
        ("Drück *Ändern*.", "de", "Drück „Ändern“."),
        ("3*4*5, * this *, ** and *\n*", "en", "3*4*5, * this *, ** and *\n*"),
    ],
)
def test_what_stands_in_bold_stands_in_quotes_where_nothing_is_bold(
    words: str, locale: str, shown: str
) -> None:
    assert without_bold(words, locale) == shown
