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
    serve = _add(commands, "serve", "take what Slack sends; run jobs and send messages", _serve)
    serve.add_argument(
        "--no-worker", action="store_true", help="leave jobs and messages to `pinchpoint worker`"
    )
    _add(commands, "worker", "run jobs and send messages; any number may run", _worker)
    commands.add_parser("playground", help="try everything in a browser, without Slack and without a token")
    commands.add_parser("verify-live", help="have Slack itself look at everything that the product shows")
    init.add_options(_add(commands, "init", "write the settings and a manifest for Slack", init.run))
    doctor.add_options(_add(commands, "doctor", "look at everything that has to be right", doctor.run))
    _add_storage(commands)
    _add_letters(commands)
    _add_people(commands)
    return command_line


def _add(to: Any, name: str, text: str, run: Callable[[argparse.Namespace], int]) -> Any:
    command = to.add_parser(name, help=text, description=text)
    command.set_defaults(run=run)
    return command


def _group(commands: Any, name: str, text: str) -> Any:
    return commands.add_parser(name, help=text).add_subparsers(required=True, metavar="task")


def _add_storage(commands: Any) -> None:
    _add(commands, "new-key", "print a key for ENCRYPTION_KEYS", databases.print_new_key)
    keys = _group(commands, "keys", "the encryption keys")
    _add(keys, "rotate", "encrypt everything with the newest of ENCRYPTION_KEYS", databases.rotate_keys)
    database = _group(commands, "db", "the database")
    _add(database, "upgrade", "bring the database up to date", databases.upgrade)
    role = _add(database, "grant", "let a role that does not own the tables work with them", databases.grant)
    role.add_argument("role", help="a role of PostgreSQL that is no superuser")
    _add(database, "check", "tell whether the database is up to date", databases.check)
    copy = _add(commands, "backup", "write everything but the keys into a file", backups.make)
    copy.add_argument("file", type=Path, help="a file that is not there yet")
    backups.add_options(_add(commands, "restore", "fill an empty database from a backup", backups.restore))
    _add(commands, "resume", "let the work begin after a restore", backups.resume)


def _add_letters(commands: Any) -> None:
    letters = _group(commands, "dlq", "messages that could not be sent")
    _add(letters, "list", "list them, without their words", dead_letters.show_all)
    row = {"help": "as `pinchpoint dlq list` shows it"}
    one = _add(letters, "show", "tell everything of one but its words", dead_letters.show_one)
    one.add_argument("id", **row)
    again = _add(letters, "retry", "try one again, or all of them", dead_letters.retry)
    again.add_argument("id", nargs="?", **row)
    again.add_argument("--all", action="store_true", help="each of them")
    _add(letters, "drop", "give one up", dead_letters.drop).add_argument("id", **row)


def _add_people(commands: Any) -> None:
    directory = _group(commands, "people", "the company's directory")
    imports = _add(directory, "import", "show what a CSV file changes, or change it", people.import_people)
    people.add_options(imports)
    held = _group(commands, "privacy", "what is held about somebody")
    for name, text, run in [
        ("export", "print everything that is held about somebody, as JSON", privacy.export),
        ("erase", "erase somebody, as they could themselves; a worker does it in two hours", privacy.erase),
    ]:
        task = _add(held, name, text, run)
        task.add_argument("workspace", help="Slack's id of the workspace, T...")
        task.add_argument("user", help="Slack's id of the member, U...")


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
