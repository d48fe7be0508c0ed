"""Keeps a playground in one file between starts: the world, the app's database with its key, the clock.

The file is a zip archive, readable by its owner alone. Nothing in it is code, and only known names are read.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

from bot.kit.errors import SetupError
from bot.playground.world import (
    Channel,
    Json,
    Notice,
    ResponseUrl,
    StoredFile,
    Token,
    User,
    View,
    World,
)

if TYPE_CHECKING:
    from bot.playground.director import Director

FORMAT = 1
STATE, DATABASE, KEY = "state.json", "pinchpoint.db", "pinchpoint.db.key"

BASE64 = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")
# What of a world is kept; triggers live three seconds, and declarations come from the manifest.
KEPT: dict[str, TypeAdapter[Any]] = {
    "team_name": TypeAdapter(str),
    "client_secret": TypeAdapter(str),
    "scopes": TypeAdapter(set[str]),
    "users": TypeAdapter(dict[str, User]),
    "channels": TypeAdapter(dict[str, Channel]),
    "homes": TypeAdapter(dict[str, View]),
    "stacks": TypeAdapter(dict[str, list[View]]),
    "response_urls": TypeAdapter(dict[str, ResponseUrl]),
    "files": TypeAdapter(dict[str, StoredFile], config=BASE64),
    "tokens": TypeAdapter(dict[str, Token]),
    "refresh_tokens": TypeAdapter(dict[str, str | None]),
    "notices": TypeAdapter(dict[str, list[Notice]]),
    "_last_us": TypeAdapter(int),
    "_ids": TypeAdapter(int),
}
DROPPED = frozenset(
    (
        *("clock", "base_url", "watchers", "triggers", "codes", "violations", "commands", "shortcuts"),
        *("events", "home_enabled", "token_rotation", "verification_token"),
        *("team_id", "team_domain", "app_id", "bot_id", "bot_user_id", "app_name", "client_id"),
        *("views", "directs"),  # found again in what is kept
    )
)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a file holds."""

    scene: str
    offset: timedelta
    began: datetime
    steps: list[Json]
    page_token: str
    bot_token: str
    signing_secret: str
    world: Json
    database: bytes
    key: bytes


def dump_world(world: World) -> Json:
    """Return a world as JSON."""
    return {name: kind.dump_python(getattr(world, name), mode="json") for name, kind in KEPT.items()}


def load_world(world: World, kept: Json) -> None:
    """Fill an empty world with what was kept. Raises ValidationError for what is no world."""
    for name, kind in KEPT.items():
        setattr(world, name, kind.validate_python(kept[name]))
    world.views = {view.id: view for view in world.homes.values()}
    world.views |= {view.id: view for stack in world.stacks.values() for view in stack}
    for channel in world.channels.values():
        if channel.kind in ("im", "mpim"):
            world.directs[frozenset(channel.members)] = channel.id


def missing_parts() -> set[str]:
    """Return the parts of a world of which nobody said whether they are kept: none, as a test holds."""
    return {part.name for part in fields(World)} - set(KEPT) - DROPPED


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything at one moment: nothing that the app says comes between the world and the database."""

    state: Json
    database: bytes
    key: bytes


def picture(director: Director) -> Picture:
    """Take down everything as it is now."""
    slack = director.slack
    state: Json = {
        "pinchpoint_playground": FORMAT,
        "scene": director.scene.name,
        "offset_seconds": director.clock.offset.total_seconds(),
        "journey": {"began": slack.journey.began.isoformat(), "steps": list(slack.journey.steps)},
        "page_token": slack.page_token,
        "bot_token": slack.bot_token,
        "signing_secret": slack.signing_secret,
        "world": dump_world(slack.world),
    }
    key = director.database.with_name(KEY).read_bytes()
    return Picture(state, _whole(director.database), key)


@contextmanager
def held(path: Path | None) -> Iterator[None]:
    """Keep a file to one playground at a time: two would overwrite what the other one saved.

    The lock ends with the process, however that ends. Raises SetupError when somebody else has it.
    """
    if path is None:
        yield
        return
    with _lock_beside(path) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SetupError(
                f"Another playground goes on in {path}: end that one first, or choose another file."
            ) from None
        yield


def _lock_beside(path: Path) -> IO[bytes]:
    beside = path.resolve().with_name(f".{path.name}.lock")
    try:
        return os.fdopen(os.open(beside, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600), "r+b")
    except OSError as error:
        raise SetupError(f"--keep {path} cannot be written: {error.strerror}.") from None


async def write(taken: Picture, path: Path) -> None:
    """Save everything, all or nothing. Raises SetupError when the file cannot be written."""
    try:
        await asyncio.to_thread(_pack, path, taken)
    except OSError as error:
        raise SetupError(f"--keep {path} cannot be written: {error.strerror}.") from None


def _pack(path: Path, taken: Picture) -> None:
    """Write beside the file, then put it in its place: whoever dies in between leaves the last one whole."""
    path = path.resolve()
    beside = path.with_name(f".{path.name}.part")
    with suppress(FileNotFoundError):
        beside.unlink()  # of a start that was killed while it saved
    handle = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                archive.writestr(STATE, json.dumps(taken.state))
                archive.writestr(DATABASE, taken.database)
                archive.writestr(KEY, taken.key)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        beside.unlink()
        raise


def _whole(database: Path) -> bytes:
    """Return a database as one file, with what still stands in its log beside it."""
    with closing(sqlite3.connect(database)) as one, closing(sqlite3.connect(":memory:")) as copy:
        one.backup(copy)
        return copy.serialize()


def read(path: Path) -> Kept | None:
    """Read a file that ``write`` made; None while there is none. Raises SetupError for anything else."""
    if not path.exists():
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            state = json.loads(archive.read(STATE))
            if state["pinchpoint_playground"] != FORMAT:
                raise SetupError(f"--keep {path} was written by another version: choose another file.")
            return Kept(
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


async def restore(director: Director, kept: Kept) -> None:
    """Go on where a file left off. Raises SetupError when what it holds cannot be used."""
    slack = director.slack
    slack.bot_token, slack.signing_secret = kept.bot_token, kept.signing_secret
    world = World(slack.clock, events=set(slack.world.events))
    world.commands, world.shortcuts = dict(slack.world.commands), dict(slack.world.shortcuts)
    world.home_enabled = slack.world.home_enabled
    try:
        load_world(world, kept.world)
    except (ValidationError, KeyError) as error:
        raise SetupError("The file of --keep holds no world that this version understands.") from error
    await slack.begin_anew(world)
    director.database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path, content in ((director.database, kept.database), (director.database.with_name(KEY), kept.key)):
        path.touch(mode=0o600)
        path.write_bytes(content)
    await director.take_over(kept.scene, kept.offset)
    slack.journey.began, slack.journey.steps = kept.began, kept.steps
