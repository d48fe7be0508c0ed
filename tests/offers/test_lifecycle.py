"""Whatever people and the clock do to a question, in whatever order: it stays in one piece."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.asks import service as asks
from bot.kit.db import Database
from bot.kit.errors import UserMessage
from bot.models import LIVE_OFFER, OPEN_ASK, AskState, Offer, OfferState
from bot.offers import service
from tests.support.clock import MONDAY
from tests.support.factories import ADA, ELI, MEI, NOOR, create_ask, create_workspace, get_ask, rows, run

EXPERTS = [ELI, MEI]
OF_EXPERTS: dict[str, Callable[..., Awaitable[Any]]] = {
    "accept": service.accept,
    "decline": lambda db, offer, user_id, now: service.decline(db, offer, user_id, "No time", now),
    "ask_back": lambda db, offer, user_id, now: service.ask_back(db, offer, user_id, "Which?", now),
    "answer": lambda db, offer, _user_id, now: service.answer(db, offer, ADA, "The long one", now),
    "move_on": lambda db, offer, _user_id, now: service.move_on(db, offer, now),
    "end_unavailable": lambda db, offer, _user_id, now: service.end_unavailable(db, offer, now),
}
OF_ASKS: dict[str, Callable[..., Awaitable[Any]]] = {
    "place": service.place,
    "reconsider": lambda db, ask, now: service.reconsider_all(db, [ask], now),
    "pass_steward": service.pass_steward,
    "name_mei": lambda db, ask, now: service.steward_suggests(db, ask, NOOR, MEI, now),
    "widen": lambda db, ask, now: asks.widen(db, ask, ADA, ["topic"], now),
    "keep_looking": lambda db, ask, now: asks.keep_looking(db, ask, ADA, now),
    "withdraw": lambda db, ask, now: asks.withdraw(db, ask, ADA, now),
    "conclude": asks.conclude,
    "reopen": asks.reopen,
}
ending = st.sampled_from(["withdraw", "conclude"])
gestures = st.one_of(
    st.tuples(st.sampled_from(sorted(OF_EXPERTS)), st.sampled_from(EXPERTS)),
    st.tuples(st.sampled_from(sorted(set(OF_ASKS) - {"withdraw", "conclude"})), st.none()),
)
stories = st.tuples(st.lists(st.tuples(gestures, st.integers(0, 20)), max_size=12), st.none() | ending)


async def test_a_question_stays_in_one_piece(database: Database) -> None:
    await create_workspace(database, EXPERTS, steward_id=NOOR)
    loop = asyncio.get_running_loop()

    @settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
    @given(stories)
    def tell(story: Any) -> None:
        asyncio.run_coroutine_threadsafe(_tell(database, *story), loop).result()

    await asyncio.to_thread(tell)


async def _tell(database: Database, steps: list[Any], end: str | None) -> None:
    ask_id, now = await create_ask(database), MONDAY
    await _do(database, ask_id, "place", None, now)
    for (name, user_id), hours in [*steps, *([((end, None), 0)] if end else [])]:
        now += timedelta(hours=hours)
        await _do(database, ask_id, name, user_id, now)
        await _is_in_one_piece(database, ask_id)
    await run(database, asks.conclude, ask_id, now)  # or the next question finds its experts busy
    for offer_id in await _states(database, ask_id):
        await run(database, service.close, offer_id, now)
    left = set((await _states(database, ask_id)).values())
    assert not {*LIVE_OFFER, OfferState.TIMED_OUT} & left


async def _do(database: Database, ask_id: str, name: str, user_id: str | None, now: Any) -> None:
    try:
        if user_id is None:
            await run(database, OF_ASKS[name], ask_id, now)
            return
        offers = select(Offer).where(Offer.ask_id == ask_id, Offer.expert_id == user_id)
        for offer in await rows(database, offers):
            await run(database, OF_EXPERTS[name], offer.id, user_id, now)
    except UserMessage:
        pass  # it is no longer possible, which they are told


async def _states(database: Database, ask_id: str) -> dict[str, OfferState]:
    return {one.id: one.state for one in await rows(database, select(Offer).where(Offer.ask_id == ask_id))}


async def _is_in_one_piece(database: Database, ask_id: str) -> None:
    ask = await get_ask(database, ask_id)
    states = list((await _states(database, ask_id)).values())
    assert states.count(OfferState.ACCEPTED) <= 1
    if ask.state in OPEN_ASK:
        assert OfferState.ACCEPTED not in states
        assert ask.matched_at is None
    if ask.state is AskState.MATCHED:
        assert OfferState.ACCEPTED in states
        assert ask.matched_at is not None
        assert not {*LIVE_OFFER, OfferState.TIMED_OUT} & set(states)
    if ask.state in (AskState.STEWARD, AskState.WAITING):
        assert not set(LIVE_OFFER) & set(states)
    assert (ask.closed_at is None) == (ask.state in (*OPEN_ASK, AskState.MATCHED))
    assert ask.state is AskState.STEWARD or ask.steward_until is None or ask.closed_at is not None
