"""Have many people join one event over HTTP against the stand-in with its limits on; tell what it took.

    python -m benchmarks.flash.joining [--people 300] [--within 60] [--places 200] [--database URL]

``--within``: seconds over which they press. Half a minute later everything is to be shown.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections import Counter
from datetime import timedelta

from sqlalchemy import select

from benchmarks.flash.beside import arguments, crowd, limited_stand_in, service_beside, tell_calls
from bot.flash import service
from bot.flash.forms import EventForm
from bot.kit.clock import ShiftedClock
from bot.models import FlashSeat
from bot.models import Person as PersonRow
from bot.playground.slack.objects import Channel
from bot.playground.slack.server import StandIn
from bot.process import Running
from tests.support.person import Person


async def announced(slack: StandIn, running: Running, places: int) -> Channel:
    """Announce an event in a channel; its organiser is Noor."""
    noor, now = slack.add_person("noor", "Noor Haddad", is_admin=True).id, running.services.clock.now()
    channel = slack.add_channel("planning")
    start = int((now + timedelta(hours=3)).timestamp())
    numbers = {"rounds": 5, "minutes": 10, "change": 2, "places": places}
    form = EventForm(title="Slides that decide", start=start, channel=channel.id, **numbers)
    async with running.services.database.begin(slack.workspace.team_id) as db:
        known = {"name": "Noor Haddad", "zone": "Europe/Berlin", "is_admin": True, "synced_at": now}
        await db.upsert(PersonRow, {"user_id": noor}, **known)
        await service.create(db, noor, form, "benchmark", now)
    while not slack.workspace.channels[channel.id].messages:
        await running.worker.tick()
        await asyncio.sleep(0.1)
    return channel


async def join(slack: StandIn, person: Person, after: float) -> list[float]:
    """Press and send the form; return how long the app took for each."""
    await asyncio.sleep(after)
    pressed = await person.press("Join with a question")
    await person.fill({"Your one question": "How do I end a talk so that they decide?"})
    modal = await person.sees_modal()
    sent = await slack.actor.submit(person.id, modal.item.id, {})  # type: ignore[union-attr]
    took = [one.delivery.seconds for one in (pressed, sent) if one.delivery is not None]
    return took if pressed.ok and sent.ok and not sent.errors else []


async def measure(people: int, within: float, places: int, url: str) -> None:
    clock = ShiftedClock(timedelta(0))
    slack = await limited_stand_in(clock)
    running = await service_beside(slack, clock, url)
    channel = await announced(slack, running, places)
    some = crowd(slack, channel, people)
    began, used = time.perf_counter(), time.process_time()
    took = await asyncio.gather(*(join(slack, one, n * within / people) for n, one in enumerate(some)))
    joined = time.perf_counter() - began
    words = f"all places taken, {people - places} waiting" if people > places else f"{people} people with"
    await Person(slack, some[0].id, patience=120.0).sees(words)
    shown = time.perf_counter() - began
    missing = {one.id for one in some}
    while missing and time.perf_counter() - began < joined + 300:
        missing = {one for one in missing if not slack.workspace.app_dm(one).messages}
        await asyncio.sleep(0.2)
    cards, cpu = time.perf_counter() - began, time.process_time() - used
    async with running.services.database.read(slack.workspace.team_id) as db:
        seats = list(await db.scalars(select(FlashSeat)))
    _tell(slack, channel.id, people, took, (joined, shown, cards, cpu))
    states, who = Counter(one.state.value for one in seats), {one.user_id for one in seats}
    print(f"  seats: {dict(states)}, of {len(who)} people; {len(missing)} lack a card")
    await running.stop()
    await slack.stop()


def _tell(
    slack: StandIn,
    channel_id: str,
    people: int,
    took: list[list[float]],
    at: tuple[float, float, float, float],
) -> None:
    joined, shown, cards, cpu = at
    times = sorted(seconds for one in took for seconds in one)
    print(f"{people} people, {sum(bool(one) for one in took)} taken, the last after {joined:.1f} s")
    print(f"  an answer took {statistics.median(times):.3f} s, the longest {times[-1]:.3f} s")
    print(f"  the last card came after {cards:.1f} s; {cpu:.1f} s of one core, the stand-in included")
    tell_calls(slack, channel_id, "announcement", shown)


def main() -> None:
    given = arguments(places=200)
    asyncio.run(measure(given.people, given.within, given.places, given.database))


if __name__ == "__main__":
    main()
