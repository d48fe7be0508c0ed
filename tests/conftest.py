"""What every test may use: fresh databases made by the migrations, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import settings
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

import bot.models  # noqa: F401 - registers the tables
from bot.kit import budget, router
from bot.kit.crypto import Keyring, new_key
from bot.kit.db import Base, Database, parse_url
from bot.kit.db.isolation import ACROSS_SETTING
from bot.models.isolation import scoped_tables
from tests.support.app import AppUnderTest, running_app
from tests.support.clock import PATIENCE
from tests.support.every_view import EVERY_VIEW
from tests.support.postgresql import MIGRATED, NAME, OWNER, Postgresql, share_compiled
from tests.support.workers import Together

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the tests' own processes share the cores as it is

ROOT = Path(__file__).parent.parent
# What tests write need not survive a power cut: where there is room in memory, nobody waits for a disk.
MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") and shutil.disk_usage("/dev/shm").free > 1 << 30 else None


# A busy machine is no fault of the rule that is tested.
settings.register_profile("pinchpoint", deadline=None)
settings.load_profile("pinchpoint")


@pytest.fixture(autouse=True)
def _no_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Services that tests start match by words and topics: the real encoder takes a second to load.

    `tests/kit/test_encoder.py` and `tests/matching/test_quality.py` use it.
    """
    monkeypatch.setattr("bot.process.find_encoder", lambda: None)


@pytest.fixture(scope="session")
def encryption_keys() -> str:
    """The value of ENCRYPTION_KEYS that goes with the databases of this run."""
    return new_key()


@pytest.fixture(scope="session")
def keyring(encryption_keys: str) -> Keyring:
    """The same, read."""
    return Keyring.parse(encryption_keys)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database, up to date; tests copy it."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    asyncio.run(_migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def _postgresql() -> Iterator[Postgresql]:
    share_compiled()
    with Postgresql() as server:
        server.execute("postgres", f"CREATE ROLE {OWNER} LOGIN", f"CREATE DATABASE {NAME} OWNER {OWNER}")
        asyncio.run(_migrate(server.url))
        server.execute("postgres", f"CREATE DATABASE {MIGRATED} TEMPLATE {NAME}")
        server.execute(NAME, *_ways_in_for_tests())
        yield server


@pytest.fixture(scope="session")
def postgresql_server(_postgresql: Postgresql) -> str:
    """A PostgreSQL server with one database, up to date: the folder of its socket."""
    return _postgresql.socket


