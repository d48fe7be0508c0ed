"""Ring one round for many people against the stand-in with its limits on, and tell how long it took.

    python -m benchmarks.flash.bells [--people 1000] [--seconds 0.15] [--database URL]

``--seconds`` is how long Slack takes for each answer. Each person is told in a channel of their own, of which
Slack takes a message a second; a limit over the workspace is not set, since Slack does not say what it is.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from datetime import timedelta

from sqlalchemy import func, select

from benchmarks.flash.beside import limited_stand_in, service_beside
from bot.kit.clock import ShiftedClock
from bot.models import (
    Conversation,
    EventState,
    FlashEvent,
    FlashSeat,
    FlashTalk,
    Outbox,
    OutboxState,
    Person,
    SeatRole,
)


async def ring(people: int, seconds: float = 0.0, url: str = "") -> None:
    clock = ShiftedClock(timedelta(0))
    slack = await limited_stand_in(clock)
    if seconds:
        slack.weather.add("chat.postMessage", "slow", times=None, seconds=seconds)
    ids = [slack.add_person(f"p{n}", f"Person {n}", tz="Europe/Berlin").id for n in range(people)]
    running = await service_beside(slack, clock, url, worker=False)
    now = clock.now()
    async with running.services.database.begin(slack.workspace.team_id) as db:
        for user_id in ids:
            await db.upsert(Person, {"user_id": user_id}, name=user_id, zone="Europe/Berlin", synced_at=now)
            channel = slack.workspace.app_dm(user_id).id
            await db.upsert(Conversation, {"members": user_id}, channel_id=channel)
        event = await db.insert(
            FlashEvent,
            created_by=ids[0],
            title="Bells",
            channel_id="C0",
            starts_at=now,
            rounds=2,
            minutes=10,
            change_minutes=2,
            places=people,
            state=EventState.PLANNED,
            version=1,
            wakes_at=now,
            announced_at=now,
            refused_at=now,
            created_at=now,
        )
        half = people // 2
        for at, user_id in enumerate(ids):
            role = SeatRole.MENTEE if at < half else SeatRole.EXPERT
            await db.insert(
                FlashSeat,
                event_id=event.id,
                user_id=user_id,
                role=role,
                question="How do I begin?",
                joined_at=now,
            )
        for mentee, expert in zip(ids[:half], ids[half:], strict=True):
            await db.insert(FlashTalk, event_id=event.id, round=1, mentee_id=mentee, expert_id=expert)
    began, used = time.perf_counter(), time.process_time()
    left = people
    while left:
        await running.worker.tick()
        async with running.services.database.read(slack.workspace.team_id) as db:
            sent = select(func.count()).where(Outbox.kind == "flash_bell", Outbox.state == OutboxState.SENT)
            left = people // 2 * 2 - (await db.scalar(sent.select_from(Outbox)) or 0)
    wall, cpu = time.perf_counter() - began, time.process_time() - used
    refused = sum(call.status == 429 for call in slack.traffic.calls_of("chat.postMessage"))
    print(f"{people} people: {wall:.1f} s, {cpu:.1f} s of one core, the stand-in included; {refused} refused")
    await running.stop()
    await slack.stop()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=0.0)
    parser.add_argument("--database", default="")
    given = parser.parse_args()
    asyncio.run(ring(given.people, given.seconds, given.database))


if __name__ == "__main__":
    main()
