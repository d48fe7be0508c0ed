"""A series and a place on a sign-up sheet count for what they are in the figures."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.dashboard.queries import program_figures
from bot.dashboard.rules import Stage
from bot.kit.db import Database
from bot.models import AskState, Offer, OfferState, Session, Thanks
from tests.series.test_any_course import hold
from tests.series.test_called_off import LATER, second
from tests.support.clock import MONDAY
from tests.support.factories import ADA, ELI, MEI, NAMES, T, create_ask, create_workspace, rows, run


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
