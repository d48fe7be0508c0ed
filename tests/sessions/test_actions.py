"""Agreed actions after a session: asked about once, settled with a tap, shown to the other one if wanted."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from bot.kit.db import Database
from bot.kit.reader import NEUTRAL
from bot.kit.words import FORGOTTEN
from bot.models import Action, ActionState
from bot.playground.slack.blockkit import view_problems
from bot.sessions import queries, texts
from bot.sessions.views import actions as views
from tests.sessions.app import SessionsApp, sessions_app
from tests.support.factories import T

SLIDE, NUMBERS = "Draft the slide", "Send the numbers"


async def agreed(s: SessionsApp) -> datetime:
    """Let both wrap up: Ada drafts the slide by 4 December, Eli sends the numbers; return the end."""
    end = await s.book() + timedelta(minutes=45)
    await s.at(end)
    await s.ada.press("Wrap up")
    await s.ada.fill({"took_place": "yes", "actions": f"{SLIDE} by 4 December\nEli: {NUMBERS}"})
    assert await s.ada.submit() == {}
    await s.eli.press("Wrap up")
    await s.eli.fill({"took_place": "yes"})
    assert await s.eli.submit() == {}
    await s.settle()
    return end


async def stored(database: Database) -> dict[str, Action]:
    async with database.read(T) as db:
        return {row.what: row for row in await db.scalars(select(Action))}


async def test_after_a_week_each_is_asked_once_about_what_they_see_to(database: Database) -> None:
    async with sessions_app(database) as s:
        end = await agreed(s)
        await s.at(end + timedelta(days=6, hours=23))
        assert "What became of" not in s.ada.screen()
        await s.at(end + timedelta(days=7))
        question = s.ada.dm()[-1]
        assert "What became of what you agreed?" in question.text
        assert f"{SLIDE}, by Fri 4 Dec" in question.text
        assert NUMBERS not in question.text
        assert NUMBERS in s.eli.dm()[-1].text

        await s.ada.press("Done", question)
        await s.settle()
        assert (await stored(database))[SLIDE].state is ActionState.DONE
        assert "That is all you had agreed with Eli" in question.text
        assert f"✓ {SLIDE}: done" not in s.eli.screen()
        await s.ada.press("Show Eli", question)
        await s.settle()
        assert f"✓ {SLIDE}: done" in s.eli.screen()
        await s.eli.press("Dropped")
        await s.settle()
        assert (await stored(database))[NUMBERS].state is ActionState.DROPPED
        assert f"{NUMBERS}: dropped" not in s.ada.screen()  # he showed nothing
        count = len(s.ada.dm())
        await s.at(end + timedelta(days=9))
        assert len(s.ada.dm()) == count


async def test_a_slip_is_undone_and_another_day_lies_ahead(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        end = await agreed(s)
        await s.at(end + timedelta(days=7))
        question = s.ada.dm()[-1]
        await s.ada.press("Dropped", question)
        await s.settle()
        await s.ada.press("Undo", question)
        await s.settle()
        await s.ada.press("Moved", question)
        await s.ada.fill({"due": date(2020, 1, 1)})
        assert list((await s.ada.submit()).values()) == [str(texts.ACTION_PAST)]
        await s.ada.fill({"due": date(2026, 12, 11)})
        assert await s.ada.submit() == {}
        await s.settle()
        assert "by Fri 11 Dec" in question.text
        row = (await stored(sqlite_db))[SLIDE]
        assert (row.state, row.due) == (ActionState.OPEN, date(2026, 12, 11))


async def test_nobody_is_asked_when_nothing_is_open(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        end = await agreed(s)
        async with sqlite_db.begin(T) as db:
            await db.update_where(Action, Action.position == 0, state=ActionState.DONE)
        await s.at(end + timedelta(days=7))
        assert "What became of" not in s.ada.screen()
        assert "What became of" in s.eli.screen()


async def test_the_list_opens_at_any_time_and_a_tap_changes_it_in_place(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        await agreed(s)
        meeting = await s.meeting()
        async with sqlite_db.read(T) as db:
            own = await queries.own_actions(db, s.ada.id, meeting.session.id)
        shown = views.all_actions(NEUTRAL, meeting, meeting.mentee, own)
        assert view_problems(shown) == []
        assert [block["text"]["text"] for block in shown["blocks"] if block["type"] == "section"][1:] == [
            f"*{SLIDE}*, by Fri 4 Dec"
        ]


async def test_nobody_is_asked_about_an_action_whose_words_are_forgotten(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        end = await agreed(s)
        async with sqlite_db.begin(T) as db:
            await db.update_where(Action, Action.owner_id == s.eli.id, what=FORGOTTEN)
        await s.at(end + timedelta(days=7))
        assert "What became of" in s.ada.screen()
        assert "What became of" not in s.eli.screen()
