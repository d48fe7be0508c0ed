"""The whole service beside the stand-in with Slack's limits on, for what is measured over HTTP."""

from __future__ import annotations

import tempfile
from pathlib import Path

import yaml
from pydantic import SecretStr

from bot.kit.clock import ShiftedClock
from bot.kit.crypto import new_key
from bot.kit.settings import Settings
from bot.playground.slack.limits import PostLimits
from bot.playground.slack.server import StandIn
from bot.process import Running, start_service
from bot.web import EVENTS

ROOT = Path(__file__).parents[2]


async def limited_stand_in(clock: ShiftedClock) -> StandIn:
    """Start a stand-in that refuses what Slack would."""
    slack = StandIn(clock)
    slack.api.limits = PostLimits()
    slack.use_manifest(yaml.safe_load((ROOT / "manifest.yml").read_text()))
    await slack.start()
    return slack


async def service_beside(slack: StandIn, clock: ShiftedClock, url: str, *, worker: bool = True) -> Running:
    """Start the service on a database, an empty SQLite file where no ``url`` is given."""
    settings = Settings(
        slack_bot_token=SecretStr(slack.bot_token),
        slack_signing_secret=SecretStr(slack.signing_secret),
        slack_api_url=slack.api_url,
        database_url=SecretStr(url or f"sqlite:///{tempfile.mkdtemp()}/flash.db"),
        encryption_keys=SecretStr(new_key()),
        host="127.0.0.1",
        port=0,
    )
    running = await start_service(settings, clock, worker=worker)
    slack.connect_http(running.url + EVENTS)
    return running
