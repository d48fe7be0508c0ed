"""What listeners are given, how their results are answered, and that no id has two."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.kit import blocks
from bot.kit.act import Act, Clear, Next, Reply, Result
from bot.kit.listening import Listeners
from tests.kit.desk import BUTTON, FORM, PRESS, WORDS, Desk, desk


@pytest.fixture
async def one() -> AsyncIterator[Desk]:
    async with desk() as built:
        yield built


async def nothing(_act: Act) -> Result:
    return None


async def test_a_command_brings_its_words_as_they_were_typed(one: Desk) -> None:
    await one.ada.command("/desk", " R&D <b> *x* ")
    (act,) = one.acts
    assert act.text == "R&D <b> *x*"
    assert (act.user_id, act.workspace_id) == (one.ada.id, one.slack.world.team_id)


async def test_a_button_brings_its_value_and_a_choice_its_own(one: Desk) -> None:
    menu = blocks.select([blocks.option("One", "1"), blocks.option("Two", "2")])
    row = blocks.actions(blocks.button("Third", f"{PRESS}:3", "v3"), {**menu, "action_id": f"{PRESS}:menu"})
    place = one.slack.world.app_dm(one.ada.id).id
    await one.client.chat_postMessage(channel=place, text="x", blocks=[row])
    await one.ada.press("Third")
    await one.ada.choose(f"{PRESS}:menu", "Two")
    assert [act.value for act in one.acts] == ["v3", "2"]


async def test_a_submission_brings_what_its_inputs_hold_and_the_ids_it_carries(one: Desk) -> None:
    await one.open(FORM)
    await one.ada.fill({"Words": WORDS})
    assert await one.ada.submit() == {}
    (act,) = one.acts
    assert (act.values, act.metadata) == ({"words": WORDS}, {"id": "a1"})
    assert act.view_key == f"view:{act.view['id']}"
    assert one.ada.modal() is None


@pytest.mark.parametrize(
    ("result", "shown"),
    [
        (Reply("Done & *dusted*"), "Done & dusted"),
        (Next(blocks.notice("Thanks", "On its way")), "On its way"),
        (Clear(), None),
        (None, None),
    ],
)
async def test_the_answers_of_a_form(one: Desk, result: Result, shown: str | None) -> None:
    async def answer(_act: Act) -> Result:
        return result

    one.does = answer
    await one.open(FORM)
    await one.ada.fill({"Words": WORDS})
    assert await one.ada.submit() == {}
    modal = one.ada.modal()
    assert (modal is None) is (shown is None)
    assert shown is None or (modal is not None and shown in modal.text)


async def test_what_a_button_answers_only_its_person_sees(one: Desk) -> None:
    async def answer(_act: Act) -> Result:
        return Reply("Thank you", [blocks.section("Thank *you*"), BUTTON])

    one.does = answer
    await one.post()
    await one.ada.press("Press me")
    reply = one.ada.dm()[-1]
    assert "Thank you" in reply.text
    assert reply.buttons() == ["Press me"]
    assert getattr(reply.item, "ephemeral_to", None) == one.ada.id


async def test_a_button_of_an_older_version_says_so(one: Desk) -> None:
    place = one.slack.world.app_dm(one.ada.id).id
    row = blocks.actions(blocks.button("Old", "gone_long_ago"))
    await one.client.chat_postMessage(channel=place, text="x", blocks=[row])
    await one.ada.press("Old")  # acknowledged: link buttons have no listener either
    await one.open({**FORM, "callback_id": "gone_form"})
    await one.ada.fill({"Words": WORDS})
    assert await one.ada.submit() == {}
    modal = await one.ada.sees_modal("Pinchpoint")
    assert "belongs to an older version" in modal.text


async def test_every_listener_of_an_event_hears_it(one: Desk) -> None:
    heard: list[str] = []
    on = Listeners()

    async def first(_act: Act) -> Result:
        heard.append("first")
        return None

    async def second(_act: Act) -> Result:
        heard.append("second")
        return None

    on.event("user_change", first)
    on.event("user_change", second)
    assert on.events["user_change"] == [first, second]


def test_two_listeners_for_one_id_are_a_mistake_that_shows_at_once() -> None:
    on = Listeners()
    for register in (on.command, on.action, on.submission, on.shortcut):
        register("x", nothing)
        with pytest.raises(ValueError, match="Two listeners"):
            register("x", nothing)
