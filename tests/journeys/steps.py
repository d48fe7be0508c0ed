"""The steps that many journeys share, each as the people would do it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.models import Offer, Session
from tests.support.app import SLIDES, AppUnderTest
from tests.support.person import Person, Surface

QUESTION = "How do I open a board talk about a missed quarter so that we decide on the new plan on Friday?"


async def matched(app: AppUnderTest, mentee: Person | None = None, expert: Person | None = None) -> Surface:
    """Somebody asks, somebody says yes; returns the card with the times in their group DM."""
    mentee, expert = mentee or app.ada, expert or app.eli
    await app.join(expert, SLIDES)
    await app.ask(mentee, QUESTION)
    days_begin = [offer.offered_at for offer in await app.rows(select(Offer))]
    await app.until(max(days_begin))
    await expert.press("I can help")
    await app.settle()
    return await mentee.sees("Pick a time for your")


async def book_first(app: AppUnderTest, person: Person) -> Session:
    """Press the first time on the newest card; returns the session."""
    card = await person.sees("Pick a time for your")
    await person.press(card.buttons()[0], in_=card)
    await app.settle()
    return await the_session(app)


async def booked(app: AppUnderTest) -> Session:
    """From the question to a booked session of Ada and Eli."""
    await matched(app)
    return await book_first(app, app.ada)


async def the_session(app: AppUnderTest) -> Session:
    """The one session there is."""
    found: list[Session] = await app.rows(select(Session))
    assert len(found) == 1
    return found[0]


def start_of(session: Session) -> datetime:
    assert session.starts_at is not None
    return session.starts_at


def end_of(session: Session) -> datetime:
    return start_of(session) + timedelta(minutes=session.minutes)


async def wrap_up(app: AppUnderTest, person: Person, took_place: str = "Yes", **more: object) -> None:
    """Fill in the wrap-up."""
    await person.press("Wrap up")
    await person.fill({"Did it take place?": took_place})
    if "Something to read or look at next" in more:
        await person.press("Add more")
    await person.fill(dict(more))
    assert await person.submit() == {}
    while person.modal():
        await person.close()
    await app.settle()
