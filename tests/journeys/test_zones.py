"""People far apart, and nights in which the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.models import Offer
from tests.journeys.steps import QUESTION, book_first, end_of, matched, start_of
from tests.support.app import SLIDES, AppUnderTest, running_app

BERLIN = ZoneInfo("Europe/Berlin")


async def test_a_mentee_in_auckland_and_an_expert_in_los_angeles_meet(app: AppUnderTest) -> None:
    moana = app.person("moana", "Moana Rangi", tz="Pacific/Auckland")
    lou = app.person("lou", "Lou Perez", tz="America/Los_Angeles")
    await matched(app, moana, lou)
    session = await book_first(app, moana)
    start = start_of(session)
    for zone in ("Pacific/Auckland", "America/Los_Angeles"):
        local = start.astimezone(ZoneInfo(zone))
        assert local.weekday() < 5
        assert 9 <= local.hour < 17
    # Each reads their own clock: Tuesday afternoon there is Wednesday morning here.
    for person, zone in ((moana, "Pacific/Auckland"), (lou, "America/Los_Angeles")):
        local = start.astimezone(ZoneInfo(zone))
        card = await person.sees("you are booked")
        assert f"{local.hour % 12 or 12}:{local:%M} {local:%p}" in card.text

    await app.until(start - timedelta(minutes=14))
    await moana.sees("confirm the goal")
    await app.until(start + timedelta(seconds=1))
    await lou.sees("It is time")
    await app.until(end_of(session) + timedelta(seconds=1))
    await moana.sees("The wrap-up takes two minutes")


async def test_an_offer_waits_in_the_experts_own_hours(app: AppUnderTest) -> None:
    lou = app.person("lou", "Lou Perez", tz="America/New_York")
    await app.join(lou, SLIDES)
    await app.ask(app.ada, QUESTION)
    offer = (await app.rows(select(Offer)))[0]
    # Asked on Monday at 9:00 in Berlin, 3:00 in New York: the eight hours are their Monday, 9 to 17.
    assert offer.deadline_at.astimezone(ZoneInfo("America/New_York")).strftime("%a %H:%M") == "Mon 17:00"


async def test_without_a_common_hour_nobody_is_asked_in_vain(app: AppUnderTest) -> None:
    lou = app.person("lou", "Lou Perez", tz="America/Los_Angeles")
    await app.join(lou, SLIDES)
    await app.ask(app.ada, QUESTION)
    assert await app.rows(select(Offer)) == []
    await app.ada.sees("Nobody suitable is free right now")


@pytest.mark.parametrize(
    ("friday", "monday"),
    [
        (datetime(2028, 3, 24, 8, 0, tzinfo=UTC), "2028-03-27"),  # the clocks go forward on Sunday
        (datetime(2027, 10, 29, 7, 0, tzinfo=UTC), "2027-11-01"),  # and back
    ],
)
async def test_a_weekend_in_which_the_clocks_change(
    place: tuple[str, str], encryption_keys: str, friday: datetime, monday: str
) -> None:
    carrier, url = place
    async with running_app(url, encryption_keys, carrier, start=friday) as app:
        await matched(app)
        session = await book_first(app, app.ada)
        local = start_of(session).astimezone(BERLIN)
        assert local.date().isoformat() == monday
        assert (local.hour, local.minute) in {(9, 0), (9, 30)}
        offset = local.utcoffset()
        assert offset is not None
        assert offset != friday.astimezone(BERLIN).utcoffset()

        await app.until(start_of(session) - timedelta(minutes=16))
        assert app.ada.find("confirm the goal") is None
        await app.until(start_of(session) - timedelta(minutes=14))
        await app.ada.sees("confirm the goal")
        await app.until(start_of(session) + timedelta(seconds=1))
        await app.eli.sees("It is time")
