"""The command `pinchpoint` as a real process: its start, its end, its exit codes and what it writes."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import signal
import sqlite3
import stat
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import asyncpg
import pytest

from bot import models
from bot.app import MESSAGES
from bot.cli import main
from bot.install.service import Team, arrive
from bot.kit.clock import SystemClock
from bot.kit.crypto import Keyring, new_key
from bot.kit.db import Database
from bot.models import Outbox, OutboxState
from bot.models import Person as PersonRow
from bot.playground.slack.server import StandIn
from tests.support.clock import PATIENCE
from tests.support.person import Person

ROOT = Path(__file__).parent.parent


class Process:
    """`pinchpoint` with these arguments and only this environment."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        self.arguments = arguments
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.environment = kept | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"} | environment
        self.lines: list[str] = []
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *self.arguments,
            env=self.environment,
            cwd=self.environment.get("HOME"),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            self.lines.append(line.decode().rstrip("\n"))

    async def says(self, pattern: str, seconds: float = PATIENCE) -> re.Match[str]:
        """Wait for a line and return what matched."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for line in self.lines:
                if found := re.search(pattern, line):
                    return found
            await asyncio.sleep(0.02)
        raise AssertionError(f"{pattern} was not said:\n" + "\n".join(self.lines))

    def signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    async def ends(self, seconds: float = PATIENCE) -> int:
        """Wait for the end and return the exit code."""
        assert self._process is not None
        assert self._reading is not None
        async with asyncio.timeout(seconds):
            code = await self._process.wait()
            await self._reading
        return code

    async def kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


@pytest.fixture(autouse=True)
def own_process() -> Iterator[None]:
    """Keep what the command sets for its process from what follows in this one."""
    umask = os.umask(0o022)
    os.umask(umask)
    root = logging.getLogger()
    handlers, level, ours = root.handlers[:], root.level, logging.getLogger("bot").level
    yield
    os.umask(umask)
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("bot").setLevel(ours)


@pytest.fixture
async def run(tmp_path: Path) -> AsyncIterator[Callable[..., Process]]:
    made: list[Process] = []

    def make(*arguments: str, **environment: str) -> Process:
        made.append(Process(*arguments, **{"HOME": str(tmp_path), **environment}))
        return made[-1]

    yield make
    for process in made:
        await process.kill()


@pytest.fixture
async def slack() -> AsyncIterator[StandIn]:
    async with StandIn(SystemClock()) as stand_in:
        stand_in.declare_command("/ask-expert")
        yield stand_in


def environment_of(slack: StandIn, **more: str) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "HOST": "127.0.0.1",
        "PORT": "0",
        **more,
    }


async def test_missing_settings_are_a_line_each_and_exit_code_2(run: Callable[..., Process]) -> None:
    process = run("serve")
    await process.start()
    assert await process.ends() == 2
    assert [line.split(" ")[0] for line in process.lines] == ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"]


async def test_it_starts_with_nothing_but_the_settings_serves_and_ends_when_told(
    run: Callable[..., Process], slack: StandIn, tmp_path: Path
) -> None:
    # A proxy in the environment must not be asked for what is on this machine.
    process = run("serve", **environment_of(slack, HTTP_PROXY="http://127.0.0.1:9", LOG_FORMAT="json"))
    await process.start()
    url = (await process.says(r"started (http://127\.0\.0\.1:\d+)"))[1]
    async with aiohttp.ClientSession() as http, http.get(f"{url}/readyz") as answer:
        assert (answer.status, (await answer.json())["ready"]) == (200, True)
    for name in ("pinchpoint.db", "pinchpoint.db.key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    process.signal(signal.SIGTERM)
    assert await process.ends() == 0
    assert any("stopped" in line for line in process.lines)


async def test_a_request_under_way_is_answered_before_the_end(
    run: Callable[..., Process], slack: StandIn
) -> None:
    ada = Person(slack, slack.add_person("ada", "Ada Lovelace").id)
    slack.add_channel("general")
    process = run("serve", **environment_of(slack))
    await process.start()
    slack.connect_http((await process.says(r"started (http\S+)"))[1] + "/slack/events")
    slack.weather.add("views.open", "slow", seconds=0.3)
    asking = asyncio.create_task(ada.command("/ask-expert", "How do I read a trace?"))
    await slack.wait_until(lambda: not slack.weather.faults, within=PATIENCE)  # it is under way
    process.signal(signal.SIGTERM)
    await asking
    assert [delivery.status for delivery in slack.traffic.deliveries] == [200]
    await ada.sees_modal()
    assert await process.ends() == 0


async def test_a_worker_starts_and_ends_when_told(run: Callable[..., Process], slack: StandIn) -> None:
    environment = environment_of(slack, HEALTH_PORT="0")
    del environment["SLACK_SIGNING_SECRET"]
    process = run("worker", **environment)
    await process.start()
    url = (await process.says(r"started the worker; its health is at (http://\S+)/readyz"))[1]
    async with aiohttp.ClientSession() as http:
        for path, status in [("/healthz", 200), ("/readyz", 200), ("/slack/events", 404)]:
            async with http.get(url + path) as answer:
                assert answer.status == status
    process.signal(signal.SIGINT)
    assert await process.ends() == 0


async def test_socket_mode_connects_answers_and_ends(run: Callable[..., Process], slack: StandIn) -> None:
    ada = Person(slack, slack.add_person("ada", "Ada Lovelace").id)
    slack.add_channel("general")
    environment = environment_of(slack, SLACK_APP_TOKEN=slack.app_token)
    del environment["SLACK_SIGNING_SECRET"]
    process = run("serve", **environment)
    await process.start()
    url = (await process.says(r"started (http\S+)"))[1]
    slack.connect_socket()
    await slack.wait_until(lambda: slack.socket_mode.connections)
    await ada.command("/ask-expert", "How do I read a trace?")
    await ada.sees_modal()
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{url}/readyz") as answer:
            assert (await answer.json())["socket_mode"] == "connected"
        async with http.post(f"{url}/slack/events", data=b"{}") as answer:
            assert answer.status == 404
    process.signal(signal.SIGTERM)
    assert await process.ends() == 0


async def test_secrets_and_words_are_in_no_line_whatever_happens(
    run: Callable[..., Process], slack: StandIn
) -> None:
    words = "Whom do I tell about the missing canary"
    ada = Person(slack, slack.add_person("ada", "Ada Lovelace").id)
    slack.add_channel("general")
    secrets = [slack.bot_token, slack.signing_secret, slack.app_token, slack.workspace.client_secret]
    client = {
        "SLACK_CLIENT_ID": slack.workspace.client_id,
        "SLACK_CLIENT_SECRET": slack.workspace.client_secret,
    }
    process = run(
        "serve", **environment_of(slack, LOG_LEVEL="DEBUG", SLACK_APP_TOKEN=slack.app_token, **client)
    )
    await process.start()
    url = (await process.says(r"started (http\S+)"))[1]
    slack.connect_http(f"{url}/slack/events")
    await ada.command("/ask-expert", words)
    slack.weather.add("views.open", "server_error")
    ada.tolerant = True
    await ada.command("/ask-expert", words)
    async with aiohttp.ClientSession() as http:
        for headers in ({}, {"X-Slack-Signature": "v0=é", "X-Slack-Request-Timestamp": "x"}):
            await http.post(f"{url}/slack/events", data=words.encode(), headers=headers)
        await http.get(f"{url}/slack/oauth_redirect", params={"code": words, "state": slack.bot_token})
    process.signal(signal.SIGTERM)
    assert await process.ends() == 0
    told = "\n".join(process.lines)
    assert "stopped" in told
    assert not [secret for secret in [*secrets, words, "missing canary"] if secret in told]


@pytest.fixture
def empty_postgresql(postgresql_server: str) -> Iterator[str]:
    """The URL of a PostgreSQL database in which there is nothing yet."""

    async def run_there(statement: str) -> None:
        connection = await asyncpg.connect(host=postgresql_server, user="postgres", database="postgres")
        await connection.execute(statement)
        await connection.close()

    asyncio.run(run_there("CREATE DATABASE empty_one"))
    yield f"postgresql://postgres@/empty_one?host={postgresql_server}"
    asyncio.run(run_there("DROP DATABASE empty_one WITH (FORCE)"))


def test_a_shared_database_is_brought_up_to_date_only_when_told(
    empty_postgresql: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "a1b2", "ENCRYPTION_KEYS": new_key()}
    for name, value in {**given, "DATABASE_URL": empty_postgresql}.items():
        monkeypatch.setenv(name, value)
    behind = "DATABASE_URL is behind this version: run `pinchpoint db upgrade`, then start again.\n"
    for command in ("serve", "worker"):
        assert main([command]) == 2
        assert capsys.readouterr().err == behind
    monkeypatch.delenv("ENCRYPTION_KEYS")
    assert [main(["db", task]) for task in ("check", "upgrade", "upgrade", "check")] == [1, 0, 0, 0]


async def test_an_absent_database_is_one_line(run: Callable[..., Process], slack: StandIn) -> None:
    url = "postgresql://ada:pa55word@127.0.0.1:9/pinchpoint"
    process = run("serve", **environment_of(slack, DATABASE_URL=url, ENCRYPTION_KEYS=new_key()))
    await process.start()
    assert await process.ends() == 2
    (line,) = process.lines
    assert line.startswith("DATABASE_URL ")
    assert "pa55word" not in line


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("postgresql://stranger@/pinchpoint?host={}", "PostgreSQL refuses this user or password"),
        ("postgresql://postgres@/elsewhere?host={}", "there is no database of this name"),
        ("postgresql://postgres@127.0.0.1:9/pinchpoint", "nothing answers at this host and port"),
        ("postgresql://postgres@/pinchpoint?host={}&made_up=true", "an option that is not known here"),
    ],
)
def test_an_address_that_does_not_lead_in_is_one_sentence_in_every_command(
    postgresql_server: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    address: str,
    sentence: str,
) -> None:
    monkeypatch.setenv("DATABASE_URL", address.format(postgresql_server))
    monkeypatch.setenv("ENCRYPTION_KEYS", new_key())
    assert main(["dlq", "list"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("DATABASE_URL")
    assert sentence in line


def test_a_fault_of_ours_is_not_taken_for_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: whatever else is raised keeps its traceback."""
    monkeypatch.setattr("bot.commands.main", lambda _given: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        main(["dlq", "list"])


def test_keys_are_rotated_and_then_the_old_one_is_not_needed(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = new_key(), new_key()
    asyncio.run(one_address(sqlite_url, Keyring.parse(old)))
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    for given, code, told in [
        (new, 1, "0 values were encrypted with the newest key"),  # the control: nothing can be read
        (f"{new},{old}", 0, "1 values were encrypted with the newest key"),
        (new, 0, "0 values were encrypted with the newest key"),
    ]:
        monkeypatch.setenv("ENCRYPTION_KEYS", given)
        assert main(["keys", "rotate"]) == code
        assert told in capsys.readouterr().out


async def one_address(url: str, keyring: Keyring) -> None:
    database = Database(url, keyring)
    now = SystemClock().now()
    await arrive(database, Team("T1", "Lovelace & Co", "U0"), [], now, anew=True)
    async with database.begin("T1") as db:
        await db.insert(PersonRow, user_id="U1", email="ada@example.com")
    await database.close()


async def test_a_start_refuses_keys_that_do_not_open_what_is_there(
    run: Callable[..., Process], slack: StandIn, tmp_path: Path
) -> None:
    async def start(**more: str) -> list[str]:
        process = run("serve", **environment_of(slack, **more))
        await process.start()
        assert await process.ends() == 2
        return process.lines

    first = run("serve", **environment_of(slack))
    await first.start()
    await first.says("started")
    first.signal(signal.SIGTERM)
    assert await first.ends() == 0
    (line,) = await start(ENCRYPTION_KEYS=new_key())
    assert line.startswith("ENCRYPTION_KEYS does not open what the database holds")
    key_file = tmp_path / "pinchpoint.db.key"
    key_file.rename(tmp_path / "elsewhere")
    (line,) = await start()
    assert line.startswith(f"The key file {key_file.name} is missing")
    assert not key_file.exists()  # no other one was put in its place
    key_file.write_text(new_key())
    (line,) = await start()
    assert line.startswith(f"The key file {key_file.name} does not open")
    (tmp_path / "elsewhere").rename(key_file)
    again = run("serve", **environment_of(slack))
    await again.start()
    await again.says("started")


def test_new_keys_are_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new-key"]) == 0
    assert Keyring.parse(capsys.readouterr().out)


def test_messages_that_could_not_be_sent_are_listed_tried_again_and_given_up(
    sqlite_url: str,
    encryption_keys: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("ENCRYPTION_KEYS", encryption_keys)
    ids = asyncio.run(four_messages(sqlite_url, Keyring.parse(encryption_keys)))

    def listed() -> list[str]:
        capsys.readouterr()
        assert main(["dlq", "list"]) == 0
        return capsys.readouterr().out.splitlines()

    lines = listed()
    assert [line.split(" ")[0] for line in lines] == ids
    assert [line.split(" ")[-2:] for line in lines] == [
        ["dead", "user_disabled"],
        ["dead", "user_disabled"],
        ["dead", "user_disabled"],
        ["waits", "unknown_kind"],
    ]
    assert main(["dlq", "show", ids[3]]) == 0
    shown = capsys.readouterr().out
    assert "of_tomorrow (not known to this version)" in shown
    assert main(["dlq", "drop", ids[1]]) == 0
    assert main(["dlq", "retry", ids[0]]) == 0
    assert [line.split(" ")[0] for line in listed()] == ids[2:]
    assert main(["dlq", "retry", "--all"]) == 0
    assert capsys.readouterr().out == "1 will be tried again now.\n"
    assert [line.split(" ")[0] for line in listed()] == ids[3:]
    wrong = [
        ["dlq", "drop", "nobody"],
        ["dlq", "show", "nobody"],
        ["dlq", "retry", "nobody"],
        ["dlq", "retry"],
    ]
    assert [main(one) for one in wrong] == [1, 1, 1, 2]


def test_an_operator_hands_out_and_erases_what_is_held_about_somebody(
    sqlite_url: str,
    encryption_keys: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("ENCRYPTION_KEYS", encryption_keys)
    asyncio.run(one_person(sqlite_url, Keyring.parse(encryption_keys)))
    assert main(["privacy", "export", "T0TEAM", "U0ADA"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in found["tables"]["person"]] == ["Ada Brandt"]
    assert main(["privacy", "erase", "T0TEAM", "U0ADA"]) == 0
    assert "within two hours" in capsys.readouterr().out
    assert main(["privacy", "erase", "T0TEAM", "U0ADA"]) == 0
    assert "under way already" in capsys.readouterr().out
    assert main(["privacy", "export", "T0NONE", "U0ADA"]) == 1
    with sqlite3.connect(sqlite_url.partition("///")[2]) as reading:
        log = reading.execute("SELECT act, by_id, about_id FROM audit_entry ORDER BY id").fetchall()
    assert log == [("data_exported", None, "U0ADA"), ("erasure_asked", None, "U0ADA")]


async def one_person(url: str, keyring: Keyring) -> None:
    database = Database(url, keyring)
    team = Team("T0TEAM", "Team", "U0BOT")
    await arrive(database, team, [], datetime(2027, 2, 1, tzinfo=UTC), anew=True)
    async with database.begin("T0TEAM") as db:
        await db.insert(models.Person, user_id="U0ADA", name="Ada Brandt")
    await database.close()


async def four_messages(url: str, keyring: Keyring) -> list[str]:
    database = Database(url, keyring)
    now = SystemClock().now()
    dead = {"kind": next(iter(MESSAGES)), "done_at": now, "state": OutboxState.DEAD, "error": "user_disabled"}
    await arrive(database, Team("T1", "Lovelace & Co", "U0"), [], now, anew=True)
    async with database.begin("T1") as db:
        rows = [
            await db.insert(
                Outbox,
                dedupe_key=f"key {number}",
                recipient="U1",
                subject_id="ask",
                due_at=now,
                created_at=now,
                **how,
            )
            for number, how in enumerate([dead, dead, dead, {"kind": "of_tomorrow"}])
        ]
    await database.close()
    return sorted(row.id for row in rows)
