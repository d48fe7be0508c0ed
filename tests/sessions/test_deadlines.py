"""What the clock decides when people do not."""

from datetime import UTC, datetime, timedelta

from bot.kit.db import Database
from bot.models import AskState, Person, Session, SessionState
from bot.models.program_settings import ProgramSettings
from bot.people import queries as people
from bot.sessions import texts
from bot.sessions.service.common import standing
from tests.sessions.app import SessionsApp, sessions_app
from tests.support.clock import MONDAY
from tests.support.factories import ADA, ELI, T


async def wrap(s: SessionsApp, who: str, answer: str, **more: str) -> None:
    person = s.ada if who == "ada" else s.eli
    await person.press("Wrap up")
    await person.fill({"took_place": answer, **more})
    assert await person.submit() == {}
    await s.settle()


async def ended(s: SessionsApp) -> datetime:
    end = await s.book() + timedelta(minutes=45)
    await s.at(end)
    return end


async def test_a_session_that_nobody_schedules_is_reminded_questioned_and_closed(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        await s.at(datetime(2026, 11, 25, 9, 0, tzinfo=UTC))  # two working days
        assert "has no time yet. Here are fresh ones." in s.newest()
        assert "Book Thu 10:00 / 09:00" in s.ada.messages(s.room())[-1].buttons()
        await s.at(datetime(2026, 11, 30, 9, 0, tzinfo=UTC))  # five
        assert "Do you still need it?" in s.ada.dm()[-1].text
        assert s.eli.dm() == []
        await s.at(datetime(2026, 12, 7, 9, 0, tzinfo=UTC))  # ten
        assert (await s.session()).state is SessionState.CANCELLED
        assert (await s.ask()).state is AskState.CONCLUDED
        assert "is closed" in s.newest()


async def test_a_program_that_gives_more_days_is_reminded_and_asked_later(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        await s.book()
        async with s.services.database.begin(T) as db:
            workspace = await people.workspace(db)
            workspace.settings = ProgramSettings(pick_reminder_days=4)
        await s.ada.press("Reschedule")
        assert await s.ada.submit() == {}
        await s.settle()
        await s.at(datetime(2026, 11, 26, 9, 0, tzinfo=UTC))
        assert "has no time yet" not in s.newest()
        await s.at(datetime(2026, 11, 27, 9, 0, tzinfo=UTC))  # four working days
        assert "has no time yet. Here are fresh ones." in s.newest()
        await s.at(datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
        assert all("Do you still need it?" not in message.text for message in s.ada.dm())
        await s.at(datetime(2026, 12, 2, 9, 0, tzinfo=UTC))  # three more
        assert "Do you still need it?" in s.ada.dm()[-1].text
        await s.at(datetime(2026, 12, 9, 9, 0, tzinfo=UTC))  # five more
        assert (await s.session()).state is SessionState.CANCELLED


async def test_the_mentee_keeps_it_and_the_clock_starts_again(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        await s.at(datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
        await s.at(datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
        await s.ada.press("Yes, fresh times please")
        await s.settle()
        assert "Book Tue 10:00 / 09:00" in s.ada.messages(s.room())[-1].buttons()
        await s.at(datetime(2026, 12, 7, 9, 0, tzinfo=UTC))
        assert (await s.session()).state is SessionState.SCHEDULING


async def test_the_mentee_lets_go(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        await s.at(datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
        await s.at(datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
        await s.ada.press("No, close it")
        await s.settle()
        assert (await s.ask()).state is AskState.CONCLUDED


async def test_differing_answers_blame_nobody_and_both_are_asked_again(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        end = await ended(s)
        await wrap(s, "ada", "no")
        await wrap(s, "eli", "yes")
        assert (await s.session()).state is SessionState.DIFFERS
        for person, said in ((s.ada, "no"), (s.eli, "yes")):
            assert "do not see it the same way yet" in person.dm()[-1].text
            assert f"You said {said}." in person.dm()[-1].text
        assert "missed" not in s.newest()
        await s.at(end + timedelta(days=3))  # nobody says more: the mentee's word counts
        session = await s.session()
        assert session.state is SessionState.SCHEDULING
        assert "You two missed each other, for your session about Board slides. New time?" in s.newest()
        assert "Ada" not in s.newest().split("Pick a time")[0]
        await s.book()
        assert (await s.session()).sequence == 1


async def test_two_times_no_is_not_held(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        await ended(s)
        await wrap(s, "ada", "no")
        await wrap(s, "eli", "no")
        assert (await s.session()).state is SessionState.SCHEDULING


async def test_one_yes_counts_after_three_working_days(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        end = await ended(s)
        await wrap(s, "eli", "yes")
        await s.at(end + timedelta(days=1))
        assert "would like to know too" in s.ada.dm()[-1].text
        assert "would like to know too" not in s.eli.screen()
        await s.at(end + timedelta(days=2, hours=23))
        assert (await s.session()).state is SessionState.ENDED
        await s.at(end + timedelta(days=3))
        assert (await s.session()).state is SessionState.HELD
        await wrap(s, "ada", "yes")  # a late word still counts
        assert (await s.session()).state is SessionState.HELD


async def test_a_reminder_that_was_answered_asks_no_more(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        end = await ended(s)
        await s.at(end + timedelta(days=1))
        assert [m.buttons() for m in s.ada.dm() if m.buttons()] == [["Wrap up"]]  # in the place of the first
        await wrap(s, "ada", "yes")
        assert [m.buttons() for m in s.ada.dm() if m.buttons()] == [["Change my wrap-up"]]
        offered = ["Wrap up", "It took place, nothing to add"]  # he has not answered
        assert [m.buttons() for m in s.eli.dm() if m.buttons()] == [offered]


async def test_without_any_word_it_was_held_if_they_began(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        start = await s.book()
        await s.at(start)
        await s.ada.press("We've started")
        await s.at(start + timedelta(minutes=45))
        await s.at(start + timedelta(days=5))
        await s.at(start + timedelta(days=8))
        assert (await s.session()).state is SessionState.HELD


async def test_without_any_word_or_beginning_it_is_closed(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        end = await ended(s)
        await s.at(end + timedelta(days=5))
        await s.at(end + timedelta(days=8))
        assert (await s.session()).state is SessionState.CANCELLED
        assert (await s.ask()).state is AskState.CONCLUDED
        assert [file.name for file in s.files(s.eli)] == ["session.ics"]  # nothing to take out any more


async def test_after_a_long_pause_of_the_worker_people_still_get_their_days(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        start = await s.book()
        await s.at(start + timedelta(days=30))
        assert (await s.session()).state is SessionState.ENDED
        await s.ada.sees("What came of your session with Eli")
        assert "It is time" not in s.ada.screen()  # too late to be of use


async def _leaves(s: SessionsApp, user_id: str) -> None:
    async with s.services.database.begin(T) as db:
        await db.update_where(Person, Person.user_id == user_id, deactivated=True)
    await s.settle()


async def test_when_the_expert_leaves_the_workspace_the_mentee_is_told_and_helped_further(
    sqlite_db: Database,
) -> None:
    async with sessions_app(sqlite_db) as s:
        await s.book()
        await _leaves(s, ELI)
        assert "Eli is no longer in this workspace, so the session about Board slides" in s.newest()
        assert "I am looking for somebody else" in s.newest()
        assert (await s.session()).state is SessionState.CANCELLED
        assert (await s.ask()).state is AskState.LOOKING
        assert len(s.files(s.ada)) == 1  # what says that it is off
        assert "I am looking for somebody else" in s.ada.dm()[-1].text
        assert len(s.files(s.eli)) == 1  # nothing is sent to somebody who has left
        await s.settle()
        assert len(s.ada.messages(s.room())) == 1


async def test_when_the_mentee_leaves_the_expert_is_told_and_nobody_looks_on(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        await _leaves(s, ADA)
        assert "Ada is no longer in this workspace" in s.newest()
        assert "looking for somebody else" not in s.newest()
        assert (await s.ask()).state is AskState.CONCLUDED


def test_what_nobody_wrapped_up_was_called_off_by_nobody() -> None:
    times = {"ends_at": MONDAY, "closed_at": MONDAY + timedelta(days=3)}
    closed = Session(state=SessionState.CANCELLED, changed_by=None, **times)
    assert standing(closed) == texts.UNTOLD
    before = Session(state=SessionState.CANCELLED, ends_at=MONDAY, closed_at=MONDAY - timedelta(days=1))
    assert standing(before) == texts.STANDS[SessionState.CANCELLED]
