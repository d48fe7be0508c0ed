"""The process: what it serves over HTTP or hears over Socket Mode, its worker, its start and its end."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from threadpoolctl import threadpool_limits

from bot.app import HOOKS, JOBS, MESSAGES, build_app
from bot.delivery.loop import OutboxLoop
from bot.install.authorize import Authorize
from bot.install.pages import InstallPages
from bot.install.tokens import Tokens
from bot.kit.clock import Clock, SystemClock
from bot.kit.crypto import Keyring
from bot.kit.db import Database
from bot.kit.encoder import MODEL, Encoder, is_installed
from bot.kit.errors import SetupError, SlackAway
from bot.kit.health import Drift, answers
from bot.kit.requests import MOST_BYTES, parse, signature_verifier, validate, verify
from bot.kit.services import Services
from bot.kit.settings import Settings
from bot.kit.slack import CALL_SECONDS, SlackClients
from bot.kit.socket_mode import SocketMode
from bot.models import migrate
from bot.people.queries import reader_of, work_week_of
from bot.worker import Worker

log = logging.getLogger(__name__)

EVENTS = "/slack/events"
BODY_SECONDS = 5  # to send us a request; Slack itself gives up after 3 s
STALLED_SECONDS = 30  # a worker that has not finished a round of jobs for so long does not do its work
FINISH_SECONDS = 4  # for requests under way at the end, and as long again for messages under way
ASK_AGAIN_SECONDS = 3


class Site:
    """The HTTP side: Slack's requests, checked before Bolt sees them, and the health of the process."""

    def __init__(self, services: Services, drift: Drift, worker: Worker | None) -> None:
        self.services = services
        self.socket: SocketMode | None = None
        self._drift = drift
        self._worker = worker
        secret = services.settings.slack_signing_secret
        self._verifier = (
            signature_verifier(secret.get_secret_value(), services.clock.system_now) if secret else None
        )

    def routes(self, app: AsyncApp) -> list[web.RouteDef]:
        """Return what is served. Without a signing secret nothing may come in over HTTP."""
        health = [web.get("/healthz", self.alive), web.get("/readyz", self.ready)]
        if self._verifier is None:
            return health
        return [web.post(EVENTS, partial(self.take, app, self._verifier)), *health]

    async def take(self, app: AsyncApp, verifier: SignatureVerifier, request: web.Request) -> web.Response:
        """Take a request of Slack's: check it, then let Bolt find its listener and answer."""
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        if not verify(verifier, request, body):
            return web.Response(status=401, text="This request does not carry Slack's signature.")
        try:
            for_bolt = _for_bolt(validate(parse(body, request.content_type)), request)
        except (ValueError, TypeError, AttributeError, LookupError, RecursionError):
            return web.Response(status=400, text="This is not a payload of Slack's.")
        return await to_aiohttp_response(await app.async_dispatch(for_bolt))

    async def alive(self, _request: web.Request) -> web.Response:
        """Say that the process runs."""
        return web.json_response({"status": "alive"})

    async def ready(self, _request: web.Request) -> web.Response:
        """Say whether the process can do its work, and if not, what is the matter."""
        checks: dict[str, object] = {
            "database": "ok" if await answers(self.services.database) else "unreachable"
        }
        fine = checks["database"] == "ok" and self._drift.is_bearable
        checks["clock_drift_seconds"] = None if self._drift.seconds is None else round(self._drift.seconds, 1)
        if self._worker is not None:
            age = self._worker.last_tick_seconds
            checks["last_tick_seconds"] = round(age, 1)
            fine = fine and age < STALLED_SECONDS
        if self.socket is not None:
            checks["socket_mode"] = "connected" if await self.socket.is_connected() else "disconnected"
            fine = fine and checks["socket_mode"] == "connected"
        return web.json_response({"ready": fine, **checks}, status=200 if fine else 503)


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


@dataclass(slots=True)
class Running:
    """A service that has started.

    ``url`` is its address on this machine, empty where nothing is served; ``socket`` is set in Socket Mode.
    """

    services: Services
    worker: Worker
    url: str
    socket: SocketMode | None
    _ending: AsyncExitStack

    async def stop(self) -> None:
        """Take nothing new, finish what is under way, and close; takes less than ten seconds."""
        await self._ending.aclose()


