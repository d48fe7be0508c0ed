"""Token rotation: in the worker, by one of them, with nothing lost whatever happens on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.install import renewal, service
from bot.install.pages import read_grant
from bot.install.renewal import LOOK_AGAIN, renew_tokens
from bot.kit.clock import ShiftedClock
from bot.kit.db import Database
from bot.kit.errors import NotInstalled, SlackAway
from bot.models import Installation, Outbox
from bot.playground.slack.methods.apps import new_bot_token
from bot.playground.slack.server import StandIn
from tests.install.conftest import MakeProcess, Process
from tests.support.clock import eventually

NEARLY_OVER = timedelta(hours=10, minutes=30)


@pytest.fixture
async def one(database: Database, slack: StandIn, process: MakeProcess, clock: ShiftedClock) -> Process:
    """A process of an app that Ada installed with token rotation, most of whose token's life is over."""
    slack.workspace.token_rotation = True
    process_ = process(database, many=True)
    now = clock.now()
    answer = new_bot_token(slack.workspace) | {
        "team": {"id": slack.workspace.team_id, "name": "Lovelace & Co"},
        "bot_user_id": slack.workspace.bot_user_id,
        "authed_user": {"id": slack.add_person("ada").id},
    }
    grant = read_grant(answer, now)
    await service.arrive(database, grant.team, [], now, anew=True)
    await service.keep(database, grant, now)
    clock.shift(NEARLY_OVER)
    return process_


async def installation(one: Process, slack: StandIn) -> Installation:
    async with one.services.database.read(slack.workspace.team_id) as db:
        return (await db.scalars(select(Installation))).one()


async def token(one: Process, slack: StandIn) -> str:
    return (await one.tokens.bot_of(slack.workspace.team_id)).token


async def told(one: Process, slack: StandIn) -> list[str]:
    async with one.services.database.read(slack.workspace.team_id) as db:
        return list(await db.scalars(select(Outbox.kind)))


def refreshed(slack: StandIn) -> int:
    return len(slack.traffic.calls_of("oauth.v2.access"))


async def test_a_token_is_renewed_once_by_all_workers_together(
    one: Process,
    database_url: str,
    open_database: Callable[[str], Database],
    slack: StandIn,
    process: MakeProcess,
    clock: ShiftedClock,
) -> None:
    old = await token(one, slack)
    workers = [one, *(process(open_database(database_url), many=True) for _ in range(2))]
    await asyncio.gather(*(renew_tokens(worker.services) for worker in workers for _ in range(3)))
    assert refreshed(slack) == 1
    new = await token(one, slack)
    assert new != old
    row = await installation(one, slack)
    assert (row.next_token, row.renewing_until, row.renewal_error) == (None, None, None)
    clock.shift(timedelta(hours=11))
    await (await workers[1].tokens.client_for(slack.workspace.team_id)).auth_test()


async def test_nobody_who_presses_something_waits_for_a_renewal(one: Process, slack: StandIn) -> None:
    old = await token(one, slack)
    slack.weather.add("oauth.v2.access", "slow", seconds=4)
    renewing = asyncio.create_task(renew_tokens(one.services))
    await slack.wait_until(lambda: not slack.weather.faults)
    assert await asyncio.wait_for(token(one, slack), 2) == old
    assert refreshed(slack) <= 1
    await renewing  # an answer that comes after four seconds is taken
    assert await token(one, slack) != old


async def test_an_answer_that_is_lost_leaves_the_token_to_its_end_and_the_installer_is_told_in_time(
    one: Process, slack: StandIn, clock: ShiftedClock
) -> None:
    old = await token(one, slack)
    slack.weather.add("oauth.v2.access", "lost")
    for _ in range(3):
        await renew_tokens(one.services)
        clock.shift(LOOK_AGAIN)
    assert await token(one, slack) == old
    await (await one.tokens.client_for(slack.workspace.team_id)).auth_test()  # it still works
    assert await told(one, slack) == ["install_access_ends"]
    assert refreshed(slack) == 2  # after a refusal it rests for an hour
    clock.shift(timedelta(hours=2))
    with pytest.raises(NotInstalled):
        await token(one, slack)


