"""Who is asked next: all asks that are with nobody are placed together, and some with two people at once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import Enum, auto

from sqlalchemy import select

from bot.asks import service as asks
from bot.kit.db import WorkspaceSession
from bot.matching import queries as matching
from bot.matching.rules import RULES_VERSION, Capacity, Demand, Ranked, Ranking, assign
from bot.models import Ask, AskState, Offer, OfferSource, OfferState, TwoAtOnce
from bot.offers import queries
from bot.offers.service import common, escalation
from bot.people import queries as people

CONSIDERED = 20  # the best of each ask; somebody further down is asked when these have no place left


class Outcome(Enum):
    """What came of looking for somebody."""

    SOMEBODY = auto()
    NOBODY = auto()
    TOO_LATE = auto()  # the day by which it is needed is over


async def place(db: WorkspaceSession, ask_id: str, now: datetime) -> None:
    """Put one ask that is with nobody before the next expert, or say that there is none."""
    await place_all(db, [ask_id], now)


async def place_all(db: WorkspaceSession, ask_ids: Iterable[str], now: datetime) -> None:
    """Put asks that are with nobody before the next experts, or say where there is none."""
    looking = [ask for ask in await common.lock_asks(db, ask_ids) if ask.state == AskState.LOOKING]
    looking = [ask for ask in looking if not await common.live_offers(db, ask.id)]
    looking = await _without_answer(db, looking)
    found = await _look(db, looking, now)
    for ask in common.by_mentee(looking):
        match found[ask.id]:
            case Outcome.SOMEBODY:
                await asks.changed(db, ask.id, ask.mentee_id, now)
            case Outcome.NOBODY:
                await escalation.escalate(db, ask, now)
            case Outcome.TOO_LATE:
                await escalation.wait(db, ask, now)


async def reconsider_all(db: WorkspaceSession, ask_ids: Iterable[str], now: datetime) -> None:
    """Look again for asks that found nobody; those move for which somebody suitable is there now."""
    idle = [ask for ask in await common.lock_asks(db, ask_ids) if ask.state in escalation.IDLE]
    idle = await _without_answer(db, idle)
    found = await _look(db, idle, now)
    for ask in common.by_mentee(idle):
        if found[ask.id] == Outcome.SOMEBODY:
            await escalation.resume(db, ask, now)
        elif found[ask.id] == Outcome.TOO_LATE:
            await escalation.wait(db, ask, now)
            if await asks.say_date_passed(db, ask, now):
                await asks.changed(db, ask.id, ask.mentee_id, now)


async def _without_answer(db: WorkspaceSession, found: list[Ask]) -> list[Ask]:
    """Return those asks whose mentee has no answer in writing on which they have still to decide."""
    undecided = await queries.undecided(db, [ask.id for ask in found])
    return [ask for ask in found if ask.id not in undecided]


async def _look(db: WorkspaceSession, waiting: Iterable[Ask], now: datetime) -> dict[str, Outcome]:
    """Open offers for held asks; whoever was named goes first, and is asked alone.

    Where the mentee agreed to one person, nobody else is looked for.
    """
    found: dict[str, Outcome] = {}
    unnamed: list[Ask] = []
    for ask in waiting:
        if await common.date_passed(db, ask, now):
            found[ask.id] = Outcome.TOO_LATE
        elif await _offer_suggested(db, ask, now):
            found[ask.id] = Outcome.SOMEBODY
        elif ask.only_expert_id is not None:
            found[ask.id] = Outcome.NOBODY
        else:
            unnamed.append(ask)
    offered = await _offer_best(db, unnamed, now)
    return found | {ask.id: Outcome.SOMEBODY if ask.id in offered else Outcome.NOBODY for ask in unnamed}


async def _offer_suggested(db: WorkspaceSession, ask: Ask, now: datetime) -> bool:
    """Open the oldest suggestion that still holds; return whether there was one.

    Whoever is away is asked when they are back, if it is still needed then.
    """
    named = select(Offer).where(Offer.ask_id == ask.id, Offer.state == OfferState.SUGGESTED)
    if ask.only_expert_id is not None:
        named = named.where(Offer.expert_id == ask.only_expert_id)
    for offer in await db.scalars(named.order_by(Offer.offered_at, Offer.id)):
        if await queries.may_be_asked(db, ask, offer.expert_id, now):
            await common.open_offer(db, ask, offer, now)
            return True
        if not await queries.may_be_named(db, ask, offer.expert_id, now):
            await db.delete_where(Offer, Offer.id == offer.id)
    return False


async def _offer_best(db: WorkspaceSession, waiting: list[Ask], now: datetime) -> set[str]:
    """Place asks together; return the ids of those that are with somebody now.

    An ask whose best people were all taken by others is ranked again without them. The second of two comes
    when every ask has its first.
    """
    offered: list[Ask] = []
    rankings: dict[str, Ranking] = {}
    in_vain = 0
    while waiting and in_vain < 2:  # where somebody else was faster, one more look tells
        ranked = await matching.rankings_for(db, waiting, now)
        rankings |= {ask.id: ranking for ask, ranking in zip(waiting, ranked, strict=True)}
        waiting = [ask for ask in waiting if rankings[ask.id].ranked]
        capacities = await queries.capacities(db, _people(waiting, rankings), now)
        placed = await _open_together(db, waiting, rankings, capacities, now)
        offered += placed
        waiting = [ask for ask in waiting if ask not in placed]
        in_vain = 0 if placed else in_vain + 1
    await _offer_second(db, offered, rankings, now)
    return {ask.id for ask in offered}


def _people(of: Iterable[Ask], rankings: Mapping[str, Ranking]) -> set[str]:
    return {one.user_id for ask in of for one in rankings[ask.id].ranked[:CONSIDERED]}


async def _offer_second(
    db: WorkspaceSession, placed: list[Ask], rankings: Mapping[str, Ranking], now: datetime
) -> None:
    """Ask one more person at the same time, where that is wanted and somebody rested has a place."""
    two = [ask for ask in placed if await _wants_two(db, ask, now)]
    if two:
        capacities = await queries.capacities(db, _people(two, rankings), now)
        rested = {user_id: room for user_id, room in capacities.items() if room.rested}
        await _open_together(db, two, rankings, rested, now)


async def _wants_two(db: WorkspaceSession, ask: Ask, now: datetime) -> bool:
    wanted = (await people.settings(db)).two_at_once
    if wanted != TwoAtOnce.URGENT:
        return wanted == TwoAtOnce.ALWAYS
    return await common.is_urgent(db, ask, now)


async def _open_together(
    db: WorkspaceSession,
    waiting: list[Ask],
    rankings: Mapping[str, Ranking],
    capacities: Mapping[str, Capacity],
    now: datetime,
) -> list[Ask]:
    """Open one offer for as many asks as there is room for; return those asks."""
    asked = await queries.asked(db, [ask.id for ask in waiting])
    wanting = [
        Demand(
            ask.id,
            {
                one.user_id: one.score
                for one in rankings[ask.id].ranked[:CONSIDERED]
                if one.user_id not in asked[ask.id]
            },
        )
        for ask in waiting
    ]
    # Beside the event loop: fifty asks take more than the few milliseconds for which it may stand still.
    chosen = await asyncio.to_thread(assign, wanting, capacities)
    placed = [ask for ask in waiting if ask.id in chosen]
    for ask in placed:
        one = next(one for one in rankings[ask.id].ranked if one.user_id == chosen[ask.id])
        await _offer(db, ask, one, rankings[ask.id], now)
    return placed


async def _offer(db: WorkspaceSession, ask: Ask, one: Ranked, ranking: Ranking, now: datetime) -> None:
    left_out = ranking.best_left_out
    preset = (await people.settings(db)).matching_preset
    offer = await db.insert(
        Offer,
        ask_id=ask.id,
        expert_id=one.user_id,
        source=OfferSource.MATCH,
        score=one.score,
        reasons=json.dumps([reason.to_json() for reason in one.reasons]),
        left_out=json.dumps({"user_id": left_out[0], "rule": left_out[1].value}) if left_out else None,
        rules_version=f"{RULES_VERSION}/{preset.value}",  # with the weights, so that it can be told anew
        offered_at=now,
        deadline_at=now,
    )
    await common.open_offer(db, ask, offer, now)
