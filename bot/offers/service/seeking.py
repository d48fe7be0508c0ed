"""What happens to an ask that is with nobody: the topic's steward, the program's team, waiting."""

from __future__ import annotations

from datetime import datetime

from bot.asks import service as asks
from bot.delivery.service import enqueue, refresh
from bot.kit.db import Tx
from bot.kit.errors import UserMessage
from bot.models import Ask, AskState, OfferSource, Topic
from bot.offers import texts
from bot.offers.service import steps
from bot.offers.service.steps import CARETAKER, STEWARD
from bot.people import queries as people

IDLE = (AskState.STEWARD, AskState.WAITING)


async def turn_to_others(tx: Tx, ask: Ask, now: datetime) -> None:
    """Turn to the topic's steward, once; after them to the program's team, and wait."""
    topic = await tx.get(Topic, ask.topic_id)
    steward = topic.steward_id if topic else None
    person = await people.person(tx, steward) if steward else None
    usable = person is not None and not person.deactivated and steward != ask.mentee_id
    if not usable or ask.steward_id is not None:
        await wait(tx, ask, now)
        return
    assert steward is not None  # noqa: S101 - it has a person
    hours = await people.hours_of(tx, steward)
    until = hours.add_working_minutes(
        hours.next_working(now), (await people.workspace(tx)).offer_wait_minutes
    )
    await tx.change(
        Ask,
        Ask.id == ask.id,
        Ask.state == AskState.LOOKING,
        state=AskState.STEWARD,
        steward_id=steward,
        steward_until=until,
    )
    await enqueue(tx, STEWARD, to=steward, about=ask.id, now=now)
    await asks.changed(tx, ask.id, ask.mentee_id, now)


async def wait(tx: Tx, ask: Ask, now: datetime) -> None:
    """Keep an ask open until somebody suitable joins or gets free, and say so."""
    open_now = Ask.state.in_((AskState.LOOKING, AskState.STEWARD))
    if not await tx.change(Ask, Ask.id == ask.id, open_now, state=AskState.WAITING, steward_until=None):
        return
    await asks.changed(tx, ask.id, ask.mentee_id, now)
    if await steps.date_passed(tx, ask, now):
        await asks.say_date_passed(tx, ask, now)
        return
    await asks.say_waiting(tx, ask, now)
    for user_id in await people.caretakers(tx):
        if user_id not in (ask.mentee_id, ask.steward_id):
            await enqueue(tx, CARETAKER, to=user_id, about=ask.id, now=now)
    if ask.steward_id:
        await refresh(tx, STEWARD, to=ask.steward_id, about=ask.id, now=now)


async def resume(tx: Tx, ask: Ask, now: datetime) -> None:
    """Look for somebody again, for an ask that had found nobody."""
    if await tx.change(
        Ask, Ask.id == ask.id, Ask.state.in_(IDLE), state=AskState.LOOKING, steward_until=None
    ):
        await asks.changed(tx, ask.id, ask.mentee_id, now)
        if ask.steward_id:
            await refresh(tx, STEWARD, to=ask.steward_id, about=ask.id, now=now)


async def pass_steward(tx: Tx, ask_id: str, now: datetime) -> None:
    """Go on without the steward, whose time is over or to whom nobody comes to mind."""
    ask = await steps.held_one(tx, ask_id)
    if ask is not None and ask.state == AskState.STEWARD:
        await wait(tx, ask, now)


async def steward_suggests(tx: Tx, ask_id: str, user_id: str, to: str, now: datetime) -> None:
    """Ask whom the steward named."""
    ask = await stewarded(tx, ask_id, user_id)
    await steps.suggest(tx, ask, to=to, by=user_id, source=OfferSource.STEWARD, note="", now=now)
    await resume(tx, ask, now)


async def stewarded(tx: Tx, ask_id: str, user_id: str) -> Ask:
    """Return an open ask that this person was asked to find somebody for. Raises UserMessage otherwise."""
    ask = await tx.get(Ask, ask_id)
    if ask is None or ask.steward_id != user_id or ask.state not in IDLE:
        raise UserMessage(texts.STEWARD_DONE)
    return ask
