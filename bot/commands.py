"""What the command `pinchpoint` does."""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from sqlalchemy import select

from bot.delivery import outbox
from bot.kit import logs
from bot.kit.clock import SystemClock
from bot.kit.crypto import Keyring, new_key
from bot.kit.db import Database
from bot.kit.settings import Settings, read_settings
from bot.models import Workspace, migrate
from bot.privacy import queries as privacy_queries
from bot.privacy import service as privacy_service
from bot.privacy import views as privacy_views
from bot.process import start_service

log = logging.getLogger(__name__)

STOP_SECONDS = 10


def main(argv: Sequence[str]) -> int:
    """Run a command and return its exit code. Raises SetupError."""
    options = parser().parse_args(list(argv))
    code: int = options.run(options)
    return code


def parser() -> argparse.ArgumentParser:
    """Return what the command understands."""
    command_line = argparse.ArgumentParser(prog="pinchpoint", description="Micro-mentoring inside Slack.")
    commands = command_line.add_subparsers(required=True, metavar="command")

    def add(to: Any, name: str, text: str, run: Callable[[argparse.Namespace], int]) -> Any:
        command = to.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        return command

    serve = add(commands, "serve", "take what Slack sends; run jobs and send messages", _serve)
    serve.add_argument(
        "--no-worker", action="store_true", help="leave jobs and messages to `pinchpoint worker`"
    )
    add(commands, "worker", "run jobs and send messages; any number may run", _worker)
    commands.add_parser("playground", help="try everything in a browser, without Slack and without a token")
    add(commands, "new-key", "print a key for ENCRYPTION_KEYS", _new_key)
    database = commands.add_parser("db", help="the database").add_subparsers(required=True, metavar="task")
    add(database, "upgrade", "bring the database up to date", _db_upgrade)
    add(database, "check", "tell whether the database is up to date", _db_check)
    outbox_commands = commands.add_parser("outbox", help="messages that could not be sent").add_subparsers(
        required=True, metavar="task"
    )
    add(outbox_commands, "list", "list them, without their words", _outbox_list)
    for name, text, run in [
        ("retry", "try one again", _outbox_retry),
        ("drop", "give one up", _outbox_drop),
    ]:
        add(outbox_commands, name, text, run).add_argument("id", help="as `pinchpoint outbox list` shows it")
    privacy = commands.add_parser("privacy", help="what is held about somebody").add_subparsers(
        required=True, metavar="task"
    )
    for name, text, run in [
        ("export", "print everything that is held about somebody, as JSON", _privacy_export),
        (
            "erase",
            "erase somebody, as they could themselves; a worker does it within two hours",
            _privacy_erase,
        ),
    ]:
        task = add(privacy, name, text, run)
        task.add_argument("workspace", help="Slack's id of the workspace, T...")
        task.add_argument("user", help="Slack's id of the member, U...")
    return command_line


def _serve(options: argparse.Namespace) -> int:
    return _run(read_settings(), worker=not options.no_worker, web=True)


def _worker(_options: argparse.Namespace) -> int:
    return _run(read_settings(listens=False), worker=True, web=False)


def _run(settings: Settings, *, worker: bool, web: bool) -> int:
    logs.configure(settings.log_level, settings.log_format, settings.secrets())
    return asyncio.run(_run_until_stopped(settings, worker=worker, web=web))


async def _run_until_stopped(settings: Settings, *, worker: bool, web: bool) -> int:
    """Run until SIGTERM or SIGINT, then finish what is under way."""
    stop_requested = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop_requested.set)
    running = await start_service(settings, SystemClock(), worker=worker, web=web)
    gc.freeze()  # what is imported stays: a collection that looked through it would delay an answer to Slack
    log.info("started %s", running.url or "the worker")
    await stop_requested.wait()
    log.info("stopping")
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await running.stop()
    except TimeoutError:
        log.error("not everything was finished within %d s", STOP_SECONDS)
        return 1
    log.info("stopped")
    return 0


def _new_key(_options: argparse.Namespace) -> int:
    print(new_key())
    return 0


def _database_url() -> str:
    return read_settings(slack=False, listens=False, words=False).database_url.get_secret_value()


def _db_upgrade(_options: argparse.Namespace) -> int:
    asyncio.run(migrate.upgrade(_database_url()))
    print("The database is up to date.")
    return 0


def _db_check(_options: argparse.Namespace) -> int:
    url = _database_url()
    missing = asyncio.run(migrate.pending(url))
    if missing:
        print(f"The database is behind by {len(missing)}: run `pinchpoint db upgrade`.")
        return 1
    differences = asyncio.run(migrate.differences(url))
    for one in differences:
        print(one)
    print(
        "The database differs from what this version expects."
        if differences
        else "The database is up to date."
    )
    return 1 if differences else 0


def _outbox_list(_options: argparse.Namespace) -> int:
    async def show(database: Database) -> int:
        for workspace_id in await _workspaces(database):
            async with database.read(workspace_id) as db:
                for row in await outbox.dead_letters(db):
                    at = row.done_at.isoformat(timespec="seconds") if row.done_at else "-"
                    print(row.id, at, workspace_id, row.kind, row.recipient, row.state, row.error or "-")
        return 0

    return _with_database(show)


def _outbox_retry(options: argparse.Namespace) -> int:
    async def retry(database: Database) -> int:
        for workspace_id in await _workspaces(database):
            async with database.begin(workspace_id) as db:
                if await outbox.retry_dead_letter(db, options.id, SystemClock().now()):
                    print("It will be tried again now.")
                    return 0
        return _no_such_message()

    return _with_database(retry)


def _outbox_drop(options: argparse.Namespace) -> int:
    async def drop(database: Database) -> int:
        for workspace_id in await _workspaces(database):
            async with database.begin(workspace_id) as db:
                if await outbox.drop_dead_letter(db, options.id):
                    print("It was given up.")
                    return 0
        return _no_such_message()

    return _with_database(drop)


def _privacy_export(options: argparse.Namespace) -> int:
    async def show(database: Database) -> int:
        if options.workspace not in await _workspaces(database):
            return _no_such_workspace()
        async with database.read(options.workspace) as db:
            found = await privacy_queries.everything(db, options.user)
        sys.stdout.write(privacy_views.data(found, SystemClock().now()).decode() + "\n")
        return 0

    return _with_database(show)


def _privacy_erase(options: argparse.Namespace) -> int:
    async def erase(database: Database) -> int:
        if options.workspace not in await _workspaces(database):
            return _no_such_workspace()
        async with database.begin(options.workspace) as db:
            asked = await privacy_service.ask_to_erase(db, options.user, SystemClock().now())
        print("A worker erases them within two hours." if asked else "That is under way already.")
        return 0

    return _with_database(erase)


def _no_such_workspace() -> int:
    print("There is no such workspace here.", file=sys.stderr)
    return 1


def _no_such_message() -> int:
    print("There is no such message: see `pinchpoint outbox list`.", file=sys.stderr)
    return 1


async def _workspaces(database: Database) -> list[str]:
    async with database.all_workspaces() as db:
        return list((await db.scalars(select(Workspace.id).order_by(Workspace.id))).all())


def _with_database(task: Callable[[Database], Coroutine[Any, Any, int]]) -> int:
    settings = read_settings(slack=False, listens=False)

    async def run() -> int:
        keys = settings.encryption_keys
        database = Database(
            settings.database_url.get_secret_value(), Keyring.parse(keys.get_secret_value()) if keys else None
        )
        try:
            return await task(database)
        finally:
            await database.close()

    return asyncio.run(run())
