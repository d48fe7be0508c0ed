"""Runs `pinchpoint verify-live` with a second stand-in for Slack itself, a sandbox with two people in it."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from pydantic import SecretStr

from bot.kit import budget, logs
from bot.kit.clock import SystemClock
from bot.kit.settings import Settings
from bot.playground import verify
from bot.playground.live.findings import Part, as_text, exit_code
from bot.playground.slack import http_transport, views
from bot.playground.slack.server import StandIn
from tests.support.clock import PATIENCE

MENTEE, EXPERT = "UREALADA", "UREALELI"


def sandbox() -> StandIn:
    """Slack itself, as far as the command knows."""
    slack = StandIn(SystemClock())
    slack.add_person("ada", "Ada Real", id=MENTEE)
    slack.add_person("eli", "Eli Real", id=EXPERT)
    return slack


@contextmanager
def in_no_hurry() -> Iterator[None]:
    """Let a slow machine answer late: here the forms count, not the time."""
    with (
        patch.object(budget, "SECONDS", PATIENCE),
        patch.object(budget, "SOON_SECONDS", PATIENCE),
        patch.object(http_transport, "ACK_SECONDS", PATIENCE),
        patch.object(views, "TRIGGER_SECONDS", PATIENCE),
    ):
        yield


def options(*given: str) -> argparse.Namespace:
    """What somebody types after `pinchpoint verify-live`, with the two people of the sandbox."""
    return verify.parser().parse_args(["--mentee", MENTEE, "--expert", EXPERT, *given])


async def verified(slack: StandIn, *given: str) -> list[Part]:
    """Run it against a sandbox."""
    settings = Settings(slack_bot_token=SecretStr(slack.bot_token), slack_api_url=slack.api_url)
    with in_no_hurry():
        return await verify.verify(options(*given), settings, slack.configuration_token)


async def main(*given: str) -> int:
    logs.configure("ERROR", "plain")
    async with sandbox() as slack:
        parts = await verified(slack, *given)
        print(as_text(parts))
        return exit_code(parts)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(*sys.argv[1:])))
