"""A question that goes on from a session: the mentee agreed to one expert, and to nobody else."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from bot.asks import messages as asks_messages
from bot.asks import service as asks
from bot.kit.db import Database
from bot.models import Ask, AskState, OfferSource, OfferState
from bot.offers import messages, queries, service
from tests.support.clock import MONDAY
from tests.support.factories import (
    ADA,
    ELI,
    MEI,
    NOOR,
    TUI,
    T,
    create_ask,
    create_expert,
    create_workspace,
    get_ask,
    live_offer,
    offer_states,
    place,
    rows,
    run,
)
from tests.support.outbox import planned


async def _hand_over(database: Database) -> str:
    """Eli helped Ada, who has told him more, and names Mei; Ada agrees. Return the new ask's id."""
    await create_workspace(database, [ELI])
    old_id = await create_ask(database)
    offer = await place(database, old_id)
    assert offer is not None
    await run(database, service.ask_back, offer.id, ELI, "Which board is it?", MONDAY)
    await run(database, service.answer, offer.id, ADA, "The supervisory board", MONDAY)
    await run(database, service.accept, offer.id, ELI, MONDAY)
    await run(database, create_expert, MEI)
    await run(database, create_expert, TUI)
    to = {"to": MEI, "by": ELI, "source": OfferSource.WRAP_UP, "note": "She knows boards.", "now": MONDAY}
    async with database.begin(T) as db:
        await asks.conclude(db, old_id, MONDAY)
        new_id: str = await asks.ask_again(db, old_id, **to)
        return new_id


async def test_what_the_mentee_told_travels_with_a_hand_over(database: Database) -> None:
    ask_id = await _hand_over(database)
    offer = await place(database, ask_id)
    assert offer is not None
    assert offer.expert_id == MEI
    (card,) = await planned(database, MONDAY, MEI, messages.CARD)
    assert "Which board is it?" in card.words
    assert "The supervisory board" in card.words
    trackers = await planned(database, MONDAY, ADA, asks_messages.TRACKER)
    (tracker,) = [one for one in trackers if "Mei" in one.words]
    assert "With Mei now, as you agreed." in tracker.words
    assert re.search(r"If they cannot, I ask you by [^.]+ how to go on\.", tracker.words)
    assert "Widen" not in tracker.words


@pytest.mark.parametrize("how", ["declines", "names another", "is silent"])
async def test_a_refused_hand_over_asks_the_mentee_and_nobody_else(database: Database, how: str) -> None:
    ask_id = await _hand_over(database)
    offer = await place(database, ask_id)
    assert offer is not None
    now = MONDAY
    if how == "is silent":
        now = offer.deadline_at
        await run(database, service.move_on, offer.id, now)
    else:
        ask = await run(database, service.decline, offer.id, MEI, "", now)
        if how == "names another":
            to = {"to": TUI, "by": MEI, "source": OfferSource.HANDOVER, "note": "", "now": now}
            await run(database, service.suggest, ask, **to)
        await place(database, ask_id, now)
    assert (await get_ask(database, ask_id)).state == AskState.WAITING
    assert await live_offer(database, ask_id) is None
    await run(database, service.reconsider_all, [ask_id], now)
    assert (await get_ask(database, ask_id)).state == AskState.WAITING
    assert await planned(database, now, NOOR) == []
    (asked,) = await planned(database, now, ADA, asks_messages.NOT_THEM)
    assert "Mei can’t take your question about Pricing this time" in asked.words
    assert "Ask somebody else" in asked.words


async def test_an_open_search_begins_when_the_mentee_says_so_and_leaves_out_who_had_it(
    database: Database,
) -> None:
    ask_id = await _hand_over(database)
    offer = await place(database, ask_id)
    assert offer is not None
    await run(database, service.decline, offer.id, MEI, "", MONDAY)
    await place(database, ask_id)
    await run(database, asks.ask_others, ask_id, ADA, MONDAY)
    assert await place(database, ask_id) is not None
    assert await offer_states(database, ask_id) == {MEI: OfferState.DECLINED, TUI: OfferState.OPEN}
    (ask,) = await rows(database, select(Ask).where(Ask.id == ask_id))
    assert not await run(database, queries.may_be_asked, ask, ELI, MONDAY)
