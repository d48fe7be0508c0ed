"""Nothing stands still without a word: half-open connections, jobs that hang, disks that take nothing."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import asyncpg
import pytest

from bot.install.service import Team, arrive
from bot.kit import watchdog
from bot.kit.clock import SystemClock
from bot.kit.crypto import Keyring
from bot.kit.db import Database
from bot.kit.errors import SetupError
from bot.kit.health import WriteProof
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.kit.settings import Settings
from bot.kit.watchdog import Watchdog
from bot.models import keys, migrate
from bot.playground.slack.server import StandIn
from bot.process import Running, start_service
from tests.support.clock import PATIENCE, eventually
from tests.support.gateway import Gateway
from tests.test_worker import counting, worker_of

ROOT = Path(__file__).parent.parent
NOW = SystemClock().now()


def folder_of(postgresql_url: str) -> str:
    return parse_qs(urlsplit(postgresql_url).query)["host"][0]


@asynccontextmanager
async def through(gateway: Gateway) -> AsyncIterator[str]:
    """Give the address of PostgreSQL behind the gateway."""
    port = await gateway.start()
    try:
        yield f"postgresql://pinchpoint@127.0.0.1:{port}/pinchpoint"
    finally:
        gateway.heal()
        await gateway.stop()


@asynccontextmanager
async def service(url: str, encryption_keys: str, *, web: bool = True) -> AsyncIterator[Running]:
    async with StandIn(SystemClock()) as slack:
        settings = Settings(
            slack_bot_token=slack.bot_token,
            slack_signing_secret=slack.signing_secret,
            slack_api_url=slack.api_url,
            database_url=url,
            encryption_keys=encryption_keys,
            host="127.0.0.1",
            port=0,
            health_port=0,
        )
        running = await start_service(settings, web=web)
        try:
            yield running
        finally:
            await running.stop()


async def ready(running: Running) -> tuple[int, dict[str, object]]:
    async with aiohttp.ClientSession() as http, http.get(f"{running.url}/readyz") as answer:
        return answer.status, await answer.json()


# --- Half-open connections --------------------------------------------------------------------------------


@pytest.mark.parametrize(("limit", "goes_on"), [(1, True), (PATIENCE, False)], ids=["limit", "control"])
async def test_a_worker_goes_on_after_its_connections_died_without_a_word(
    postgresql_url: str,
    encryption_keys: str,
    monkeypatch: pytest.MonkeyPatch,
    limit: int,
    goes_on: bool,
) -> None:
    monkeypatch.setattr("bot.kit.db.engine.COMMAND_SECONDS", limit)
    gateway = Gateway(folder_of(postgresql_url))
    async with through(gateway) as url, service(url, encryption_keys, web=False) as running:
        worker = running.worker
        await eventually(lambda: worker.last_tick_seconds < 1)
        gateway.hang_present()
        began = time.monotonic()
        if goes_on:
            await eventually(lambda: worker.last_tick_seconds < time.monotonic() - began - limit)
            assert (await ready(running))[0] == 200
        else:
            await eventually(lambda: worker.last_tick_seconds > 2)
            monkeypatch.setattr("bot.web.FINISH_SECONDS", 0)


# --- Rounds that stand still ------------------------------------------------------------------------------


@pytest.fixture
async def services(sqlite_db: Database) -> Services:
    async def nobody(_workspace_id: str) -> object:
        raise AssertionError("nothing is sent here")

    return Services(Settings(), sqlite_db, SystemClock(), None, nobody)  # type: ignore[arg-type]


@pytest.mark.parametrize(("limit", "ran"), [(0.2, True), (PATIENCE, False)], ids=["limit", "control"])
async def test_a_job_that_hangs_is_broken_off_and_the_others_run(
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    limit: float,
    ran: bool,
) -> None:
    monkeypatch.setattr("bot.worker.JOB_SECONDS", limit)
    hangs = Job("hangs", lambda _: asyncio.Event().wait())  # type: ignore[arg-type, return-value]
    after, seen = counting("after")
    worker = worker_of(services, hangs, after)
    worker.start()
    if ran:
        await eventually(lambda: seen)
        assert "the job hangs took more than" in caplog.text
    else:
        await asyncio.sleep(1)
        assert not seen
        assert worker.still_for > 0.5
    await worker.stop(1)


@pytest.mark.parametrize(
    ("still", "ends"), [(10.0, [watchdog.EXIT_CODE]), (0.0, [])], ids=["still", "control"]
)
async def test_a_process_ends_when_its_worker_stands_still(still: float, ends: list[int]) -> None:
    ended: list[int] = []
    looking = Watchdog(lambda: still, limit=5, every=0.01, end=ended.append)
    looking.start()
    await (eventually(lambda: ended) if ends else asyncio.sleep(0.3))
    looking.stop()
    assert ended == ends


BLOCKED = """
import asyncio, time
from bot.kit.watchdog import Watchdog

async def main():
    began = time.monotonic()
    Watchdog(lambda: time.monotonic() - began, limit=0.5, every=0.1).start()
    time.sleep({seconds})

asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("seconds", "code"), [(PATIENCE, watchdog.EXIT_CODE), (0, 0)], ids=["blocked", "control"]
)
def test_it_ends_also_when_the_event_loop_is_blocked(seconds: int, code: int) -> None:
    program = [sys.executable, "-c", BLOCKED.format(seconds=seconds)]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == code
    assert ("has stood still" in done.stderr) is (code != 0)


