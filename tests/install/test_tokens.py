"""Whose token the app acts with: learned once, renewed in time, never used where it does not belong."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from bot.install import service, tokens
from bot.install.pages import read_grant
from bot.install.tokens import PAUSE_SECONDS, SlackAway
from bot.kit.clock import ShiftedClock
from bot.kit.db import Database
from bot.kit.errors import NotInstalled, SetupError
from bot.models import Installation, Workspace
from bot.playground.slack.methods.apps import new_bot_token
from bot.playground.slack.server import StandIn
from tests.install.conftest import MakeProcess, Process
from tests.support.clock import PATIENCE


async def workspace(database: Database, workspace_id: str) -> Workspace:
    async with database.read(workspace_id) as db:
        found = await db.scalar(select(Workspace).where(Workspace.id == workspace_id))
    assert found is not None
    return found


async def install(process: Process, slack: StandIn) -> str:
    """Install the app as its OAuth page does; return the workspace's id."""
    now = process.services.clock.now()
    workspace = slack.workspace
    answer = new_bot_token(workspace) | {
        "team": {"id": workspace.team_id, "name": workspace.team_name},
        "bot_user_id": workspace.bot_user_id,
    }
    grant = read_grant(answer, now)
    await service.arrive(process.services.database, grant.team, process.tokens.hooks, now, anew=True)
    await service.keep(process.services.database, grant, now)
    return grant.team.id


async def test_slack_is_asked_once_whose_token_it_is(
    database: Database, slack: StandIn, process: MakeProcess
) -> None:
    one = process(database)
    await asyncio.gather(*(one.tokens.bot_of(slack.workspace.team_id) for _ in range(20)))
    bot = await one.tokens.bot_of(slack.workspace.team_id)
    assert (bot.token, bot.team.bot_user_id) == (slack.bot_token, slack.workspace.bot_user_id)
    assert len(slack.traffic.calls_of("auth.test")) == 1
    assert one.greeted == [slack.workspace.team_id]


@pytest.mark.parametrize("limit", [0.01, PATIENCE], ids=["limit", "control"])
async def test_a_slow_database_holds_up_nobody_whose_workspace_is_known(
    sqlite_db: Database,
    slack: StandIn,
    process: MakeProcess,
    monkeypatch: pytest.MonkeyPatch,
    limit: float,
) -> None:
    monkeypatch.setattr(tokens, "LOOK_SECONDS", limit)
    monkeypatch.setattr(tokens, "SURE_SECONDS", 0.0)
    one, answers = process(sqlite_db), asyncio.Event()
    known = await one.tokens.bot_of(slack.workspace.team_id)

    async def slow(_workspace_id: str) -> bool:
        await answers.wait()
        return False

    monkeypatch.setattr(one.tokens, "_is_removed", slow)
    asking = asyncio.create_task(one.tokens.bot_of(slack.workspace.team_id))
    await asyncio.wait({asking}, timeout=1 if limit == PATIENCE else PATIENCE)
    assert asking.done() is (limit != PATIENCE)
    answers.set()
    assert await asking == known


async def test_a_start_writes_the_workspace_down_and_the_next_one_leaves_it_as_it_is(
    database: Database, slack: StandIn, process: MakeProcess, clock: ShiftedClock
) -> None:
    await process(database).tokens.own()
    first = await workspace(database, slack.workspace.team_id)
    clock.shift(timedelta(days=3))
    again = process(database)
    await again.tokens.own()
    second = await workspace(database, slack.workspace.team_id)
    assert second.installed_at == first.installed_at
    assert second.rematch_at == first.rematch_at
    assert again.greeted == [slack.workspace.team_id]


async def test_another_workspace_is_not_served_with_this_ones_token(
    sqlite_db: Database, process: MakeProcess
) -> None:
    with pytest.raises(NotInstalled):
        await process(sqlite_db).tokens.bot_of("T0STRANGER")


