"""Filling in a checklist: kept, shared where it is meant to be, private where it is not."""

from datetime import timedelta

import pytest

from bot.checklists import queries, service, views
from bot.kit.db import Database
from bot.kit.errors import UserMessage
from bot.models import Session, SessionState
from bot.playground.blockkit import message_problems, view_problems
from bot.sessions.service import booking, opening
from bot.sessions.views.common import PREPARE
from tests.sessions.ground import ADA, ELI, MONDAY, NOOR, QUESTION, T, accepted, found, session_of

FULL = {f"tick_{key}": [key] for key in ("goal", "background", "success", "notes")} | {
    "goal": "Which slide first?",
    "background": "https://deck.example",
    "success": "One slide",
}


async def booked(db: Database) -> Session:
    await found(db)
    offer_id = await accepted(db)
    async with db.begin(T) as tx:
        session = await opening.open_session(tx, offer_id, MONDAY)
        assert session is not None
        await booking.pick(tx, session.id, ADA, MONDAY + timedelta(days=1), MONDAY)
    return await session_of(db, offer_id)


async def test_what_is_filled_in_is_kept_and_the_expert_reads_it(db: Database) -> None:
    session = await booked(db)
    async with db.begin(T) as tx:
        before = await service.mine(tx, session.id, ELI)
        progress = await service.save(tx, session.id, ADA, FULL, MONDAY)
        after = await service.mine(tx, session.id, ELI)
        mine = await service.mine(tx, session.id, ADA)
    assert before.material.goal == QUESTION
    assert progress == queries.Progress(4, 4)
    assert after.material.goal == "Which slide first?"
    assert after.progress == queries.Progress(0, 4)  # each side has its own
    assert mine.gaps == []


async def test_saving_again_changes_and_ticks_survive_a_new_time(db: Database) -> None:
    session = await booked(db)
    async with db.begin(T) as tx:
        await service.save(tx, session.id, ADA, FULL, MONDAY)
        await service.save(tx, session.id, ADA, FULL | {"tick_notes": []}, MONDAY)
        meeting = await opening.queries.meeting(tx, session.id)
        assert meeting is not None
        await opening.reopen(tx, meeting, MONDAY, by=ELI)
    async with db.read(T) as tx:
        assert [item.key for item in await queries.gaps(tx, session.id, ADA)] == ["notes"]


async def test_the_form_and_the_nudges_keep_the_limits(db: Database) -> None:
    session = await booked(db)
    long = {"goal": "g" * 3000, "background": "b" * 3000, "success": "s" * 3000}
    async with db.begin(T) as tx:
        await service.save(tx, session.id, ADA, long, MONDAY)
        lists = [await service.mine(tx, session.id, user_id) for user_id in (ADA, ELI)]
    for one in lists:
        assert view_problems(views.form(one)) == []
        for text, blocks in (views.prepare(one), views.open_items(one)):
            assert message_problems(blocks) == []
            assert one.other in text


async def test_nobody_else_and_nothing_after_the_end(db: Database) -> None:
    session = await booked(db)
    async with db.begin(T) as tx:
        with pytest.raises(UserMessage):
            await service.mine(tx, session.id, NOOR)
        with pytest.raises(UserMessage):
            await service.mine(tx, "nothing", ADA)
        await tx.change(Session, state=SessionState.ENDED)
        with pytest.raises(UserMessage):
            await service.save(tx, session.id, ADA, FULL, MONDAY)


def test_the_button_in_sessions_opens_the_form_of_checklists() -> None:
    assert PREPARE == views.OPEN
