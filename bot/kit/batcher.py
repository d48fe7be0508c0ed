"""Doing together what several ask for at the same moment: one transaction for them all, not one each."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from bot.kit.outage import is_outage

SECONDS = 30.0  # for what is done together; by itself each may take as long once more

T = TypeVar("T")
R = TypeVar("R")


class Batcher(Generic[T, R]):
    """Does ``work(key, some)`` for whoever asks with the same key in the same turn of the event loop.

    ``work`` returns an answer for each, in order. Where it raises, or takes longer than ``seconds``, each is
    done once more by itself, so that nobody gets another's error: what it did must be undone by then, as a
    transaction's is. That the database is away is everybody's error. At most ``most`` are done together.
    ``in_turn``: those who ask while a batch of their key is under way make up the next, as with a database's
    group commit; otherwise batches go on beside each other.
    """

    def __init__(
        self,
        work: Callable[[str, Sequence[T]], Awaitable[Sequence[R]]],
        *,
        most: int,
        in_turn: bool,
        seconds: float = SECONDS,
    ) -> None:
        self._work, self._most, self._in_turn, self._seconds = work, most, in_turn, seconds
        self._waiting: dict[str, list[tuple[T, asyncio.Future[R]]]] = {}
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def do(self, key: str, one: T) -> R:
        """Have it done with what others want; return the answer to this one, or raise what it raised."""
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, []).append((one, future))
        if key not in self._under_way:
            task = asyncio.create_task(self._run(key))
            self._under_way[key] = task
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await future

    async def _run(self, key: str) -> None:
        some: list[tuple[T, asyncio.Future[R]]] = []
        try:
            while some := self._take(key):
                await self._do_together(key, some)
        finally:
            if self._under_way.get(key) is asyncio.current_task():
                del self._under_way[key]
            for _, future in some:
                future.cancel()  # nothing happens where it is done

    def _take(self, key: str) -> list[tuple[T, asyncio.Future[R]]]:
        """Return whose turn it is, without those who no longer wait."""
        waiting = [one for one in self._waiting.pop(key, []) if not one[1].done()]
        some, later = waiting[: self._most], waiting[self._most :]
        if later:
            self._waiting[key] = later
        elif not self._in_turn and self._under_way.get(key) is asyncio.current_task():
            del self._under_way[key]  # who comes from here on need not wait for these
        return some

    async def _do_together(self, key: str, some: Sequence[tuple[T, asyncio.Future[R]]]) -> None:
        limit = asyncio.timeout(self._seconds)
        try:
            async with limit:
                answers = await self._work(key, [one for one, _ in some])
        except Exception as error:
            if len(some) > 1 and (limit.expired() or not is_outage(error)):
                for each in some:
                    if not each[1].done():  # whoever asked may have given up meanwhile
                        await self._do_together(key, [each])
                return
            for _, future in some:
                if not future.done():
                    future.set_exception(error)
            return
        for (_, future), answer in zip(some, answers, strict=True):
            if not future.done():
                future.set_result(answer)
