"""When an item is ready, and what a form may say."""

import pytest

from bot.checklists import texts
from bot.checklists.forms import answers
from bot.checklists.rules import Filled, Item, Role, is_ready, open_items
from bot.kit.errors import FormErrors

PLAIN = Item("notes", "I am ready to note actions")
WORDED = Item("goal", "The goal is written down", "The goal")


def test_a_plain_item_is_ready_when_it_is_ticked() -> None:
    assert is_ready(Filled(PLAIN, False, ""), True, "")
    assert not is_ready(Filled(PLAIN, True, ""), False, "")


def test_writing_is_as_good_as_a_tick() -> None:
    before = Filled(WORDED, False, "From the ask")
    assert is_ready(before, True, "From the ask")
    assert is_ready(before, False, "My own words")
    assert not is_ready(before, False, "From the ask")  # only what stood there already


def test_a_tick_without_its_words_is_not_ready() -> None:
    assert not is_ready(Filled(WORDED, False, ""), True, "")
    with pytest.raises(FormErrors) as raised:
        answers([WORDED, PLAIN], {"tick_goal": ["goal"], "goal": "  "})
    assert list(raised.value.fields) == ["goal"]


def test_words_too_long_for_the_box_are_refused_at_the_box() -> None:
    with pytest.raises(FormErrors):
        answers([WORDED], {"goal": "g" * 3001})


def test_a_form_without_anything_leaves_everything_open() -> None:
    found = answers([WORDED, PLAIN], {})
    assert all(not answer.ticked for answer in found.values())


def test_open_items_keep_their_order() -> None:
    assert open_items([Filled(WORDED, False, ""), Filled(PLAIN, False, "")]) == [WORDED, PLAIN]
    assert open_items([Filled(WORDED, True, "x"), Filled(PLAIN, False, "")]) == [PLAIN]


def test_the_defaults_have_four_items_on_each_side_and_words_on_one() -> None:
    assert [len(texts.ITEMS[role]) for role in Role] == [4, 4]
    assert [item.key for item in texts.ITEMS[Role.MENTEE] if item.field] == ["goal", "background", "success"]
    assert not any(item.field for item in texts.ITEMS[Role.EXPERT])
