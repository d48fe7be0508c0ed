"""``pinchpoint verify-live``: whether Slack itself takes everything that the product shows.

The product runs beside the stand-in, where a scripted journey of two people is walked and whatever can be
pressed is pressed. Slack is asked about each form of view and message that came up, about an example of each
kind of message (blocks.validate), and about the manifest (apps.manifest.validate). In a sandbox the calls of
the journey are made once more for two people of it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from sqlalchemy import select

from bot.app import MESSAGES
from bot.commands.init.app_manifest import manifest as manifest_for
from bot.kit import logs
from bot.kit.clock import ShiftedClock
from bot.kit.settings import Settings, look_at_settings
from bot.kit.slack import CALL_SECONDS, SlackClients
from bot.models import Outbox, OutboxState
from bot.playground import manifest
from bot.playground.live.asking import Slack, validate_manifest, validate_shown
from bot.playground.live.findings import Part, as_json, as_text, exit_code
from bot.playground.live.hands import Hands
from bot.playground.live.journey import Journey, StuckError
from bot.playground.live.samples import samples
from bot.playground.live.sandbox import Sandbox
from bot.playground.live.shown import Gallery
from bot.playground.live.walk import Walk
from bot.playground.page.instants import working_moment
from bot.playground.page.service_runner import ServiceRunner
from bot.playground.scenes.catalog import SCENES
from bot.playground.slack.server import StandIn

CONFIGURATION_TOKEN = "SLACK_CONFIGURATION_TOKEN"  # noqa: S105 - the name of a setting
ADDRESS = "https://pinchpoint.example.com/"
WALKED = tuple(name for name in SCENES if name != "empty")


def main(argv: Sequence[str] = ()) -> int:
    """Run the check and print what came of it; 0 all right, 1 refused, 2 a setting, 3 Slack unreachable."""
    options = parser().parse_args(list(argv))
    if bool(options.mentee) != bool(options.expert):
        parser().error("--mentee and --expert go together")
    settings, _ = look_at_settings()
    token = os.environ.get(CONFIGURATION_TOKEN) or None
    logs.configure("ERROR", "plain", [*settings.secrets(), *([token] if token else [])])
    parts = asyncio.run(verify(options, settings, token))
    print(as_json(parts) if options.json else as_text(parts))
    return exit_code(parts)


def parser() -> argparse.ArgumentParser:
    """Return what the command understands."""
    command = argparse.ArgumentParser(prog="pinchpoint verify-live", description=__doc__)
    command.add_argument("--mentee", metavar="U...", help="somebody of a sandbox, who asks in the journey")
    command.add_argument("--expert", metavar="U...", help="somebody else of it, who helps")
    command.add_argument("--keep", action="store_true", help="leave in the sandbox what was posted there")
    command.add_argument(
        *("--scenes", "-s"),
        nargs="*",
        choices=WALKED,
        default=WALKED,
        help="the scenes to press through after the journey (default: all)",
    )
    command.add_argument("--json", action="store_true", help="print a list of objects, for scripts")
    return command


async def verify(options: argparse.Namespace, settings: Settings, token: str | None) -> list[Part]:
    """Do everything and return what came of it, part by part."""
    bot_token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else None
    limit = aiohttp.ClientTimeout(total=CALL_SECONDS)
    async with aiohttp.ClientSession(timeout=limit, trust_env=False) as http:
        slack = Slack(SlackClients(settings.slack_api_url, http).with_token(bot_token))
        gallery = Gallery()
        async with _beside_the_stand_in(gallery) as runner:
            walked, sandbox = await _walk(runner, options, slack)
        shown = [*gallery.all(), *samples().values()]
        parts = [walked, await validate_shown(slack, shown)]
        parts.append(await validate_manifest(slack, manifest_for(ADDRESS), token))
        parts.append(await _in_the_sandbox(sandbox, bot_token, keep=options.keep))
    return parts


@asynccontextmanager
async def _beside_the_stand_in(gallery: Gallery) -> AsyncIterator[ServiceRunner]:
    clock = ShiftedClock()
    with tempfile.TemporaryDirectory(prefix="pinchpoint-") as folder:
        async with StandIn(clock) as stand_in:
            stand_in.use_manifest(manifest.read())
            stand_in.traffic.watchers.append(gallery.see)
            runner = ServiceRunner(stand_in, clock, Path(folder))
            try:
                yield runner
            finally:
                await runner.close()


async def _walk(
    runner: ServiceRunner, options: argparse.Namespace, slack: Slack
) -> tuple[Part, Sandbox | None]:
    """Walk the journey, then through the scenes; return how that went, and what a sandbox shall repeat."""
    part, kinds = Part("journey and scenes in the stand-in"), set[str]()
    await _set(runner, "empty")
    ids = {one.name: one.id for one in runner.slack.workspace.users.values()}
    people = {ids["ada"]: options.mentee, ids["eli"]: options.expert}
    sandbox = Sandbox(slack, people) if options.mentee else None
    await _journey(runner, part, ids, sandbox)
    kinds |= await _look_back(runner, part)
    for name in options.scenes:
        await _set(runner, name)
        await Walk(runner).through()
        kinds |= await _look_back(runner, part)
        part.right += 1
    unseen = sorted(set(MESSAGES) - kinds - set(samples()))
    if unseen:
        part.left_out.append(f"{len(unseen)} of {len(MESSAGES)} kinds of message: {', '.join(unseen)}")
    return part, sandbox


async def _journey(runner: ServiceRunner, part: Part, ids: dict[str, str], sandbox: Sandbox | None) -> None:
    journey = Journey(runner, Hands(runner.slack, ids["ada"]), Hands(runner.slack, ids["eli"]))
    if sandbox is not None:
        runner.slack.traffic.watchers.append(sandbox.see)
    try:
        await journey.walk()
        part.right += len(journey.steps)
    except StuckError as error:
        part.right += len(journey.steps) - 1
        part.wrong.append(f"the journey: {error}")
    if sandbox is not None:
        runner.slack.traffic.watchers.remove(sandbox.see)


async def _set(runner: ServiceRunner, scene: str) -> None:
    await runner.set_scene(scene, working_moment(runner.clock.system_now()))


async def _look_back(runner: ServiceRunner, part: Part) -> set[str]:
    """Take note of broken limits and of what could not be sent; return the kinds of what was."""
    part.wrong += sorted(set(runner.slack.violations))
    async with runner.reading() as db:
        ended = select(Outbox.kind, Outbox.state, Outbox.error).distinct()
        rows = (await db.execute(ended)).all()
    dead = {f"{row.kind} could not be sent: {row.error}" for row in rows if row.state == OutboxState.DEAD}
    part.wrong += sorted(dead)
    return {row.kind for row in rows if row.state == OutboxState.SENT}


async def _in_the_sandbox(sandbox: Sandbox | None, bot_token: str | None, *, keep: bool) -> Part:
    if sandbox is None:
        return Part("journey in the sandbox", left_out=["--mentee and --expert are not given"])
    if bot_token is None:
        return Part("journey in the sandbox", left_out=["SLACK_BOT_TOKEN is not given"])
    part = await sandbox.repeat()
    if not keep:
        await sandbox.tidy()
    return part
