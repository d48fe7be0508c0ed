"""Payloads that Slack signed but that look like none of its own: never an answer of 500 or above.

`PINCHPOINT_FUZZ=100000 python -m pytest tests/test_mutated.py` is the full size; each run takes a share.
"""

from __future__ import annotations

import asyncio
import copy
import os
import random
from collections import Counter
from typing import Any

import aiohttp
import pytest

from bot.kit.clock import SystemClock
from bot.kit.settings import Settings
from bot.playground.slack.server import StandIn
from bot.process import start_service
from bot.web import EVENTS
from tests.support.signed import Place, every_payload, send

SIZE = int(os.environ.get("PINCHPOINT_FUZZ", "1500"))
SEED = int(os.environ.get("PINCHPOINT_FUZZ_SEED", "13"))
AT_ONCE = 20
STRANGE: list[Any] = [
    None,
    True,
    7,
    -1,
    1e300,
    "",
    "x",
    "\x00",
    "x" * 3000,
    "{}",
    '{"id": 7}',
    "https://elsewhere.example/",
    [],
    [None],
    [[]],
    {},
    {"id": None},
    {"id": []},
    {"values": 7},
]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return where something stands in a payload."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [path] if path else []
    for name, part in inside:
        found += places(part, (*path, name))
    return found


def mutated(payload: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Return a payload with one to three of its parts replaced, removed or put elsewhere."""
    changed = copy.deepcopy(payload)
    for _ in range(chance.randint(1, 3)):
        known = places(changed)
        if not known:
            break
        *way, last = chance.choice(known)
        holder = changed
        for name in way:
            holder = holder[name]
        match chance.randrange(4):
            case 0:
                del holder[last]
            case 1 if isinstance(holder, dict):
                holder[chance.choice(["view", "user", "event", "message", "channel", "container"])] = (
                    copy.deepcopy(chance.choice(STRANGE))
                )
            case _:
                holder[last] = copy.deepcopy(chance.choice(STRANGE))
    return changed


async def answers_to(database_url: str, keys: str, size: int) -> tuple[Counter[int], list[dict[str, Any]]]:
    """Send so many to the service; return how often it answered what, and its faults."""
    chance = random.Random(SEED)
    statuses: Counter[int] = Counter()
    faults: list[dict[str, Any]] = []
    async with StandIn(SystemClock()) as slack, aiohttp.ClientSession() as http:
        given = Settings(
            slack_bot_token=slack.bot_token,
            slack_signing_secret=slack.signing_secret,
            slack_api_url=slack.api_url,
            database_url=database_url,
            encryption_keys=keys,
            host="127.0.0.1",
            port=0,
        )
        service = await start_service(given, worker=False)
        ada = slack.add_person("ada", "Ada Brandt").id
        place = Place(slack.workspace.team_id, ada, slack.workspace.app_dm(ada).id)
        every = [payload for _, payload in every_payload(place)]

        async def one() -> None:
            payload = mutated(chance.choice(every), chance)
            status, _ = await send(http, service.url + EVENTS, slack.signing_secret, payload)
            statuses[status] += 1
            if status >= 500:
                faults.append(payload)

        for _ in range(0, size, AT_ONCE):
            await asyncio.gather(*(one() for _ in range(AT_ONCE)))
        await service.stop()
    return statuses, faults


async def test_no_mutated_payload_is_answered_with_a_fault(database_url: str, encryption_keys: str) -> None:
    statuses, faults = await answers_to(database_url, encryption_keys, SIZE)
    assert faults == []
    assert statuses[200] > SIZE / 5  # enough of them reached a listener
    assert statuses[400] > 0


async def test_without_the_check_at_the_door_there_are_faults(
    sqlite_url: str, encryption_keys: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same payloads, as they came."""
    for step in ("validate", "named"):
        monkeypatch.setattr(f"bot.web.{step}", lambda payload: payload)
    _, faults = await answers_to(sqlite_url, encryption_keys, 400)
    assert faults
