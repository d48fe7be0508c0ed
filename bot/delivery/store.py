"""The outbox as its workers share it: what is due and whose turn it is, and leases.

A worker owns a row for the length of a lease, known by its owner and a fence that rises with every claim;
it changes the row only while both still stand. Leases are short and renewed while the worker lives. They are
kept in the same clock as everything else that is due, which follows the database's. A clock that is moved (in
a playground) makes leases end early, so a worker never takes back the rows it is itself at work on, and a
receipt is accepted as long as nobody has claimed the row since.
"""

from __future__ import annotations

import os
import socket
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery import statements
from bot.delivery.decide import MISSING_KEY
from bot.delivery.messages import MessageKind
from bot.kit.db import Across, Database
from bot.kit.ids import new_id
from bot.models import Outbox, OutboxState, Workspace
from bot.models.transitions import moving

LEASE = timedelta(seconds=12)  # renewed while a worker lives: so soon another takes over after a crash
FIRST_LOOK = timedelta(seconds=10)  # after a call: what is found then is settled, what is not proves nothing
GRACE = timedelta(seconds=90)  # longer than a call's time limit and Slack's own delays together

_QUIET = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Poll:
    """What there is to do: the workspaces with something due, and what was left behind."""

    workspaces: list[str]
    lapsed: bool
    unknown: bool