async def test_an_absent_slack_is_asked_again_but_not_all_the_time(
    sqlite_db: Database, slack: StandIn, process: MakeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = process(sqlite_db)
    slack.weather.add("auth.test", "server_error", times=1)
    for _ in range(5):
        with pytest.raises(SlackAway):
            await one.tokens.bot_of(slack.workspace.team_id)
    assert len(slack.traffic.calls_of("auth.test")) == 1
    monkeypatch.setattr("bot.install.tokens.PAUSE_SECONDS", 0.0)
    assert (await one.tokens.bot_of(slack.workspace.team_id)).token == slack.bot_token
    assert PAUSE_SECONDS > 0


async def test_an_unreachable_slack_is_away_not_an_error(sqlite_db: Database, process: MakeProcess) -> None:
    with pytest.raises(SlackAway):
        await process(sqlite_db, api_url="http://127.0.0.1:9/api/").tokens.own()


async def test_a_refused_token_is_a_setting_to_correct(
    sqlite_db: Database, slack: StandIn, process: MakeProcess
) -> None:
    slack.revoke_token("token_revoked")
    with pytest.raises(SetupError, match="SLACK_BOT_TOKEN is refused by Slack"):
        await process(sqlite_db).tokens.own()


async def test_after_a_removal_the_token_is_used_again_only_when_slack_takes_it(
    sqlite_db: Database, slack: StandIn, process: MakeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.install.tokens.PAUSE_SECONDS", 0.0)
    one = process(sqlite_db)
    team_id = slack.workspace.team_id
    await one.tokens.own()
    slack.revoke_token("account_inactive")
    await one.tokens.lost(team_id)
    assert (await workspace(sqlite_db, team_id)).removed_at is not None
    with pytest.raises(NotInstalled):
        await one.tokens.client_for(team_id)
    slack.workspace.tokens[slack.bot_token].dead = ""
    assert (await one.tokens.bot_of(team_id)).token == slack.bot_token
    assert (await workspace(sqlite_db, team_id)).removed_at is None


async def test_tokens_lie_encrypted_and_a_new_installation_replaces_the_old_one(
    database: Database, slack: StandIn, process: MakeProcess
) -> None:
    one = process(database, many=True)
    team_id = await install(one, slack)
    first = await one.tokens.bot_of(team_id)
    await install(one, slack)
    second = await one.tokens.bot_of(team_id)
    assert first.token != second.token
    async with database.look_across() as connection:
        rows = (await connection.execute(text("SELECT bot_token FROM installation"))).scalars().all()
    assert len(rows) == 1
    assert "xox" not in rows[0]


async def test_an_installation_of_the_whole_organisation_serves_each_of_its_workspaces(
    database: Database, process: MakeProcess
) -> None:
    one = process(database, many=True)
    now = one.services.clock.now()
    answer = {
        "access_token": "xoxb-org",
        "bot_user_id": "W1",
        "team": None,
        "enterprise": {"id": "E1", "name": "Lovelace & Co"},
        "is_enterprise_install": True,
    }
    grant = read_grant(answer, now)
    await service.arrive(database, grant.team, [], now, anew=True)
    await service.keep(database, grant, now)
    for _ in range(2):
        bot = await one.tokens.bot_of("T7", "E1")
        assert (bot.team.id, bot.token) == ("T7", "xoxb-org")
    assert one.greeted == ["T7"]
    assert (await one.tokens.bot_of("T7")).token == "xoxb-org"
    with pytest.raises(NotInstalled):
        await one.tokens.bot_of("T8", "E2")


async def test_a_removal_told_late_leaves_the_new_installation_alone(
    database: Database, slack: StandIn, process: MakeProcess, clock: ShiftedClock
) -> None:
    one = process(database, many=True)
    team_id = await install(one, slack)
    told_at = clock.now().replace(microsecond=0)
    clock.shift(timedelta(minutes=2))
    await install(one, slack)
    assert not await service.leave(database, team_id, clock.now(), told_at=told_at)
    assert (await one.tokens.bot_of(team_id)).token


@pytest.mark.parametrize("seconds", [0, 5])
async def test_a_removal_deletes_the_token_and_is_counted_once(
    database: Database, slack: StandIn, process: MakeProcess, clock: ShiftedClock, seconds: int
) -> None:
    one = process(database, many=True)
    team_id = await install(one, slack)
    clock.shift(timedelta(seconds=seconds))
    told_at: datetime = clock.now().replace(microsecond=0)
    assert await service.leave(database, team_id, clock.now(), told_at=told_at)
    assert not await service.leave(database, team_id, clock.now(), told_at=told_at)
    async with database.read(team_id) as db:
        assert await db.scalar(select(Installation)) is None
    with pytest.raises(NotInstalled):
        await one.tokens.client_for(team_id)
