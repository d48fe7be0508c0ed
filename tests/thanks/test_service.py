"""Planning what follows a session, writing a thank-you, answering the one question."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from bot.delivery.messages import MessageKind, PostMessage, RenderContext
from bot.home.messages import HOME
from bot.kit.db import Database
from bot.kit.errors import UserMessage
from bot.kit.reader import NEUTRAL
from bot.models import (
    FollowUp,
    FollowUpKind,
    Outbox,
    OutboxState,
    Person,
    Session,
    SessionState,
    Thanks,
    Workspace,
)
from bot.thanks import jobs, messages, queries, service
from tests.support.app import services_without_slack
from tests.support.clock import SettableClock
from tests.thanks.conftest import ADA, CLOSED, ELI, ENDED, NOOR, TEAM, another

WORDS = "I added the index you named, and the report takes 2 s instead of 40."
TWO_WEEKS = FollowUpKind.TWO_WEEKS


async def plan(database: Database, now: datetime = CLOSED) -> None:
    await jobs.plan(services_without_slack(database, SettableClock(now)))


async def outbox(database: Database, *kinds: MessageKind) -> list[Outbox]:
    async with database.read(TEAM) as db:
        return list(
            await db.scalars(
                select(Outbox).where(Outbox.kind.in_([kind.id for kind in kinds])).order_by(Outbox.due_at)
            )
        )


async def rendered(database: Database, kind: MessageKind, session_id: str) -> PostMessage | None:
    async with database.read(TEAM) as db:
        row = Outbox(kind=kind.id, subject_id=session_id, recipient=ADA, version=0)
        said = await kind.render(RenderContext(db, row, NEUTRAL, CLOSED))
    assert said is None or isinstance(said, PostMessage)
    return said


async def write(database: Database, session_id: str, words: str = WORDS, by: str = ADA) -> queries.Meeting:
    async with database.begin(TEAM) as db:
        return await service.write(db, session_id, by, words, CLOSED)


async def answer(database: Database, session_id: str, value: int, by: str = ADA) -> None:
    async with database.begin(TEAM) as db:
        await service.answer(db, session_id, by, kind=TWO_WEEKS, value=value, now=CLOSED)


async def test_a_held_session_is_followed_by_three_questions_to_the_mentee(
    database: Database, held: str
) -> None:
    await plan(database)
    rows = await outbox(database, messages.QUESTION, *messages.UNBLOCKED.values())
    assert [(row.kind, row.recipient, row.due_at) for row in rows] == [
        ("thanks_question", ADA, datetime(2026, 11, 23, 8, 0, tzinfo=UTC)),
        ("unblocked_two_weeks", ADA, ENDED + timedelta(weeks=2)),
        ("unblocked_three_months", ADA, ENDED + timedelta(weeks=13)),
    ]


async def test_planning_again_and_at_once_plans_nothing_twice(database: Database, held: str) -> None:
    await asyncio.gather(*(plan(database) for _ in range(4)))
    await plan(database, CLOSED + timedelta(days=1))
    assert len(await outbox(database, messages.QUESTION, *messages.UNBLOCKED.values())) == 3


async def test_only_held_sessions_are_followed_up(database: Database, held: str) -> None:
    async with database.begin(TEAM) as db:
        await another(db, "s2", state=SessionState.ENDED)
    await plan(database)
    assert {row.subject_id for row in await outbox(database, messages.QUESTION)} == {held}


async def test_a_session_that_cannot_be_read_keeps_no_other_from_its_thank_you(
    database: Database, held: str
) -> None:
    async with database.begin(TEAM) as db:
        await another(db, "s2", ended=ENDED + timedelta(hours=1))
    async with database.all_workspaces() as db:
        await db.execute(text("UPDATE session SET place = 'x.AAAA' WHERE id = :id"), {"id": held})
    await plan(database)
    assert {row.subject_id for row in await outbox(database, messages.QUESTION)} == {"s2"}


async def test_nothing_is_planned_where_the_app_was_removed(database: Database, held: str) -> None:
    async with database.begin(TEAM) as db:
        workspace = await db.scalar(select(Workspace))
        assert workspace
        workspace.removed_at = CLOSED
    await plan(database)
    assert await outbox(database, messages.QUESTION) == []


async def test_a_thank_you_reaches_the_expert_at_once_in_the_mentees_words(
    database: Database, held: str
) -> None:
    await write(database, held)
    [row] = await outbox(database, messages.RECEIVED)
    assert (row.recipient, row.due_at) == (ELI, CLOSED)
    assert not messages.RECEIVED.policy.waits_for_hours
    said = await rendered(database, messages.RECEIVED, held)
    assert said
    assert "Ada" in said.text
    assert WORDS in said.text
    assert WORDS in str(said.blocks)


async def test_a_second_thank_you_changes_nothing(database: Database, held: str) -> None:
    await write(database, held)
    again = await write(database, held, "Something else")
    assert again.thanks
    assert again.thanks.words == WORDS
    assert len(await outbox(database, messages.RECEIVED)) == 1


async def test_two_at_the_same_moment_leave_one_thank_you(database: Database, held: str) -> None:
    await asyncio.gather(*(write(database, held, f"Words {n}") for n in range(4)))
    async with database.read(TEAM) as db:
        assert len(list(await db.scalars(select(Thanks)))) == 1
    assert len(await outbox(database, messages.RECEIVED)) == 1


async def test_only_the_mentee_thanks_and_only_for_a_held_session(database: Database, held: str) -> None:
    for stranger in (ELI, NOOR):
        with pytest.raises(UserMessage, match="Only the person who asked"):
            await write(database, held, by=stranger)
    with pytest.raises(UserMessage):
        await write(database, "no-such-session")
    async with database.begin(TEAM) as db:
        await another(db, "s2", state=SessionState.ENDED)
    with pytest.raises(UserMessage, match="not taken place"):
        await write(database, "s2")


async def test_somebody_who_left_is_neither_asked_nor_thanked(database: Database, held: str) -> None:
    async with database.begin(TEAM) as db:
        await db.update_where(Person, Person.user_id == ELI, deactivated=True)
    with pytest.raises(UserMessage, match="no longer in this workspace"):
        await write(database, held)
    assert await rendered(database, messages.QUESTION, held) is None
    assert await rendered(database, messages.UNBLOCKED[TWO_WEEKS], held)
    async with database.begin(TEAM) as db:
        await db.update_where(Person, Person.user_id == ADA, deactivated=True)
    assert await rendered(database, messages.UNBLOCKED[TWO_WEEKS], held) is None


async def test_the_question_gives_way_to_the_thank_you(database: Database, held: str) -> None:
    asked = await rendered(database, messages.QUESTION, held)
    assert asked
    assert await rendered(database, messages.WRITTEN, held) is None
    await write(database, held)
    assert await rendered(database, messages.QUESTION, held) is None
    done = await rendered(database, messages.WRITTEN, held)
    assert done
    assert (done.card, done.update_only) == (asked.card, True)
    assert WORDS in str(done.blocks)
    [row] = await outbox(database, messages.WRITTEN)
    assert row.recipient == ADA


async def test_an_answer_is_kept_and_another_press_corrects_it(database: Database, held: str) -> None:
    asked = await rendered(database, messages.UNBLOCKED[TWO_WEEKS], held)
    await answer(database, held, 2)
    await answer(database, held, 4)
    async with database.read(TEAM) as db:
        [kept] = await db.scalars(select(FollowUp))
    assert (kept.kind, kept.answer) == (TWO_WEEKS, 4)
    assert await rendered(database, messages.UNBLOCKED[TWO_WEEKS], held) is None
    done = await rendered(database, messages.ANSWERED[TWO_WEEKS], held)
    assert asked
    assert done
    assert (done.card, done.update_only) == (asked.card, True)
    assert "More than I expected" in done.text
    assert await rendered(database, messages.UNBLOCKED[FollowUpKind.THREE_MONTHS], held)


async def test_only_the_mentee_answers(database: Database, held: str) -> None:
    with pytest.raises(UserMessage):
        await answer(database, held, 5, by=ELI)
    async with database.read(TEAM) as db:
        assert list(await db.scalars(select(FollowUp))) == []


async def test_home_shows_the_latest_five_and_the_minutes_given(database: Database, held: str) -> None:
    async with database.begin(TEAM) as db:
        await another(db, "old", ended=ENDED - timedelta(days=400), minutes=60)
        for number in range(6):
            await another(db, f"n{number}", ended=ENDED + timedelta(hours=number), minutes=30)
    for number in range(6):
        async with database.begin(TEAM) as db:
            await service.write(db, f"n{number}", ADA, f"Words {number}", CLOSED + timedelta(hours=number))
    async with database.read(TEAM) as db:
        eli = await queries.thanked(db, ELI, CLOSED)
        ada = await queries.thanked(db, ADA, CLOSED)
    assert [one.words for one in eli.received] == [f"Words {n}" for n in (5, 4, 3, 2, 1)]
    assert (eli.more, eli.minutes_this_year, eli.minutes) == (1, 45 + 6 * 30, 45 + 6 * 30 + 60)
    assert (ada.minutes, ada.received) == (0, ())


async def test_a_thank_you_changes_the_home_of_both(database: Database, held: str) -> None:
    await write(database, held)
    assert {row.recipient for row in await outbox(database, HOME)} == {ADA, ELI}
    assert all(row.state is OutboxState.PENDING for row in await outbox(database, HOME))


async def test_the_words_are_encrypted_in_the_table(database: Database, held: str) -> None:
    await write(database, held)
    async with database.look_across() as connection:
        stored = (await connection.exec_driver_sql("SELECT words FROM thanks")).scalar_one()
    assert WORDS not in str(stored)


async def test_what_counts_as_held_once_more_is_asked_about_once_more(database: Database, held: str) -> None:
    await plan(database)
    async with database.begin(TEAM) as db:
        again = CLOSED + timedelta(days=3)
        await db.update_where(Session, Session.id == held, closed_at=again, thanks_planned_at=None)
    await plan(database, again)
    kinds = messages.QUESTION, *messages.UNBLOCKED.values()
    waiting = [row for row in await outbox(database, *kinds) if row.state == OutboxState.PENDING]
    assert sorted(row.kind for row in waiting) == sorted(kind.id for kind in kinds)
    assert all(row.created_at == again for row in waiting)
