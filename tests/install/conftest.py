"""A stand-in for Slack, and processes of an app that talk to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import aiohttp
import pytest

from bot.install.tokens import Tokens
from bot.kit.clock import ShiftedClock
from bot.kit.db import Database, WorkspaceSession
from bot.kit.services import Services
from bot.kit.settings import Settings
from bot.kit.slack import SlackClients
from bot.playground.slack.server import StandIn


@dataclass
class Process:
    """What one process of the app has: its services and tokens; ``greeted``: the workspaces it welcomed."""

    services: Services
    tokens: Tokens
    greeted: list[str] = field(default_factory=list)


MakeProcess = Callable[..., Process]


@pytest.fixture
def clock() -> ShiftedClock:
    return ShiftedClock()


@pytest.fixture
async def slack(clock: ShiftedClock) -> AsyncIterator[StandIn]:
    async with StandIn(clock) as stand_in:
        yield stand_in


@pytest.fixture
async def process(slack: StandIn, clock: ShiftedClock) -> AsyncIterator[MakeProcess]:
    """Make a process: ``process(db)`` for one workspace, ``process(db, many=True)`` for many."""
    async with aiohttp.ClientSession() as http:

        def make(database: Database, *, many: bool = False, api_url: str = "", **more: Any) -> Process:
            given: dict[str, Any] = {"slack_bot_token": slack.bot_token}
            if many:
                workspace = slack.workspace
                given = {
                    "slack_client_id": workspace.client_id,
                    "slack_client_secret": workspace.client_secret,
                }
            settings = Settings(slack_api_url=api_url or slack.api_url, **given, **more)
            clients = SlackClients(settings.slack_api_url, http)
            greeted: list[str] = []

            async def greet(db: WorkspaceSession, now: datetime) -> None:
                assert now.tzinfo is not None
                greeted.append(db.workspace_id)

            tokens = Tokens(settings, database, clock, clients, [greet])
            return Process(Services(settings, database, clock, clients, tokens.client_for), tokens, greeted)

        yield make
