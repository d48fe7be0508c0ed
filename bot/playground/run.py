"""``pinchpoint playground``: the unchanged service, a local Slack for it, and a page to look at both."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import SecretStr

from bot.kit import logs
from bot.kit.clock import ShiftedClock
from bot.kit.errors import SetupError
from bot.kit.settings import Settings
from bot.playground import scenes
from bot.playground.server import StandIn
from bot.web import EVENTS, Running, start_service

PORT = 8765
# Beside the source, or where an installed package keeps its data.
MANIFESTS = (Path(__file__).parents[2] / "manifest.yml", Path(sys.prefix) / "share/pinchpoint/manifest.yml")


@dataclass(slots=True)
class Playground:
    """A local Slack and the service that it talks to."""

    slack: StandIn
    service: Running


def main(argv: Sequence[str] = ()) -> int:
    """Run the playground until it is interrupted; return the exit code."""
    parser = argparse.ArgumentParser(prog="pinchpoint playground", description=__doc__)
    parser.add_argument(
        "--port", type=int, default=PORT, help=f"of the page (default {PORT}; 0: any free one)"
    )
    options = parser.parse_args(list(argv))
    logs.configure("WARNING", "plain")
    try:
        asyncio.run(_run(options.port))
    except SetupError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


async def _run(port: int) -> None:
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    with tempfile.TemporaryDirectory(prefix="pinchpoint-") as folder:
        async with playground(Path(folder), port) as running:
            print(f"Your playground is ready: {running.slack.page_url}", flush=True)
            print("Press Ctrl+C to end it.", flush=True)
            await stopped.wait()


@asynccontextmanager
async def playground(folder: Path, port: int = 0) -> AsyncIterator[Playground]:
    """Start both, with the small company; ``folder`` takes the database. Raises SetupError."""
    clock = ShiftedClock()
    slack = StandIn(clock)
    slack.use_manifest(manifest())
    try:
        await slack.start(port)
    except OSError as error:
        raise SetupError(
            f"Port {port} is taken ({error.strerror}): choose another one with --port."
        ) from None
    try:
        ids = scenes.people(slack)
        service = await start_service(settings_for(slack, folder / "pinchpoint.db"), clock)
        try:
            slack.connect_http(service.url + EVENTS)
            await scenes.experts_join(slack, ids)
            yield Playground(slack, service)
        finally:
            await service.stop()
    finally:
        await slack.stop()


def manifest() -> dict[str, object]:
    """Return what the app declares to Slack."""
    path = next((path for path in MANIFESTS if path.exists()), MANIFESTS[0])
    found: dict[str, object] = yaml.safe_load(path.read_text("utf-8"))
    return found


def settings_for(slack: StandIn, database: Path) -> Settings:
    """Return the settings of a service that takes this stand-in for Slack, whatever the environment says."""
    return Settings(
        slack_bot_token=SecretStr(slack.bot_token),
        slack_signing_secret=SecretStr(slack.signing_secret),
        slack_app_token=None,
        slack_client_id=None,
        slack_client_secret=None,
        slack_api_url=slack.api_url,
        database_url=SecretStr(f"sqlite:///{database}"),
        encryption_keys=None,
        host="127.0.0.1",
        port=0,
        public_url=None,
    )
