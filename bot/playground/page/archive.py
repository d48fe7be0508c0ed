"""Keeps a playground in one file between starts: the workspace, the app's database with its key, the clock.

The file is a zip archive, readable by its owner alone. Nothing in it is code, and only known names are read.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import zipfile
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import ValidationError

from bot.kit.errors import SetupError
from bot.playground.page.service_runner import ServiceRunner
from bot.playground.page.site import Site
from bot.playground.page.workspace_json import dump_workspace, load_workspace
from bot.playground.slack.objects import Json
from bot.playground.slack.workspace import Workspace

FORMAT = 1
STATE, DATABASE, KEY = "state.json", "pinchpoint.db", "pinchpoint.db.key"


@dataclass(frozen=True, slots=True)
class SavedState:
    """What a file holds."""

    scene: str
    offset: timedelta
    began: datetime
    steps: list[Json]
    page_token: str
    bot_token: str
    signing_secret: str
    workspace: Json
    database: bytes
    key: bytes


@dataclass(frozen=True, slots=True)
class Capture:
    """Everything at one moment: nothing that the app says comes between the workspace and the database."""

    state: Json
    database: bytes
    key: bytes


def capture(site: Site, runner: ServiceRunner) -> Capture:
    """Read everything as it is now."""
    slack = site.slack
    state: Json = {
        "pinchpoint_playground": FORMAT,
        "scene": runner.scene.name,
        "offset_seconds": runner.clock.offset.total_seconds(),
        "journey": {"began": site.journey.began.isoformat(), "steps": list(site.journey.steps)},
        "page_token": site.page_token,
        "bot_token": slack.bot_token,
        "signing_secret": slack.signing_secret,
        "world": dump_workspace(slack.workspace),
    }
    key = runner.database.with_name(KEY).read_bytes()
    return Capture(state, _database_bytes(runner.database), key)


async def write(captured: Capture, path: Path) -> None:
    """Save everything, all or nothing. Raises SetupError when the file cannot be written."""
    try:
        await asyncio.to_thread(_pack, path, captured)
    except OSError as error:
        raise SetupError(f"--keep {path} cannot be written: {error.strerror}.") from None


def _pack(path: Path, captured: Capture) -> None:
    """Write beside the file, then put it in its place: whoever dies in between leaves the last one whole."""
    path = path.resolve()
    beside = path.with_name(f".{path.name}.part")
    with suppress(FileNotFoundError):
        beside.unlink()  # of a start that was killed while it saved
    handle = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                archive.writestr(STATE, json.dumps(captured.state))
                archive.writestr(DATABASE, captured.database)
                archive.writestr(KEY, captured.key)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        beside.unlink()
        raise


def _database_bytes(database: Path) -> bytes:
    """Return a database as one file, with what still stands in its log beside it."""
    with closing(sqlite3.connect(database)) as one, closing(sqlite3.connect(":memory:")) as copy:
        one.backup(copy)
        return copy.serialize()


def read(path: Path) -> SavedState | None:
    """Read a file that ``write`` made; None while there is none. Raises SetupError for anything else."""
    if not path.exists():
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            state = json.loads(archive.read(STATE))
            if state["pinchpoint_playground"] != FORMAT:
                raise SetupError(f"--keep {path} was written by another version: choose another file.")
            return SavedState(
                str(state["scene"]),
                timedelta(seconds=float(state["offset_seconds"])),
                datetime.fromisoformat(state["journey"]["began"]),
                list(state["journey"]["steps"]),
                str(state.get("page_token", "")),
                str(state["bot_token"]),
                str(state["signing_secret"]),
                state["world"],
                archive.read(DATABASE),
                archive.read(KEY),
            )
    except OSError as error:
        raise SetupError(f"--keep {path} cannot be read: {error.strerror}.") from None
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError):
        raise SetupError(f"--keep {path} is not a playground's file: choose another one.") from None


async def restore(site: Site, runner: ServiceRunner, saved: SavedState) -> None:
    """Go on where a file left off. Raises SetupError when what it holds cannot be used."""
    slack = site.slack
    slack.bot_token, slack.signing_secret = saved.bot_token, saved.signing_secret
    workspace = Workspace(slack.clock, events=set(slack.workspace.events))
    workspace.declare_as(slack.workspace)
    try:
        load_workspace(workspace, saved.workspace)
    except (ValidationError, KeyError) as error:
        raise SetupError("The file of --keep holds no workspace that this version understands.") from error
    await slack.reset(workspace)
    runner.database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path, content in ((runner.database, saved.database), (runner.database.with_name(KEY), saved.key)):
        path.touch(mode=0o600)
        path.write_bytes(content)
    await runner.take_over(saved.scene, saved.offset)
    site.journey.began, site.journey.steps = saved.began, saved.steps
