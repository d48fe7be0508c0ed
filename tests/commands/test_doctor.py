"""`pinchpoint doctor`: each fault that is put in is named, with its cure, and no secret is shown."""

from __future__ import annotations

import json
import logging
import shutil
import socket
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from bot.app import MESSAGES
from bot.cli import main
from bot.commands.doctor import diagnose, machine, service, slack, storage
from bot.commands.doctor.findings import Finding, Verdict, exit_code
from bot.commands.doctor.report import as_json, as_text
from bot.install.pages import OPTIONAL_SCOPES, SCOPES
from bot.install.service import Team, arrive
from bot.kit.clock import SystemClock
from bot.kit.crypto import Keyring, new_key
from bot.kit.db import Database
from bot.kit.settings import Settings
from bot.models import Installation, Outbox, OutboxState, RateLimit, keys
from bot.playground import manifest
from bot.playground.slack.server import StandIn
from bot.process import start_service
from tests.test_process import own_process  # noqa: F401 - what the command sets for its process

KIND = next(iter(MESSAGES))
Doctor = Callable[..., Any]


class OddClock(SystemClock):
    def __init__(self, seconds: float) -> None:
        self.by = timedelta(seconds=seconds)

    def now(self) -> datetime:
        return super().now() + self.by

    def system_now(self) -> datetime:
        return super().system_now() + self.by


@pytest.fixture
async def stand_in() -> AsyncIterator[StandIn]:
    async with StandIn(SystemClock()) as slack_:
        slack_.use_manifest(manifest.read())
        yield slack_


