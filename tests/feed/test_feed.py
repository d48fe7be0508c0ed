"""What a calendar reads at somebody's address, and who may read it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import aiohttp
import pytest
import vobject
from aiohttp import web
from icalendar import Calendar
from sqlalchemy import select

from bot.feed import pages, service
from bot.feed.rules import Address
from bot.kit.connections import listen
from bot.kit.db import Database
from bot.kit.settings import Settings
from bot.models import (
    CalendarFeed,
    Erasure,
    EventState,
    FlashEvent,
    FlashSeat,
    Person,
    SeatRole,
    Session,
    SessionState,
    Sheet,
    SheetPlan,
    SheetSlot,
    SheetState,
    Workspace,
)
from bot.privacy.queries import everything
from bot.privacy.service import ask_to_erase, erase
from bot.sessions.queries import meeting
from bot.sessions.service import changes
from bot.sessions.service.scheduling import open_session
from tests.support.app import services_without_slack
from tests.support.clock import MONDAY, SettableClock
from tests.support.factories import (
    ADA,
    ELI,
    SLIDES,
    SLIDES_QUESTION,
    T,
    create_accepted_offer,
    create_workspace,
    rows,
    run,
)

PUBLIC = "https://pinch.example/mentor/"
TOMORROW = MONDAY + timedelta(days=1, hours=2)


@dataclass
class Site:
    """The addresses as they are served, below a path."""

    http: aiohttp.ClientSession
    origin: str
    database: Database

    async def address(self, user_id: str = ADA) -> str:
        made: Address = await run(self.database, service.renew, user_id, MONDAY)
        return made.at(PUBLIC)

    async def get(self, address: str, **headers: str) -> tuple[int, bytes, str]:
        url = self.origin + urlsplit(address).path
        async with self.http.get(url, headers=headers) as answer:
            return answer.status, await answer.read(), answer.headers.get("ETag", "")

    async def titles(self, address: str) -> dict[str, datetime]:
        status, body, _tag = await self.get(address)
        assert status == 200
        assert len(list(vobject.readOne(body.decode()).contents.get("vevent", ()))) == body.count(
            b"BEGIN:VEVENT"
        )
        return {str(one["summary"]): one["dtstart"].dt for one in Calendar.from_ical(body).walk("VEVENT")}


@pytest.fixture
async def site(database: Database) -> AsyncIterator[Site]:
    services = services_without_slack(database, SettableClock())
    services.settings = Settings(public_url=PUBLIC)
    app = web.Application()
    app.add_routes(pages.routes(services))
    await create_workspace(database, [ELI], **SLIDES)
    async with AsyncExitStack() as ending, aiohttp.ClientSession() as http:
        port = await listen(app, "127.0.0.1", 0, 1, ending)
        yield Site(http, f"http://127.0.0.1:{port}", database)


async def booked(database: Database, at: datetime = TOMORROW) -> str:
    offer_id = await create_accepted_offer(database)
    session: Session = await run(database, open_session, offer_id, MONDAY)
    values = {"state": SessionState.BOOKED, "starts_at": at, "ends_at": at + timedelta(minutes=45)}
    async with database.begin(T) as db:
        await db.update_where(Session, Session.id == session.id, place="Room 4", **values)
    return session.id


async def change(database: Database, session_id: str, **values: object) -> None:
    async with database.begin(T) as db:
        await db.update_where(Session, Session.id == session_id, **values)


async def test_a_session_is_there_without_its_question_moves_and_goes(site: Site) -> None:
    address, database = await site.address(), site.database
    assert await site.titles(address) == {}
    session_id = await booked(database)
    assert await site.titles(address) == {"Board slides with Eli Navarro": TOMORROW}
    _status, body, tag = await site.get(address)
    (entry,) = Calendar.from_ical(body).walk("VEVENT")
    assert (entry["dtend"].dt - entry["dtstart"].dt, str(entry["location"])) == (
        timedelta(minutes=45),
        "Room 4",
    )
    assert SLIDES_QUESTION[:20].encode() not in body
    assert (await site.get(address, **{"If-None-Match": tag}))[:2] == (304, b"")
    assert (await site.get(address, **{"If-None-Match": f"W/{tag}"}))[0] == 304

    later = TOMORROW + timedelta(days=3)
    await change(database, session_id, starts_at=later, ends_at=later + timedelta(minutes=45), sequence=1)
    assert await site.titles(address) == {"Board slides with Eli Navarro": later}
    assert (await site.get(address, **{"If-None-Match": tag}))[0] == 200

    async with database.begin(T) as db:
        found = await meeting(db, session_id)
        assert found is not None
        await changes.close(db, found, MONDAY, by=ADA)
    assert await site.titles(address) == {}


async def test_events_and_times_that_are_offered_are_there(site: Site) -> None:
    event = {"title": "Planning cycle", "channel_id": "C1", "created_by": ELI, "announced_at": MONDAY}
    shape = {"rounds": 5, "minutes": 10, "change_minutes": 2, "places": 9, "starts_at": TOMORROW}
    plan = {
        "created_by": ELI,
        "channel_id": "C1",
        "rule": "day:1",
        "zone": "Europe/Berlin",
        "tried_at": MONDAY,
    }
    async with site.database.begin(T) as db:
        made = await db.insert(FlashEvent, created_at=MONDAY, **event, **shape)
        seat = {"event_id": made.id, "user_id": ELI, "role": SeatRole.EXPERT, "joined_at": MONDAY}
        await db.insert(FlashSeat, **seat)
        common = {"topic_id": SLIDES["id"], "minutes": 30, "places": 3, "created_at": MONDAY}
        monthly = await db.insert(SheetPlan, next_post_at=TOMORROW, **plan, **common)
        sheet = {"plan_id": monthly.id, "channel_id": "C1", "post_at": MONDAY, "state": SheetState.OPEN}
        sheet_id = (await db.insert(Sheet, **sheet, **common)).id
        await db.insert(SheetSlot, sheet_id=sheet_id, expert_id=ELI, starts_at=TOMORROW)
    address = await site.address(ELI)
    assert set(await site.titles(address)) == {"Planning cycle", "Offered: Board slides"}
    _status, body, _tag = await site.get(address)
    ends = {str(one["summary"]): one["dtend"].dt for one in Calendar.from_ical(body).walk("VEVENT")}
    assert ends["Planning cycle"] == TOMORROW + timedelta(minutes=58)
    async with site.database.begin(T) as db:
        await db.update_where(FlashEvent, FlashEvent.id == made.id, state=EventState.CANCELLED)
        await db.update_where(Sheet, Sheet.id == sheet_id, state=SheetState.CANCELLED)
    assert await site.titles(address) == {}
    assert await site.titles(await site.address(ADA)) == {}


async def renewed(site: Site) -> None:
    await site.address()


async def revoked(site: Site) -> None:
    await run(site.database, service.revoke, ADA)


async def gone(site: Site) -> None:
    async with site.database.begin(T) as db:
        await db.update_where(Person, Person.user_id == ADA, deactivated=True)


async def removed(site: Site) -> None:
    async with site.database.begin(T) as db:
        await db.update_where(Workspace, Workspace.id == T, removed_at=MONDAY)


async def erased(site: Site) -> None:
    await run(site.database, ask_to_erase, ADA, MONDAY)
    (erasure,) = await rows(site.database, select(Erasure))
    await run(site.database, erase, erasure.id, MONDAY)


@pytest.mark.parametrize("ends", [renewed, revoked, gone, removed, erased])
async def test_an_address_works_until_it_is_taken_back(
    site: Site, ends: Callable[[Site], Awaitable[None]]
) -> None:
    address = await site.address()
    assert (await site.get(address))[0] == 200
    await ends(site)
    assert (await site.get(address))[0] == 404


async def test_no_other_address_works_and_none_is_logged_or_kept(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    address = await site.address()
    secret = address.rpartition("/")[2].removesuffix(".ics")
    other = (await site.address(ELI)).rpartition("/")[2].removesuffix(".ics")
    elsewhere = address.replace(T, "T0ELSEWHERE")
    wrong = [address.replace(secret, other), address.replace(secret, "x" * 43), elsewhere, f"{address}x"]
    wrong += [
        address.replace(secret, f"{secret}%00"),
        address.replace(T, "..%2f"),
        address.replace(secret, "ü"),
    ]
    for one in [*wrong, address]:
        await site.get(one)
        assert (await site.get(one))[0] == (200 if one == address else 404), one
    assert secret not in caplog.text
    assert secret not in repr(Address(T, "f", secret))
    (kept,) = await rows(site.database, select(CalendarFeed).where(CalendarFeed.user_id == ADA))
    assert secret not in repr(vars(kept))
    async with site.database.read(T) as db:
        held = await everything(db, ADA)
    assert [set(row) for row in held.tables["calendar_feed"]] == [{"id", "created_at"}]


async def test_whoever_asks_too_often_waits_and_nobody_else_does(site: Site) -> None:
    address, other = await site.address(), await site.address(ELI)
    answers = [(await site.get(address))[0] for _ in range(pages.EACH_A_MINUTE + 1)]
    assert answers == [200] * pages.EACH_A_MINUTE + [429]
    assert (await site.get(other))[0] == 200


@pytest.fixture
def few_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "UNKNOWN_A_MINUTE", 3)


@pytest.mark.usefixtures("few_unknown")
async def test_strangers_who_try_addresses_keep_out_no_calendar_that_is_known(site: Site) -> None:
    address, other = await site.address(), await site.address(ELI)
    assert (await site.get(address))[0] == 200
    stem, last = address.removesuffix(".ics")[:-1], address.removesuffix(".ics")[-1]
    guessed = [f"{stem}{letter}.ics" for letter in "ABCDEF" if letter != last]
    assert [(await site.get(one))[0] for one in guessed][-1] == 429
    assert (await site.get(address))[0] == 200
    assert (await site.get(other))[0] == 429, "whoever was not seen yet has to wait"
