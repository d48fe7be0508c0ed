"""Everybody of a company is erased, one after the other: nothing of them is found, and counts stay."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from bot.kit.db import Base, Database
from bot.models import Ask, Erasure, Offer, OfferState, Outbox, Person
from bot.privacy import jobs, service
from tests.support.app import services_without_slack
from tests.support.clock import MONDAY, PATIENCE, SettableClock
from tests.support.factories import ELI, T, create_workspace
from tests.support.sizes import FULL, size

PEOPLE = size(6, 1000)
WORDS = "the canary sings"


def ids() -> list[str]:
    return [f"UERASED{number:04}" for number in range(PEOPLE)]


async def fill(database: Database) -> None:
    """Let each have asked Eli something, which was written down somewhere at every step."""
    await create_workspace(database, [ELI])
    async with database.begin(T) as db:
        await db.insert_all(Person, [{"user_id": one, "name": f"{one} of {WORDS}"} for one in ids()])
        asked = {"topic_id": "prices", "question": f"What does it say when {WORDS}?", "created_at": MONDAY}
        await db.insert_all(Ask, [{"id": f"a{n}", "mentee_id": one, **asked} for n, one in enumerate(ids())])
        offer = {"expert_id": ELI, "offered_at": MONDAY, "deadline_at": MONDAY + timedelta(days=30)}
        rows = [{"id": f"o{n}", "ask_id": f"a{n}", "state": OfferState.OPEN, **offer} for n in range(PEOPLE)]
        await db.insert_all(Offer, rows)


async def traces(database: Database) -> list[str]:
    """Return where an id or a name of theirs stands, in any column of any table."""
    async with database.all_workspaces() as db:
        return [
            table.name
            for table in Base.metadata.sorted_tables
            for row in await db.execute(text(f'SELECT * FROM "{table.name}"'))
            if "UERASED" in str(tuple(row)) or WORDS in str(tuple(row))
        ]


@pytest.mark.timeout(PATIENCE * (2 + round(60 * FULL)))
async def test_of_many_nothing_is_found(database: Database) -> None:
    clock = SettableClock()
    services = services_without_slack(database, clock)
    await fill(database)
    assert set(await traces(database)) >= {"person", "ask"}  # the control: until then there is something
    for one in ids():
        async with database.begin(T) as db:
            await service.ask_to_erase(db, one, clock.now())
    for _ in range(6):
        clock.shift(days=1)
        await jobs.erase_people(services)
        async with database.begin(T) as db:  # nobody says anything here: what is due is said by somebody else
            await db.delete_where(Outbox, Outbox.due_at <= clock.now())
    assert await traces(database) == []
    async with database.read(T) as db:
        assert len(list(await db.scalars(select(Ask.id)))) == PEOPLE
        assert {one.user_id for one in await db.scalars(select(Erasure))} == {None}
