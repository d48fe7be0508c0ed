"""When an item is ready, and what a form may say."""

import pytest

from bot.checklists import texts
from bot.checklists.forms import answers
from bot.checklists.rules import Filled, Item, Role, is_ready, open_items
from bot.kit.errors import FormErrors

PLAIN = Item("notes", "I am ready to note actions")
WORDED = Item("goal", "The goal is written down", "The goal")


def test_a_plain_item_is_ready_when_it_is_ticked() -> None:
    assert is_ready(PLAIN, True, "")
    assert not is_ready(PLAIN, False, "")


def test_an_item_that_asks_for_words_is_ready_when_it_has_some() -> None:
    assert is_ready(WORDED, False, "From the ask")
    assert not is_ready(WORDED, True, "")


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
