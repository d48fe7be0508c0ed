"""Loops are woken once for many calls, and by real seconds whatever becomes of the machine's clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

import pytest

from bot.kit import wakeup
from bot.kit.wakeup import Ticker, Wakeup
from tests.support.clock import PATIENCE

EVERY = timedelta(seconds=0.05)


async def test_many_wakings_before_a_loop_looks_are_one() -> None:
    bell = Wakeup()
    for _ in range(3):
        bell.wake()
    await bell.sleep()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(bell.sleep(), 0.02)


async def test_a_waking_while_the_loop_is_at_work_is_one_more_round() -> None:
    bell, rounds = Wakeup(), 0

    async def loop() -> None:
        nonlocal rounds
        while True:
            await bell.sleep()
            rounds += 1
            if rounds == 1:
                bell.wake()

    task = asyncio.create_task(loop())
    bell.wake()
    async with asyncio.timeout(PATIENCE):
        await bell.wait_until_idle()
    assert rounds == 2
    task.cancel()


async def test_it_is_idle_only_when_the_loop_has_ended_its_round() -> None:
    bell, ended = Wakeup(), asyncio.Event()

    async def loop() -> None:
        while True:
            await bell.sleep()
            await ended.wait()

    task = asyncio.create_task(loop())
    bell.wake()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(bell.wait_until_idle(), 0.05)
    ended.set()
    async with asyncio.timeout(PATIENCE):
        await bell.wait_until_idle()
    task.cancel()


class MovedClock(datetime):
    """The machine's clock as APScheduler sees it."""

    offset = timedelta(0)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return (datetime.now(UTC) + MovedClock.offset).astimezone(tz)


@pytest.fixture
def move_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Set the machine's clock, as the scheduler and its triggers see it."""
    monkeypatch.setattr(MovedClock, "offset", timedelta(0))
    monkeypatch.setattr("apscheduler.schedulers.base.datetime", MovedClock)

    def move(by: timedelta) -> None:
        MovedClock.offset += by

    return move


async def ticks_after(move: Callable[[], None], most: int = 3) -> float:
    """Let a ticker tick, move the clock, and return how long the next few ticks take."""
    ticks = asyncio.Queue[None]()
    ticker = Ticker(lambda: ticks.put_nowait(None), EVERY)
    ticker.start()
    async with asyncio.timeout(PATIENCE):
        await ticks.get()
        move()
        began = asyncio.get_running_loop().time()
        for _ in range(most):
            await ticks.get()
        took = asyncio.get_running_loop().time() - began
    ticker.stop()
    return took


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=30), timedelta(days=90)])
async def test_a_clock_set_ahead_replays_nothing(
    ahead: timedelta, move_clock: Callable[[timedelta], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, next_time = 0, wakeup._Every.get_next_fire_time

    def counting(self: wakeup._Every, previous: datetime | None, now: datetime) -> datetime:
        nonlocal asked
        asked += 1
        return next_time(self, previous, now)

    monkeypatch.setattr(wakeup._Every, "get_next_fire_time", counting)
    took = await ticks_after(lambda: move_clock(ahead))
    assert asked < 20
    assert took >= 1.5 * EVERY.total_seconds()  # one tick for all that was missed, and then one at a time


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=30)])
async def test_a_clock_set_back_stops_no_ticks(
    back: timedelta, move_clock: Callable[[timedelta], None]
) -> None:
    await ticks_after(lambda: move_clock(-back))  # or it waits until its ten seconds are over


async def test_a_ticker_that_is_stopped_ticks_no_more() -> None:
    ticks = 0

    def tick() -> None:
        nonlocal ticks
        ticks += 1

    ticker = Ticker(tick, EVERY)
    ticker.start()
    ticker.stop()
    await asyncio.sleep(4 * EVERY.total_seconds())
    assert ticks == 0
