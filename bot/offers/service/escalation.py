"""What happens to an ask that is with nobody: the topic's steward, the program's team, waiting."""

from __future__ import annotations

from datetime import datetime

from bot.asks import lifecycle
from bot.asks import queries as asks_queries
from bot.asks import service as asks
from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue
from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.models import Ask, AskState, OfferSource
from bot.offers import messages, texts
from bot.offers.service import common
from bot.people import queries as people

IDLE = (AskState.STEWARD, AskState.WAITING)


async def escalate(db: WorkspaceSession, ask: Ask, now: datetime) -> None:
    """Turn to the topic's steward, once; after them to the program's team, and wait."""
    steward = None if ask.only_expert_id else await asks_queries.steward_of(db, ask)
    if steward is None or ask.steward_id is not None:
        await wait(db, ask, now)
        return
    until = (await common.clock_for(db, ask, steward, now)).deadline
    if not await lifecycle.escalate_to_steward(db, ask.id, steward, until):
        return
    await enqueue(db, messages.STEWARD, to=Recipient.person(steward), about=ask.id, now=now)
    await asks.changed(db, ask.id, ask.mentee_id, now)


async def wait(db: WorkspaceSession, ask: Ask, now: datetime) -> None:
    """Keep an ask open until somebody suitable joins or gets free, and say so."""
    if not await lifecycle.wait(db, ask.id):
        return
    await asks.changed(db, ask.id, ask.mentee_id, now)
    if await common.date_passed(db, ask, now):
        await asks.say_date_passed(db, ask, now)
        return
    if ask.only_expert_id is not None:
        await asks.say_not_them(db, ask, now)
        return
    await asks.say_waiting(db, ask, now)
    for user_id in await people.program_team(db):
        if user_id not in (ask.mentee_id, ask.steward_id):
            to = Recipient.person(user_id)
            await enqueue(db, messages.PROGRAM_TEAM, to=to, about=ask.id, now=now)
    await common.steward_card_changed(db, ask, now)


async def resume(db: WorkspaceSession, ask: Ask, now: datetime) -> None:
    """Look for somebody again, for an ask that had found nobody."""
    if await lifecycle.look_again(db, ask.id):
        await asks.changed(db, ask.id, ask.mentee_id, now)
        await common.steward_card_changed(db, ask, now)


async def pass_steward(db: WorkspaceSession, ask_id: str, now: datetime) -> None:
    """Go on without the steward, whose time is over or to whom nobody comes to mind."""
    ask = await common.lock_ask(db, ask_id)
    if ask is not None and ask.state == AskState.STEWARD:
        await wait(db, ask, now)


async def steward_suggests(db: WorkspaceSession, ask_id: str, user_id: str, to: str, now: datetime) -> None:
    """Ask whom the steward named."""
    ask = await stewarded(db, ask_id, user_id)
    await common.suggest(db, ask, to=to, by=user_id, source=OfferSource.STEWARD, note="", now=now)
    await resume(db, ask, now)


async def stewarded(db: WorkspaceSession, ask_id: str, user_id: str) -> Ask:
    """Return an open ask that this person was asked to find somebody for. Raises UserMessage otherwise."""
    ask = await db.get(Ask, ask_id)
    if ask is None or ask.steward_id != user_id or ask.state not in IDLE:
        raise UserMessage(texts.STEWARD_DONE)
    return ask
