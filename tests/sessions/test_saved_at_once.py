"""Two who save their wrap-up at one moment both find their words on the page."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from bot.kit.db import Database
from bot.models import SessionState
from bot.sessions import queries
from bot.sessions.forms import WrapUpForm, WrapUpSeen
from bot.sessions.queries import Page
from bot.sessions.rules import Vocabulary
from bot.sessions.service import booking, scheduling, wrap_up
from bot.sessions.service.page import Reading
from tests.sessions.app import create_sessions_workspace
from tests.support.clock import MONDAY
from tests.support.factories import ADA, ELI, T, create_accepted_offer, get_session

AT = MONDAY + timedelta(days=1)
OVER = AT + timedelta(hours=1)
NOTHING = Reading(Vocabulary(who={}, before_a_day=()), {})
SAID = {ADA: "Start with the decision.", ELI: "Ada knows her numbers."}


async def _ended(database: Database) -> str:
    """A session whose time is over; returns its offer."""
    await create_sessions_workspace(database)
    offer_id = await create_accepted_offer(database)
    async with database.begin(T) as db:
        await scheduling.open_session(db, offer_id, MONDAY)
    session = await get_session(database, offer_id)
    async with database.begin(T) as db:
        booked = await booking.take(db, session, AT, MONDAY)
        assert booked is not None
        await wrap_up.end(db, booked, OVER)
    return offer_id


async def _save(database: Database, offer_id: str, by: str, late: timedelta = timedelta(0)) -> None:
    """Save what somebody writes on the page that nobody had written on when they opened it."""
    session = await get_session(database, offer_id)
    form = WrapUpForm.model_validate({"took_place": "yes", "takeaways": SAID[by]})
    seen = WrapUpSeen(id=session.id, version=session.version)
    async with database.begin(T) as db:
        await wrap_up.wrap_up(db, seen, by, form=form, reading=NOTHING, now=OVER + late)


async def _page(database: Database, offer_id: str) -> Page:
    session = await get_session(database, offer_id)
    assert session.state is SessionState.HELD
    async with database.read(T) as db:
        return await queries.page(db, session)


async def test_what_is_saved_second_stands_although_the_clock_did_not_move_on(database: Database) -> None:
    offer_id = await _ended(database)
    await _save(database, offer_id, ELI)
    await _save(database, offer_id, ADA, timedelta(seconds=-1))  # it was pressed before, and took longer
    assert (await _page(database, offer_id)).takeaways.splitlines() == [SAID[ADA], SAID[ELI]]


async def test_of_two_who_save_at_once_neither_loses_words(
    database: Database, database_url: str, open_database: Callable[[str], Database]
) -> None:
    offer_id, other = await _ended(database), open_database(database_url)
    await asyncio.gather(_save(database, offer_id, ELI), _save(other, offer_id, ADA))
    assert set((await _page(database, offer_id)).takeaways.splitlines()) == set(SAID.values())
