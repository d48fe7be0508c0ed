"""A thank-you and the one question, as Ada and Eli live through them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select

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
from bot.people.service import meet
from bot.thanks import texts
from tests.journeys.company import Company, rows

WORDS = "I opened with the question, as you said. The board decided in ten minutes & thanked <me>."


@pytest.fixture
async def company(sqlite_url: str, encryption_keys: str) -> AsyncIterator[Company]:
    """Ada, Eli, Mei and Noor, on the day on which Ada and Eli have met."""
    one = Company(sqlite_url, encryption_keys, "http")
    await one.open()
    await one.settle()
    await have_met(one)
    yield one
    await one.close()
    assert one.slack.violations == []


async def have_met(company: Company) -> None:
    """Put a session into the tables that both said was held."""
    assert company.service is not None
    ended = company.clock.now()
    async with company.service.services.database.begin(company.slack.world.team_id) as db:
        await meet(db, [company.ada.id, company.eli.id])
        topic = await db.scalar(select(Topic))
        assert topic is not None
        await db.insert(
            Ask,
            id="a1",
            mentee_id=company.ada.id,
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
            expert_id=company.eli.id,
            state=OfferState.ACCEPTED,
            offered_at=ended,
            deadline_at=ended,
        )
        await db.insert(
            Session,
            id="s1",
            ask_id="a1",
            offer_id="o1",
            mentee_id=company.ada.id,
            expert_id=company.eli.id,
            minutes=45,
            state=SessionState.HELD,
            starts_at=ended - timedelta(minutes=45),
            ends_at=ended,
            created_at=ended,
            closed_at=ended,
        )
    await company.settle()


async def test_a_thank_you_goes_from_the_question_to_the_expert_and_into_their_home(company: Company) -> None:
    await company.eli.open_home()
    assert company.ada.find("Write a thank-you") is None
    await company.later(days=1)
    asked = await company.ada.sees("Write a thank-you")
    await company.ada.press("Write a thank-you")
    await company.ada.fill({"What did you do with it?": "   "})
    assert await company.ada.submit() == {"What did you do with it?": texts.NOTHING_WRITTEN}
    await company.ada.fill({"What did you do with it?": WORDS})
    assert await company.ada.submit() == {}
    await company.settle()
    received = await company.eli.sees(WORDS, in_=company.eli.dm()[-1])
    assert "Ada Brandt" in received.text
    await company.eli.sees(WORDS, in_=company.eli.home())
    await company.eli.sees("45 minutes", in_=company.eli.home())
    assert asked.buttons() == []
    assert WORDS in asked.text
    assert len(company.ada.dm()) == 1


async def test_a_second_window_does_not_thank_twice(company: Company) -> None:
    home = await company.ada.open_home()
    await company.ada.press("Thank Eli Navarro", home)
    await company.ada.fill({"What did you do with it?": WORDS})
    assert company.service is not None
    async with company.service.services.database.begin(company.slack.world.team_id) as db:
        await db.insert(
            Thanks,
            session_id="s1",
            mentee_id=company.ada.id,
            expert_id=company.eli.id,
            words="Earlier words",
            written_at=company.clock.now(),
        )
    assert await company.ada.submit() == {}
    await company.ada.sees_modal("Already thanked")
    await company.settle()
    assert [thanks.words for thanks in await rows(company, select(Thanks))] == ["Earlier words"]
    assert company.eli.dm() == []


async def test_who_has_thanked_is_not_asked_in_the_morning(company: Company) -> None:
    home = await company.ada.open_home()
    await company.ada.press("Thank Eli Navarro", home)
    await company.ada.fill({"What did you do with it?": WORDS})
    assert await company.ada.submit() == {}
    await company.later(days=1)
    assert company.ada.dm() == []
    assert "Thank Eli Navarro" not in (await company.ada.open_home()).buttons()


async def test_the_one_question_is_asked_twice_answered_and_corrected(company: Company) -> None:
    await company.later(days=1)
    await company.later(days=13)
    asked = await company.ada.sees("Two weeks ago")
    await company.ada.press("Less than I hoped")
    await company.settle()
    assert "You said: Less than I hoped." in asked.text
    await company.ada.press("More than I hoped")
    await company.settle()
    assert "You said: More than I hoped." in asked.text
    await company.later(days=77)
    await company.ada.sees("Three months ago")
    await company.ada.press("As I expected")
    await company.settle()
    kept = {answer.kind.value: answer.answer for answer in await rows(company, select(FollowUp))}
    assert kept == {"two_weeks": 4, "three_months": 3}
    assert len(company.ada.dm()) == 3
    assert company.eli.dm() == []
