"""Doing what is due: each row by itself, whatever happens to another one."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.kit import due
from bot.kit.ahead import look_ahead
from bot.kit.db import Database, WorkspaceSession
from bot.kit.due import NOW, for_each_batch, for_each_due, for_each_row, for_each_workspace
from bot.kit.errors import UserMessage
from bot.kit.outage import is_outage
from bot.kit.services import Services
from bot.models import Person, Workspace
from tests.support.app import services_without_slack
from tests.support.clock import SettableClock

START = datetime(2026, 11, 30, 9, tzinfo=UTC)
HERE, THERE = "T1", "T2"
UNKNOWN = (
    select(Person.workspace_id, Person.user_id).where(Person.synced_at.is_(None)).order_by(Person.user_id)
)


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock(START)


@pytest.fixture
async def services(database: Database, clock: SettableClock) -> Services:
    async with database.all_workspaces() as db:
        db.add_all([Workspace(id=name, installed_at=START, rematch_at=START) for name in (HERE, THERE)])
    return services_without_slack(database, clock)


async def people(services: Services, *user_ids: str, workspace_id: str = HERE) -> None:
    async with services.database.begin(workspace_id) as db:
        for user_id in user_ids:
            await db.insert(Person, user_id=user_id)


async def known(services: Services, workspace_id: str = HERE) -> set[str]:
    async with services.database.read(workspace_id) as db:
        return set(await db.scalars(select(Person.user_id).where(Person.synced_at.is_not(None))))


@dataclass
class Steps:
    """Learns about people, except for those of whom it knows an error."""

    errors: dict[str, Exception] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    transactions: list[list[str]] = field(default_factory=list)

    async def one(self, db: WorkspaceSession, user_id: str, now: datetime) -> None:
        self.taken.append(user_id)
        await db.update_where(Person, Person.user_id == user_id, synced_at=now)
        if user_id in self.errors:
            raise self.errors[user_id]

    async def several(self, db: WorkspaceSession, user_ids: list[str], now: datetime) -> None:
        self.transactions.append(user_ids)
        for user_id in user_ids:
            await self.one(db, user_id, now)


def failing(*user_ids: str) -> Steps:
    return Steps({user_id: RuntimeError("words of a person") for user_id in user_ids})


async def test_every_due_row_is_taken_in_its_order_in_a_transaction_of_its_own(services: Services) -> None:
    await people(services, "U2", "U1")
    await people(services, "U3", workspace_id=THERE)
    steps = Steps()
    await for_each_due(services, UNKNOWN, steps.one)
    assert steps.taken == ["U1", "U2", "U3"]
    assert (await known(services), await known(services, THERE)) == ({"U1", "U2"}, {"U3"})


async def test_a_row_that_fails_stops_no_other_and_leaves_nothing_behind(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    await people(services, "U1", "U2")
    await people(services, "U3", workspace_id=THERE)
    with caplog.at_level(logging.INFO, "bot"):
        await for_each_due(services, UNKNOWN, failing("U1").one)
    assert (await known(services), await known(services, THERE)) == ({"U2"}, {"U3"})
    told = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(told) == 1
    assert told[0].startswith("error ")
    assert "in a step for U1" in told[0]


async def test_what_failed_rests_longer_each_time_and_then_is_tried_again(
    services: Services, clock: SettableClock
) -> None:
    await people(services, "U1")
    steps = failing("U1")
    tried = []
    for _ in range(70):
        before = len(steps.taken)
        await for_each_due(services, UNKNOWN, steps.one)
        tried.append(len(steps.taken) > before)
        clock.shift(seconds=1)
    assert [second for second, one in enumerate(tried) if one] == [0, 1, 3, 7, 15, 31, 63]
    steps.errors.clear()
    clock.shift(hours=1)
    await for_each_due(services, UNKNOWN, steps.one)
    assert await known(services) == {"U1"}


async def test_more_rows_that_fail_than_one_run_takes_keep_none_behind_them_waiting(
    services: Services, clock: SettableClock
) -> None:
    poison = [f"U{number:02}" for number in range(12)]
    await people(services, *poison, "Z1", "Z2")
    steps = failing(*poison)
    for _ in range(10):
        await for_each_due(services, UNKNOWN, steps.one, limit=5)
        clock.shift(seconds=0.1)
    assert await known(services) == {"Z1", "Z2"}


async def test_a_run_takes_no_more_rows_than_its_limit(services: Services) -> None:
    await people(services, *(f"U{number}" for number in range(5)))
    steps = Steps()
    await for_each_due(services, UNKNOWN, steps.one, limit=2)
    assert steps.taken == ["U0", "U1"]
    await for_each_due(services, UNKNOWN, steps.one, limit=2)
    assert steps.taken == ["U0", "U1", "U2", "U3"]


async def test_somebody_who_was_faster_is_no_error(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    await people(services, "U1", "U2")
    with caplog.at_level(logging.INFO, "bot"):
        await for_each_due(services, UNKNOWN, Steps({"U1": UserMessage("This has changed meanwhile.")}).one)
    assert await known(services) == {"U2"}
    assert all(record.levelno == logging.INFO for record in caplog.records if record.name == due.__name__)


async def test_nothing_is_due_in_a_workspace_that_removed_the_app(services: Services) -> None:
    await people(services, "U1")
    await people(services, "U2", workspace_id=THERE)
    async with services.database.all_workspaces() as db:
        workspace = await db.get(Workspace, HERE)
        assert workspace is not None
        workspace.removed_at = START
    steps, visited = Steps(), []
    await for_each_due(services, UNKNOWN, steps.one)
    await for_each_batch(services, UNKNOWN, steps.several)

    async def visit(_services: Services, workspace_id: str) -> None:
        visited.append(workspace_id)

    await for_each_workspace(services, visit)
    assert (steps.taken, visited) == (["U2"], [THERE])
    await for_each_workspace(services, visit, removed_too=True)
    assert visited == [THERE, HERE, THERE]


async def test_a_statement_may_ask_for_the_present_instant(services: Services, clock: SettableClock) -> None:
    await people(services, "U1")
    async with services.database.begin(HERE) as db:
        await db.update_where(Person, Person.user_id == "U1", home_opened_at=START + timedelta(hours=1))
    later = select(Person.workspace_id, Person.user_id).where(Person.home_opened_at <= NOW)
    steps = Steps()
    await for_each_due(services, later, steps.one)
    assert steps.taken == []
    clock.shift(hours=1)
    await for_each_due(services, later, steps.one)
    assert steps.taken == ["U1"]


async def test_a_statement_that_joins_the_workspace_is_fine(services: Services) -> None:
    await people(services, "U1")
    joined = UNKNOWN.join(Workspace, Workspace.id == Person.workspace_id)
    steps = Steps()
    await for_each_due(services, joined, steps.one)
    assert steps.taken == ["U1"]


async def test_rows_of_a_workspace_are_taken_together(services: Services) -> None:
    await people(services, "U1", "U2")
    await people(services, "U3", workspace_id=THERE)
    steps, prepared = Steps(), []

    async def prepare(db: WorkspaceSession) -> None:
        prepared.append(db.workspace_id)

    await for_each_batch(services, UNKNOWN, steps.several, prepare=prepare)
    assert steps.transactions == [["U1", "U2"], ["U3"]]
    assert prepared == [HERE, THERE]


async def test_a_batch_that_fails_is_halved_until_only_the_culprit_is_left_out(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    several = {f"U{number}" for number in range(7)}
    await people(services, *several)
    steps = failing("U5")
    await for_each_batch(services, UNKNOWN, steps.several)
    assert await known(services) == several - {"U5"}
    assert caplog.text.count("in a step for") == 1
    before = len(steps.transactions)
    await for_each_batch(services, UNKNOWN, steps.several)  # it rests
    assert len(steps.transactions) == before


async def test_a_preparation_that_fails_stops_nothing(services: Services) -> None:
    await people(services, "U1")

    async def prepare(_db: WorkspaceSession) -> None:
        raise RuntimeError("no")

    await for_each_batch(services, UNKNOWN, Steps().several, prepare=prepare)
    assert await known(services) == {"U1"}


async def test_without_a_limit_all_are_taken(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due, "LIMIT", 2)
    several = {f"U{number}" for number in range(5)}
    await people(services, *several)
    await for_each_batch(services, UNKNOWN, Steps().several, limit=None)
    assert await known(services) == several


async def test_a_workspace_that_fails_stops_no_other(
    services: Services, clock: SettableClock, caplog: pytest.LogCaptureFixture
) -> None:
    visited: list[str] = []

    async def visit(_services: Services, workspace_id: str) -> None:
        visited.append(workspace_id)
        if workspace_id == HERE:
            raise RuntimeError("no")

    for _ in range(2):
        await for_each_workspace(services, visit)
    assert visited == [HERE, THERE, THERE]
    assert caplog.text.count(f"in a step for {HERE}") == 1
    clock.shift(seconds=1)
    await for_each_workspace(services, visit)
    assert visited[-2:] == [HERE, THERE]


async def test_a_visit_opens_its_transactions_itself(services: Services) -> None:
    await people(services, "U1", "U2")

    async def visit(services: Services, workspace_id: str, user_id: str) -> None:
        if user_id == "U1":
            raise RuntimeError("no")
        async with services.database.begin(workspace_id) as db:
            await db.update_where(Person, Person.user_id == user_id, synced_at=START)

    await for_each_row(services, UNKNOWN, visit)
    assert await known(services) == {"U2"}


async def test_a_database_that_is_away_ends_the_run_and_what_is_due_stays_due(services: Services) -> None:
    await people(services, "U1", "U2", "U3")
    away = OperationalError("UPDATE", {}, ConnectionRefusedError())
    steps = Steps({"U2": away})
    with pytest.raises(OperationalError):
        await for_each_due(services, UNKNOWN, steps.one)
    assert steps.taken == ["U1", "U2"]
    steps.errors.clear()
    await for_each_due(services, UNKNOWN, steps.one)  # U2 has just failed: the others do not wait for it
    assert await known(services) == {"U1", "U3"}


async def test_a_wrong_statement_is_no_outage(services: Services) -> None:
    async with services.database.all_workspaces() as db:
        with pytest.raises(Exception, match="nowhere") as failure:
            await db.execute(text("SELECT 1 FROM nowhere"))
    assert not is_outage(failure.value)


async def test_a_database_that_does_not_answer_is_an_outage(open_database: Callable[[str], Database]) -> None:
    for url in unreachable():
        database = open_database(url)
        with pytest.raises(Exception) as failure:  # noqa: PT011 - each driver has its own
            async with database.all_workspaces() as db:
                await db.execute(text("SELECT 1"))
        assert is_outage(failure.value), repr(failure.value)


def unreachable() -> Iterable[str]:
    yield "postgresql://nobody@127.0.0.1:9/pinchpoint"
    yield "postgresql://nobody@/pinchpoint?host=/nowhere"


# --- Looking ahead ------------------------------------------------------------------------------------------


@pytest.fixture
async def asked(services: Services) -> AsyncIterator[list[str]]:
    """The statements that are executed, from the third round on: by then what is asked each time is known."""
    for _ in range(2):
        await for_each_due(services, UNKNOWN, Steps().one)
    told: list[str] = []

    def tell(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("SELECT") and "set_config" not in statement:
            told.append(statement)

    engine = services.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", tell)
    yield told
    event.remove(engine, "before_cursor_execute", tell)


async def test_what_finds_nothing_is_not_asked_one_by_one(services: Services, asked: list[str]) -> None:
    steps = Steps()
    await look_ahead(services)
    for _ in range(3):
        await for_each_due(services, UNKNOWN, steps.one)
        await look_ahead(services)
    assert len(asked) == 1
    await people(services, "UADA")
    asked.clear()
    await for_each_due(services, UNKNOWN, steps.one)  # written here meanwhile: it is asked
    assert steps.taken == ["UADA"]


async def test_what_others_write_is_found_in_the_next_round(
    services: Services, asked: list[str], open_database: Callable[[str], Database], database_url: str
) -> None:
    await look_ahead(services)
    other = replace(services, database=open_database(database_url))
    await people(other, "UADA")
    steps = Steps()
    await for_each_due(services, UNKNOWN, steps.one)
    assert steps.taken == []
    await look_ahead(services, anew=True)
    await for_each_due(services, UNKNOWN, steps.one)
    assert steps.taken == ["UADA"]
    assert len(asked) > 2


LATER = select(Person.workspace_id, Person.user_id).where(Person.synced_at <= NOW)


async def test_what_is_due_by_now_is_found_however_short_ago_it_was_looked(
    services: Services, clock: SettableClock
) -> None:
    async with services.database.begin(HERE) as db:
        await db.insert(Person, user_id="UADA", synced_at=START + timedelta(seconds=30))
    for _ in range(2):
        await for_each_due(services, LATER, Steps().one)
    await look_ahead(services)
    clock.shift(seconds=30)
    steps = Steps()
    await for_each_due(services, LATER, steps.one)
    assert steps.taken == ["UADA"]


async def test_what_fails_and_rests_hides_no_other(services: Services) -> None:
    """Both find somebody; whoever rests is left out where they are asked, not where it is looked ahead."""
    await people(services, "UADA", "UELI")
    steps = failing("UADA")
    for _ in range(3):
        await look_ahead(services, anew=True)
        await for_each_due(services, UNKNOWN, steps.one, limit=1)
    assert steps.taken == ["UADA", "UELI"]


async def test_a_statement_that_fails_keeps_no_other_from_being_looked_ahead(
    services: Services, asked: list[str]
) -> None:
    broken = select(Person.workspace_id, Person.user_id).where(text("nowhere = 1"))
    for _ in range(2):
        with pytest.raises(DBAPIError):
            await for_each_due(services, broken, Steps().one)
    await look_ahead(services, anew=True)
    asked.clear()
    await for_each_due(services, UNKNOWN, Steps().one)
    assert asked == [], "it is known that there is nobody"
    await look_ahead(services, anew=True)
    assert len(asked) == 1, "what failed rests"


async def test_what_is_asked_once_an_hour_is_not_looked_ahead(
    services: Services, clock: SettableClock, asked: list[str]
) -> None:
    for _ in range(3):
        await for_each_due(services, LATER, Steps().one)
        clock.shift(hours=1)
    asked.clear()
    await look_ahead(services, anew=True)
    assert "synced_at <=" not in asked[0]
