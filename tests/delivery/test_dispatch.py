"""What is due is said, once, in order, and where it belongs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.delivery.kinds import Effect, Home, MessageKind, PostMessage
from bot.delivery.service import cancel, card_of, channel_of, refresh
from bot.kit.db import Database, WorkspaceSession
from bot.models import Card, Outbox, OutboxState, Workspace
from tests.delivery.office import ADA, BOTH, ELI, START, TEAM, Office, says, section

SENT, PENDING, CANCELLED = OutboxState.SENT, OutboxState.PENDING, OutboxState.CANCELLED
EXPIRED, DEAD = OutboxState.EXPIRED, OutboxState.DEAD


async def test_what_is_due_is_said_once_with_a_receipt(office: Office) -> None:
    await office.plan("note")
    assert await office.send() == 1
    assert await office.send() == 0
    assert office.said(ADA) == ["note s1"]
    row = await office.row()
    assert (row.state, row.done_at, row.lease_owner) == (SENT, START, None)
    assert office.slack.world.channels[str(row.channel_id)].message(str(row.message_ts))


async def test_what_is_not_due_waits(office: Office) -> None:
    await office.plan("note", due=START + timedelta(minutes=5))
    assert await office.send() == 0
    office.clock.shift(minutes=5)
    assert await office.send() == 1


async def test_a_conversation_is_opened_once(office: Office) -> None:
    for about in ("s1", "s2", "s3"):
        await office.plan("note", about=about)
        await office.send()
    assert office.calls("conversations.open") == 1
    assert await office.within(lambda db: channel_of(db, ADA)) == (await office.rows())[0].channel_id


async def test_a_pair_hears_it_in_their_group_dm(office: Office) -> None:
    await office.plan("note", to=BOTH)
    await office.send()
    assert office.said(ADA, ELI) == ["note s1"]
    assert office.said(ADA) == []


async def test_what_no_longer_applies_is_not_said(office: Office) -> None:
    await office.plan("gone")
    await office.send()
    assert (await office.row()).state is CANCELLED
    assert office.calls("chat.postMessage") == 0


async def test_what_was_taken_back_is_not_said(office: Office) -> None:
    await office.plan("note")
    await office.within(lambda db: cancel(db, "s1"))
    assert await office.send() == 0
    assert office.said(ADA) == []


async def test_taking_back_while_it_is_being_prepared_is_in_time(office: Office) -> None:
    async def render(db: WorkspaceSession, row: Outbox, now: datetime) -> Effect:
        # Somebody cancels between the rendering and the call.
        task = asyncio.create_task(office.within(lambda other: cancel(other, "s1")))
        await asyncio.wait([task])
        return PostMessage("too late", [])

    office.kinds["slow"] = MessageKind(render)
    await office.plan("slow")
    await office.send()
    assert (await office.row()).state is CANCELLED
    assert office.said(ADA) == []


async def test_the_home_is_published(office: Office) -> None:
    await office.plan("home", about=ADA)
    await office.send()
    assert await office.states() == [SENT]
    assert office.slack.world.users[ADA].id in str(office.slack.traffic.calls_of("views.publish")[0].args)


async def test_a_workspace_that_is_gone_hears_nothing(office: Office) -> None:
    await office.plan("note")
    async with office.database.all_workspaces() as db:
        (await db.get_one(Workspace, TEAM)).removed_at = START
    assert await office.send() == 0
    assert await office.states() == [PENDING]


async def test_a_workspace_without_installation_waits_without_spinning(office: Office) -> None:
    await office.open("TNONE")
    await office.plan("note", team="TNONE")
    assert await office.send() == 1
    assert await office.send() == 0
    office.clock.shift(minutes=1, seconds=1)
    assert await office.send() == 1
    assert [row.state for row in await office.rows("TNONE")] == [PENDING]


# --- lateness and quiet hours ---------------------------------------------------------------------------


async def test_what_comes_too_late_ends_as_expired(office: Office) -> None:
    office.kinds["brief"] = says(PostMessage("brief", []), useful_for=timedelta(minutes=30))
    await office.plan("brief")
    office.clock.shift(minutes=31)
    await office.send()
    row = await office.row()
    assert (row.state, row.error) == (EXPIRED, "too_late")
    assert office.said(ADA) == []


async def test_what_is_late_but_useful_is_said(office: Office) -> None:
    office.kinds["brief"] = says(PostMessage("brief", []), useful_for=timedelta(minutes=30))
    await office.plan("brief")
    office.clock.shift(minutes=30)
    await office.send()
    assert office.said(ADA) == ["brief"]


async def test_a_nudge_waits_for_the_morning(office: Office) -> None:
    office.clock.shift(hours=12)  # 22:00 in Berlin
    await office.plan("nudge")
    await office.send()
    assert office.said(ADA) == []
    assert (await office.row()).due_at == START + timedelta(hours=23)  # 09:00 there
    office.clock.shift(hours=11, minutes=5)
    await office.send()
    assert office.said(ADA) == ["nudge s1"]


async def test_a_nudge_missed_by_a_night_of_downtime_is_measured_from_the_morning(office: Office) -> None:
    office.clock.shift(hours=12)
    await office.plan("nudge")  # due 22:00 in Berlin, first sayable at 09:00
    office.clock.shift(hours=14)  # 12:00: fourteen hours after its time, three after the opening
    await office.send()
    assert office.said(ADA) == ["nudge s1"]


async def test_a_nudge_missed_by_a_day_of_downtime_expires(office: Office) -> None:
    await office.plan("nudge")
    office.clock.shift(hours=25)
    await office.send()
    assert await office.states() == [EXPIRED]


async def test_a_pair_is_not_made_to_wait(office: Office) -> None:
    office.clock.shift(hours=12)
    await office.plan("nudge", to=BOTH)
    await office.send()
    assert office.said(ADA, ELI) == ["nudge s1"]


# --- cards ----------------------------------------------------------------------------------------------


async def test_a_card_is_posted_once_and_then_kept_current(office: Office) -> None:
    for text in ("asked one expert", "asked two experts", "asked two experts", "Eli says yes"):
        office.shown["a1"] = text
        await office.within(lambda db: refresh(db, "tracker", to=ADA, about="a1", now=office.clock.now()))
        await office.send()
    assert office.said(ADA) == ["Eli says yes"]
    assert (office.calls("chat.postMessage"), office.calls("chat.update")) == (1, 2)
    assert await office.states() == [SENT] * 4


async def test_a_card_that_was_deleted_is_posted_anew(office: Office) -> None:
    await office.plan("tracker", about="a1")
    await office.send()
    channel = office.slack.world.channels[str((await office.row()).channel_id)]
    channel.messages.clear()
    office.shown["a1"] = "Eli says yes"
    await office.plan("tracker", about="a1", version=1)
    await office.send()
    assert office.said(ADA) == ["Eli says yes"]
    card = await office.within(lambda db: card_of(db, "ask:a1", ADA))
    assert card.message_ts == channel.messages[0].ts


async def test_an_update_needs_its_card(office: Office) -> None:
    await office.plan("tracker_news", about="a1")
    await office.send()
    row = await office.row()
    assert (row.state, row.error) == (CANCELLED, "no_card")
    await office.plan("tracker", about="a1")
    await office.send()
    office.shown["a1"] = "Eli says yes"
    await office.plan("tracker_news", about="a1", version=1)
    await office.send()
    assert office.said(ADA) == ["Eli says yes"]


async def test_an_update_of_a_deleted_card_is_left(office: Office) -> None:
    await office.plan("tracker", about="a1")
    await office.send()
    office.slack.world.channels[str((await office.row()).channel_id)].messages.clear()
    office.shown["a1"] = "Eli says yes"
    await office.plan("tracker_news", about="a1")
    await office.send()
    assert office.said(ADA) == []
    assert (await office.rows())[-1].error == "no_card"


async def test_each_person_has_a_card_of_their_own(office: Office) -> None:
    await office.plan("tracker", about="a1")
    await office.plan("tracker", about="a1", to=ELI)
    await office.send()
    assert office.said(ADA) == office.said(ELI) == ["asked one expert"]


async def test_a_card_asked_for_twice_at_once_is_posted_once(
    office: Office, database_url: str, open_database: Callable[[str], Database]
) -> None:
    other = office.another(open_database(database_url))
    for version in range(6):
        await office.plan("tracker", about="a1", version=version)
    await asyncio.gather(office.send(), other.run_once())
    await office.send()
    assert office.said(ADA) == ["asked one expert"]
    assert await office.states() == [SENT] * 6


async def test_what_concerns_one_subject_comes_in_order(office: Office) -> None:
    for position in range(6):
        office.kinds[f"part{position}"] = says(PostMessage(f"part {position}", []))
        await office.plan(f"part{position}", due=START + timedelta(seconds=position))
    office.clock.shift(minutes=1)
    await office.send()
    assert office.said(ADA) == [f"part {position}" for position in range(6)]


# --- group DMs that are not to be had -------------------------------------------------------------------


async def test_without_group_dms_each_is_told_alone(office: Office) -> None:
    office.slack.world.scopes.discard("mpim:write")
    await office.plan("note", to=BOTH)
    await office.send()
    assert office.said(ADA) == office.said(ELI) == ["note s1"]
    pair_row, *single_rows = await office.rows()
    assert (pair_row.state, pair_row.error) == (CANCELLED, "split")
    assert [row.state for row in single_rows] == [SENT, SENT]
    await office.plan("note", to=BOTH, about="s2")
    await office.send()
    assert office.said(ADA) == office.said(ELI) == ["note s1", "note s2"]
    assert [c.args["users"] for c in office.slack.traffic.calls_of("conversations.open")].count(
        "UADA,UELI"
    ) == 1


async def test_one_of_a_pair_left_the_company_the_other_is_told(office: Office) -> None:
    office.slack.world.users[ELI].deleted = True
    await office.plan("note", to=BOTH)
    await office.send()
    assert office.said(ADA) == ["note s1"]
    by_recipient = {row.recipient: row for row in await office.rows()}
    assert (by_recipient[ELI].state, by_recipient[ELI].error) == (DEAD, "user_disabled")


# --- files ----------------------------------------------------------------------------------------------


async def test_a_file_arrives_with_its_words(office: Office) -> None:
    await office.plan("calendar", to=BOTH)
    await office.send()
    assert office.said(ADA, ELI) == ["Your session is booked."]
    (file,) = office.slack.world.files.values()
    assert (file.name, file.content) == ("session.ics", b"BEGIN:VCALENDAR")


async def test_without_the_right_to_share_files_they_are_left_out_quietly(office: Office) -> None:
    office.slack.world.scopes.discard("files:write")
    await office.plan("calendar")
    await office.send()
    row = await office.row()
    assert (row.state, row.error) == (CANCELLED, "missing_scope")


# --- faults of our own ----------------------------------------------------------------------------------


async def test_a_kind_that_fails_is_given_up_after_five_times_and_holds_up_nobody(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(db: WorkspaceSession, row: Outbox, now: datetime) -> Effect:
        raise ValueError("the private question of Ada")

    office.kinds["broken"] = MessageKind(broken)
    await office.plan("broken")
    await office.plan("note", about="s2")
    for _ in range(6):
        await office.send()
        office.clock.shift(minutes=1)
    failed, good = await office.rows()
    assert (failed.state, failed.error, failed.attempts) == (DEAD, "own_fault:ValueError", 5)
    assert good.state is SENT
    assert failed.id in caplog.text
    assert "private question" not in "".join(record.getMessage() for record in caplog.records)


@pytest.mark.parametrize("effect", [PostMessage("x", [{"when": START}]), Home({"when": START})])
async def test_what_is_no_json_is_found_before_anything_is_sent(office: Office, effect: Effect) -> None:
    office.kinds["odd"] = says(effect)
    await office.plan("odd")
    await office.send()
    row = await office.row()
    assert (row.state, row.error) == (PENDING, "own_fault:TypeError")


async def test_an_unknown_kind_waits_for_a_process_that_knows_it(office: Office) -> None:
    await office.plan("of_tomorrow")
    await office.send()
    assert (await office.row()).state is PENDING
    office.kinds["of_tomorrow"] = says(PostMessage("hello", [section("hello")]))
    office.clock.shift(minutes=1)
    await office.send()
    assert office.said(ADA) == ["hello"]


# --- several workspaces, several workers ----------------------------------------------------------------


async def test_workspaces_take_turns(office: Office) -> None:
    teams = ["T1", "T2", "T3"]
    await office.open("T2", "T3")
    order: list[str] = []

    async def record(db: WorkspaceSession, row: Outbox, now: datetime) -> None:
        order.append(db.workspace_id)

    office.kinds["record"] = MessageKind(record)
    for number in range(40):
        await office.plan("record", team="T1", about=f"s{number}")
    office.clock.shift(seconds=1)
    for number in range(4):
        for team in teams[1:]:
            await office.plan("record", team=team, about=f"s{number}")
    await office.send()
    assert len(order) == 48
    # T1 came first and with ten times as much; the others are done before it is half through.
    assert max(i for i, team in enumerate(order) if team != "T1") < 24


async def test_no_workspace_has_more_than_four_under_way(office: Office) -> None:
    under_way = most = 0

    async def slow(db: WorkspaceSession, row: Outbox, now: datetime) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.1)
        under_way -= 1

    office.kinds["slow"] = MessageKind(slow)
    for number in range(12):
        await office.plan("slow", about=f"s{number}")
    await office.send()
    assert most == 4


async def test_two_dispatchers_share_the_work(
    office: Office, database_url: str, open_database: Callable[[str], Database]
) -> None:
    other = office.another(open_database(database_url))
    for number in range(30):
        await office.plan("note", about=f"s{number}", to=(ADA, ELI)[number % 2])
    shares = await asyncio.gather(office.send(), other.run_once())
    assert sum(shares) == 30
    assert sorted(office.said(ADA) + office.said(ELI)) == sorted(f"note s{number}" for number in range(30))


async def test_a_call_that_hangs_does_not_keep_others_waiting(office: Office) -> None:
    office.slack.weather.add("chat.postMessage", "slow", seconds=0.9)
    await office.plan("note")
    running = asyncio.create_task(office.send())
    await office.slack.wait_until(lambda: office.slack.traffic.calls_of("conversations.open"))
    await asyncio.sleep(0.1)
    await office.plan("note", to=ELI)
    await office.slack.wait_until(lambda: office.said(ELI), within=0.7)
    assert office.said(ADA) == []
    await running
    assert office.said(ADA) == ["note s1"]


async def test_stopping_finishes_what_is_under_way_and_begins_nothing_more(office: Office) -> None:
    for number in range(12):
        await office.plan("note", about=f"s{number}")
    office.slack.weather.add("chat.postMessage", "slow", times=None, seconds=0.2)
    running = asyncio.create_task(office.send())
    await office.slack.wait_until(lambda: office.slack.traffic.in_flight)
    await office.dispatcher.stop(5)
    await running
    states = await office.states()
    assert states.count(SENT) == len(office.said(ADA)) > 0
    assert set(states) == {SENT, PENDING}


async def test_the_card_table_holds_one_row_for_each_card(office: Office) -> None:
    for _ in range(3):
        await office.within(lambda db: refresh(db, "tracker", to=ADA, about="a1", now=office.clock.now()))
        await office.send()
    async with office.database.read(TEAM) as db:
        assert [card.key for card in await db.scalars(select(Card))] == [f"ask:a1@{ADA}"]
