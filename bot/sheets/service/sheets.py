"""What the clock does to a month's sheet: experts are asked, it goes out, its times pass, it is over."""

from __future__ import annotations

from datetime import datetime

from bot.delivery.messages import MessageKind, Recipient
from bot.delivery.outbox import enqueue, refresh_home
from bot.kit.db import WorkspaceSession
from bot.models import Sheet, SheetExpert, SheetPlan, SheetState, Topic
from bot.models.transitions import move
from bot.people import queries as people
from bot.sheets import messages, queries, rules
from bot.sheets.service.common import cancel_sheet, is_off_in, show, show_everybody, show_plan
from bot.sheets.service.places import move_up


async def begin(db: WorkspaceSession, plan_id: str, now: datetime) -> None:
    """Begin the next sheet of a monthly rule: its experts are asked, and the rule goes on to the month after.

    A post that was due while nothing worked is left out.
    """
    plan = await queries.plan(db, plan_id, lock=True)
    if plan is None or plan.wakes_at is None or plan.wakes_at > now:
        return
    topic, post_at = await db.get(Topic, plan.topic_id), plan.next_post_at
    gone = topic is None or topic.archived_at is not None
    if gone or await queries.has_older_twin(db, plan):
        await db.update_where(SheetPlan, SheetPlan.id == plan.id, wakes_at=None)
        await show_plan(db, plan, now)
        return
    after = rules.next_post(plan.rule, plan.zone, max(post_at, now), is_off_in(plan.zone, plan.days_off))
    wakes_at = max(rules.asks_at(after, plan.zone), now)
    await db.update_where(SheetPlan, SheetPlan.id == plan.id, next_post_at=after, wakes_at=wakes_at)
    if post_at > now:
        await _gather(db, plan, post_at, now)
    await show_plan(db, plan, now)


async def _gather(db: WorkspaceSession, plan: SheetPlan, post_at: datetime, now: datetime) -> None:
    sheet = await db.insert(
        Sheet,
        plan_id=plan.id,
        topic_id=plan.topic_id,
        channel_id=plan.channel_id,
        minutes=plan.minutes,
        places=plan.places,
        post_at=post_at,
        wakes_at=post_at,
        created_at=now,
    )
    asked = await queries.experts(db, plan.topic_id, now)
    weeks = await people.work_weeks_of(db, asked)
    for user_id in asked:
        due = weeks[user_id].next_working(now)
        await db.insert(SheetExpert, sheet_id=sheet.id, user_id=user_id, asked_at=now)
        await enqueue(db, messages.INVITE, to=Recipient.person(user_id), about=sheet.id, now=now, due=due)
    await refresh_home(db, asked, now)


async def wake(db: WorkspaceSession, sheet_id: str, now: datetime) -> None:
    """Post a sheet whose day has come, take times off that have begun, and end it after the last."""
    found = await queries.sheet(db, sheet_id)
    if found is None:
        return
    await queries.plan(db, found.plan_id, lock=True)  # first, as does whoever stops it
    sheet = await queries.sheet(db, sheet_id, lock=True)
    if sheet is None or sheet.wakes_at is None or sheet.wakes_at > now:
        return
    ahead = [one.starts_at for one in await queries.slots(db, sheet_id) if one.starts_at > now]
    if sheet.state is SheetState.GATHERING:
        await _post(db, sheet, ahead, now)
    elif ahead:
        await db.update_where(Sheet, Sheet.id == sheet.id, wakes_at=ahead[0])
        await show(db, sheet, now)
        await move_up(db, sheet, now)
    else:
        await _end(db, sheet, now)


async def _post(db: WorkspaceSession, sheet: Sheet, ahead: list[datetime], now: datetime) -> None:
    plan = await queries.plan(db, sheet.plan_id)
    if not ahead:
        if await cancel_sheet(db, sheet, now) and plan is not None:
            await _tell(db, messages.NOBODY, sheet, plan, now)
            await show_plan(db, plan, now)
        return
    if await move(db, Sheet, Sheet.id == sheet.id, to=SheetState.OPEN, wakes_at=ahead[0]):
        # A channel that was closed to us a month ago may be open; if not, its organisers hear it again.
        await db.update_where(SheetPlan, SheetPlan.id == sheet.plan_id, refused_at=None, tried_at=now)
        await show_everybody(db, sheet, now)
        if plan is not None:
            await show_plan(db, plan, now)


async def _end(db: WorkspaceSession, sheet: Sheet, now: datetime) -> None:
    if not await move(db, Sheet, Sheet.id == sheet.id, to=SheetState.OVER, wakes_at=None, ended_at=now):
        return
    await show_everybody(db, sheet, now)
    plan = await queries.plan(db, sheet.plan_id)
    if plan is None or plan.refused_at is not None:
        return
    # Of a sheet that never stood in its channel nobody could take a place.
    out = await queries.went_out(db, sheet.id, messages.SHEET.id)
    if out and rules.smaller(sheet.places, await queries.taken(db, sheet.id)):
        await _tell(db, messages.SMALLER, sheet, plan, now)


async def _tell(
    db: WorkspaceSession, kind: MessageKind, sheet: Sheet, plan: SheetPlan, now: datetime
) -> None:
    for user_id in await queries.organisers(db, plan):
        await enqueue(db, kind, to=Recipient.person(user_id), about=sheet.id, now=now)
