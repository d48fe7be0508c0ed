"""The steps that tests of sign-up sheets share, each as the people would do it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.models import PlaceState, Sheet, SheetPlace, SheetSlot, SlotState
from bot.playground.slack.objects import Channel
from tests.support.app import MONDAY, SLIDES, AppUnderTest
from tests.support.person import Person

POST = MONDAY + timedelta(days=7)  # the second Monday, at nine in Berlin
FIRST = POST + timedelta(days=1, hours=2)  # 11:00 on Tuesday
SECOND = FIRST + timedelta(hours=1)
QUESTION = "How do I end a talk so that they decide?"


async def start(app: AppUnderTest, **more: Any) -> Channel:
    """Noor starts the first sheet from App Home; Eli helps with its topic. Returns its channel."""
    channel = app.slack.add_channel("ask-an-expert")
    await app.join(app.eli, SLIDES)
    assert await plan(app, channel, **more) == {}
    await app.settle()
    return channel


async def plan(app: AppUnderTest, channel: Channel, **more: Any) -> dict[str, str]:
    """Noor starts a sheet: one press, the channel, one press. Returns the errors at its fields."""
    await app.noor.open_home()
    await app.settle()
    await app.noor.press("Start a sign-up sheet")
    await app.noor.fill({"Post it in": channel.id, **more})
    errors = await app.noor.submit()
    if errors:
        await app.noor.close()
    return errors


async def offers(app: AppUnderTest, person: Person, *times: datetime) -> dict[str, str]:
    """An expert offers times; returns the errors at the fields."""
    await person.press("Offer times", in_=sheet_card(person))
    await person.fill(dict(zip(("first", "second", "third", "fourth"), times, strict=False)))
    errors = await person.submit()
    if errors:
        await person.close()
    await app.settle()
    return errors


def sheet_card(person: Person) -> Any:
    """The card of an expert who was asked for times."""
    return next(one for one in person.dm() if "Ask an Expert" in one.text and "Offer times" in one.text)


async def posted(app: AppUnderTest, *times: datetime, **more: Any) -> Channel:
    """A sheet with Eli's times (one, unless told) is out in its channel."""
    channel = await start(app, **more)
    assert await offers(app, app.eli, *(times or (FIRST,))) == {}
    await app.until(POST + timedelta(seconds=10))
    await app.later(seconds=6)
    return channel


async def takes(
    app: AppUnderTest, person: Person, question: str = QUESTION, *, at: str = "", button: str = "Take a place"
) -> dict[str, str]:
    """Somebody takes a place, or joins the waiting list; returns the errors at the fields."""
    await person.press(button)
    await person.fill({"Your one question": question})
    if at:
        await person.fill({"When": at})
    errors = await person.submit()
    if errors:
        await person.close()
    await app.settle()
    return errors


async def waits(app: AppUnderTest, person: Person) -> None:
    """Somebody joins the waiting list."""
    assert await takes(app, person, "How many slides are enough?", button="Join the waiting list") == {}


async def cancels(app: AppUnderTest, person: Person) -> None:
    """One of the two calls the session off, in their conversation."""
    await person.press("Cancel", in_=app.group(person))
    if person is app.eli:
        await person.fill({"reason": "Something came up."})
    else:
        await person.fill({"needed": "No, it is settled"})
    assert await person.submit() == {}
    await app.settle()


async def sheet(app: AppUnderTest) -> Sheet:
    found: list[Sheet] = await app.rows(select(Sheet).order_by(Sheet.post_at))
    return found[0]


async def places(app: AppUnderTest) -> dict[str, PlaceState]:
    return {one.user_id: one.state for one in await app.rows(select(SheetPlace))}


async def slots(app: AppUnderTest) -> list[SlotState]:
    return [one.state for one in await app.rows(select(SheetSlot).order_by(SheetSlot.starts_at))]
