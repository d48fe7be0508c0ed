"""Menus of many choices: few are listed, many are found by what is typed."""

from __future__ import annotations

import pytest

from bot.kit import search
from bot.kit.blocks import option
from bot.kit.interaction import Interaction, Options, Result
from tests.kit.app import scripted_app

TOPICS = [option(f"Topic {n:03d}", f"t{n}", "about cranes" if n == 7 else "") for n in range(130)]


@pytest.mark.parametrize("count", [1, search.MANY - 1])
def test_few_choices_are_listed(count: int) -> None:
    menu = search.pick_one(TOPICS[:count], "t0", search="find")
    assert (menu["type"], len(menu["options"]), menu["initial_option"]) == ("static_select", count, TOPICS[0])
    several = search.pick_several(TOPICS[:count], ["t0"], search="find")
    assert (several["type"], several["initial_options"]) == ("multi_static_select", [TOPICS[0]])


@pytest.mark.parametrize("count", [search.MANY, 130])
def test_many_choices_are_found_by_typing_and_what_was_chosen_stands(count: int) -> None:
    menu = search.pick_one(TOPICS[:count], "t49", search="find")
    assert (menu["type"], menu["action_id"], menu["initial_option"]) == (
        "external_select",
        "find",
        TOPICS[49],
    )
    several = search.pick_several(TOPICS[:count], ["t49", "t3"], search="find")
    assert (several["type"], several["initial_options"]) == ("multi_external_select", [TOPICS[3], TOPICS[49]])
    assert "initial_option" not in search.pick_one(TOPICS, "gone", search="find")


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("", [f"Topic {n:03d}" for n in range(100)]),  # a hundred at most
        ("TOPIC 12", ["Topic 120", "Topic 121", "Topic 122"]),
        ("99 topic", ["Topic 099"]),
        ("cranes", ["Topic 007"]),
        ("nothing like it", []),
    ],
)
def test_what_is_typed_finds_names_and_descriptions(typed: str, names: list[str]) -> None:
    assert [one["text"]["text"] for one in search.found(TOPICS, typed)][: len(names) or 1] == names


async def test_a_menu_is_answered_with_choices_and_with_none_where_that_goes_wrong() -> None:
    async def finds(interaction: Interaction) -> Result:
        return Options(search.found(TOPICS, interaction.typed))

    async def fails(_interaction: Interaction) -> Result:
        raise RuntimeError("no")

    async with scripted_app() as one:
        one.does = finds
        menu = search.pick_one(TOPICS, search="scripted_search")
        place = one.slack.workspace.app_dm(one.ada.id)
        await one.client.chat_postMessage(
            channel=place.id, text="x", blocks=[{"type": "actions", "elements": [menu]}]
        )
        await one.ada.choose("scripted_search", "Topic 129")
        card = one.ada.dm()[-1]
        block_id = card.blocks[0]["block_id"]
        one.does = fails
        asked = await one.slack.actor.options(
            one.ada.id, card.container, block_id, "scripted_search", query="x"
        )
        assert (asked.ok, asked.answer) == (True, {"options": []})
