"""What is held is shown and handed out; somebody who wants to be erased is found nowhere afterwards."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from bot.install import service as install
from bot.kit.db import Base
from bot.models import (
    Action,
    Ask,
    AskState,
    Erasure,
    Offer,
    OfferState,
    Person,
    Session,
    SessionState,
    Thanks,
)
from bot.privacy import jobs
from tests.journeys.steps import QUESTION, booked, end_of, start_of, wrap_up
from tests.support.app import DATA, SLIDES, AppUnderTest, running_app
from tests.support.person import Person as Member

TAKEAWAY = "Lead with the decision"
THANKS = "I opened with the decision and the board nodded."


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
async def app(url: str, encryption_keys: str) -> AsyncIterator[AppUnderTest]:
    async with running_app(url, encryption_keys) as app:
        yield app


async def held(app: AppUnderTest) -> None:
    """Ada and Eli have met, and Ada has thanked him."""
    session = await booked(app)
    await app.until(end_of(session) + timedelta(seconds=1))
    await wrap_up(app, app.ada, **{"What do you take away?": TAKEAWAY})
    await wrap_up(app, app.eli)
    await app.later(hours=24)
    await app.ada.press("Write a thank-you")
    await app.ada.fill({"What did you do with it?": THANKS})
    assert await app.ada.submit() == {}
    while app.ada.modal():
        await app.ada.close()
    await app.settle()


async def dump(app: AppUnderTest) -> str:
    """Every value of every table, as it stands there."""
    assert app.service is not None
    found = []
    async with app.service.services.database.all_workspaces() as db:
        for table in Base.metadata.sorted_tables:
            found += [
                f"{table.name}: {tuple(row)}" for row in await db.execute(text(f'SELECT * FROM "{table}"'))
            ]
    return "\n".join(found)


async def files(app: AppUnderTest, person: Member) -> dict[str, str]:
    shared = app.slack.workspace.files.values()
    mine = app.slack.workspace.app_dm(person.id).messages
    ids = {file_id for message in mine for file_id in message.files}
    return {one.name: one.content.decode() for one in shared if one.id in ids and one.name.startswith("my-")}


async def erase(app: AppUnderTest, person: Member) -> None:
    await person.command("/mentoring", "privacy")
    await person.press("Erase me")
    await person.sees("It is under way")
    await person.close()
    await app.settle()


async def test_the_page_tells_what_is_held_and_the_files_hold_all_of_it(app: AppUnderTest) -> None:
    await held(app)
    await app.ada.command("/mentoring", "privacy")
    page = await app.ada.sees_modal("Your data")
    assert "Questions you asked: 1" in page.text
    assert "Sessions of yours: 1" in page.text
    assert "12 months" in page.text
    await app.ada.press("Send me all of it")
    await app.ada.sees("It is on its way")
    await app.settle()
    found = await files(app, app.ada)
    for words in (QUESTION, TAKEAWAY, THANKS):
        assert words in found["my-data.html"]
        assert words in found["my-data.json"]
    assert app.eli.reader.person.real_name in found["my-data.html"]
    tables = json.loads(found["my-data.json"])["tables"]
    assert [ask["question"] for ask in tables["ask"]] == [QUESTION]


async def test_nobody_is_handed_what_others_keep_to_themselves(app: AppUnderTest) -> None:
    await app.join(app.mei, SLIDES)
    await app.join(app.eli, DATA, avoid=[app.ada])
    await app.ask(app.ada, QUESTION)
    await app.settle()
    await app.mei.press("Not me")
    await app.mei.fill({"reason": "I do not like this question"})
    await app.mei.submit()
    await app.settle()
    await app.ada.command("/mentoring", "privacy")
    await app.ada.press("Send me all of it")
    await app.settle()
    for content in (await files(app, app.ada)).values():
        assert "I do not like this question" not in content
        assert app.eli.id not in content


def shown_home(person: Member) -> str:
    home = person.home()
    assert home is not None
    return home.text


async def test_an_erased_person_is_found_nowhere_and_counts_stay(app: AppUnderTest) -> None:
    await held(app)
    homes = [await person.open_home() for person in (app.ada, app.eli)]
    assert [("Ada" in home.text, "Eli" in home.text) for home in homes] == [(True, True), (True, True)]
    await erase(app, app.ada)
    await app.later(hours=2)
    assert "Eli" not in shown_home(app.ada)  # neither opened it again
    assert "Ada" not in shown_home(app.eli)
    receipt = await app.ada.sees("Your data are erased.")
    assert "Sessions of yours: 1" in receipt.text
    assert [one.mentee_id == app.ada.id for one in await app.rows(select(Ask))] == [False]
    assert await app.rows(select(Person).where(Person.user_id == app.ada.id)) == []
    asks, thanks, actions = [await app.rows(select(model)) for model in (Ask, Thanks, Action)]
    assert [one.question for one in asks] == ["…"]
    assert [one.words for one in thanks] == ["…"]
    assert actions == []
    assert [one.state for one in await app.rows(select(Session))] == [SessionState.HELD]
    assert "45" in (await app.eli.open_home()).text  # the minutes he helped
    await app.later(days=4)
    await app.settle()
    app.clock.shift(timedelta(minutes=2))
    await app.settle()
    assert app.ada.id not in await dump(app)


async def test_what_is_open_ends_kindly_before_somebody_is_erased(app: AppUnderTest) -> None:
    session = await booked(app)
    await app.join(app.mei, SLIDES, DATA)
    await app.ask(app.mei, "How do I draw one chart for two audiences before Thursday's review?")
    await erase(app, app.eli)
    assert [one.state for one in await app.rows(select(Session))] == [SessionState.CANCELLED]
    offers = await app.rows(select(Offer).where(Offer.expert_id == app.eli.id))
    assert {one.state for one in offers} == {OfferState.DECLINED}
    asks = await app.rows(select(Ask).where(Ask.id == session.ask_id))
    assert [one.state for one in asks] == [AskState.LOOKING]  # Mei is asked
    await app.ada.sees("cancelled")
    await app.later(hours=2)
    assert app.eli.id not in "".join(
        line
        for line in (await dump(app)).splitlines()
        if not line.startswith(("erasure", "outbox", "convers"))
    )


async def test_a_session_in_which_somebody_is_looked_for_ends_too(app: AppUnderTest) -> None:
    session = await booked(app)
    await app.until(start_of(session) + timedelta(minutes=11))
    await app.ada.press("They're not here")
    await app.settle()
    assert [one.state for one in await app.rows(select(Session))] == [SessionState.MISSING]
    await erase(app, app.eli)
    assert [one.state for one in await app.rows(select(Session))] == [SessionState.CANCELLED]


async def test_asking_twice_is_asking_once_and_whoever_comes_back_is_new(app: AppUnderTest) -> None:
    await held(app)
    for _ in range(2):
        await erase(app, app.ada)
    assert len(await app.rows(select(Erasure))) == 1
    await app.later(hours=2)
    await app.ask(app.ada, QUESTION)
    await app.ada.open_home()
    own = await app.rows(select(Ask).where(Ask.mentee_id == app.ada.id))
    assert [one.question for one in own] == [QUESTION]


async def test_words_go_when_they_were_kept_for_long_enough(app: AppUnderTest) -> None:
    await held(app)
    await app.later(days=360)
    assert [one.question for one in await app.rows(select(Ask))] == [QUESTION]
    app.clock.shift(timedelta(days=8))
    assert app.service is not None
    await jobs.forget_old_words(app.service.services)
    asks, sessions = await app.rows(select(Ask)), await app.rows(select(Session))
    assert [one.question for one in asks] == ["…"]
    assert all(one.forgotten_at for one in (*asks, *sessions))
    assert [one.words for one in await app.rows(select(Thanks))] == ["…"]
    await app.ada.open_home()
    await app.eli.command("/mentoring", "sessions")
    await app.settle()


async def test_a_workspace_that_left_is_erased_after_a_month_and_no_other(app: AppUnderTest) -> None:
    await held(app)
    assert app.service is not None
    database = app.service.services.database
    now = app.clock.now()
    await install.arrive(database, install.Team("T0OTHER", "Other", "U0BOT"), [], now, anew=True)
    await app.slack.uninstall()
    await app.settle()
    await app.later(days=29)
    await jobs.erase_workspaces(app.service.services)
    assert app.slack.workspace.team_id in await dump(app)
    await app.later(days=2)
    await jobs.erase_workspaces(app.service.services)
    left = await dump(app)
    assert app.slack.workspace.team_id not in left
    assert "T0OTHER" in left
