"""The outbox as its workers see it: what is due and whose turn it is, leases, and guarded changes.

A worker owns a row for the length of a lease, known by its owner and a fence that rises with every claim;
it changes the row only while both still stand. Leases are kept in the application's clock like everything
else that is due. A clock that is moved (in a playground) makes leases end early, so a worker never takes back
the rows it is itself at work on, and a receipt is accepted as long as nobody has claimed the row since.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    bindparam,
    exists,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.delivery.service import WHOLE_WORKSPACE
from bot.kit.db import Database, UtcDateTime, WorkspaceSession
from bot.kit.ids import new_id
from bot.models import Outbox, OutboxState, RateLimit, Workspace

LEASE = timedelta(seconds=60)
GRACE = timedelta(seconds=90)  # longer than a lease, a call's time limit and Slack's own delays together
PER_WORKSPACE = 4  # rows under way at once in one workspace, per process

IN_FLIGHT = (OutboxState.LEASED, OutboxState.SENDING)
_QUIET = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a look at the outbox found: the workspaces with something due, and what was left behind."""

    workspaces: list[str]
    lapsed: bool
    unknown: bool


class Ledger:
    """One worker's hand on the outbox. ``owner`` is unique, so that its leases are too.

    Rows of the kinds in ``giving_way`` are leased when nothing else is due in their workspace.
    """

    def __init__(self, database: Database, giving_way: Collection[str] = ()) -> None:
        self._db = database
        self._giving_way = giving_way
        self._readers = database.engine.execution_options(reading=True)
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{new_id()[-8:]}"
        self._last_served = ""

    async def look(self, now: datetime) -> Outlook:
        """See whether there is anything to do, without keeping anybody from writing."""
        async with self._readers.connect() as connection:
            found = (await connection.execute(_seen(), {"now": now, "settled": now - GRACE})).all()
        what = {one for one, _ in found}
        busy = [workspace_id for one, workspace_id in found if one == "due"]
        return Outlook(busy, "lapsed" in what, "unknown" in what)

    async def claim(
        self, now: datetime, workspaces: Collection[str], room: int, under_way: Mapping[str, int]
    ) -> list[Outbox]:
        """Lease up to ``room`` due rows, the workspaces taking turns.

        What concerns one subject goes to a recipient one by one and in order, so that a card is never posted
        twice, nor an older state shown last.
        """
        turns = self._turns(workspaces)
        share = -(-room // len(turns)) if turns else 0
        claimed: list[Outbox] = []
        async with self._db.all_workspaces() as db:
            for workspace_id in turns:
                free = PER_WORKSPACE - under_way.get(workspace_id, 0)
                wanted = min(share, free, room - len(claimed))
                if wanted > 0:
                    claimed += await self._claim_in(db, workspace_id, now, wanted)
                    self._last_served = workspace_id
        return claimed

    def _turns(self, workspaces: Collection[str]) -> list[str]:
        """The workspaces in a fixed round, beginning after the one that was served last."""
        return sorted(workspaces, key=lambda workspace_id: (workspace_id <= self._last_served, workspace_id))

    async def _claim_in(
        self, session: AsyncSession, workspace_id: str, now: datetime, wanted: int
    ) -> list[Outbox]:
        here = {"workspace": workspace_id, "now": now, "most": 4 * wanted}
        first: dict[tuple[str, str], tuple[str, str]] = {}
        for row_id, kind, subject_id, recipient in await session.execute(_waiting(), here):
            first.setdefault((subject_id, recipient), (row_id, kind))
        ids = [row_id for row_id, kind in first.values() if kind not in self._giving_way]
        ids = (ids or [row_id for row_id, _ in first.values()])[:wanted]
        if not ids:
            return []
        lease = (
            update(Outbox)
            .where(Outbox.workspace_id == workspace_id, Outbox.id.in_(ids))
            .values(
                state=OutboxState.LEASED,
                lease_owner=self.owner,
                lease_until=now + LEASE,
                fence=Outbox.fence + 1,
            )
            .returning(Outbox)
        )
        return list(await session.scalars(lease, execution_options=_QUIET))

    async def claim_unknown(self, now: datetime, room: int) -> list[Outbox]:
        """Take rows whose fate has been open for longer than the grace, to look them up."""
        async with self._db.all_workspaces() as db:
            unresolved = (
                _unresolved(now, now - GRACE).limit(room).with_for_update(skip_locked=True, of=Outbox)
            )
            ids = list(await db.scalars(unresolved))
            if not ids:
                return []
            lease = (
                update(Outbox)
                .where(Outbox.id.in_(ids), Outbox.state == OutboxState.UNKNOWN)
                .values(lease_owner=self.owner, lease_until=now + LEASE)
                .returning(Outbox)
            )
            return list(await db.scalars(lease, execution_options=_QUIET))

    async def recover(self, now: datetime, mine: Collection[str]) -> None:
        """Take back what lost workers held: what they only prepared is due again, the rest is unknown.

        ``mine`` are the rows that this worker is at work on, however late its lease may look.
        """
        lapsed = (Outbox.lease_until < now, Outbox.id.not_in(mine))
        async with self._db.all_workspaces() as db:
            await db.execute(
                update(Outbox)
                .where(Outbox.state == OutboxState.LEASED, *lapsed)
                .values(state=OutboxState.PENDING, lease_owner=None, lease_until=None),
                execution_options=_QUIET,
            )
            await db.execute(
                update(Outbox)
                .where(Outbox.state == OutboxState.SENDING, *lapsed)
                .values(state=OutboxState.UNKNOWN, lease_until=None, error="worker_lost"),
                execution_options=_QUIET,
            )

    async def let_go(self) -> None:
        """Give back everything this worker holds: it stops before it was done."""
        async with self._db.all_workspaces() as db:
            for held, after in (
                (OutboxState.LEASED, OutboxState.PENDING),
                (OutboxState.SENDING, OutboxState.UNKNOWN),
            ):
                await db.execute(
                    update(Outbox)
                    .where(Outbox.lease_owner == self.owner, Outbox.state == held)
                    .values(state=after, lease_until=None),
                    execution_options=_QUIET,
                )

    async def move(self, row: Outbox, *states: OutboxState, **values: Any) -> bool:
        """Change a row that this worker holds in one of ``states``; False when it no longer does."""
        async with self._db.begin(row.workspace_id) as db:
            return await self.move_in(db, row, *states, **values)

    async def move_in(self, db: WorkspaceSession, row: Outbox, *states: OutboxState, **values: Any) -> bool:
        """Do the same as part of a transaction."""
        if values["state"] not in IN_FLIGHT:
            values |= {"lease_owner": None, "lease_until": None}
        held = (Outbox.id == row.id, Outbox.lease_owner == self.owner, Outbox.fence == row.fence)
        return await db.update_where(Outbox, *held, Outbox.state.in_(states), **values) == 1


async def overtaken(db: WorkspaceSession, row: Outbox) -> bool:
    """Whether another worker is at work on the same subject for the same recipient.

    Two that claim in the same moment may not see each other; after their claims are committed at least one
    of them does, and gives way.
    """
    others = select(Outbox.id).where(
        *_same_thread(Outbox, row), Outbox.state.in_(IN_FLIGHT), Outbox.id != row.id
    )
    return await db.scalar(others.limit(1)) is not None


async def fate_open(db: WorkspaceSession, row: Outbox) -> bool:
    """Whether something about the same subject may or may not have reached the same recipient."""
    others = select(Outbox.id).where(
        *_same_thread(Outbox, row), Outbox.state == OutboxState.UNKNOWN, Outbox.done_at.is_(None)
    )
    return await db.scalar(others.limit(1)) is not None


async def record_receipt(
    db: WorkspaceSession, row: Outbox, now: datetime, channel_id: str | None, message_ts: str | None
) -> bool:
    """Mark a row as sent, unless somebody has claimed it since.

    A lease that has lapsed meanwhile does not matter: the receipt is proof.
    """
    alive = (OutboxState.PENDING, *IN_FLIGHT, OutboxState.UNKNOWN)
    changed = await db.update_where(
        Outbox,
        Outbox.id == row.id,
        Outbox.fence == row.fence,
        Outbox.state.in_(alive),
        state=OutboxState.SENT,
        done_at=now,
        error=None,
        channel_id=channel_id,
        message_ts=message_ts,
        lease_owner=None,
        lease_until=None,
    )
    return changed == 1


@cache
def _waiting() -> Select[str, str, str, str]:
    """Return what asks for the ``most`` rows that are due in a ``workspace`` at ``now``, made once."""
    other = aliased(Outbox)
    return (
        select(Outbox.id, Outbox.kind, Outbox.subject_id, Outbox.recipient)
        .where(
            Outbox.workspace_id == bindparam("workspace"),
            Outbox.state == OutboxState.PENDING,
            Outbox.due_at <= bindparam("now"),
            ~exists().where(*_same_thread(other, Outbox), other.state.in_(IN_FLIGHT)),
        )
        .order_by(Outbox.due_at, Outbox.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
    )


@cache
def _seen() -> CompoundSelect[str, str]:
    """Return what a look asks, at ``now``, made once: it is asked after every row."""
    now = bindparam("now", type_=UtcDateTime)
    open_to_us = (Workspace.removed_at.is_(None), ~_parked(Workspace.id, now))
    due = exists().where(
        Outbox.workspace_id == Workspace.id, Outbox.state == OutboxState.PENDING, Outbox.due_at <= now
    )
    lapsed = exists().where(Outbox.state.in_(IN_FLIGHT), Outbox.lease_until < now)
    unknown = _unresolved(now, bindparam("settled", type_=UtcDateTime)).exists()
    return union_all(
        select(literal("due"), Workspace.id).where(*open_to_us, due),
        select(literal("lapsed"), literal("")).where(lapsed),
        select(literal("unknown"), literal("")).where(unknown),
    )


def _same_thread(one: Any, other: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        one.workspace_id == other.workspace_id,
        one.subject_id == other.subject_id,
        one.recipient == other.recipient,
    )


def _parked(workspace_id: Any, now: Any) -> ColumnElement[bool]:
    return exists().where(
        RateLimit.workspace_id == workspace_id,
        RateLimit.method == WHOLE_WORKSPACE,
        RateLimit.not_before > now,
    )


def _unresolved(now: Any, settled: Any) -> Select[str]:
    return (
        select(Outbox.id)
        .join(Workspace, Workspace.id == Outbox.workspace_id)
        .where(
            Outbox.state == OutboxState.UNKNOWN,
            Outbox.done_at.is_(None),
            Outbox.dispatched_at <= settled,
            or_(Outbox.lease_until.is_(None), Outbox.lease_until < now),
            Workspace.removed_at.is_(None),
            ~_parked(Workspace.id, now),
        )
    )
