"""A hidden name stays hidden, whatever those who do not know it try."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.models import Ask, AskState, Topic
from bot.offers import texts
from bot.people import service as people
from tests.journeys.company import SLIDES, Company, rows
from tests.journeys.steps import QUESTION


@pytest.fixture
async def company(sqlite_url: str, encryption_keys: str) -> AsyncIterator[Company]:
    one = Company(sqlite_url, encryption_keys, "http")
    await one.open()
    yield one
    await one.close()
    assert one.slack.violations == []


async def test_naming_people_in_turn_does_not_tell_who_asks(company: Company) -> None:
    ada, eli, mei, noor = company.ada, company.eli, company.mei, company.noor
    await company.join(eli, SLIDES)
    await company.ask(ada, QUESTION, hide_name=["Hide my name until somebody says yes"])
    await eli.press("Not me")
    for name in (ada, mei, noor):
        await eli.fill({"But try ...": name})
        assert await eli.submit() == {"But try ...": texts.NOT_AN_EXPERT}


async def test_the_mentee_who_helps_too_is_passed_over_in_silence(company: Company) -> None:
    ada, eli, mei = company.ada, company.eli, company.mei
    await company.join(eli, SLIDES)
    await company.join(ada, SLIDES)
    await company.ask(ada, QUESTION, hide_name=["Hide my name until somebody says yes"])
    await eli.press("Not me")
    await eli.fill({"But try ...": ada})
    assert await eli.submit() == {}
    await company.join(mei, SLIDES)
    await mei.sees("name hidden until you accept")
    assert ada.find("Can you help with") is None


async def test_a_steward_cannot_find_out_by_naming_people(company: Company) -> None:
    ada, mei, noor = company.ada, company.mei, company.noor
    (topic,) = await rows(company, select(Topic).where(Topic.name == SLIDES))
    assert company.service is not None
    async with company.service.services.database.begin(company.slack.world.team_id) as db:
        await people.meet(db, [mei.id])
        await db.update_where(Topic, Topic.id == topic.id, steward_id=mei.id)
    await company.settle()
    await company.ask(ada, QUESTION)
    await mei.press("Suggest somebody")
    for name in (ada, noor):
        await mei.fill({"Who could help?": name})
        assert await mei.submit() == {"Who could help?": texts.STEWARD_SENTENCE}
    assert [ask.state for ask in await rows(company, select(Ask))] == [AskState.STEWARD]