# --- Readiness proves a write -----------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    try:
        mount("-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder))
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def mount(*how: str) -> None:
    subprocess.run(["mount", *how], check=True, capture_output=True)


def fill(disk: Path) -> None:
    handle = os.open(disk / "ballast", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    with suppress(OSError):
        while True:
            os.write(handle, b"x" * 4096)
    os.close(handle)


@pytest.mark.parametrize("trouble", ["full", "read-only"])
async def test_a_disk_that_takes_nothing_is_not_ready_though_it_can_be_read(
    small_disk: Path, sqlite_template: Path, keyring: Keyring, trouble: str
) -> None:
    path = small_disk / "pinchpoint.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}", keyring)
    await keys.check(database, NOW)
    proof = WriteProof(database, SystemClock())
    assert await proof.result() == "ok"
    if trouble == "full":
        fill(small_disk)
        # What is in the log already would be written over: let it be put away first.
        async with database.engine.execution_options(reading=True).connect() as connection:
            await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        fill(small_disk)
    else:
        await database.close()  # or the disk counts as busy
        mount("-o", "remount,ro", str(small_disk))
    proof._proved_at = float("-inf")
    assert await proof.result() in ("takes no changes", "unreachable")
    if trouble == "full":
        assert await database.now()  # the control: an answer alone proves nothing
    if trouble == "full":
        (small_disk / "ballast").unlink()
    else:
        await database.close()
        mount("-o", "remount,rw", str(small_disk))
    proof._proved_at = float("-inf")
    await eventually_ok(proof)
    await database.close()


async def eventually_ok(proof: WriteProof) -> None:
    async with asyncio.timeout(PATIENCE):
        while await proof.result() != "ok":
            proof._proved_at = float("-inf")
            await asyncio.sleep(0.05)


async def test_a_postgresql_that_only_reads_is_not_ready(postgresql_url: str, encryption_keys: str) -> None:
    async with service(postgresql_url, encryption_keys) as running:
        assert (await ready(running))[1]["database"] == "ok"
        connection = await asyncpg.connect(postgresql_url)
        await connection.execute("ALTER DATABASE pinchpoint SET default_transaction_read_only = on")
        try:
            await running.services.database.engine.dispose()
            await asyncio.sleep(1.1)
            status, said = await ready(running)
        finally:
            await connection.execute("SET default_transaction_read_only = off")
            await connection.execute("ALTER DATABASE pinchpoint RESET default_transaction_read_only")
            await connection.close()
        assert (status, said["database"]) == (503, "takes no changes")
        await running.services.database.engine.dispose()


async def test_however_many_ask_one_write_is_made(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = 0
    prove = sqlite_db.prove_write

    async def counted(now: object) -> None:
        nonlocal writes
        writes += 1
        await prove(now)  # type: ignore[arg-type]

    monkeypatch.setattr(sqlite_db, "prove_write", counted)
    proof = WriteProof(sqlite_db, SystemClock())
    assert set(await asyncio.gather(*(proof.result() for _ in range(50)))) == {"ok"}
    assert writes == 1


# --- Starting ---------------------------------------------------------------------------------------------


async def test_a_start_waits_for_a_postgresql_that_is_starting_and_says_so(
    postgresql_url: str,
    encryption_keys: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(migrate, "ASK_AGAIN_SECONDS", 0.1)
    gateway = Gateway(folder_of(postgresql_url), starting=3)
    async with through(gateway) as url, service(url, encryption_keys) as running:
        assert (await ready(running))[0] == 200
    assert caplog.text.count("the database is not ready yet (the database system is starting up)") == 3


async def test_the_control_who_does_not_wait_for_it_fails(
    postgresql_url: str, encryption_keys: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "STARTING_SECONDS", -1)
    async with through(Gateway(folder_of(postgresql_url), starting=3)) as url:
        with pytest.raises(SetupError, match="the database system is starting up"):
            async with service(url, encryption_keys):
                pass


async def test_a_start_says_within_seconds_that_nothing_comes_back(
    postgresql_url: str, encryption_keys: str
) -> None:
    gateway = Gateway(folder_of(postgresql_url))
    async with through(gateway) as url:
        gateway.hang()
        began = time.monotonic()
        with pytest.raises(SetupError, match="nothing came back within 4 s"):
            async with service(url, encryption_keys):
                pass
        assert time.monotonic() - began < PATIENCE


async def test_a_start_waits_as_long_as_the_address_says(postgresql_url: str, encryption_keys: str) -> None:
    gateway = Gateway(folder_of(postgresql_url))
    async with through(gateway) as url:
        gateway.hang()
        with pytest.raises(SetupError, match="nothing came back within 1 s"):
            async with service(f"{url}{'&' if '?' in url else '?'}connect_timeout=1", encryption_keys):
                pass


async def test_a_database_that_hangs_while_it_runs_is_not_ready(
    postgresql_url: str, encryption_keys: str, open_database: Callable[[str], Database]
) -> None:
    database = open_database(postgresql_url)
    await arrive(database, Team("T1", "Lovelace & Co", "U0"), [], NOW, anew=True)
    gateway = Gateway(folder_of(postgresql_url))
    async with through(gateway) as url, service(url, encryption_keys) as running:
        assert (await ready(running))[0] == 200
        gateway.hang()
        await asyncio.sleep(1.1)
        assert (await ready(running))[1]["database"] == "unreachable"
        gateway.heal()
