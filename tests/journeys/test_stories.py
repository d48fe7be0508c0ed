"""A thank-you becomes a story, answers somebody before they ask, and is taken back."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.models import Ask, Story, StoryAnswer, StoryState
from tests.journeys.steps import QUESTION, booked, end_of, wrap_up
from tests.support.app import SLIDES, AppUnderTest

THANKS = "Eli said: open with the decision. I did, and on 3 May the board of Acme GmbH released $40,000."
BETTER = "Open with the decision you need, and show the figures only when somebody asks for them."


async def test_a_story_is_agreed_shared_answers_a_question_and_is_taken_back(app: AppUnderTest) -> None:
    session = await booked(app)
    await app.until(end_of(session))
    await wrap_up(app, app.ada)
    await wrap_up(app, app.eli)
    await app.later(hours=23)
    await app.ada.press("Write a thank-you")
    await app.ada.fill({"What did you do with it?": THANKS})
    assert await app.ada.submit() == {}
    await app.settle()

    await app.ada.press("Make it a story")
    await app.ada.sees("“Eli” by “a colleague”")
    modal = await app.ada.sees("on a day the board of a client released an amount")
    assert "Acme" not in modal.text.partition("The question")[2]
    await app.ada.fill({"The question": "How did Eli Navarro tell us to open a board talk?"})
    assert await app.ada.submit() == {}
    await app.ada.sees("How did a colleague tell us to open a board talk?")
    await app.ada.fill({"The question": "How do I open a board talk about a missed goal?"})
    assert await app.ada.submit() == {}
    await app.ada.close()
    await app.settle()
    await app.ada.sees("waits for Eli")

    asked = await app.eli.sees("would like to tell others")
    await app.eli.press("Change the words", in_=asked)
    await app.eli.fill({"What helped": BETTER})
    assert await app.eli.submit() == {}
    await app.settle()
    await app.ada.press("Yes, share it", in_="changed the words")
    await app.settle()
    (story,) = await app.rows(select(Story))
    assert (story.state, story.helped) == (StoryState.AGREED, BETTER)

    home = await app.noor.open_home()
    await app.noor.press("Success stories", home)
    await app.noor.press("Post it in a channel")
    channel = app.slack.add_channel("wins")
    await app.noor.fill({"Channel": channel.id})
    assert await app.noor.submit() == {}
    await app.noor.sees("It goes to")
    await app.settle()
    assert [BETTER in one.text for one in app.noor.messages(channel)] == [True]
    assert "an open topic" not in app.noor.messages(channel)[0].text, "the post names its topic"

    asks = (await app.rows(select(func.count()).select_from(Ask)))[0]
    await app.mei.command("/ask-expert", QUESTION)
    await app.mei.fill({"topic": SLIDES})
    assert await app.mei.submit() == {}
    await app.mei.sees("A colleague had a question like yours")
    await app.mei.sees(BETTER)
    await app.mei.press("This answered it")
    await app.mei.sees_modal("Glad it helps")
    await app.settle()
    assert await app.rows(select(func.count()).select_from(Ask)) == [asks]
    assert await app.rows(select(StoryAnswer.user_id)) == [app.mei.id]

    await app.eli.command("/mentoring", "stories")
    await app.eli.sees("It has answered 1 question so far.")
    await app.eli.press("Read it")
    await app.eli.press("Take it back")
    await app.settle()
    assert not any(BETTER in one.text for one in app.noor.messages(channel))
    for person in (app.ada, app.eli):
        assert not any(BETTER in one.text for one in person.dm())
    (story,) = await app.rows(select(Story))
    assert (story.state, story.question, story.helped) == (StoryState.WITHDRAWN, "", "")
