"""What matching holds of an expert has a version: it rises with every change of theirs, and only then."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from bot.admin import service as admin
from bot.experts import service as experts
from bot.home import listeners as home
from bot.kit.db import Database, WorkspaceSession
from bot.kit.hours import DEFAULT_WEEK
from bot.models import (
    Expert,
    FollowUpKind,
    Person,
    Presence,
    PresenceSaid,
    ProgramSettings,
    Session,
    SessionState,
    Workspace,
)
from bot.people import listeners, service
from bot.sessions import queries as sessions
from bot.sessions.forms import WrapUpForm, WrapUpSeen
from bot.sessions.rules import Vocabulary
from bot.sessions.service import deadlines, scheduling, wrap_up
from bot.sessions.service.page import Reading
from bot.thanks import service as thanks
from tests.sessions.app import create_sessions_workspace
from tests.support.clock import MONDAY
from tests.support.factories import ADA, ELI, NOOR, T, create_accepted_offer

Step = Callable[[WorkspaceSession], Awaitable[object]]
FRIDAY = date(2026, 11, 27)
OVER = MONDAY + timedelta(days=7)
HELD_AT = MONDAY + timedelta(days=1)
NO_ACTIONS = Reading(Vocabulary(who={}, before_a_day=()), {})


@pytest.fixture(autouse=True)
async def workspace(database: Database) -> None:
    await create_sessions_workspace(database)
    async with database.begin(T) as db:
        await db.update_where(Person, Person.user_id == NOOR, is_admin=True)


async def versions(database: Database, *user_ids: str) -> list[int]:
    """The versions of the workspace and of these experts; 0 for whoever is none."""
    async with database.read(T) as db:
        rows = {one.user_id: one.version for one in await db.scalars(select(Expert))}
        whole = await db.scalar(select(Workspace.experts_version).where(Workspace.id == T))
    return [whole or 0, *(rows.get(user_id, 0) for user_id in user_ids)]


# --- The steps --------------------------------------------------------------------------------------------


def saves(now: datetime = MONDAY, **more: Any) -> Step:
    """Eli joins, or saves his profile."""
    return lambda db: experts.join_or_update(db, ELI, experts.Details(["slides"], DEFAULT_WEEK, **more), now)


def hears(user_id: str = ELI, **said: Any) -> Step:
    """Slack tells about somebody."""
    member = {"id": user_id, "tz": "Europe/London", "profile": {"display_name": "Eli Navarro"}, **said}
    return lambda db: service.store_members(db, [member], MONDAY, add_unknown=False)


async def pauses(db: WorkspaceSession) -> None:
    await experts.pause(db, ELI, FRIDAY, MONDAY)


async def comes_back(db: WorkspaceSession) -> None:
    await experts.unpause(db, ELI, MONDAY)


def the_clock_looks(now: datetime) -> Step:
    return lambda db: experts.end_pause(db, ELI, now)


async def leaves(db: WorkspaceSession) -> None:
    await experts.leave(db, ELI, MONDAY)


async def is_not_known_yet(db: WorkspaceSession) -> None:
    await db.update_where(Person, Person.user_id == ELI, synced_at=None)


def cannot_be_seen(*, gone: bool) -> Step:
    return lambda db: service.mark_unreadable(db, ELI, MONDAY, deactivated=gone)


async def user_change(db: WorkspaceSession) -> None:
    act = SimpleNamespace(write=lambda: _Open(db), now=MONDAY)
    act.body = {"event": {"type": "user_change", "user": {"id": ELI, "tz": "Asia/Tokyo"}}}
    await listeners.update_member(act)  # type: ignore[arg-type]


class _Open:
    """A transaction that stands open already, for a listener."""

    def __init__(self, db: WorkspaceSession) -> None:
        self.db = db

    async def __aenter__(self) -> WorkspaceSession:
        return self.db

    async def __aexit__(self, *_: object) -> None:
        pass


async def the_session(db: WorkspaceSession) -> Session:
    session = await db.scalar(select(Session))
    assert session is not None
    return session


async def meets_ada(db: WorkspaceSession) -> None:
    """Ada says that her session with Eli has begun, and its time is over."""
    session = await the_session(db)
    pressed = {"session_id": session.id, "version": session.version, "said": PresenceSaid.STARTED}
    await db.insert(Presence, user_id=ADA, **pressed)
    times = {"starts_at": HELD_AT, "ends_at": HELD_AT, "started_at": HELD_AT, "wakes_at": OVER}
    await db.update_where(Session, state=SessionState.ENDED, **times)


def wraps_up(by: str, **said: Any) -> Step:
    async def step(db: WorkspaceSession) -> None:
        session = await the_session(db)
        form = WrapUpForm(**({"took_place": "yes"} | said))
        saved_at = (await sessions.page(db, session)).saved_at
        seen = WrapUpSeen(id=session.id, version=session.version, saved_at=saved_at, whole=True)
        await wrap_up.wrap_up(db, seen, by, form=form, reading=NO_ACTIONS, now=OVER)

    return step


async def the_clock_decides(db: WorkspaceSession) -> None:
    await deadlines.wake(db, (await the_session(db)).id, OVER)


async def nobody_answers(db: WorkspaceSession) -> None:
    await db.update_where(Session, reminders=1)


async def says_thanks(db: WorkspaceSession) -> None:
    await thanks.write(db, (await the_session(db)).id, ADA, "It worked.", OVER)


async def answers(db: WorkspaceSession) -> None:
    session = await the_session(db)
    await thanks.answer(db, session.id, ADA, kind=FollowUpKind.TWO_WEEKS, value=4, now=OVER)


async def opens_home(db: WorkspaceSession) -> None:
    act = SimpleNamespace(write=lambda: _Open(db), now=MONDAY, user_id=ELI, body={"event": {"tab": "home"}})
    await home.show_home(act)  # type: ignore[arg-type]


async def becomes_manager(db: WorkspaceSession) -> None:
    await admin.change_settings(db, NOOR, ProgramSettings(), managers=[ELI], now=MONDAY)


async def does(database: Database, *steps: Step) -> None:
    for step in steps:
        async with database.begin(T) as db:
            await step(db)


MET = (saves(), meets_ada)
HELD = (*MET, wraps_up(ADA), wraps_up(ELI))


# --- What raises it, and what does not --------------------------------------------------------------------


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([saves()], id="joins"),
        pytest.param([saves(), saves(skills="Board slides")], id="skills"),
        pytest.param([saves(), saves(about="I have cut many decks.")], id="about"),
        pytest.param([saves(), saves(capacity=5)], id="capacity"),
        pytest.param([saves(), saves(lengths=[30])], id="lengths"),
        pytest.param([saves(), saves(avoids=[ADA])], id="avoids"),
        pytest.param([saves(), leaves], id="leaves"),
        pytest.param([saves(), leaves, saves()], id="joins again"),
        pytest.param([saves(), pauses], id="pauses"),
        pytest.param([saves(), pauses, comes_back], id="comes back"),
        pytest.param([saves(), pauses, the_clock_looks(OVER)], id="the pause is over"),
        pytest.param([saves(), hears(tz="Asia/Tokyo")], id="moves"),
        pytest.param([saves(), user_change], id="moves, says an event"),
        pytest.param([saves(), hears(deleted=True)], id="is deactivated"),
        pytest.param([saves(), hears(deleted=True), hears()], id="is back"),
        pytest.param([saves(), is_not_known_yet, hears()], id="is known at last"),
        pytest.param([saves(), is_not_known_yet, cannot_be_seen(gone=False)], id="is not shown"),
        pytest.param([saves(), cannot_be_seen(gone=True)], id="does not exist"),
        pytest.param([*MET, wraps_up(ADA), wraps_up(ELI)], id="both say it was held"),
        pytest.param([*MET, wraps_up(ADA), the_clock_decides], id="one says it was held"),
        pytest.param([*MET, nobody_answers, the_clock_decides], id="they had begun"),
        pytest.param([*HELD, wraps_up(ADA, meet_again="yes")], id="would meet again"),
        pytest.param(
            [*HELD, wraps_up(ELI, meet_again="no"), wraps_up(ELI, meet_again="yes")], id="after all"
        ),
    ],
)
async def test_what_matching_must_know_raises_the_version(database: Database, steps: list[Step]) -> None:
    await _with_a_session(database)
    *before, change = steps
    await does(database, *before)
    whole, eli, noor = await versions(database, ELI, NOOR)
    await does(database, change)
    assert await versions(database, ELI, NOOR) == [whole + 1, whole + 1, noor]
    assert eli <= whole


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([saves(), opens_home], id="sees Home"),
        pytest.param([saves(), hears()], id="nothing new"),
        pytest.param([saves(), hears(profile={"display_name": "Eli"}, is_admin=True)], id="another name"),
        pytest.param([saves(), becomes_manager], id="runs the program"),
        pytest.param([saves(), comes_back], id="was not away"),
        pytest.param([saves(), pauses, the_clock_looks(MONDAY)], id="is still away"),
        pytest.param([saves(), leaves, leaves], id="leaves twice"),
        pytest.param([saves(), hears(ADA, tz="Asia/Tokyo")], id="somebody else moves"),
        pytest.param([hears(tz="Asia/Tokyo")], id="does not help"),
        pytest.param([saves(), cannot_be_seen(gone=False)], id="is known already"),
        pytest.param([*MET, wraps_up(ADA, meet_again="yes")], id="not held yet"),
        pytest.param([*MET, wraps_up(ADA), wraps_up(ELI, took_place="no")], id="not held"),
        pytest.param([*HELD, wraps_up(ADA, takeaways="One slide")], id="more words"),
        pytest.param(
            [*HELD, wraps_up(ADA, meet_again="no"), wraps_up(ADA, meet_again="no", resource="The deck")],
            id="the same answer",
        ),
        pytest.param([*HELD, says_thanks], id="is thanked"),
        pytest.param([*HELD, answers], id="unblocked Ada"),
    ],
)
async def test_nothing_else_raises_it(database: Database, steps: list[Step]) -> None:
    await _with_a_session(database)
    *before, change = steps
    await does(database, *before)
    known = await versions(database, ELI, NOOR)
    await does(database, change)
    assert await versions(database, ELI, NOOR) == known


async def _with_a_session(database: Database) -> None:
    offer_id = await create_accepted_offer(database)
    async with database.begin(T) as db:
        await scheduling.open_session(db, offer_id, MONDAY)


async def test_changes_at_once_share_a_version(database: Database) -> None:
    await does(database, saves())
    async with database.begin(T) as db:
        await service.experts_changed(db, [NOOR, ELI, ADA, "UNOBODY"])
    assert await versions(database, ELI, NOOR) == [2, 2, 2]


async def test_another_workspace_has_versions_of_its_own(database: Database) -> None:
    await does(database, saves())
    async with database.all_workspaces() as db:
        db.add(Workspace(id="T2", installed_at=MONDAY, rematch_at=MONDAY))
    async with database.begin("T2") as db:
        await service.experts_changed(db, [ELI])
        await db.insert(Person, user_id=ELI)
        await db.insert(Expert, user_id=ELI, opted_in_at=MONDAY)
        await service.experts_changed(db, [ELI])
        elsewhere = await db.get(Expert, ELI)
    assert elsewhere is not None
    assert elsewhere.version == 1
    assert await versions(database, ELI) == [1, 1]


# --- Two at once ------------------------------------------------------------------------------------------


async def test_two_changes_at_once_take_turns(
    database: Database, database_url: str, open_database: Callable[[str], Database]
) -> None:
    """Eli and Noor change on two connections, as in two processes: the second waits for the first."""
    await does(database, saves())
    other, first_is_in, go_on = open_database(database_url), asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with database.begin(T) as db:
            await service.experts_changed(db, [ELI])
            first_is_in.set()
            await go_on.wait()

    async def second() -> None:
        await first_is_in.wait()
        async with other.begin(T) as db:
            await service.experts_changed(db, [NOOR])

    tasks = [asyncio.create_task(first()), asyncio.create_task(second())]
    done, _ = await asyncio.wait(tasks, timeout=0.3)
    assert not done
    assert await versions(database, ELI, NOOR) == [1, 1, 0]
    go_on.set()
    await asyncio.gather(*tasks)
    assert await versions(database, ELI, NOOR) == [3, 2, 3]


async def test_whoever_reads_by_version_misses_nobody(
    database: Database, database_url: str, open_database: Callable[[str], Database]
) -> None:
    other, many = open_database(database_url), [f"U{number:02d}" for number in range(40)]
    async with database.begin(T) as db:
        await db.insert_all(Person, [{"user_id": one} for one in many])
        await db.insert_all(Expert, [{"user_id": one, "opted_in_at": MONDAY} for one in many])

    async def change(database: Database, user_ids: list[str]) -> None:
        for user_id in user_ids:
            async with database.begin(T) as db:
                await db.update_where(Expert, Expert.user_id == user_id, skills=user_id)
                await service.experts_changed(db, [user_id])

    writers = [asyncio.create_task(change(d, many[n::2])) for n, d in enumerate((database, other))]
    seen, known, over = dict[str, str](), 0, False
    while not over:
        over = all(writer.done() for writer in writers)  # then this is the last look
        async with database.read(T) as db:
            newest = await db.scalar(select(Workspace.experts_version).where(Workspace.id == T)) or 0
            for one in await db.scalars(select(Expert).where(Expert.version > known)):
                seen[one.user_id] = one.skills
        known = newest
    await asyncio.gather(*writers)
    assert known == len(many)
    assert seen == {one: one for one in many}


async def test_nobody_waits_in_a_circle(
    database: Database, database_url: str, open_database: Callable[[str], Database]
) -> None:
    """What changes people, experts and the workspace locks them in one order, so that all get through."""
    other = open_database(database_url)
    await does(database, saves())

    async def many(database: Database, *steps: Step) -> None:
        for _ in range(10):
            await does(database, *steps)

    def both_move(zone: str) -> Step:
        told = [{"id": one, "tz": zone, "is_admin": one == NOOR} for one in (NOOR, ELI)]
        return lambda db: service.store_members(db, told, MONDAY, add_unknown=True)

    await asyncio.gather(
        many(database, both_move("Asia/Tokyo"), both_move("Europe/Berlin")),
        many(other, saves(), pauses, comes_back, leaves),
        many(other, becomes_manager),
        many(database, saves(), hears(tz="Africa/Cairo"), hears()),
    )
    whole, *each = await versions(database, ELI, NOOR)
    assert whole in each
