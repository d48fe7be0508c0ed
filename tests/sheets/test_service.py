"""Decisions about sheets on both databases: several who want the last place, and clocks that run twice."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.experts import service as experts
from bot.kit.db import Database
from bot.kit.errors import FormErrors, UserMessage
from bot.models import (
    Ask,
    BookedCell,
    Outbox,
    OutboxState,
    PlaceState,
    Session,
    SessionState,
    Sheet,
    SheetExpert,
    SheetPlace,
    SheetPlan,
    SheetSlot,
    SheetState,
    SlotState,
)
from bot.sessions.service import changes
from bot.sheets import jobs, queries, service
from bot.sheets.forms import PlaceForm
from bot.sheets.messages import SHEET
from tests.support.app import services_without_slack
from tests.support.clock import MONDAY, SettableClock
from tests.support.factories import ADA, ELI, MEI, NOOR, TUI, T, create_workspace, rows, run

START = MONDAY + timedelta(days=2)
QUESTION = "How do I end a talk?"
CROWD = int(os.environ.get("JOINING", "60"))  # 300 for a figure that convinces
SLOTS = 8
RACES = int(os.environ.get("SHEET_RACES", "5"))  # 200 for a figure that convinces


@pytest.fixture
async def sheet_id(database: Database) -> str:
    """A sheet that is out, on which nobody has a time yet."""
    await create_workspace(database)
    about = {"topic_id": "prices", "channel_id": "C1", "minutes": 30, "places": 20, "created_at": MONDAY}
    async with database.begin(T) as db:
        rule = {"created_by": NOOR, "rule": "1.0", "zone": "Europe/Berlin", "tried_at": MONDAY}
        plan = await db.insert(SheetPlan, next_post_at=MONDAY, wakes_at=MONDAY, **rule, **about)
        sheet = await db.insert(
            Sheet, plan_id=plan.id, post_at=MONDAY, state=SheetState.OPEN, wakes_at=START, **about
        )
        await db.insert(SheetExpert, sheet_id=sheet.id, user_id=ELI, asked_at=MONDAY)
        return str(sheet.id)


async def add_slot(database: Database, sheet_id: str, number: float) -> str:
    async with database.begin(T) as db:
        at = START + timedelta(hours=number)
        slot = await db.insert(SheetSlot, sheet_id=sheet_id, expert_id=ELI, starts_at=at)
        return str(slot.id)


async def take(database: Database, sheet_id: str, user_id: str, slot: str) -> bool:
    try:
        form = PlaceForm(question=QUESTION, slot=slot)
        await run(database, service.take, sheet_id, user_id, form, MONDAY)
    except FormErrors:
        return False
    return True


@pytest.mark.timeout(
    300 + 20 * RACES
)  # each of them is several bookings, on a machine with other things to do
async def test_of_several_who_want_the_last_place_one_gets_it(database: Database, sheet_id: str) -> None:
    for number in range(RACES):
        slot = await add_slot(database, sheet_id, number)
        got = await asyncio.gather(*(take(database, sheet_id, each, slot) for each in (ADA, MEI, TUI)))
        assert sum(got) == 1
        taken = select(SheetPlace).where(SheetPlace.slot_id == slot)
        (place,) = await rows(database, taken)
        assert place.state is PlaceState.IN
        at = (Session.starts_at == START + timedelta(hours=number), Session.closed_at.is_(None))
        sessions = await rows(database, select(Session.mentee_id).where(*at))
        assert sessions == [place.user_id]
    assert len(await rows(database, select(SheetSlot).where(SheetSlot.state == SlotState.TAKEN))) <= 3


async def test_of_many_who_sign_up_at_once_each_has_a_place_or_waits(
    database: Database, sheet_id: str
) -> None:
    slots = [await add_slot(database, sheet_id, number) for number in range(SLOTS)]
    ids = [f"UM{number:03}" for number in range(CROWD)]

    async def sign_up(number: int) -> None:
        user_id = ids[number % CROWD]
        if not await take(database, sheet_id, user_id, slots[number % SLOTS]):
            with contextlib.suppress(UserMessage):  # whoever pressed twice has a place already
                await run(database, service.take, sheet_id, user_id, PlaceForm(question=QUESTION), MONDAY)

    await asyncio.gather(*(sign_up(number) for number in range(CROWD + SLOTS)))
    places = await rows(database, select(SheetPlace))
    assert sorted(one.user_id for one in places) == ids
    counted = Counter(one.state for one in places)
    assert counted == {PlaceState.IN: SLOTS, PlaceState.WAITING: CROWD - SLOTS}
    seated = [one for one in places if one.state is PlaceState.IN]
    assert sorted(one.slot_id for one in seated) == sorted(slots), "no time is given twice"
    posts = await rows(database, select(Outbox).where(Outbox.kind == SHEET.id))
    assert len(posts) == 1, "one update of the sheet for all of them"


async def test_whoever_loses_has_nothing_written(database: Database, sheet_id: str) -> None:
    slot = await add_slot(database, sheet_id, 0)
    assert await take(database, sheet_id, ADA, slot)
    assert not await take(database, sheet_id, MEI, slot)
    assert [one.user_id for one in await rows(database, select(SheetPlace))] == [ADA]
    cells = await rows(database, select(BookedCell))
    assert {one.user_id for one in cells} == {ADA, ELI}


async def test_the_waiting_list_moves_up_in_its_order(database: Database, sheet_id: str) -> None:
    slot = await add_slot(database, sheet_id, 0)
    assert await take(database, sheet_id, ADA, slot)
    for number, user_id in enumerate((TUI, MEI)):
        now = MONDAY + timedelta(minutes=number)
        await run(database, service.take, sheet_id, user_id, PlaceForm(question=QUESTION), now)
    other = int((START + timedelta(hours=3)).timestamp())
    await run(database, service.offer, sheet_id, ELI, {"first": other}, MONDAY + timedelta(hours=1))
    states = {one.user_id: one.state for one in await rows(database, select(SheetPlace))}
    assert states == {ADA: PlaceState.IN, TUI: PlaceState.IN, MEI: PlaceState.WAITING}


async def test_a_form_of_the_waiting_list_sent_twice_changes_the_question_of_whoever_has_a_place(
    database: Database, sheet_id: str
) -> None:
    assert await take(database, sheet_id, ADA, await add_slot(database, sheet_id, 0))
    asked = "How do I open a talk so that they listen?"
    await run(database, service.take, sheet_id, ADA, PlaceForm(question=asked), MONDAY)
    assert [one.state for one in await rows(database, select(SheetPlace))] == [PlaceState.IN]
    assert [one.question for one in await rows(database, select(Ask))] == [asked]


async def test_whoever_had_a_talk_may_take_another_and_the_first_stays(
    database: Database, sheet_id: str
) -> None:
    first, second = [await add_slot(database, sheet_id, number) for number in (0, 3)]
    assert await take(database, sheet_id, ADA, first)
    later = START + timedelta(hours=1)
    _, _, mine = await run(database, service.open_place, sheet_id, ADA, later)
    assert mine is None, "the form offers what is ahead"
    await run(database, service.take, sheet_id, ADA, PlaceForm(question=QUESTION, slot=second), later)
    held = await rows(database, select(Session).order_by(Session.starts_at))
    assert [one.state for one in held] == [SessionState.BOOKED] * 2
    assert [one.state for one in await rows(database, select(SheetSlot))] == [SlotState.TAKEN] * 2
    (place,) = await rows(database, select(SheetPlace))
    assert (place.state, place.slot_id) == (PlaceState.IN, second)


async def test_a_month_begins_once_by_however_many_workers(database: Database, sheet_id: str) -> None:
    (plan,) = await rows(database, select(SheetPlan))
    async with database.begin(T) as db:
        await db.update_where(SheetPlan, SheetPlan.id == plan.id, next_post_at=MONDAY + timedelta(days=7))
    await asyncio.gather(*(run(database, service.begin, plan.id, MONDAY) for _ in range(4)))
    found = await rows(database, select(Sheet).where(Sheet.state == SheetState.GATHERING))
    assert [one.post_at for one in found] == [MONDAY + timedelta(days=7)]
    asked = await rows(database, select(SheetExpert).where(SheetExpert.sheet_id == found[0].id))
    assert {one.user_id for one in asked} == {ELI, MEI}


async def test_a_time_is_free_only_while_its_expert_has_no_other_session(
    database: Database, sheet_id: str
) -> None:
    before, other, at = [await add_slot(database, sheet_id, number) for number in (0, 1, 1 + 25 / 60)]
    assert await take(database, sheet_id, ADA, other)
    assert await free(database, sheet_id) == {before}
    assert not await take(database, sheet_id, MEI, at)
    (session,) = await rows(database, select(Session))
    still_needed = {"reason": "It is settled.", "still_needed": False}
    await run(database, changes.cancel, session.id, session.version, ADA, now=MONDAY, **still_needed)
    assert await take(database, sheet_id, MEI, at)


async def free(database: Database, sheet_id: str) -> set[str]:
    async with database.read(T) as db:
        found = await queries.overview(db, sheet_id)
    assert found is not None
    return {one.slot.id for one in found.free(MONDAY)}


async def test_whoever_stops_helping_leaves_the_sheet(database: Database, sheet_id: str) -> None:
    await add_slot(database, sheet_id, 1)
    await run(database, experts.leave, ELI, MONDAY)
    await jobs.leave_for_leavers(services_without_slack(database, SettableClock()))
    assert [one.state for one in await rows(database, select(SheetSlot))] == [SlotState.GONE]
    with pytest.raises(UserMessage, match="stopped helping"):
        await run(database, service.offering, sheet_id, ELI)


async def test_a_channel_that_refused_a_sheet_is_tried_again_with_the_next(
    database: Database, sheet_id: str
) -> None:
    gathering = {"state": SheetState.GATHERING, "wakes_at": MONDAY}
    async with database.begin(T) as db:
        await db.update_where(Sheet, Sheet.id == sheet_id, **gathering)
        await db.update_where(
            SheetPlan, SheetPlan.refused_at.is_(None), refused_at=MONDAY - timedelta(days=28)
        )
    await add_slot(database, sheet_id, 1)
    await run(database, service.wake, sheet_id, MONDAY)
    (plan,) = await rows(database, select(SheetPlan))
    assert (plan.refused_at, plan.tried_at) == (None, MONDAY)
    posted = select(Outbox).where(Outbox.kind == "sheet", Outbox.state == OutboxState.PENDING)
    assert [one.subject_id for one in await rows(database, posted)] == [sheet_id]


@pytest.mark.parametrize(("went_out", "suggested"), [(True, 1), (False, 0)])
async def test_a_sheet_that_never_stood_in_its_channel_suggests_no_smaller_one(
    database: Database, sheet_id: str, went_out: bool, suggested: int
) -> None:
    state = OutboxState.SENT if went_out else OutboxState.DEAD
    row = {"kind": "sheet", "recipient": "C1", "dedupe_key": "post", "created_at": MONDAY, "due_at": MONDAY}
    async with database.begin(T) as db:
        await db.insert(Outbox, subject_id=sheet_id, state=state, **row)
    await run(database, service.wake, sheet_id, START)
    (sheet,) = await rows(database, select(Sheet))
    assert sheet.state is SheetState.OVER
    found = await rows(database, select(Outbox).where(Outbox.kind == "sheet_smaller"))
    assert len(found) == suggested


async def test_of_two_rules_for_one_topic_in_a_channel_the_older_goes_on(
    database: Database, sheet_id: str
) -> None:
    (older,) = await rows(database, select(SheetPlan))
    columns = ("created_by", "topic_id", "channel_id", "rule", "zone", "minutes", "places", "next_post_at")
    values = {name: getattr(older, name) for name in (*columns, "wakes_at", "tried_at")}
    async with database.begin(T) as db:  # two topics that had one each were merged
        younger = await db.insert(SheetPlan, created_at=MONDAY + timedelta(minutes=1), **values)
    await jobs.begin(services_without_slack(database, SettableClock()))
    running = select(SheetPlan).where(SheetPlan.wakes_at.is_not(None))
    assert [one.id for one in await rows(database, running)] == [older.id]
    assert younger.id != older.id
