"""A sheet as its people live through it: starting, offering, taking, changing, and every hard moment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from bot.kit.texts import OTHER_WORKSPACE
from bot.models import (
    Act,
    Ask,
    AuditEntry,
    Avoidance,
    GuestAccess,
    PlaceState,
    Session,
    SessionState,
    Sheet,
    SheetPlan,
    SheetState,
    SlotState,
    Topic,
)
from bot.people import queries as people
from bot.people.service import add_missing, let_guests
from bot.people.texts import NO_GUESTS
from tests.sheets.steps import (
    FIRST,
    POST,
    QUESTION,
    SECOND,
    cancels,
    offers,
    places,
    plan,
    posted,
    sheet,
    slots,
    start,
    takes,
    waits,
)
from tests.support.app import MONDAY, SLIDES, AppUnderTest


async def change(app: AppUnderTest, statement: Any) -> None:
    """Change what the tables hold, as no listener would."""
    assert app.service is not None
    async with app.service.services.database.begin(app.slack.workspace.team_id) as db:
        await db.execute(statement)


async def booked(app: AppUnderTest) -> set[str]:
    found = select(Session).where(Session.state == SessionState.BOOKED)
    return {one.mentee_id for one in await app.rows(found)}


# --- Starting one --------------------------------------------------------------------------------------


async def test_three_presses_start_it_and_everything_else_is_filled_in(app: AppUnderTest) -> None:
    await start(app)
    (found,) = await app.rows(select(SheetPlan))
    assert (found.rule, found.zone, found.minutes, found.places) == ("2.0", "Europe/Berlin", 30, 6)
    assert (await sheet(app)).post_at == POST
    topic = (await app.rows(select(Topic).where(Topic.id == found.topic_id)))[0]
    assert topic.name == SLIDES, "the one with most experts"


async def test_the_organisers_app_home_shows_how_the_sheet_stands(app: AppUnderTest) -> None:
    await start(app)
    home = await app.noor.sees("0 times are offered so far.", in_=app.noor.home())
    assert "The sheet goes out on" in home.text
    assert await offers(app, app.eli, FIRST, SECOND) == {}
    await app.noor.sees("2 times are offered so far.", in_=app.noor.home())
    await app.until(POST + timedelta(seconds=10))
    await takes(app, app.ada)
    home = await app.noor.sees("Places taken: 1 of 2.", in_=app.noor.home())
    await app.noor.press("Change the sheet", in_=home)
    await app.noor.sees_modal("Change the sheet")


async def test_it_can_be_started_with_the_command_too_by_the_program_team_alone(app: AppUnderTest) -> None:
    await app.noor.command("/mentoring", "admin")
    await app.noor.press("Start a sign-up sheet")
    await app.noor.sees_modal("Sign-up sheet")
    await app.ada.command("/mentoring", "admin")
    assert app.ada.modal() is None


async def test_a_topic_with_nobody_and_a_second_sheet_of_the_same_are_answered(app: AppUnderTest) -> None:
    channel = app.slack.add_channel("ask-an-expert")
    errors = await plan(app, channel)
    assert "Nobody helps with this topic yet" in errors["Topic"]
    await app.join(app.eli, SLIDES)
    assert await plan(app, channel) == {}
    errors = await plan(app, channel)
    assert "already" in errors["Post it in"]


async def test_where_the_app_is_not_in_the_channel_the_organiser_learns_what_to_do(app: AppUnderTest) -> None:
    channel = await start(app)
    await offers(app, app.eli, FIRST)
    channel.members.remove(app.slack.workspace.bot_user_id)
    await app.until(POST + timedelta(seconds=10))
    for _ in range(3):
        await app.later(seconds=6)
    told = await app.noor.sees("I can’t post in")
    channel.members.append(app.slack.workspace.bot_user_id)
    await app.noor.press("Post it again", in_=told)
    await app.settle()
    await app.later(seconds=6)
    assert len(app.slack.workspace.channels[channel.id].messages) == 1
    await app.ada.sees("1 place left")


async def test_in_an_archived_channel_places_stay_and_the_organiser_hears_it(app: AppUnderTest) -> None:
    channel = await posted(app, FIRST, SECOND)
    await takes(app, app.ada)
    channel.archived = True
    await takes(app, app.mei)
    for _ in range(3):
        await app.later(seconds=6)
    await app.noor.sees("I can’t post in")
    assert await booked(app) == {app.ada.id, app.mei.id}


async def test_whoever_made_it_is_gone_and_the_program_team_looks_after_it(app: AppUnderTest) -> None:
    kim = app.person("kim", "Kim Osei", is_admin=True)
    await kim.open_home()
    await start(app)
    await app.slack.deactivate(app.noor.id)
    await app.settle()
    await app.until(POST + timedelta(seconds=5))
    await app.later(hours=1)
    await kim.sees("Nobody could offer a time for Ask an Expert")
    await kim.press("Stop it")
    await app.settle()
    assert [one.wakes_at for one in await app.rows(select(SheetPlan))] == [None]


async def acts(app: AppUnderTest) -> list[str]:
    return [one.act for one in await app.rows(select(AuditEntry).order_by(AuditEntry.at))]


async def test_stopping_calls_off_what_is_being_gathered(app: AppUnderTest) -> None:
    await start(app)
    await app.noor.press("Stop it")
    await app.settle()
    assert (await sheet(app)).state is SheetState.CANCELLED
    await app.eli.sees("This sheet does not go out.")
    await app.until(POST + timedelta(days=40))
    assert len(await app.rows(select(Sheet))) == 1
    await app.noor.sees("This monthly sheet has been stopped")
    assert await acts(app) == [Act.SHEET_STARTED, Act.SHEET_STOPPED]


async def test_a_sheet_that_runs_is_changed_and_what_is_being_gathered_stays(app: AppUnderTest) -> None:
    await start(app)
    gathered = await sheet(app)
    other = app.slack.add_channel("lunch")
    await app.noor.press("Change the sheet", in_=app.noor.dm()[-1])
    changed = {"Every month on": "day 24", "Places on a sheet, at most": 4}
    await app.noor.fill({**changed, "Post it in": other.id, "Not on these days": "24 December"})
    assert "one date a line" in str(await app.noor.submit())
    await app.noor.fill({"Not on these days": "2026-02-24\n2026-02-25"})
    assert await app.noor.submit() == {}
    await app.settle()
    await app.noor.sees("Every month on day 24", in_=app.noor.dm()[-1])
    (plan,) = await app.rows(select(SheetPlan))
    assert (plan.channel_id, plan.places, plan.rule) == (other.id, 4, "d24")
    after = await sheet(app)
    assert (after.channel_id, after.places, after.post_at) == (gathered.channel_id, 6, gathered.post_at)
    assert plan.next_post_at.month == gathered.post_at.month % 12 + 1, "never two in one month"
    assert await acts(app) == [Act.SHEET_STARTED, Act.SHEET_CHANGED]


async def test_an_archived_topic_stops_it(app: AppUnderTest) -> None:
    await start(app)
    await change(app, update(Topic).values(archived_at=MONDAY))
    await app.until(POST + timedelta(days=28))
    assert len(await app.rows(select(Sheet))) == 1
    await app.noor.sees("The topic has been archived, so this monthly sheet has stopped.")


async def test_the_next_month_follows_and_one_that_was_slept_through_is_left_out(app: AppUnderTest) -> None:
    await posted(app, FIRST)
    await app.until(POST + timedelta(days=21, minutes=1))  # Mon 1 March: the second Monday is the 8th
    assert [one.post_at for one in await app.rows(select(Sheet).order_by(Sheet.post_at))] == [
        POST,
        POST + timedelta(days=28),
    ]
    app.clock.shift(timedelta(days=62))
    await app.settle()
    found = await app.rows(select(Sheet).where(Sheet.state == SheetState.GATHERING))
    assert all(one.post_at > app.clock.now() for one in found)


# --- Experts -------------------------------------------------------------------------------------------


async def test_times_that_cannot_be_are_answered_at_their_fields(app: AppUnderTest) -> None:
    await start(app)
    for at, words in (
        (MONDAY - timedelta(days=1), "That time is over."),
        (POST - timedelta(hours=1), "The sheet goes out on Mon 8 Feb."),
        (POST + timedelta(days=36), "by Mon 15 Mar"),
    ):
        errors = await offers(app, app.eli, at)
        assert words in errors["A time"]
    errors = await offers(app, app.eli, FIRST, FIRST + timedelta(minutes=15))
    assert "overlaps" in str(errors)
    assert await slots(app) == []


async def test_more_times_than_places_are_answered(app: AppUnderTest) -> None:
    await start(app, **{"Places on a sheet, at most": 1})
    errors = await offers(app, app.eli, FIRST, SECOND)
    assert "There is room for 1 more time" in errors["A time"]
    assert await offers(app, app.eli, FIRST) == {}
    assert "There is room for 0 more times" in (await offers(app, app.eli, SECOND))["A time"]


async def test_an_expert_says_not_this_time_takes_a_time_back_and_offers_it_again(app: AppUnderTest) -> None:
    await start(app)
    await app.eli.press("Not this time")
    await app.settle()
    await app.eli.sees("Not this time: that is all right.")
    assert await offers(app, app.eli, FIRST) == {}
    await app.eli.press("Take it back")
    await app.settle()
    assert await slots(app) == [SlotState.GONE]
    assert await offers(app, app.eli, FIRST) == {}
    assert await slots(app) == [SlotState.FREE]


async def test_app_home_asks_the_expert_and_shows_the_waiting_list(app: AppUnderTest) -> None:
    for person in (app.eli, app.mei):
        await person.open_home()
    await start(app)
    await app.eli.sees("which times could you offer? By Mon 8 Feb", in_=app.eli.home())
    await offers(app, app.eli, FIRST)
    await app.eli.sees_no_more("which times could you offer?", in_=app.eli.home())
    await app.until(POST + timedelta(seconds=10))
    await app.later(seconds=6)
    await takes(app, app.ada)
    await app.later(seconds=6)
    await waits(app, app.mei)
    home = await app.mei.sees("you are on the waiting list", in_=app.mei.home())
    await app.mei.press("Leave the list", in_=home)
    await app.settle()
    assert (await places(app))[app.mei.id] is PlaceState.LEFT
    await app.mei.sees("You are no longer on the waiting list.", in_=app.mei.dm()[-1])


async def test_where_nobody_has_a_time_nothing_is_posted_and_it_is_told(
    app: AppUnderTest,
) -> None:
    channel = await start(app)
    await app.until(POST + timedelta(seconds=10))
    await app.later(hours=1)
    assert (await sheet(app)).state is SheetState.CANCELLED
    assert app.slack.workspace.channels[channel.id].messages == []
    await app.noor.sees("I ask again before the next one, on Mon 8 Mar.")


async def test_an_expert_who_cannot_is_taken_off_and_the_question_goes_on_looking(app: AppUnderTest) -> None:
    await posted(app)
    await takes(app, app.ada)
    await cancels(app, app.eli)
    assert await slots(app) == [SlotState.GONE]
    assert await places(app) == {app.ada.id: PlaceState.LEFT}
    (ask,) = await app.rows(select(Ask))
    assert ask.closed_at is None, "somebody else is looked for"


# --- Taking a place ------------------------------------------------------------------------------------


async def test_the_words_of_whoever_was_slower_stay_in_their_form(app: AppUnderTest) -> None:
    await posted(app)
    await app.mei.press("Take a place")
    await app.mei.fill({"Your one question": "How many slides are enough?"})
    assert await takes(app, app.ada) == {}
    errors = await app.mei.submit()
    assert "Somebody was faster, and no other time is free." in errors["When"]
    assert "How many slides are enough?" in str((await app.mei.sees_modal()).values)


async def test_time_and_question_can_be_changed_until_the_start(app: AppUnderTest) -> None:
    await posted(app, FIRST, SECOND)
    await takes(app, app.ada)
    await app.later(seconds=6)
    assert await takes(app, app.ada, "How do I begin a talk so that they listen?") == {}
    assert [one.question for one in await app.rows(select(Ask))] == [
        "How do I begin a talk so that they listen?"
    ]
    second = "Tue 9 Feb at 12:00 CET, Eli Navarro"
    assert await takes(app, app.ada, "How do I begin a talk?", at=second) == {}
    assert await slots(app) == [SlotState.FREE, SlotState.TAKEN]
    found = await app.rows(select(Session).where(Session.state == SessionState.BOOKED))
    assert [one.starts_at for one in found] == [SECOND]


async def test_nobody_takes_their_own_time(app: AppUnderTest) -> None:
    await posted(app)
    await app.eli.press("Take a place")
    await app.eli.sees("The times on this sheet are your own.")
    assert app.eli.modal() is None


async def test_an_expert_may_take_a_time_of_another(app: AppUnderTest) -> None:
    await app.join(app.mei, SLIDES)
    await start(app)
    await offers(app, app.eli, FIRST)
    await offers(app, app.mei, SECOND)
    await app.until(POST + timedelta(seconds=10))
    await app.later(seconds=6)
    await app.eli.press("Take a place")
    assert "Eli Navarro" not in (await app.eli.sees_modal("Ask an Expert")).text
    await app.eli.close()
    assert await takes(app, app.eli) == {}
    assert await booked(app) == {app.eli.id}


async def test_whoever_would_rather_not_meet_is_not_offered(app: AppUnderTest) -> None:
    await posted(app)
    assert app.service is not None
    async with app.service.services.database.begin(app.slack.workspace.team_id) as db:
        await add_missing(db, [app.ada.id])
        await db.insert(Avoidance, user_id=app.eli.id, other_id=app.ada.id)
    await app.ada.press("Take a place")
    modal = await app.ada.sees_modal("Ask an Expert")
    assert "Eli Navarro" not in modal.text
    await app.ada.fill({"Your one question": QUESTION})
    assert await app.ada.submit() == {}
    assert await booked(app) == set()


async def test_whoever_is_booked_at_that_time_is_told(app: AppUnderTest) -> None:
    await app.join(app.mei, SLIDES)
    await start(app)
    await offers(app, app.eli, FIRST)
    await offers(app, app.mei, FIRST, SECOND)
    await app.until(POST + timedelta(seconds=10))
    await app.later(seconds=6)
    assert await takes(app, app.ada, at="Tue 9 Feb at 11:00 CET, Mei Tanaka") == {}
    errors = await takes(app, app.mei, at="Tue 9 Feb at 11:00 CET, Eli Navarro")
    assert errors["When"] == "One of you has a session at that time. Please choose another time."
    assert sorted(await slots(app)) == [SlotState.FREE, SlotState.FREE, SlotState.TAKEN]


async def test_strangers_and_guests_are_answered_in_words(app: AppUnderTest) -> None:
    stranger = app.person("sam", "Sam Stranger", home_team="T0ELSEWHERE")
    guest = app.person("gil", "Gil Guest", is_restricted=True)
    await posted(app)
    assert app.service is not None
    async with app.service.services.database.begin(app.slack.workspace.team_id) as db:
        workspace = await people.workspace(db)
        workspace.settings = workspace.settings.model_copy(update={"guests": GuestAccess.NONE})
        await let_guests(db, GuestAccess.NONE)
    for person, words in ((stranger, OTHER_WORKSPACE), (guest, NO_GUESTS)):
        await person.press("Take a place")
        assert person.modal() is None
        await person.sees(str(words))


async def test_the_modal_says_what_is_at_night_and_whoever_waits_is_not_given_it(app: AppUnderTest) -> None:
    kai = app.person("kai", "Kai Mahina", tz="Pacific/Honolulu")
    await posted(app)
    await kai.press("Take a place")
    assert "(at night for you)" in str((await kai.sees_modal("Ask an Expert")).blocks)
    await kai.close()
    await takes(app, app.ada)
    await app.later(seconds=6)
    await waits(app, kai)
    await cancels(app, app.ada)
    assert await places(app) == {app.ada.id: PlaceState.LEFT, kai.id: PlaceState.WAITING}
    assert await slots(app) == [SlotState.FREE]


async def test_whoever_still_waits_at_the_end_hears_it(app: AppUnderTest) -> None:
    await posted(app)
    await takes(app, app.ada)
    await app.later(seconds=6)
    await waits(app, app.mei)
    await app.until(FIRST + timedelta(seconds=5))
    await app.mei.sees("no place was given back", in_=app.mei.dm()[-1])


async def test_somebody_whose_account_is_closed_leaves_the_list_and_their_free_times_go(
    app: AppUnderTest,
) -> None:
    await posted(app, FIRST, SECOND)
    await takes(app, app.ada)
    await app.slack.deactivate(app.eli.id)
    await app.settle()
    await app.settle()
    assert await slots(app) == [SlotState.GONE, SlotState.GONE]
    assert await places(app) == {app.ada.id: PlaceState.LEFT}


async def test_a_sheet_that_hardly_anybody_used_suggests_a_smaller_one(app: AppUnderTest) -> None:
    await posted(app)
    await app.until(FIRST + timedelta(seconds=5))
    await app.later(hours=1)
    await app.noor.sees("0 of 6 places were taken")
    await app.noor.press("Make it 3 places")
    await app.noor.sees("Each sheet that I begin from now on has 3 places.")
    assert [one.places for one in await app.rows(select(SheetPlan))] == [3]
    assert await acts(app) == [Act.SHEET_STARTED, Act.SHEET_MADE_SMALLER]


async def test_a_press_on_a_sheet_that_is_over_is_answered(app: AppUnderTest) -> None:
    await posted(app)
    await app.ada.press("Take a place")
    await app.ada.fill({"Your one question": QUESTION})
    await change(app, update(Sheet).values(state=SheetState.OVER, wakes_at=None))
    await app.ada.submit()
    await app.ada.close()
    await app.ada.press("Take a place")
    await app.ada.sees("your question still finds somebody")
    assert await booked(app) == set()


async def test_over_a_change_of_the_clock_a_time_stays_where_the_expert_put_it(app: AppUnderTest) -> None:
    app.clock.shift(timedelta(days=42))  # Mon 15 March; clocks change on the 28th
    await app.settle()
    await start(app)
    found = await sheet(app)
    assert (found.post_at.hour, found.post_at.weekday()) == (8, 0)
    at = found.post_at + timedelta(days=8, hours=1)  # Tue 30 March, summer time
    assert await offers(app, app.eli, at) == {}
    await app.eli.sees("Tue 30 Mar at 11:00 · free")
    await app.until(found.post_at + timedelta(seconds=10))
    await app.later(seconds=6)
    assert await takes(app, app.ada) == {}
    (session,) = await app.rows(select(Session))
    assert session.starts_at == at
