"""A hidden name stays hidden, whatever those who do not know it try."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.kit import search
from bot.models import Ask, AskState, Topic
from bot.offers import texts
from bot.people import service as people
from tests.journeys.steps import QUESTION
from tests.support.app import SLIDES, AppUnderTest


async def test_naming_people_in_turn_does_not_tell_who_asks(app: AppUnderTest) -> None:
    ada, eli, mei, noor = app.ada, app.eli, app.mei, app.noor
    await app.join(eli, SLIDES)
    await app.ask(ada, QUESTION, hide_name=["Hide my name until somebody says yes"])
    await eli.press("Not me")
    form = await eli.sees_modal("Not me")
    assert "suggestion" not in {block.get("block_id") for block in form.blocks}  # nobody else helps
    for one in (ada, mei, noor):
        assert one.id not in str(form.blocks)


async def test_the_mentee_who_helps_too_is_passed_over_in_silence(
    app: AppUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MANY", 1)  # one types to find somebody
    ada, eli, mei = app.ada, app.eli, app.mei
    await app.join(eli, SLIDES)
    await app.join(ada, SLIDES)
    await app.ask(ada, QUESTION, hide_name=["Hide my name until somebody says yes"])
    await eli.press("Not me")
    await eli.fill({"But try ...": ada.reader.person.real_name})
    assert await eli.submit() == {}
    await app.join(mei, SLIDES)
    await mei.sees("name hidden until you accept")
    assert ada.find("Can you help with") is None


async def test_a_steward_cannot_find_out_by_naming_people(app: AppUnderTest) -> None:
    ada, mei, noor = app.ada, app.mei, app.noor
    (topic,) = await app.rows(select(Topic).where(Topic.name == SLIDES))
    assert app.service is not None
    async with app.service.services.database.begin(app.slack.workspace.team_id) as db:
        await people.add_missing(db, [mei.id])
        await db.update_where(Topic, Topic.id == topic.id, steward_id=mei.id)
    await app.settle()
    await app.ask(ada, QUESTION)
    await mei.press("Suggest somebody")
    for name in (ada, noor):
        await mei.fill({"Who could help?": name})
        assert await mei.submit() == {"Who could help?": str(texts.STEWARD_SENTENCE)}
    assert [ask.state for ask in await app.rows(select(Ask))] == [AskState.STEWARD]
