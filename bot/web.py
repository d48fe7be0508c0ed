"""What a process serves: what Slack sends over HTTP or Socket Mode, its health, the installation pages."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from functools import partial
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.app import MESSAGES, build_app, routes
from bot.delivery.depth import depth
from bot.delivery.restored import Pause
from bot.install.authorize import Authorize
from bot.install.pages import InstallPages, both
from bot.install.tokens import Tokens
from bot.kit.budget import BUDGET, Budget
from bot.kit.connections import listen
from bot.kit.errors import SetupError
from bot.kit.health import Drift, WriteProof
from bot.kit.logs import Seldom
from bot.kit.metrics import Counted
from bot.kit.requests import (
    MOST_BYTES,
    is_ssl_check,
    looks_signed,
    named,
    parse,
    signature_verifier,
    validate,
    verify,
)
from bot.kit.services import Services
from bot.kit.socket_mode import RATE_LIMITED, SocketMode
from bot.worker import Worker

log = logging.getLogger(__name__)

EVENTS = "/slack/events"
TWO_WAYS_IN = (
    "SLACK_SIGNING_SECRET and SLACK_APP_TOKEN are both given, so Slack has to send its requests "
    "to this server: leave out SLACK_APP_TOKEN, or SLACK_SIGNING_SECRET to connect by Socket Mode."
)
UNKNOWN_SIGNATURE = (
    "a request carries a signature that SLACK_SIGNING_SECRET does not make: if Slack says that the app does "
    "not respond, copy the Signing Secret again from your Slack app's page Basic Information"
)
BODY_SECONDS = 5  # to send us a request; Slack itself gives up after 3 s
LOCAL = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - how to reach this machine
STALLED_SECONDS = 30  # a worker that has not finished a round of jobs for so long does not do its work
FINISH_SECONDS = 4  # for requests under way at the end, and as long again for messages under way


DEPTH_SECONDS = 5  # to count what waits
_DEPTHS = {
    "due": "Messages that are due and not sent.",
    "oldest_seconds": "For how long the oldest of them has been due.",
    "under_way": "Messages that are being sent, or whose fate is being looked up.",
    "stuck": "Messages that wait for an encryption key or another version.",
    "dead": "Messages that are given up: see `pinchpoint dlq list`.",
}


class Health:
    """What a process says of itself: that it runs, and whether it can do its work."""

    def __init__(self, services: Services, drift: Drift, worker: Worker | None, pause: Pause) -> None:
        self.services = services
        self.socket: SocketMode | None = None
        self._drift = drift
        self._worker, self._pause = worker, pause
        self._write_proof = WriteProof(services.database, services.clock)

    def routes(self) -> list[web.RouteDef]:
        """Return what is served."""
        return [web.get("/healthz", self.alive), web.get("/readyz", self.ready)]

    async def alive(self, _request: web.Request) -> web.Response:
        """Say that the process runs."""
        return web.json_response({"status": "alive"})

    async def ready(self, _request: web.Request) -> web.Response:
        """Say whether the process can do its work, and if not, what is the matter."""
        checks: dict[str, object] = {"database": await self._write_proof.result()}
        fine = checks["database"] == "ok" and self._drift.is_bearable
        checks["clock_drift_seconds"] = None if self._drift.seconds is None else round(self._drift.seconds, 1)
        if self._worker is not None:
            age = self._worker.last_tick_seconds
            checks["last_tick_seconds"] = round(age, 1)
            fine = fine and age < STALLED_SECONDS
        if self._pause.is_on:
            checks["paused"], fine = True, False
        if self.socket is not None:
            checks["socket_mode"] = "connected" if await self.socket.is_connected() else "disconnected"
            fine = fine and checks["socket_mode"] == "connected"
        return web.json_response({"ready": fine, **checks}, status=200 if fine else 503)


class Site:
    """What Slack sends over HTTP, checked before Bolt sees it."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._seldom = Seldom(log)
        secret = services.settings.slack_signing_secret
        self._verifier = (
            signature_verifier(secret.get_secret_value(), services.clock.system_now) if secret else None
        )

    def routes(self, app: AsyncApp) -> list[web.RouteDef]:
        """Return what is served. Without a signing secret nothing may come in over HTTP."""
        if self._verifier is None:
            return []
        paths = both(EVENTS, self.services.settings.public_path)
        return [web.post(path, partial(self.take, app, self._verifier)) for path in paths]

    async def take(self, app: AsyncApp, verifier: SignatureVerifier, request: web.Request) -> web.Response:
        """Take a request of Slack's: check it, then let Bolt find its listener and answer."""
        budget = Budget()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        if not verify(verifier, request, body):
            return self._refuse(request, body)
        try:
            payload = named(validate(parse(body, request.content_type)))
            if "ssl_check" in payload:
                return web.Response()
            if payload.get("type") == "app_rate_limited":
                log.warning(RATE_LIMITED, payload.get("team_id"))
                return web.Response()
            for_bolt = _for_bolt(payload, request)
        except (ValueError, TypeError, AttributeError, LookupError, RecursionError):
            return web.Response(status=400, text="This is not a payload of Slack's.")
        for_bolt.context[BUDGET] = budget
        return await to_aiohttp_response(await app.async_dispatch(for_bolt))

    def _refuse(self, request: web.Request, body: bytes) -> web.Response:
        """Refuse what does not carry Slack's signature; where the secret may be wrong, say so in the log."""
        if is_ssl_check(request, body):
            return web.Response()
        if looks_signed(request, self.services.clock.system_now()):
            self._seldom.warning(UNKNOWN_SIGNATURE)
        return web.Response(status=401, text="This request does not carry Slack's signature.")


