"""An event as its people live through it: joining, the bells, and every hard moment."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.flash import texts
from bot.models import Avoidance, DirectoryEntry, EventState, FlashSeat, Outbox, OutboxState, SeatState
from bot.people.service import add_missing
from tests.flash.steps import START, TITLE, asks, bell, helps, plan, planned, talks, the_event
from tests.support.app import MONDAY, SLIDES, AppUnderTest
from tests.support.person import Person


async def seats(app: AppUnderTest) -> dict[str, SeatState]:
    return {one.user_id: one.state for one in await app.rows(select(FlashSeat))}


async def closing(app: AppUnderTest) -> None:
    """Let time pass until the rota is made."""
    await app.until((await the_event(app)).starts_at - timedelta(minutes=9))


# --- Planning ------------------------------------------------------------------------------------------


async def test_a_start_that_is_over_or_too_near_or_too_far_is_answered(
    app: AppUnderTest,
) -> None:
    channel = app.slack.add_channel("planning")
    label = str(texts.START_LABEL)
    for start, words in (
        (MONDAY - timedelta(days=1), "That time is over."),
        (app.clock.now() + timedelta(minutes=12, seconds=20), "That is in 12 minutes."),
        (MONDAY + timedelta(days=300), "within the next six months"),
    ):
        errors = await plan(app, channel, start)
        assert words in errors[label]
    assert await app.rows(select(FlashSeat)) == []


async def test_a_preset_fills_the_numbers_and_leaves_what_was_typed(app: AppUnderTest) -> None:
    await app.noor.open_home()
    await app.settle()
    await app.noor.press("Plan a flash event")
    await app.noor.fill({"What is it called?": TITLE})
    await app.noor.press("Conference")
    modal = await app.noor.sees_modal("Flash event")
    for words in (TITLE, "6", "8", "80"):
        assert words in modal.text
    await app.noor.close()


async def test_the_event_can_be_planned_with_the_command_too(app: AppUnderTest) -> None:
    await app.noor.command("/mentoring", "admin")
    await app.noor.press("Plan a flash event")
    await app.noor.sees_modal("Flash event")


async def test_nobody_but_the_program_team_plans_an_event(app: AppUnderTest) -> None:
    await app.ada.command("/mentoring", "admin")
    assert app.ada.modal() is None


async def test_where_the_app_is_not_in_the_channel_the_organiser_learns_what_to_do(app: AppUnderTest) -> None:
    channel = app.slack.add_channel("elsewhere", bot=False)
    assert await plan(app, channel) == {}
    await app.settle()
    await app.settle()
    told = await app.noor.sees("I can’t post in")
    channel.members.append(app.slack.workspace.bot_user_id)
    await app.noor.press("Post it again", in_=told)
    await app.settle()
    assert len(app.slack.workspace.channels[channel.id].messages) == 1
    assert app.noor.find("I can’t post in", in_=app.noor.dm()[0]) is None


# --- Joining -------------------------------------------------------------------------------------------


async def test_whoever_lives_where_it_is_night_learns_it_before_they_join(app: AppUnderTest) -> None:
    kai = app.person("kai", "Kai Mahina", tz="Pacific/Honolulu")
    await planned(app)
    await kai.press("Join with a question")
    modal = await kai.sees_modal("Join the event")
    assert "Mon 1 Feb at 01:00 HST, your time" in modal.text
    assert "at night for you" in modal.text
    await kai.close()
    await app.ada.press("Join with a question")
    assert "at night" not in (await app.ada.sees_modal("Join the event")).text


async def test_one_person_comes_in_one_role(app: AppUnderTest) -> None:
    await planned(app)
    await asks(app, app.ada)
    await app.ada.press("Join as an expert")
    await app.ada.sees("You are in with a question. To come as an expert")
    await app.ada.press("Leave")
    await app.settle()
    await helps(app, app.ada)
    assert await seats(app) == {app.ada.id: SeatState.IN}
    await app.ada.sees("You are in as an expert", in_=app.ada.dm()[0])


async def test_app_home_shows_the_event_and_lets_them_leave(app: AppUnderTest) -> None:
    await app.ada.open_home()
    await planned(app)
    await asks(app, app.ada)
    home = await app.ada.sees(TITLE, in_=app.ada.home())
    await app.ada.press("Leave", in_=home)
    await app.settle()
    assert await seats(app) == {app.ada.id: SeatState.LEFT}
    await app.ada.sees_no_more(TITLE, in_=app.ada.home())


async def test_the_organisers_app_home_shows_how_the_event_stands(app: AppUnderTest) -> None:
    await planned(app)
    await asks(app, app.ada)
    home = await app.noor.sees(TITLE, in_=app.noor.home())
    assert "So far: 1 person with a question and 0 experts." in home.text
    assert app.ada.find("Call it off", in_=app.ada.home()) is None
    await app.noor.press("Call it off", in_=home)
    await app.settle()
    assert (await the_event(app)).state is EventState.CANCELLED
    await app.noor.sees_no_more(TITLE, in_=app.noor.home())


async def test_the_waiting_list_moves_up_by_itself(app: AppUnderTest) -> None:
    await planned(app, **{"Places for people with a question": 1})
    await asks(app, app.ada)
    await app.mei.press("Join with a question")
    await app.mei.fill({"Your one question": "How do I begin a talk?"})
    assert "You come first on the list" in (await app.mei.sees_modal("Join the event")).text
    assert await app.mei.submit() == {}
    await app.settle()
    await app.mei.sees("You are on the waiting list", in_=app.mei.dm()[0])
    await app.ada.press("Leave")
    await app.settle()
    await app.mei.sees("There is a place for you at", in_=app.mei.dm()[-1])
    assert await seats(app) == {app.ada.id: SeatState.LEFT, app.mei.id: SeatState.IN}


async def test_many_who_join_within_a_minute_make_few_updates(app: AppUnderTest) -> None:
    channel = await planned(app)
    before, began = len(app.slack.traffic.calls_of("chat.update")), app.clock.now()
    for number in range(12):
        person = app.person(f"p{number}", f"Person {number}")
        app.slack.workspace.channels[channel.id].members.append(person.id)
        await asks(app, person)
    await app.later(seconds=6)
    calls = app.slack.traffic.calls_of("chat.update")[before:]
    most = (app.clock.now() - began) / timedelta(seconds=5) + 1
    assert len([one for one in calls if one.args["channel"] == channel.id]) <= most
    await app.ada.sees("12 people with a question")


# --- The rounds ----------------------------------------------------------------------------------------


async def test_without_an_expert_it_is_called_off_kindly(app: AppUnderTest) -> None:
    await planned(app)
    await asks(app, app.ada)
    await app.noor.sees("No expert has joined yet")
    await closing(app)
    await app.ada.sees("Nobody could come to help.", in_=app.ada.dm()[-1])
    await app.noor.sees("It has been called off", in_=app.noor.dm()[0])
    assert (await the_event(app)).state is EventState.CANCELLED


async def test_without_a_question_the_experts_are_told(app: AppUnderTest) -> None:
    await planned(app)
    await helps(app, app.eli)
    await closing(app)
    await app.eli.sees("Nobody came with a question this time.", in_=app.eli.dm()[-1])


async def test_one_person_with_a_question_meets_one_expert_after_the_other(app: AppUnderTest) -> None:
    await planned(app, Rounds=3)
    await asks(app, app.ada)
    await helps(app, app.eli)
    await helps(app, app.mei)
    await app.later(seconds=6)
    await app.noor.sees("more rounds than experts")
    await app.noor.sees("1 person can meet only 2 experts")
    await closing(app)
    await app.later(seconds=6)
    await app.noor.sees_no_more("more rounds than experts")
    assert sorted(one.expert_id for one in await talks(app)) == sorted([app.eli.id, app.mei.id])
    for number in (1, 2, 3):
        await bell(app, number)
    ada, eli, mei = (app.dm_texts(one) for one in (app.ada, app.eli, app.mei))
    assert len([one for one in ada if "you talk with" in one or "is over" in one]) == 2
    assert len([one for one in ada if "a break for you" in one]) == 1
    assert len([one for one in [*eli, *mei] if "a break for you" in one]) == 4
    assert "This is the last round." in app.eli.dm()[-1].text


async def test_two_who_would_rather_not_meet_do_not_and_nobody_learns_why(app: AppUnderTest) -> None:
    await planned(app)
    await asks(app, app.ada)
    await helps(app, app.eli)
    assert app.service is not None
    async with app.service.services.database.begin(app.slack.workspace.team_id) as db:
        await add_missing(db, [app.ada.id, app.eli.id])
        await db.insert(Avoidance, user_id=app.eli.id, other_id=app.ada.id)
    await closing(app)
    assert await talks(app) == []
    await app.ada.sees("No talk could be put together.", in_=app.ada.dm()[-1])
    assert "rather not" not in app.noor.screen()


async def test_who_would_rather_not_meet_any_of_the_experts_hears_that_there_is_no_talk(
    app: AppUnderTest,
) -> None:
    await planned(app)
    for person in (app.ada, app.mei):
        await asks(app, person)
    await helps(app, app.eli)
    assert app.service is not None
    async with app.service.services.database.begin(app.slack.workspace.team_id) as db:
        await add_missing(db, [app.ada.id, app.eli.id])
        await db.insert(Avoidance, user_id=app.ada.id, other_id=app.eli.id)
    await closing(app)
    assert {one.mentee_id for one in await talks(app)} == {app.mei.id}
    await app.ada.sees("I have no talk for you in the rounds to come.", in_=app.ada.dm()[0])
    assert "rather not" not in app.ada.screen()


async def test_whose_experts_are_all_of_their_reporting_line_has_no_talk(app: AppUnderTest) -> None:
    await planned(app)
    await asks(app, app.ada)
    await helps(app, app.eli)
    await helps(app, app.mei)
    ada, eli, mei = app.ada.id, app.eli.id, app.mei.id
    lines = {mei: "/", eli: f"/{mei}/", ada: f"/{eli}/{mei}/"}  # Mei leads Eli, who leads Ada
    assert app.service is not None
    async with app.service.services.database.begin(app.slack.workspace.team_id) as db:
        for user_id, line in lines.items():
            await db.insert(DirectoryEntry, key=user_id, user_id=user_id, line=line, imported_at=MONDAY)
    await closing(app)
    assert await talks(app) == []
    await app.ada.sees("No talk could be put together.", in_=app.ada.dm()[-1])
    assert (await the_event(app)).state is EventState.CANCELLED


async def test_who_is_not_there_is_asked_and_the_rest_is_planned_anew(app: AppUnderTest) -> None:
    tui = await full_event(app)
    first = next(one for one in await talks(app) if one.round == 1 and one.expert_id == app.eli.id)
    mentee = {app.ada.id: app.ada, tui.id: tui}[first.mentee_id]
    other = tui if mentee is app.ada else app.ada
    await bell(app, 1)
    await mentee.press("They’re not here", in_=mentee.dm()[-1])
    await app.settle()
    assert "Eli is not there" in mentee.dm()[-2].text or "Eli is not there" in mentee.dm()[-1].text
    asked = await app.eli.sees("looked for you in round 1", in_=app.eli.dm()[-1])
    assert (await seats(app))[app.eli.id] is SeatState.MISSING
    left = [one for one in await talks(app) if one.round == 2]
    assert [one.expert_id for one in left] == [app.mei.id]
    told = [text for text in app.dm_texts(other) if "The rota of" in text]
    assert len(told) == 1, "whoever has lost a talk is told once"

    await app.eli.press("I’m here", in_=asked)
    await app.settle()
    assert (await seats(app))[app.eli.id] is SeatState.IN
    assert {one.expert_id for one in await talks(app) if one.round == 2} == {app.eli.id, app.mei.id}
    await bell(app, 2)
    assert "Round 2 of 2" in app.eli.dm()[-1].text


async def full_event(app: AppUnderTest) -> Person:
    """Ada and Tui ask, Eli and Mei help, in two rounds; the rota is made. Returns Tui."""
    tui = app.person("tui", "Tui Walker")
    await planned(app, Rounds=2)
    for person in (app.ada, tui):
        await asks(app, person)
    for person in (app.eli, app.mei):
        await helps(app, person)
    await closing(app)
    return tui


async def test_whoever_leaves_in_a_round_leaves_nobody_waiting(app: AppUnderTest) -> None:
    tui = await full_event(app)
    await bell(app, 1)
    partner = next(one for one in await talks(app) if one.round == 1 and one.expert_id == app.eli.id)
    mentee = {app.ada.id: app.ada, tui.id: tui}[partner.mentee_id]
    await app.eli.press("I can’t go on", in_=app.eli.dm()[-1])
    await app.settle()
    await app.settle()
    news = [text for text in app.dm_texts(mentee) if "Eli can’t make this round." in text]
    assert len(news) == 1
    assert (await seats(app))[app.eli.id] is SeatState.LEFT


async def test_an_organiser_can_say_who_is_missing(app: AppUnderTest) -> None:
    await full_event(app)
    await bell(app, 1)
    await app.noor.press("Somebody is missing")
    await app.noor.fill({"Person": app.noor})
    assert await app.noor.submit() == {"Person": "Noor is not in this event at present."}
    await app.noor.fill({"Person": app.mei})
    assert await app.noor.submit() == {}
    await app.settle()
    assert (await seats(app))[app.mei.id] is SeatState.MISSING
    assert {one.expert_id for one in await talks(app) if one.round == 2} == {app.eli.id}


async def test_whoever_will_be_late_comes_in_a_round_later(app: AppUnderTest) -> None:
    await full_event(app)
    await app.ada.press("I’ll be late", in_=app.ada.dm()[0])
    await app.settle()
    assert {one.round for one in await talks(app) if one.mentee_id == app.ada.id} == {2}
    await app.ada.sees("You come in from round 2", in_=app.ada.dm()[0])


async def test_whoever_joins_after_the_rota_reads_their_rounds_once(app: AppUnderTest) -> None:
    await full_event(app)
    (channel,) = (one for one in app.slack.workspace.channels.values() if one.name == "planning")
    ivo, kai = app.person("ivo", "Ivo Petrov"), app.person("kai", "Kai Mahina")
    channel.members += [ivo.id, kai.id]
    await helps(app, ivo)
    assert "Your rounds:" in ivo.dm()[0].text
    assert not [text for text in app.dm_texts(ivo) if "has changed" in text]
    await asks(app, kai)
    assert "Your rounds:" in kai.dm()[0].text
    assert not [text for text in app.dm_texts(kai) if "has changed" in text]
    assert [text for text in app.dm_texts(ivo) if "has changed" in text], "the others learn of it"


async def test_whoever_joins_late_comes_in_from_the_next_round(app: AppUnderTest) -> None:
    await full_event(app)
    await bell(app, 1)
    kai, ivo = app.person("kai", "Kai Mahina"), app.person("ivo", "Ivo Petrov")
    for person in (kai, ivo):
        for channel in app.slack.workspace.channels.values():
            if channel.name == "planning":
                channel.members.append(person.id)
    await kai.press("Join with a question")
    await kai.sees("It has begun and ends at")
    await kai.close()
    await asks(app, kai)
    await helps(app, ivo)
    second = [one for one in await talks(app) if one.round == 2]
    assert {kai.id, ivo.id} <= {user_id for one in second for user_id in (one.mentee_id, one.expert_id)}
    assert len(second) == 3
    assert not [text for text in app.dm_texts(kai) if "The rota of" in text], "their card says it all"
    await bell(app, 2)
    assert "Round 2 of 2: you talk with" in kai.dm()[-1].text
    await kai.sees("The last round is under way.")


async def test_a_late_bell_says_so_and_one_that_is_too_late_is_not_rung(app: AppUnderTest) -> None:
    await full_event(app)
    event = await the_event(app)
    assert app.service is not None
    await app.service.worker.stop(5)
    app.clock.shift(event.starts_at + timedelta(minutes=4) - app.clock.now())
    await app.restart()
    await app.settle()
    assert "This bell rings late, sorry: 6 minutes are left." in app.ada.dm()[-1].text


async def test_a_round_through_which_nothing_worked_is_not_rung_and_its_pairs_meet_later(
    app: AppUnderTest,
) -> None:
    await full_event(app)
    event = await the_event(app)
    app.clock.shift(event.starts_at + timedelta(minutes=12, seconds=5) - app.clock.now())
    await app.settle()
    assert not [one for one in app.dm_texts(app.ada) if "Round 1 of 2" in one]
    assert [one.round for one in await talks(app)] == [2, 2]
    assert "Round 2 of 2" in app.ada.dm()[-1].text


async def test_a_worker_killed_in_a_bell_rings_the_rest_and_nobody_twice(app: AppUnderTest) -> None:
    await full_event(app)
    event = await the_event(app)
    app.slack.weather.add("chat.postMessage", "lost")  # it arrives, and the worker never hears of it
    await app.until(event.starts_at + timedelta(seconds=2))
    await app.restart()
    await app.later(seconds=100)
    rung = [one for one in await app.rows(select(Outbox)) if one.kind == "flash_bell"]
    assert {one.state for one in rung} == {OutboxState.SENT}
    for person in (app.ada, app.eli, app.mei):
        assert len([text for text in app.dm_texts(person) if "Round 1 of 2: you talk with" in text]) == 1


# --- What goes wrong around it -------------------------------------------------------------------------


async def test_a_channel_archived_in_the_middle_is_told_and_the_event_goes_on(app: AppUnderTest) -> None:
    await full_event(app)
    channel = next(one for one in app.slack.workspace.channels.values() if one.name == "planning")
    channel.archived = True
    await bell(app, 1)
    await app.later(seconds=10)
    await app.settle()
    await app.noor.sees("I can’t post in")
    assert "Round 1 of 2" in app.ada.dm()[-1].text
    await bell(app, 2)
    assert "Round 2 of 2" in app.ada.dm()[-1].text


async def test_an_app_that_is_taken_out_of_the_channel_in_the_middle_says_so_and_people_still_join(
    app: AppUnderTest,
) -> None:
    """Of a private channel: in a public one what it has posted is changed all the same."""
    channel = await planned(app)
    await asks(app, app.ada)
    channel.kind = "group"
    channel.members.remove(app.slack.workspace.bot_user_id)
    await helps(app, app.eli)
    await app.later(seconds=6)
    await app.settle()
    await app.noor.sees("I can’t post in")
    await closing(app)
    assert [(one.mentee_id, one.expert_id) for one in await talks(app)] == [(app.ada.id, app.eli.id)]


async def test_when_its_maker_is_gone_the_program_team_looks_after_it(app: AppUnderTest) -> None:
    ines = app.person("ines", "Ines Duarte", is_admin=True)
    await full_event(app)
    await app.slack.deactivate(app.noor.id)
    await ines.command("/mentoring", "help")
    await app.settle()
    await bell(app, 1)
    await app.later(seconds=6)
    await ines.sees("Round 1 of 2 is under way")
    await ines.press("Call it off")
    await app.settle()
    await app.ada.sees("has been called off", in_=app.ada.dm()[-1])
    assert (await the_event(app)).state is EventState.CANCELLED


async def test_whoever_leaves_the_company_leaves_the_event(app: AppUnderTest) -> None:
    await full_event(app)
    await app.slack.deactivate(app.mei.id)
    await app.settle()
    await app.settle()
    assert (await seats(app))[app.mei.id] is SeatState.LEFT
    assert app.mei.id not in {one.expert_id for one in await talks(app)}


async def test_nobody_else_opens_a_talk_or_looks_after_an_event(app: AppUnderTest) -> None:
    await full_event(app)
    await bell(app, 1)
    card = next(one for one in app.noor.dm() if "Call it off" in one.buttons())
    assert "How do I end a talk?" not in card.text, "organisers see no words of a question"
    assert (await the_event(app)).starts_at == START
    assert SLIDES in (await app.ada.sees("Topics:")).text
