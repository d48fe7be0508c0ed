"""What listeners are given, how their results are answered, and that no id has two."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.kit import blocks
from bot.kit.carried import RowId
from bot.kit.interaction import ClearViews, Ephemeral, Interaction, Result, UpdateView
from bot.kit.router import Router
from tests.kit.app import BUTTON, FORM, PRESS, WORDS, ScriptedApp, scripted_app


@pytest.fixture
async def one() -> AsyncIterator[ScriptedApp]:
    async with scripted_app() as built:
        yield built


async def nothing(_act: Interaction) -> Result:
    return None


async def test_a_command_brings_its_words_as_they_were_typed(one: ScriptedApp) -> None:
    await one.ada.command("/scripted", " R&D <b> *x* ")
    (interaction,) = one.acts
    assert interaction.text == "R&D <b> *x*"
    assert (interaction.user_id, interaction.workspace_id) == (one.ada.id, one.slack.workspace.team_id)


async def test_a_button_brings_its_value_and_a_choice_its_own(one: ScriptedApp) -> None:
    menu = blocks.select([blocks.option("One", "1"), blocks.option("Two", "2")])
    row = blocks.actions(blocks.button("Third", f"{PRESS}:3", "v3"), {**menu, "action_id": f"{PRESS}:menu"})
    place = one.slack.workspace.app_dm(one.ada.id).id
    await one.client.chat_postMessage(channel=place, text="x", blocks=[row])
    await one.ada.press("Third")
    await one.ada.choose(f"{PRESS}:menu", "Two")
    assert [interaction.value for interaction in one.acts] == ["v3", "2"]


async def test_a_submission_brings_what_its_inputs_hold_and_the_ids_it_carries(one: ScriptedApp) -> None:
    await one.open(FORM)
    await one.ada.fill({"Words": WORDS})
    assert await one.ada.submit() == {}
    (interaction,) = one.acts
    assert (interaction.values, interaction.in_view(RowId)) == ({"words": WORDS}, RowId(id="a1"))
    assert interaction.view_key == f"view:{interaction.view['id']}"
    assert one.ada.modal() is None


@pytest.mark.parametrize(
    ("result", "shown"),
    [
        (Ephemeral("Done & *dusted*"), "Done & dusted"),
        (UpdateView(blocks.notice("Thanks", "On its way", close="Close")), "On its way"),
        (ClearViews(), None),
        (None, None),
    ],
)
async def test_the_answers_of_a_form(one: ScriptedApp, result: Result, shown: str | None) -> None:
    async def answer(_act: Interaction) -> Result:
        return result

    one.does = answer
    await one.open(FORM)
    await one.ada.fill({"Words": WORDS})
    assert await one.ada.submit() == {}
    modal = one.ada.modal()
    assert (modal is None) is (shown is None)
    assert shown is None or (modal is not None and shown in modal.text)


async def test_what_a_button_answers_only_its_person_sees(one: ScriptedApp) -> None:
    async def answer(_act: Interaction) -> Result:
        return Ephemeral("Thank you", [blocks.section("Thank *you*"), BUTTON])

    one.does = answer
    await one.post()
    await one.ada.press("Press me")
    reply = one.ada.dm()[-1]
    assert "Thank you" in reply.text
    assert reply.buttons() == ["Press me"]
    assert getattr(reply.item, "ephemeral_to", None) == one.ada.id


async def test_a_button_of_an_older_version_says_so(one: ScriptedApp) -> None:
    place = one.slack.workspace.app_dm(one.ada.id).id
    row = blocks.actions(blocks.button("Old", "gone_long_ago"))
    await one.client.chat_postMessage(channel=place, text="x", blocks=[row])
    await one.ada.press("Old")  # acknowledged: link buttons have no listener either
    await one.open({**FORM, "callback_id": "gone_form"})
    await one.ada.fill({"Words": WORDS})
    assert await one.ada.submit() == {}
    modal = await one.ada.sees_modal("Pinchpoint")
    assert "belongs to an older version" in modal.text


async def test_every_listener_of_an_event_hears_it(one: ScriptedApp) -> None:
    heard: list[str] = []
    router = Router()

    async def first(_act: Interaction) -> Result:
        heard.append("first")
        return None

    async def second(_act: Interaction) -> Result:
        heard.append("second")
        return None

    router.event("user_change", first)
    router.event("user_change", second)
    assert router.events["user_change"] == [first, second]


def test_two_listeners_for_one_id_are_a_mistake_that_shows_at_once() -> None:
    router = Router()
    for register in (router.command, router.action, router.view_submission, router.shortcut):
        register("x", nothing)
        with pytest.raises(ValueError, match="Two listeners"):
            register("x", nothing)
