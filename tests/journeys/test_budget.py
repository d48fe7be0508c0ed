"""What a question costs people: at most two messages until it is booked, and eight in the whole journey."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.journeys.steps import book_first, end_of, matched, start_of, the_session, wrap_up
from tests.support.app import AppUnderTest
from tests.support.counted import Counted

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
    for person in (ada, eli):
        await person.press("Prepare", in_="Five minutes of preparation")
        modal = await person.sees_modal()
        ready = {
            block["block_id"]: ["Ready"] for block, one in modal.elements() if one["type"] == "checkboxes"
        }
        await person.fill(ready)
        if person is ada:
            await person.fill({"success": "A first sentence", "background": "The deck"})
        assert await person.submit() == {}
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


async def test_asking_and_helping_take_few_presses(app: AppUnderTest) -> None:
    counted = Counted(app.slack)
    await matched(app)
    await book_first(app, app.eli)
    joining = ("submit",)  # the profile, which comes before
    helped = [what for what in counted.presses(app.eli) if what not in joining]
    assert [what.partition(":")[0] for what in helped] == ["offer_help", "session_book"]
