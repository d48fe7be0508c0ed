"""A series and a place on a sign-up sheet count for what they are in the figures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.dashboard import views
from bot.dashboard.queries import program_figures
from bot.dashboard.rules import Format, Stage
from bot.kit.db import Database, WorkspaceSession
from bot.kit.reader import NEUTRAL
from bot.models import (
    AskState,
    CalendarFeed,
    EventState,
    FlashEvent,
    FlashSeat,
    FlashTalk,
    Growth,
    Offer,
    OfferState,
    PlaceState,
    SeatRole,
    Session,
    Sheet,
    SheetPlace,
    SheetPlan,
    SheetSlot,
    SheetState,
    SlotState,
    Thanks,
)
from tests.series.test_any_course import hold
from tests.series.test_called_off import LATER, second
from tests.support.clock import MONDAY
from tests.support.factories import (
    ADA,
    ELI,
    MEI,
    NAMES,
    NOOR,
    TOPIC,
    TUI,
    T,
    create_ask,
    create_workspace,
    rows,
    run,
)


async def test_a_series_is_one_question_that_was_thanked_for_once(database: Database) -> None:
    meeting = await second(database)
    await run(database, hold, meeting.session, LATER)
    async with database.begin(T) as db:
        told = {"mentee_id": ADA, "expert_id": ELI, "words": "It worked.", "written_at": LATER}
        await db.insert(Thanks, session_id=meeting.session.id, **told)
        figures = await program_figures(db, 30, LATER)
    assert len(await rows(database, select(Session))) == 2
    reached = {stage: figures.funnel[stage] for stage in (Stage.ASKED, Stage.HELD, Stage.THANKED)}
    assert set(reached.values()) == {1}


async def test_a_yes_that_came_beforehand_is_no_quick_answer(database: Database) -> None:
    await create_workspace(database)
    for mentee in NAMES:
        for took in (timedelta(), timedelta(hours=2)):  # a place on a sheet, and a question to somebody
            ask_id = await create_ask(database, mentee_id=mentee, state=AskState.MATCHED, created_at=MONDAY)
            at = {"offered_at": MONDAY, "deadline_at": MONDAY, "answered_at": MONDAY + took}
            expert = MEI if mentee == ELI else ELI
            async with database.begin(T) as db:
                await db.insert(Offer, ask_id=ask_id, expert_id=expert, state=OfferState.ACCEPTED, **at)
    async with database.read(T) as db:
        figures = await program_figures(db, 30, LATER)
    assert figures.to_answer == 120


async def everything(db: WorkspaceSession, people: list[str]) -> None:
    """One of each format: so many took part, and one of them is somebody whom it did not reach."""
    topic = {"topic_id": "prices", "channel_id": "C1", "minutes": 30, "places": 6}
    at = {"created_at": MONDAY}
    event = await db.insert(
        FlashEvent,
        created_by=NOOR,
        title="Onboarding week",
        channel_id="C1",
        starts_at=MONDAY,
        announced_at=MONDAY,
        state=EventState.ENDED,
        rung=2,
        rounds=5,
        minutes=10,
        change_minutes=2,
        places=9,
        **at,
    )
    plan = await db.insert(
        SheetPlan,
        created_by=NOOR,
        rule="tue2",
        zone="UTC",
        next_post_at=LATER,
        tried_at=MONDAY,
        **topic,
        **at,
    )
    sheet = await db.insert(Sheet, plan_id=plan.id, post_at=MONDAY, state=SheetState.OPEN, **topic, **at)
    for number, user_id in enumerate(people):
        last = number == len(people) - 1
        await db.insert(FlashSeat, event_id=event.id, user_id=user_id, role=SeatRole.MENTEE, joined_at=MONDAY)
        state = {"state": SlotState.GONE if last else SlotState.TAKEN}
        slot = {"expert_id": ELI, "starts_at": MONDAY + timedelta(hours=number)}
        await db.insert(SheetSlot, sheet_id=sheet.id, **slot, **state)
        place: dict[str, Any] = {"state": PlaceState.IN, "joined_at": MONDAY}
        await db.insert(SheetPlace, sheet_id=sheet.id, user_id=user_id, **place)
        await db.insert(CalendarFeed, user_id=user_id, secret_hash="x", created_at=MONDAY)
    met = {"event_id": event.id, "mentee_id": ADA, "expert_id": ELI}
    await db.insert(FlashTalk, **met, round=1, ask_id="a1")
    await db.insert(FlashTalk, **(met | {"expert_id": MEI}), round=2, missed_by=MEI)
    await db.insert(FlashTalk, **(met | {"expert_id": TUI}), round=3)  # never rung


async def test_each_format_tells_what_came_of_it_and_nothing_of_a_few(database: Database) -> None:
    await create_workspace(database)
    async with database.begin(T) as db:
        await everything(db, list(NAMES))
    async with database.read(T) as db:
        found = await program_figures(db, 30, LATER)
    shown = str(views.modal_of(NEUTRAL, found))
    assert "Flash events: 1 held, with 5 people and 1 talks. 1 led to" in shown
    assert "Sign-up sheets: 1 went out with 4 places, 4 of them taken" in shown
    assert "Calendar address: 5 people" in shown
    assert "Series" not in shown
    assert "format,sheets,taken,4" in views.as_csv(found).decode()
    listed = str(views.by_topic_modal(NEUTRAL, found))
    assert "*Flash events*\\n• without a topic: 1 held, 5 people, 1 talks; 1 led to a question" in listed
    assert f"*Sign-up sheets*\\n• {TOPIC}: 1 went out, 4 of 4 places taken" in listed


async def test_of_a_format_in_which_a_few_took_part_only_that_is_told(database: Database) -> None:
    meeting = await second(database)
    async with database.begin(T) as db:
        both = {"mentee_id": ADA, "expert_id": ELI}
        await db.insert(Growth, session_id=meeting.session.id, **both, asked_at=LATER, agreed_at=LATER)
        found = await program_figures(db, 30, LATER)
    assert found.formats[Format.SERIES].counts["running"] == 1
    assert found.formats[Format.GROWING].counts["agreed"] == 1
    assert "Fewer than five people took part in: series and going on." in str(views.modal_of(NEUTRAL, found))
    assert "format" not in views.as_csv(found).decode()
