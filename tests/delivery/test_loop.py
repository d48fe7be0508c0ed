"""What is due is said, once, in order, and where it belongs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.delivery.breakers import FEWEST_AT_ONCE
from bot.delivery.loop import POLL_SECONDS
from bot.delivery.messages import Effect, Home, PostMessage, Recipient, RenderContext
from bot.delivery.outbox import cancel, card_key, stuck_messages
from bot.kit.charts import chart, table
from bot.kit.crypto import Keyring, MissingKeyError, new_key
from bot.kit.db import Database
from bot.kit.folding import folded
from bot.models import Card, Conversation, Outbox, OutboxState, Person, Workspace
from tests.support.clock import MONDAY, PATIENCE
from tests.support.factories import ADA, ELI
from tests.support.outbox import BOTH, TEAM, OutboxHarness, kind_of, says, section

SENT, PENDING, CANCELLED = OutboxState.SENT, OutboxState.PENDING, OutboxState.CANCELLED
EXPIRED, DEAD = OutboxState.EXPIRED, OutboxState.DEAD


async def test_what_is_due_is_said_once_with_a_receipt(outbox: OutboxHarness) -> None:
    await outbox.plan("note")
    assert await outbox.send() == 1
    assert await outbox.send() == 0
    assert outbox.said(ADA) == ["note s1"]
    row = await outbox.row()
    assert (row.state, row.done_at, row.lease_owner) == (SENT, MONDAY, None)
    assert outbox.slack.workspace.channels[str(row.channel_id)].message(str(row.message_ts))


async def test_what_is_not_due_waits(outbox: OutboxHarness) -> None:
    await outbox.plan("note", due=MONDAY + timedelta(minutes=5))
    assert await outbox.send() == 0
    outbox.clock.shift(minutes=5)
    assert await outbox.send() == 1


async def test_a_conversation_is_opened_once(outbox: OutboxHarness) -> None:
    for about in ("s1", "s2", "s3"):
        await outbox.plan("note", about=about)
        await outbox.send()
    assert outbox.calls("conversations.open") == 1
    conversation = await outbox.within(lambda db: db.get(Conversation, ADA))
    assert conversation.channel_id == (await outbox.rows())[0].channel_id


async def test_a_pair_hears_it_in_their_group_dm(outbox: OutboxHarness) -> None:
    await outbox.plan("note", to=BOTH)
    await outbox.send()
    assert outbox.said(ADA, ELI) == ["note s1"]
    assert outbox.said(ADA) == []


async def test_what_no_longer_applies_is_not_said(outbox: OutboxHarness) -> None:
    await outbox.plan("gone")
    await outbox.send()
    assert (await outbox.row()).state is CANCELLED
    assert outbox.calls("chat.postMessage") == 0


async def test_what_was_taken_back_is_not_said(outbox: OutboxHarness) -> None:
    await outbox.plan("note")
    await outbox.within(lambda db: cancel(db, "s1"))
    assert await outbox.send() == 0
    assert outbox.said(ADA) == []


async def test_taking_back_while_it_is_being_prepared_is_in_time(outbox: OutboxHarness) -> None:
    async def render(context: RenderContext) -> Effect:
        # Somebody cancels between the rendering and the call.
        task = asyncio.create_task(outbox.within(lambda other: cancel(other, "s1")))
        await asyncio.wait([task])
        return PostMessage("too late", [])

    outbox.say(kind_of("slow", render))
    await outbox.plan("slow")
    await outbox.send()
    assert (await outbox.row()).state is CANCELLED
    assert outbox.said(ADA) == []


async def test_the_home_is_published(outbox: OutboxHarness) -> None:
    await outbox.plan("home", about=ADA)
    await outbox.send()
    assert await outbox.states() == [SENT]
    assert outbox.slack.workspace.users[ADA].id in str(outbox.slack.traffic.calls_of("views.publish")[0].args)


async def test_a_home_comes_unfolded_where_slack_takes_no_parts_that_fold(outbox: OutboxHarness) -> None:
    part = folded("Slides with Eli", [section("One slide is enough")])
    outbox.say(says("folding", Home({"type": "home", "blocks": [section("Hello"), part]})))
    outbox.slack.weather.add("views.publish", "error", code="invalid_arguments")
    for count in (2, 3):  # from then on it is not tried again
        await outbox.plan("folding", about=str(count))
        await outbox.send()
        assert outbox.calls("views.publish") == count
        shown = outbox.slack.workspace.homes[ADA].blocks
        assert [block["text"]["text"] for block in shown] == [
            "Hello",
            "*Slides with Eli*",
            "One slide is enough",
        ]
    assert await outbox.states() == [SENT, SENT]


async def test_a_chart_comes_in_words_where_slack_takes_none_and_what_folds_still_folds(
    outbox: OutboxHarness,
) -> None:
    weeks = chart("bar", "Questions by week", ["Mon", "Tue"], {"asked": [3, 1], "met": [2, 0]})
    view = {"type": "home", "blocks": [weeks, folded("Slides", [section("One")])]}
    outbox.say(says("charts", Home(view)))
    outbox.slack.weather.add("views.publish", "error", code="invalid_blocks")
    for count in (2, 3):  # from then on it is not tried again
        await outbox.plan("charts", about=str(count))
        await outbox.send()
        assert outbox.calls("views.publish") == count
        told, part = outbox.slack.workspace.homes[ADA].blocks
        assert told["text"]["text"] == "*Questions by week*\n• Mon: asked 3, met 2\n• Tue: asked 1, met 0"
        assert part["type"] == "container"
    assert await outbox.states() == [SENT, SENT]


async def test_a_message_with_a_table_is_posted_once_in_words_where_slack_takes_none(
    outbox: OutboxHarness,
) -> None:
    shown = PostMessage("Spoken", [table(["Topic", "Waiting"], [["Pricing <&>", "2"]])])
    outbox.say(says("tables", shown))
    outbox.slack.weather.add("chat.postMessage", "error", code="invalid_blocks")
    await outbox.plan("tables")
    await outbox.send()
    assert await outbox.states() == [SENT]
    assert outbox.calls("chat.postMessage") == 2
    workspace = outbox.slack.workspace
    channel = workspace.find_direct([workspace.bot_user_id, ADA])
    assert channel is not None
    (posted,) = channel.messages
    assert posted.blocks[0]["text"]["text"] == "*Topic, Waiting*\n• Pricing &lt;&amp;&gt;: 2"


async def test_a_home_that_slack_takes_folds(outbox: OutboxHarness) -> None:
    outbox.say(says("folding", Home({"type": "home", "blocks": [folded("Slides", [section("One")])]})))
    await outbox.plan("folding")
    await outbox.send()
    (shown,) = outbox.slack.workspace.homes[ADA].blocks
    assert (shown["type"], shown["default_collapsed"]) == ("container", True)


async def test_a_workspace_that_is_gone_hears_nothing(outbox: OutboxHarness) -> None:
    await outbox.plan("note")
    async with outbox.database.all_workspaces() as db:
        (await db.get_one(Workspace, TEAM)).removed_at = MONDAY
    assert await outbox.send() == 0
    assert await outbox.states() == [PENDING]


async def test_a_workspace_without_installation_waits_without_spinning(outbox: OutboxHarness) -> None:
    await outbox.open("TNONE")
    await outbox.plan("note", team="TNONE")
    assert await outbox.send() == 1
    assert await outbox.send() == 0
    outbox.clock.shift(minutes=1, seconds=1)
    assert await outbox.send() == 1
    assert [row.state for row in await outbox.rows("TNONE")] == [PENDING]


# --- lateness and quiet hours ---------------------------------------------------------------------------


async def test_what_comes_too_late_ends_as_expired(outbox: OutboxHarness) -> None:
    outbox.say(says("brief", PostMessage("brief", []), useful_for=timedelta(minutes=30)))
    await outbox.plan("brief")
    outbox.clock.shift(minutes=31)
    await outbox.send()
    row = await outbox.row()
    assert (row.state, row.error) == (EXPIRED, "too_late")
    assert outbox.said(ADA) == []


async def test_what_is_late_but_useful_is_said(outbox: OutboxHarness) -> None:
    outbox.say(says("brief", PostMessage("brief", []), useful_for=timedelta(minutes=30)))
    await outbox.plan("brief")
    outbox.clock.shift(minutes=30)
    await outbox.send()
    assert outbox.said(ADA) == ["brief"]


async def test_a_nudge_waits_for_the_morning(outbox: OutboxHarness) -> None:
    outbox.clock.shift(hours=12)  # 22:00 in Berlin
    await outbox.plan("nudge")
    await outbox.send()
    assert outbox.said(ADA) == []
    assert (await outbox.row()).due_at == MONDAY + timedelta(hours=23)  # 09:00 there
    outbox.clock.shift(hours=11, minutes=5)
    await outbox.send()
    assert outbox.said(ADA) == ["nudge s1"]


async def test_a_nudge_missed_by_a_night_of_downtime_is_measured_from_the_morning(
    outbox: OutboxHarness,
) -> None:
    outbox.clock.shift(hours=12)
    await outbox.plan("nudge")  # due 22:00 in Berlin, first sayable at 09:00
    outbox.clock.shift(hours=14)  # 12:00: fourteen hours after its time, three after the opening
    await outbox.send()
    assert outbox.said(ADA) == ["nudge s1"]


async def test_a_nudge_missed_by_a_day_of_downtime_expires(outbox: OutboxHarness) -> None:
    await outbox.plan("nudge")
    outbox.clock.shift(hours=25)
    await outbox.send()
    assert await outbox.states() == [EXPIRED]


async def test_a_pair_is_not_made_to_wait(outbox: OutboxHarness) -> None:
    outbox.clock.shift(hours=12)
    await outbox.plan("nudge", to=BOTH)
    await outbox.send()
    assert outbox.said(ADA, ELI) == ["nudge s1"]


# --- cards ----------------------------------------------------------------------------------------------


async def test_a_card_is_posted_once_and_then_kept_current(outbox: OutboxHarness) -> None:
    for text in ("asked one expert", "asked two experts", "asked two experts", "Eli says yes"):
        outbox.shown["a1"] = text
        await outbox.refresh("tracker")
        await outbox.send()
    assert outbox.said(ADA) == ["Eli says yes"]
    assert (outbox.calls("chat.postMessage"), outbox.calls("chat.update")) == (1, 2)
    assert await outbox.states() == [SENT] * 4


async def test_a_card_that_was_deleted_is_posted_anew(outbox: OutboxHarness) -> None:
    await outbox.plan("tracker", about="a1")
    await outbox.send()
    channel = outbox.slack.workspace.channels[str((await outbox.row()).channel_id)]
    channel.messages.clear()
    outbox.shown["a1"] = "Eli says yes"
    await outbox.plan("tracker", about="a1", version=1)
    await outbox.send()
    assert outbox.said(ADA) == ["Eli says yes"]
    card = await outbox.within(lambda db: db.get(Card, card_key("ask:a1", Recipient.person(ADA))))
    assert card.message_ts == channel.messages[0].ts


async def test_an_update_needs_its_card(outbox: OutboxHarness) -> None:
    await outbox.plan("tracker_news", about="a1")
    await outbox.send()
    row = await outbox.row()
    assert (row.state, row.error) == (CANCELLED, "no_card")
    await outbox.plan("tracker", about="a1")
    await outbox.send()
    outbox.shown["a1"] = "Eli says yes"
    await outbox.plan("tracker_news", about="a1", version=1)
    await outbox.send()
    assert outbox.said(ADA) == ["Eli says yes"]


async def test_an_update_of_a_deleted_card_is_left(outbox: OutboxHarness) -> None:
    await outbox.plan("tracker", about="a1")
    await outbox.send()
    outbox.slack.workspace.channels[str((await outbox.row()).channel_id)].messages.clear()
    outbox.shown["a1"] = "Eli says yes"
    await outbox.plan("tracker_news", about="a1")
    await outbox.send()
    assert outbox.said(ADA) == []
    assert (await outbox.rows())[-1].error == "no_card"


async def test_each_person_has_a_card_of_their_own(outbox: OutboxHarness) -> None:
    await outbox.plan("tracker", about="a1")
    await outbox.plan("tracker", about="a1", to=ELI)
    await outbox.send()
    assert outbox.said(ADA) == outbox.said(ELI) == ["asked one expert"]


async def test_a_card_asked_for_twice_at_once_is_posted_once(
    outbox: OutboxHarness, database_url: str, open_database: Callable[[str], Database]
) -> None:
    other = outbox.another(open_database(database_url))
    for version in range(6):
        await outbox.plan("tracker", about="a1", version=version)
    await asyncio.gather(outbox.send(), other.run_once())
    await outbox.send()
    assert outbox.said(ADA) == ["asked one expert"]
    assert await outbox.states() == [SENT] * 6


async def test_what_concerns_one_subject_comes_in_order(outbox: OutboxHarness) -> None:
    for position in range(6):
        outbox.say(says(f"part{position}", PostMessage(f"part {position}", [])))
        await outbox.plan(f"part{position}", due=MONDAY + timedelta(seconds=position))
    outbox.clock.shift(minutes=1)
    await outbox.send()
    assert outbox.said(ADA) == [f"part {position}" for position in range(6)]


# --- group DMs that are not to be had -------------------------------------------------------------------


async def test_without_group_dms_each_is_told_alone(outbox: OutboxHarness) -> None:
    outbox.slack.workspace.scopes.discard("mpim:write")
    await outbox.plan("note", to=BOTH)
    await outbox.send()
    assert outbox.said(ADA) == outbox.said(ELI) == ["note s1"]
    pair_row, *single_rows = await outbox.rows()
    assert (pair_row.state, pair_row.error) == (CANCELLED, "split")
    assert [row.state for row in single_rows] == [SENT, SENT]
    await outbox.plan("note", to=BOTH, about="s2")
    await outbox.send()
    assert outbox.said(ADA) == outbox.said(ELI) == ["note s1", "note s2"]
    assert [c.args["users"] for c in outbox.slack.traffic.calls_of("conversations.open")].count(
        "UADA,UELI"
    ) == 1


async def test_one_of_a_pair_left_the_company_the_other_is_told(outbox: OutboxHarness) -> None:
    outbox.slack.workspace.users[ELI].deleted = True
    await outbox.plan("note", to=BOTH)
    await outbox.send()
    assert outbox.said(ADA) == ["note s1"]
    by_recipient = {row.recipient: row for row in await outbox.rows()}
    assert (by_recipient[ELI].state, by_recipient[ELI].error) == (DEAD, "user_disabled")


# --- files ----------------------------------------------------------------------------------------------


async def test_a_file_arrives_with_its_words(outbox: OutboxHarness) -> None:
    await outbox.plan("calendar", to=BOTH)
    await outbox.send()
    assert outbox.said(ADA, ELI) == ["Your session is booked."]
    (file,) = outbox.slack.workspace.files.values()
    assert (file.name, file.content) == ("session.ics", b"BEGIN:VCALENDAR")


async def test_without_the_right_to_share_files_they_are_left_out_quietly(outbox: OutboxHarness) -> None:
    outbox.slack.workspace.scopes.discard("files:write")
    await outbox.plan("calendar")
    await outbox.send()
    row = await outbox.row()
    assert (row.state, row.error) == (CANCELLED, "missing_scope")


# --- faults of our own ----------------------------------------------------------------------------------


async def test_a_kind_that_fails_is_given_up_after_five_times_and_holds_up_nobody(
    outbox: OutboxHarness, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(context: RenderContext) -> Effect:
        raise ValueError("the private question of Ada")

    outbox.say(kind_of("broken", broken))
    await outbox.plan("broken")
    await outbox.plan("note", about="s2")
    await outbox.send()
    assert (await outbox.rows())[1].state is SENT
    for minutes in (1, 4, 16, 64):  # after half an hour a new version may be there: it is not given up yet
        assert (await outbox.rows())[0].state is PENDING
        outbox.clock.shift(minutes=minutes)
        await outbox.send()
    failed, good = await outbox.rows()
    assert (failed.state, failed.error, failed.attempts) == (DEAD, "own_fault:ValueError", 5)
    assert good.state is SENT
    assert failed.id in caplog.text
    assert "private question" not in "".join(record.getMessage() for record in caplog.records)


async def test_a_message_that_needs_a_missing_key_waits_for_it_and_is_shown(
    outbox: OutboxHarness, keyring: Keyring, caplog: pytest.LogCaptureFixture
) -> None:
    async def secret(context: RenderContext) -> Effect:
        words = (await context.db.scalars(select(Person.email))).one() or ""
        return PostMessage(words, [section(words)])

    outbox.say(kind_of("secret", secret))
    await outbox.within(lambda db: db.insert(Person, user_id=ADA, email="ada@example.com"))
    await outbox.plan("secret")
    outbox.database.keyring = Keyring.parse(new_key())  # the key is lost
    for _ in range(30):
        await outbox.send()
        outbox.clock.shift(minutes=1)
    row = await outbox.row()
    assert (row.state, row.attempts, row.error) == (PENDING, 0, "missing_key")
    async with outbox.database.read(TEAM) as db:
        assert [one.id for one in await stuck_messages(db, outbox.kinds)] == [row.id]
    await outbox.loop.tell_stuck()
    assert "1 messages wait for an encryption key" in caplog.text
    outbox.database.keyring = keyring  # it is found
    await outbox.send()
    assert (outbox.said(ADA), (await outbox.row()).error) == (["ada@example.com"], None)
    async with outbox.database.read(TEAM) as db:
        assert await stuck_messages(db, outbox.kinds) == []


async def test_a_nudge_that_waits_for_a_key_is_useful_no_longer_for_that(outbox: OutboxHarness) -> None:
    async def unreadable(context: RenderContext) -> Effect:
        raise MissingKeyError

    outbox.say(kind_of("old", unreadable, useful_for=timedelta(hours=2)))
    await outbox.plan("old")
    await outbox.send()
    outbox.clock.shift(hours=2, minutes=1)
    await outbox.send()
    assert await outbox.states() == [EXPIRED]


@pytest.mark.parametrize("effect", [PostMessage("x", [{"when": MONDAY}]), Home({"when": MONDAY})])
async def test_what_is_no_json_is_found_before_anything_is_sent(
    outbox: OutboxHarness, effect: Effect
) -> None:
    outbox.say(says("odd", effect))
    await outbox.plan("odd")
    await outbox.send()
    row = await outbox.row()
    assert (row.state, row.error) == (PENDING, "own_fault:TypeError")


async def test_an_unknown_kind_waits_for_a_process_that_knows_it(
    outbox: OutboxHarness, caplog: pytest.LogCaptureFixture
) -> None:
    await outbox.plan("of_tomorrow")
    for _ in range(30):  # more often than a row is tried
        assert await outbox.send() == 0
        outbox.clock.shift(minutes=1)
    row = await outbox.row()
    assert (row.state, row.attempts, row.error) == (PENDING, 0, None)
    for _ in range(3):
        await outbox.loop.tell_stuck()
    assert [record.getMessage()[:12] for record in caplog.records] == ["0 messages w"]
    assert "and 1 for a version that knows their kind" in caplog.text
    outbox.say(says("of_tomorrow", PostMessage("hello", [section("hello")])))
    outbox.clock.shift(minutes=1)
    await outbox.send()
    assert outbox.said(ADA) == ["hello"]


# --- several workspaces, several workers ----------------------------------------------------------------


async def test_workspaces_take_turns(outbox: OutboxHarness) -> None:
    teams = ["T1", "T2", "T3"]
    await outbox.open("T2", "T3")
    order: list[str] = []

    async def record(context: RenderContext) -> None:
        order.append(context.db.workspace_id)

    outbox.say(kind_of("record", record))
    for number in range(40):
        await outbox.plan("record", team="T1", about=f"s{number}")
    outbox.clock.shift(seconds=1)
    for number in range(4):
        for team in teams[1:]:
            await outbox.plan("record", team=team, about=f"s{number}")
    await outbox.send()
    assert len(order) == 48
    # T1 came first and with ten times as much; the others are done before it is half through.
    assert max(i for i, team in enumerate(order) if team != "T1") < 24


async def test_a_workspace_has_few_calls_under_way_until_they_go_well(outbox: OutboxHarness) -> None:
    under_way = []
    await outbox.know(ADA, ELI)
    for number in range(40):
        await outbox.plan("note", about=f"s{number}", to=(ADA, ELI)[number % 2])
    for good in (0, 20):
        outbox.loop._slack.breakers.record(TEAM, bad=True)
        for _ in range(good):
            outbox.loop._slack.breakers.record(TEAM, bad=False)
        gate = outbox.hold("chat.postMessage")
        running = asyncio.create_task(outbox.send())
        await gate.reached.wait()
        await asyncio.sleep(2 * POLL_SECONDS)  # whatever else would begin has begun by then
        under_way.append(gate.waiting)
        outbox.loop._stopping = True
        gate.opened.set()
        await running
        outbox.loop._stopping = False
    assert under_way[0] <= FEWEST_AT_ONCE < under_way[1] <= FEWEST_AT_ONCE + 20


async def test_what_is_read_together_fails_alone(outbox: OutboxHarness) -> None:
    outbox.say(kind_of("broken", _broken))
    for number in range(4):
        await outbox.plan("note", about=f"s{number}", to=ELI)
    await outbox.plan("broken")
    await outbox.send()
    assert sorted(outbox.said(ELI)) == [f"note s{number}" for number in range(4)]
    (broken,) = [row for row in await outbox.rows() if row.kind == "broken"]
    assert (broken.state, broken.attempts, broken.error) == (PENDING, 1, "own_fault:ZeroDivisionError")


async def _broken(context: RenderContext) -> Effect:
    raise ZeroDivisionError


async def test_what_is_sent_together_takes_few_transactions(outbox: OutboxHarness) -> None:
    people = [outbox.slack.add_person(f"p{number}").id for number in range(40)]
    await outbox.know(*people)
    for user_id in people:
        await outbox.plan("note", to=user_id, about=user_id)
    for _ in range(60):
        outbox.loop._slack.breakers.record(TEAM, bad=False)
    before = outbox.database.commits
    await outbox.send()
    assert [outbox.said(user_id) for user_id in people] == [[f"note {user_id}"] for user_id in people]
    assert outbox.database.commits - before < 30  # two for each message would be 80


async def test_a_row_that_somebody_holds_keeps_no_other_waiting(
    outbox: OutboxHarness, database_url: str, open_database: Callable[[str], Database]
) -> None:
    if outbox.database.embedded:
        pytest.skip("SQLite locks no rows")
    gate = outbox.hold("conversations.open")
    for to in (ADA, ELI):
        await outbox.plan("note", to=to)
    running = asyncio.create_task(outbox.send())
    await gate.reached.wait()
    async with open_database(database_url).begin(TEAM) as db:
        held = select(Outbox.id).where(Outbox.recipient == ADA)
        await db.scalar(held.with_for_update())
        gate.opened.set()
        await outbox.slack.wait_until(lambda: outbox.said(ELI), within=PATIENCE)
        assert outbox.said(ADA) == []
    await running
    assert outbox.said(ADA) == ["note s1"]


async def test_two_loops_share_the_work(
    outbox: OutboxHarness, database_url: str, open_database: Callable[[str], Database]
) -> None:
    other = outbox.another(open_database(database_url))
    for number in range(30):
        await outbox.plan("note", about=f"s{number}", to=(ADA, ELI)[number % 2])
    shares = await asyncio.gather(outbox.send(), other.run_once())
    assert sum(shares) == 30
    assert sorted(outbox.said(ADA) + outbox.said(ELI)) == sorted(f"note s{number}" for number in range(30))


async def test_a_call_that_hangs_does_not_keep_others_waiting(outbox: OutboxHarness) -> None:
    gate = outbox.hold("chat.postMessage")
    await outbox.plan("note")
    running = asyncio.create_task(outbox.send())
    await gate.reached.wait()
    del outbox.gates["chat.postMessage"]
    await outbox.plan("note", to=ELI)
    await outbox.slack.wait_until(lambda: outbox.said(ELI), within=PATIENCE)
    assert outbox.said(ADA) == []
    gate.opened.set()
    await running
    assert outbox.said(ADA) == ["note s1"]


async def test_stopping_finishes_what_is_under_way_and_begins_nothing_more(outbox: OutboxHarness) -> None:
    for number in range(12):
        await outbox.plan("note", about=f"s{number}")
    gate = outbox.hold("chat.postMessage")
    running = asyncio.create_task(outbox.send())
    await gate.reached.wait()
    stopping = asyncio.create_task(outbox.loop.stop(PATIENCE))
    await asyncio.sleep(0)  # it begins to stop
    gate.opened.set()
    await stopping
    await running
    states = await outbox.states()
    assert states.count(SENT) == len(outbox.said(ADA)) > 0
    assert set(states) == {SENT, PENDING}


async def test_the_card_table_holds_one_row_for_each_card(outbox: OutboxHarness) -> None:
    for _ in range(3):
        await outbox.refresh("tracker")
        await outbox.send()
    async with outbox.database.read(TEAM) as db:
        assert [card.key for card in await db.scalars(select(Card))] == [f"ask:a1@{ADA}"]
