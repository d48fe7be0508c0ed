"""Everyday quiet: nobody is asked on their holiday, and the questions of a night are one list."""

from __future__ import annotations

from sqlalchemy import select

from bot.models import Offer, Outbox, OutboxState
from bot.offers.messages import LIST
from tests.journeys.steps import QUESTION
from tests.support.app import DATA, SLIDES, AppUnderTest


async def test_nobody_is_asked_on_their_holiday_and_one_press_says_that_they_are_here(
    app: AppUnderTest,
) -> None:
    ada, eli = app.ada, app.eli
    await app.join(eli, SLIDES)
    await app.slack.set_status(eli.id, "On holiday", ":palm_tree:")
    await app.settle()
    await app.ask(ada, QUESTION)
    await ada.sees("One colleague fits, but is away at the moment.")
    await eli.open_home()
    await app.settle()
    home = eli.home()
    assert home is not None
    assert "Your Slack status says that you are away." in home.text
    await eli.press("I’m here")
    await app.settle()
    home = eli.home()
    assert home is not None
    assert "Slack status" not in home.text
    await eli.sees(QUESTION)
    # He leaves after all: his time to answer stands, and goes on when he is back.
    before = (await app.rows(select(Offer)))[0].deadline_at
    ends = int((app.clock.now()).timestamp()) + 4 * 3600
    await app.slack.set_status(eli.id, "Out sick", ":face_with_thermometer:", ends)
    await app.settle()
    await eli.sees("your time to answer stands still")
    await app.later(hours=5)
    (offer,) = await app.rows(select(Offer))
    assert offer.stopped_at is None
    assert offer.deadline_at > before
    await eli.press("I can help")
    await app.settle()
    await ada.sees("Pick a time")


async def test_questions_that_came_overnight_are_one_list(app: AppUnderTest) -> None:
    eli = app.eli
    await app.join(eli, SLIDES, DATA)
    await app.later(hours=12)  # the evening
    await app.ask(app.ada, QUESTION)
    await app.ask(app.mei, "Which chart shows our churn by cohort so that the team picks one target?", DATA)
    await app.later(hours=12)
    morning = await eli.sees("2 questions wait for your answer")
    assert QUESTION in morning.text
    assert "churn by cohort" in morning.text
    assert len(await app.rows(select(Outbox).where(Outbox.kind == LIST.id))) == 1
    await app.join(app.mei, SLIDES)
    await app.slack.set_status(app.mei.id, "Out of office")
    await app.settle()
    await eli.press("Not me", in_=morning)
    await eli.fill({"But try ...": "Mei Tanaka"})
    assert list((await eli.submit()).values()) == [
        "Mei is away at the moment. Please choose somebody else, or leave this empty."
    ]
    await eli.close()
    await eli.press("I can help", in_=await eli.sees("2 questions wait for your answer"))
    await app.settle()
    left = await eli.sees("1 question waits for your answer")
    assert left.text.count("I can help") == 1
    sent = select(Outbox).where(Outbox.recipient == eli.id, Outbox.state == OutboxState.SENT)
    assert sum(one.kind == "offer_card" for one in await app.rows(sent)) == 0
