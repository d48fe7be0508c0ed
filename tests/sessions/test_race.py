"""Two bookings of one hour for one person are impossible, whoever comes first."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from bot.kit.db import Database
from bot.models import BookedCell, Session, SessionState, Slot
from bot.sessions.service import booking, opening
from bot.sessions.service.booking import Answer
from tests.sessions.ground import ADA, MONDAY, NOOR, T, accepted, found, session_of

ROUNDS = 200
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


async def test_of_two_at_once_exactly_one_is_booked(
    db: Database, database_url: str, open_database: Callable[[str], Database]
) -> None:
    """Eli is wanted at the same hour by Ada and by Noor, on two connections as two processes have them."""
    other = open_database(database_url)
    await found(db)
    offers = [await accepted(db), await accepted(db, mentee=NOOR)]
    async with db.begin(T) as tx:
        for offer_id in offers:
            await opening.open_session(tx, offer_id, MONDAY)
    ids = [(await session_of(db, offer_id)).id for offer_id in offers]

    async def want(database: Database, session_id: str, by: str) -> Answer:
        async with database.begin(T) as tx:
            return (await booking.pick(tx, session_id, by, AT, MONDAY)).answer

    winners = set()
    for _ in range(ROUNDS):
        answers = await asyncio.gather(want(db, ids[0], ADA), want(other, ids[1], NOOR))
        assert sorted(answers) == [Answer.BOOKED, Answer.TAKEN]
        winners.add(answers.index(Answer.BOOKED))
        await again(db, ids)
    assert winners <= {0, 1}


async def again(db: Database, ids: list[str]) -> None:
    """Put both sessions back to where they were, with the same hour on offer."""
    async with db.begin(T) as tx:
        await tx.remove(BookedCell)
        await tx.remove(Slot)
        await tx.add_all(Slot, [{"id": f"slot{i}", "session_id": i, "starts_at": AT} for i in ids])
        await tx.change(Session, state=SessionState.SCHEDULING, starts_at=None, ends_at=None)
