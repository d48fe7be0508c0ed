"""The busy quarter: as many people and asks as it says, nothing impossible, and the app goes on with it."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from sqlalchemy import select

from bot.kit.db import Database
from bot.matching import queries as matching
from bot.models import (
    Ask,
    AskState,
    BookedCell,
    Expert,
    FollowUp,
    Offer,
    OfferState,
    Outbox,
    OutboxState,
    Person,
    Session,
    SessionState,
    Thanks,
)
from bot.playground.page import outbox_view
from bot.playground.run import playground
from bot.playground.scenes import quarter
from bot.playground.scenes.members import invent_members
from tests.support.person import Person as Somebody


def test_the_company_is_the_same_for_the_same_seed_and_nobody_is_there_twice() -> None:
    one, two = (list(invent_members(random.Random(5), 192, {"ada", "eli"})) for _ in range(2))
    assert one == two
    assert len({member.name for member in one} | {"ada", "eli"}) == 194


async def test_a_busy_quarter(tmp_path: Path) -> None:
    async with playground(tmp_path, scene="busy_quarter") as site:
        runner = site.runner
        assert runner is not None
        workspace = site.slack.workspace
        assert sum(not user.is_bot for user in workspace.users.values()) == 200
        await runner.settle()
        now = runner.clock.now()
        async with runner.service.services.database.read(workspace.team_id) as db:
            asks = list(await db.scalars(select(Ask)))
            sessions = list(await db.scalars(select(Session)))
            offers = list(await db.scalars(select(Offer)))
            assert len(asks) == quarter.ASKS == 300
            assert len(list(await db.scalars(select(Expert.user_id)))) == quarter.EXPERTS == 60
            assert len(list(await db.scalars(select(Person.user_id)))) == 200
            assert len(list(await db.scalars(select(Thanks.session_id)))) > 80
            assert len(list(await db.scalars(select(FollowUp.session_id)))) > 60
            cells = Counter(await db.scalars(select(BookedCell.session_id)))
            unsaid = list(
                await db.scalars(
                    select(Outbox.kind).where(Outbox.state.in_((OutboxState.DEAD, OutboxState.EXPIRED)))
                )
            )
        assert unsaid == []
        states = Counter(ask.state for ask in asks)
        assert states[AskState.CONCLUDED] > 180
        assert states[AskState.LOOKING] >= 8
        assert states[AskState.WAITING] >= 1
        assert all(ask.created_at < now for ask in asks)
        held = [s for s in sessions if s.state is SessionState.HELD]
        booked = [s for s in sessions if s.state is SessionState.BOOKED]
        assert len(held) > 150
        assert all(s.ends_at is not None and s.ends_at < now for s in held)
        assert len(booked) >= 4
        assert all(s.starts_at is not None and s.starts_at > now for s in booked)
        assert set(cells) == {s.id for s in booked}
        assert all(s.mentee_id != s.expert_id for s in sessions)
        live = Counter(o.ask_id for o in offers if o.state is OfferState.OPEN)
        assert set(live.values()) <= {1}
        planned = await outbox_view.planned(runner)
        assert any(one.kind == "session_brief" for one in planned)
        assert runner.slack.violations == []
        asker = Somebody(runner.slack, next(a.mentee_id for a in asks if a.state is AskState.LOOKING), 5)
        home = await asker.open_home()
        assert home.text
        noor = Somebody(runner.slack, next(u.id for u in workspace.users.values() if u.name == "noor"), 5)
        await noor.open_home()
        assert runner.slack.violations == []


async def test_the_service_knows_whom_a_scene_brought_while_it_ran(tmp_path: Path) -> None:
    """What was written behind its back is in its index: it ranks as a process that starts now."""
    async with playground(tmp_path, scene="small_company") as site:
        runner = site.runner
        assert runner is not None
        await runner.set_scene("busy_quarter")
        await runner.settle()
        team, now = runner.slack.workspace.team_id, runner.clock.now()
        running = runner.service.services.database
        starting = Database(f"sqlite:///{runner.database}", running.keyring)
        try:
            async with running.read(team) as db, starting.read(team) as other:
                asks = list(await db.scalars(select(Ask).where(Ask.state == AskState.WAITING)))[:3]
                here = await matching.rankings_for(db, asks, now)
                assert here == await matching.rankings_for(other, asks, now)
                assert all(sum(one.left_out.values()) + len(one.ranked) > 20 for one in here)
        finally:
            await starting.close()
