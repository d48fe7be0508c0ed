"""A series from the wish to the one thank-you, and ended early."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.models import Offer, Series, SeriesState, Session, SessionState
from tests.journeys.steps import QUESTION, wrap_up
from tests.support.app import SLIDES, AppUnderTest


async def agreed(app: AppUnderTest, yes: str, wish: str = "A series of two, about two weeks apart") -> None:
    await app.join(app.eli, SLIDES)
    await app.ask(app.ada, QUESTION, sessions=wish)
    days_begin = [offer.offered_at for offer in await app.rows(select(Offer))]
    await app.until(max(days_begin))
    await app.eli.press(yes)
    await app.settle()


async def newest(app: AppUnderTest) -> Session:
    found: list[Session] = await app.rows(select(Session).order_by(Session.created_at.desc()))
    return found[0]


async def meet(app: AppUnderTest, **more: object) -> Session:
    """Book the first time, let it be over, and have both wrap it up."""
    card = await app.ada.sees("Pick a time for your")
    await app.ada.press(card.buttons()[0], in_=card)
    await app.settle()
    session = await newest(app)
    assert session.starts_at is not None
    await app.until(session.starts_at + timedelta(minutes=session.minutes))
    await wrap_up(app, app.ada, **more)
    await wrap_up(app, app.eli)
    return session


def asked_for_thanks(app: AppUnderTest) -> int:
    return len([text for text in app.dm_texts(app.ada) if "Write a thank-you" in text])


async def test_from_the_wish_to_one_thank_you_for_all(app: AppUnderTest) -> None:
    await agreed(app, "Yes to both")
    await app.ada.sees("You agreed on a series of two sessions")
    first = await meet(app, **{"Who does what by when?": "Ada: cut the last slide"})
    await app.ada.sees("This is session 2 of 2 of your series.")
    second = await newest(app)
    assert (second.id != first.id, second.state) == (True, SessionState.SCHEDULING)
    await app.later(days=3)
    assert asked_for_thanks(app) == 0

    card = await app.ada.sees("Pick a time for your")
    await app.ada.press(card.buttons()[0], in_=card)
    await app.settle()
    second = await newest(app)
    assert first.starts_at is not None
    assert second.starts_at is not None
    assert timedelta(days=11) < second.starts_at - first.starts_at < timedelta(days=28)
    await app.until(second.starts_at - timedelta(hours=20))
    await app.ada.press("Prepare")
    await app.ada.sees("cut the last slide")
    await app.ada.close()

    await app.until(second.starts_at + timedelta(minutes=second.minutes))
    await wrap_up(app, app.ada)
    await wrap_up(app, app.eli)
    (series,) = await app.rows(select(Series))
    assert series.state is SeriesState.DONE
    await app.later(days=3)
    await app.ada.sees("You met Eli 2 times")
    assert asked_for_thanks(app) == 1


async def test_yes_to_one_is_a_session_like_any_other(app: AppUnderTest) -> None:
    await agreed(app, "Yes to one", "A series of three, about two weeks apart")
    await app.ada.sees("Eli has said yes to one session.")
    await meet(app)
    assert len(await app.rows(select(Session))) == 1
    assert await app.rows(select(Series)) == []
    await app.later(days=3)
    assert asked_for_thanks(app) == 1


async def test_either_ends_it_early_and_the_other_is_told_kindly(app: AppUnderTest) -> None:
    await agreed(app, "Yes to both")
    await meet(app)
    await app.eli.open_home()
    before = len(app.ada.messages(app.ada.group_dms()[-1]))
    await app.eli.press("End the series")
    await app.eli.sees("You have left your series with Ada")
    await app.settle()
    card = await app.ada.sees("Eli would like to leave your series", in_=app.group(app.ada))
    assert card.buttons() == []
    assert len(app.ada.messages(app.ada.group_dms()[-1])) == before, "its card changes where it stands"
    (series,) = await app.rows(select(Series))
    assert (series.state, series.ended_by) == (SeriesState.ENDED, app.eli.id)
    assert (await newest(app)).state is SessionState.CANCELLED
    await app.later(days=3)
    await app.ada.sees("would like to leave your series")
    assert asked_for_thanks(app) == 1
