"""What the command `pinchpoint` does."""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.commands import backups, databases, dead_letters, doctor, init, people, privacy
from bot.kit import logs
from bot.kit.clock import SystemClock
from bot.kit.settings import Settings, read_settings
from bot.kit.watchdog import Watchdog
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
    init.add_options(add(commands, "init", "write the settings and a manifest for Slack", init.run))
    doctor.add_options(add(commands, "doctor", "look at everything that has to be right", doctor.run))
    add(commands, "new-key", "print a key for ENCRYPTION_KEYS", databases.print_new_key)
    keys = commands.add_parser("keys", help="the encryption keys").add_subparsers(
        required=True, metavar="task"
    )
    add(keys, "rotate", "encrypt everything with the newest of ENCRYPTION_KEYS", databases.rotate_keys)
    database = commands.add_parser("db", help="the database").add_subparsers(required=True, metavar="task")
    add(database, "upgrade", "bring the database up to date", databases.upgrade)
    role = add(database, "grant", "let a role that does not own the tables work with them", databases.grant)
    role.add_argument("role", help="a role of PostgreSQL that is no superuser")
    add(database, "check", "tell whether the database is up to date", databases.check)
    copy = add(commands, "backup", "write everything but the keys into a file", backups.make)
    copy.add_argument("file", type=Path, help="a file that is not there yet")
    backups.add_options(add(commands, "restore", "fill an empty database from a backup", backups.restore))
    add(commands, "resume", "let the work begin after a restore", backups.resume)
    letters = commands.add_parser("dlq", help="messages that could not be sent").add_subparsers(
        required=True, metavar="task"
    )
    add(letters, "list", "list them, without their words", dead_letters.show_all)
    row = {"help": "as `pinchpoint dlq list` shows it"}
    add(letters, "show", "tell everything of one but its words", dead_letters.show_one).add_argument(
        "id", **row
    )
    again = add(letters, "retry", "try one again, or all of them", dead_letters.retry)
    again.add_argument("id", nargs="?", **row)
    again.add_argument("--all", action="store_true", help="each of them")
    add(letters, "drop", "give one up", dead_letters.drop).add_argument("id", **row)
    directory = commands.add_parser("people", help="the company's directory").add_subparsers(
        required=True, metavar="task"
    )
    imports = add(directory, "import", "show what a CSV file changes, or change it", people.import_people)
    people.add_options(imports)
    held = commands.add_parser("privacy", help="what is held about somebody").add_subparsers(
        required=True, metavar="task"
    )
    for name, text, run in [
        ("export", "print everything that is held about somebody, as JSON", privacy.export),
        ("erase", "erase somebody, as they could themselves; a worker does it in two hours", privacy.erase),
    ]:
        task = add(held, name, text, run)
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
    log.info("started %s", running.url if web else f"the worker; its health is at {running.url}/readyz")
    watchdog = Watchdog(lambda: running.worker.still_for)
    watchdog.start()
    await stop_requested.wait()
    log.info("stopping")
    watchdog.stop()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await running.stop()
    except TimeoutError:
        log.error("not everything was finished within %d s", STOP_SECONDS)
        return 1
    log.info("stopped")
    return 0
