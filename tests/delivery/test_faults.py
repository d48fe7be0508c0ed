"""Whatever goes wrong on the way to Slack: nothing is lost, and nothing is said twice without saying so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from bot.delivery import calls
from bot.delivery.ledger import GRACE
from bot.delivery.service import card_of, forget_refusals, refresh
from bot.kit.db import Database
from bot.kit.slack import SlackClients
from bot.models import Outbox, OutboxState
from tests.delivery.office import ADA, BOTH, ELI, START, TEAM, Office

SENT, PENDING, UNKNOWN = OutboxState.SENT, OutboxState.PENDING, OutboxState.UNKNOWN
CANCELLED, DEAD, LEASED, SENDING = (
    OutboxState.CANCELLED,
    OutboxState.DEAD,
    OutboxState.LEASED,
    OutboxState.SENDING,
)
AFTER_GRACE = GRACE.total_seconds() + 1


@pytest.fixture
def without_history(office: Office) -> None:
    office.slack.world.scopes -= {"im:history", "mpim:history"}


# --- rate limits ----------------------------------------------------------------------------------------


async def test_slack_is_left_alone_for_as_long_as_it_asks(office: Office) -> None:
    office.slack.weather.add("chat.postMessage", "rate_limited", seconds=30)
    await office.plan("note")
    await office.send()
    await office.plan("note", about="s2")
    office.clock.shift(seconds=29)
    await office.send()
    assert office.calls("chat.postMessage") == 1
    assert await office.states() == [PENDING, PENDING]
    office.clock.shift(seconds=1)
    await office.send()
    assert sorted(office.said(ADA)) == ["note s1", "note s2"]


async def test_the_wait_of_one_conversation_is_not_that_of_another(office: Office) -> None:
    office.slack.weather.add("chat.postMessage", "rate_limited", seconds=30)
    await office.plan("note")
    await office.send()
    await office.plan("note", to=ELI)
    await office.send()
    assert (office.said(ADA), office.said(ELI)) == ([], ["note s1"])


async def test_waiting_does_not_lengthen_usefulness(office: Office) -> None:
    await office.plan("nudge")
    office.slack.weather.add("chat.postMessage", "rate_limited", times=None, seconds=3600)
    for _ in range(8):
        await office.send()
        office.clock.shift(hours=1, seconds=1)
    assert await office.states() == [OutboxState.EXPIRED]


# --- calls of unknown fate ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "trouble"),
    [("note", "hang"), *product(("note", "tracker", "calendar"), ("server_error", "lost"))],
)
async def test_an_unknown_fate_is_looked_up_and_the_message_arrives_once(
    office: Office, kind: str, trouble: str
) -> None:
    method = "files.completeUploadExternal" if kind == "calendar" else "chat.postMessage"
    office.slack.weather.add(method, trouble, seconds=2)  # type: ignore[arg-type]
    await office.plan(kind, about="a1")
    await office.send()
    assert await office.states() == [UNKNOWN]
    office.clock.shift(seconds=GRACE.total_seconds() - 1)
    await office.send()
    assert await office.states() == [UNKNOWN]  # Slack may still be at it
    for _ in range(2):
        office.clock.shift(seconds=2)
        await office.send()
    assert await office.states() == [SENT]
    assert len(office.said(ADA)) == 1


async def test_a_card_whose_receipt_was_lost_is_kept_current(office: Office) -> None:
    office.slack.weather.add("chat.postMessage", "lost")
    await office.plan("tracker", about="a1")
    await office.send()
    office.shown["a1"] = "Eli says yes"
    await office.within(lambda db: refresh(db, "tracker", to=ADA, about="a1", now=office.clock.now()))
    await office.send()
    assert office.said(ADA) == ["asked one expert"]  # posting the new state now might make two cards
    office.clock.shift(seconds=AFTER_GRACE)
    await office.send()
    office.clock.shift(seconds=6)
    await office.send()
    assert office.said(ADA) == ["Eli says yes"]
    assert (await office.within(lambda db: card_of(db, "ask:a1", ADA))).digest


async def test_a_card_is_never_made_from_a_state_older_than_its_last_request(office: Office) -> None:
    await office.plan("tracker", about="a1")
    async with office.database.begin(TEAM) as db:
        await refresh(db, "tracker", to=ADA, about="a1", now=office.clock.now())
        sending = asyncio.create_task(office.send())
        await asyncio.sleep(0.2)  # the change is not committed yet: the worker must not take the row
        office.shown["a1"] = "Eli says yes"
    await sending
    await office.send()
    assert office.said(ADA) == ["Eli says yes"]
    assert office.calls("chat.update") == 0


async def test_where_nothing_can_be_looked_up_it_stays_unsaid(office: Office, without_history: None) -> None:
    office.slack.weather.add("chat.postMessage", "server_error")
    await office.plan("note")
    for _ in range(3):
        await office.send()
        office.clock.shift(seconds=AFTER_GRACE)
    row = await office.row()
    assert (row.state, row.error, row.done_at is None) == (UNKNOWN, "http_500", False)
    assert (office.said(ADA), office.calls("conversations.history")) == ([], 1)


async def test_what_matters_is_said_once_more_and_says_so(office: Office, without_history: None) -> None:
    office.slack.weather.add("chat.postMessage", "lost")
    await office.plan("vital")
    for _ in range(3):
        await office.send()
        office.clock.shift(seconds=AFTER_GRACE)
    assert await office.states() == [SENT]
    assert office.said(ADA) == ["vital s1", "vital s1"]
    first, second = [call.args["blocks"] for call in office.slack.traffic.calls_of("chat.postMessage")]
    assert calls.SEEN_ALREADY not in str(first)
    assert calls.SEEN_ALREADY in str(second)


async def test_it_is_said_once_more_only_once(office: Office, without_history: None) -> None:
    office.slack.weather.add("chat.postMessage", "lost", times=None)
    await office.plan("vital")
    for _ in range(6):
        await office.send()
        office.clock.shift(seconds=AFTER_GRACE)
    assert len(office.said(ADA)) == 2
    row = await office.row()
    assert (row.state, row.done_at is None) == (UNKNOWN, False)


async def test_history_that_is_rate_limited_is_asked_later(office: Office) -> None:
    office.slack.weather.add("chat.postMessage", "lost")
    office.slack.weather.add("conversations.history", "rate_limited", seconds=120)
    await office.plan("note")
    await office.send()
    for _ in range(3):
        office.clock.shift(seconds=AFTER_GRACE)
        await office.send()
    assert (office.said(ADA), await office.states()) == (["note s1"], [SENT])
    assert office.calls("conversations.history") == 2


@pytest.mark.parametrize("trouble", ["server_error", "lost"])
@pytest.mark.parametrize(
    ("method", "kind"),
    [("conversations.open", "note"), ("views.publish", "home"), ("files.getUploadURLExternal", "calendar")],
)
async def test_what_may_be_repeated_is_repeated(office: Office, method: str, kind: str, trouble: str) -> None:
    office.slack.weather.add(method, trouble, seconds=2)  # type: ignore[arg-type]
    await office.plan(kind)
    await office.send()
    assert await office.states() == [PENDING]
    office.clock.shift(seconds=3)
    await office.send()
    assert await office.states() == [SENT]


async def test_a_lost_update_is_repeated(office: Office) -> None:
    await office.plan("tracker", about="a1")
    await office.send()
    office.shown["a1"] = "Eli says yes"
    office.slack.weather.add("chat.update", "server_error")
    await office.plan("tracker", about="a1", version=1)
    await office.send()
    office.clock.shift(seconds=3)
    await office.send()
    assert office.said(ADA) == ["Eli says yes"]


# --- Slack not reached, Slack refusing ------------------------------------------------------------------


async def test_while_slack_is_not_reached_it_is_tried_ever_more_rarely(
    office: Office, unused_tcp_port: int
) -> None:
    reachable = office.clients
    office.clients = SlackClients(f"http://127.0.0.1:{unused_tcp_port}/", reachable.http)
    await office.plan("note")
    for _ in range(4):
        await office.send()
        office.clock.instant = (await office.row()).due_at
    row = await office.row()
    assert (row.state, row.attempts, row.error) == (PENDING, 4, "not_reached")
    assert timedelta(seconds=15) < row.due_at - START < timedelta(seconds=31)  # 2 + 4 + 8 + 16 at most
    office.clients = reachable
    await office.send()
    assert office.said(ADA) == ["note s1"]


async def test_after_twenty_times_it_is_a_dead_letter(office: Office, unused_tcp_port: int) -> None:
    office.clients = SlackClients(f"http://127.0.0.1:{unused_tcp_port}/", office.clients.http)
    await office.plan("note")
    await office.within(lambda db: db.update_where(Outbox, attempts=19))
    await office.send()
    row = await office.row()
    assert (row.state, row.error, row.attempts) == (DEAD, "not_reached", 20)


@pytest.mark.parametrize(
    "code", ["invalid_blocks", "msg_too_long", "user_not_found", "messages_tab_disabled"]
)
async def test_what_slack_refuses_for_good_is_a_dead_letter(
    office: Office, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    office.slack.weather.add("chat.postMessage", "error", times=None, code=code)
    await office.plan("note")
    await office.send()
    row = await office.row()
    assert (row.state, row.error) == (DEAD, code)
    assert row.id in caplog.text
    assert "note s1" not in caplog.text


async def test_a_person_who_left_is_a_dead_letter(office: Office) -> None:
    office.slack.world.users[ADA].deleted = True
    await office.plan("note")
    await office.send()
    assert (await office.row()).error == "user_disabled"


async def test_a_conversation_that_is_gone_is_opened_anew(office: Office) -> None:
    await office.plan("note")
    await office.send()
    office.slack.weather.add("chat.postMessage", "error", code="channel_not_found")
    await office.plan("note", about="s2")
    await office.send()
    assert office.said(ADA) == ["note s1", "note s2"]
    assert office.calls("conversations.open") == 2


async def test_a_conversation_that_stays_gone_is_a_dead_letter(office: Office) -> None:
    office.slack.weather.add("chat.postMessage", "error", times=None, code="channel_not_found")
    await office.plan("note")
    await office.send()
    assert await office.states() == [DEAD]
    assert office.calls("chat.postMessage") == 2


async def test_a_home_that_is_switched_off_is_left(office: Office) -> None:
    office.slack.world.home_enabled = False
    await office.plan("home")
    await office.send()
    row = await office.row()
    assert (row.state, row.error) == (CANCELLED, "not_enabled")


async def test_a_workspace_that_turns_us_away_is_left_alone_and_nothing_is_lost(office: Office) -> None:
    office.slack.revoke_token()
    for about in ("s1", "s2", "s3"):
        await office.plan("note", about=about, to=BOTH)
    await office.send()
    called = len(office.slack.traffic.calls)
    await office.send()
    assert len(office.slack.traffic.calls) == called <= 4
    assert set(office.refused) == {(TEAM, "token_revoked")}
    assert await office.states() == [PENDING] * 3
    for token in office.slack.world.tokens.values():
        token.dead = ""
    await office.within(forget_refusals)  # what a new installation does
    await office.send()
    assert len(office.said(ADA, ELI)) == 3


async def test_when_half_of_the_calls_go_wrong_sending_pauses(office: Office) -> None:
    office.slack.weather.add("chat.postMessage", "server_error", times=None)
    for number in range(40):
        await office.plan("note", about=f"s{number}")
    await office.send()
    assert office.calls("chat.postMessage") < 20
    assert (await office.states()).count(PENDING) > 20
    assert await office.send() == 0


# --- workers that die, freeze or stop -------------------------------------------------------------------


async def test_what_a_lost_worker_had_only_prepared_is_sent(office: Office) -> None:
    await office.plan("note")
    await _left(office, LEASED)
    assert await office.send() == 0
    office.clock.shift(seconds=61)
    await office.send()
    assert office.said(ADA) == ["note s1"]


async def test_what_a_lost_worker_may_have_sent_is_looked_up_first(office: Office) -> None:
    await office.plan("note")
    await office.send()
    await _left(office, SENDING)  # it died between Slack's answer and the receipt
    for _ in range(3):
        office.clock.shift(seconds=61)
        await office.send()
    assert (office.said(ADA), await office.states()) == (["note s1"], [SENT])


async def _left(office: Office, state: OutboxState) -> None:
    """Leave a row as a worker does that dies."""
    until = office.clock.now() + timedelta(seconds=60)
    await office.within(
        lambda db: db.update_where(
            Outbox,
            state=state,
            lease_owner="lost",
            lease_until=until,
            fence=7,
            dispatched_at=office.clock.now(),
            done_at=None,
        )
    )


async def test_a_moved_clock_does_not_take_a_row_from_the_worker_that_is_at_it(office: Office) -> None:
    office.slack.weather.add("chat.postMessage", "slow", seconds=0.3)
    await office.plan("note")
    running = asyncio.create_task(office.send())
    await office.slack.wait_until(lambda: office.slack.traffic.in_flight)
    await asyncio.sleep(0.05)
    office.clock.shift(days=3)
    await office.plan("note", about="s2", to=ELI)
    await running
    await office.send()
    assert await office.states() == [SENT, SENT]
    assert office.said(ADA) == ["note s1"]


async def test_a_receipt_counts_even_when_another_worker_gave_up_hope(
    office: Office, database_url: str, open_database: Callable[[str], Database]
) -> None:
    other = office.another(open_database(database_url))
    office.slack.weather.add("chat.postMessage", "slow", seconds=0.4)
    await office.plan("note")
    running = asyncio.create_task(office.send())
    await office.slack.wait_until(lambda: office.slack.traffic.calls_of("conversations.open"))
    await asyncio.sleep(0.2)
    office.clock.shift(seconds=61)  # the lease is over, the grace is not
    await other.run_once()
    assert await office.states() == [UNKNOWN]
    await running
    assert await office.states() == [SENT]


async def test_a_worker_that_was_frozen_does_not_call_when_it_wakes_up(office: Office) -> None:
    handler = office.dispatcher._handler
    office.dispatcher._handler = replace(handler, monotonic=lambda: float("inf"))
    await office.plan("note", due=START + timedelta(seconds=1))
    office.clock.shift(seconds=1)
    running = asyncio.create_task(office.send())
    await asyncio.sleep(0.5)
    await office.dispatcher.stop(1)
    await running
    assert (office.calls("chat.postMessage"), await office.states()) == (0, [PENDING])
    await office.another().run_once()
    assert office.said(ADA) == ["note s1"]


async def test_a_worker_that_may_not_finish_leaves_no_doubt_about_what_it_did(office: Office) -> None:
    office.slack.weather.add("chat.postMessage", "lost", seconds=0)
    office.slack.weather.add("chat.postMessage", "hang", seconds=0.9)
    await office.plan("note")
    await office.plan("note", about="s2", to=ELI)
    running = asyncio.create_task(office.send())
    await office.slack.wait_until(lambda: len(office.slack.traffic.calls_of("conversations.open")) == 2)
    await asyncio.sleep(0.2)
    await office.dispatcher.stop(0.05)
    await running
    assert set(await office.states()) <= {UNKNOWN, PENDING}
    fresh = office.another()
    for _ in range(3):
        office.clock.shift(seconds=AFTER_GRACE)
        await fresh.run_once()
    assert await office.states() == [SENT, SENT]
    assert (office.said(ADA), office.said(ELI)) == (["note s1"], ["note s2"])
