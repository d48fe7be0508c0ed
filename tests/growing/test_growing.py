"""Whether two people go on: each says so in private, and only two yeses reveal anything."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.growing import jobs, messages, queries, service
from bot.growing.forms import ChooseForm
from bot.growing.rules import ASKED_FOR
from bot.home.queries import inbox
from bot.kit.db import Database
from bot.kit.errors import UserMessage
from bot.models import (
    Ask,
    Avoidance,
    Growth,
    Person,
    Series,
    SeriesState,
    Session,
    SessionState,
    Slot,
)
from bot.models.transitions import move
from bot.privacy.queries import everything
from bot.series import jobs as series_jobs
from bot.sessions import queries as sessions
from bot.sessions.service import wrap_up
from bot.sessions.service.scheduling import open_session
from bot.thanks import jobs as thanks_jobs
from tests.support.app import services_without_slack
from tests.support.clock import MONDAY, SettableClock
from tests.support.factories import (
    ADA,
    ELI,
    MEI,
    SLIDES,
    T,
    create_accepted_offer,
    create_workspace,
    rows,
    run,
)
from tests.support.outbox import BOTH, planned

HELD = MONDAY + timedelta(days=1, hours=2)
ASKED = MONDAY + timedelta(days=3, hours=2)
ABOUT = "How do I bring the board to a decision?"


class Two:
    """Ada and Eli, after a session."""

    def __init__(self, database: Database) -> None:
        self.database, self.clock = database, SettableClock()
        self.services = services_without_slack(database, self.clock)

    async def meet(self, session: Session, at: datetime) -> None:
        """Have a session take place."""
        self.clock.set_to(at)
        times = {"starts_at": at - timedelta(minutes=45), "ends_at": at}
        async with self.database.begin(T) as db:
            await move(db, Session, Session.id == session.id, to=SessionState.BOOKED, **times)
            for step in (wrap_up.end, wrap_up.hold):
                found = await sessions.meeting(db, session.id)
                assert found is not None
                await step(db, found.session if step is wrap_up.end else found, at)  # type: ignore[arg-type]
        for job in (thanks_jobs.plan, series_jobs.begin, series_jobs.go_on, thanks_jobs.plan, jobs.ask):
            await job(self.services)

    async def first(self) -> str:
        """Their one session; returns its id."""
        await create_workspace(self.database, [ELI], **SLIDES)
        offer_id = await create_accepted_offer(self.database)
        session: Session = await run(self.database, open_session, offer_id, MONDAY)
        await self.meet(session, HELD)
        return session.id

    async def say(self, session_id: str, by: str, *, yes: bool = True) -> None:
        await run(self.database, service.answer, session_id, by, yes=yes, now=ASKED)

    async def agreed(self) -> str:
        session_id = await self.first()
        for one in (ADA, ELI):
            await self.say(session_id, one)
        return session_id

    async def choose(self, session_id: str, how: str, by: str = ELI) -> None:
        form = ChooseForm.model_validate({"how": how, "about": ABOUT})
        await run(self.database, service.choose, session_id, by, form, ASKED)

    async def asked(self, user_id: str) -> list[datetime]:
        said = await planned(self.database, ASKED, user_id)
        return [one.due for one in said if "Would you like to go on" in one.words and one.kind.id != "home"]

    async def waits(self, user_id: str, now: datetime = ASKED) -> list[queries.Question]:
        async with self.database.read(T) as db:
            found = await inbox(db, user_id, now)
        return [line.about for line in found.waiting if isinstance(line.about, queries.Question)]


@pytest.fixture
def two(database: Database) -> Two:
    return Two(database)


async def test_both_are_asked_once_after_the_thank_you(two: Two) -> None:
    session_id = await two.first()
    await jobs.ask(two.services)
    for one in (ADA, ELI):
        (due,) = await two.asked(one)
        assert due == MONDAY.replace(hour=8) + timedelta(days=2)
        assert [found.meeting.session.id for found in await two.waits(one)] == [session_id]
        assert await two.waits(one, HELD + timedelta(hours=3)) == []
        assert await two.waits(one, ASKED + ASKED_FOR) == []


@pytest.mark.parametrize("answers", [[(ADA, True)], [(ADA, True), (ELI, False)], [(ELI, False), (ADA, True)]])
async def test_one_yes_is_told_to_nobody(two: Two, answers: list[tuple[str, bool]]) -> None:
    session_id = await two.first()
    for by, yes in answers:
        await two.say(session_id, by, yes=yes)
    assert await planned(two.database, ASKED, BOTH, messages.BOTH) == []
    with pytest.raises(UserMessage):
        await two.choose(session_id, "two", ADA)
    async with two.database.read(T) as db:
        (held,) = (await everything(db, ELI)).tables["growth"]
        assert "mentee_yes" not in held
        assert held["agreed_at"] is None
    told = [one.words for one in await planned(two.database, ASKED, ADA) if one.kind.id != "home"]
    assert any("nobody ever learns what you said" in words for words in told)


async def test_a_change_of_mind_counts_until_both_agree(two: Two) -> None:
    session_id = await two.first()
    await two.say(session_id, ADA)
    await two.say(session_id, ADA, yes=False)
    await two.say(session_id, ELI)
    assert await planned(two.database, ASKED, BOTH, messages.BOTH) == []
    await two.say(session_id, ADA)
    (told,) = await planned(two.database, ASKED, BOTH, messages.BOTH)
    assert "You would both like to go on" in told.words
    with pytest.raises(UserMessage):
        await two.say(session_id, ADA, yes=False)


async def test_a_series_begins_about_what_was_chosen_and_only_one_choice_counts(two: Two) -> None:
    session_id = await two.agreed()
    assert [one.agreed_at for one in await two.waits(ADA)] == [ASKED]
    await two.choose(session_id, "three")
    with pytest.raises(UserMessage):
        await two.choose(session_id, "two", ADA)
    (series,) = await rows(two.database, select(Series))
    assert (series.count, series.gap_days, series.mentee_id, series.expert_id) == (3, 14, ADA, ELI)
    (session,) = await rows(two.database, select(Session).where(Session.series_id == series.id))
    starts = await rows(two.database, select(Slot.starts_at).where(Slot.session_id == session.id))
    assert min(starts) >= HELD + timedelta(days=12)
    (ask,) = await rows(two.database, select(Ask).where(Ask.id == session.ask_id))
    assert (ask.question, ask.background) == (ABOUT, "")
    (told,) = await planned(two.database, ASKED, BOTH, messages.BOTH)
    assert "Eli chose three more sessions" in told.words
    assert await two.waits(ADA) == []


async def test_a_standing_talk_is_monthly_and_ends_by_itself_with_one_thank_you(two: Two) -> None:
    await two.choose(await two.agreed(), "monthly")
    (series,) = await rows(two.database, select(Series))
    mine = select(Session).where(Session.series_id == series.id)
    at = HELD
    for number in range(6):
        (ahead,) = await rows(two.database, mine.where(Session.state == SessionState.SCHEDULING))
        assert ahead.earliest_at == at + timedelta(days=26), number
        at += timedelta(days=28)
        await two.meet(ahead, at)
    (series,) = await rows(two.database, select(Series))
    assert series.state is SeriesState.DONE
    assert len(await rows(two.database, mine)) == 6
    thanked = await rows(two.database, mine.where(Session.thanks_planned_at.is_not(None)))
    assert [one.ends_at for one in thanked] == [at]
    counted = select(func.count()).select_from(Growth).where(Growth.asked_at.is_not(None))
    assert await rows(two.database, counted) == [2], "after the first session, and after the last"


async def avoid(database: Database) -> None:
    async with database.begin(T) as db:
        await db.insert(Avoidance, user_id=ELI, other_id=ADA)


async def leave(database: Database) -> None:
    async with database.begin(T) as db:
        await db.update_where(Person, Person.user_id == ADA, deactivated=True)


async def meet_already(database: Database) -> None:
    await run(database, open_session, await create_accepted_offer(database, at=HELD), HELD)


@pytest.mark.parametrize("why", [avoid, leave, meet_already])
async def test_nobody_hears_of_it_where_they_cannot_go_on(
    two: Two, why: Callable[[Database], Awaitable[None]]
) -> None:
    session_id = await two.first()
    await why(two.database)
    assert await two.asked(ADA) == await two.asked(ELI) == []
    assert await two.waits(ADA) == await two.waits(ELI) == []
    for one in (ADA, ELI):
        await two.say(session_id, one)
    assert await planned(two.database, ASKED, BOTH, messages.BOTH) == []


async def test_others_are_refused(two: Two) -> None:
    session_id = await two.first()
    with pytest.raises(UserMessage):
        await two.say(session_id, MEI)
