"""A thank-you and the one question, as Ada and Eli live through them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.growing import texts as growing
from bot.models import (
    Ask,
    AskState,
    FollowUp,
    Offer,
    OfferState,
    Session,
    SessionState,
    Thanks,
    Topic,
)
from bot.people.service import add_missing
from bot.stories import texts as stories
from bot.thanks import texts
from tests.support.app import AppUnderTest

WORDS = "I opened with the question, as you said. The board decided in ten minutes & thanked <me>."


@pytest.fixture
async def app(app: AppUnderTest) -> AppUnderTest:
    """Ada, Eli, Mei and Noor, on the day on which Ada and Eli have met."""
    await app.settle()
    await have_met(app)
    return app


async def have_met(app: AppUnderTest) -> None:
    """Put a session into the tables that both said was held."""
    assert app.service is not None
    database, workspace_id = app.service.services.database, app.slack.workspace.team_id
    async with database.begin(workspace_id) as db:
        await add_missing(db, [app.ada.id, app.eli.id])
    await app.settle()  # what follows is planned by their own hours, which Slack tells
    ended = app.clock.now()
    async with database.begin(workspace_id) as db:
        topic = await db.scalar(select(Topic))
        assert topic is not None
        await db.insert(
            Ask,
            id="a1",
            mentee_id=app.ada.id,
            topic_id=topic.id,
            question="How do I open a board deck?",
            state=AskState.CONCLUDED,
            closed_at=ended,
            created_at=ended,
        )
        await db.insert(
            Offer,
            id="o1",
            ask_id="a1",
            expert_id=app.eli.id,
            state=OfferState.ACCEPTED,
            offered_at=ended,
            deadline_at=ended,
        )
        await db.insert(
            Session,
            id="s1",
            ask_id="a1",
            offer_id="o1",
            mentee_id=app.ada.id,
            expert_id=app.eli.id,
            minutes=45,
            state=SessionState.HELD,
            starts_at=ended - timedelta(minutes=45),
            ends_at=ended,
            created_at=ended,
            closed_at=ended,
        )
    await app.settle()


async def test_a_thank_you_goes_from_the_question_to_the_expert_and_into_their_home(
    app: AppUnderTest,
) -> None:
    await app.eli.open_home()
    assert app.ada.find("Write a thank-you") is None
    await app.later(days=1)
    asked = await app.ada.sees("Write a thank-you")
    await app.ada.press("Write a thank-you")
    await app.ada.fill({"What did you do with it?": "   "})
    assert await app.ada.submit() == {"What did you do with it?": str(texts.NOTHING_WRITTEN)}
    await app.ada.fill({"What did you do with it?": WORDS})
    assert await app.ada.submit() == {}
    await app.settle()
    received = await app.eli.sees(WORDS, in_=app.eli.dm()[-1])
    assert received.text.startswith("Ada thanks you")
    await app.eli.sees(WORDS, in_=app.eli.home())
    await app.eli.sees("45 minutes", in_=app.eli.home())
    assert asked.buttons() == [str(growing.YES), str(growing.NO), str(stories.TELL)]
    assert WORDS in asked.text
    assert len(app.ada.dm()) == 1


async def test_a_second_window_does_not_thank_twice(app: AppUnderTest) -> None:
    home = await app.ada.open_home()
    await app.ada.press("Thank Eli", home)
    await app.ada.fill({"What did you do with it?": WORDS})
    assert app.service is not None
    async with app.service.services.database.begin(app.slack.workspace.team_id) as db:
        await db.insert(
            Thanks,
            session_id="s1",
            mentee_id=app.ada.id,
            expert_id=app.eli.id,
            words="Earlier words",
            written_at=app.clock.now(),
        )
    assert await app.ada.submit() == {}
    await app.ada.sees_modal("Already thanked")
    await app.settle()
    assert [thanks.words for thanks in await app.rows(select(Thanks))] == ["Earlier words"]
    assert app.eli.dm() == []


async def test_who_has_thanked_is_not_asked_in_the_morning(app: AppUnderTest) -> None:
    home = await app.ada.open_home()
    await app.ada.press("Thank Eli", home)
    await app.ada.fill({"What did you do with it?": WORDS})
    assert await app.ada.submit() == {}
    await app.later(days=1)
    assert app.ada.dm() == []
    assert "Thank Eli" not in (await app.ada.open_home()).buttons()


async def test_the_one_question_is_asked_twice_answered_and_corrected(app: AppUnderTest) -> None:
    await app.later(days=1)
    await app.later(days=13)
    asked = await app.ada.sees("Two weeks ago")
    await app.ada.press("Less than I expected")
    await app.settle()
    assert "You said: Less than I expected." in asked.text
    await app.ada.press("More than I expected")
    await app.settle()
    assert "You said: More than I expected." in asked.text
    await app.later(days=77)
    await app.ada.sees("Three months ago")
    await app.ada.press("As much as I expected")
    await app.settle()
    kept = {answer.kind.value: answer.answer for answer in await app.rows(select(FollowUp))}
    assert kept == {"two_weeks": 4, "three_months": 3}
    assert len(app.ada.dm()) == 3
    [told] = app.eli.dm()  # of the answers nothing
    assert "Would you like to go on?" in told.text
