"""The whole service beside the stand-in with Slack's limits on, for what is measured over HTTP."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import yaml
from pydantic import SecretStr

from bot.kit.clock import ShiftedClock
from bot.kit.crypto import new_key
from bot.kit.settings import Settings
from bot.playground.slack.limits import PostLimits
from bot.playground.slack.objects import Channel
from bot.playground.slack.server import StandIn
from bot.process import Running, start_service
from bot.web import EVENTS
from tests.support.person import Person

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


def crowd(slack: StandIn, channel: Channel, number: int) -> list[Person]:
    """Let this many people into a channel, and return them; each waits a minute for what they look for."""
    ids = [slack.add_person(f"p{n}", f"Person {n}", tz="Europe/Berlin").id for n in range(number)]
    members = slack.workspace.channels[channel.id].members
    members.extend(one for one in ids if one not in members)
    return [Person(slack, one, patience=60.0) for one in ids]


def tell_calls(slack: StandIn, channel_id: str, name: str, shown: float) -> None:
    """Print how often the post in a channel was changed, and what all posts took."""
    calls = [one for method in ("chat.postMessage", "chat.update") for one in slack.traffic.calls_of(method)]
    edits = [one for one in slack.traffic.calls_of("chat.update") if one.args.get("channel") == channel_id]
    print(f"  the {name} was changed {len(edits)} times, and was right after {shown:.1f} s")
    print(f"  {len(calls)} messages and changes, {sum(one.status == 429 for one in calls)} refused")


def arguments(places: int) -> argparse.Namespace:
    """Return how many people press within how many seconds, on how many places, and on which database."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--within", type=float, default=60.0)
    parser.add_argument("--places", type=int, default=places)
    parser.add_argument("--database", default="")
    return parser.parse_args()
