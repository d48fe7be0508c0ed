"""Have many people sign up on one sheet over HTTP against the stand-in with its limits on; tell what it took.

    python -m benchmarks.sheets.joining [--people 300] [--within 60] [--places 20] [--database URL]

``--within``: seconds over which they press. Whoever meets a place that is gone presses again, as people do.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import select

from benchmarks.flash.beside import arguments, crowd, limited_stand_in, service_beside, tell_calls
from bot.kit.clock import ShiftedClock
from bot.kit.db import WorkspaceSession
from bot.models import Expert, ExpertTopic, Sheet, SheetExpert, SheetPlace, SheetPlan, Topic
from bot.models import Person as PersonRow
from bot.people import queries as people_queries
from bot.playground.slack.objects import Channel
from bot.playground.slack.server import StandIn
from bot.process import Running
from bot.sheets import service
from bot.sheets.forms import PlanForm
from tests.support.person import Person

TIMES_EACH = 4  # that an expert offers in one go
TOO_LONG = 3.0  # seconds, after which Slack tells somebody that it did not work
TRIES = 6  # that somebody takes who is too slow for a place
TAKE, LIST = "Take a place", "Join the waiting list"
NAMES = ("first", "second", "third", "fourth")


async def posted(slack: StandIn, running: Running, places: int) -> Channel:
    """Post a sheet with so many places in a channel; its organiser is Noor."""
    noor, now = slack.add_person("noor", "Noor Haddad", is_admin=True).id, running.services.clock.now()
    channel = slack.add_channel("ask-an-expert")
    experts = [slack.add_person(f"x{n}", f"Expert {n}").id for n in range(-(-places // TIMES_EACH))]
    async with running.services.database.begin(slack.workspace.team_id) as db:
        for user_id in (noor, *experts):
            known = {"name": user_id, "zone": "Europe/Berlin", "is_admin": user_id == noor, "synced_at": now}
            await db.upsert(PersonRow, {"user_id": user_id}, **known)
        topic_id = await db.scalar(select(Topic.id).order_by(Topic.name)) or ""
        for user_id in experts:
            await db.insert(Expert, user_id=user_id, opted_in_at=now)
            await db.insert(ExpertTopic, user_id=user_id, topic_id=topic_id)
        sheet = await _sheet(db, noor, topic_id, channel.id, places, now)
        morning = (await people_queries.work_week_of(db, noor)).next_morning(now)
        for user_id in experts:
            await db.insert(SheetExpert, sheet_id=sheet.id, user_id=user_id, asked_at=now)
            times = (int((morning + timedelta(hours=hour)).timestamp()) for hour in range(TIMES_EACH))
            await service.offer(db, sheet.id, user_id, dict(zip(NAMES, times, strict=True)), now)
        await service.wake(db, sheet.id, now)
    while not slack.workspace.channels[channel.id].messages:
        await running.worker.tick()
        await asyncio.sleep(0.1)
    return channel


async def _sheet(
    db: WorkspaceSession, by: str, topic_id: str, channel_id: str, places: int, now: datetime
) -> Sheet:
    _, rule = await service.suggested(db, by, now)
    form = PlanForm(topic=topic_id, channel=channel_id, rule=rule, minutes=30, places=places)
    plan = await service.create(db, by, form, "benchmark", now)
    if plan is None:
        raise LookupError("The sheet of a benchmark is started once.")
    await db.update_where(SheetPlan, SheetPlan.id == plan.id, wakes_at=plan.next_post_at)
    shape = {"topic_id": topic_id, "channel_id": channel_id, "minutes": 30, "places": places}
    return await db.insert(Sheet, plan_id=plan.id, post_at=now, wakes_at=now, created_at=now, **shape)


async def sign_up(slack: StandIn, person: Person, after: float, seed: int) -> list[float]:
    """Press and send the form until it is taken; return how long the app took for each."""
    await asyncio.sleep(after)
    took: list[float] = []
    for number in range(TRIES):
        try:
            pressed = await person.press(TAKE if person.find(TAKE) else LIST)
        except AssertionError:  # no answer in three seconds: they press again
            took.append(TOO_LONG)
            continue
        modal = await person.sees_modal()
        await person.fill({"Your one question": "How do I end a talk so that they decide?"})
        menus = [block["element"] for block in modal.blocks if block.get("block_id") == "slot"]
        if menus:
            choices = menus[0]["options"]
            at = random.Random(f"{seed}.{number}").randrange(len(choices))
            await person.fill({"When": choices[at]["text"]["text"]})
        sent = await slack.actor.submit(person.id, modal.item.id, {})  # type: ignore[union-attr]
        took += [one.delivery.seconds for one in (pressed, sent) if one.delivery is not None]
        if pressed.ok and sent.ok and not sent.errors:
            return took
        await person.close()
    return []


async def measure(people: int, within: float, places: int, url: str) -> None:
    clock = ShiftedClock(timedelta(0))
    slack = await limited_stand_in(clock)
    running = await service_beside(slack, clock, url)
    channel = await posted(slack, running, places)
    some = crowd(slack, channel, people)
    began, used = time.perf_counter(), time.process_time()
    took = await asyncio.gather(*(sign_up(slack, one, n * within / people, n) for n, one in enumerate(some)))
    joined = time.perf_counter() - began
    if people > places:
        await Person(slack, some[0].id, patience=120.0).sees(f"{people - places} people are waiting.")
    shown, cpu = time.perf_counter() - began, time.process_time() - used
    async with running.services.database.read(slack.workspace.team_id) as db:
        seats = list(await db.scalars(select(SheetPlace)))
    _tell(slack, channel.id, people, took, (joined, shown, cpu))
    states, who = Counter(one.state.value for one in seats), {one.user_id for one in seats}
    slots = Counter(one.slot_id for one in seats if one.slot_id)
    twice = sum(count > 1 for count in slots.values())
    print(f"  places: {dict(states)}, of {len(who)} people; {twice} times given twice")
    await running.stop()
    await slack.stop()


def _tell(
    slack: StandIn, channel_id: str, people: int, took: list[list[float]], at: tuple[float, float, float]
) -> None:
    joined, shown, cpu = at
    times = sorted(seconds for one in took for seconds in one)
    again = sum(len(one) > 2 for one in took)
    print(f"{people} people, {sum(bool(one) for one in took)} taken, {again} after another press")
    print(f"  the last after {joined:.1f} s; {cpu:.1f} s of one core, the stand-in included")
    late = sum(one >= TOO_LONG for one in times)
    print(f"  {late} of {len(times)} answers came too late for Slack")
    print(f"  an answer took {statistics.median(times):.3f} s, the longest {times[-1]:.3f} s")
    tell_calls(slack, channel_id, "sheet", shown)


def main() -> None:
    given = arguments(places=20)
    asyncio.run(measure(given.people, given.within, given.places, given.database))


if __name__ == "__main__":
    main()
