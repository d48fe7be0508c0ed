"""The process: what it opens and starts, in order, and how it stops."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.app import HOOKS, JOBS, KINDS
from bot.delivery.loop import OutboxLoop
from bot.delivery.restored import PAUSED, Pause
from bot.feed.queries import PublicAddress
from bot.install.jobs import learning
from bot.install.service import tell_turned_away
from bot.install.tokens import Tokens
from bot.kit import tracing
from bot.kit.clock import Clock, SystemClock
from bot.kit.crypto import Keyring
from bot.kit.db import Database
from bot.kit.encoder import Encoder, find_encoder
from bot.kit.errors import SetupError, SlackAway
from bot.kit.health import DatabaseClock, Drift
from bot.kit.metrics import metrics_for
from bot.kit.services import Services
from bot.kit.settings import Settings
from bot.kit.slack import CALL_SECONDS, SlackClients
from bot.kit.socket_mode import SocketMode
from bot.matching import queries as matching
from bot.models import keys, migrate
from bot.people.queries import reader_of, work_week_of
from bot.web import FINISH_SECONDS, Health, serve, serve_health, serve_metrics
from bot.worker import Worker

log = logging.getLogger(__name__)

ASK_AGAIN_SECONDS = 3
TOO_FAR_OFF = "this machine's clock is too far from the database's: nothing is taken up"
BACKGROUND_SECONDS = 1.0  # at the end, for what no answer waited for


@dataclass(slots=True)
class Running:
    """A service that has started.

    ``url`` is its address on this machine, ``metrics_url`` that of its figures where METRICS_PORT asks for
    them; ``socket`` is set in Socket Mode.
    """

    services: Services
    worker: Worker
    url: str
    socket: SocketMode | None
    metrics_url: str
    _ending: AsyncExitStack

    async def stop(self) -> None:
        """Take nothing new, finish what is under way, and close; takes less than ten seconds."""
        await self._ending.aclose()


async def start_service(
    settings: Settings, clock: Clock | None = None, *, worker: bool = True, web: bool = True
) -> Running:
    """Start what a process does: serve, work, or both. The clock is the only thing that can be exchanged.

    Without ``web`` it serves nothing but its health.

    With ``worker`` false nothing runs by itself; ``Running.worker.tick()`` still does a round.
    Raises SetupError when a setting, the database or the bot's token is wrong.
    """
    clock = clock or SystemClock()
    async with AsyncExitStack() as ending:
        ending.enter_context(_short_switch_interval())
        database = await _open_database(settings, clock)
        ending.push_async_callback(database.close)
        traced = tracing.tracing_for(settings.otel_exporter_otlp_endpoint)
        ending.enter_context(tracing.tracing(traced, database.engine.sync_engine))
        drift = Drift(database, clock)
        await drift.measure()
        if not database.embedded:  # an embedded one has this machine's clock
            clock = DatabaseClock(clock, drift)
        limit = aiohttp.ClientTimeout(total=CALL_SECONDS)
        http = await ending.enter_async_context(aiohttp.ClientSession(timeout=limit, trust_env=False))
        metrics = metrics_for(settings.metrics_port)
        slack = SlackClients(settings.slack_api_url, http, metrics)
        tokens = Tokens(settings, database, clock, slack, HOOKS)
        encoder = _encoder(database)
        services = Services(
            settings, database, clock, slack, tokens.client_for, encoder=encoder, metrics=metrics
        )
        services.caches.of(PublicAddress).url = settings.public_url
        ending.push_async_callback(services.background.finish, BACKGROUND_SECONDS)
        await _check_own_token(tokens, ending)
        _in_background(drift.keep_measuring(), ending)
        pause = Pause(database)
        await pause.look()
        _in_background(pause.keep_looking(), ending)
        working = _worker(services, tokens, drift, pause)
        if worker:
            services.wake = working.wake
            working.start()
            ending.push_async_callback(working.stop, FINISH_SECONDS)
        health = Health(services, drift, working if worker else None, pause)
        metrics_url = await serve_metrics(services, ending)
        url = await (serve(health, tokens, ending) if web else serve_health(health, ending))
        return Running(services, working, url, health.socket, metrics_url, ending.pop_all())


@contextmanager
def _short_switch_interval() -> Iterator[None]:
    """Let the event loop wait a millisecond at most, not Python's five, for a thread that ranks."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.001)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


async def _open_database(settings: Settings, clock: Clock) -> Database:
    """Open the database, brought up to date if it is our own; one that is shared must be so already."""
    url = settings.database_url.get_secret_value()
    given = settings.encryption_keys
    database = Database(url, Keyring.parse(given.get_secret_value()) if given else None)
    if database.embedded:
        await migrate.upgrade(url)
    elif await migrate.pending(url):
        await database.close()
        raise SetupError(
            "DATABASE_URL is behind this version: run `pinchpoint db upgrade`, then start again."
        )
    await keys.check(database, clock.now())
    return database


async def _check_own_token(tokens: Tokens, ending: AsyncExitStack) -> None:
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


def _worker(services: Services, tokens: Tokens, drift: Drift, pause: Pause) -> Worker:
    def why_not() -> str:
        return PAUSED if pause.is_on else "" if drift.is_bearable else TOO_FAR_OFF

    async def refused(workspace_id: str, code: str) -> None:
        log.warning("Slack refuses workspace %s: %s", workspace_id, code)
        await tokens.lost(workspace_id)

    async def closed(workspace_id: str, _code: str) -> None:
        async with services.database.begin(workspace_id) as db:
            await tell_turned_away(db, services.clock.now())

    outbox = OutboxLoop(
        database=services.database,
        clock=services.clock,
        client_for=services.client_for,
        kinds=KINDS,
        on_workspace_refused=refused,
        on_workspace_closed=closed,
        hours_of=work_week_of,
        reader_of=reader_of,
        metrics=services.metrics,
    )
    return Worker(services, [*JOBS, learning(tokens)], outbox, why_not)


def _encoder(database: Database) -> Encoder | None:
    """Return what gives texts their vectors, loaded with the first text; rankings use it as well."""
    encoder = find_encoder()
    if encoder is None:
        log.warning("matching: no encoder is installed, words and topics match alone")
    else:
        log.info("matching: with %s", encoder.name)
    matching.use_encoder(database, encoder)
    return encoder


def _in_background(work: Coroutine[Any, Any, None], ending: AsyncExitStack) -> None:
    task = asyncio.create_task(work)

    async def end() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    ending.push_async_callback(end)