async def test_the_control_a_limit_that_is_too_short_loses_the_workspace(
    one: Process, slack: StandIn, clock: ShiftedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewal, "RENEWAL_SECONDS", 1)
    slack.weather.add("oauth.v2.access", "slow", seconds=2)
    await renew_tokens(one.services)
    await eventually(lambda: None in slack.workspace.refresh_tokens.values())  # Slack has renewed
    clock.shift(LOOK_AGAIN)
    await renew_tokens(one.services)
    assert (await installation(one, slack)).renewal_error == "invalid_refresh_token"


async def test_while_slack_is_away_the_old_token_serves_and_it_is_tried_again(
    one: Process, slack: StandIn, clock: ShiftedClock
) -> None:
    old = await token(one, slack)
    slack.weather.add("oauth.v2.access", "server_error")
    await renew_tokens(one.services)
    assert await token(one, slack) == old
    await renew_tokens(one.services)  # it rests
    assert refreshed(slack) == 1
    clock.shift(LOOK_AGAIN)
    await renew_tokens(one.services)
    assert await token(one, slack) != old
    assert await told(one, slack) == []


async def test_what_a_process_that_died_had_got_from_slack_is_looked_into(
    one: Process, slack: StandIn, clock: ShiftedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = await token(one, slack)

    async def die(*_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(renewal, "_try_out", die)
        with pytest.raises(KeyboardInterrupt):
            await renew_tokens(one.services)
    assert await token(one, slack) == old
    assert (await installation(one, slack)).next_token
    await renew_tokens(one.services)  # another may still be at it
    assert await token(one, slack) == old
    clock.shift(LOOK_AGAIN)
    await renew_tokens(one.services)
    assert await token(one, slack) != old
    assert refreshed(slack) == 1


async def test_a_new_token_that_does_not_work_does_not_replace_the_old_one(
    one: Process, slack: StandIn, clock: ShiftedClock
) -> None:
    old = await token(one, slack)
    slack.weather.add("auth.test", "error", code="invalid_auth")
    await renew_tokens(one.services)
    assert await token(one, slack) == old
    clock.shift(LOOK_AGAIN)
    await renew_tokens(one.services)
    assert await token(one, slack) != old
    assert refreshed(slack) == 2


async def test_without_an_answer_about_the_new_token_both_are_kept_and_it_serves_when_the_old_one_ends(
    one: Process, slack: StandIn, clock: ShiftedClock
) -> None:
    old = await token(one, slack)
    slack.weather.add("auth.test", "server_error", None)
    await renew_tokens(one.services)
    row = await installation(one, slack)
    assert (row.bot_token, row.next_token is None) == (old, False)
    clock.shift(timedelta(hours=2))
    assert await token(one, slack) == row.next_token


async def test_where_no_worker_renewed_it_a_press_is_answered_with_words(
    one: Process, slack: StandIn, clock: ShiftedClock
) -> None:
    clock.shift(timedelta(hours=2))
    with pytest.raises(SlackAway):
        await token(one, slack)
    assert refreshed(slack) == 0
    await renew_tokens(one.services)
    assert await token(one, slack)


async def test_a_new_installation_meanwhile_is_not_overwritten(
    one: Process, slack: StandIn, clock: ShiftedClock
) -> None:
    slack.weather.add("oauth.v2.access", "slow", seconds=1)
    renewing = asyncio.create_task(renew_tokens(one.services))
    await slack.wait_until(lambda: not slack.weather.faults)
    answer = {"access_token": "xoxb-new", "team": {"id": slack.workspace.team_id}, "bot_user_id": "U0"}
    await service.keep(one.services.database, read_grant(answer, clock.now()), clock.now())
    await renewing
    assert await token(one, slack) == "xoxb-new"
