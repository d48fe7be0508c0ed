"""Who is there, and whether it took place: the other one is asked before anything is said, and slips mend."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from bot.kit.db import Database
from bot.models import AskState, SessionState, WrapUp
from bot.sessions import queries
from bot.sessions.service import attendance
from tests.sessions.app import SessionsApp, sessions_app
from tests.sessions.test_deadlines import ended, wrap
from tests.support.factories import T
from tests.support.person import Person

NOTHING_TO_ADD = "It took place, nothing to add"
MISSED = "You two missed each other"
PICKED_UP = "Lead with the decision"


async def begun(s: SessionsApp, minutes: int = 0) -> datetime:
    """Move to so many minutes after the start; return the start."""
    start = await s.book()
    await s.at(start)
    if minutes:
        await s.at(start + timedelta(minutes=minutes))
    return start


async def press(s: SessionsApp, person: Person, label: str) -> None:
    await person.press(label)
    await s.settle()


async def state(s: SessionsApp) -> SessionState:
    return (await s.session()).state


# --- Not here ---------------------------------------------------------------------------------------------


async def test_whoever_seems_missing_is_asked_before_anything_is_said(database: Database) -> None:
    async with sessions_app(database) as s:
        await begun(s, 12)
        await press(s, s.ada, "They're not here")
        assert await state(s) is SessionState.MISSING
        assert "I am asking Eli where they are. By" in s.ada.dm()[-1].text
        assert s.ada.dm()[-1].buttons() == ["We've started", "Undo"]
        question = s.eli.dm()[-1]
        assert "Ada is waiting for you" in question.text
        assert question.buttons() == ["I'm here", "On my way", "Can't make it"]
        assert MISSED not in s.newest()
        await press(s, s.eli, "I'm here")
        assert await state(s) is SessionState.BOOKED
        assert "Eli is there. Please look once more where you meet." in s.ada.dm()[-1].text
        assert "Are you coming?" not in s.eli.dm()[-1].text


async def test_nobody_is_asked_before_ten_minutes_are_over(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        start = await begun(s, 3)
        assert "They're not here" not in s.ada.screen()
        async with sqlite_db.begin(T) as db:  # a button that came too early
            session = await s.session()
            at = await attendance.report_absence(db, session.id, session.version, s.ada.id, s.clock.now())
        assert at == start + timedelta(minutes=10)
        await s.settle()
        assert "is waiting for you" not in s.eli.screen()
        await s.at(start + timedelta(minutes=10))
        assert "is waiting for you" in s.eli.dm()[-1].text


async def test_it_can_be_undone_and_said_again(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        await begun(s, 11)
        await press(s, s.ada, "They're not here")
        assert "is waiting for you" in s.eli.dm()[-1].text
        await press(s, s.ada, "Undo")
        assert "is waiting for you" not in s.eli.screen()
        assert await state(s) is SessionState.BOOKED
        await press(s, s.ada, "They're not here")  # and may be said again
        assert "is waiting for you" in s.eli.dm()[-1].text


async def test_silence_is_a_miss_with_new_times_and_it_can_be_mended(database: Database) -> None:
    async with sessions_app(database) as s:
        start = await begun(s, 12)
        await press(s, s.ada, "They're not here")
        await s.at(start + timedelta(minutes=27))
        assert await state(s) is SessionState.SCHEDULING
        assert f"{MISSED}, for your session about Board slides. New time?" in s.newest()
        assert "is waiting for you" not in s.eli.screen()

        await press(s, s.eli, "It did take place")
        assert await state(s) is SessionState.ENDED
        assert (await s.session()).starts_at == start
        await wrap(s, "ada", "yes")
        assert await state(s) is SessionState.HELD
        assert "What came of your session" in s.eli.dm()[-1].text


async def test_somebody_on_the_way_is_waited_for(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        await begun(s, 11)
        await press(s, s.ada, "They're not here")
        await press(s, s.eli, "On my way")
        assert "Eli is on the way and needs a few more minutes." in s.ada.dm()[-1].text
        assert await state(s) is SessionState.BOOKED


async def test_two_who_wait_for_each_other_are_told_that_both_are_there(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        await begun(s, 11)
        await s.ada.press("They're not here")
        await s.eli.press("They're not here")  # before his card shows that Ada looks for him
        await s.settle()
        assert await state(s) is SessionState.BOOKED
        for person in (s.ada, s.eli):
            assert "You are both there and wait for each other." in person.dm()[-1].text


async def test_whoever_cannot_come_says_so_in_the_same_question(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        await begun(s, 11)
        await press(s, s.ada, "They're not here")
        await s.eli.press("Can't make it", s.eli.dm()[-1])
        await s.eli.fill({"reason": "My child is ill"})
        assert await s.eli.submit() == {}
        await s.settle()
        assert await state(s) is SessionState.SCHEDULING
        assert "My child is ill" in s.newest()
        assert MISSED not in s.newest()


async def test_somebody_missing_can_be_named_though_the_start_was_never_said(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        start = await s.book()
        await s.at(start + timedelta(minutes=20))  # the service was down until then
        home = await s.ada.sees("Now, until")
        labels = ["We've started", "Can't make it", "They're not here"]
        assert s.ada.messages(s.room())[-1].buttons() == labels
        assert s.ada.dm()[-1].buttons() == labels
        await s.ada.press("They're not here", home)
        await s.settle()
        assert "is waiting for you" in s.eli.dm()[-1].text


async def test_a_miss_on_the_day_it_was_needed_says_what_is_left(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db, needed_by=date(2026, 11, 23)) as s:
        start = await begun(s, 12)
        await press(s, s.ada, "They're not here")
        await s.at(start + timedelta(hours=9))
        newest = s.ada.messages(s.room())[-1]
        assert MISSED in newest.text
        assert "The answer is needed by Mon 23 Nov, and I found no hour until then" in newest.text
        assert "next two weeks" not in newest.text
        await s.ada.press("Show later times", newest)
        await s.settle()
        assert "these times are later" in newest.text
        assert newest.buttons()[0].startswith("Book ")


# --- Held, or not -----------------------------------------------------------------------------------------


async def test_a_slip_against_what_both_pressed_is_asked_about_and_announced_to_nobody(
    database: Database,
) -> None:
    async with sessions_app(database) as s:
        start = await begun(s)
        await press(s, s.ada, "We've started")
        await press(s, s.eli, "We've started")
        await s.at(start + timedelta(minutes=45))
        await s.ada.press("Wrap up")
        await s.ada.fill({"took_place": "no", "takeaways": PICKED_UP})
        assert await s.ada.submit() == {}
        await s.settle()
        assert await state(s) is SessionState.DIFFERS
        assert "Was that a slip?" in s.ada.dm()[-1].text
        assert "Was that a slip?" not in s.eli.screen()
        assert MISSED not in s.newest() + s.eli.screen()
        await press(s, s.ada, "It took place")
        assert await state(s) is SessionState.ENDED
        await wrap(s, "eli", "yes")
        assert await state(s) is SessionState.HELD
        async with database.read(T) as db:
            words = [row.takeaways for row in await db.scalars(select(WrapUp))]
        assert PICKED_UP in words


async def test_what_was_decided_can_be_mended_by_either_for_a_week(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        end = await ended(s)
        await wrap(s, "ada", "yes")
        await wrap(s, "eli", "yes")
        assert (await s.ask()).state is AskState.CONCLUDED
        await s.at(end + timedelta(days=2))
        await s.eli.press("Change my wrap-up")
        await s.eli.fill({"took_place": "no"})
        assert await s.eli.submit() == {}
        await s.settle()
        assert await state(s) is SessionState.DIFFERS
        assert "You said yes." in s.ada.dm()[-1].text
        await press(s, s.ada, "It did not")
        assert await state(s) is SessionState.SCHEDULING
        assert (await s.ask()).state is AskState.MATCHED
        assert MISSED in s.newest()
        await s.book()
        assert (await s.session()).missed_at is None


async def test_what_was_written_is_read_after_a_miss_is_taken_back(database: Database) -> None:
    async with sessions_app(database) as s:
        await ended(s)
        await wrap(s, "ada", "yes", takeaways=PICKED_UP)
        await wrap(s, "eli", "no")
        await press(s, s.ada, "It did not")
        assert await state(s) is SessionState.SCHEDULING
        await press(s, s.eli, "It did take place")
        assert await state(s) is not SessionState.SCHEDULING
        async with database.read(T) as db:
            said = {one.user_id: one.takeaways for one in await db.scalars(select(WrapUp))}
        assert PICKED_UP in said.values()


async def test_a_miss_that_both_confirmed_is_over_after_a_week(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        await ended(s)
        await wrap(s, "ada", "no")
        await wrap(s, "eli", "no")
        card = s.ada.messages(s.room())[-1]
        assert "It did take place" in card.buttons()
        async with sqlite_db.begin(T) as db:
            session = await s.session()
            await db.update_where(type(session), missed_until=s.clock.now())
        await s.ada.press("It did take place", card)
        assert "has changed in the meantime" in s.ada.screen()


async def test_whoever_finds_the_page_filled_says_with_one_press_that_nothing_is_missing(
    database: Database,
) -> None:
    async with sessions_app(database) as s:
        await ended(s)
        for person in (s.ada, s.eli):
            assert NOTHING_TO_ADD not in person.screen()  # there is nothing yet to which to add
        await wrap(s, "ada", "yes", takeaways=PICKED_UP)
        assert NOTHING_TO_ADD not in s.ada.screen()
        await press(s, s.eli, NOTHING_TO_ADD)
        assert await state(s) is SessionState.HELD
        async with database.read(T) as db:
            page = await queries.page(db, await s.session())
        assert page.takeaways == PICKED_UP
        for person in (s.ada, s.eli):
            assert PICKED_UP in person.find("What came of your session").text
            assert NOTHING_TO_ADD not in person.screen()


async def test_one_press_against_a_no_asks_both_again(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        await ended(s)
        await wrap(s, "ada", "no")
        await press(s, s.eli, NOTHING_TO_ADD)
        assert await state(s) is SessionState.DIFFERS
        for person in (s.ada, s.eli):
            assert any({"It took place", "It did not"} <= set(m.buttons()) for m in person.dm())
