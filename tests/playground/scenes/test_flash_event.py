"""The flash event's scene: everybody is in, and the rounds ring when the clock moves."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from bot.models import EventState, FlashEvent, FlashTalk
from bot.playground.page.outbox_view import next_nudge
from bot.playground.run import playground
from tests.support.person import Person


async def test_flash_event(tmp_path: Path) -> None:
    async with playground(tmp_path, scene="flash_event") as site:
        runner = site.runner
        assert runner is not None
        await runner.settle()
        workspace = site.slack.workspace
        assert sum(not user.is_bot for user in workspace.users.values()) == 24
        ada = Person(site.slack, next(one.id for one in workspace.users.values() if one.name == "ada"))
        ahead = await next_nudge(runner)
        assert ahead is not None
        assert ahead.title == "The rota is made"
        runner.clock.shift(timedelta(seconds=6))
        await runner.settle()
        await ada.sees("15 people with a question, 8 experts and 5 places left")
        runner.clock.shift(timedelta(minutes=13))
        for _ in range(4):
            await runner.settle()
        await ada.sees("Round 1 of 5: ")
        async with runner.service.services.database.read(workspace.team_id) as db:
            (event,) = list(await db.scalars(select(FlashEvent)))
            talks = list(await db.scalars(select(FlashTalk)))
        assert event.state is EventState.RUNNING
        assert len(talks) == 5 * 8
