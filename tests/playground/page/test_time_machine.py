"""The time machine of a bare stand-in: moves by hand, and playing at speed."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import Any

import pytest

from tests.playground.page_client import Page
from tests.support.clock import MONDAY, SettableClock


async def test_a_move_is_told_and_keeps_the_speed(page: Page) -> None:
    async with page.live() as live:
        moved = await page.post("/ui/clock", {"advance_seconds": 3600})
        assert moved == {
            "ok": True,
            "now": "2026-11-23T10:00:00Z",
            "speed": 1,
            "moved_seconds": 3600,
            "reached": None,
        }
        assert (await live.hears("clock"))["now"] == "2026-11-23T10:00:00Z"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"advance_seconds": -1}, "never_backwards"),
        ({"to": "2026-11-23T08:59:59Z"}, "never_backwards"),
        ({"to": "soon"}, "bad_time"),
        ({"to": "2027-01-01"}, "bad_time"),
        ({"advance_seconds": "much"}, "bad_time"),
        ({"advance_seconds": 1e30}, "bad_time"),
        ({"to": "9000-01-01T00:00:00Z"}, "bad_time"),
        ({"speed": 0}, "bad_speed"),
        ({"speed": 10**9}, "bad_speed"),
        ({"speed": True}, "bad_speed"),
        ({"to": "next_nudge"}, "no_app"),
        ({"to": "next_session"}, "no_app"),
    ],
)
async def test_what_cannot_be_leaves_the_clock_alone(
    page: Page, clock: SettableClock, body: Any, code: str
) -> None:
    answer = await page.post("/ui/clock", body)
    assert (answer["ok"], answer["error"]) == (False, code)
    assert answer["notice"]
    assert clock.now() == MONDAY


async def test_at_speed_time_runs_until_it_is_normal_again(page: Page, clock: SettableClock) -> None:
    began = time.monotonic()
    async with page.live() as live:
        assert (await page.post("/ui/clock", {"speed": 3600}))["speed"] == 3600
        for _ in range(3):
            assert (await live.hears("clock"))["speed"] == 3600
        assert (await page.get("/ui/state"))["clock"]["speed"] == 3600
        assert (await page.post("/ui/clock", {"speed": 1}))["speed"] == 1
    gone, took = clock.now() - MONDAY, time.monotonic() - began
    assert timedelta(minutes=15) < gone <= timedelta(hours=took)
    await asyncio.sleep(0.3)
    assert clock.now() - MONDAY == gone
