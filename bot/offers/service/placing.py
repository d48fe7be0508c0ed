"""Who is asked next: all asks that are with nobody are placed together, and some with two people at once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import Enum, auto

from sqlalchemy import select

from bot.asks import service as asks
from bot.kit.db import Tx
from bot.matching import queries as matching
from bot.matching.rules import RULES_VERSION, Ranked, Ranking
from bot.matching.rules.together import Room, Wanting, place_together
from bot.models import Ask, AskState, Offer, OfferSource, OfferState, TwoAtOnce
from bot.offers import queries
from bot.offers.rules import is_urgent
from bot.offers.service import seeking, steps
from bot.people import queries as people

CONSIDERED = 20  # the best of each ask; somebody further down is asked when these have no place left


class Found(Enum):
    """What came of looking for somebody."""

    SOMEBODY = auto()
    NOBODY = auto()
    TOO_LATE = auto()  # the day by which it is needed is over


async def place(tx: Tx, ask_id: str, now: datetime, *, by_clock: bool = False) -> None:
    """Put one ask that is with nobody before the next expert, or say that there is none."""
    await place_all(tx, [ask_id], now, by_clock=by_clock)


async def place_all(tx: Tx, ask_ids: Iterable[str], now: datetime, *, by_clock: bool = False) -> None:
    """Put asks that are with nobody before the next experts, or say where there is none.

    ``by_clock``: no person caused it, so that the experts hear of it in their working hours.
    """
    looking = [ask for ask in await steps.held(tx, ask_ids) if ask.state == AskState.LOOKING]
    looking = [ask for ask in looking if not await steps.live(tx, ask.id)]
    found = await _look(tx, looking, now, by_clock)
    for ask in steps.by_mentee(looking):
        match found[ask.id]:
            case Found.SOMEBODY:
                await asks.changed(tx, ask.id, ask.mentee_id, now)
            case Found.NOBODY:
                await seeking.turn_to_others(tx, ask, now)
            case Found.TOO_LATE:
                await seeking.wait(tx, ask, now)


async def reconsider(tx: Tx, ask_id: str, now: datetime) -> None:
    """Look again for one ask that found nobody."""
    await reconsider_all(tx, [ask_id], now)


async def reconsider_all(tx: Tx, ask_ids: Iterable[str], now: datetime) -> None:
    """Look again for asks that found nobody; those move for which somebody suitable is there now."""
    idle = [ask for ask in await steps.held(tx, ask_ids) if ask.state in seeking.IDLE]
    found = await _look(tx, idle, now, by_clock=True)
    for ask in steps.by_mentee(idle):
        if found[ask.id] == Found.SOMEBODY:
            await seeking.resume(tx, ask, now)
        elif found[ask.id] == Found.TOO_LATE:
            await seeking.wait(tx, ask, now)
            if await asks.say_date_passed(tx, ask, now):
                await asks.changed(tx, ask.id, ask.mentee_id, now)


async def _look(tx: Tx, waiting: Iterable[Ask], now: datetime, by_clock: bool) -> dict[str, Found]:
    """Open offers for held asks; whoever was named goes first, and is asked alone."""
    found: dict[str, Found] = {}
    unnamed: list[Ask] = []
    for ask in waiting:
        if await steps.date_passed(tx, ask, now):
            found[ask.id] = Found.TOO_LATE
        elif await _offer_suggested(tx, ask, now, by_clock):
            found[ask.id] = Found.SOMEBODY
        else:
            unnamed.append(ask)
    offered = await _offer_best(tx, unnamed, now, by_clock)
    return found | {ask.id: Found.SOMEBODY if ask.id in offered else Found.NOBODY for ask in unnamed}


async def _offer_suggested(tx: Tx, ask: Ask, now: datetime, by_clock: bool) -> bool:
    """Open the oldest suggestion that still holds; return whether there was one."""
    named = select(Offer).where(Offer.ask_id == ask.id, Offer.state == OfferState.SUGGESTED)
    for offer in await tx.all(named.order_by(Offer.offered_at, Offer.id)):
        if await queries.may_be_asked(tx, ask, offer.expert_id, now):
            await steps.open_offer(tx, ask, offer, now, by_clock)
            return True
        await tx.remove(Offer, Offer.id == offer.id)
    return False


async def _offer_best(tx: Tx, waiting: list[Ask], now: datetime, by_clock: bool) -> set[str]:
    """Place asks together; return the ids of those that are with somebody now.

    An ask whose best people were all taken by others is ranked again without them. The second of two comes
    when every ask has its first.
    """
    offered: list[Ask] = []
    rankings: dict[str, Ranking] = {}
    in_vain = 0
    while waiting and in_vain < 2:  # where somebody else was faster, one more look tells
        ranked = await matching.rankings_for(tx, waiting, now)
        rankings |= {ask.id: ranking for ask, ranking in zip(waiting, ranked, strict=True)}
        waiting = [ask for ask in waiting if rankings[ask.id].ranked]
        rooms = await queries.rooms(tx, _people(waiting, rankings), now)
        placed = await _open_together(tx, waiting, rankings, rooms, now, by_clock)
        offered += placed
        waiting = [ask for ask in waiting if ask not in placed]
        in_vain = 0 if placed else in_vain + 1
    await _offer_second(tx, offered, rankings, now, by_clock)
    return {ask.id for ask in offered}


def _people(of: Iterable[Ask], rankings: Mapping[str, Ranking]) -> set[str]:
    return {one.user_id for ask in of for one in rankings[ask.id].ranked[:CONSIDERED]}


async def _offer_second(
    tx: Tx, placed: list[Ask], rankings: Mapping[str, Ranking], now: datetime, by_clock: bool
) -> None:
    """Ask one more person at the same time, where that is wanted and somebody rested has a place."""
    two = [ask for ask in placed if await _wants_two(tx, ask, now)]
    if two:
        rooms = await queries.rooms(tx, _people(two, rankings), now)
        rested = {user_id: room for user_id, room in rooms.items() if room.rested}
        await _open_together(tx, two, rankings, rested, now, by_clock)


async def _wants_two(tx: Tx, ask: Ask, now: datetime) -> bool:
    wanted = (await people.workspace(tx)).two_at_once
    if wanted != TwoAtOnce.URGENT:
        return wanted == TwoAtOnce.ALWAYS
    if ask.needed_by is None:
        return False
    hours = await people.hours_of(tx, ask.mentee_id)
    return is_urgent(matching.end_of_day(ask.needed_by, hours), hours, now)


async def _open_together(
    tx: Tx,
    waiting: list[Ask],
    rankings: Mapping[str, Ranking],
    rooms: Mapping[str, Room],
    now: datetime,
    by_clock: bool,
) -> list[Ask]:
    """Open one offer for as many asks as there is room for; return those asks."""
    asked = await queries.asked(tx, [ask.id for ask in waiting])
    wanting = [
        Wanting(
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
    chosen = await asyncio.to_thread(place_together, wanting, rooms)
    placed = [ask for ask in waiting if ask.id in chosen]
    for ask in placed:
        one = next(one for one in rankings[ask.id].ranked if one.user_id == chosen[ask.id])
        await _offer(tx, ask, one, rankings[ask.id], now, by_clock)
    return placed


async def _offer(tx: Tx, ask: Ask, one: Ranked, ranking: Ranking, now: datetime, by_clock: bool) -> None:
    left_out = ranking.best_left_out
    preset = (await people.workspace(tx)).matching_preset
    offer = await tx.add(
        Offer,
        ask_id=ask.id,
        expert_id=one.user_id,
        source=OfferSource.MATCH,
        state=OfferState.SUGGESTED,
        score=one.score,
        reasons=json.dumps([reason.to_json() for reason in one.reasons]),
        left_out=json.dumps({"user_id": left_out[0], "rule": left_out[1].value}) if left_out else None,
        rules_version=f"{RULES_VERSION}/{preset.value}",  # with the weights, so that it can be told anew
        offered_at=now,
        deadline_at=now,
    )
    await steps.open_offer(tx, ask, offer, now, by_clock)
