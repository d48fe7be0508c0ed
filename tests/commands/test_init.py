"""`pinchpoint init`: writes what a start needs, says what is missing, and takes nothing away."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.cli import main
from bot.commands.init import MANIFEST, env_file, on_terminal
from bot.commands.init.app_manifest import manifest
from bot.kit.clock import SystemClock
from bot.kit.crypto import Keyring, new_key
from bot.kit.errors import SetupError
from bot.kit.settings import Settings, read_settings
from bot.playground.slack.server import StandIn
from bot.process import start_service
from tests.support.person import Person
from tests.test_manifest import SCHEMA
from tests.test_process import own_process  # noqa: F401 - what the command sets for its process

URL = "https://mentors.example/pinch/"


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    return found


async def test_what_it_writes_is_enough_to_start_and_answer(
    monkeypatch: pytest.MonkeyPatch, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with StandIn(SystemClock()) as slack:
        monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
        monkeypatch.setenv("SLACK_APP_TOKEN", slack.app_token)
        assert main(["init", "--yes", "--way", "socket"]) == 0
        assert capsys.readouterr().out.splitlines()[-1].startswith("Ready: run `pinchpoint doctor`")
        for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
            monkeypatch.delenv(name)
        slack.use_manifest(written(folder))
        ada = Person(slack, slack.add_person("ada", "Ada Lovelace").id)
        slack.add_channel("general")
        monkeypatch.setenv("SLACK_API_URL", slack.api_url)
        monkeypatch.setenv("PORT", "0")
        running = await start_service(read_settings())
        try:
            slack.connect_socket()
            await slack.wait_until(lambda: slack.socket_mode.connections)
            await ada.command("/ask-expert", "How do I read a trace?")
            assert ada.modal()
        finally:
            await running.stop()
    assert stat.S_IMODE((folder / ".env").stat().st_mode) == 0o600


def test_what_is_missing_is_told_step_by_step(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "--yes", "--way", "http", "--url", "https://mentors.example/pinch"]) == 0
    told = capsys.readouterr().out
    assert "https://api.slack.com/apps?new_app=1" in told
    assert [name for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET") if f"Copy {name}" not in told] == []
    assert "run `pinchpoint init` again" in told.splitlines()[-1]
    assert env_file.read(folder / ".env") == {"PUBLIC_URL": URL}


def test_a_second_run_keeps_everything(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / ".env").write_text("# ours\nLOG_LEVEL=DEBUG\nexport SLACK_BOT_TOKEN='xoxb-old'\n")
    database = "postgresql://ada:p$ss#w@db/pinchpoint?sslmode=require"
    assert main(["init", "--yes", "--way", "http", "--url", URL, "--database", database]) == 0
    first = (folder / ".env").read_text()
    assert first.startswith("# ours\nLOG_LEVEL=DEBUG\nexport SLACK_BOT_TOKEN='xoxb-old'\n")
    key = env_file.read(folder / ".env")["ENCRYPTION_KEYS"]
    assert Keyring.parse(key)
    assert main(["init", "--yes"]) == 0  # the way and the address are known
    assert (folder / ".env").read_text() == first
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "a1b2c3")
    assert main(["init", "--yes"]) == 0
    monkeypatch.delenv("SLACK_SIGNING_SECRET")
    settings = read_settings()
    assert settings.database_url.get_secret_value() == database
    assert settings.encryption_keys is not None
    assert settings.encryption_keys.get_secret_value() == key


def test_a_key_that_there_is_is_never_replaced(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("ENCRYPTION_KEYS", new_key())
    assert main(["init", "--yes", "--way", "socket", "--database", "postgresql://ada@db/p"]) == 0
    assert env_file.read(folder / ".env") == {"DATABASE_URL": "postgresql://ada@db/p"}


def test_questions_are_asked_where_somebody_can_answer(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    typed = {"Way": "many", "Address": URL, "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "abcd"}
    hidden: list[str] = []

    def answer(question: str, *, secret: bool = False) -> str:
        if secret:
            hidden.append(question.partition(" ")[0])
        return next((value for name, value in typed.items() if name in question.splitlines()[-1]), "")

    monkeypatch.setattr("bot.commands.init.on_terminal", answer)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert main(["init"]) == 0
    assert hidden == ["SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_SIGNING_SECRET"]
    values = env_file.read(folder / ".env")
    assert values == {"PUBLIC_URL": URL, "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "abcd"}
    hidden.clear()
    assert main(["init"]) == 0  # what is known is not asked for again
    assert hidden == ["SLACK_SIGNING_SECRET"]


def test_a_secret_is_not_shown_while_it_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _question: " xoxb-1 ")
    assert on_terminal("Token: ", secret=True) == "xoxb-1"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ([], "Give --way socket, http or many."),
        (["--way", "http"], "Give --url"),
        (["--way", "http", "--url", "http://mentors.example"], "with https://"),
        (["--way", "many", "--url", "mentors"], "with https://"),
        (["--way", "socket", "--database", "mysql://a@b/c"], "DATABASE_URL is not understood"),
        (["--way", "socket", "--database", "postgresql://a:b'c@d/e"], "DATABASE_URL holds a quotation mark"),
    ],
)
def test_what_is_wrong_is_a_sentence_and_nothing_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str], given: list[str], sentence: str
) -> None:
    assert main(["init", "--yes", *given]) == 2
    assert sentence in capsys.readouterr().err
    assert list(folder.iterdir()) == []


def test_another_kind_of_token_and_two_ways_at_once_are_refused(
    monkeypatch: pytest.MonkeyPatch, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxp-canary")
    assert main(["init", "--yes", "--way", "socket"]) == 2
    told = capsys.readouterr().err
    assert "begins with xoxb-" in told
    assert "canary" not in told
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "a1b2c3")
    assert main(["init", "--yes", "--way", "socket"]) == 2
    assert "Socket Mode" in capsys.readouterr().err


@pytest.mark.skipif(not SCHEMA.exists(), reason="Slack's manifest schema is not here")
@pytest.mark.parametrize(("url", "installs"), [(None, False), (URL, False), (URL, True)])
def test_slack_accepts_each_manifest(url: str | None, installs: bool) -> None:
    found = json.loads(manifest(url, installs=installs))
    errors = jsonschema.Draft7Validator(json.loads(SCHEMA.read_text())).iter_errors(found)
    assert [error.message for error in errors] == []


def test_the_manifest_has_ones_own_address_everywhere() -> None:
    text = manifest(URL, installs=True)
    assert "your-host" not in text
    assert text.count(URL) == 5
    assert f"{URL}slack/oauth_redirect" in text
    assert "https://" not in manifest(None)
    assert json.loads(manifest(None))["settings"]["socket_mode_enabled"] is True


def test_a_file_that_cannot_be_kept_is_told(folder: Path) -> None:
    (folder / ".env").write_bytes(b"\xff\xfe")
    with pytest.raises(SetupError, match="cannot be read"):
        env_file.read(folder / ".env")
    assert os.path.getsize(folder / ".env") == 2
