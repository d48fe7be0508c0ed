"""What is logged: never a secret, never the text of an error, always one entry per event."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from slack_sdk.errors import SlackApiError

from bot.kit import logs, request_ids

CANARIES = [
    "xoxb-111-222-canary",
    "xoxp-111-222-canary",
    "xapp-1-A0-canary",
    "xoxe.xoxb-1-canary",
    "xoxe-1-canary",
]
WORDS = "how do I tell my manager"


@pytest.fixture(autouse=True)
def own_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, ours = root.handlers[:], root.level, logging.getLogger("bot").level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("bot").setLevel(ours)


@pytest.fixture(params=["plain", "json"])
def form(request: pytest.FixtureRequest) -> str:
    form: str = request.param
    return form


@pytest.mark.parametrize("canary", CANARIES)
def test_tokens_are_hidden(capsys: pytest.CaptureFixture[str], form: str, canary: str) -> None:
    logs.configure("DEBUG", form)
    logging.getLogger("bot.x").error("called with %s (%s)", canary, {"token": canary})
    told = capsys.readouterr().err
    assert "canary" not in told
    assert told.count(logs.HIDDEN) == 2


def test_the_secrets_of_the_settings_are_hidden(capsys: pytest.CaptureFixture[str], form: str) -> None:
    logs.configure("DEBUG", form, ["signing-secret", "client-secret", "signing-secret-longer"])
    logging.getLogger("bot.x").info("signing-secret client-secret signing-secret-longer")
    told = capsys.readouterr().err
    assert "secret" not in told


def test_an_error_is_told_by_its_type_and_path_not_its_text(
    capsys: pytest.CaptureFixture[str], form: str
) -> None:
    logs.configure("DEBUG", form)
    try:
        try:
            raise ValueError(WORDS)
        except ValueError as cause:
            raise RuntimeError(f"while saving {WORDS}") from cause
    except RuntimeError:
        logging.getLogger("bot.x").exception("error 12ab in a command")
    told = capsys.readouterr().err
    assert WORDS not in told
    assert "RuntimeError" in told
    assert "because of" in told
    assert "ValueError" in told
    assert "test_logs.py" in told


def test_slack_error_codes_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO", "plain")
    try:
        raise SlackApiError(f"failed {WORDS}", {"ok": False, "error": "channel_not_found"})
    except SlackApiError:
        logging.getLogger("bot.x").exception("not sent")
    told = capsys.readouterr().err
    assert "SlackApiError: channel_not_found" in told
    assert WORDS not in told


def test_one_event_is_one_line(capsys: pytest.CaptureFixture[str], form: str) -> None:
    logs.configure("INFO", form)
    logging.getLogger("bot.x").info("a name with\r\n2026-01-01 ERROR bot: a made-up line")
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_json_lines_are_json(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO", "json")
    try:
        raise KeyError(WORDS)
    except KeyError:
        logging.getLogger("bot.x").exception("error %s", "ab12")
    entry = json.loads(capsys.readouterr().err)
    assert entry["level"] == "ERROR"
    assert entry["from"] == "bot.x"
    assert entry["message"] == "error ab12"
    assert entry["error"][0] == "KeyError"


def test_json_lines_say_what_they_are_of_and_which_request_they_belong_to(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.configure("INFO", "json", ["signing-secret"])
    with request_ids.working_for("ab12"):
        logging.getLogger("bot.x").info("outbox %s (%s) was sent by signing-secret", "r1", "card")
    logging.getLogger("bot.x").info("started")
    sent, started = map(json.loads, capsys.readouterr().err.splitlines())
    assert sent["request"] == "ab12"
    assert sent["event"] == "outbox %s (%s) was sent by [hidden]"
    assert sent["message"] == "outbox r1 (card) was sent by [hidden]"
    assert "request" not in started


def test_libraries_do_not_write_down_payloads(capsys: pytest.CaptureFixture[str], form: str) -> None:
    logs.configure("DEBUG", form)
    for name in ["slack_bolt.AsyncApp", "slack_bolt.RequestVerification", "slack_sdk.web", "aiosqlite"]:
        logging.getLogger(name).debug("body: %s", WORDS)
        logging.getLogger(name).info("body: %s", WORDS)
    logging.getLogger("slack_bolt.AsyncApp").warning("Unhandled request (%s)", WORDS)
    logging.getLogger("slack_bolt.AsyncApp").error("Failed to run listener function (error: %s)", WORDS)
    told = capsys.readouterr().err
    assert WORDS not in told
    assert "Failed to run listener function" in told


def test_our_own_level_is_the_one_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("WARNING", "plain")
    logging.getLogger("bot.x").info("quiet")
    logging.getLogger("bot.x").warning("heard")
    told = capsys.readouterr().err
    assert "heard" in told
    assert "quiet" not in told
