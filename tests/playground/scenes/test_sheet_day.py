"""The sheet's scene: it is out, one place is left, and whoever comes later waits."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from bot.models import Session, SessionState, SheetPlan
from bot.playground.page.outbox_view import planned
from bot.playground.run import playground
from tests.support.person import Person


async def test_sheet_day(tmp_path: Path) -> None:
    async with playground(tmp_path, scene="sheet_day") as site:
        runner = site.runner
        assert runner is not None
        await runner.settle()
        users = site.slack.workspace.users.values()
        ada, noor, tui = (
            Person(site.slack, next(one.id for one in users if one.name == name))
            for name in ("ada", "noor", "tui")
        )
        assert "plan_wakes" in {one.kind for one in await planned(runner)}
        runner.clock.shift(timedelta(seconds=6))
        await runner.settle()
        await ada.sees("1 place left")
        await ada.press("Take a place")
        await ada.fill({"Your one question": "How do I end a talk so that they decide?"})
        assert await ada.submit() == {}
        runner.clock.shift(timedelta(seconds=6))
        await runner.settle()
        await tui.press("Join the waiting list")
        await tui.fill({"Your one question": "How many slides are enough?"})
        assert await tui.submit() == {}
        await runner.settle()
        await tui.sees("You are on the waiting list")
        await noor.sees("the next sheet goes out on")
        async with runner.service.services.database.read(site.slack.workspace.team_id) as db:
            booked = select(Session).where(Session.state == SessionState.BOOKED)
            assert len(list(await db.scalars(booked))) == 3
            (plan,) = list(await db.scalars(select(SheetPlan)))
        assert plan.next_post_at > runner.clock.now()
