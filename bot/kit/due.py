"""Doing what is due: the one way in which jobs go through rows and workspaces.

Whatever happens to one row or workspace stops no other: a failure is logged under an id of its own, and what
failed rests for a while, at first for a second and at most for an hour, so that it stands in nobody's way.
Nothing is due in a workspace that has removed the app. When the database is away, what it raises goes on to
the worker: the run ends there, and what is due stays due.

Mostly nothing is due: what is known to find nothing (``bot.kit.ahead``) is not asked.

A statement that is asked often should be made once (``functools.cache``): making it takes as long as
executing it. ``NOW`` stands in it for the present instant.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable, Hashable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, exists, select

from bot.kit.ahead import Ahead, execute
from bot.kit.db import Base, UtcDateTime, WorkspaceSession
from bot.kit.errors import UserMessage
from bot.kit.outage import is_outage
from bot.kit.services import Services

log = logging.getLogger(__name__)

LIMIT = 200  # rows that one run takes; the next ones follow with the next tick
BATCH = 50  # rows that are taken in one transaction

NOW = bindparam("now", type_=UtcDateTime)

Step = Callable[[WorkspaceSession, str, datetime], Awaitable[object]]
BatchStep = Callable[[WorkspaceSession, list[str], datetime], Awaitable[object]]
RowVisit = Callable[[Services, str, str], Awaitable[object]]
WorkspaceVisit = Callable[[Services, str], Awaitable[object]]


async def for_each_due(services: Services, due: Select[str, str], step: Step, *, limit: int = LIMIT) -> None:
    """Take one step for every row that ``due`` finds, in its order, each in a transaction of its own.

    ``due`` selects workspace and row id. ``step(db, row_id, now)`` claims its row by a conditional change:
    when it raises UserMessage, or finds nothing to do, somebody was faster.
    """

    async def visit(services: Services, workspace_id: str, row_id: str) -> None:
        async with services.database.begin(workspace_id) as db:
            await step(db, row_id, services.clock.now())

    await _for_each(services, due, visit, _name_of(step), limit)


async def for_each_row(
    services: Services, due: Select[str, str], visit: RowVisit, *, limit: int = LIMIT
) -> None:
    """Call ``visit(services, workspace_id, row_id)`` for every due row: it opens its transactions itself.

    For work that asks somebody else in between, which no transaction may wait for.
    """
    await _for_each(services, due, visit, _name_of(visit), limit)


async def for_each_batch(
    services: Services,
    due: Select[str, str],
    step: BatchStep,
    *,
    prepare: Callable[[WorkspaceSession], Awaitable[object]] | None = None,
    limit: int | None = LIMIT,
) -> None:
    """Take one step for many due rows of a workspace together, so many in one transaction.

    When that fails, each half of them is taken by itself. ``prepare`` reads what the step needs, before
    anything is locked; ``limit`` None takes every due row.
    """
    name = _name_of(step)
    rows_of: dict[str, list[str]] = {}
    for workspace_id, row_id in await _find(services, due, name, limit):
        rows_of.setdefault(workspace_id, []).append(row_id)
    for workspace_id, row_ids in rows_of.items():
        if prepare is not None:
            reading = _read(services, workspace_id, prepare)
            await _attempt(services, _name_of(prepare), workspace_id, reading)
        for start in range(0, len(row_ids), BATCH):
            await _take_together(services, workspace_id, row_ids[start : start + BATCH], step)


async def for_each_workspace(
    services: Services,
    visit: WorkspaceVisit,
    due: Select[str] | None = None,
    *,
    removed_too: bool = False,
) -> None:
    """Call ``visit(services, workspace_id)`` for the workspaces that ``due`` finds, by default for all.

    ``removed_too``: also for those that have removed the app.
    """
    name = _name_of(visit)
    statement = _workspaces(due, removed_too)
    found = await _ask(services, statement, statement, {})
    resting = services.backoff[name].resting(services.clock.now())
    for (workspace_id,) in found:
        if workspace_id not in resting:
            await _attempt(services, name, workspace_id, visit(services, workspace_id))


async def _for_each(
    services: Services, due: Select[str, str], visit: RowVisit, name: str, limit: int
) -> None:
    for workspace_id, row_id in await _find(services, due, name, limit):
        await _attempt(services, name, (workspace_id, row_id), visit(services, workspace_id, row_id))


async def _find(
    services: Services, due: Select[str, str], name: str, limit: int | None
) -> list[tuple[str, str]]:
    """Return the due rows that do not rest: however many rest, as many others as the limit allows."""
    resting = services.backoff[name].resting(services.clock.now())
    if limit is None:
        found = await _ask(services, _installed(due), _installed(due), {})
    else:
        found = await _ask(services, _installed(due), _limited(due), {"most": limit + len(resting)})
    return [(row[0], row[1]) for row in found if (row[0], row[1]) not in resting][:limit]


async def _ask(
    services: Services, due: Select[Any], statement: Select[Any], values: dict[str, Any]
) -> Sequence[Any]:
    """Execute a statement that finds rows of ``due``, unless there are known to be none."""
    ahead, now = services.caches.of(Ahead), services.clock.now()
    ahead.remember(due, now)
    if ahead.finds_nothing(due, now, services.database.commits):
        return ()
    return await execute(services, statement, values)


async def _attempt(services: Services, name: str, key: Hashable, work: Awaitable[object]) -> None:
    """Do one piece of work; raises only what the database raises when it is away."""
    try:
        await work
    except Exception as error:
        _failed(services, name, key, error)
    else:
        services.backoff[name].succeeded(key)


def _failed(services: Services, name: str, key: Hashable, error: Exception) -> None:
    services.backoff[name].failed(key, services.clock.now())
    row = key[-1] if isinstance(key, tuple) else key
    if is_outage(error):
        raise error
    if isinstance(error, UserMessage):
        log.info("somebody was faster than %s for %s", name, row)
    else:
        log.error("error %s in a step for %s: %s", secrets.token_hex(4), row, name, exc_info=error)


async def _take_together(services: Services, workspace_id: str, row_ids: list[str], step: BatchStep) -> None:
    name = _name_of(step)
    try:
        async with services.database.begin(workspace_id) as db:
            await step(db, row_ids, services.clock.now())
    except Exception as error:
        if len(row_ids) == 1 or is_outage(error):
            _failed(services, name, (workspace_id, row_ids[0]), error)
            return
        log.warning(
            "%d rows could not be taken together: each half is taken by itself (%s)", len(row_ids), name
        )
        half = len(row_ids) // 2
        for some in (row_ids[:half], row_ids[half:]):
            await _take_together(services, workspace_id, some, step)
    else:
        for row_id in row_ids:
            services.backoff[name].succeeded((workspace_id, row_id))


async def _read(
    services: Services, workspace_id: str, read: Callable[[WorkspaceSession], Awaitable[object]]
) -> None:
    async with services.database.read(workspace_id) as db:
        await read(db)


@lru_cache(maxsize=256)
def _installed(due: Select[Any]) -> Select[Any]:
    """Leave out workspaces that have removed the app. A statement that is made once is extended once."""
    workspace = Base.metadata.tables["workspace"].alias()
    here = workspace.c.id == due.selected_columns[0]
    return due.where(exists().where(here, workspace.c.removed_at.is_(None)))


@lru_cache(maxsize=256)
def _limited(due: Select[Any]) -> Select[Any]:
    return _installed(due).limit(bindparam("most", type_=Integer))


@lru_cache(maxsize=64)
def _workspaces(due: Select[Any] | None, removed_too: bool) -> Select[Any]:
    if due is None:
        workspace = Base.metadata.tables["workspace"]
        due = select(workspace.c.id).order_by(workspace.c.id)
    return due if removed_too else _installed(due)


def _name_of(step: Callable[..., object]) -> str:
    return f"{step.__module__}.{step.__qualname__}"
