"""What somebody begins after they have asked to be erased."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.kit.db import Database
from bot.models import Ask, AskState, Erasure, Person
from bot.privacy import service
from tests.support.clock import MONDAY
from tests.support.factories import ADA, create_ask, create_workspace, rows, run

HOUR = timedelta(hours=1)


async def test_it_ends_first_and_whoever_it_concerns_hears_of_it_with_their_name(database: Database) -> None:
    await create_workspace(database)
    assert await run(database, service.ask_to_erase, ADA, MONDAY)
    await create_ask(database, mentee_id=ADA)
    (erasure,) = await rows(database, select(Erasure))
    await run(database, service.erase, erasure.id, MONDAY + HOUR)
    assert [(one.mentee_id, one.state) for one in await rows(database, select(Ask))] == [
        (ADA, AskState.WITHDRAWN)
    ]
    (erasure,) = await rows(database, select(Erasure))
    assert (erasure.done_at, erasure.due_at) == (None, MONDAY + 2 * HOUR)
    await run(database, service.erase, erasure.id, erasure.due_at)
    assert await rows(database, select(Person).where(Person.user_id == ADA)) == []
