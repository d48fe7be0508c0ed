"""The check that runs every view in the made-up language notices what it should."""

from __future__ import annotations

from typing import Any

import pytest

from bot.kit.blocks import button, clip, context, escape, modal, quote, section
from bot.kit.i18n import Joined, _, _n
from bot.kit.reader import NEUTRAL, Reader
from tests.support.every_view import EveryView
from tests.support.pseudo import PseudoReader, problems, words_in

HELLO = _("Hello {name}, it is {day}. Ask *{others}* or `/help`.")
MORE = _n("one more", "{count} more")
LONG = _("A heading which is just short enough to be one")
ADA = PseudoReader()


def wrong(shown: Any, *data: Any) -> list[str]:
    return list(problems(shown, words_in(data)))


def test_what_came_through_the_catalogue_or_from_people_is_fine() -> None:
    name = "Ada <&> Brandt"
    said = ADA(HELLO, name=escape(name), day="x", others=Joined(["Eli", "Noor"]))
    assert (
        wrong(
            [section(said), quote("Why?"), context(clip("Nothing to see here", 9))],
            name,
            "Why Eli Noor Nothing",
        )
        == []
    )
    assert wrong(ADA(MORE, count=3)) == []


HIDDEN = ADA(HELLO, name="or somebody", day="", others="")


@pytest.mark.parametrize("shown", ["Save it", f"{ADA(MORE, count=1)} and more", HIDDEN])
def test_a_plain_string_is_found_wherever_it_stands(shown: str) -> None:
    assert len(wrong([button(shown, "save")], "Ada")) == 1


def test_a_sentence_that_would_not_fit_is_found_but_not_a_long_name() -> None:
    [told] = wrong(modal("m", ADA(LONG), [], close="Cancel"), "Cancel")
    assert LONG.text in told
    assert "is cut at 24 characters" in told
    assert wrong([button(ADA(_("Thank {name}"), name="Ada" * 40), "thank")], "Ada" * 40) == []


def test_dates_and_numbers_are_in_the_readers_words() -> None:
    assert wrong([ADA.number(1500), ADA.duration(61), ADA.list(["Eli"])], "Eli") == []


def test_a_view_is_run_once_more_and_told_what_reached_it_in_words() -> None:
    one = EveryView()
    view = one._wrap("a.view", lambda reader, text: (text, [section(text)]))
    assert view(NEUTRAL, "Eli's words") == ("Eli's words", [section("Eli's words")])
    assert one.take() == []
    one._said.add("Said too early")
    view(NEUTRAL, text="Said too early")
    assert one.take() == ["a.view: 'Said too early' was put into words before it reached the view"]
    assert one.seen == {"a.view"}


def test_a_view_that_slack_takes_in_english_alone_is_found() -> None:
    def title(reader: Reader) -> dict[str, Any]:
        return {"type": "header", "text": {"type": "plain_text", "text": reader(LONG) * 3}}

    one = EveryView()
    one._wrap("a.view", title)(NEUTRAL)
    [told] = one.take()
    assert "less than 151" in told
