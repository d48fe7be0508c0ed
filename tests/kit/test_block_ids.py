"""Rows of buttons keep their names while what they do stays the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.kit.block_ids import with_ids
from bot.kit.blocks import Block, actions, button, context, section, select
from bot.kit.folding import folded
from bot.playground.slack.blockkit import view_problems

NAMES = st.sampled_from(["yes", "no", "later"])
ROW = st.builds(lambda name, value, label: actions(button(label, name, value)), NAMES, NAMES, NAMES)
SAID = st.builds(lambda name: section(name, button(name, name)), NAMES)
BLOCKS = st.lists(st.one_of(ROW, SAID, st.just(context("small print"))), max_size=8)


@given(BLOCKS.filter(bool), BLOCKS)
def test_no_two_blocks_have_one_name(outside: list[Block], inside: list[Block]) -> None:
    shown = with_ids([*outside, folded("More", inside)] if inside else outside)
    assert view_problems({"type": "home", "blocks": shown}) == []
    assert with_ids(shown) == shown


def test_a_row_keeps_its_name_whatever_is_shown_before_it_and_however_it_is_labelled() -> None:
    before = with_ids([actions(button("Begin with these words", "opening", "A1"))])
    after = with_ids(
        [section("As if new", button("More", "more")), actions(button("Leave out", "opening", "A1"))]
    )
    assert before[-1]["block_id"] == after[-1]["block_id"]


def test_another_thing_has_another_name() -> None:
    one, other = with_ids([actions(button("Yes", "yes", "A1")), actions(button("Yes", "yes", "A2"))])
    assert one["block_id"] != other["block_id"]


def test_what_keeps_a_choice_is_left_alone() -> None:
    chosen = section("Which?", {**select([]), "action_id": "which"})
    assert with_ids([chosen]) == [chosen]