class OutboxStore:
    """Reads and leases rows for one worker. ``owner`` is unique, so that its leases are too."""

    def __init__(self, database: Database, kinds: Mapping[str, MessageKind]) -> None:
        self._database, self._kinds = database, kinds
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{new_id()[-8:]}"
        self._last_served = ""

    async def take(
        self,
        now: datetime,
        room: int,
        under_way: Collection[Outbox],
        at_once: Callable[[str], int],
        left_alone: Collection[str] = frozenset(),
    ) -> tuple[list[Outbox], list[Outbox]]:
        """Lease up to ``room`` rows: those that are due, and those whose fate has been open for too long.

        ``under_way`` are the rows that this worker is at work on, however late their leases may look;
        ``at_once`` says how many those of a workspace may be; ``left_alone`` are workspaces from which
        nothing is taken.
        """
        found = await self._poll(now)
        if found.lapsed:
            await self.recover(now, [row.id for row in under_way])
            found = await self._poll(now)
        busy = Counter(row.workspace_id for row in under_way)
        free = {one: at_once(one) - busy[one] for one in found.workspaces if one not in left_alone}
        due = await self._claim(now, free, room) if free else []
        left = room - len(due)
        return due, await self._claim_unknown(now, left, left_alone) if found.unknown and left else []

    async def _poll(self, now: datetime) -> Poll:
        """See whether there is anything to do, without keeping anybody from writing."""
        async with self._database.look_across() as connection:
            values = {"now": now, "settled": now - FIRST_LOOK}
            found = (await connection.execute(statements.there_is(self._known()), values)).all()
        what = {one for one, _ in found}
        due = [workspace_id for one, workspace_id in found if one == "due"]
        return Poll(due, "lapsed" in what, "unknown" in what)

    async def _claim(self, now: datetime, free: Mapping[str, int], room: int) -> list[Outbox]:
        """Lease up to ``room`` due rows, the workspaces taking turns, of each as many as are ``free``.

        What concerns one subject goes to a recipient one by one and in order, so that a card is never posted
        twice, nor an older state shown last.
        """
        # A fixed round, beginning after the workspace that was served last.
        turns = sorted(free, key=lambda one: (one <= self._last_served, one))
        share = -(-room // len(turns))
        claimed: list[Outbox] = []
        async with self._database.all_workspaces(Across.OUTBOX) as db:
            for workspace_id in turns:
                wanted = min(share, free[workspace_id], room - len(claimed))
                if wanted > 0:
                    claimed += await self._claim_in(db, workspace_id, now, wanted)
                    self._last_served = workspace_id
        return claimed

    async def _claim_in(
        self, session: AsyncSession, workspace_id: str, now: datetime, wanted: int
    ) -> list[Outbox]:
        here = {"workspace": workspace_id, "now": now, "most": 4 * wanted}
        first: dict[tuple[str, str], tuple[str, str]] = {}
        for row_id, kind, subject_id, recipient in await session.execute(
            statements.waiting(self._known()), here
        ):
            first.setdefault((subject_id, recipient), (row_id, kind))
        ids = self._by_priority(first.values())[:wanted]
        if not ids:
            return []
        lease = moving(Outbox, to=OutboxState.LEASED, fence=Outbox.fence + 1, **self._lease(now))
        lease = lease.where(Outbox.workspace_id == workspace_id, Outbox.id.in_(ids))
        return list(await session.scalars(lease.returning(Outbox), execution_options=_QUIET))

    def _known(self) -> frozenset[str]:
        """Return the kinds that this version knows: what another one planned waits for that."""
        return frozenset(self._kinds)

    async def bot_user_id(self, workspace_id: str) -> str:
        """Return as whom our bot writes in a workspace; empty while that is not known."""
        async with self._database.read(workspace_id) as db:
            return await db.scalar(select(Workspace.bot_user_id)) or ""

    async def count_stuck(self) -> tuple[int, int]:
        """Return how much waits for whoever runs the app: for an encryption key, and for another version."""
        async with self._database.look_across() as connection:
            found = (await connection.execute(statements.count_stuck(self._known()))).all()
        keyless = sum(count for error, count in found if error == MISSING_KEY)
        return keyless, sum(count for _, count in found) - keyless

    def _lease(self, now: datetime) -> dict[str, Any]:
        return {"lease_owner": self.owner, "lease_until": now + LEASE}

    def _by_priority(self, rows: Iterable[tuple[str, str]]) -> list[str]:
        """Return the ids of rows; of those with low priority only when nothing else is due."""
        low = {kind.id for kind in self._kinds.values() if kind.policy.low_priority}
        found = list(rows)
        return [row_id for row_id, kind in found if kind not in low] or [row_id for row_id, _ in found]

    async def _claim_unknown(
        self, now: datetime, room: int, left_alone: Collection[str] = frozenset()
    ) -> list[Outbox]:
        """Take rows whose fate has been open for a while, to look them up."""
        async with self._database.all_workspaces(Across.OUTBOX) as db:
            unresolved = statements.unresolved(now, now - FIRST_LOOK).limit(room)
            if left_alone:
                unresolved = unresolved.where(Outbox.workspace_id.not_in(sorted(left_alone)))
            ids = list(await db.scalars(unresolved.with_for_update(skip_locked=True, of=Outbox)))
            lease = update(Outbox).where(Outbox.id.in_(ids), Outbox.state == OutboxState.UNKNOWN)
            lease = lease.values(**self._lease(now))
            return list(await db.scalars(lease.returning(Outbox), execution_options=_QUIET)) if ids else []

    async def renew(self, now: datetime, rows: Collection[Outbox]) -> None:
        """Lengthen the leases of rows that this worker is at work on."""
        mine = (Outbox.lease_owner == self.owner, Outbox.id.in_([row.id for row in rows]))
        longer = update(Outbox).where(*mine, Outbox.lease_until.is_not(None)).values(lease_until=now + LEASE)
        async with self._database.all_workspaces(Across.OUTBOX) as db:
            await db.execute(longer, execution_options=_QUIET)

    async def recover(self, now: datetime, mine: Collection[str]) -> None:
        """Take back what lost workers held, never ``mine``: what was only prepared is due again."""
        await self._give_back(Outbox.lease_until < now, Outbox.id.not_in(mine), error="worker_lost")

    async def release(self) -> None:
        """Give back everything this worker holds: it stops before it was done."""
        await self._give_back(Outbox.lease_owner == self.owner, error="worker_stopped")

    async def _give_back(self, *where: ColumnElement[bool], error: str) -> None:
        free: dict[str, Any] = {"lease_owner": None, "lease_until": None}
        prepared = moving(Outbox, since=OutboxState.LEASED, to=OutboxState.PENDING, **free)
        lost = moving(
            Outbox, since=OutboxState.SENDING, to=OutboxState.UNKNOWN, lease_until=None, error=error
        )
        async with self._database.all_workspaces(Across.OUTBOX) as db:
            for held in (prepared, lost):
                await db.execute(held.where(*where), execution_options=_QUIET)
