"""The environment is checked before anything starts: a sentence for each setting missing or wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.kit.crypto import new_key
from bot.kit.errors import SetupError
from bot.kit.settings import Settings, read_settings

OURS = [name.upper() for name in Settings.model_fields]
GOOD = {"SLACK_BOT_TOKEN": "xoxb-1-2", "SLACK_SIGNING_SECRET": "a1b2c3"}


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*OURS, *(name.lower() for name in OURS)]:
        monkeypatch.delenv(name, raising=False)


def read(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], **needs: bool) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return read_settings(**needs)


def complaints(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], **needs: bool) -> list[str]:
    with pytest.raises(SetupError) as caught:
        read(monkeypatch, environment, **needs)
    return str(caught.value).splitlines()


def test_two_settings_are_enough_for_one_workspace(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, GOOD)
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.database_url.get_secret_value() == "sqlite:///pinchpoint.db"
    assert (settings.port, settings.log_level, settings.socket_mode) == (3000, "INFO", False)


def test_settings_may_stand_in_a_file_and_the_environment_goes_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-of-the-file\nPORT='4000'\nMADE_UP=1\n")
    settings = read(monkeypatch, {"SLACK_SIGNING_SECRET": "a1b2c3", "PORT": "5000"})
    assert settings.slack_bot_token is not None
    assert settings.slack_bot_token.get_secret_value() == "xoxb-of-the-file"
    assert settings.port == 5000
    assert Settings().port == 5000  # whoever gives settings by hand reads no file
    assert Settings().slack_bot_token is None


def test_a_wrong_value_in_the_file_is_one_sentence_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("PORT=three thousand\n")
    (sentence,) = complaints(monkeypatch, GOOD)
    assert sentence.startswith("PORT is not a port")


def test_a_file_that_is_no_text_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_bytes(b"SLACK_BOT_TOKEN=\xff\xfe\n")
    (sentence,) = complaints(monkeypatch, GOOD)
    assert sentence.startswith("The file .env cannot be read")


def test_everything_missing_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    token, secret = complaints(monkeypatch, {})
    assert token.startswith("SLACK_BOT_TOKEN is missing: ")
    assert secret.startswith("SLACK_SIGNING_SECRET is missing: ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "three thousand"),
        ("PORT", "70000"),
        ("PORT", "-1"),
        ("LOG_LEVEL", "chatty"),
        ("LOG_FORMAT", "xml"),
        ("SLACK_API_URL", "slack.com"),
        ("SLACK_API_URL", "ftp://slack.com/api/"),
        ("SLACK_API_URL", "http://127.0.0.1:99999/api/"),
        ("SLACK_API_URL", "http://127.0.0.1:0/api/"),
        ("SLACK_API_URL", "http://127.0.0.1:port/api/"),
        ("DATABASE_URL", "postgresql://a:b@c/d?pgbouncer=true&made_up=1"),
        ("DATABASE_URL", "postgresql://a:b@c/d?hostaddr=1.2.3.4"),
        ("DATABASE_URL", "postgresql://a:b@c/d?require_auth=scram-sha-256"),
        ("DATABASE_URL", "postgresql://a:b@c/d?sslmode=sometimes"),
        ("DATABASE_URL", "postgresql://a:b@c:port/d"),
        ("DATABASE_URL", "postgresql://a:b@c/d?port=five"),
        ("HTTPS_PROXY", "proxy.of.ours:3128"),
        ("HTTPS_PROXY", "socks5://proxy.example:1080"),
        ("PUBLIC_URL", "pinchpoint.example"),
        ("DATABASE_URL", "mysql://a:b@c/d"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("ENCRYPTION_KEYS", "not-a-key"),
        ("SLACK_BOT_TOKEN", "xoxp-a-users-token"),
    ],
)
def test_a_wrong_value_is_one_sentence_that_names_it_and_does_not_repeat_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    (sentence,) = complaints(monkeypatch, {**GOOD, name: value})
    assert sentence.startswith(name)
    assert sentence.endswith(".")
    assert value not in sentence


def test_wrong_and_missing_ones_are_told_together(monkeypatch: pytest.MonkeyPatch) -> None:
    told = complaints(monkeypatch, {"PORT": "x", "DATABASE_URL": "x", "SLACK_APP_TOKEN": "x"})
    assert [line.split(" ")[0] for line in told] == [
        "PORT",
        "DATABASE_URL",
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
    ]


def test_an_empty_value_counts_as_absent_and_spaces_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, {**GOOD, "PORT": "", "SLACK_SIGNING_SECRET": " a1b2c3\n"})
    assert settings.port == 3000
    assert settings.slack_signing_secret is not None
    assert settings.slack_signing_secret.get_secret_value() == "a1b2c3"


def test_a_secret_of_spaces_is_a_missing_one(monkeypatch: pytest.MonkeyPatch) -> None:
    [told] = complaints(monkeypatch, {**GOOD, "SLACK_SIGNING_SECRET": " "})
    assert told.startswith("SLACK_SIGNING_SECRET is missing: ")


@pytest.mark.parametrize(
    "given", ["http://127.0.0.1:9/api", "http://127.0.0.1:9/api/", "http://127.0.0.1:9/api//"]
)
def test_the_api_address_ends_with_one_slash(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    settings = read(monkeypatch, {**GOOD, "SLACK_API_URL": given})
    assert settings.slack_api_url == "http://127.0.0.1:9/api/"


def test_socket_mode_needs_an_app_token_and_no_signing_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"})
    assert settings.socket_mode
    both = read(monkeypatch, {"SLACK_SIGNING_SECRET": "a1b2c3"})
    assert not both.socket_mode


def test_many_workspaces_need_both_halves_of_the_client(monkeypatch: pytest.MonkeyPatch) -> None:
    half = {"SLACK_SIGNING_SECRET": "a1b2c3", "SLACK_CLIENT_ID": "1.2"}
    (sentence,) = complaints(monkeypatch, half)
    assert sentence.startswith("SLACK_CLIENT_SECRET is missing")
    assert read(monkeypatch, {"SLACK_CLIENT_SECRET": "abcd"}).installs


def test_a_shared_database_needs_a_key_where_words_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = {**GOOD, "DATABASE_URL": "postgresql://ada:pass@db/pinchpoint"}
    (sentence,) = complaints(monkeypatch, shared)
    assert sentence.startswith("ENCRYPTION_KEYS is missing")
    read(monkeypatch, {}, slack=False, listens=False, words=False)
    read(monkeypatch, {"ENCRYPTION_KEYS": new_key()})


def test_a_worker_takes_nothing_in_and_needs_no_signing_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    read(monkeypatch, {"SLACK_BOT_TOKEN": "xoxb-1"}, listens=False)


def test_settings_do_not_show_their_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = new_key()
    database = "postgresql://ada:pa55word@db/pinchpoint"
    settings = read(monkeypatch, {**GOOD, "DATABASE_URL": database, "ENCRYPTION_KEYS": keys})
    hidden = ["xoxb-1-2", "a1b2c3", "pa55word", keys]
    assert sorted(settings.secrets()) == sorted(hidden)
    assert not [secret for secret in hidden if secret in repr(settings)]


def test_nothing_in_the_environment_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    before = dict(os.environ) | GOOD
    read(monkeypatch, GOOD)
    assert dict(os.environ) == before
