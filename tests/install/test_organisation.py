"""An app that a whole organisation installed: every workspace is found, with its members, and left again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy import select

from bot.install import service
from bot.install.pages import read_grant
from bot.kit.clock import ShiftedClock
from bot.kit.settings import Settings
from bot.models import Person, Topic, Workspace
from bot.process import Running, start_service
from bot.web import EVENTS
from tests.support.clock import PATIENCE
from tests.support.signed import send

ORGANISATION, TOKEN, SECRET = "E1", "xoxb-org", "a-signing-secret"
MEMBERS = {"T1": ["U1", "U2"], "T2": ["U3"], "T3": ["U4"]}
GRANT = {
    "access_token": TOKEN,
    "bot_user_id": "W1",
    "team": None,
    "enterprise": {"id": ORGANISATION, "name": "Lovelace & Co"},
    "is_enterprise_install": True,
}


@dataclass
class Slack:
    """As much of Slack as an organisation's token needs."""

    approved: list[str] = field(default_factory=lambda: ["T1", "T2"])
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    url: str = ""

    async def call(self, request: web.Request) -> web.Response:
        given = {**request.query, **await request.post()}
        args = {name: str(value) for name, value in given.items()}
        method = request.match_info["method"]
        self.asked.append((method, args))
        return web.json_response({"ok": True, **answer} if (answer := self.answer(method, args)) else WRONG)

    def answer(self, method: str, args: dict[str, str]) -> dict[str, Any] | None:
        if method == "auth.teams.list":  # a page for each
            at = self.approved.index(args["cursor"]) if args.get("cursor") else 0
            following = self.approved[at + 1] if at + 1 < len(self.approved) else ""
            teams = [{"id": self.approved[at], "name": f"Team {self.approved[at]}"}]
            return {"teams": teams, "response_metadata": {"next_cursor": following}}
        if method == "users.list":
            if "team_id" not in args:
                return None
            return {"members": [{"id": one, "is_admin": True} for one in MEMBERS[args["team_id"]]]}
        return {"channel": {"id": "D1"}, "ts": "1.2", "user_id": "W1", "team_id": "T1"}


WRONG = {"ok": False, "error": "missing_argument"}


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    slack = Slack()
    server = web.Application()
    server.router.add_route("*", "/api/{method}", slack.call)
    runner = web.AppRunner(server)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    yield slack
    await runner.cleanup()


@dataclass
class InTime:
    """The service, and the clock by which it works."""

    service: Running
    clock: ShiftedClock


@pytest.fixture
async def running(slack: Slack, database_url: str, encryption_keys: str) -> AsyncIterator[InTime]:
    settings = Settings(
        slack_signing_secret=SECRET,
        slack_client_id="1.2",
        slack_client_secret="secret",
        slack_api_url=slack.url,
        database_url=database_url,
        encryption_keys=encryption_keys,
        host="127.0.0.1",
        port=0,
    )
    clock = ShiftedClock()
    running = await start_service(settings, clock)
    database, now = running.services.database, clock.now()
    grant = read_grant(GRANT, now)
    await service.arrive(database, grant.team, [], now, anew=True)
    await service.keep(database, grant, now)
    yield InTime(running, clock)
    await running.stop()


async def workspaces(running: InTime) -> dict[str, bool]:
    """Which there are, and whether the app is in them."""
    async with running.service.services.database.all_workspaces() as db:
        found = await db.execute(select(Workspace.id, Workspace.removed_at))
        return {one: removed is None for one, removed in found}


async def people(running: InTime, team_id: str) -> list[str]:
    async with running.service.services.database.read(team_id) as db:
        return sorted(await db.scalars(select(Person.user_id)))


async def tell(running: InTime, event: dict[str, Any], at: float | None = None) -> int:
    payload = {
        "type": "event_callback",
        "team_id": None,
        "enterprise_id": ORGANISATION,
        "event": event,
        "event_time": int(at or running.clock.now().timestamp()),
        "authorizations": [{"enterprise_id": ORGANISATION, "team_id": None, "is_enterprise_install": True}],
    }
    async with aiohttp.ClientSession() as http:
        status, _ = await send(http, running.service.url + EVENTS, SECRET, payload)
    return status


async def until(running: InTime, wanted: Any, read: Any, *given: Any) -> None:
    """Wait until the worker has brought something about."""
    deadline = time.monotonic() + PATIENCE
    while (found := await read(running, *given)) != wanted:
        assert time.monotonic() < deadline, found
        await running.service.worker.tick()
        await asyncio.sleep(0.02)  # for what runs beside the others
        running.clock.shift(timedelta(seconds=1))


async def test_the_members_of_every_workspace_are_learned(running: InTime, slack: Slack) -> None:
    await until(running, {ORGANISATION: True, "T1": True, "T2": True}, workspaces)
    for team_id in ("T1", "T2"):
        await until(running, MEMBERS[team_id], people, team_id)
        async with running.service.services.database.read(team_id) as db:
            assert await db.scalar(select(Topic.id).limit(1))  # it has got what every new workspace gets
            workspace = (await db.scalars(select(Workspace))).one()
            assert (workspace.name, workspace.enterprise_id) == (f"Team {team_id}", ORGANISATION)
    listed = {args.get("team_id") for method, args in slack.asked if method == "users.list"}
    assert listed == {"T1", "T2"}  # the control: without it the stand-in refuses


async def test_a_workspace_that_gets_the_app_is_learned_soon(running: InTime, slack: Slack) -> None:
    await until(running, {ORGANISATION: True, "T1": True, "T2": True}, workspaces)
    slack.approved.append("T3")
    assert await tell(running, {"type": "team_access_granted", "team_ids": ["T3"]}) == 200
    await until(running, MEMBERS["T3"], people, "T3")


async def test_a_workspace_that_loses_the_app_is_left_and_may_come_back(
    running: InTime, slack: Slack
) -> None:
    await until(running, {ORGANISATION: True, "T1": True, "T2": True}, workspaces)
    slack.approved.remove("T2")
    event = {"type": "team_access_revoked", "team_ids": ["T2"]}
    assert await tell(running, event, at=running.clock.now().timestamp() - 3600) == 200  # told too late
    assert (await workspaces(running))["T2"]
    assert await tell(running, event) == 200
    assert await workspaces(running) == {ORGANISATION: True, "T1": True, "T2": False}
    slack.approved.append("T2")
    await tell(running, {"type": "team_access_granted", "team_ids": ["T2"]})
    await until(running, {ORGANISATION: True, "T1": True, "T2": True}, workspaces)


@pytest.mark.parametrize("team_ids", [None, "T1", [1, None], {}])
async def test_events_of_another_shape_do_nothing(running: InTime, team_ids: Any) -> None:
    await until(running, {ORGANISATION: True, "T1": True, "T2": True}, workspaces)
    for kind in ("team_access_granted", "team_access_revoked"):
        assert await tell(running, {"type": kind, "team_ids": team_ids}) == 200
    assert all((await workspaces(running)).values())
