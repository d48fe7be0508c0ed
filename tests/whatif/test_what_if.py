"""Those who run the program try other settings; nobody else does, and nothing is told of a few."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.kit.db import Database
from bot.models import Ask, AskState, Expert, Offer, OfferState, Person
from bot.whatif import queries
from bot.whatif.replay.company import Answer
from tests.dashboard.test_journey import SECRET, quarter
from tests.support.app import AppUnderTest, running_app
from tests.support.clock import MONDAY
from tests.support.factories import ADA, ELI, MEI, T, create_ask, create_avoidance, create_workspace


@pytest.fixture
async def app(sqlite_url: str, encryption_keys: str) -> AsyncIterator[AppUnderTest]:
    async with running_app(sqlite_url, encryption_keys) as app:
        yield app


async def opened(app: AppUnderTest) -> str:
    await app.noor.open_home()
    await app.noor.command("/mentoring", "admin")
    await app.noor.press("What if")
    return (await app.noor.sees_modal("What if")).text


async def test_the_last_quarter_is_replayed_under_other_settings(app: AppUnderTest) -> None:
    await quarter(app, 12)
    assert "12 questions, and 6 people who help" in await opened(app)
    await app.noor.fill({"How long a question waits with one expert, in working hours": "3"})
    assert await app.noor.submit() == {}
    await app.noor.sees("Beside today's settings")
    text = app.noor.modal().text
    assert "3 working hours to answer" in text
    assert "In truth 12 of these questions got a yes" in text
    assert SECRET not in text
    await app.noor.press("Try others")
    await app.noor.sees("I live through the last three months")
    await app.noor.press("Invented people instead")
    await app.noor.sees("How many people help")


async def test_before_a_launch_people_are_invented_and_the_settings_are_a_press_away(
    app: AppUnderTest,
) -> None:
    await quarter(app, 4)
    assert "There is too little to replay yet" in await opened(app)
    await app.noor.fill({"How many people help": "10", "Ask two people at the same time": "Always"})
    assert await app.noor.submit() == {}
    await app.noor.sees("Two people are always asked at the same time")
    assert "In truth" not in app.noor.modal().text
    await app.noor.press("Open the settings")
    await app.noor.sees_modal("Settings")


async def test_whoever_lost_the_role_works_nothing_out(app: AppUnderTest) -> None:
    await quarter(app, 12)
    await opened(app)
    app.slack.workspace.users[app.noor.id].is_admin = False
    await app.settle()
    assert app.service is not None
    async with app.service.services.database.begin(app.slack.workspace.team_id) as db:
        await db.update_where(Person, Person.user_id == app.noor.id, is_admin=False, is_manager=False)
    await app.noor.submit()
    assert "Beside today" not in app.noor.screen()
    assert "working it out" not in app.noor.screen()


async def test_a_history_holds_what_was_answered_and_leaves_out_what_never_went_looking(
    database: Database,
) -> None:
    now = MONDAY + timedelta(days=20)
    await create_workspace(database)
    went = await create_ask(database, state=AskState.MATCHED, matched_at=MONDAY + timedelta(hours=3))
    taken = await create_ask(database, state=AskState.MATCHED)
    await create_ask(database, only_expert_id=ELI)
    await create_ask(database, created_at=MONDAY - timedelta(days=120))
    back = await create_ask(database, state=AskState.WITHDRAWN, closed_at=MONDAY + timedelta(days=1))
    await create_avoidance(database, MEI, ADA)
    async with database.begin(T) as db:
        times = {"offered_at": MONDAY, "deadline_at": MONDAY}
        late = {"answered_at": MONDAY + timedelta(hours=3)}
        await db.insert(Offer, ask_id=went, expert_id=MEI, state=OfferState.TIMED_OUT, **times)
        await db.insert(Offer, ask_id=went, expert_id=ELI, state=OfferState.ACCEPTED, **times, **late)
        at_once = {"answered_at": MONDAY}
        await db.insert(Offer, ask_id=taken, expert_id=ELI, state=OfferState.ACCEPTED, **times, **at_once)
        await db.update_where(Expert, Expert.user_id == ELI, paused_until=now + timedelta(days=9))
    async with database.read(T) as db:
        begins = await queries.start(db, now)
        found = await queries.history(db, now)
        assert {one.id for one in await db.scalars(select(Ask))} > {went, back}
    assert {one.facts.key for one in found.asks} == {went, back}
    assert found.said == {(went, MEI): None, (went, ELI): Answer(180, True)}
    assert found.ends == {back: MONDAY + timedelta(days=1)}
    assert found.really == 1
    assert all(one.facts.avoids == {MEI} for one in found.asks)
    assert [one.paused_until for one in found.trial.candidates] == [None, None]
    assert (begins.asks, begins.people, begins.helpers, begins.enough) == (2, 1, 2, False)


async def test_what_does_not_work_out_is_said_and_can_be_tried_again(
    app: AppUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError(SECRET)

    await quarter(app, 12)
    await opened(app)
    monkeypatch.setattr(queries, "history", broken)
    assert await app.noor.submit() == {}
    await app.noor.sees("That did not work out this time. Nothing was changed.")
    assert SECRET not in app.noor.screen()
    await app.noor.press("Try others")
    await app.noor.sees("I live through the last three months")
