"""Commands and shortcuts that take long: acknowledged soon, answered when they are done, lost never."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.kit import budget
from bot.kit.errors import UserMessage
from bot.kit.i18n import Sentence
from bot.kit.interaction import Ephemeral, Interaction, Result
from tests.kit.app import ScriptedApp, scripted_app
from tests.support.clock import eventually


@pytest.fixture
async def one(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ScriptedApp]:
    monkeypatch.setattr(budget, "SOON_SECONDS", 0.01)
    async with scripted_app() as built:
        yield built


def seen(one: ScriptedApp) -> str:
    modal = one.ada.modal()
    return "".join(message.text for message in one.ada.dm()) + (modal.text if modal else "")


async def sees(one: ScriptedApp, words: str) -> None:
    await eventually(lambda: words in seen(one))


async def test_a_slow_command_is_acknowledged_and_answered_when_it_is_done(one: ScriptedApp) -> None:
    may_go_on = asyncio.Event()

    async def slow(_act: Interaction) -> Result:
        await may_go_on.wait()
        return Ephemeral("Done & *dusted*")

    one.does = slow
    await one.ada.command("/scripted")
    assert seen(one) == ""
    may_go_on.set()
    await sees(one, "Done & dusted")


@pytest.mark.parametrize("way", ["command", "shortcut"])
async def test_what_goes_wrong_after_the_acknowledgement_is_said_too(one: ScriptedApp, way: str) -> None:
    may_go_on = asyncio.Event()

    async def slow(_act: Interaction) -> Result:
        await may_go_on.wait()
        raise UserMessage(Sentence("There are no topics yet."))

    one.does = slow
    await (one.ada.command("/scripted") if way == "command" else one.ada.shortcut("scripted_anywhere"))
    may_go_on.set()
    await sees(one, "There are no topics yet.")


async def test_a_press_is_not_acknowledged_before_it_is_done(one: ScriptedApp) -> None:
    done = []

    async def slow(_act: Interaction) -> Result:
        await asyncio.sleep(0.1)
        done.append(True)
        return None

    await one.post()
    one.does = slow
    await one.ada.press("Press me")
    assert done
