"""`pinchpoint backup`, `restore` and `resume`, as an operator types them."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import aiohttp
import pytest

from bot.cli import main
from bot.kit.crypto import Keyring, new_key
from bot.kit.db import Database
from tests.support.app import AppUnderTest, running_app
from tests.test_process import own_process  # noqa: F401 - what the command sets for its process

QUESTION = "How do I open a board talk about a missed quarter?"


@pytest.fixture
async def asked(app: AppUnderTest, sqlite_url: str) -> str:
    """The URL of a database in which Ada's question waits; the app goes on."""
    await app.ask(app.ada, QUESTION)
    return sqlite_url


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, own_process: None) -> pytest.MonkeyPatch:  # noqa: F811
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "ENCRYPTION_KEYS"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


async def ready(app: AppUnderTest) -> tuple[int, dict[str, object]]:
    assert app.service is not None
    async with aiohttp.ClientSession() as http, http.get(f"{app.service.url}/readyz") as answer:
        return answer.status, await answer.json()


async def run(*command: str) -> int:
    return await asyncio.to_thread(main, command)


async def test_a_restored_company_waits_for_the_operator_and_has_its_words(
    asked: str,
    environment: pytest.MonkeyPatch,
    encryption_keys: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    environment.setenv("DATABASE_URL", asked)
    assert await run("backup", "copy.gz") == 0
    key = Keyring.parse(encryption_keys).current
    assert f"its words need the keys {key}, which it does not hold." in capsys.readouterr().out
    assert os.stat("copy.gz").st_mode & 0o077 == 0
    assert await run("backup", "copy.gz") == 2
    assert "is there already" in capsys.readouterr().err
    assert await run("restore", "--check", "copy.gz") == 0

    url = f"sqlite:///{tmp_path}/new.db"
    environment.setenv("DATABASE_URL", url)
    for keys in (None, new_key()):
        if keys:
            environment.setenv("ENCRYPTION_KEYS", keys)
        assert await run("restore", "copy.gz") == 2
        assert f"lacks the keys {key}" in capsys.readouterr().err
    assert not (tmp_path / "new.db").exists()
    environment.setenv("ENCRYPTION_KEYS", encryption_keys)
    assert await run("restore", "copy.gz") == 0
    assert "until you say `pinchpoint resume`" in capsys.readouterr().out
    assert await run("restore", "copy.gz") == 2
    assert "holds something already" in capsys.readouterr().err

    async with running_app(url, encryption_keys) as restored:
        assert (await ready(restored))[0] == 503
        assert (await ready(restored))[1]["paused"] is True
        await restored.settle()
        assert restored.slack.traffic.calls_of("chat.postMessage") == []
        assert await run("resume") == 0
        await restored.restart()
        assert (await ready(restored))[0] == 200


async def test_there_must_be_something_to_back_up(
    environment: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    assert await run("backup", "copy.gz") == 2
    assert "There is no database" in capsys.readouterr().err
    assert os.listdir(tmp_path) == []


async def test_a_disk_that_is_read_only_is_told(
    environment: pytest.MonkeyPatch, sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.setenv("DATABASE_URL", sqlite_url)
    database = Database(sqlite_url, Keyring.parse(new_key()))
    await database.now()
    await database.close()
    assert await run("backup", str(tmp_path / "no/such/folder/copy.gz")) == 2
    assert "cannot be written: No such file or directory" in capsys.readouterr().err
