"""A calendar address from the wish to taking it back, over the web as a calendar reads it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import aiohttp
from icalendar import Calendar

from bot.feed.queries import PublicAddress
from tests.journeys.steps import booked
from tests.support.app import AppUnderTest


async def read(app: AppUnderTest, address: str) -> tuple[int, bytes]:
    assert app.service is not None
    url = app.service.url + urlsplit(address).path
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        return answer.status, await answer.read()


async def test_an_address_is_made_read_renewed_and_taken_back(app: AppUnderTest) -> None:
    assert app.service is not None
    services = app.service.services
    services.settings = services.settings.model_copy(update={"public_url": "https://pinch.example/"})
    services.caches.of(PublicAddress).url = services.settings.public_url
    await booked(app)
    await app.ada.open_home()
    await app.ada.press("Calendar address")
    await app.ada.press("Make my address")
    shown = await app.ada.sees("webcal://pinch.example/calendar/")
    found = re.search(r"webcal://\S+?\.ics", shown.text)
    assert found is not None
    status, body = await read(app, found[0])
    (entry,) = Calendar.from_ical(body).walk("VEVENT")
    assert (status, str(entry["summary"])) == (200, "Presentations and storytelling with Eli Navarro")

    await app.ada.close()
    await app.ada.command("/mentoring", "calendar")
    await app.ada.sees("I cannot show it again")
    await app.ada.press("Take it back")
    await app.ada.sees("Your address is taken back")
    assert (await read(app, found[0]))[0] == 404


async def test_where_no_calendar_can_come_that_is_said(app: AppUnderTest) -> None:
    await app.ada.open_home()
    assert not app.ada.find("Calendar address")
    await app.ada.command("/mentoring", "calendar")
    modal = await app.ada.sees("cannot reach this Pinchpoint")
    assert modal.buttons() == []
