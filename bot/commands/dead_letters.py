"""`pinchpoint dlq`: messages that could not be sent, and those that wait for whoever runs the app."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Awaitable, Callable

from bot.app import MESSAGES
from bot.commands.databases import with_database, workspaces
from bot.delivery import outbox
from bot.kit.clock import SystemClock
from bot.kit.db import Database, WorkspaceSession
from bot.models import Outbox


def show_all(_options: argparse.Namespace) -> int:
    """List them, a line each, without their words."""

    async def show(database: Database) -> int:
        for workspace_id in await workspaces(database):
            async with database.read(workspace_id) as db:
                for row in await outbox.dead_letters(db):
                    print(_line(row, row.state))
                for row in await outbox.stuck_messages(db, MESSAGES):
                    print(_line(row, "waits"))
        return 0

    return with_database(show)


def show_one(options: argparse.Namespace) -> int:
    """Tell everything of one but its words."""

    async def show(database: Database) -> int:
        for workspace_id in await workspaces(database):
            async with database.read(workspace_id) as db:
                row = await outbox.message(db, options.id)
            if row is not None:
                print("\n".join(f"{name:<12} {value}" for name, value in _facts(row).items()))
                return 0
        return _no_such_message()

    return with_database(show)


def retry(options: argparse.Namespace) -> int:
    """Try one again, or all of them."""

    async def again(db: WorkspaceSession) -> int:
        return await outbox.retry_dead_letters(db, SystemClock().now(), options.id)

    if (options.id is None) != options.all:
        print("Name one message, or give --all.", file=sys.stderr)
        return 2
    return _change(again, "{count} will be tried again now.", fine_with_none=options.all)


def drop(options: argparse.Namespace) -> int:
    """Give one up."""

    async def give_up(db: WorkspaceSession) -> int:
        return int(await outbox.drop_dead_letter(db, options.id))

    return _change(give_up, "{count} was given up.")


def _change(
    change: Callable[[WorkspaceSession], Awaitable[int]], told: str, *, fine_with_none: bool = False
) -> int:
    async def everywhere(database: Database) -> int:
        count = 0
        for workspace_id in await workspaces(database):
            async with database.begin(workspace_id) as db:
                count += await change(db)
        if not count and not fine_with_none:
            return _no_such_message()
        print(told.format(count=count))
        return 0

    return with_database(everywhere)


def _no_such_message() -> int:
    print("There is no such message: see `pinchpoint dlq list`.", file=sys.stderr)
    return 1


def _line(row: Outbox, state: str) -> str:
    at = row.done_at or row.due_at
    when = at.isoformat(timespec="seconds")
    return " ".join([row.id, when, row.workspace_id, row.kind, row.recipient, state, _why(row)])


def _why(row: Outbox) -> str:
    return (row.error or "-") if row.kind in MESSAGES else "unknown_kind"


def _facts(row: Outbox) -> dict[str, object]:
    kind = MESSAGES.get(row.kind)
    return {
        "message": row.id,
        "workspace": row.workspace_id,
        "kind": f"{row.kind} ({kind.title})" if kind else f"{row.kind} (not known to this version)",
        "why": kind.why if kind else "-",
        "to": row.recipient,
        "about": row.subject_id,
        "state": row.state,
        "error": _why(row),
        "attempts": row.attempts,
        "planned": row.created_at.isoformat(timespec="seconds"),
        "due": row.due_at.isoformat(timespec="seconds"),
        "ended": row.done_at.isoformat(timespec="seconds") if row.done_at else "-",
    }
