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

import yaml

from bot.kit import logs
from bot.kit.clock import ShiftedClock
from bot.kit.errors import SetupError
from bot.playground import keeping
from bot.playground.director import Director
from bot.playground.keeper import keeping_up
from bot.playground.scenes import SCENES
from bot.playground.server import StandIn

PORT = 8765
DEFAULT = "small_company"
# Beside the source, or where an installed package keeps its data.
MANIFESTS = (Path(__file__).parents[2] / "manifest.yml", Path(sys.prefix) / "share/pinchpoint/manifest.yml")


def main(argv: Sequence[str] = ()) -> int:
    """Run the playground until it is interrupted; return the exit code."""
    options = parser().parse_args(list(argv))
    logs.configure("WARNING", "plain")
    gc.disable()  # nothing of what is built now goes away again; see ``settled``
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
        async with playground(Path(folder), options.port, options.scene, options.keep) as running:
            settled()
            print(f"Your playground is ready: {running.slack.page_url}", flush=True)
            print("Press Ctrl+C to end it.", flush=True)
            if options.open:
                webbrowser.open(running.slack.page_url)
            await stopped.wait()


def settled() -> None:
    """Let the collector leave alone what is here to stay: walking over it takes longer than a press may."""
    gc.freeze()
    gc.enable()


@asynccontextmanager
async def playground(
    folder: Path, port: int = 0, scene: str = "", keep: Path | None = None
) -> AsyncIterator[Director]:
    """Start both. ``folder`` takes the databases; ``keep`` is a file that holds the state between starts.

    ``scene`` is set unless the file says how to go on. Raises SetupError.
    """
    with keeping.held(keep):
        async with _playground(folder, port, scene, keep) as director:
            yield director


@asynccontextmanager
async def _playground(folder: Path, port: int, scene: str, keep: Path | None) -> AsyncIterator[Director]:
    clock = ShiftedClock()
    slack = StandIn(clock)
    slack.use_manifest(manifest())
    kept = keeping.read(keep) if keep is not None and not scene else None
    if kept is not None and kept.page_token:
        slack.page_token = kept.page_token  # a page that is still open goes on where it was
    try:
        await slack.start(port)
    except OSError as error:
        raise SetupError(
            f"Port {port} is taken ({error.strerror}): choose another one with --port."
        ) from None
    director = Director(slack, clock, folder)
    try:
        if kept is None:
            await director.set_scene(scene or DEFAULT)
        else:
            await keeping.restore(director, kept)
        slack.backstage = director
        async with keeping_up(director, keep):
            yield director
    finally:
        await director.close()
        await slack.stop()


def manifest() -> dict[str, object]:
    """Return what the app declares to Slack."""
    path = next((path for path in MANIFESTS if path.exists()), MANIFESTS[0])
    found: dict[str, object] = yaml.safe_load(path.read_text("utf-8"))
    return found
