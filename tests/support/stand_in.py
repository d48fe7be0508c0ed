"""The stand-in for Slack as a process of its own: writes the settings that lead to it, and runs on."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from bot.kit.clock import SystemClock
from bot.playground import manifest
from bot.playground.slack.server import StandIn


async def run(file: Path) -> None:
    """Write the settings as JSON, and go on."""
    async with StandIn(SystemClock()) as slack:
        slack.use_manifest(manifest.read())
        settings = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
        }
        file.with_suffix(".part").write_text(json.dumps(settings))
        file.with_suffix(".part").rename(file)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1])))
