"""Moving, cancelling, the place, the start, and somebody who is not there."""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar
from sqlalchemy import select

from bot.kit.db import Database
from bot.models import AskState, BookedCell, Person, SessionState, Slot
from tests.sessions.app import SessionsApp, sessions_app
from tests.support.factories import ADA, T


def entry(content: bytes) -> tuple[str, str, int, datetime]:
    """What a calendar file says: method, UID, SEQUENCE, start."""
    calendar = Calendar.from_ical(content)
    event = calendar.walk("VEVENT")[0]
    return str(calendar["METHOD"]), str(event["UID"]), int(event["SEQUENCE"]), event["DTSTART"].dt


async def cells(s: SessionsApp) -> int:
    async with s.services.database.read(T) as db:
        return len(list(await db.scalars(select(BookedCell.session_id))))


async def pick(s: SessionsApp, number: int) -> datetime:
    card = s.ada.messages(s.room())[-1]
    await s.ada.press(card.buttons()[number], card)
    await s.settle()
    start = (await s.session()).starts_at
    assert start is not None
    return start


async def test_moving_frees_the_hour_and_the_new_entry_replaces_the_old(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        await pick(s, 4)
        assert await cells(s) == 2 * 9
        await s.eli.press("Reschedule")
        assert await s.eli.submit() == {}  # days ahead: no reason is asked for
        await s.settle()
        assert "Eli needs another time" in s.newest()
        assert await cells(s) == 0
        again = await pick(s, 1)
        first, second = (entry(file.content) for file in s.files(s.eli))
        uid = f"{(await s.session()).id}@pinchpoint"
        assert first[:3] == ("PUBLISH", uid, 0)
        assert second == ("PUBLISH", uid, 1, again)


async def test_the_hour_that_was_given_up_is_not_proposed_again(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        start = await pick(s, 1)
        await s.ada.press("Reschedule")
        assert await s.ada.submit() == {}
        await s.settle()
        async with s.services.database.read(T) as db:
            starts = [slot.starts_at for slot in await db.scalars(select(Slot))]
        end = start + timedelta(minutes=45)
        assert starts
        assert [at for at in starts if at < end and start < at + timedelta(minutes=45)] == []


async def test_close_to_the_start_a_reason_is_asked_for_and_told(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        start = await s.book()
        await s.at(start - timedelta(hours=3))
        await s.ada.press("Reschedule")
        assert "say in a few words why" not in s.ada.screen()
        errors = await s.ada.submit()
        assert list(errors) == ["Why, in a few words"]
        thursday = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)
        await s.ada.fill({"reason": "My train <!channel> is late", "moment": thursday})
        assert await s.ada.submit() == {}
        await s.settle()
        assert "My train <!channel> is late" in s.newest()
        assert "Ada proposes" in s.newest()
        await s.eli.press("Works for Eli")
        await s.settle()
        assert (await s.session()).starts_at == thursday


async def test_nudges_of_the_old_time_fall_away(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        start = await pick(s, 0)
        await s.ada.press("Reschedule")
        await s.ada.fill({"reason": "A clash"})
        await s.ada.submit()
        await s.settle()
        await pick(s, 3)
        for moment in (start - timedelta(hours=1), start - timedelta(minutes=15), start):
            await s.at(moment)
        assert "still open" not in s.ada.screen()
        assert "it is time" not in s.ada.screen()


async def test_the_expert_cancels_and_the_ask_goes_on_looking(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        start = await pick(s, 4)
        await s.eli.press("Cancel")
        assert "I look for somebody else" in s.eli.screen()
        assert await s.eli.submit() == {}
        await s.settle()
        assert (await s.session()).state is SessionState.CANCELLED
        assert (await s.ask()).state is AskState.LOOKING
        assert "Eli had to call off the session" in s.newest()
        assert "Ada, I am looking for somebody else" in s.newest()
        assert await cells(s) == 0
        method, _, sequence, at = entry(s.files(s.ada)[-1].content)
        assert (method, sequence, at) == ("PUBLISH", 1, start)
        assert b"STATUS:CANCELLED" in s.files(s.ada)[-1].content


async def test_the_mentee_cancels_because_it_is_settled(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        await pick(s, 4)
        await s.ada.press("Cancel")
        assert list(await s.ada.submit()) == ["Do you still need help with your question?"]
        await s.ada.fill({"needed": "no", "reason": "I found it"})
        assert await s.ada.submit() == {}
        await s.settle()
        assert (await s.ask()).state is AskState.CONCLUDED
        assert "I found it" in s.newest()


async def test_the_mentee_cancels_and_wants_somebody_else(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        await s.ada.press("Cancel")  # before any time was picked
        await s.ada.fill({"needed": "yes"})
        assert await s.ada.submit() == {}
        await s.settle()
        assert (await s.ask()).state is AskState.LOOKING
        assert s.files(s.ada) == []  # calendars never held it


async def test_a_place_reaches_the_card_the_calendar_and_the_other_side(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        start = await s.book()
        await s.ada.press("Set place")
        await s.ada.fill({"place": "https://meet.example/room?a=1&b=2"})
        assert await s.ada.submit() == {}
        await s.settle()
        assert "https://meet.example/room?a=1&b=2" in s.newest()
        assert "Your session with Ada has changed" in s.eli.dm()[-1].text
        assert "https://meet.example/room?a=1&b=2" in s.eli.dm()[-1].text
        assert entry(s.files(s.eli)[-1].content)[2:] == (1, start)
        assert b"LOCATION:https://meet.example/room?a=1&b=2" in s.files(s.eli)[-1].content
        await s.ada.press("Set place")
        assert await s.ada.submit() == {}  # the same again is no news
        await s.settle()
        assert len(s.files(s.eli)) == 2


async def test_the_same_time_again_is_no_news_for_calendars(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        start = await s.book()
        await s.ada.press("Reschedule")
        await s.ada.fill({"moment": start, "reason": "I mixed it up"})
        assert await s.ada.submit() == {}
        await s.settle()
        await s.eli.press("Works for Eli")
        await s.settle()
        session = await s.session()
        assert (session.state, session.starts_at, session.sequence) == (SessionState.BOOKED, start, 0)
        assert (len(s.files(s.ada)), len(s.files(s.eli))) == (0, 1)
        await s.ada.sees("You meet Eli")  # Eli agreed: it is news for Ada all the same


async def test_whose_address_slack_tells_gets_a_request_of_their_own(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        async with s.services.database.begin(T) as db:
            await db.update_where(Person, Person.user_id == ADA, email="ada@example.com")
        await s.book()
        await s.ada.press("Calendar file")
        await s.settle()
        assert entry(s.files(s.ada)[0].content)[0] == "REQUEST"
        assert b"mailto:ada@example.com" in s.files(s.ada)[0].content
        assert entry(s.files(s.eli)[0].content)[0] == "PUBLISH"


async def test_who_cannot_come_at_the_start_says_why(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        start = await s.book()
        await s.at(start)
        await s.eli.press("Can't make it")
        await s.eli.fill({"reason": "My child is ill"})
        assert await s.eli.submit() == {}
        await s.settle()
        assert "My child is ill" in s.newest()
        assert (await s.session()).state is SessionState.SCHEDULING


async def test_once_over_nothing_moves(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        start = await s.book()
        await s.at(start)
        await s.at(start + timedelta(minutes=45))
        assert "Reschedule" not in s.ada.screen()
        assert "They're not here" not in s.ada.screen()


async def booked_in(s: SessionsApp, minutes: int) -> list[str]:
    """Book so many minutes ahead; return what Eli's DM says then, without the calendar's file."""
    await s.ada.press("None of these")
    await s.ada.fill({"moment": s.clock.now() + timedelta(minutes=minutes)})
    assert await s.ada.submit() == {}
    await s.settle()
    await s.eli.press("Works for Eli")
    await s.settle()
    return [message.text for message in s.eli.dm() if "session.ics" not in message.text]


async def test_booked_after_the_day_before_the_overdue_nudges_are_one(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        only = (await booked_in(s, 40))[-1]
        assert "Five minutes of preparation" in only


async def test_booked_minutes_before_everything_is_in_the_brief(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        only = (await booked_in(s, 10))[-1]
        assert "20 min: advice" in only
        assert "seen by you alone" in only
