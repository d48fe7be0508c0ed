"""Finding a time: picked, proposed, confirmed, taken."""

from datetime import UTC, date, datetime, timedelta

from bot.kit.db import Database
from bot.kit.hours import Window
from bot.kit.reader import NEUTRAL
from bot.models import SessionState
from bot.people import service as people
from bot.sessions import queries, texts
from bot.sessions.service import booking, scheduling
from bot.sessions.service.booking import BookingOutcome
from tests.sessions.app import create_sessions_workspace, sessions_app
from tests.sessions.meetings import meeting
from tests.support.clock import MONDAY
from tests.support.factories import ADA, ELI, NOOR, T, create_accepted_offer, get_session

THURSDAY = datetime(2026, 11, 26, 19, 0, tzinfo=UTC)


async def test_an_own_proposal_waits_for_the_other_side(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        await s.ada.press("None of these")
        await s.ada.fill({"moment": THURSDAY, "place": "https://meet.example/ada"})
        assert await s.ada.submit() == {}
        await s.settle()
        assert "Ada proposes" in s.newest()
        assert (await s.session()).state is SessionState.SCHEDULING

        await s.ada.press("Works for Eli")
        assert "This is your own proposal: Eli is the one to confirm it." in s.ada.screen()
        await s.eli.press("Works for Eli")
        await s.settle()
        session = await s.session()
        assert (session.state, session.starts_at) == (SessionState.BOOKED, THURSDAY)
        await s.eli.sees("https://meet.example/ada", in_=s.eli.find("you are booked"))


async def test_a_proposal_can_be_answered_with_another(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        await s.ada.press("None of these")
        await s.ada.fill({"moment": THURSDAY})
        await s.ada.submit()
        await s.settle()
        old = s.eli.messages(s.room())[-1]
        await s.eli.press("Propose another")
        await s.eli.fill({"moment": THURSDAY + timedelta(hours=1)})
        assert await s.eli.submit() == {}
        await s.settle()
        assert old.item not in s.room().messages
        assert "Eli proposes" in s.newest()
        await s.ada.press("Works for Ada")
        await s.settle()
        assert (await s.session()).starts_at == THURSDAY + timedelta(hours=1)


AT_NIGHT = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
ON_SUNDAY = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)


async def test_who_proposes_a_night_hears_of_it_and_may_do_it_all_the_same(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        await s.ada.press("None of these")
        await s.ada.fill({"moment": AT_NIGHT, "place": "Room 5"})
        assert await s.ada.submit() == {}
        modal = await s.ada.sees_modal("Propose a time")
        assert "It will be 03:00 for Eli, at night." in modal.text
        assert (await s.session()).proposed_at is None
        assert await s.ada.submit() == {}
        await s.settle()
        session = await s.session()
        assert (session.proposed_at, session.place) == (AT_NIGHT, "Room 5")


async def test_another_time_is_doubted_anew(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db, needed_by=date(2026, 11, 27)) as s:
        await s.ada.press("None of these")
        await s.ada.fill({"moment": AT_NIGHT})
        await s.ada.submit()
        await s.ada.fill({"moment": ON_SUNDAY})
        await s.ada.submit()
        modal = await s.ada.sees_modal("Propose a time")
        assert "It will be the weekend for Eli." in modal.text
        assert "The answer is needed by Fri 27 Nov, and this is later." in modal.text
        assert "at night" not in modal.text
        await s.ada.fill({"moment": THURSDAY})
        assert await s.ada.submit() == {}
        await s.settle()
        assert (await s.session()).proposed_at == THURSDAY


async def test_moving_to_a_night_is_doubted_too(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        start = await s.book()
        await s.eli.press("Reschedule")
        await s.eli.fill({"moment": AT_NIGHT, "reason": "A clash"})
        await s.eli.submit()
        assert "It will be 04:00 for Ada, at night." in s.eli.screen()
        assert (await s.session()).starts_at == start
        assert await s.eli.submit() == {}
        await s.settle()
        assert (await s.session()).proposed_at == AT_NIGHT


async def test_who_named_night_hours_is_asked_without_a_doubt(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        async with s.services.database.begin(T) as db:
            await people.set_hours(db, ELI, [Window(3, 0, 6 * 60)])
        await s.ada.press("None of these")
        await s.ada.fill({"moment": AT_NIGHT})
        assert await s.ada.submit() == {}
        await s.settle()
        assert (await s.session()).proposed_at == AT_NIGHT


async def test_a_public_holiday_of_either_is_not_proposed(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db, zones={ELI: "America/New_York"}) as s:
        async with s.services.database.read(T) as db:
            meeting = await queries.meeting(db, (await s.session()).id)
        assert meeting is not None
        days = {at.date() for at in meeting.slots}
        assert {date(2026, 11, 25), date(2026, 11, 27)} < days
        assert date(2026, 11, 26) not in days  # Thanksgiving
        await s.ada.press("None of these")
        await s.ada.fill({"moment": datetime(2026, 11, 26, 15, 0, tzinfo=UTC)})
        await s.ada.submit()
        assert "It will be a public holiday for Eli." in s.ada.screen()


async def test_a_time_that_is_over_or_far_away_keeps_the_form_open(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        await s.ada.press("None of these")
        label = "Day and time, in your own time zone"
        assert list(await s.ada.submit()) == [label]
        await s.ada.fill({"moment": MONDAY - timedelta(minutes=1)})
        assert await s.ada.submit() == {label: "This time is over. Please pick a later one."}
        await s.ada.fill({"moment": MONDAY + timedelta(days=100)})
        assert "three months" in (await s.ada.submit())[label]


async def test_without_any_common_hour_the_card_leads_with_a_proposal(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db, needed_by=date(2026, 11, 23), zones={ELI: "Pacific/Auckland"}) as s:
        card = s.ada.messages(s.room())[-1]
        assert "The answer is needed by Mon 23 Nov, and I found no hour until then" in card.text
        assert card.buttons() == ["Propose a time", "Show later times", "Cancel"]


async def test_somebody_else_cannot_pick(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        s.room().members.append(NOOR)
        await s.noor.press("Book Tue 10:00 / 09:00")
        assert "This session belongs to somebody else." in s.noor.screen()
        assert (await s.session()).state is SessionState.SCHEDULING


async def test_a_second_click_hears_how_it_stands(sqlite_db: Database) -> None:
    async with sessions_app(sqlite_db) as s:
        card = s.ada.messages(s.room())[-1]
        await s.ada.press("Book Tue 10:00 / 09:00", card)
        await s.eli.press("Book Wed 16:00 / 15:00")
        assert "booked already" in s.eli.screen()
        await s.settle()
        assert (len(s.files(s.ada)), len(s.files(s.eli))) == (0, 1)


async def test_who_is_busy_by_now_is_named_and_there_are_fresh_times(database: Database) -> None:
    await create_sessions_workspace(database)
    offers = [await create_accepted_offer(database), await create_accepted_offer(database, mentee=NOOR)]
    for offer_id in offers:
        async with database.begin(T) as db:
            assert await scheduling.open_session(db, offer_id, MONDAY)
    first, second = [await get_session(database, offer_id) for offer_id in offers]
    at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    async with database.begin(T) as db:
        assert (await booking.pick(db, first.id, ADA, at, MONDAY)).outcome is BookingOutcome.BOOKED
    async with database.begin(T) as db:
        result = await booking.pick(db, second.id, NOOR, at, MONDAY)
    assert (result.outcome, result.party.user_id) == (BookingOutcome.TAKEN, ELI)
    async with database.begin(T) as db:
        again = await booking.pick(db, second.id, NOOR, at, MONDAY)
    assert again.outcome is BookingOutcome.PASSED  # it is not among the fresh times
    later = await get_session(database, offers[1])
    assert (later.state, later.starts_at, later.version) == (SessionState.SCHEDULING, None, 1)


async def test_a_slot_outside_hours_that_changed_since_becomes_a_proposal(database: Database) -> None:
    await create_sessions_workspace(database)
    offer_id = await create_accepted_offer(database)
    async with database.begin(T) as db:
        await scheduling.open_session(db, offer_id, MONDAY)
        await people.set_hours(db, ELI, [Window(4, 9 * 60, 12 * 60)])
    session = await get_session(database, offer_id)
    at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    async with database.begin(T) as db:
        assert (await booking.pick(db, session.id, ADA, at, MONDAY)).outcome is BookingOutcome.PROPOSED
    proposed = await get_session(database, offer_id)
    assert (proposed.proposed_at, proposed.proposed_by) == (at, ADA)


async def test_an_acceptance_opens_one_session(database: Database) -> None:
    await create_sessions_workspace(database)
    offer_id = await create_accepted_offer(database)
    async with database.begin(T) as db:
        assert await scheduling.open_session(db, offer_id, MONDAY)
    async with database.begin(T) as db:
        assert await scheduling.open_session(db, offer_id, MONDAY) is None


async def test_auckland_and_los_angeles_see_each_their_own_clock(sqlite_db: Database) -> None:
    zones = {ADA: "Pacific/Auckland", ELI: "America/Los_Angeles"}
    async with sessions_app(sqlite_db, zones=zones) as s:
        label = s.ada.messages(s.room())[-1].buttons()[0]
        assert label == "Book Wed 09:00 / Tue 12:00"
        await s.book()
        assert "tomorrow" in s.newest() or "November 25" in s.newest()


def test_two_of_one_first_name_are_told_apart_in_what_is_answered() -> None:
    same = meeting(mentee="Ada Brandt", expert="Ada Nowak")
    assert NEUTRAL(texts.OWN_PROPOSAL.format(other=same.called(same.expert))).startswith(
        "This is your own proposal: Ada Nowak is"
    )
