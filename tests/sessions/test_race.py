"""Two bookings of one hour for one person are impossible, whoever comes first."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from bot.kit.db import Database
from bot.models import BookedCell, Session, SessionState
from bot.sessions.service import booking, scheduling
from tests.sessions.app import create_sessions_workspace
from tests.support.clock import MONDAY
from tests.support.factories import ELI, NOOR, T, create_accepted_offer, get_session

ROUNDS = 200
AT = MONDAY + timedelta(days=1)


async def test_of_two_at_once_exactly_one_is_booked(
    database: Database, database_url: str, open_database: Callable[[str], Database]
) -> None:
    """Eli is wanted at one hour by Ada and by Noor, on two connections as two processes have them."""
    other = open_database(database_url)
    await create_sessions_workspace(database)
    offers = [await create_accepted_offer(database), await create_accepted_offer(database, mentee=NOOR)]
    async with database.begin(T) as db:
        for offer_id in offers:
            await scheduling.open_session(db, offer_id, MONDAY)
    ids = [(await get_session(database, offer_id)).id for offer_id in offers]

    async def take(database: Database, session_id: str) -> bool:
        async with database.begin(T) as db:
            session = await db.get(Session, session_id)
            assert session is not None
            return await booking.take(db, session, AT, MONDAY) is not None

    for _ in range(ROUNDS):
        won = await asyncio.gather(take(database, ids[0]), take(other, ids[1]))
        assert sorted(won) == [False, True]
        async with database.begin(T) as db:
            owners = list(await db.scalars(select(BookedCell.session_id).where(BookedCell.user_id == ELI)))
            assert owners == [ids[won.index(True)]] * 9
            states = {one.id: one.state for one in await db.scalars(select(Session))}
            assert states[ids[won.index(False)]] is SessionState.SCHEDULING
            await db.delete_where(BookedCell)
            await db.update_where(Session, state=SessionState.SCHEDULING, starts_at=None, ends_at=None)