@contextmanager
def _handing_over() -> Iterator[None]:
    """Let the event loop wait a millisecond at most, not Python's five, for a thread that ranks."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.001)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


async def start_service(
    settings: Settings, clock: Clock | None = None, *, worker: bool = True, web: bool = True
) -> Running:
    """Start what a process does: serve, work, or both. The clock is the only thing that can be exchanged.

    With ``worker`` false nothing runs by itself; ``Running.worker.tick()`` still does a round.
    Raises SetupError when a setting, the database or the bot's token is wrong.
    """
    clock = clock or SystemClock()
    if settings.slack_is_local:
        _forget_proxies()
    async with AsyncExitStack() as ending:
        # Matching multiplies small matrices, in a thread beside the event loop: more threads would only wait
        # for each other there, and take the processor from the loop.
        ending.enter_context(threadpool_limits(limits=1))
        ending.enter_context(_handing_over())
        database = await _open_database(settings)
        ending.push_async_callback(database.close)
        limit = aiohttp.ClientTimeout(total=CALL_SECONDS)
        http = await ending.enter_async_context(aiohttp.ClientSession(timeout=limit, trust_env=False))
        slack = SlackClients(settings.slack_api_url, http)
        tokens = Tokens(settings, database, clock, slack, HOOKS)
        services = Services(settings, database, clock, slack, tokens.client_for)
        drift = Drift(database, clock)
        await drift.measure()
        await _greet(tokens, ending)
        _in_background(drift.keep_measuring(), ending)
        working = _worker(services, tokens)
        if worker:
            services.wake = working.wake
            services.encoder = _encoder(ending)
            working.start()
            ending.push_async_callback(working.stop, FINISH_SECONDS)
        site = Site(services, drift, working if worker else None)
        url = await _serve(site, tokens, ending) if web else ""
        return Running(services, working, url, site.socket, ending.pop_all())


async def _open_database(settings: Settings) -> Database:
    """Open the database, brought up to date if it is our own; one that is shared must be so already."""
    url = settings.database_url.get_secret_value()
    keys = settings.encryption_keys
    database = Database(url, Keyring.parse(keys.get_secret_value()) if keys else None)
    if database.embedded:
        await migrate.upgrade(url)
    elif await migrate.pending(url):
        await database.close()
        raise SetupError(
            "DATABASE_URL is behind this version: run `pinchpoint db upgrade`, then start again."
        )
    return database


async def _greet(tokens: Tokens, ending: AsyncExitStack) -> None:
    """Find out whose token SLACK_BOT_TOKEN is; while Slack is away, start all the same and keep asking."""
    try:
        await tokens.own()
    except SlackAway as error:
        log.warning("%s The process starts all the same and keeps asking.", error)
        _in_background(_keep_asking(tokens), ending)


async def _keep_asking(tokens: Tokens) -> None:
    while True:
        await asyncio.sleep(ASK_AGAIN_SECONDS)
        try:
            await tokens.own()
        except SlackAway:
            continue
        except SetupError as error:
            log.error("%s", error)
        return


def _worker(services: Services, tokens: Tokens) -> Worker:
    async def refused(workspace_id: str, code: str) -> None:
        log.warning("Slack refuses workspace %s: %s", workspace_id, code)
        await tokens.lost(workspace_id)

    outbox = OutboxLoop(
        database=services.database,
        clock=services.clock,
        client_for=services.client_for,
        kinds=MESSAGES,
        on_workspace_refused=refused,
        hours_of=work_week_of,
        reader_of=reader_of,
    )
    return Worker(services, JOBS, outbox)


def _encoder(ending: AsyncExitStack) -> Encoder | None:
    """Return the sentence model where the extra is installed; it starts with the first text."""
    if not is_installed():
        log.info("semantic matching: not installed, words and topics match alone")
        return None
    log.info("semantic matching: at work with %s", MODEL)
    encoder = Encoder()
    ending.push_async_callback(encoder.stop)
    return encoder


async def _serve(site: Site, tokens: Tokens, ending: AsyncExitStack) -> str:
    services = site.services
    with _hidden_from_bolt():
        app = build_app(services, Authorize(tokens))
    server = web.Application(client_max_size=MOST_BYTES)
    server.add_routes(site.routes(app))
    if services.settings.installs:
        InstallPages(services, tokens).add_to(server)
    # The signature is over the bytes as they came; nothing is unpacked before it has been checked.
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=FINISH_SECONDS, auto_decompress=False)
    await runner.setup()
    ending.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, services.settings.host, services.settings.port).start()
    except OSError as error:
        at = f"PORT {services.settings.port} on HOST {services.settings.host}"
        raise SetupError(f"{at} cannot be used: {error.strerror}.") from None
    if services.settings.socket_mode:
        site.socket = await _listen(services, app, ending)
    host = "127.0.0.1" if services.settings.host in {"0.0.0.0", ""} else services.settings.host  # noqa: S104
    return f"http://{host}:{runner.addresses[0][1]}"


async def _listen(services: Services, app: AsyncApp, ending: AsyncExitStack) -> SocketMode:
    token = services.settings.slack_app_token
    socket = SocketMode(app, token.get_secret_value() if token else "", services.slack.with_token(None))
    await socket.start()
    ending.push_async_callback(socket.stop, FINISH_SECONDS)
    return socket


def _in_background(work: Coroutine[Any, Any, None], ending: AsyncExitStack) -> None:
    task = asyncio.create_task(work)

    async def end() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    ending.push_async_callback(end)


def _forget_proxies() -> None:
    """Keep the SDK, which reads these by itself, from sending a stand-in's calls to a proxy."""
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        os.environ.pop(name, None)


@contextmanager
def _hidden_from_bolt() -> Iterator[None]:
    """Keep Bolt from reading SLACK_* by itself: it would add file-based install pages and a second token."""
    hidden = {name: value for name, value in os.environ.items() if name.startswith("SLACK_")}
    for name in hidden:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(hidden)
