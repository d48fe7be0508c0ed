"""Everybody says when their working day begins, and whether they want to be reminded."""

from __future__ import annotations

from sqlalchemy import select

from bot.kit.db import Database
from bot.kit.reader import Reader
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


async def test_whoever_chooses_a_language_is_spoken_to_in_it_from_then_on(app: AppUnderTest) -> None:
    eli = app.eli
    app.slack.workspace.users[eli.id].locale = "en-US"
    await eli.open_home()
    await eli.command("/mentoring", "settings")
    await eli.fill({"Language": "Deutsch"})
    assert await eli.submit() == {}
    await eli.sees_modal("Meine Einstellungen")
    await eli.close()
    await app.settle()
    home = eli.home()
    assert home is not None
    assert "Hallo Eli" in home.text
    await eli.command("/mentoring", "settings")
    await eli.sees_modal("Meine Einstellungen")
    await eli.fill({"Sprache": "Wie in meinem Slack"})
    assert await eli.submit() == {}
    await eli.sees_modal("My preferences")


async def test_a_chosen_language_keeps_the_clock_of_the_country(sqlite_db: Database) -> None:
    await create_people(sqlite_db)
    async with sqlite_db.begin(T) as db:
        await db.update_where(Person, Person.user_id == ADA, locale="en-US", zone="Europe/Berlin")
        await service.set_language(db, ADA, "de")
    async with sqlite_db.begin(T) as db:
        assert await queries.reader_of(db, [ADA]) == Reader("de", "Europe/Berlin", 12)
        await service.set_language(db, ADA, "tlh")
    async with sqlite_db.read(T) as db:
        assert await queries.reader_of(db, [ADA]) == Reader("en_US", "Europe/Berlin", 12)


async def test_both_are_named_in_the_preferences_and_reminders_stay_away(app: AppUnderTest) -> None:
    eli = app.eli
    await app.join(eli, SLIDES)
    await eli.command("/mentoring", "settings")
    await eli.fill({"My working day begins at": "360", "Reminders": "Only those before a session"})
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
