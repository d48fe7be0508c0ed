"""Block Kit, spelled shortly: words of people stay literal, and nothing exceeds Slack's limits."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kit import blocks
from bot.kit.words import tidy, unformatted
from bot.playground.slack.blockkit import message_problems, view_problems

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
REORDERING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
MARKS = "\u200e\u200f\u061c"


@given(st.text())
def test_escaped_words_can_be_read_back(words: str) -> None:
    assert blocks.unescape(blocks.escape(words)) == unformatted(tidy(words))


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("<>&!@#|^" + MARKS + "\u202e\u2066"))))
def test_no_mention_link_or_date_of_anybody_comes_alive(words: str) -> None:
    escaped = blocks.escape(words)
    assert not set("<>") & set(escaped)
    assert re.fullmatch(r"(?:[^&]|&(?:amp|lt|gt);)*", escaped, re.DOTALL)


@given(
    st.text(alphabet=st.one_of(st.characters(), st.sampled_from(MARKS + "\u202a\u202e\u2066\u2069\ufeff")))
)
def test_nothing_that_people_write_reorders_or_hides_what_is_read(words: str) -> None:
    kept = blocks.tidy(words)
    assert not [c for c in kept if unicodedata.bidirectional(c) in REORDERING or c in MARKS]
    assert "\u200b" not in kept
    assert blocks.tidy(kept) == kept


def test_joiners_stay_since_scripts_and_pictures_need_them() -> None:
    for words in ("می\u200cخواهم", "👩\u200d🔬", "naïve e\u0301", "שלום"):
        assert blocks.tidy(words) == words


@given(st.text(), st.integers(1, 50))
def test_shortened_words_fit(words: str, most: int) -> None:
    shown = blocks.clip(words, most)
    assert len(shown) <= most
    assert shown == words or (shown.endswith("…") and words.startswith(shown[:-1]))


@given(st.text(max_size=4000), st.text(max_size=200), st.text(max_size=200))
def test_a_message_of_anything_is_one_that_slack_takes(words: str, label: str, topic: str) -> None:
    button = blocks.button(label or "OK", "x", "v", style="primary", confirm=_confirm(words or "?"))
    made = [
        blocks.header(topic or "–"),
        blocks.section(blocks.escape(words) or "–", button),
        blocks.context(words or "–"),
        blocks.quote(words[:3000]),
        blocks.divider(),
        blocks.actions(button | {"action_id": "y"}),
    ]
    assert message_problems(made) == []


def test_what_cannot_be_undone_is_confirmed_in_red() -> None:
    erase = blocks.button("Erase me", "x", style="danger", confirm=_confirm("?"))
    assert erase["confirm"]["style"] == "danger"
    assert message_problems([blocks.actions(erase)]) == []
    assert "style" not in blocks.button("OK", "x", style="primary", confirm=_confirm("?"))["confirm"]


def _confirm(words: str) -> blocks.Confirm:
    return {"title": words, "text": words, "yes": words, "no": words}


def test_a_quotation_of_nothing_but_hidden_characters_still_shows_something() -> None:
    assert blocks.quote("\u202e\u200b")["elements"][0]["elements"][0]["text"] == "–"


def test_quoted_words_are_literal() -> None:
    words = "<!channel> *bold* &amp; <@U1>"
    assert blocks.quote(words)["elements"][0]["elements"] == [{"type": "text", "text": words}]


def options(count: int) -> list[blocks.Block]:
    return [blocks.option(f"Topic {n:04} {'x' * 90}", f"t{n}", "About " * 30) for n in range(count)]


@pytest.mark.parametrize("count", [1, 100])
def test_a_menu_of_any_length_offers_everything_once(count: int) -> None:
    menu = blocks.select(options(count), f"t{count - 1}", "Choose")
    view = blocks.modal("m", "T", [blocks.field("topic", "Topic", menu)], close="No", submit="OK")
    assert view_problems(view) == []
    assert [one["value"] for one in menu["options"]] == [f"t{n}" for n in range(count)]
    assert menu["initial_option"]["value"] == f"t{count - 1}"


def test_inputs_start_with_what_is_known_and_without_what_is_not() -> None:
    made: list[tuple[blocks.Block, str]] = [
        (blocks.text_input("abc", most=2), "ab"),
        (blocks.date_input(date(2026, 12, 4)), "2026-12-04"),
        (blocks.time_input(time(9, 5)), "09:05"),
        (blocks.moment_input(AT), "1795424400"),
        (blocks.person_select("Choose", "U1"), "U1"),
        (blocks.people_select("Choose", ["U1", "U2"]), "U2"),
        (blocks.radios(options(3), "t1"), "t1"),
        (blocks.checkboxes(options(3), ["t2", "gone"]), "t2"),
        (blocks.multi_select(options(3), ["t0"]), "t0"),
        (blocks.number_input(2, 1, 20), "2"),
    ]
    fields = [blocks.field(f"f{n}", "Label", one, hint="Hint") for n, (one, _) in enumerate(made)]
    assert view_problems(blocks.modal("m", "T", fields, close="No", submit="OK")) == []
    for element, start in made:
        (initial,) = (str(value) for key, value in element.items() if key.startswith("initial"))
        assert start in initial
    empty: list[Any] = [
        blocks.text_input(),
        blocks.date_input(),
        blocks.time_input(),
        blocks.moment_input(),
        blocks.person_select("Choose"),
        blocks.people_select("Choose"),
        blocks.radios(options(3), "gone"),
        blocks.checkboxes(options(3)),
    ]
    assert not [key for element in empty for key in element if key.startswith("initial")]


def test_views_are_cut_to_what_slack_takes() -> None:
    many = [blocks.divider() for _ in range(120)]
    title = "A title that is much too long"
    view = blocks.modal("m", title, many, submit=title, close=title, metadata="x")
    assert view_problems(view) == []
    assert view_problems(blocks.home(many)) == []
    assert view["title"]["text"] == "A title that is much to…"


def test_a_notice_says_words_as_they_are() -> None:
    assert "R&amp;D &lt;3" in str(blocks.notice("T", "R&D <3", close="Close"))
