"""How long an offer waits, when it is made, and when it reminds: on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.asks import messages as asks_messages
from bot.asks import service as asks
from bot.experts import service as experts
from bot.kit.db import Database
from bot.matching.rules import RULES_VERSION
from bot.models import AskState, MatchingPreset, OfferState, ProgramSettings, Workspace
from bot.offers import messages, service, texts
from bot.people import queries as people_queries
from bot.people import service as people
from tests.support.clock import MONDAY
from tests.support.factories import (
    ADA,
    ELI,
    MEI,
    NOOR,
    T,
    create_ask,
    create_expert,
    create_offer_to_eli,
    create_workspace,
    get_ask,
    live_offer,
    offer_states,
    place,
    run,
)
from tests.support.outbox import latest, planned, reminders


async def test_an_offer_waits_eight_working_hours_of_the_expert_and_reminds_at_a_quarter(
    database: Database,
) -> None:
    _, offer = await create_offer_to_eli(database)
    # 10:00 in Berlin: seven hours of today, one of tomorrow.
    assert offer.deadline_at == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    (reminder,) = await planned(database, MONDAY, ELI, messages.REMINDER)
    assert reminder.due == MONDAY + timedelta(hours=2)
    assert await latest(database, messages.REMINDER, reminder.due) == offer.deadline_at


async def test_the_hours_are_those_of_the_experts_own_zone(database: Database) -> None:
    await create_workspace(database, [ELI], {ELI: "America/Los_Angeles", ADA: "America/New_York"})
    offer = await place(database, await create_ask(database))
    assert offer is not None
    # Ada's press comes at one o'clock at night over there; the offer comes at nine.
    assert offer.offered_at == datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    assert offer.deadline_at == datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # five in the afternoon over there
    (reminder,) = await planned(database, MONDAY, ELI, messages.REMINDER)
    assert reminder.due == datetime(2026, 11, 23, 19, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked_at", "deadline"),
    [  # Fridays at 15:00 in Los Angeles, two hours before the weekend in which the clocks change
        (datetime(2026, 10, 30, 22, 0, tzinfo=UTC), datetime(2026, 11, 2, 23, 0, tzinfo=UTC)),  # back
        (datetime(2027, 3, 12, 23, 0, tzinfo=UTC), datetime(2027, 3, 15, 22, 0, tzinfo=UTC)),  # forward
    ],
)
async def test_a_night_in_which_the_clocks_change_takes_or_gives_no_hour(
    database: Database, asked_at: datetime, deadline: datetime
) -> None:
    await create_workspace(database, [ELI], {ELI: "America/Los_Angeles", ADA: "America/New_York"})
    offer = await place(database, await create_ask(database, created_at=asked_at), asked_at)
    assert offer is not None
    assert offer.deadline_at == deadline  # 15:00 on Monday


async def test_the_hours_are_those_of_the_work_week_and_not_those_offered_for_meetings(
    database: Database,
) -> None:
    """Whoever meets on Friday afternoons only answers on Monday and Tuesday like everybody else."""
    await create_workspace(database, [ELI])
    await run(database, people.set_hours, ELI, [people.Window(4, 15 * 60, 17 * 60)])
    offer = await place(database, await create_ask(database))
    assert offer is not None
    assert offer.deadline_at == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    (reminder,) = await planned(database, MONDAY, ELI, messages.REMINDER)
    assert reminder.due == MONDAY + timedelta(hours=2)


@pytest.mark.parametrize("days", [0, 1, 2, 9])
async def test_an_offer_ends_before_the_day_by_which_it_is_needed(database: Database, days: int) -> None:
    await create_workspace(database, [ELI])
    offer = await place(
        database, await create_ask(database, needed_by=date(2026, 11, 23) + timedelta(days=days))
    )
    assert offer is not None
    # Half of what is left, and never more than eight hours.
    sooner = {0: MONDAY + timedelta(hours=3, minutes=30), 1: datetime(2026, 11, 24, 8, 30, tzinfo=UTC)}
    assert offer.deadline_at == sooner.get(days, datetime(2026, 11, 24, 9, 0, tzinfo=UTC))


async def test_what_is_urgent_reminds_at_a_quarter_whatever_admins_chose(database: Database) -> None:
    await create_workspace(database, [ELI])
    async with database.begin(T) as db:
        (await people_queries.workspace(db)).settings = ProgramSettings(reminder_percent=50)
    assert await place(database, await create_ask(database, needed_by=date(2026, 11, 25))) is not None
    (reminder,) = await planned(database, MONDAY, ELI, messages.REMINDER)
    assert reminder.due == MONDAY + timedelta(hours=2)


async def test_only_what_cannot_wait_for_the_experts_day_comes_outside_it_and_says_so(
    database: Database,
) -> None:
    await create_workspace(database, [ELI])
    for somebody in (ADA, ELI):
        await run(database, people.set_hours, somebody, [people.Window(day, 540, 1380) for day in range(7)])
    evening = datetime(2026, 11, 28, 16, 0, tzinfo=UTC)  # a Saturday
    patient = await place(database, await create_ask(database, needed_by=date(2026, 11, 30)), evening)
    assert patient is not None
    assert patient.offered_at == datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
    (tracker,) = await planned(database, evening, ADA, asks_messages.TRACKER)
    assert "when their day begins" in tracker.words
    hurried = await place(database, await create_ask(database, needed_by=date(2026, 11, 28)), evening)
    assert hurried is not None
    assert (hurried.offered_at, hurried.deadline_at) == (evening, datetime(2026, 11, 28, 19, 30, tzinfo=UTC))
    cards = await planned(database, evening, ELI, messages.CARD)
    assert [str(texts.OUTSIDE_DAY) in card.words for card in sorted(cards, key=lambda card: card.due)] == [
        True,
        False,
    ]


async def test_an_edit_does_not_bring_an_offer_out_before_its_day(database: Database) -> None:
    await create_workspace(database, [ELI])
    evening = datetime(2026, 11, 28, 18, 0, tzinfo=UTC)
    ask_id = await create_ask(database)
    await place(database, ask_id, evening)
    async with database.begin(T) as db:
        await asks.widen(db, ask_id, ADA, ["short"], evening)
    await run(database, service.show_edit, ask_id, evening)
    (card,) = await planned(database, evening, ELI, messages.CARD)
    assert card.due == datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
    assert "30 minutes" in card.words


async def test_the_tracker_names_a_next_one_only_where_there_is_one(database: Database) -> None:
    await create_workspace(database, [ELI, MEI])
    ask_id = await create_ask(database)
    first = await place(database, ask_id)
    assert first is not None
    (tracker,) = await planned(database, MONDAY, ADA, asks_messages.TRACKER)
    assert "I ask somebody else by" in tracker.words
    await run(database, service.decline, first.id, first.expert_id, "", MONDAY)
    await place(database, ask_id)
    (tracker,) = await planned(database, MONDAY, ADA, asks_messages.TRACKER)
    assert "I ask somebody else by" not in tracker.words
    assert "and your question stays open" in tracker.words


async def test_admins_may_change_when_the_reminder_comes(sqlite_db: Database) -> None:
    await create_workspace(sqlite_db, [ELI])
    async with sqlite_db.begin(T) as db:
        (await people_queries.workspace(db)).settings = ProgramSettings(reminder_percent=50)
    await place(sqlite_db, await create_ask(sqlite_db))
    (reminder,) = await planned(sqlite_db, MONDAY, ELI, messages.REMINDER)
    assert reminder.due == MONDAY + timedelta(hours=4)


async def test_admins_may_change_how_long_an_offer_waits(database: Database) -> None:
    await create_workspace(database, [ELI])
    async with database.begin(T) as db:
        (await people_queries.workspace(db)).settings = ProgramSettings(offer_wait_minutes=60)
    offer = await place(database, await create_ask(database))
    assert offer is not None
    assert offer.deadline_at == MONDAY + timedelta(hours=1)


async def test_what_the_clock_causes_waits_for_working_hours(database: Database) -> None:
    """Eli's time is over on Tuesday morning; Mei, who is in Los Angeles, is told when her day begins."""
    await create_workspace(database, [ELI], {MEI: "America/Los_Angeles", ADA: "America/New_York"})
    ask_id = await create_ask(database)
    first = await place(database, ask_id)
    assert first is not None
    await run(database, create_expert, MEI)
    await run(database, service.move_on, first.id, first.deadline_at)
    second = await live_offer(database, ask_id)
    assert second is not None
    morning = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
    assert (second.expert_id, second.offered_at) == (MEI, morning)
    assert second.deadline_at == morning + timedelta(hours=8)
    (card,) = await planned(database, first.deadline_at, MEI, messages.CARD)
    assert card.due == morning


