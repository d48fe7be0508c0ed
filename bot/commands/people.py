"""`pinchpoint people import`: the company's directory from a CSV file."""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

from bot.commands.databases import with_database, workspaces
from bot.directory import service, texts
from bot.directory.queries import Plan
from bot.directory.rules import MOST_BYTES, Bad, Fault, Unreadable
from bot.kit.clock import SystemClock
from bot.kit.db import Database

SHOWN = 20


def add_options(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    command.add_argument("workspace", help="Slack's id of the workspace, T...")
    command.add_argument(
        "file", type=Path, help="a CSV file: email or user id, department, manager, seniority"
    )
    command.add_argument("--apply", action="store_true", help="change it; without this it is only shown")
    command.add_argument("--rejected", type=Path, help="where to write the rows that are left out, as CSV")


def import_people(options: argparse.Namespace) -> int:
    """Show what a file changes in the directory, or change it."""
    content = _content(options.file)
    if isinstance(content, str):
        return _refused(content)

    async def run(database: Database) -> int:
        if options.workspace not in await workspaces(database):
            return _refused("There is no such workspace here.")
        print(f"Reading {options.file} ({len(content):,} bytes)…", file=sys.stderr)
        if options.apply:
            async with database.begin(options.workspace) as db:
                found = await service.apply(db, content, None, SystemClock().now())
        else:
            async with database.read(options.workspace) as db:
                found = await service.plan(db, content, None)
        _tell(found, applied=options.apply)
        if options.rejected:
            _write(options.rejected, found.bad)
        return 0

    try:
        return with_database(run)
    except Unreadable as error:
        names = ", ".join(name for name in error.names[:SHOWN] if name) or "nothing"
        return _refused(str(texts.FAULTS[error.fault].format(names=names)))


def _content(path: Path) -> bytes | str:
    """Return a file's bytes, or why there are none."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return str(texts.FAULTS[Fault.LARGE])
        return path.read_bytes()
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}."


def _tell(found: Plan, *, applied: bool) -> None:
    changed = len(found.changes) - found.new
    print("Changed:" if applied else "This would change (nothing is changed yet):")
    print(
        f"  {found.new:,} new, {changed:,} changed, {found.same:,} as they are, {len(found.bad):,} left out"
    )
    for one in found.changes[:SHOWN]:
        parts = ", ".join(f"{name}: {after or '–'}" for name, _, after in one.parts)
        print(f"  line {one.row.line}: {one.row.person} {'(new) ' if one.new else ''}{parts}")
    if len(found.changes) > SHOWN:
        print(f"  and {len(found.changes) - SHOWN:,} more")
    for bad in found.bad[:SHOWN]:
        print(f"  left out, line {bad.line}:", texts.WRONG[bad.why])
    if len(found.bad) > SHOWN:
        print(f"  and {len(found.bad) - SHOWN:,} more: --rejected FILE writes them all")
    if found.ignored:
        print(f"  columns that mean nothing here: {', '.join(found.ignored[:SHOWN])}")
    if not applied and found.changes:
        print("Say it again with --apply to do it.")


def _write(path: Path, bad: tuple[Bad, ...]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["line", "person", "reason"])
        writer.writerows([one.line, one.person, str(texts.WRONG[one.why])] for one in bad)


def _refused(why: str) -> int:
    print(why, file=sys.stderr)
    return 1