@pytest.fixture
def sqlite_url(sqlite_template: Path) -> Iterator[str]:
    """The URL of a fresh SQLite database."""
    with tempfile.TemporaryDirectory(prefix="pinchpoint-", dir=MEMORY, ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "pinchpoint.db"
        shutil.copy(sqlite_template, path)
        path.chmod(0o600)
        yield f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(_postgresql: Postgresql) -> Iterator[str]:
    """The URL of a PostgreSQL database with empty tables."""
    yield _postgresql.url
    _postgresql.empty(Base.metadata.tables.values())


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh database: every test that uses it runs on SQLite and on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def database(database_url: str, keyring: Keyring) -> AsyncIterator[Database]:
    """A fresh database, open, on SQLite and on PostgreSQL."""
    database = Database(database_url, keyring)
    yield database
    await database.close()


@pytest.fixture
async def sqlite_db(sqlite_url: str, keyring: Keyring) -> AsyncIterator[Database]:
    """A fresh SQLite database, open: for tests in which the database makes no difference."""
    database = Database(sqlite_url, keyring)
    yield database
    await database.close()


@pytest.fixture
async def open_database(keyring: Keyring) -> AsyncIterator[Callable[[str], Database]]:
    """Open further connections to a database, as another process would: ``open_database(database_url)``."""
    opened: list[Database] = []

    def open_(url: str) -> Database:
        opened.append(Database(url, keyring))
        return opened[-1]

    yield open_
    for database in opened:
        await database.close()


@pytest.fixture(autouse=True)
def patient_slack(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the app take longer to answer than Slack would; a test of that limit sets it itself."""
    for module, limit in _limits_of_slack(len(sys.modules)):
        monkeypatch.setattr(module, limit, PATIENCE)
    monkeypatch.setattr(budget, "SECONDS", PATIENCE)
    monkeypatch.setattr(budget, "SOON_SECONDS", PATIENCE)
    monkeypatch.setattr("bot.install.tokens.LOOK_SECONDS", PATIENCE)
    monkeypatch.setattr(router, "CALL_SECONDS", int(PATIENCE))


@cache
def _limits_of_slack(_loaded: int) -> list[tuple[ModuleType, str]]:
    """Return where they stand in what is loaded; it is looked again when that has become more."""
    ours = [module for name, module in list(sys.modules.items()) if name.startswith("bot.playground.")]
    limits = ("ACK_SECONDS", "TRIGGER_SECONDS")
    return [(module, limit) for module in ours for limit in limits if hasattr(module, limit)]


@pytest.fixture
async def app(sqlite_url: str, encryption_keys: str) -> AsyncIterator[AppUnderTest]:
    """The whole service with Ada, Eli, Mei and Noor, over HTTP."""
    async with running_app(sqlite_url, encryption_keys) as app:
        yield app


def _ways_in_for_tests() -> Iterator[str]:
    """Let tests write and look at rows of any workspace: ``database.all_workspaces()`` without a purpose."""
    asked_for = f"current_setting('{ACROSS_SETTING}', true) = 'tests'"
    for table in scoped_tables():
        yield f"CREATE POLICY tests ON {table.name} USING ({asked_for});"


@pytest.fixture(scope="session", autouse=True)
def _tests_need_no_purpose() -> None:
    given = Database.all_workspaces

    def all_workspaces(database: Database, purpose: Any = "tests") -> Any:
        return given(database, purpose)

    Database.all_workspaces = all_workspaces  # type: ignore[method-assign]


async def _migrate(url: str) -> None:
    def upgrade(connection: Connection) -> None:
        config = Config(ROOT / "alembic.ini")
        config.set_main_option("script_location", str(ROOT / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    engine = create_async_engine(parse_url(url))
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
    await engine.dispose()


@pytest.hookimpl(optionalhook=True)  # it belongs to pytest-xdist
def pytest_xdist_auto_num_workers() -> int:
    """Two processes for each core: many tests wait for processes, time-outs, a database and a browser."""
    return 2 * (os.cpu_count() or 1)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Say which tests one process takes together. Marks for pytest-xdist do nothing under pytest 9.2."""
    return Together(config, log) if config.getvalue("dist") == "loadgroup" else None


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and not in what is loaded by now: each look takes long."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def every_view_in_the_made_up_language() -> None:
    """Have every view that the tests show run once more in a made-up language (tests/support)."""
    EVERY_VIEW.install()


@pytest.fixture(autouse=True)
def _views_can_be_translated(every_view_in_the_made_up_language: None) -> Iterator[None]:
    yield
    problems = EVERY_VIEW.take()
    assert not problems, "\n".join(problems)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell the process that started this one which views were seen; in a whole run, miss none."""
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput["views"] = (sorted(EVERY_VIEW.views), sorted(EVERY_VIEW.seen))
    elif _is_whole(config) and session.testsfailed == 0 and EVERY_VIEW.views - EVERY_VIEW.seen:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)  # it belongs to pytest-xdist
def pytest_testnodedown(node: Any) -> None:
    """Gather what the other processes of a run have seen."""
    views, seen = getattr(node, "workeroutput", {}).get("views", ((), ()))
    EVERY_VIEW.views.update(views)
    EVERY_VIEW.seen.update(seen)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Name the views that no test shows."""
    if _is_whole(config):
        for name in sorted(EVERY_VIEW.views - EVERY_VIEW.seen):
            terminalreporter.write_line(f"No test shows {name}: it may not be translatable.")


def _is_whole(config: pytest.Config) -> bool:
    chosen = config.option.keyword or config.option.markexpr
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not chosen
