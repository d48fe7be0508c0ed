"""The day on which a sign-up sheet is out: two have taken a place, one is left, and the next month waits."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.kit.db import WorkspaceSession
from bot.models import Person, Sheet, SheetExpert, SheetPlan, Topic
from bot.people import queries as people
from bot.playground.scenes.colleagues import SMALL_COMPANY, add_colleagues
from bot.playground.scenes.scene import BuildContext, first_steps_taken
from bot.playground.scenes.small_company import experts_join, tidy_topics, wakeups_held_back
from bot.sheets import service
from bot.sheets.forms import PlaceForm, PlanForm

PEOPLE = len(SMALL_COMPANY)
TOPIC = "Presentations and storytelling"
EXPERT = "eli"
TAKEN = (
    ("sam", "How do I open a talk for people who already know the numbers?"),
    ("mei", "How do I show one bad quarter without hiding it?"),
)


async def build(context: BuildContext) -> None:
    """Bring everybody in, start the monthly sheet, and have two others take a place."""
    ids = add_colleagues(context.slack)
    channel = context.slack.add_channel("ask-an-expert")
    running = await context.start()
    await first_steps_taken(context, running)
    with wakeups_held_back(running.services):
        await tidy_topics(context.slack, ids["noor"])
        await experts_join(context.slack, ids)
        now = context.clock.now()
        async with running.services.database.begin(context.slack.workspace.team_id) as db:
            await _meet(db, context, ids, now)
            sheet = await _sheet(db, ids, channel.id, now)
            await _take(db, sheet, ids, now)


async def _meet(db: WorkspaceSession, context: BuildContext, ids: dict[str, str], now: datetime) -> None:
    for one in SMALL_COMPANY:
        user = context.slack.workspace.users[ids[one.name]]
        known = {"name": user.real_name, "zone": user.tz, "is_admin": one.is_admin, "synced_at": now}
        await db.upsert(Person, {"user_id": user.id}, **known)


async def _sheet(db: WorkspaceSession, ids: dict[str, str], channel_id: str, now: datetime) -> Sheet:
    """Start the monthly sheet, whose first one has just gone out: Eli has put three times on it."""
    topic_id = await db.scalar(select(Topic.id).where(Topic.name == TOPIC)) or ""
    _, rule = await service.suggested(db, ids["noor"], now)
    form = PlanForm(topic=topic_id, channel=channel_id, rule=rule, minutes=30, places=6)
    plan = await service.create(db, ids["noor"], form, "sheet_day", now)
    if plan is None:
        raise LookupError("The sheet of this scene is started once.")
    await db.update_where(SheetPlan, SheetPlan.id == plan.id, wakes_at=plan.next_post_at)
    sheet = await db.insert(
        Sheet,
        plan_id=plan.id,
        topic_id=topic_id,
        channel_id=channel_id,
        minutes=plan.minutes,
        places=plan.places,
        post_at=now,
        wakes_at=now,
        created_at=now,
    )
    await db.insert(SheetExpert, sheet_id=sheet.id, user_id=ids[EXPERT], asked_at=now)
    morning = (await people.work_week_of(db, ids[EXPERT])).next_morning(now)
    times = [morning + timedelta(hours=hours) for hours in (1, 2, 5)]
    given = dict(zip(("first", "second", "third"), (int(at.timestamp()) for at in times), strict=True))
    await service.offer(db, sheet.id, ids[EXPERT], given, now)
    await service.wake(db, sheet.id, now)
    return sheet


async def _take(db: WorkspaceSession, sheet: Sheet, ids: dict[str, str], now: datetime) -> None:
    for name, question in TAKEN:
        found, choices, _ = await service.open_place(db, sheet.id, ids[name], now)
        form = PlaceForm(question=question, slot=choices[0].slot.id)
        await service.take(db, found.sheet.id, ids[name], form, now)
