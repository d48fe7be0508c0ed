"""Those who run the program see how it goes; nobody else does, and nobody's words are in it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.kit.ids import new_id
from bot.kit.reader import NEUTRAL
from bot.models import (
    Ask,
    AskState,
    Expert,
    FollowUp,
    FollowUpKind,
    Offer,
    OfferState,
    Person,
    Pool,
    PoolPlace,
    Session,
    SessionState,
    Topic,
)
from tests.support.app import SLIDES, AppUnderTest, running_app
from tests.support.person import Person as Member

SECRET = "the words of a question"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
async def app(url: str, encryption_keys: str) -> AsyncIterator[AppUnderTest]:
    async with running_app(url, encryption_keys) as app:
        yield app


async def quarter(app: AppUnderTest, people: int) -> None:
    """So many people asked, were helped by one of six experts, and said how much it helped."""
    assert app.service is not None
    now = app.clock.now()
    async with app.service.services.database.begin(app.slack.workspace.team_id) as db:
        topic = await db.scalar(select(Topic).where(Topic.name == SLIDES))
        assert topic is not None
        topic_id = topic.id
        await db.insert(Topic, name="=HYPERLINK(1)", name_key="=hyperlink(1)", created_at=now)
        for number in range(6):
            await db.insert(Person, user_id=f"UX{number}", name=f"Expert {number}", synced_at=now)
            await db.insert(Expert, user_id=f"UX{number}", opted_in_at=now)
        for number in range(people):
            mentee, expert = f"UM{number}", f"UX{number % 6}"
            asked = now - timedelta(days=20 - number % 5)
            await db.insert(
                Person, user_id=mentee, name=f"Mentee {number}", zone="Europe/Berlin", synced_at=now
            )
            ask = await db.insert(
                Ask,
                mentee_id=mentee,
                topic_id=topic_id,
                question=SECRET,
                state=AskState.CONCLUDED,
                created_at=asked,
                matched_at=asked + timedelta(hours=2),
                closed_at=now,
            )
            times = {"offered_at": asked, "deadline_at": asked, "answered_at": asked + timedelta(hours=2)}
            offer = await db.insert(
                Offer, ask_id=ask.id, expert_id=expert, state=OfferState.ACCEPTED, **times
            )
            session_id = new_id()
            await db.insert(
                Session,
                id=session_id,
                ask_id=ask.id,
                offer_id=offer.id,
                mentee_id=mentee,
                expert_id=expert,
                minutes=45,
                state=SessionState.HELD,
                starts_at=asked + timedelta(days=2),
                created_at=asked + timedelta(hours=2),
                closed_at=now,
                thanks_planned_at=now,
            )
            await db.insert(
                FollowUp, session_id=session_id, kind=FollowUpKind.TWO_WEEKS, answer=2 + number % 4
            )


async def alike(app: AppUnderTest, people: int) -> None:
    """So many of those who asked were asked to share one session of their topic, in one group."""
    assert app.service is not None
    now = app.clock.now()
    async with app.service.services.database.begin(app.slack.workspace.team_id) as db:
        topic_id = await db.scalar(select(Topic.id).where(Topic.name == SLIDES))
        made = {"minutes": 60, "closeness": 80, "give_up_at": now, "created_at": now}
        pool = await db.insert(Pool, topic_id=topic_id, **made)
        asks = list(await db.scalars(select(Ask).order_by(Ask.mentee_id).limit(people)))
        for one in asks:
            session_id = await db.scalar(select(Session.id).where(Session.ask_id == one.id))
            here = {"pool_id": pool.id, "ask_id": one.id, "user_id": one.mentee_id, "answer_by": now}
            await db.insert(PoolPlace, session_id=session_id, **here)


async def test_formats_have_a_line_and_a_list_of_topics_behind_it(app: AppUnderTest) -> None:
    await quarter(app, 12)
    await alike(app, 6)
    text = await figures(app, app.noor)
    assert "Shared sessions: 6 people with much the same question" in text
    assert "1 of 1 groups met." in text
    await app.noor.press("By topic")
    listed = await app.noor.sees_modal("By topic")
    assert f"{SLIDES}: 6 people asked; 1 of 1 groups met" in listed.text


async def figures(app: AppUnderTest, person: Member) -> str:
    await person.open_home()
    await person.command("/mentoring", "admin")
    await person.press("How it goes")
    return (await person.sees_modal("How it goes")).text


async def test_the_program_team_sees_the_funnel_and_nobodys_words(app: AppUnderTest) -> None:
    await quarter(app, 12)
    text = await figures(app, app.noor)
    assert "12 asked" in text
    assert "12 led to a meeting" in text
    assert "9 helped as much as hoped, or more" in text
    assert "to a yes: 2 hours" in text
    assert "the wait was as forecast for 6 of 6 questions (100 %)" in text
    assert f"{SLIDES}: 12 asked, 0 waiting, nobody can help yet" in text
    assert SECRET not in text
    await app.noor.press("365 days")
    await app.noor.sees("The last 365 days")


async def waiting(app: AppUnderTest, people: int) -> None:
    """So many wait for somebody who helps with the topic."""
    assert app.service is not None
    now = app.clock.now()
    async with app.service.services.database.begin(app.slack.workspace.team_id) as db:
        topic_id = await db.scalar(select(Topic.id).where(Topic.name == SLIDES))
        waits = {"topic_id": topic_id, "question": SECRET, "state": AskState.WAITING, "created_at": now}
        for number in range(people):
            await db.insert(Ask, mentee_id=f"UM{number}", **waits)


async def test_a_figure_opens_the_list_behind_it_without_names_or_words(app: AppUnderTest) -> None:
    await quarter(app, 12)
    await waiting(app, 5)
    assert "12 people, of whom 5 have asked again" in await figures(app, app.noor)
    monday = (app.clock.now() - timedelta(days=16)).date()
    week = NEUTRAL.day(monday - timedelta(days=monday.weekday()))
    told = {
        "met": f"{SLIDES}: 12 questions of 12 people, the newest asked in the week from {week}",
        "asked": f"{SLIDES}: 17 questions of 12 people",
        "Who waits, and why": "5 until somebody helps with the topic: invite somebody",
        "All topics": f"{SLIDES}: 17 asked, 5 waiting, nobody can help yet",
        "Held and offered": "6 people offer 2 sessions for a month\n• 6 held as many as that, or more",
    }
    for name, line in told.items():
        await app.noor.press(name)
        text = (await app.noor.sees_modal("Behind the figure")).text
        assert line in text, name
        assert not re.search(rf"{SECRET}|Mentee \d|Expert \d|U[MX]\d", text)
        await app.noor.close()


async def test_there_is_no_list_of_fewer_than_five_people(app: AppUnderTest) -> None:
    await quarter(app, 12)
    await waiting(app, 4)
    await figures(app, app.noor)
    await app.noor.press("Who waits, and why")
    text = (await app.noor.sees_modal("Behind the figure")).text
    assert "Fewer than five people are behind this figure" in text
    assert SLIDES not in text


async def test_app_home_draws_the_last_weeks_and_where_most_wait(app: AppUnderTest) -> None:
    await quarter(app, 12)
    assert app.service is not None
    now = app.clock.now()
    async with app.service.services.database.begin(app.slack.workspace.team_id) as db:
        topic_id = await db.scalar(select(Topic.id).where(Topic.name == SLIDES))
        waits = {"topic_id": topic_id, "question": SECRET, "state": AskState.WAITING, "created_at": now}
        await db.insert(Ask, mentee_id="UM0", **waits)
    await app.noor.open_home()
    await app.noor.sees("The last 6 weeks: 13 asked, 12 of them got a yes, 12 met.")
    blocks = app.slack.workspace.homes[app.noor.id].blocks
    (chart,) = [one for one in blocks if one["type"] == "data_visualization"]
    assert [one["name"] for one in chart["chart"]["series"]] == ["asked", "got a yes", "met"]
    assert sum(point["value"] for point in chart["chart"]["series"][0]["data"]) == 13
    assert f"{SLIDES} | 1 | 0" in app.noor.home().text


async def test_figures_about_a_few_people_are_not_shown(app: AppUnderTest) -> None:
    await quarter(app, 4)
    text = await figures(app, app.noor)
    assert "4 people have asked so far" in text
    assert "weeks" not in app.noor.home().text
    assert "helped as much" not in text
    assert f"{SLIDES}: 0 waiting, nobody can help yet" in text
    assert not re.search(r"\d asked", text)


async def test_the_file_holds_the_figures_and_no_formula(app: AppUnderTest) -> None:
    await quarter(app, 12)
    await figures(app, app.noor)
    for _ in range(2):  # a double click
        await app.noor.press("Send me a file")
        await app.noor.sees("It is on its way")
        await app.noor.close()
        await app.noor.press("How it goes")
    await app.settle()
    (shared,) = [one for one in app.slack.workspace.files.values() if one.name == "program-figures.csv"]
    rows = list(csv.reader(io.StringIO(shared.content.decode("utf-8-sig"))))
    assert ["questions", "30 days", "held", "12"] in rows
    assert ["forecasts of the wait", "last ones", "held", "6"] in rows
    assert [row[2:] for row in rows if row[0] == "first question in"] == [
        ["people", "12"],
        ["asked again", "0"],
    ]
    assert ["topic", "'=HYPERLINK(1)", "asked", "0"] in rows
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@" and cell]
    assert SECRET not in shared.content.decode()
    await app.noor.close()
    await app.noor.command("/mentoring", "admin")
    await app.noor.press("Log")
    log = (await app.noor.sees_modal("Log")).text
    assert "@Noor Haddad had the figures sent as a file." in log
    assert "@Noor Haddad looked at the figures." in log


async def test_whoever_runs_the_program_invites_somebody_from_a_topic_that_nobody_helps_with(
    app: AppUnderTest,
) -> None:
    await app.noor.open_home()
    await app.settle()
    await app.noor.command("/mentoring", "admin")
    await app.noor.press("Invite somebody")
    await app.noor.fill(
        {"Who could help?": app.eli, "Your words to them": "You did it twice. Would you join?"}
    )
    assert await app.noor.submit() == {}
    await app.settle()
    assert [text for text in app.dm_texts(app.eli) if "thinks that you could help colleagues" in text]
    await app.noor.close()
    await app.noor.command("/mentoring", "admin")
    await app.noor.press("Log")
    await app.noor.sees("invited @Eli Navarro to help with")


@pytest.mark.parametrize("button", ["90 days", "Send me a file", "Held and offered"])
async def test_nobody_else_sees_it_also_not_by_an_old_button(app: AppUnderTest, button: str) -> None:
    await quarter(app, 12)
    await figures(app, app.noor)
    app.slack.workspace.users[app.noor.id].is_admin = False
    await app.settle()  # whatever was read from Slack before is written by now
    assert app.service is not None
    async with app.service.services.database.begin(app.slack.workspace.team_id) as db:
        await db.update_where(Person, Person.user_id == app.noor.id, is_admin=False, is_manager=False)
    await app.noor.press(button)
    assert not re.search(r"The last \d+ days", app.noor.screen())
    await app.settle()
    assert not [one for one in app.slack.workspace.files.values() if one.name == "program-figures.csv"]


async def test_the_team_is_told_each_monday_once_and_not_when_nothing_happened(app: AppUnderTest) -> None:
    await app.noor.open_home()
    await app.settle()
    await app.until(app.clock.now() + timedelta(days=7))
    assert [text for text in app.dm_texts(app.noor) if "The program in the last week" in text] == []
    await quarter(app, 12)
    await app.later(hours=50)
    await app.ask(app.ada, "How do I open a board talk about a missed quarter so that they decide?")
    for _ in range(6):
        await app.later(hours=24)
    told = [text for text in app.dm_texts(app.noor) if "The program in the last week" in text]
    assert len(told) == 1
    assert "1 asked, 0 got a yes, 0 met." in told[0]
    assert "1 question waits for somebody." in told[0]
    assert f"Nobody can help yet with {SLIDES}" in told[0]
