"""A removal as Slack tells it, through the running service: from then on nothing is sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.delivery.outbox import refresh_home
from bot.install import tokens
from bot.kit.clock import ShiftedClock
from bot.kit.settings import Settings
from bot.kit.texts import NOT_HERE, NOT_LET_IN
from bot.models import Workspace
from bot.people import service as people
from bot.playground.slack.server import StandIn
from bot.process import Running, start_service
from tests.support.clock import PATIENCE
from tests.support.person import Person


@pytest.fixture
async def running(
    slack: StandIn, clock: ShiftedClock, database_url: str, encryption_keys: str
) -> AsyncIterator[Running]:
    given = Settings(
        slack_bot_token=slack.bot_token,
        slack_signing_secret=slack.signing_secret,
        slack_api_url=slack.api_url,
        database_url=database_url,
        encryption_keys=encryption_keys,
        host="127.0.0.1",
        port=0,
    )
    service = await start_service(given, clock)
    slack.connect_http(service.url + "/slack/events")
    yield service
    await service.stop()


async def removed_at(running: Running, slack: StandIn) -> datetime | None:
    async with running.services.database.read(slack.workspace.team_id) as db:
        return await db.scalar(select(Workspace.removed_at))


async def test_after_a_removal_slack_is_not_called_for_this_workspace(
    running: Running, slack: StandIn
) -> None:
    await slack.settle(within=PATIENCE)
    assert await removed_at(running, slack) is None
    await slack.uninstall()
    assert [delivery.status for delivery in slack.traffic.deliveries] == [200, 200]
    assert await removed_at(running, slack) is not None
    before = len(slack.traffic.calls)
    slack.add_person("eli")
    await running.worker.tick()
    later = [call.method for call in list(slack.traffic.calls)[before:]]
    assert set(later) <= {"auth.test"}


async def test_whoever_uses_the_app_after_a_removal_is_told_so(
    running: Running, slack: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "SURE_SECONDS", 0)
    slack.declare_command("/mentoring")
    ada = Person(slack, slack.add_person("ada").id)
    await ada.command("/mentoring", "help")
    before = len(ada.dm())
    await slack.uninstall()
    await ada.command("/mentoring", "help")
    answer = ada.dm()[-1]
    assert len(ada.dm()) == before + 1
    assert answer.text == str(NOT_HERE)


@pytest.mark.parametrize("code", ["org_login_required", "ekm_access_denied", "two_factor_setup_required"])
async def test_while_nobody_lets_the_app_in_people_are_told_and_the_installer_afterwards(
    running: Running, slack: StandIn, clock: ShiftedClock, code: str
) -> None:
    slack.declare_command("/mentoring")
    noor = Person(slack, slack.add_person("noor", is_admin=True).id)
    await noor.command("/mentoring", "profile")
    await running.worker.tick()
    slack.weather.add("*", "error", None, code=code)
    for _ in range(3):
        await refresh_home_of(running, slack, noor.id, clock.now())
        await running.worker.tick()
        clock.shift(timedelta(minutes=16))
    noor.tolerant = True
    await noor.command("/mentoring", "profile")
    assert str(NOT_LET_IN) in str(slack.traffic.deliveries[-1].body)
    slack.weather.clear()
    clock.shift(timedelta(minutes=16))  # a tick meanwhile may have been turned away again
    await running.worker.tick()
    told = [message.text for message in noor.dm() if "did not let Pinchpoint in" in message.text]
    assert len(told) == 1
    assert await removed_at(running, slack) is None


async def refresh_home_of(running: Running, slack: StandIn, user_id: str, now: datetime) -> None:
    async with running.services.database.begin(slack.workspace.team_id) as db:
        await people.keep_home_current(db, user_id, now)
        await refresh_home(db, [user_id], now)


async def test_one_who_asks_from_a_workspace_without_the_app_gets_the_address_to_install_it(
    slack: StandIn, clock: ShiftedClock, sqlite_url: str, encryption_keys: str
) -> None:
    settings = Settings(
        slack_signing_secret=slack.signing_secret,
        slack_client_id="1.2",
        slack_client_secret="secret",
        slack_api_url=slack.api_url,
        public_url="https://mentors.example.com",
        database_url=sqlite_url,
        encryption_keys=encryption_keys,
        host="127.0.0.1",
        port=0,
    )
    service = await start_service(settings, clock)
    slack.connect_http(service.url + "/slack/events")
    slack.declare_command("/mentoring")
    ada = Person(slack, slack.add_person("ada").id)
    await ada.command("/mentoring", "help")
    assert "https://mentors.example.com/slack/install" in ada.dm()[-1].text
    await service.stop()


async def test_revoked_tokens_of_people_are_none_of_our_business(running: Running, slack: StandIn) -> None:
    event = {"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}}
    await slack.dispatcher.event(event | {"event_ts": slack.workspace.next_ts()})
    assert await removed_at(running, slack) is None


async def test_a_removal_from_before_the_installation_is_told_too_late(
    running: Running, slack: StandIn, clock: ShiftedClock
) -> None:
    now_seconds = slack.workspace.now_seconds
    slack.workspace.now_seconds = lambda: now_seconds() - int(timedelta(hours=1).total_seconds())  # type: ignore[method-assign]
    await slack.dispatcher.event({"type": "app_uninstalled", "event_ts": slack.workspace.next_ts()})
    assert [
        delivery.payload["event_time"] < clock.now().timestamp() - 3000
        for delivery in slack.traffic.deliveries
    ] == [True]
    assert await removed_at(running, slack) is None