@pytest.fixture
def ports() -> tuple[int, int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    numbers = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return numbers[0], numbers[1]


@pytest.fixture
def given(stand_in: StandIn, sqlite_url: str, encryption_keys: str, ports: tuple[int, int]) -> dict[str, Any]:
    return {
        "slack_bot_token": stand_in.bot_token,
        "slack_signing_secret": stand_in.signing_secret,
        "slack_api_url": stand_in.api_url,
        "database_url": sqlite_url,
        "encryption_keys": encryption_keys,
        "host": "127.0.0.1",
        "port": ports[0],
        "health_port": ports[1],
    }


@pytest.fixture
def doctor(given: dict[str, Any]) -> Doctor:
    async def found(seconds: float = 0, **changed: Any) -> dict[str, Finding]:
        settings = Settings(**{**given, **changed})
        return {one.check: one for one in await diagnose(settings, [], OddClock(seconds))}

    return found


def names(found: dict[str, Finding], *verdicts: Verdict) -> set[str]:
    return {name for name, one in found.items() if one.verdict in verdicts}


async def test_all_is_well_on_both_databases(doctor: Doctor, database_url: str) -> None:
    found = await doctor(database_url=database_url)
    assert names(found, Verdict.BROKEN) == set()
    assert names(found, Verdict.NOTE) <= {"worker", "encoder", "holidays", "disk"}
    assert len(found) >= 40
    assert found["database"].told == ("SQLite" if "sqlite" in database_url else "PostgreSQL")
    assert exit_code(list(found.values())) == 0
    assert exit_code(list(found.values()), strict=True) == 1  # no worker runs here


async def test_whatever_is_not_fine_comes_with_its_cure(doctor: Doctor) -> None:
    found = await doctor(
        slack_bot_token="xoxb-wrong", database_url="sqlite:////proc/none/a.db", public_url="http://localhost/"
    )
    bad = [one for one in found.values() if one.verdict in {Verdict.NOTE, Verdict.BROKEN}]
    assert len(bad) >= 3
    assert [one for one in bad if not one.cure.endswith(".") or one.cure == one.told] == []


def test_a_missing_setting_ends_with_2_and_names_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    assert main(["doctor", "--json"]) == 2
    found = json.loads(capsys.readouterr().out)
    told = [one["told"] for one in found if one["check"] == "settings"]
    assert [one.partition(" ")[0] for one in told] == ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"]
    assert list(tmp_path.iterdir()) == []  # looking makes no database and no key


# --- the database ------------------------------------------------------------------------------


async def test_a_database_that_is_not_there(doctor: Doctor) -> None:
    found = await doctor(database_url="postgresql://postgres:s3cr3t-pw@127.0.0.1:9/pinchpoint")
    assert found["database"].verdict is Verdict.BROKEN
    assert "nothing answers at this host and port" in found["database"].told


async def test_a_file_that_is_no_database(doctor: Doctor, tmp_path: Path) -> None:
    (tmp_path / "odd.db").write_bytes(b"this is no database at all, whatever it is called" * 100)
    found = await doctor(database_url=f"sqlite:///{tmp_path / 'odd.db'}")
    assert found["database"].verdict is Verdict.BROKEN
    assert "file is not a database" in found["database"].told


async def test_no_file_yet_is_fine_where_one_can_be_made(doctor: Doctor, tmp_path: Path) -> None:
    found = await doctor(database_url=f"sqlite:///{tmp_path / 'new' / 'a.db'}", encryption_keys=None)
    assert found["database"].verdict is Verdict.FINE
    assert not (tmp_path / "new").exists()


async def test_a_database_that_is_behind(doctor: Doctor, database_url: str) -> None:
    database = Database(database_url, Keyring.parse(new_key()))
    async with database.engine.begin() as connection:
        (head,) = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalars()
        await connection.execute(text("UPDATE alembic_version SET version_num = '0018'"))
    try:
        found = await doctor(database_url=database_url)
        assert found["migrations"].verdict is Verdict.BROKEN
        assert "pinchpoint db upgrade" in found["migrations"].cure
        assert found["tables"].verdict is Verdict.SKIPPED
        async with database.engine.begin() as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        found = await doctor(database_url=database_url)
        assert "made by a newer version" in found["migrations"].told
    finally:
        async with database.engine.begin() as connection:
            await connection.execute(
                text("UPDATE alembic_version SET version_num = :head").bindparams(head=head)
            )
        await database.close()


async def test_tables_that_were_changed_by_hand(doctor: Doctor, sqlite_url: str) -> None:
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
        connection.execute("DROP TABLE card")
    found = await doctor()
    assert found["tables"].verdict is Verdict.BROKEN


async def test_a_database_that_takes_no_change(doctor: Doctor, sqlite_url: str) -> None:
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("BEGIN IMMEDIATE")
        found = await doctor()
        connection.rollback()
    assert names(found, Verdict.BROKEN) == {"write"}


async def test_a_user_who_may_not_change_rows(
    doctor: Doctor, postgresql_url: str, postgresql_server: str
) -> None:
    owner = await asyncpg.connect(host=postgresql_server, user="postgres", database="pinchpoint")
    try:
        await owner.execute("CREATE ROLE reader LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
        found = await doctor(database_url=postgresql_url.replace("pinchpoint@", "reader@"))
        assert found["rights"].verdict is Verdict.BROKEN
        assert "outbox" in found["rights"].told
        assert found["write"].verdict is Verdict.BROKEN
        await owner.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO reader")
        found = await doctor(database_url=postgresql_url.replace("pinchpoint@", "reader@"))
        assert found["rights"].verdict is Verdict.FINE  # rows may be changed: tables are for their owner
    finally:
        await owner.execute("DROP OWNED BY reader; DROP ROLE reader")
        await owner.close()


async def test_a_role_that_row_level_security_does_not_hold_for(doctor: Doctor, postgresql_url: str) -> None:
    found = await doctor(database_url=postgresql_url.replace("pinchpoint@", "postgres@"))
    assert found["isolation"].verdict is Verdict.NOTE
    assert "does not hold for the role postgres" in found["isolation"].told
    assert "`pinchpoint db grant`" in found["isolation"].cure
    assert (await doctor(database_url=postgresql_url))["isolation"].verdict is Verdict.FINE  # the owner


async def test_a_table_that_is_open_to_other_workspaces(
    doctor: Doctor, postgresql_url: str, postgresql_server: str
) -> None:
    root = await asyncpg.connect(host=postgresql_server, user="postgres", database="pinchpoint")
    try:
        await root.execute("ALTER TABLE ask NO FORCE ROW LEVEL SECURITY")
        found = await doctor(database_url=postgresql_url)
        assert found["isolation"].verdict is Verdict.BROKEN
        assert "ask" in found["isolation"].told
        assert "`pinchpoint db upgrade`" in found["isolation"].cure
    finally:
        await root.execute("ALTER TABLE ask FORCE ROW LEVEL SECURITY")
        await root.close()


@pytest.mark.parametrize(
    ("seconds", "verdict"), [(-120, Verdict.BROKEN), (10, Verdict.NOTE), (0, Verdict.FINE)]
)
async def test_a_clock_that_is_off(
    doctor: Doctor, database_url: str, seconds: float, verdict: Verdict
) -> None:
    assert (await doctor(seconds, database_url=database_url))["clock"].verdict is verdict


async def test_keys_that_do_not_open_what_is_there(doctor: Doctor, database: Database) -> None:
    url = database.url.render_as_string(hide_password=False)
    await keys.check(database, datetime.now(UTC))
    fine = await doctor(database_url=url)
    assert fine["keys"].verdict is Verdict.FINE
    found = await doctor(database_url=url, encryption_keys=new_key())
    assert found["keys"].verdict is Verdict.BROKEN
    assert "ENCRYPTION_KEYS does not open" in found["keys"].told


@pytest.fixture
def folder(sqlite_url: str) -> Path:
    """Where the database lies, and the key that it makes for itself."""
    return Path(sqlite_url.removeprefix("sqlite:///")).parent


async def test_a_lost_key_file_and_one_that_others_can_read(
    doctor: Doctor, sqlite_url: str, folder: Path
) -> None:
    database = Database(sqlite_url)
    await keys.check(database, datetime.now(UTC))
    await database.close()
    key_file = folder / "pinchpoint.db.key"
    key_file.chmod(0o644)
    found = await doctor(encryption_keys=None)
    assert (found["keys"].verdict, found["key_file"].verdict) == (Verdict.FINE, Verdict.NOTE)
    key_file.unlink()
    found = await doctor(encryption_keys=None)
    assert found["keys"].verdict is Verdict.BROKEN
    assert "is missing" in found["keys"].told
    assert not key_file.exists()
    key_file.write_text(new_key())
    found = await doctor(encryption_keys=None)
    assert "The key file" in found["keys"].told


async def test_values_of_an_older_key(doctor: Doctor, sqlite_db: Database, encryption_keys: str) -> None:
    now = datetime.now(UTC)
    await arrive(sqlite_db, Team("T1", "Lovelace & Co", "U0"), [], now, anew=True)
    async with sqlite_db.begin("T1") as db:
        await db.insert(Installation, bot_token="xoxb-1", installed_at=now, scopes=",".join(SCOPES))
    found = await doctor(encryption_keys=f"{new_key()},{encryption_keys}")
    assert found["old_keys"].verdict is Verdict.NOTE
    assert "keys rotate" in found["old_keys"].cure


async def waiting(database: Database, **row: Any) -> None:
    now = datetime.now(UTC)
    await arrive(database, Team("T1", "Lovelace & Co", "U0"), [], now, anew=True)
    values = {"kind": KIND, "dedupe_key": "one", "recipient": "U1", "subject_id": "a", "created_at": now}
    async with database.begin("T1") as db:
        await db.insert(Outbox, **{**values, "due_at": now, **row})


HOUR_AGO = datetime.now(UTC) - timedelta(hours=1)


@pytest.mark.parametrize(
    ("row", "check", "verdict"),
    [
        ({"due_at": HOUR_AGO}, "backlog", Verdict.BROKEN),
        ({"kind": "of_tomorrow"}, "stuck", Verdict.BROKEN),
        (
            {"state": OutboxState.DEAD, "done_at": HOUR_AGO, "error": "user_disabled"},
            "dead_letters",
            Verdict.NOTE,
        ),
    ],
)
async def test_what_waits_is_counted(
    doctor: Doctor, database: Database, row: dict[str, Any], check: str, verdict: Verdict
) -> None:
    url = database.url.render_as_string(hide_password=False)
    await waiting(database, **row)
    found = await doctor(database_url=url)
    assert found[check].verdict is verdict
    assert found[check].told.startswith("1 messages")


async def test_workspaces_that_let_nobody_in(doctor: Doctor, database: Database) -> None:
    now = datetime.now(UTC)
    await waiting(database, due_at=HOUR_AGO)
    async with database.begin("T1") as db:
        await db.insert(RateLimit, method="*", channel_id="", not_before=now + timedelta(minutes=9))
        await db.insert(
            Installation, bot_token="xoxb-1", installed_at=now, scopes="commands", renewal_error="invalid"
        )
    found = await doctor(database_url=database.url.render_as_string(hide_password=False))
    assert names(found, Verdict.BROKEN) == {"parked", "renewals", "granted"}
    assert all("T1" in found[name].told for name in ("parked", "renewals", "granted"))


# --- Slack -------------------------------------------------------------------------------------


async def test_slack_that_does_not_answer(doctor: Doctor, stand_in: StandIn) -> None:
    stand_in.weather.add("api.test", "server_error")
    found = await doctor()
    assert found["slack"].verdict is Verdict.BROKEN
    assert found["bot_token"].verdict is Verdict.SKIPPED


@pytest.mark.parametrize("code", ["token_revoked", "account_inactive"])
async def test_a_token_that_slack_refuses(doctor: Doctor, stand_in: StandIn, code: str) -> None:
    stand_in.revoke_token(code)
    found = await doctor()
    assert names(found, Verdict.BROKEN) == {"bot_token"}
    assert code in found["bot_token"].told
    assert "SLACK_BOT_TOKEN" in found["bot_token"].cure


async def test_needed_scopes_that_are_missing(doctor: Doctor, stand_in: StandIn) -> None:
    stand_in.workspace.scopes -= {"im:write", "users:read"}
    found = await doctor()
    assert found["scopes"].verdict is Verdict.BROKEN
    assert "im:write, users:read" in found["scopes"].told


@pytest.mark.parametrize("scope", OPTIONAL_SCOPES)
async def test_each_optional_scope_says_what_is_lost(doctor: Doctor, stand_in: StandIn, scope: str) -> None:
    assert (await doctor())[f"scope {scope}"].verdict is Verdict.FINE
    stand_in.workspace.scopes.discard(scope)
    found = await doctor()
    assert found[f"scope {scope}"].verdict is Verdict.NOTE
    assert slack.LOST[scope] in found[f"scope {scope}"].told


@pytest.mark.parametrize(
    ("seconds", "verdict"), [(-400, Verdict.BROKEN), (90, Verdict.NOTE), (0, Verdict.FINE)]
)
async def test_slacks_clock(doctor: Doctor, seconds: float, verdict: Verdict) -> None:
    assert (await doctor(seconds))["slack_clock"].verdict is verdict


async def test_socket_mode(doctor: Doctor, stand_in: StandIn) -> None:
    how = {"slack_signing_secret": None, "slack_app_token": stand_in.app_token}
    assert (await doctor(**how))["socket_mode"].verdict is Verdict.FINE
    stand_in.weather.add("apps.connections.open", "error", code="invalid_auth")
    found = await doctor(**how)
    assert names(found, Verdict.BROKEN) == {"socket_mode"}
    assert "connections:write" in found["socket_mode"].cure


async def test_both_ways_in_at_once(doctor: Doctor, stand_in: StandIn) -> None:
    assert (await doctor(slack_app_token=stand_in.app_token))["way_in"].verdict is Verdict.NOTE


async def test_a_proxy_that_takes_no_connection(
    monkeypatch: pytest.MonkeyPatch, ports: tuple[int, int]
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://ada:s3cr3t@127.0.0.1:{ports[0]}")
    found = await slack.proxy("https://slack.com/api/")
    assert found.verdict is Verdict.BROKEN
    assert "s3cr3t" not in found.told + found.cure
    with socket.create_server(("127.0.0.1", ports[0])):
        assert (await slack.proxy("https://slack.com/api/")).verdict is Verdict.FINE


# --- addresses and processes -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "verdict"),
    [
        ("http://mentors.example", Verdict.BROKEN),
        ("https://localhost:3000", Verdict.BROKEN),
        ("https://mentors.example/slack/events", Verdict.BROKEN),
        ("https://mentors.example/mentor", Verdict.FINE),
        (None, Verdict.SKIPPED),
    ],
)
def test_the_shape_of_the_public_address(given: dict[str, Any], url: str | None, verdict: Verdict) -> None:
    assert service.public_url(Settings(**given, public_url=url)).verdict is verdict


def test_workspaces_that_install_need_a_public_address(given: dict[str, Any]) -> None:
    settings = Settings(**given, slack_client_id="1.2", slack_client_secret=SecretStr("abcd"))
    assert service.public_url(settings).verdict is Verdict.NOTE


async def test_a_port_that_something_else_uses(doctor: Doctor, ports: tuple[int, int]) -> None:
    with socket.create_server(("127.0.0.1", ports[0])) as taken:
        taken.settimeout(0)
        found = service.port("127.0.0.1", ports[0], "port", "PORT", None)
    assert found.verdict is Verdict.BROKEN
    assert "Something else uses PORT" in found.told


async def test_a_host_that_is_not_this_machine() -> None:
    assert service.port("192.0.2.7", 3000, "port", "PORT", None).verdict is Verdict.BROKEN


async def test_a_service_that_runs_is_asked_how_it_is(
    doctor: Doctor, given: dict[str, Any], ports: tuple[int, int]
) -> None:
    running = await start_service(Settings(**given))
    try:
        public = {"public_url": f"http://127.0.0.1:{ports[0]}"}
        found = await doctor(**public)
        assert {found[name].verdict for name in ("port", "process", "worker", "request_address")} == {
            Verdict.FINE
        }
        found = await doctor(slack_signing_secret="another-secret", **public)
        assert "another signing secret" in found["request_address"].told
        found = await doctor(public_url=given["slack_api_url"])
        assert "Something else answers there" in found["request_address"].told
    finally:
        await running.stop()
    found = await doctor(**public)
    assert "is not reached" in found["request_address"].told


def test_a_process_that_is_not_ready_and_a_worker_that_stands_still() -> None:
    health = {"ready": False, "database": "unreachable", "last_tick_seconds": 99.0}
    assert "database: unreachable" in service.process(health).told
    assert service.worker([health]).verdict is Verdict.BROKEN
    assert service.worker([]).verdict is Verdict.NOTE


# --- the machine -------------------------------------------------------------------------------


def test_an_old_python() -> None:
    assert machine.python((3, 10, 4)).verdict is Verdict.BROKEN
    assert machine.python((3, 13, 0)).verdict is Verdict.FINE


def test_packages_that_are_missing_or_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    needed = ["aiohttp>=3.14", "sqlalchemy[asyncio]<2.2,>=2.1", "slack-bolt>=1.30", "ruff>=1; extra == 'dev'"]
    present = {"aiohttp": "3.14.1", "sqlalchemy": "2.0.9"}

    def version(name: str) -> str:
        if name not in present:
            raise metadata.PackageNotFoundError(name)
        return present[name]

    monkeypatch.setattr(metadata, "requires", lambda _name: needed)
    monkeypatch.setattr(metadata, "version", version)
    assert "slack-bolt, sqlalchemy" in machine.packages().told


@pytest.mark.parametrize(
    ("free", "verdict"), [(10**8, Verdict.BROKEN), (5 * 10**8, Verdict.NOTE), (10**10, Verdict.FINE)]
)
def test_a_full_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, free: int, verdict: Verdict) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: shutil._ntuple_diskusage(2 * free, free, free))
    assert machine.disk(tmp_path).verdict is verdict


