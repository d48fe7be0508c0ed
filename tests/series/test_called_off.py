"""A session of a series is called off: what becomes of the question and of the series, and what both read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.kit.db import Database
from bot.kit.errors import UserMessage
from bot.kit.reader import NEUTRAL
from bot.models import Ask, AskState, Series, SeriesState, Session, SessionState
from bot.models.transitions import move
from bot.series import jobs
from bot.series.service import end
from bot.sessions import queries
from bot.sessions.queries import Meeting
from bot.sessions.service import changes, wrap_up
from bot.sessions.views import modals, scheduling
from tests.series.test_any_course import begun, hold
from tests.support.app import services_without_slack
from tests.support.clock import MONDAY, SettableClock
from tests.support.factories import ADA, ELI, T, rows, run

LATER = MONDAY + timedelta(days=1)


async def second(database: Database, agreed: int = 2) -> Meeting:
    """The session ahead of a series whose first one was held."""
    services = services_without_slack(database, SettableClock())
    await begun(database, agreed)
    await jobs.begin(services)
    (first,) = await rows(database, select(Session))
    await run(database, hold, first, LATER)
    await jobs.go_on(services)
    return await newest(database)


async def newest(database: Database) -> Meeting:
    found = (await rows(database, select(Session).join(Session.ask).order_by(Ask.part.desc())))[0]
    async with database.read(T) as db:
        meeting = await queries.meeting(db, found.id)
    assert meeting is not None
    return meeting


@pytest.mark.parametrize(
    ("by", "only", "told"),
    [(ADA, None, "I am looking for somebody else"), (ELI, ELI, "whether somebody else could help")],
)
async def test_both_read_what_becomes_of_question_and_series(
    database: Database, by: str, only: str | None, told: str
) -> None:
    meeting = await second(database)
    opened = str(scheduling.card(NEUTRAL, meeting, meeting.parties, LATER))
    assert "you go on with" in opened, "who has met before is not introduced again"
    form = modals.cancel(NEUTRAL, meeting, meeting.other(by), reason_needed=False)
    assert "your series, which ends with it" in str(form)
    version = meeting.session.version
    await run(
        database, changes.cancel, meeting.session.id, version, by, reason="", still_needed=True, now=LATER
    )
    await jobs.go_on(services_without_slack(database, SettableClock()))
    off = await newest(database)
    card = str(scheduling.card(NEUTRAL, off, off.parties, LATER))
    assert "Your series ends with it" in card
    assert told in card
    (ask,) = await rows(database, select(Ask).where(Ask.part == 2))
    assert (ask.state, ask.only_expert_id) == (AskState.LOOKING, only)


async def test_what_follows_after_a_session_that_was_not_held_says_so(database: Database) -> None:
    meeting = await second(database)
    (first,) = await rows(database, select(Session).where(Session.state == SessionState.HELD))
    async with database.begin(T) as db:
        before = await queries.meeting(db, first.id)
        assert before is not None
        await wrap_up.miss(db, before, LATER)
    await jobs.go_on(services_without_slack(database, SettableClock()))
    async with database.read(T) as db:
        taken_back = await queries.meeting(db, meeting.session.id)
    assert taken_back is not None
    card = str(scheduling.card(NEUTRAL, taken_back, taken_back.parties, LATER))
    assert "It follows once the session before it was held." in card
    assert "series ends" not in card


@pytest.mark.parametrize(("part", "agreed"), [(1, 1), (2, 1), (3, 1), (3, 2)])
async def test_no_session_is_counted_beyond_those_agreed_on(
    database: Database, part: int, agreed: int
) -> None:
    meeting = replace(await second(database), part=part, agreed=agreed)
    text, blocks = scheduling.card(NEUTRAL, meeting, meeting.parties, LATER)
    assert f"{part} of {agreed}" not in f"{text} {blocks}"
    assert scheduling.part_words(NEUTRAL, meeting) == ""
    again = replace(meeting, part=2, agreed=2)
    assert scheduling.part_words(NEUTRAL, again) == "This is session 2 of 2 of your series."


async def test_a_series_is_not_ended_while_the_two_meet(database: Database) -> None:
    meeting = await second(database)
    times = {"starts_at": LATER, "ends_at": LATER + timedelta(minutes=45)}
    async with database.begin(T) as db:
        await move(db, Session, Session.id == meeting.session.id, to=SessionState.BOOKED, **times)
    (series,) = await rows(database, select(Series))
    with pytest.raises(UserMessage, match="You are meeting right now"):
        await run(database, end, series.id, ADA, LATER + timedelta(minutes=1))
    assert (await newest(database)).session.state is SessionState.BOOKED
    await run(database, end, series.id, ADA, LATER - timedelta(minutes=1))
    assert (await newest(database)).session.state is SessionState.CANCELLED


async def test_thanks_follow_the_one_that_was_held_where_the_last_was_not(database: Database) -> None:
    meeting = await second(database, agreed=3)
    services = services_without_slack(database, SettableClock())
    times = {"starts_at": LATER, "ends_at": LATER + timedelta(minutes=45)}
    async with database.begin(T) as db:
        one = Session.id == meeting.session.id
        await move(db, Session, one, to=SessionState.BOOKED, **times)
        over = await queries.meeting(db, meeting.session.id)
        assert over is not None
        await wrap_up.end(db, over.session, LATER)
        (series,) = list(await db.scalars(select(Series)))
        await end(db, series.id, ADA, LATER)
    async with database.begin(T) as db:  # nobody says that it took place
        await move(db, Session, one, to=SessionState.CANCELLED)
    await jobs.go_on(services)
    (series,) = await rows(database, select(Series))
    assert series.state is SeriesState.ENDED
    concluding = select(Session).where(Session.concludes, Session.state == SessionState.HELD)
    assert len(await rows(database, concluding)) == 1
