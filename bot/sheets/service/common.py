"""What every decision about sheets shares: which is live, and who sees a change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import select

from bot.delivery.messages import Recipient
from bot.delivery.outbox import refresh, refresh_home
from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.kit.holidays import is_holiday
from bot.models import LIVE_SHEET, PlaceState, Sheet, SheetExpert, SheetPlace, SheetPlan, SheetState
from bot.models.transitions import move
from bot.sheets import messages, queries, texts
from bot.sheets.rules import IsOff, days_of

SETTLES = timedelta(seconds=5)  # in which places that go at once make one update of the sheet


def is_off_in(zone: str, days_off: str = "") -> IsOff:
    """Return what says whether no sheet goes out on a day: a holiday of a country, or one of a list."""
    return partial(_is_off, zone, days_of(days_off))


def _is_off(zone: str, listed: frozenset[date], day: date) -> bool:
    return day in listed or is_holiday(day, zone)


async def live_sheet(db: WorkspaceSession, sheet_id: str, *states: SheetState) -> Sheet:
    """Return a sheet in one of these states, kept from others; experts see to it in any live one.

    Raises UserMessage.
    """
    sheet = await queries.sheet(db, sheet_id, lock=True)
    if sheet is None:
        raise UserMessage(texts.NO_SHEET)
    if sheet.state not in (states or LIVE_SHEET):
        raise UserMessage(texts.SHEET_OVER if states else texts.SHEET_CLOSED)
    return sheet


async def show(db: WorkspaceSession, sheet: Sheet, now: datetime) -> None:
    """Bring the sheet in its channel up to date, soon, and the App Homes of its organisers."""
    plan = await queries.plan(db, sheet.plan_id)
    if plan is None:
        return
    await refresh_home(db, await queries.organisers(db, plan), now)
    if plan.refused_at is None:
        to = Recipient.channel(sheet.channel_id)
        await refresh(db, messages.SHEET, to=to, about=sheet.id, now=now, within=SETTLES)


async def show_expert(db: WorkspaceSession, sheet_id: str, user_ids: Iterable[str], now: datetime) -> None:
    """Bring the cards of experts up to date, and their App Homes."""
    some = sorted(set(user_ids))
    for user_id in some:
        await refresh(db, messages.INVITE, to=Recipient.person(user_id), about=sheet_id, now=now)
    await refresh_home(db, some, now)


async def show_place(db: WorkspaceSession, place: SheetPlace, now: datetime) -> None:
    """Bring the card of whoever waits, or waited, up to date, and their App Home."""
    if place.listed_at is not None:
        to = Recipient.person(place.user_id)
        await refresh(db, messages.PLACE, to=to, about=place.sheet_id, now=now)
    await refresh_home(db, [place.user_id], now)


async def show_plan(db: WorkspaceSession, plan: SheetPlan, now: datetime) -> None:
    """Bring the organisers' card up to date, and their App Homes."""
    organisers = await queries.organisers(db, plan)
    for user_id in organisers:
        await refresh(db, messages.PLAN, to=Recipient.person(user_id), about=plan.id, now=now)
    await refresh_home(db, organisers, now)


async def show_everybody(db: WorkspaceSession, sheet: Sheet, now: datetime) -> None:
    """Bring everything about a sheet up to date: it has begun, or is over."""
    await show(db, sheet, now)
    asked = select(SheetExpert.user_id).where(SheetExpert.sheet_id == sheet.id)
    await show_expert(db, sheet.id, await db.scalars(asked), now)
    waiting = (SheetPlace.sheet_id == sheet.id, SheetPlace.state == PlaceState.WAITING)
    for place in await db.scalars(select(SheetPlace).where(*waiting).order_by(SheetPlace.user_id)):
        await show_place(db, place, now)


async def cancel_sheet(db: WorkspaceSession, sheet: Sheet, now: datetime) -> bool:
    """Call a sheet off before it goes out; return whether this did it."""
    here, to = Sheet.id == sheet.id, SheetState.CANCELLED
    if not await move(db, Sheet, here, since=SheetState.GATHERING, to=to, wakes_at=None, ended_at=now):
        return False
    await show_everybody(db, sheet, now)
    return True
