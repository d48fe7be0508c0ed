"""What several ask for at the same moment is done together, and each gets their own answer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.kit.batcher import Batcher


class Work:
    """Doubles numbers; notes what was done together. Below 0 it fails, and of 13 it never ends."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, key: str, some: Sequence[int]) -> list[int]:
        self.batches.append(list(some))
        await self.gate.wait()
        if any(one < 0 for one in some):
            raise ValueError(some)
        if 13 in some:
            await asyncio.Event().wait()
        return [2 * one for one in some]


@pytest.mark.parametrize("in_turn", [True, False])
async def test_who_asks_at_the_same_moment_shares_a_batch(in_turn: bool) -> None:
    work = Work()
    batcher = Batcher(work, most=3, in_turn=in_turn)
    answers = await asyncio.gather(*(batcher.do("a", one) for one in range(5)), batcher.do("b", 7))
    assert answers == [0, 2, 4, 6, 8, 14]
    assert sorted(work.batches) == [[0, 1, 2], [3, 4], [7]]


async def test_an_error_is_that_of_one_alone() -> None:
    batcher = Batcher(Work(), most=8, in_turn=True)
    answers = await asyncio.gather(*(batcher.do("a", one) for one in (1, -1, 2)), return_exceptions=True)
    assert (answers[0], answers[2]) == (2, 4)
    assert isinstance(answers[1], ValueError)
    assert answers[1].args == ([-1],)


async def test_what_never_ends_holds_up_nobody_else() -> None:
    batcher = Batcher(Work(), most=8, in_turn=True, seconds=0.05)
    answers = await asyncio.gather(*(batcher.do("a", one) for one in (1, 13, 2)), return_exceptions=True)
    assert (answers[0], answers[2]) == (2, 4)
    assert isinstance(answers[1], TimeoutError)


async def test_what_is_done_once_more_leaves_out_whoever_gave_up() -> None:
    work = Work()
    work.gate.clear()
    batcher = Batcher(work, most=8, in_turn=True)
    failing, gone, last = (asyncio.create_task(batcher.do("a", one)) for one in (-1, 1, 2))
    for _ in range(3):
        await asyncio.sleep(0)
    gone.cancel()
    work.gate.set()
    await asyncio.wait([failing, last])
    assert work.batches == [[-1, 1, 2], [-1], [2]]
    assert isinstance(failing.exception(), ValueError)


async def test_that_the_database_is_away_is_everybodys_error() -> None:
    async def away(key: str, some: Sequence[int]) -> list[int]:
        nonlocal tried
        tried += 1
        raise ConnectionRefusedError

    tried = 0
    batcher = Batcher(away, most=8, in_turn=True)
    answers = await asyncio.gather(*(batcher.do("a", one) for one in range(3)), return_exceptions=True)
    assert [type(one) for one in answers] == [ConnectionRefusedError] * 3
    assert tried == 1


@pytest.mark.parametrize(("in_turn", "batches"), [(True, [[1], [2, 3]]), (False, [[1], [2], [3]])])
async def test_who_comes_later_waits_for_the_batch_before_or_not(
    in_turn: bool, batches: list[list[int]]
) -> None:
    work = Work()
    work.gate.clear()
    batcher = Batcher(work, most=8, in_turn=in_turn)
    asking = []
    for one in (1, 2, 3):
        asking.append(asyncio.create_task(batcher.do("a", one)))
        for _ in range(3):
            await asyncio.sleep(0)
    work.gate.set()
    assert await asyncio.gather(*asking) == [2, 4, 6]
    assert work.batches == batches


async def test_who_no_longer_waits_is_left_out() -> None:
    work = Work()
    work.gate.clear()
    batcher = Batcher(work, most=8, in_turn=True)
    first = asyncio.create_task(batcher.do("a", 1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    gone, last = asyncio.create_task(batcher.do("a", 2)), asyncio.create_task(batcher.do("a", 3))
    await asyncio.sleep(0)
    gone.cancel()
    work.gate.set()
    assert await asyncio.gather(first, last) == [2, 6]
    assert work.batches == [[1], [3]]
