"""Of two answers at one moment exactly one counts, whoever comes first and on whichever connection."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.asks import service as asks
from bot.kit.db import Database, WorkspaceSession
from bot.kit.errors import UserMessage
from bot.models import Ask, AskState, Offer, OfferState, Outbox
from bot.offers import service, texts
from tests.support.clock import MONDAY
from tests.support.factories import ADA, ELI, MEI, QUESTION, T, create_ask, create_workspace

ROUNDS = 200
FEWER = 12

Step = Callable[[WorkspaceSession], Awaitable[object]]


async def two_offers(database: Database) -> dict[str, str]:
    """One question, timed out with Eli and now with Mei: both may still say yes. Returns offers by expert."""
    await create_workspace(database)
    await create_ask(database, id="a1")
    async with database.begin(T) as db:
        for expert in (ELI, MEI):
            await db.insert(
                Offer, id=f"o{expert}", ask_id="a1", expert_id=expert, offered_at=MONDAY, deadline_at=MONDAY
            )
        await _as_before(db)
    return {expert: f"o{expert}" for expert in (ELI, MEI)}


async def _as_before(db: WorkspaceSession) -> None:
    await db.delete_where(Outbox)
    await db.update_where(Ask, state=AskState.LOOKING, matched_at=None, closed_at=None)
    await db.update_where(Offer, Offer.expert_id == ELI, state=OfferState.TIMED_OUT, answered_at=None)
    await db.update_where(
        Offer, Offer.expert_id == MEI, state=OfferState.OPEN, answered_at=None, question=None, answer=None
    )


async def _try(database: Database, step: Step) -> str:
    """Take a step; return what the person was told instead, if anything."""
    try:
        async with database.begin(T) as db:
            await step(db)
    except UserMessage as told:
        return str(told)
    return ""


async def test_of_two_acceptances_at_once_exactly_one_wins(
    database: Database, database_url: str, open_database: Callable[[str], Database]
) -> None:
    """Each round is a question of its own, timed out with Eli and now with Mei."""
    other = open_database(database_url)
    await create_workspace(database)
    await _ask_many(database)
    for number in range(ROUNDS):
        tries = [_accept(database, ELI, number), _accept(other, MEI, number)]
        told = await asyncio.gather(*(tries if number % 2 else tries[::-1]))
        assert sorted(told) == ["", str(texts.TOO_LATE)]
    async with database.read(T) as db:
        assert set(await db.scalars(select(Ask.state))) == {AskState.MATCHED}
        states = {(one.ask_id, one.state): one.expert_id for one in await db.scalars(select(Offer))}
    assert len(states) == 2 * ROUNDS
    assert {state for _, state in states} == {OfferState.ACCEPTED, OfferState.CLOSED}
    assert {who for (_, state), who in states.items() if state == OfferState.ACCEPTED} == {ELI, MEI}


async def _ask_many(database: Database) -> None:
    numbers = range(ROUNDS)
    ask = {"mentee_id": ADA, "topic_id": "prices", "question": QUESTION, "created_at": MONDAY}
    offer = {"offered_at": MONDAY, "deadline_at": MONDAY}
    async with database.begin(T) as db:
        await db.insert_all(Ask, [{"id": f"a{n}", **ask} for n in numbers])
        for expert, state in ((ELI, OfferState.TIMED_OUT), (MEI, OfferState.OPEN)):
            mine = {"expert_id": expert, "state": state, **offer}
            await db.insert_all(Offer, [{"id": f"o{n}{expert}", "ask_id": f"a{n}", **mine} for n in numbers])


async def _accept(database: Database, expert: str, number: int) -> str:
    return await _try(database, lambda db: service.accept(db, f"o{number}{expert}", expert, MONDAY))


def _rivals(offers: dict[str, str]) -> dict[str, Step]:
    """What may happen in the moment in which Eli, whose offer timed out, says yes after all."""
    now = MONDAY + timedelta(seconds=1)
    return {
        "the same yes": lambda db: service.accept(db, offers[ELI], ELI, now),
        "no": lambda db: service.decline(db, offers[MEI], MEI, "", now),
        "a question": lambda db: service.ask_back(db, offers[MEI], MEI, "Which board?", now),
        "time is over": lambda db: service.move_on(db, offers[MEI], now),
        "somebody left": lambda db: service.end_unavailable(db, offers[MEI], now),
        "withdrawn": lambda db: asks.withdraw(db, "a1", ADA, now),
        "widened": lambda db: asks.widen(db, "a1", ADA, ["short"], now),
    }


@pytest.mark.parametrize("rival", _rivals({ELI: "", MEI: ""}))
async def test_a_yes_and_anything_else_at_once_leave_one_clear_state(
    database: Database, database_url: str, open_database: Callable[[str], Database], rival: str
) -> None:
    """Nobody waits for the other's rows in the opposite order, which PostgreSQL would end as a deadlock."""
    other = open_database(database_url)
    offers = await two_offers(database)
    for number in range(FEWER):
        tries = [
            _try(database, lambda db: service.accept(db, offers[ELI], ELI, MONDAY)),
            _try(other, _rivals(offers)[rival]),
        ]
        await asyncio.gather(*(tries if number % 2 else tries[::-1]))
        async with database.begin(T) as db:
            (state,) = await db.scalars(select(Ask.state))
            offer_states = {one.expert_id: one.state for one in await db.scalars(select(Offer))}
            if state == AskState.MATCHED:
                assert offer_states[ELI] == OfferState.ACCEPTED
                assert offer_states[MEI] in (OfferState.CLOSED, OfferState.DECLINED)
            else:
                assert (rival, state) == ("withdrawn", AskState.WITHDRAWN)
                assert offer_states[ELI] == OfferState.TIMED_OUT
            await _as_before(db)
