"""``pinchpoint playground``: the unchanged service, a local Slack for it, and a page to look at both."""

from __future__ import annotations

import argparse
import asyncio
import gc
import signal
import sys
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.kit import logs
from bot.kit.clock import ShiftedClock
from bot.kit.errors import SetupError
from bot.playground import manifest
from bot.playground.page import archive
from bot.playground.page.archive_lock import locked
from bot.playground.page.autosave import autosave
from bot.playground.page.instants import working_moment
from bot.playground.page.service_runner import ServiceRunner
from bot.playground.page.site import Site
from bot.playground.scenes.catalog import SCENES
from bot.playground.slack.server import StandIn

PORT = 8765
DEFAULT = "small_company"


def main(argv: Sequence[str] = ()) -> int:
    """Run the playground until it is interrupted; return the exit code."""
    options = parser().parse_args(list(argv))
    logs.configure("WARNING", "plain")
    gc.disable()  # nothing of what is built now goes away again; see ``exclude_from_collection``
    try:
        asyncio.run(serve(options))
    except SetupError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def parser() -> argparse.ArgumentParser:
    """Return what the command understands."""
    command = argparse.ArgumentParser(prog="pinchpoint playground", description=__doc__)
    command.add_argument(
        "--port", type=int, default=PORT, help=f"of the page (default {PORT}; 0: any free one)"
    )
    command.add_argument(
        "--scene", choices=sorted(SCENES), default="", help=f"who is there (default {DEFAULT})"
    )
    command.add_argument("--keep", type=Path, metavar="FILE", help="go on from this file, and save there")
    command.add_argument("--open", action="store_true", help="open the page in your browser")
    return command


async def serve(options: argparse.Namespace) -> None:
    """Serve until a signal says to stop."""
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    with tempfile.TemporaryDirectory(prefix="pinchpoint-") as folder:
        async with playground(Path(folder), options.port, options.scene, options.keep) as site:
            exclude_from_collection()
            print(f"Your playground is ready: {site.page_url}", flush=True)
            print("Press Ctrl+C to end it.", flush=True)
            if options.open:
                webbrowser.open(site.page_url)
            await stopped.wait()


def exclude_from_collection() -> None:
    """Let the collector leave alone what is here to stay: walking over it takes longer than a press may."""
    gc.freeze()
    gc.enable()


@asynccontextmanager
async def playground(
    folder: Path, port: int = 0, scene: str = "", keep: Path | None = None
) -> AsyncIterator[Site]:
    """Start both. ``folder`` takes the databases; ``keep`` is a file that holds the state between starts.

    ``scene`` is set unless the file says how to go on. Raises SetupError.
    """
    with locked(keep):
        async with _playground(folder, port, scene, keep) as site:
            yield site


@asynccontextmanager
async def _playground(folder: Path, port: int, scene: str, keep: Path | None) -> AsyncIterator[Site]:
    clock = ShiftedClock()
    slack = StandIn(clock)
    slack.use_manifest(manifest.read())
    runner = ServiceRunner(slack, clock, folder)
    site = Site(slack, runner)
    saved = archive.read(keep) if keep is not None and not scene else None
    if saved is not None and saved.page_token:
        site.page_token = saved.page_token  # a page that is still open goes on where it was
    try:
        await site.start(port)
    except OSError as error:
        raise SetupError(
            f"Port {port} is taken ({error.strerror}): choose another one with --port."
        ) from None
    try:
        if saved is None:
            await runner.set_scene(scene or DEFAULT, working_moment(clock.now()))
        else:
            await archive.restore(site, runner, saved)
        async with autosave(site, runner, keep):
            yield site
    finally:
        await runner.close()
        await site.stop()
