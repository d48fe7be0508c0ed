"""Filling in a checklist: kept, shared where it is meant to be, private where it is not."""

from datetime import timedelta

import pytest

from bot.checklists import queries, service, views
from bot.kit.db import Database
from bot.kit.errors import UserMessage
from bot.kit.reader import NEUTRAL
from bot.models import Session, SessionState
from bot.playground.slack.blockkit import message_problems, view_problems
from bot.sessions.service import booking, scheduling
from bot.sessions.views.common import PREPARE
from tests.sessions.app import create_sessions_workspace
from tests.support.clock import MONDAY
from tests.support.factories import ADA, ELI, NOOR, SLIDES_QUESTION, T, create_accepted_offer, get_session

FULL = {"tick_notes": ["notes"], "tried": "Eleven slides", "stuck": "The first one"} | {
    "goal": "Which slide first?",
    "background": "https://deck.example",
    "success": "One slide",
}


async def booked(database: Database) -> Session:
    await create_sessions_workspace(database)
    offer_id = await create_accepted_offer(database)
    async with database.begin(T) as db:
        session = await scheduling.open_session(db, offer_id, MONDAY)
        assert session is not None
        await booking.pick(db, session.id, ADA, MONDAY + timedelta(days=1), MONDAY)
    return await get_session(database, offer_id)


async def test_what_is_filled_in_is_kept_and_the_expert_reads_it(database: Database) -> None:
    session = await booked(database)
    async with database.begin(T) as db:
        before = await service.own_checklist(db, session.id, ELI)
        progress = await service.save(db, session.id, ADA, FULL, MONDAY)
        after = await service.own_checklist(db, session.id, ELI)
        mine = await service.own_checklist(db, session.id, ADA)
    assert before.material.goal == SLIDES_QUESTION
    assert progress == queries.Progress(4, 4)
    assert after.material.goal == "Which slide first?"
    assert after.progress == queries.Progress(0, 4)  # each side has its own
    assert [filled.words for filled in after.material.worksheet] == ["Eleven slides", "The first one", ""]
    assert "Eleven slides" in str(views.form(NEUTRAL, after))
    assert mine.gaps == []


async def test_what_the_ask_says_is_ready_and_the_expert_confirms_all_at_once(database: Database) -> None:
    session = await booked(database)
    async with database.begin(T) as db:
        mine = await service.own_checklist(db, session.id, ADA)
        assert [item.key for item in mine.gaps] == ["notes"]
        assert await service.save(db, session.id, ELI, {}, MONDAY) == queries.Progress(4, 4)


async def test_saving_again_changes_and_ticks_survive_a_new_time(database: Database) -> None:
    session = await booked(database)
    async with database.begin(T) as db:
        await service.save(db, session.id, ADA, FULL, MONDAY)
        await service.save(db, session.id, ADA, FULL | {"tick_notes": []}, MONDAY)
        meeting = await scheduling.queries.meeting(db, session.id)
        assert meeting is not None
        await scheduling.reopen(db, meeting, MONDAY, by=ELI)
    async with database.read(T) as db:
        assert [item.key for item in await queries.gaps(db, session.id, ADA)] == ["notes"]


async def test_the_form_and_the_nudges_keep_the_limits(database: Database) -> None:
    session = await booked(database)
    long = dict.fromkeys(("goal", "background", "success", "tried", "stuck", "alone"), "g" * 3000)
    async with database.begin(T) as db:
        await service.save(db, session.id, ADA, long, MONDAY)
        lists = [await service.own_checklist(db, session.id, user_id) for user_id in (ADA, ELI)]
    for one in lists:
        assert view_problems(views.form(NEUTRAL, one)) == []
        for text, blocks in (views.prepare(NEUTRAL, one), views.open_items(NEUTRAL, one)):
            assert message_problems(blocks) == []
            assert str(one.other).split()[0] in text


async def test_nobody_else_and_nothing_after_the_end(database: Database) -> None:
    session = await booked(database)
    async with database.begin(T) as db:
        with pytest.raises(UserMessage):
            await service.own_checklist(db, session.id, NOOR)
        with pytest.raises(UserMessage):
            await service.own_checklist(db, "nothing", ADA)
        await db.update_where(Session, state=SessionState.ENDED)
        with pytest.raises(UserMessage):
            await service.save(db, session.id, ADA, FULL, MONDAY)


def test_the_button_in_sessions_opens_the_form_of_checklists() -> None:
    assert PREPARE == views.OPEN