def _for_bolt(payload: dict[str, Any], request: web.Request) -> AsyncBoltRequest:
    """Hand a payload to Bolt as JSON, whatever form it came in.

    Bolt takes every form in which the word "payload" occurs for an interaction: a slash command with that
    word in its text would be lost.
    """
    headers = {name: value for name, value in request.headers.items() if name.lower() != "content-type"}
    return AsyncBoltRequest(
        body=json.dumps(payload),
        query=request.query_string,
        headers={**headers, "Content-Type": "application/json"},
    )


async def serve(health: Health, tokens: Tokens, ending: AsyncExitStack) -> str:
    """Begin to serve, until ``ending`` closes; return the address on this machine.

    Raises SetupError when the port cannot be used.
    """
    services = health.services
    settings = services.settings
    with _without_slack_settings():
        app = build_app(services, Authorize(tokens, services.background))
    server = web.Application(client_max_size=MOST_BYTES)
    server.add_routes([*Site(services).routes(app), *health.routes(), *routes(services)])
    if settings.installs:
        InstallPages(services, tokens).add_to(server)
    url = await _listen(server, settings.host, settings.port, "PORT", ending)
    if settings.slack_signing_secret and settings.slack_app_token:
        log.warning("%s", TWO_WAYS_IN)
    if settings.socket_mode:
        health.socket = await _connect(services, app, ending)
    return url


async def serve_health(health: Health, ending: AsyncExitStack) -> str:
    """Serve the health of a process that serves nothing else. Raises SetupError like ``serve``."""
    server = web.Application(client_max_size=MOST_BYTES)
    server.add_routes(health.routes())
    settings = health.services.settings
    return await _listen(server, settings.host, settings.health_port, "HEALTH_PORT", ending)


async def serve_metrics(services: Services, ending: AsyncExitStack) -> str:
    """Serve the figures for Prometheus where a port is given for them; return the address, or "".

    Raises SetupError like ``serve``.
    """
    port, metrics = services.settings.metrics_port, services.metrics
    if port is None or not isinstance(metrics, Counted):
        return ""
    server = web.Application(client_max_size=MOST_BYTES)
    server.add_routes([web.get("/metrics", MetricsPage(services, metrics).show)])
    return await _listen(server, services.settings.host, port, "METRICS_PORT", ending)


class MetricsPage:
    """What Prometheus reads: what this process counted, and what waits in the database."""

    def __init__(self, services: Services, metrics: Counted) -> None:
        from prometheus_client import Gauge

        self._services, self._registry = services, metrics.registry
        self._seldom = Seldom(log)
        named = {name: f"pinchpoint_outbox_{name}" for name in _DEPTHS}
        self._gauges = {
            name: Gauge(full, _DEPTHS[name], registry=metrics.registry) for name, full in named.items()
        }

    async def show(self, _request: web.Request) -> web.Response:
        """Answer with the figures of this moment; 503 while the database does not tell."""
        from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

        try:
            async with asyncio.timeout(DEPTH_SECONDS):
                found = await depth(self._services.database, MESSAGES, self._services.clock.now())
        except Exception as error:
            self._seldom.warning("the outbox could not be counted: %s", type(error).__name__)
            return web.Response(status=503, text="The database does not answer.")
        for name, gauge in self._gauges.items():
            gauge.set(getattr(found, name))
        text = generate_latest(self._registry)
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _listen(app: web.Application, host: str, port: int, setting: str, ending: AsyncExitStack) -> str:
    try:
        port = await listen(app, host, port, FINISH_SECONDS, ending)
    except OSError as error:
        raise SetupError(f"{setting} {port} on HOST {host} cannot be used: {error.strerror}.") from None
    own = LOCAL.get(host, host)
    return f"http://{f'[{own}]' if ':' in own else own}:{port}"


async def _connect(services: Services, app: AsyncApp, ending: AsyncExitStack) -> SocketMode:
    token = services.settings.slack_app_token
    socket = SocketMode(app, token.get_secret_value() if token else "", services.slack.with_token(None))
    await socket.start()
    ending.push_async_callback(socket.stop, FINISH_SECONDS)
    return socket


@contextmanager
def _without_slack_settings() -> Iterator[None]:
    """Keep Bolt from reading SLACK_* by itself: it would add file-based install pages and a second token."""
    hidden = {name: value for name, value in os.environ.items() if name.startswith("SLACK_")}
    for name in hidden:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(hidden)
