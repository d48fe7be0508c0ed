"""What is refused is counted and written down: what, where and why, never a word or an id of somebody."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from bot.kit import texts
from bot.kit.blocks import actions, button
from bot.kit.errors import UserMessage
from bot.kit.i18n import Sentence
from bot.kit.interaction import Ephemeral, Interaction, Result
from bot.kit.logs import JsonLines, PlainLines
from bot.kit.metrics import Counted
from tests.kit.app import BARE, PRESS, ScriptedApp, scripted_app

CLOSED = Sentence("{name} has answered already.")
SECRET = "Canary Brandt"


@pytest.fixture
async def one() -> AsyncIterator[ScriptedApp]:
    async with scripted_app() as built:
        built.services.metrics = Counted(CollectorRegistry())
        yield built


@pytest.fixture
def told() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("bot.kit.responder")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield stream
    logger.removeHandler(handler)
    logger.setLevel(before)


def entries(told: io.StringIO) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in told.getvalue().splitlines()]
    return [line for line in lines if "values" in line]


def counted(one: ScriptedApp, kind: str, listener: str) -> float | None:
    labels = {"kind": kind, "listener": listener}
    found: float | None = one.services.metrics.registry.get_sample_value("pinchpoint_refusals_total", labels)  # type: ignore[attr-defined]
    return found


async def refuse(_act: Interaction) -> Result:
    raise UserMessage(CLOSED.format(name=SECRET))


async def refuse_with_more(_act: Interaction) -> Result:
    return Ephemeral(SECRET, refusal=UserMessage(CLOSED.format(name=SECRET)))


async def test_a_refused_press_is_an_entry_with_its_request_and_without_words(
    one: ScriptedApp, told: io.StringIO
) -> None:
    await one.post()
    for does in (refuse, refuse_with_more):
        one.does = does
        await one.ada.press("Press me")
    first, second = entries(told)
    assert first["values"] | {"who": ""} == {
        "kind": "action",
        "listener": PRESS,
        "workspace": one.slack.workspace.team_id,
        "who": "",
        "why": CLOSED.text,
    }
    assert first["values"] == second["values"], "one person, told apart from others and not named"
    assert first["request"] != second["request"]
    assert SECRET not in told.getvalue()
    assert one.ada.id not in told.getvalue()
    assert counted(one, "action", PRESS) == 2


async def test_commands_and_forms_that_are_refused_are_told_apart(
    one: ScriptedApp, told: io.StringIO
) -> None:
    await one.open(BARE)
    one.does = refuse
    await one.ada.submit()
    await one.ada.command("/scripted", SECRET)
    assert [(line["values"]["kind"], line["values"]["listener"]) for line in entries(told)] == [
        ("view", "scripted_form"),
        ("command", "/scripted"),
    ]
    assert SECRET not in told.getvalue()


async def test_a_form_that_nobody_knows_is_refused_and_its_id_not_repeated(
    one: ScriptedApp, told: io.StringIO
) -> None:
    await one.open(BARE | {"callback_id": SECRET})
    await one.ada.submit()
    (entry,) = entries(told)
    assert (entry["values"]["listener"], entry["values"]["why"]) == ("unknown", texts.OLD_BUTTON.text)
    assert counted(one, "view", "unknown") == 1
    assert SECRET not in told.getvalue()


async def test_what_is_done_or_only_leads_elsewhere_is_no_refusal(
    one: ScriptedApp, told: io.StringIO
) -> None:
    await one.post()
    await one.ada.press("Press me")
    place = one.slack.workspace.app_dm(one.ada.id).id
    await one.client.chat_postMessage(channel=place, text="x", blocks=[actions(button("Look", "elsewhere"))])
    await one.ada.press("Look")
    assert entries(told) == []
    assert counted(one, "action", PRESS) is None


def test_the_plain_line_says_the_same() -> None:
    values = {"kind": "action", "listener": "a", "workspace": "T1", "who": "0f", "why": "It is over."}
    record = logging.makeLogRecord(
        {"msg": "refused %(kind)s: %(why)s", "args": values, "name": "bot.x", "levelname": "INFO"}
    )
    assert PlainLines().format(record).endswith("INFO bot.x: refused action: It is over.")
