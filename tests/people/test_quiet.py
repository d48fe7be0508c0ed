"""Everybody says when their working day begins, and whether they want to be reminded."""

from __future__ import annotations

from sqlalchemy import select

from bot.kit.db import Database
from bot.models import Outbox, OutboxState, Person
from bot.offers.messages import REMINDER
from bot.people import queries, service
from tests.support.app import SLIDES, AppUnderTest
from tests.support.factories import ADA, T, create_people


async def test_a_working_day_begins_when_they_say(database: Database) -> None:
    await create_people(database)
    async with database.begin(T) as db:
        before = await queries.work_week_of(db, ADA)
        await service.set_day(db, ADA, 6 * 60, reminders=True)
        after = await queries.work_week_of(db, ADA)
    assert [(one.weekday, one.start, one.end) for one in before.windows] == [(d, 540, 1020) for d in range(5)]
    assert [(one.weekday, one.start, one.end) for one in after.windows] == [(d, 360, 840) for d in range(5)]


async def test_both_are_named_in_the_preferences_and_reminders_stay_away(app: AppUnderTest) -> None:
    eli = app.eli
    await app.join(eli, SLIDES)
    await eli.command("/mentoring", "settings")
    await eli.fill({"My working day begins at": "360", "Reminders": []})
    assert await eli.submit() == {}
    (kept,) = await app.rows(select(Person).where(Person.user_id == eli.id))
    assert (kept.day_begins, kept.reminders) == (360, False)
    await eli.close()
    await app.ask(app.ada, "Could you look at the opening of my board deck before Friday?")
    await app.later(hours=8)
    await app.later(hours=16)
    reminders = await app.rows(select(Outbox).where(Outbox.kind == REMINDER.id))
    assert reminders
    assert {one.state for one in reminders} == {OutboxState.CANCELLED}
