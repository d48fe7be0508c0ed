"""The loop that empties the outbox. Any number of them, in any number of processes, may share it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from bot.delivery.commits import Commits
from bot.delivery.dnd import DoNotDisturb
from bot.delivery.facts import FactsReader, HoursOf, ReaderOf
from bot.delivery.messages import MessageKind
from bot.delivery.sender import Sender
from bot.delivery.slack_api import ClientFor, SlackApi
from bot.delivery.store import LEASE, OutboxStore
from bot.delivery.transitions import Transitions, WorkspaceRefused
from bot.kit import request_ids, tracing
from bot.kit.clock import Clock
from bot.kit.db import Database
from bot.kit.metrics import Metrics
from bot.models import Outbox

ROW_SECONDS = 120  # for all calls and statements of one row
AT_ONCE = 96  # rows under way in this process, of which most wait for Slack
POLL_SECONDS = 0.25  # while rows are under way and there is room for more
RENEW_SECONDS = LEASE.total_seconds() / 3
MARGIN_SECONDS = 1.0  # of a lease that must be left when a call begins

log = logging.getLogger(__name__)


class OutboxLoop:
    """Sends what is due, once, whatever fails meanwhile.

    ``kinds`` says how each kind of row is rendered; ``client_for`` gives a workspace's client, ``hours_of`` a
    person's working hours, ``reader_of`` the reader for one person or several;
    ``on_workspace_refused(workspace_id, code)`` hears of a workspace that the app is gone from, and
    ``on_workspace_closed(workspace_id, code)`` of one that does not let it in until an admin acts.
    Due-ness and leases follow ``clock``; what is left of a lease is measured in real seconds as well, so that
    a frozen process does not call when it wakes up.
    """

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        client_for: ClientFor,
        kinds: Mapping[str, MessageKind],
        on_workspace_refused: WorkspaceRefused,
        on_workspace_closed: WorkspaceRefused,
        hours_of: HoursOf,
        reader_of: ReaderOf,
        metrics: Metrics | None = None,
    ) -> None:
        self._clock = clock
        self._store = OutboxStore(database, kinds)
        self._slack = SlackApi(client_for)
        transitions = Transitions(
            database=database,
            clock=clock,
            owner=self._store.owner,
            on_workspace_refused=on_workspace_refused,
            on_workspace_closed=on_workspace_closed,
            metrics=metrics or Metrics(),
        )
        self._sender = Sender(
            clock=clock,
            store=self._store,
            facts=FactsReader(database, kinds, hours_of, reader_of),
            dnd=DoNotDisturb(self._slack.client),
            slack=self._slack,
            transitions=transitions,
            commits=Commits(transitions),
            kinds=kinds,
        )
        self._under_way: dict[asyncio.Task[None], Outbox] = {}
        self._lock = asyncio.Lock()
        self._stopping = False
        self._stuck = (0, 0)
        self.looked_at = time.monotonic()  # when it was last seen what is due
        self._renewed_at = float("-inf")

    async def run_once(self, held_up: Callable[[], bool] = lambda: False) -> int:
        """Send everything that is due now, up to 96 rows at a time; return how many rows were taken up.

        While it is ``held_up`` it takes up no more. A second call waits for the first to end. Raises what the
        database raises when it is away.
        """
        async with self._lock, self._keeping_leases():
            taken = 0
            self.looked_at = time.monotonic()
            while not self._stopping and not self._slack.breakers.all_paused and not held_up():
                # Rows that end while we poll may be what others were waiting for: poll once more.
                idle = not self._under_way
                begun = await self._begin()
                taken += begun
                if idle and not begun:
                    break
                if self._under_way:
                    # A call that hangs must not keep what falls due meanwhile from the free places.
                    await asyncio.wait(
                        self._under_way, timeout=POLL_SECONDS, return_when=asyncio.FIRST_COMPLETED
                    )
            if self._under_way:
                await asyncio.wait(self._under_way)
            return taken

    async def tell_stuck(self) -> None:
        """Log what waits for whoever runs the app, whenever that has changed."""
        found = await self._store.count_stuck()
        if found == self._stuck:
            return
        self._stuck = found
        log.warning(
            "%d messages wait for an encryption key that ENCRYPTION_KEYS lacks, and %d for a version that "
            "knows their kind: see `pinchpoint dlq list`",
            *found,
        )

    async def stop(self, seconds: float) -> None:
        """Begin nothing more, let what is under way finish within so many seconds, and release the rest."""
        self._stopping = True
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._store.release()

    async def _begin(self) -> int:
        """Take up as many rows as there is room for; return how many."""
        room = AT_ONCE - len(self._under_way)
        if room <= 0:
            return 0  # rows that hang end by themselves
        self.looked_at = time.monotonic()
        taken_at = self.looked_at
        breakers, under_way = self._slack.breakers, self._under_way.values()
        due, unknown = await self._store.take(
            self._clock.now(), room, under_way, breakers.at_once, breakers.paused
        )

        def deadline() -> float:
            return max(taken_at, self._renewed_at) + LEASE.total_seconds() - MARGIN_SECONDS

        for row in due:
            self._start(row, self._sender.send(row, deadline))
        for row in unknown:
            self._start(row, self._sender.look_up(row))
        return len(due) + len(unknown)

    @asynccontextmanager
    async def _keeping_leases(self) -> AsyncIterator[None]:
        keeping = asyncio.create_task(self._keep_leases())
        try:
            yield
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)

    async def _keep_leases(self) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            began = time.monotonic()
            try:
                if self._under_way:
                    await self._store.renew(self._clock.now(), self._under_way.values())
            except Exception as error:
                # Rows whose leases end meanwhile are taken up by whoever reaches the database again.
                log.warning("leases could not be renewed: %s", type(error).__name__)
            else:
                self._renewed_at = began

    def _start(self, row: Outbox, work: Awaitable[None]) -> None:
        task = asyncio.create_task(_guarded(row, work), name=f"outbox {row.id}")
        self._under_way[task] = row
        task.add_done_callback(lambda done: self._under_way.pop(done, None))


async def _guarded(row: Outbox, work: Awaitable[None]) -> None:
    """Keep one row's trouble from the others: it keeps its lease, and is taken up again when that ends."""
    with request_ids.working_for(row.request_id):
        try:
            with tracing.span("delivery", **{"pinchpoint.kind": row.kind}):
                async with asyncio.timeout(ROW_SECONDS):
                    await work
        except Exception as error:
            log.error("outbox %s (%s) is left until its lease ends", row.id, row.kind, exc_info=error)
