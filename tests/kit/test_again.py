"""What was too late is offered once more, and what was typed is never lost."""

from __future__ import annotations

import pytest

from bot.kit.again import Again
from bot.kit.blocks import escape
from bot.kit.reader import NEUTRAL
from bot.playground.slack.blockkit import message_problems

SENTENCE = escape("That took too long")


@pytest.mark.parametrize("words", ["How?", "x" * 1900, "\U0001f600" * 900])
def test_a_button_carries_what_was_typed(words: str) -> None:
    again = Again(way="command", name="/ask-expert", value=words)
    blocks = again.below(SENTENCE, NEUTRAL)
    assert blocks is not None
    assert message_problems(blocks) == []
    assert Again.decode(blocks[-1]["elements"][0]["value"]).value == words


@pytest.mark.parametrize("words", ["x" * 3999, "\U0001f600" * 1999])
def test_what_no_button_carries_is_shown_to_be_copied(words: str) -> None:
    blocks = Again(way="command", name="/ask-expert", value=words).below(SENTENCE, NEUTRAL)
    assert blocks is not None
    assert message_problems(blocks) == []
    assert blocks[-1]["elements"][0]["elements"][0]["text"] == words


def test_an_action_that_carries_too_much_has_only_its_sentence() -> None:
    assert Again(way="action", name="x", value="y" * 2000).below(SENTENCE, NEUTRAL) is None
