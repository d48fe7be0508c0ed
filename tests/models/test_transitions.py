"""States change along their tables, and in no other way."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect, select

import bot
from bot.kit.db import Database, IdentifiedRow, WorkspaceSession
from bot.models import (
    Action,
    Ask,
    AskState,
    Campaign,
    CampaignMember,
    FlashEvent,
    FlashSeat,
    Offer,
    OfferState,
    Outbox,
    OutboxState,
    Person,
    Pool,
    PoolPlace,
    SeatRole,
    Series,
    Session,
    SessionState,
    Sheet,
    SheetPlace,
    SheetPlan,
    SheetSlot,
    Story,
    Topic,
    Workspace,
)
from bot.models.transitions import MACHINES, StateMachine, UndrawnTransitionError, move, moving
from tests.support.state_diagrams import PAGE, page

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
HERE, THERE = "T1", "T2"

by_table = pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.model.__tablename__)


@by_table
def test_a_new_row_begins_where_its_table_does(machine: StateMachine) -> None:
    assert inspect(machine.model).columns["state"].default.arg is machine.initial


@by_table
def test_every_state_can_be_reached_and_none_is_drawn_twice(machine: StateMachine) -> None:
    reached, before = {machine.initial}, set[StrEnum]()
    while reached != before:
        before = set(reached)
        reached |= {one.to for one in machine.transitions if reached & set(one.since)}
    assert reached == set(machine.states)
    causes = [(state, one.to, one.cause) for one in machine.transitions for state in one.since]
    assert len(causes) == len(set(causes))
    assert not any(set(one.cause) & {":", ";"} for one in machine.transitions)  # they end a label in Mermaid


def test_the_diagrams_are_those_of_the_tables() -> None:
    assert PAGE.read_text() == page(), "run: python -m tests.support.state_diagrams"


def test_what_is_over_for_good_stays_over() -> None:
    ends = {
        state.value
        for machine in MACHINES
        for state in machine.states
        if not any(state in one.since for one in machine.transitions)
    }
    assert ends == {
        *("withdrawn", "closed", "cancelled", "sent", "ended", "over", "dissolved", "stopped", "left_out"),
    }


@pytest.fixture
async def rows(database: Database) -> Database:
    """A row of each aggregate, all with the id "x", in two workspaces."""
    async with database.all_workspaces() as db:
        db.add_all([Workspace(id=name, installed_at=NOW, rematch_at=NOW) for name in (HERE, THERE)])
    for name in (HERE, THERE):
        async with database.begin(name) as db:
            await _add_rows(db)
    return database


async def _add_rows(db: WorkspaceSession) -> None:
    for user_id in ("UADA", "UELI"):
        await db.insert(Person, user_id=user_id)
    await db.insert(Topic, id="t", name="Pricing", name_key="pricing", created_at=NOW)
    await db.insert(Ask, id="x", mentee_id="UADA", topic_id="t", question="How?", created_at=NOW)
    await db.insert(Offer, id="x", ask_id="x", expert_id="UELI", offered_at=NOW, deadline_at=NOW)
    both = {"mentee_id": "UADA", "expert_id": "UELI"}
    times = {"minutes": 45, "starts_at": NOW, "created_at": NOW}
    await db.insert(Session, id="x", ask_id="x", offer_id="x", **both, **times)
    agreed = {"version": 1, "written_by": "UADA", "position": 0, "owner_id": "UADA"}
    await db.insert(Action, id="x", session_id="x", what="Write it down", **agreed)
    event = {"created_by": "UADA", "title": "Meet", "channel_id": "C1", "rounds": 5, "places": 6}
    event |= {"minutes": 10, "change_minutes": 2, "starts_at": NOW, "announced_at": NOW, "created_at": NOW}
    await db.insert(FlashEvent, id="x", **event)
    await db.insert(Series, id="x", ask_id="x", count=2, created_at=NOW, **both)
    await db.insert(FlashSeat, id="x", event_id="x", user_id="UADA", role=SeatRole.MENTEE, joined_at=NOW)
    sheet = {"topic_id": "t", "channel_id": "C1", "minutes": 30, "places": 6, "created_at": NOW}
    plan = {"created_by": "UADA", "rule": "2.0", "zone": "UTC", "next_post_at": NOW, "tried_at": NOW}
    await db.insert(SheetPlan, id="x", **sheet, **plan)
    await db.insert(Sheet, id="x", plan_id="x", post_at=NOW, **sheet)
    await db.insert(SheetSlot, id="x", sheet_id="x", expert_id="UADA", starts_at=NOW)
    await db.insert(SheetPlace, id="x", sheet_id="x", user_id="UADA", joined_at=NOW)
    await db.insert(Pool, id="x", minutes=45, closeness=60, starts_at=NOW, give_up_at=NOW, created_at=NOW)
    await db.insert(PoolPlace, id="x", pool_id="x", ask_id="x", user_id="UADA", answer_by=NOW)
    told = {"question": "How?", "helped": "Less.", "written_by": "UADA", "created_at": NOW}
    planned = {"cohort": "list", "seed": 1, "created_by": "UELI", "created_at": NOW, "begins_at": NOW}
    await db.insert(Campaign, id="x", **planned)
    await db.insert(CampaignMember, id="x", campaign_id="x", user_id="UADA")
    await db.insert(Story, id="x", session_id="x", **both, **told)
    about = {"kind": "home", "recipient": "UADA", "subject_id": "UADA"}
    await db.insert(Outbox, id="x", dedupe_key="x", due_at=NOW, created_at=NOW, **about)


async def state_of(database: Database, machine: StateMachine, workspace_id: str = HERE) -> StrEnum:
    async with database.read(workspace_id) as db:
        (row,) = await db.scalars(select(machine.model).where(machine.model.id == "x"))
    return row.state  # type: ignore[attr-defined, no-any-return]


async def moved(database: Database, machine: StateMachine, **how: Any) -> int:
    async with database.begin(HERE) as db:
        return await move(db, machine.model, machine.model.id == "x", **how)


@by_table
async def test_any_walk_moves_a_row_only_along_its_table(rows: Database, machine: StateMachine) -> None:
    """Whatever is tried from whatever state: what is drawn and holds happens, nothing else does."""
    loop = asyncio.get_running_loop()
    states = st.sampled_from(machine.states)

    @settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.tuples(st.none() | states, states), max_size=12))
    def walk(steps: list[tuple[StrEnum | None, StrEnum]]) -> None:
        asyncio.run_coroutine_threadsafe(_walk(rows, machine, steps), loop).result()

    await asyncio.to_thread(walk)
    assert await state_of(rows, machine, THERE) == machine.initial


async def _walk(
    database: Database, machine: StateMachine, steps: list[tuple[StrEnum | None, StrEnum]]
) -> None:
    model = machine.model
    async with database.begin(HERE) as db:
        await db.update_where(model, state=machine.initial)
        stands = machine.initial
        for since, to in steps:
            drawn = machine.sources(to)
            wanted = drawn if since is None else {since}
            if not wanted or not wanted <= drawn:
                with pytest.raises(UndrawnTransitionError):
                    await move(db, model, model.id == "x", since=since, to=to)
            else:
                assert await move(db, model, model.id == "x", since=since, to=to) == (stands in wanted)
                stands = to if stands in wanted else stands
            state = select(model.state).where(model.id == "x")  # type: ignore[attr-defined]
            assert await db.scalar(state) == stands
    assert await state_of(database, machine) == stands


@by_table
async def test_of_two_who_move_a_row_at_once_one_does(
    rows: Database, machine: StateMachine, database_url: str, open_database: Callable[[str], Database]
) -> None:
    other = open_database(database_url)
    first = next(one for one in machine.transitions if machine.initial in one.since)
    how = {"since": machine.initial, "to": first.to}
    done = await asyncio.gather(*(moved(one, machine, **how) for one in (rows, other, rows, other)))
    assert sorted(done) == [0, 0, 0, 1]
    assert await state_of(rows, machine) == first.to


async def test_what_changes_with_the_state_changes_only_when_it_does(rows: Database) -> None:
    async with rows.begin(HERE) as db:
        here = Ask.id == "x"
        assert await move(db, Ask, here, to=AskState.MATCHED, matched_at=NOW) == 1
        assert await move(db, Ask, here, to=AskState.WITHDRAWN, closed_at=NOW) == 0
        ask = await db.get(Ask, "x")
    assert ask is not None
    assert (ask.state, ask.matched_at, ask.closed_at) == (AskState.MATCHED, NOW, None)


async def test_a_move_has_to_be_told_which_rows(rows: Database) -> None:
    async with rows.begin(HERE) as db:
        with pytest.raises(ValueError, match="which rows"):
            await move(db, Ask, to=AskState.WITHDRAWN)


@pytest.mark.parametrize(
    ("model", "since", "to"),
    [
        (Ask, AskState.WITHDRAWN, AskState.LOOKING),
        (Ask, None, OfferState.OPEN),
        (Offer, (OfferState.OPEN, OfferState.CLOSED), OfferState.ACCEPTED),
        (Offer, (), OfferState.ACCEPTED),
        (Session, SessionState.HELD, SessionState.CANCELLED),
        (Outbox, OutboxState.SENT, OutboxState.PENDING),
    ],
)
def test_what_is_not_drawn_is_refused(model: type[IdentifiedRow], since: Any, to: StrEnum) -> None:
    with pytest.raises(UndrawnTransitionError):
        moving(model, since=since, to=to)


async def test_a_move_over_all_workspaces_follows_the_same_table(rows: Database) -> None:
    lease = moving(Outbox, to=OutboxState.LEASED, lease_owner="worker").where(Outbox.id == "x")
    async with rows.all_workspaces() as db:
        assert len((await db.execute(lease.returning(Outbox.id))).all()) == 2
        assert (await db.execute(lease.returning(Outbox.id))).all() == []


# Where states are written in another way, and why.
EXEMPT = (
    "models/transitions.py",  # the one way
    "checklists/views.py",  # draws a preview of an invented session
    "playground/",  # writes what an invented company has behind it, row by row
)
ENUMERATIONS = {"AskState", "OfferState", "SessionState", "OutboxState"}


def files() -> Iterator[Path]:
    root = Path(bot.__file__).parent
    for path in sorted(root.rglob("*.py")):
        if not str(path.relative_to(root)).startswith(EXEMPT):
            yield path


def written_states(tree: ast.AST) -> Iterator[ast.AST]:
    """Everything that looks like writing a state: a keyword, an entry of a dictionary, an attribute."""
    for node in ast.walk(tree):
        pairs: list[tuple[str, ast.AST]] = []
        if isinstance(node, ast.Call):
            pairs = [(one.arg or "", one.value) for one in node.keywords]
        elif isinstance(node, ast.Dict):
            keys = [one.value if isinstance(one, ast.Constant) else "" for one in node.keys]
            pairs = list(zip(map(str, keys), node.values, strict=True))
        elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            pairs = [(one.attr, node.value) for one in targets if isinstance(one, ast.Attribute)]
        for name, value in pairs:
            names = {one.id for one in ast.walk(value) if isinstance(one, ast.Name)}
            if name == "state" and names & ENUMERATIONS:
                yield node


def test_no_state_is_written_but_by_a_move() -> None:
    found = [
        f"{path}:{node.lineno}" for path in files() for node in written_states(ast.parse(path.read_text()))
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "await db.update_where(Ask, Ask.id == one, state=AskState.WAITING)",
        "values = {'state': OfferState.OPEN if late else OfferState.CLOSED}",
        "session.state = SessionState.HELD",
        "update(Outbox).values(state=OutboxState.SENT)",
    ],
)
def test_the_search_for_written_states_finds_them(source: str) -> None:
    assert list(written_states(ast.parse(source)))
