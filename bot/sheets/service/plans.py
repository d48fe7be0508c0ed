"""A monthly rule: started, changed, stopped, made smaller, and its channel tried again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.admin import service as admin
from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue
from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.hours import zone_of
from bot.models import Act, Inbox, Sheet, SheetPlan, SheetState, Topic
from bot.people import queries as people
from bot.sheets import messages, queries, rules, texts
from bot.sheets.forms import PlanForm
from bot.sheets.service.common import cancel_sheet, is_off_in, show, show_plan

SHEET_KIND = messages.SHEET.id  # for the job that sees whether Slack takes it


async def suggested(db: WorkspaceSession, by: str, now: datetime) -> tuple[Sequence[Topic], str]:
    """Return the topics for a sheet, the best supplied first, and the rule whose first one is near.

    Raises UserMessage for whoever may not start one.
    """
    await admin.require_admin(db, by)
    topics = await queries.topics(db)
    if not topics:
        raise UserMessage(texts.NO_TOPICS)
    zone = await people.zone(db, by)
    return topics, rules.first_rule(now.astimezone(zone_of(zone)).date(), is_off_in(zone))


async def create(db: WorkspaceSession, by: str, form: PlanForm, key: str, now: datetime) -> SheetPlan | None:
    """Start a monthly sheet; None when this submission was taken before. Raises FormErrors, UserMessage."""
    await admin.require_admin(db, by)
    topic = await _checked_topic(db, form, now)
    await _check_alone(db, form)
    if not await db.insert_or_ignore(Inbox, key=key, received_at=now):
        return None
    zone = await people.zone(db, by)
    post_at = rules.next_post(form.rule, zone, now + rules.SHORTEST_NOTICE, is_off_in(zone, form.days_off))
    plan = await db.insert(
        SheetPlan,
        created_by=by,
        topic_id=form.topic,
        channel_id=form.channel,
        rule=form.rule,
        zone=zone,
        minutes=form.minutes,
        places=form.places,
        days_off=form.days_off,
        next_post_at=post_at,
        wakes_at=max(rules.asks_at(post_at, zone), now),
        tried_at=now,
        created_at=now,
    )
    await admin.record(db, by, Act.SHEET_STARTED, now, subject=topic.name)
    await show_plan(db, plan, now)
    return plan


async def _checked_topic(db: WorkspaceSession, form: PlanForm, now: datetime) -> Topic:
    topic = await db.get(Topic, form.topic)
    if topic is None or topic.archived_at is not None:
        raise FormErrors({"topic": texts.TOPIC_GONE})
    if not await queries.experts(db, form.topic, now):
        raise FormErrors({"topic": texts.TOPIC_EMPTY})
    return topic


async def _check_alone(db: WorkspaceSession, form: PlanForm, but: str = "") -> None:
    """Raise FormErrors where another rule runs for this topic and channel, ``but`` the one of this id."""
    same = (SheetPlan.topic_id == form.topic, SheetPlan.channel_id == form.channel, SheetPlan.id != but)
    if await db.scalar(select(SheetPlan.id).where(*same, SheetPlan.wakes_at.is_not(None)).limit(1)):
        raise FormErrors({"channel": texts.ALREADY_PLANNED})


async def to_change(db: WorkspaceSession, plan_id: str, by: str) -> tuple[SheetPlan, Sequence[Topic]]:
    """Return a monthly rule that an organiser may change, and the topics. Raises UserMessage."""
    plan = await _own(db, plan_id, by, lock=False)
    if plan.wakes_at is None:
        raise UserMessage(texts.NO_PLAN)
    own = await db.get(Topic, plan.topic_id)
    topics = await queries.topics(db)
    known = own is None or own.archived_at is not None or own.id in {one.id for one in topics}
    return plan, topics if known or own is None else [own, *topics]


async def change(db: WorkspaceSession, plan_id: str, by: str, form: PlanForm, now: datetime) -> None:
    """Change a monthly rule for an organiser: what is out, or being gathered, stays as it is.

    Raises FormErrors, UserMessage.
    """
    plan = await _own(db, plan_id, by)
    if plan.wakes_at is None:
        raise UserMessage(texts.NO_PLAN)
    if form.topic != plan.topic_id:
        await _checked_topic(db, form, now)
    await _check_alone(db, form, but=plan.id)
    values: dict[str, Any] = {
        "topic_id": form.topic,
        "channel_id": form.channel,
        "rule": form.rule,
        "minutes": form.minutes,
        "places": form.places,
        "days_off": form.days_off,
    }
    if (form.rule, form.days_off) != (plan.rule, plan.days_off):
        values |= await _next(db, plan, form, now)
    if form.channel != plan.channel_id:
        values |= {"refused_at": None, "tried_at": now}
    await db.update_where(SheetPlan, SheetPlan.id == plan.id, **values)
    changed = await queries.plan(db, plan.id)
    if changed is not None:
        await _record(db, changed, by, Act.SHEET_CHANGED, now)
        await show_plan(db, changed, now)


async def _next(db: WorkspaceSession, plan: SheetPlan, form: PlanForm, now: datetime) -> dict[str, datetime]:
    """Return when the next sheet goes out by a changed rule: never two in one month."""
    after, zone = now + rules.SHORTEST_NOTICE, plan.zone
    made = (Sheet.plan_id == plan.id, Sheet.state != SheetState.CANCELLED)
    last = await db.scalar(select(Sheet).where(*made).order_by(Sheet.post_at.desc()).limit(1))
    if last is not None:
        after = max(after, rules.month_after(last.post_at, zone))
    post_at = rules.next_post(form.rule, zone, after, is_off_in(zone, form.days_off))
    return {"next_post_at": post_at, "wakes_at": max(rules.asks_at(post_at, zone), now)}


async def _record(
    db: WorkspaceSession, plan: SheetPlan, by: str, act: Act, now: datetime, **values: str
) -> None:
    topic = await db.get(Topic, plan.topic_id)
    await admin.record(db, by, act, now, subject=topic.name if topic else "", **values)


async def _own(db: WorkspaceSession, plan_id: str, by: str, *, lock: bool = True) -> SheetPlan:
    await admin.require_admin(db, by)
    plan = await queries.plan(db, plan_id, lock=lock)
    if plan is None:
        raise UserMessage(texts.NO_PLAN)
    return plan


async def stop(db: WorkspaceSession, plan_id: str, by: str, now: datetime) -> None:
    """Stop a monthly sheet for an organiser: what is out stays, what is being gathered is called off."""
    plan = await _own(db, plan_id, by)
    if plan.wakes_at is None:
        raise UserMessage(texts.NO_PLAN)
    await db.update_where(SheetPlan, SheetPlan.id == plan.id, wakes_at=None)
    gathering = select(Sheet).where(Sheet.plan_id == plan.id, Sheet.state == SheetState.GATHERING)
    for sheet in await db.scalars(gathering):
        await cancel_sheet(db, sheet, now)
    await _record(db, plan, by, Act.SHEET_STOPPED, now)
    await show_plan(db, plan, now)


async def make_smaller(db: WorkspaceSession, plan_id: str, places: int, by: str, now: datetime) -> int:
    """Give the next sheets fewer places; return how many they have."""
    plan = await _own(db, plan_id, by)
    if plan.wakes_at is None:
        raise UserMessage(texts.NO_PLAN)
    fewer = max(1, min(places, plan.places))
    before = plan.places
    await db.update_where(SheetPlan, SheetPlan.id == plan.id, places=fewer)
    await _record(db, plan, by, Act.SHEET_MADE_SMALLER, now, before=str(before), after=str(fewer))
    await show_plan(db, plan, now)
    return fewer


async def note_refused(db: WorkspaceSession, plan_id: str, now: datetime) -> None:
    """Tell the organisers, once, that Slack refuses the channel; whoever has a place keeps it."""
    here = (SheetPlan.id == plan_id, SheetPlan.refused_at.is_(None))
    noted = await db.update_where(SheetPlan, *here, refused_at=now)
    plan = await queries.plan(db, plan_id)
    if noted and plan is not None:
        for user_id in await queries.organisers(db, plan):
            key = f"{plan_id}:refused:{plan.tried_at.timestamp()}:{user_id}"
            to = Recipient.person(user_id)
            await enqueue(db, messages.REFUSED, to=to, about=plan_id, now=now, key=key)
        await show_plan(db, plan, now)


async def post_again(db: WorkspaceSession, plan_id: str, by: str, now: datetime) -> None:
    """Try the channel once more for an organiser."""
    plan = await _own(db, plan_id, by)
    await db.update_where(SheetPlan, SheetPlan.id == plan.id, refused_at=None, tried_at=now)
    out = select(Sheet).where(Sheet.plan_id == plan.id, Sheet.state == SheetState.OPEN)
    for sheet in await db.scalars(out):
        await show(db, sheet, now)
    await show_plan(db, plan, now)
