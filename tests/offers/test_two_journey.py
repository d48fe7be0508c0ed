"""Two people asked at once, as the three concerned see it in Slack."""

from __future__ import annotations

from datetime import timedelta

from bot.offers import texts
from tests.journeys.steps import QUESTION
from tests.support.app import MONDAY, SLIDES, AppUnderTest


async def test_an_urgent_question_goes_to_two_and_the_first_yes_wins(app: AppUnderTest) -> None:
    ada, eli, mei = app.ada, app.eli, app.mei
    await app.join(eli, SLIDES)
    await app.join(mei, SLIDES)
    tomorrow = (MONDAY + timedelta(days=1)).date()
    await app.ask(ada, QUESTION, **{"Needed by": tomorrow.isoformat()})
    assert "With two colleagues at the same time now. The first yes wins." in ada.dm()[0].text
    for expert in (eli, mei):
        assert str(texts.WITH_ANOTHER) in expert.dm()[0].text
    await mei.press("I can help")
    await app.settle()
    assert str(texts.OTHERS_YES) in eli.dm()[0].text
    assert not eli.find("I can help")
    await ada.sees("can help. Pick a time in your conversation with")


async def test_a_no_of_one_of_two_leaves_it_with_the_other(app: AppUnderTest) -> None:
    ada, eli, mei = app.ada, app.eli, app.mei
    await app.join(eli, SLIDES)
    await app.join(mei, SLIDES)
    await app.ask(ada, QUESTION, **{"Needed by": MONDAY.date().isoformat()})
    await eli.press("Not me")
    assert await eli.submit() == {}
    await app.settle()
    assert str(texts.WITH_ANOTHER) not in mei.dm()[0].text
    assert "then it moves on" in mei.dm()[0].text
    assert "With a colleague now. 2 colleagues have been asked." in ada.dm()[0].text
