"""`pinchpoint verify-live` knows an example of each kind of message, as the code makes it."""

from __future__ import annotations

import asyncio

import pytest

from bot.app import MESSAGES
from bot.delivery.messages import Canvas, File, Pin, Remove
from bot.playground.live.samples import PATH, samples
from bot.playground.slack.blockkit import message_problems, view_problems
from tests.support.sample_table import SAMPLES
from tests.support.samples import as_file, effects


def test_every_kind_of_message_has_an_example() -> None:
    assert set(SAMPLES) == set(MESSAGES), (
        "Name it in tests/support/sample_table.py, then run `python -m tests.support.samples`."
    )


def test_the_examples_are_what_the_code_makes() -> None:
    made = asyncio.run(effects())
    assert PATH.read_text() == as_file(made), "Run `python -m tests.support.samples`."
    without = {kind: one for kind, one in made.items() if kind not in samples()}
    assert [kind for kind, one in without.items() if not isinstance(one, Canvas | File | Pin | Remove)] == []


@pytest.mark.parametrize("kind", sorted(samples()))
def test_an_example_is_within_slacks_limits(kind: str) -> None:
    one = samples()[kind]
    found = view_problems(one.payload) if one.kind == "view" else message_problems(one.payload["blocks"])
    assert found == []
    assert one.kind == "view" or one.payload["text"]
