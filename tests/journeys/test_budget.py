"""What a question costs people: at most two messages until it is booked, and eight in the whole journey."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.models import Ask, Offer, SessionState
from tests.journeys.steps import QUESTION, book_first, end_of, matched, start_of, the_session, wrap_up
from tests.pooled import steps as pooled
from tests.support.app import SLIDES, AppUnderTest, running_app
from tests.support.counted import Cost, Counted, Hands

pytestmark = pytest.mark.timeout(600)  # a whole journey, on a machine with other things to do

UNTIL_BOOKED = 2
WHOLE_JOURNEY = 8


@pytest.mark.parametrize("books", ["ada", "eli"])
async def test_the_main_journey_stays_within_its_messages(app: AppUnderTest, books: str) -> None:
    ada, eli = app.ada, app.eli
    counted = Counted(app.slack)
    await matched(app)
    await book_first(app, getattr(app, books))
    asker, helper = counted.messages(ada), counted.messages(eli)
    by_themselves = books == "ada"
    assert len(asker) == UNTIL_BOOKED + (not by_themselves), asker
    assert len(helper) == UNTIL_BOOKED + by_themselves, helper

    session = await the_session(app)
    await app.until(start_of(session) - timedelta(hours=23, minutes=30))
    await ada.press("Prepare", in_="Five minutes of preparation")
    modal = await ada.sees_modal()
    await ada.fill(
        {block["block_id"]: ["Ready"] for block, one in modal.elements() if one["type"] == "checkboxes"}
    )
    await ada.fill({"success": "A first sentence", "background": "The deck"})
    assert await ada.submit() == {}
    await eli.press("I have read it")
    await app.settle()
    for moment in (timedelta(hours=1), timedelta(minutes=15), timedelta(0)):
        await app.until(start_of(session) - moment)
    await ada.press("We've started")
    await app.settle()
    await app.until(end_of(session) - timedelta(minutes=10))
    await app.until(end_of(session))
    await wrap_up(app, ada, **{"What do you take away?": "Lead with the decision"})
    await wrap_up(app, eli)
    await app.later(hours=23)
    await ada.press("Write a thank-you")
    await ada.fill({"What did you do with it?": "I opened with the decision and the board nodded."})
    assert await ada.submit() == {}
    while ada.modal():
        await ada.close()
    await app.settle()
    await app.later(days=14)
    assert "How much did your talk" in asker[-1]
    assert len(asker) <= WHOLE_JOURNEY, asker
    assert len(helper) <= WHOLE_JOURNEY, helper


async def test_a_shared_session_stays_within_the_messages_of_any_other(
    sqlite_url: str, encryption_keys: str
) -> None:
    """With a move and somebody who can't come: it costs nobody more than a session of two may."""
    async with running_app(sqlite_url, encryption_keys) as app:
        counted = Counted(app.slack)
        ada, mei, tui = await pooled.booked(app)
        assert await pooled.pick(app, 1, "Move it") == {}
        await pooled.cant_come(app, tui)
        shared = await pooled.pool(app)
        assert shared.starts_at is not None
        await app.until(shared.starts_at - timedelta(minutes=14))
        await app.until(shared.starts_at + timedelta(minutes=shared.minutes, seconds=5))
        for person in (ada, mei, app.eli):
            messages = counted.messages(person)
            assert len(messages) <= WHOLE_JOURNEY, messages


ASKED_AND_BOOKED = Cost(commands=1, clicks=3, messages=2)
HELPED_AND_BOOKED = Cost(commands=0, clicks=2, messages=2)
KNOWS = "I opened board talks about missed quarters, and we decided on the new plan."


@pytest.mark.parametrize("books", ["ada", "eli"])
async def test_from_stuck_to_booked(app: AppUnderTest, books: str) -> None:
    """One command and three clicks for whoever asks, two for whoever helps, and two messages until then."""
    ada, eli = app.ada, app.eli
    await app.join(eli, SLIDES, **{"What I can help with": KNOWS})
    counted, hands = Counted(app.slack), Hands(app.slack)
    await ada.command("/ask-expert", QUESTION)
    assert await ada.submit() == {}
    await ada.close()
    await app.settle()
    await app.until(max(offer.offered_at for offer in await app.rows(select(Offer))))
    await eli.press("I can help")
    await app.settle()
    messages = {person.id: len(counted.messages(person)) for person in (ada, eli)}
    await book_first(app, getattr(app, books))
    assert (await the_session(app)).state is SessionState.BOOKED
    asked, helped = counted.cost(ada, hands), counted.cost(eli, hands)
    by_asker = books == "ada"
    asked, helped = (replace(cost, messages=messages[who.id]) for cost, who in ((asked, ada), (helped, eli)))
    assert asked == replace(ASKED_AND_BOOKED, clicks=ASKED_AND_BOOKED.clicks - (not by_asker))
    assert helped == replace(HELPED_AND_BOOKED, clicks=HELPED_AND_BOOKED.clicks - by_asker)


async def test_a_question_without_a_topic_costs_one_choice_more(app: AppUnderTest) -> None:
    """Where the words do not tell the topic, it is chosen; where nobody is sure, nothing else is asked."""
    await app.join(app.eli, SLIDES)
    hands = Hands(app.slack)
    await app.ada.command("/ask-expert", "How do I tell them by Friday that the plan has changed for good?")
    await app.ada.fill({"Topic": "Not sure"})
    assert await app.ada.submit() == {}
    await app.ada.close()
    assert (hands.commands, hands.clicks) == ({app.ada.id: 1}, {app.ada.id: 3})
    assert len(await app.rows(select(Ask))) == 1
