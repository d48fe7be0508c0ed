"""Three days before a session the mentee is asked whether there is something to send."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.kit.db import Database
from bot.models import OutboxState
from bot.sessions.rules import send_ahead_due
from tests.sessions.app import SessionsApp, sessions_app

FRIDAY = datetime(2026, 12, 4, 14, 0, tzinfo=UTC)
QUESTION = "anything to send them before?"


async def book_for(s: SessionsApp, start: datetime) -> None:
    """Let Ada propose a time and Eli confirm it."""
    await s.ada.press("None of these")
    await s.ada.fill({"moment": start})
    assert await s.ada.submit() == {}
    await s.settle()
    await s.eli.press("Works for me")
    await s.settle()
    assert (await s.session()).starts_at == start


def test_it_is_due_three_days_before_unless_that_is_over() -> None:
    assert send_ahead_due(FRIDAY, FRIDAY - timedelta(days=3, minutes=1)) == FRIDAY - timedelta(days=3)
    assert send_ahead_due(FRIDAY, FRIDAY - timedelta(days=3)) is None


async def test_the_mentee_alone_is_asked_three_days_before(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        await book_for(s, FRIDAY)
        await s.at(FRIDAY - timedelta(days=3, minutes=1))
        assert QUESTION not in s.ada.screen()
        await s.at(FRIDAY - timedelta(days=3))
        assert f"In 3 days you meet Eli Navarro: {QUESTION}" in s.ada.dm()[-1].text.replace("*", "")
        assert all(QUESTION not in message.text for message in s.eli.dm())


async def test_it_waits_for_working_hours_and_names_the_days_that_are_left(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        tuesday = datetime(2026, 12, 8, 14, 0, tzinfo=UTC)
        await book_for(s, tuesday)
        await s.at(tuesday - timedelta(days=3))  # a Saturday
        assert QUESTION not in s.ada.screen()
        await s.at(datetime(2026, 12, 7, 8, 0, tzinfo=UTC))  # Monday, nine in Berlin
        assert f"Tomorrow you meet Eli Navarro: {QUESTION}" in s.ada.dm()[-1].text.replace("*", "")


async def test_a_session_booked_later_than_that_asks_nothing(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        await s.at(FRIDAY - timedelta(days=2))
        await book_for(s, FRIDAY)
        assert await s.rows("session_send_ahead") == []


async def test_a_session_that_moves_takes_it_along(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        await book_for(s, FRIDAY)
        await s.ada.press("Reschedule")
        later = FRIDAY + timedelta(days=3)
        await s.ada.fill({"moment": later})
        assert await s.ada.submit() == {}
        await s.settle()
        await s.eli.press("Works for me")
        await s.settle()
        await s.at(FRIDAY - timedelta(days=3))
        assert QUESTION not in s.ada.screen()
        await s.at(later - timedelta(days=3))
        assert [row.state for row in await s.rows("session_send_ahead")] == [
            OutboxState.CANCELLED,
            OutboxState.SENT,
        ]


async def test_a_session_that_is_called_off_asks_nothing(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        await book_for(s, FRIDAY)
        await s.ada.press("Cancel")
        await s.ada.fill({"needed": "no"})
        assert await s.ada.submit() == {}
        await s.settle()
        await s.at(FRIDAY - timedelta(days=3))
        assert QUESTION not in s.ada.screen()
