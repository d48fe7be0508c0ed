"""An offer's clock stands while its expert is away, and the question waits for nobody's holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.experts import service as experts
from bot.kit.db import Database
from bot.kit.hours import WorkingHours
from bot.models import Ask, Offer, OfferSource, OfferState, Outbox, OutboxState
from bot.offers import messages, rules, service
from bot.people import service as people
from tests.support.clock import MONDAY
from tests.support.factories import (
    ADA,
    ELI,
    MEI,
    T,
    create_ask,
    create_expert,
    create_offer_to_eli,
    create_workspace,
    live_offer,
    offer_states,
    place,
    rows,
    run,
    set_status,
)
from tests.support.outbox import latest, planned

WEEK = WorkingHours("Europe/Berlin")
HOUR = timedelta(hours=1)
spans = st.integers(0, 60 * 24 * 5).map(lambda minutes: timedelta(minutes=minutes))


@given(spans, spans, st.none() | spans, st.booleans())
def test_a_clock_never_runs_while_its_person_is_away(
    before: timedelta, away: timedelta, needed: timedelta | None, urgent: bool
) -> None:
    """What they had left when they went is what they have when they are back, unless it is needed sooner."""
    needed_by = None if needed is None else MONDAY + needed
    clock = rules.clock_of(WEEK, MONDAY, 480, needed_by=needed_by, remind_percent=25, urgent=urgent)
    went = MONDAY + before
    if went >= clock.deadline:
        return
    left = WEEK.working_minutes_between(went, clock.deadline)
    until = rules.standing_until(WEEK, went, needed_by=needed_by, urgent=urgent)
    assert needed_by is None or went >= needed_by or until <= needed_by
    assert WEEK.working_minutes_between(went, until) <= (480 if urgent else 1440)
    back = WEEK.next_working(went + away)
    given_back, deadline = rules.wait_of(WEEK, back, left, needed_by)
    assert given_back <= left
    if needed_by is None:
        assert WEEK.working_minutes_between(back, deadline) == left
    elif back < needed_by:
        assert deadline <= needed_by


async def test_the_clock_goes_on_where_it_stood(database: Database) -> None:
    ask_id, offer = await create_offer_to_eli(database)  # at 9:00 in UTC, for eight hours of his week
    gone, back = MONDAY + HOUR, MONDAY + timedelta(days=1)
    await set_status(database, ELI, "Out sick", gone)
    await run(database, service.stop_clock, offer.id, gone)
    standing = await live_offer(database, ask_id)
    assert standing is not None
    assert (standing.stopped_at, standing.minutes_left) == (gone, 420)
    assert standing.deadline_at == datetime(2026, 11, 26, 10, 0, tzinfo=UTC)  # three working days
    await run(database, service.run_on, offer.id, gone + HOUR)
    assert (await live_offer(database, ask_id)).stopped_at == gone  # type: ignore[union-attr]
    await set_status(database, ELI, "", back)
    await run(database, service.run_on, offer.id, back)
    running = await live_offer(database, ask_id)
    assert running is not None
    assert running.stopped_at is None
    assert WEEK.working_minutes_between(back, running.deadline_at) == 420
    reminders = select(Outbox).where(Outbox.kind == messages.REMINDER.id, Outbox.state == OutboxState.PENDING)
    (reminder,) = await rows(database, reminders)
    assert (
        WEEK.working_minutes_between(back, reminder.due_at) == 60
    )  # a quarter of eight hours, one of them gone
    for minutes in range(2, 8, 2):  # a status that comes and goes takes no reminder away
        await set_status(database, ELI, "Out sick", back + timedelta(minutes=minutes))
        await run(database, service.stop_clock, offer.id, back + timedelta(minutes=minutes))
        assert await rows(database, reminders) == []
        await set_status(database, ELI, "", back + timedelta(minutes=minutes + 1))
        await run(database, service.run_on, offer.id, back + timedelta(minutes=minutes + 1))
        assert len(await rows(database, reminders)) == 1


async def test_after_some_days_the_question_moves_on(database: Database) -> None:
    await create_workspace(database, [ELI])
    ask_id = await create_ask(database)
    offer = await place(database, ask_id)
    assert offer is not None
    await set_status(database, ELI, "On parental leave", MONDAY + HOUR)
    await run(database, service.stop_clock, offer.id, MONDAY + HOUR)
    await run(database, create_expert, MEI)
    over = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
    await run(database, service.move_on, offer.id, over - HOUR)
    assert await offer_states(database, ask_id) == {ELI: OfferState.OPEN}
    await run(database, service.move_on, offer.id, over)
    assert await offer_states(database, ask_id) == {ELI: OfferState.TIMED_OUT, MEI: OfferState.OPEN}


async def test_coming_and_going_makes_no_new_days(database: Database) -> None:
    ask_id, offer = await create_offer_to_eli(database)
    day, gone = timedelta(days=1), MONDAY + HOUR
    for number in range(2):
        await set_status(database, ELI, "Out sick", gone + number * day)
        await run(database, service.stop_clock, offer.id, gone + number * day)
        if not number:
            await set_status(database, ELI, "", gone + day - HOUR)
            await run(database, service.run_on, offer.id, gone + day - HOUR)
    standing = await live_offer(database, ask_id)
    assert standing is not None
    assert WEEK.working_minutes_between(gone + day, standing.deadline_at) == 1440 - 420


async def test_a_mentee_who_is_away_has_more_time_to_answer_once(database: Database) -> None:
    ask_id, offer = await create_offer_to_eli(database)
    await run(database, service.ask_back, offer.id, ELI, "Which board is it?", MONDAY + HOUR)
    owed = await live_offer(database, ask_id)
    assert owed is not None
    await set_status(database, ADA, "On vacation", owed.deadline_at - HOUR)
    await run(database, service.move_on, offer.id, owed.deadline_at)
    waits = await live_offer(database, ask_id)
    assert waits is not None
    assert (waits.state, waits.stopped_at) == (OfferState.CLARIFYING, owed.deadline_at)
    assert WEEK.working_minutes_between(owed.deadline_at, waits.deadline_at) == 1440
    await run(database, service.move_on, offer.id, waits.deadline_at)
    runs = await live_offer(database, ask_id)
    assert runs is not None
    assert (runs.state, runs.stopped_at) == (OfferState.OPEN, None)


async def test_whoever_is_away_gets_no_offer_until_they_say_that_they_are_here(database: Database) -> None:
    await create_workspace(database, [ELI])
    await set_status(database, ELI, "On vacation", MONDAY)
    ask_id = await create_ask(database)
    assert await place(database, ask_id) is None
    await run(database, experts.say_here, ELI, MONDAY)
    await run(database, service.reconsider_all, [ask_id], MONDAY)
    assert await offer_states(database, ask_id) == {ELI: OfferState.OPEN}


async def test_who_asks_one_person_alone_reads_until_when_they_are_away(database: Database) -> None:
    await create_workspace(database, [ELI])
    ask_id = await create_ask(database, only_expert_id=ELI)
    named = {"source": OfferSource.WRAP_UP, "note": "", "by": ADA}
    await set_status(database, ELI, "On vacation", MONDAY, datetime(2026, 11, 27, 17, tzinfo=UTC))
    async with database.begin(T) as db:
        await service.suggest(db, await db.get_one(Ask, ask_id), to=ELI, now=MONDAY, **named)
    assert await place(database, ask_id) is None
    words = " ".join(one.words for one in await planned(database, MONDAY, ADA))
    assert "Eli is away until Fri 27 Nov" in words
    assert await offer_states(database, ask_id) == {ELI: OfferState.SUGGESTED}
    back = datetime(2026, 11, 30, 9, tzinfo=UTC)
    await run(database, service.reconsider_all, [ask_id], back)
    assert await offer_states(database, ask_id) == {ELI: OfferState.OPEN}


async def test_questions_of_one_morning_are_one_list_with_one_reminder(database: Database) -> None:
    await create_workspace(database, [ELI])
    night = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
    ids = [await create_ask(database, question=f"Which price list is best, {n}?") for n in range(2)]
    for ask_id in ids:
        await place(database, ask_id, night)
    offers = await rows(database, select(Offer).order_by(Offer.id))
    (list_id,) = {one.listed_with for one in offers}
    assert list_id
    told = select(Outbox).where(Outbox.recipient == ELI, Outbox.state == OutboxState.PENDING)
    kinds = sorted(one.kind for one in await rows(database, told) if one.kind.startswith("offer"))
    assert kinds == [messages.LIST.id, messages.LIST_REMINDER.id]
    # What is asked back has a message of its own from then on, and the list goes on without it.
    morning = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
    answer_by = min(one.deadline_at for one in offers)
    assert await latest(database, messages.LIST_REMINDER, morning) == answer_by
    await run(database, service.ask_back, offers[0].id, ELI, "For which market?", morning)
    left = await rows(database, select(Offer).where(Offer.listed_with == list_id))
    assert [one.id for one in left] == [offers[1].id]
    refreshed = {one.subject_id for one in await rows(database, told) if one.due_at <= morning}
    assert {list_id, offers[0].id} <= refreshed


async def test_one_list_a_day_but_for_what_is_urgent(database: Database) -> None:
    await create_workspace(database, [ELI])
    async with database.begin(T) as db:
        await people.set_quiet(db, ELI, offers_daily=True, hours=None)
    calm = await place(database, await create_ask(database))
    assert calm is not None
    assert calm.offered_at == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)  # nine o'clock on the next day
    soon = await place(database, await create_ask(database, needed_by=date(2026, 11, 25), mentee_id=ADA))
    assert soon is not None
    assert (soon.offered_at, soon.listed_with) == (MONDAY, None)
