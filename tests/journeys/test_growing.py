"""Going on: asked in private, agreed by both, chosen by one."""

from __future__ import annotations

from sqlalchemy import select

from bot.models import Series
from tests.journeys.steps import booked, end_of, wrap_up
from tests.support.app import AppUnderTest


async def test_two_yeses_lead_to_a_talk_a_month(app: AppUnderTest) -> None:
    session = await booked(app)
    await app.until(end_of(session))
    await wrap_up(app, app.ada)
    await wrap_up(app, app.eli)
    await app.later(hours=23)
    await app.ada.sees("Would you like to go on?")
    await app.ada.press("Yes, gladly")
    await app.settle()
    await app.ada.sees("nobody ever learns what you said")
    assert "both like to go on" not in app.group(app.eli).text
    await app.eli.open_home()
    await app.eli.press("Yes, gladly")
    await app.settle()
    await app.ada.press("Choose how", in_=app.group(app.ada))
    await app.ada.fill({"How would you like to go on?": "A talk a month, six at most"})
    assert await app.ada.submit() == {}
    await app.settle()
    await app.eli.sees("Ada chose a talk a month, six at most")
    await app.eli.sees("You agreed on up to 6 sessions, about a month apart")
    await app.eli.sees("you go on with")
    (series,) = await app.rows(select(Series))
    assert (series.count, series.gap_days) == (6, 28)

    await app.later(hours=1)
    await app.eli.press("Cancel", in_="Pick a time for your")
    await app.eli.sees("your series, which ends with it")
    assert await app.eli.submit() == {}
    await app.settle()
    await app.ada.sees("Your series ends with it.")
    await app.settle()
    for person in (app.ada, app.eli):
        await person.sees("and that is over. You can ask each other again")
        assert "You choose how in your conversation" not in " ".join(app.dm_texts(person))