async def test_whoever_gets_free_at_night_hears_of_a_waiting_question_in_the_morning(
    database: Database,
) -> None:
    """A pause ends at midnight; nobody is woken for that."""
    await create_workspace(database, [ELI])
    async with database.begin(T) as db:
        await experts.pause(db, ELI, date(2026, 11, 24), MONDAY)
    ask_id = await create_ask(database)
    assert await place(database, ask_id) is None
    assert (await get_ask(database, ask_id)).state == AskState.WAITING
    midnight = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    await run(database, experts.end_pause, ELI, midnight)
    await run(database, service.reconsider_all, [ask_id], midnight)
    offer = await live_offer(database, ask_id)
    assert offer is not None
    assert offer.offered_at == datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


async def test_the_next_one_is_asked_only_when_the_time_is_over(database: Database) -> None:
    await create_workspace(database)
    ask_id = await create_ask(database)
    first = await place(database, ask_id)
    assert first is not None
    await run(database, service.move_on, first.id, first.deadline_at - timedelta(seconds=1))
    assert (await live_offer(database, ask_id)) is not None
    assert await offer_states(database, ask_id) == {first.expert_id: OfferState.OPEN}
    await run(database, service.move_on, first.id, first.deadline_at)
    second = await live_offer(database, ask_id)
    assert second is not None
    assert await offer_states(database, ask_id) == {
        first.expert_id: OfferState.TIMED_OUT,
        second.expert_id: OfferState.OPEN,
    }
    assert await reminders(database, first.expert_id) == []


async def test_placing_twice_makes_one_offer(database: Database) -> None:
    await create_workspace(database)
    ask_id = await create_ask(database)
    await place(database, ask_id)
    await place(database, ask_id)
    assert len(await offer_states(database, ask_id)) == 1


async def test_an_offer_tells_by_which_rules_and_weights_it_came(database: Database) -> None:
    await create_workspace(database)
    first = await place(database, await create_ask(database))
    async with database.all_workspaces() as db:
        await db.execute(
            update(Workspace).values(settings=ProgramSettings(matching_preset=MatchingPreset.SPREAD))
        )
    second = await place(database, await create_ask(database, mentee_id=NOOR))
    assert first is not None
    assert second is not None
    assert first.rules_version == f"{RULES_VERSION}/balanced"
    assert second.rules_version == f"{RULES_VERSION}/spread"
