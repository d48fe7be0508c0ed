"""The scene of three who ask alike: Ada agrees, an expert picks a time, and all talk in one conversation."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.playground.run import playground
from tests.support.person import Person


async def test_three_alike(tmp_path: Path) -> None:
    async with playground(tmp_path, scene="three_alike") as site:
        runner = site.runner
        assert runner is not None
        await runner.settle()
        users = site.slack.workspace.users.values()
        ada, eli, jo = (
            Person(site.slack, next(one.id for one in users if one.name == name))
            for name in ("ada", "eli", "jo")
        )
        for one in (ada, jo):
            await one.sees("Your question about Presentations and storytelling")
        await jo.sees("You would share a session")
        runner.clock.shift(timedelta(days=1))
        await runner.settle()
        await ada.press("Yes, I’d share")
        await runner.settle()
        runner.clock.shift(timedelta(hours=18))
        await runner.settle()
        await eli.press("Pick a time")
        modal = eli.modal()
        assert modal is not None
        block = next(one for one in modal.blocks if one.get("block_id") == "time")
        await eli.fill({"When": block["element"]["options"][0]["text"]["text"]})
        assert await eli.submit() == {}
        await runner.settle()
        await jo.sees("Your shared session")
        assert len(ada.group_dms()) == 1
