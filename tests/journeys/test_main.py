"""The main journey of product.md, from the question to the three-month answer."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.models import Action, Ask, AskState, FollowUp, SessionState, Tick
from tests.journeys.steps import QUESTION, book_first, end_of, matched, start_of, the_session, wrap_up
from tests.support.app import AppUnderTest


async def test_from_the_question_to_the_three_month_answer(every_app: AppUnderTest) -> None:
    app = every_app
    ada, eli = app.ada, app.eli
    await ada.open_home()
    await eli.open_home()

    card = await matched(app)
    assert "@Ada Brandt, meet @Eli Navarro. Eli said yes to Ada's question" in card.text
    assert QUESTION in card.text
    assert len(card.buttons()) == 7  # five times, "None of these" and "Cancel"

    session = await book_first(app, eli)
    await ada.sees("you are booked")
    await ada.sees("you meet Tue 2 Feb at 09:30", in_=ada.dm()[0])
    await ada.sees("session.ics", in_="You meet Eli")  # Eli booked it: it is news for Ada
    await eli.press("Calendar file")
    await app.settle()
    for person in (ada, eli):
        await person.sees("session.ics")
        home = person.home()
        assert home is not None
        assert "Tue 2 Feb at 09:30 with" in home.text
        assert f"Done so far: {1 if person is ada else 0} of 4" in home.text

    await app.until(start_of(session) - timedelta(hours=23, minutes=58))
    await ada.press("Prepare", in_="Five minutes of preparation")
    await ada.fill({"The question or goal": "One opening sentence that the board will hear out"})
    modal = await ada.sees_modal("Get ready")
    await _tick_everything(ada, modal)
    await ada.fill({"What success looks like": "A first sentence and a decision"})
    await ada.fill({"A link or a short scenario": "The quarter missed by 8 %, the plan is in the deck"})
    assert await ada.submit() == {}
    await app.settle()
    assert len([tick for tick in await app.rows(select(Tick)) if tick.ticked]) == 4

    await app.until(start_of(session) - timedelta(minutes=58))
    assert not [text for text in app.dm_texts(ada) if "still open on your list" in text]
    assert [text for text in app.dm_texts(eli) if "This is still open on your list" in text]

    await app.until(start_of(session) - timedelta(minutes=14))
    brief = await eli.sees("10 min: the story so far")
    assert "The quarter missed by 8 %" in brief.text
    assert "seen by you alone" in brief.text
    assert "seen by you alone" not in ada.dm()[-1].text

    await app.until(start_of(session) + timedelta(seconds=1))
    await eli.press("We've started")
    await app.settle()
    await app.until(end_of(session) - timedelta(minutes=9, seconds=30))
    await ada.sees("A good moment to sum up", in_="It is time for your session with Eli")
    await app.until(end_of(session) + timedelta(seconds=1))
    await ada.sees("Before your session with Eli")
    assert ada.find("Five minutes of preparation") is None

    await wrap_up(
        app,
        ada,
        **{
            "What do you take away?": "Lead with the decision",
            "Who does what by when?": "Ada: rewrite the first slide by Friday\nread the deck",
        },
    )
    await wrap_up(app, eli, **{"Something to read or look at next": "The deck of March"})
    summary = await eli.sees("What came of your session about")
    for words in (
        "Lead with the decision",
        "rewrite the first slide (Ada, by Fri 5 Feb)",
        "read the deck",
        "The deck of March",
    ):
        assert words in summary.text
    assert (await the_session(app)).state == SessionState.HELD
    assert [ask.state for ask in await app.rows(select(Ask))] == [AskState.CONCLUDED]
    assert len(await app.rows(select(Action))) == 2

    await app.later(hours=23)
    await ada.press("Write a thank-you")
    await ada.fill({"What did you do with it?": "I opened with the decision and the board nodded."})
    assert await ada.submit() == {}
    while ada.modal():
        await ada.close()
    await app.settle()
    await eli.sees("I opened with the decision and the board nodded.")
    assert "I opened with the decision" in eli.home().text

    await app.later(days=14)
    question = await ada.sees("How much did it help?")
    await ada.press(question.buttons()[3], in_=question)
    await app.settle()
    await app.later(days=77)
    question = await ada.sees("Looking back")
    await ada.press(question.buttons()[4], in_=question)
    await app.settle()
    answers = await app.rows(select(FollowUp).order_by(FollowUp.kind.desc()))
    assert [answer.answer for answer in answers] == [4, 5]


async def _tick_everything(person, modal) -> None:  # type: ignore[no-untyped-def]
    for block, element in modal.elements():
        if element["type"] == "checkboxes":
            await person.fill({block["block_id"]: ["Ready"]})
