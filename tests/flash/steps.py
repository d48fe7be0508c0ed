"""The steps that tests of events share, each as the people would do it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.models import FlashEvent, FlashTalk
from bot.playground.slack.objects import Channel
from tests.support.app import MONDAY, SLIDES, AppUnderTest
from tests.support.person import Person

START = MONDAY + timedelta(hours=3)  # noon in Berlin
TITLE = "Slides that decide"


async def planned(app: AppUnderTest, start: datetime = START, **more: Any) -> Channel:
    """Noor plans an event in a channel in which everybody is; returns the channel."""
    channel = app.slack.add_channel("planning")
    assert await plan(app, channel, start, **more) == {}
    await app.settle()
    return channel


async def plan(app: AppUnderTest, channel: Channel, start: datetime = START, **more: Any) -> dict[str, str]:
    """Noor fills in the modal; returns the errors at its fields."""
    await app.noor.open_home()
    await app.settle()
    await app.noor.press("Plan a flash event")
    given = {"What is it called?": TITLE, "When does it start?": start, "Announce it in": channel.id}
    await app.noor.fill({**given, "Topics": [SLIDES], **more})
    errors = await app.noor.submit()
    if errors:
        await app.noor.close()
    return errors


async def asks(app: AppUnderTest, person: Person, question: str = "How do I end a talk?") -> None:
    """Somebody joins with a question."""
    await person.press("Join with a question")
    await person.fill({"Your one question": question})
    assert await person.submit() == {}
    await app.settle()


async def helps(app: AppUnderTest, person: Person) -> None:
    """Somebody joins as an expert."""
    await person.press("Join as an expert")
    assert await person.submit() == {}
    await app.settle()


async def the_event(app: AppUnderTest) -> FlashEvent:
    found: list[FlashEvent] = await app.rows(select(FlashEvent))
    assert len(found) == 1
    return found[0]


async def talks(app: AppUnderTest) -> list[FlashTalk]:
    found: list[FlashTalk] = await app.rows(select(FlashTalk).order_by(FlashTalk.round))
    return found


def start_of(event: FlashEvent, number: int) -> datetime:
    return event.starts_at + timedelta(minutes=(number - 1) * (event.minutes + event.change_minutes))


async def bell(app: AppUnderTest, number: int) -> None:
    """Let time pass until a round has begun."""
    await app.until(start_of(await the_event(app), number) + timedelta(seconds=5))