def test_what_is_missing_of_encoders_and_holidays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "find_encoder", lambda: None)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert machine.encoder().verdict is Verdict.NOTE
    assert machine.holidays().verdict is Verdict.NOTE


def test_settings_that_others_can_read(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    assert machine.env_file(file).verdict is Verdict.SKIPPED
    file.write_text("")
    file.chmod(0o644)
    assert machine.env_file(file).verdict is Verdict.NOTE
    file.chmod(0o600)
    assert machine.env_file(file).verdict is Verdict.FINE


# --- what is printed ---------------------------------------------------------------------------


@pytest.fixture
def quiet() -> Iterator[None]:
    yield
    logging.getLogger("bot").setLevel(logging.NOTSET)


async def test_no_secret_is_ever_printed(doctor: Doctor, given: dict[str, Any]) -> None:
    url = "postgresql://ada:pa55word@127.0.0.1:9/pinchpoint"
    settings = Settings(**{**given, "database_url": url, "slack_bot_token": "xoxb-1-canary"})
    secrets = settings.secrets()
    assert len(secrets) == 4
    findings = await diagnose(settings, [], SystemClock())
    leak = Finding("leak", Verdict.BROKEN, " ".join(secrets), " ".join(secrets))
    for show in (as_text, as_json):
        printed = show([*findings, leak], secrets)
        assert [one for one in secrets if one in printed] == []


async def test_the_sum_is_told(doctor: Doctor) -> None:
    printed = as_text(list((await doctor()).values()), [])
    assert " checks: " in printed.splitlines()[-1]
    assert storage.CONNECTIONS == 30
