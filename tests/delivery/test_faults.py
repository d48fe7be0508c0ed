"""Whatever goes wrong on the way to Slack: nothing is lost, and nothing is said twice without saying so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from bot.delivery import texts
from bot.delivery.messages import Recipient
from bot.delivery.outbox import card_key, forget_refusals, refresh
from bot.delivery.store import FIRST_LOOK, GRACE, LEASE
from bot.kit.db import Database
from bot.kit.slack import SlackClients
from bot.models import Card, Outbox, OutboxState, Workspace
from bot.playground.slack.limits import PostLimits
from tests.support.clock import MONDAY, PATIENCE
from tests.support.factories import ADA, ELI
from tests.support.outbox import BOTH, TEAM, OutboxHarness

SENT, PENDING, UNKNOWN = OutboxState.SENT, OutboxState.PENDING, OutboxState.UNKNOWN
CANCELLED, DEAD, LEASED, SENDING = (
    OutboxState.CANCELLED,
    OutboxState.DEAD,
    OutboxState.LEASED,
    OutboxState.SENDING,
)
AFTER_GRACE = GRACE.total_seconds() + 1


@pytest.fixture
def without_history(outbox: OutboxHarness) -> None:
    outbox.slack.workspace.scopes -= {"im:history", "mpim:history"}


# --- rate limits ----------------------------------------------------------------------------------------


async def test_slack_is_left_alone_for_as_long_as_it_asks(outbox: OutboxHarness) -> None:
    outbox.slack.weather.add("chat.postMessage", "rate_limited", seconds=30)
    await outbox.plan("note")
    await outbox.send()
    await outbox.plan("note", about="s2")
    outbox.clock.shift(seconds=29)
    await outbox.send()
    assert outbox.calls("chat.postMessage") == 1
    assert await outbox.states() == [PENDING, PENDING]
    outbox.clock.shift(seconds=1)
    await outbox.send()
    assert sorted(outbox.said(ADA)) == ["note s1", "note s2"]


async def test_the_wait_of_one_conversation_is_not_that_of_another(outbox: OutboxHarness) -> None:
    outbox.slack.weather.add("chat.postMessage", "rate_limited", seconds=30)
    await outbox.plan("note")
    await outbox.send()
    await outbox.plan("note", to=ELI)
    await outbox.send()
    assert (outbox.said(ADA), outbox.said(ELI)) == ([], ["note s1"])


async def test_the_limit_of_a_workspace_is_respected_everywhere_in_it(outbox: OutboxHarness) -> None:
    people = [outbox.slack.add_person(f"p{number}").id for number in range(30)]
    await outbox.know(*people)
    outbox.slack.api.limits = PostLimits(per_minute=5)
    for user_id in people:
        await outbox.plan("note", to=user_id)
    await outbox.send()
    assert sum(bool(outbox.said(user_id)) for user_id in people) == 5
    refused = outbox.calls("chat.postMessage") - 5
    assert 0 < refused <= 12  # what was under way already, and not each of the 25 that are left
    outbox.slack.api.limits = None
    await outbox.send()
    assert outbox.calls("chat.postMessage") == 5 + refused  # not before Slack's time
    outbox.clock.shift(minutes=1)
    await outbox.send()
    assert [outbox.said(user_id) for user_id in people] == [["note s1"]] * 30


async def test_waiting_does_not_lengthen_usefulness(outbox: OutboxHarness) -> None:
    await outbox.plan("nudge")
    outbox.slack.weather.add("chat.postMessage", "rate_limited", times=None, seconds=3600)
    for _ in range(8):
        await outbox.send()
        outbox.clock.shift(hours=1, seconds=1)
    assert await outbox.states() == [OutboxState.EXPIRED]


# --- calls of unknown fate ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "trouble"),
    [("note", "hang"), *product(("note", "tracker", "calendar"), ("server_error", "lost"))],
)
async def test_an_unknown_fate_is_looked_up_and_the_message_arrives_once(
    outbox: OutboxHarness, kind: str, trouble: str
) -> None:
    method = "files.completeUploadExternal" if kind == "calendar" else "chat.postMessage"
    outbox.slack.weather.add(method, trouble, seconds=2)  # type: ignore[arg-type]
    if trouble == "hang":
        outbox.limits_of[method] = 0.5
    await outbox.plan(kind, about="a1")
    await outbox.send()
    outbox.limits_of.clear()
    assert await outbox.states() == [UNKNOWN]
    for seconds in (FIRST_LOOK.total_seconds() - 1, 2, GRACE.total_seconds() - 12):
        outbox.clock.shift(seconds=seconds)
        await outbox.send()
        # What is found is settled at once; what is not, Slack may still be at.
        found = trouble == "lost" and seconds != FIRST_LOOK.total_seconds() - 1
        assert await outbox.states() == [SENT if found else UNKNOWN]
    assert outbox.calls("conversations.history") == 1
    for _ in range(2):
        outbox.clock.shift(seconds=2)
        await outbox.send()
    assert await outbox.states() == [SENT]
    assert len(outbox.said(ADA)) == 1


async def test_a_card_whose_receipt_was_lost_is_kept_current(outbox: OutboxHarness) -> None:
    outbox.slack.weather.add("chat.postMessage", "lost")
    await outbox.plan("tracker", about="a1")
    await outbox.send()
    outbox.shown["a1"] = "Eli says yes"
    await outbox.refresh("tracker")
    await outbox.send()
    assert outbox.said(ADA) == ["asked one expert"]  # posting the new state now might make two cards
    outbox.clock.shift(seconds=AFTER_GRACE)
    await outbox.send()
    outbox.clock.shift(seconds=6)
    await outbox.send()
    assert outbox.said(ADA) == ["Eli says yes"]
    assert (await outbox.within(lambda db: db.get(Card, card_key("ask:a1", Recipient.person(ADA))))).digest


async def test_a_card_is_never_made_from_a_state_older_than_its_last_request(outbox: OutboxHarness) -> None:
    await outbox.plan("tracker", about="a1")
    async with outbox.database.begin(TEAM) as db:
        await refresh(
            db, outbox.kinds["tracker"], to=Recipient.person(ADA), about="a1", now=outbox.clock.now()
        )
        sending = asyncio.create_task(outbox.send())
        await asyncio.sleep(0.2)  # the change is not committed yet: the worker must not take the row
        outbox.shown["a1"] = "Eli says yes"
    await sending
    await outbox.send()
    assert outbox.said(ADA) == ["Eli says yes"]
    assert outbox.calls("chat.update") == 0


async def test_where_nothing_can_be_looked_up_it_stays_unsaid(
    outbox: OutboxHarness, without_history: None
) -> None:
    outbox.slack.weather.add("chat.postMessage", "server_error")
    await outbox.plan("note")
    for _ in range(3):
        await outbox.send()
        outbox.clock.shift(seconds=AFTER_GRACE)
    row = await outbox.row()
    assert (row.state, row.error, row.done_at is None) == (UNKNOWN, "http_500", False)
    assert (outbox.said(ADA), outbox.calls("conversations.history")) == ([], 1)


async def test_what_matters_is_said_once_more_and_says_so(
    outbox: OutboxHarness, without_history: None
) -> None:
    outbox.slack.weather.add("chat.postMessage", "lost")
    await outbox.plan("vital")
    for _ in range(3):
        await outbox.send()
        outbox.clock.shift(seconds=AFTER_GRACE)
    assert await outbox.states() == [SENT]
    assert outbox.said(ADA) == ["vital s1", "vital s1"]
    first, second = [call.args["blocks"] for call in outbox.slack.traffic.calls_of("chat.postMessage")]
    assert str(texts.SEEN_ALREADY) not in str(first)
    assert str(texts.SEEN_ALREADY) in str(second)


async def test_it_is_said_once_more_only_once(outbox: OutboxHarness, without_history: None) -> None:
    outbox.slack.weather.add("chat.postMessage", "lost", times=None)
    await outbox.plan("vital")
    for _ in range(6):
        await outbox.send()
        outbox.clock.shift(seconds=AFTER_GRACE)
    assert len(outbox.said(ADA)) == 2
    row = await outbox.row()
    assert (row.state, row.done_at is None) == (UNKNOWN, False)


async def test_history_that_is_rate_limited_is_asked_later(outbox: OutboxHarness) -> None:
    outbox.slack.weather.add("chat.postMessage", "lost")
    outbox.slack.weather.add("conversations.history", "rate_limited", seconds=120)
    await outbox.plan("note")
    await outbox.send()
    for _ in range(3):
        outbox.clock.shift(seconds=AFTER_GRACE)
        await outbox.send()
    assert (outbox.said(ADA), await outbox.states()) == (["note s1"], [SENT])
    assert outbox.calls("conversations.history") == 2


@pytest.mark.parametrize("trouble", ["server_error", "lost"])
@pytest.mark.parametrize(
    ("method", "kind"),
    [("conversations.open", "note"), ("views.publish", "home"), ("files.getUploadURLExternal", "calendar")],
)
async def test_what_may_be_repeated_is_repeated(
    outbox: OutboxHarness, method: str, kind: str, trouble: str
) -> None:
    outbox.slack.weather.add(method, trouble, seconds=2)  # type: ignore[arg-type]
    await outbox.plan(kind)
    await outbox.send()
    assert await outbox.states() == [PENDING]
    outbox.clock.shift(seconds=3)
    await outbox.send()
    assert await outbox.states() == [SENT]


async def test_a_lost_update_is_repeated(outbox: OutboxHarness) -> None:
    await outbox.plan("tracker", about="a1")
    await outbox.send()
    outbox.shown["a1"] = "Eli says yes"
    outbox.slack.weather.add("chat.update", "server_error")
    await outbox.plan("tracker", about="a1", version=1)
    await outbox.send()
    outbox.clock.shift(seconds=3)
    await outbox.send()
    assert outbox.said(ADA) == ["Eli says yes"]


# --- Slack not reached, Slack refusing ------------------------------------------------------------------


async def test_while_slack_is_not_reached_it_is_tried_ever_more_rarely(
    outbox: OutboxHarness, unused_tcp_port: int
) -> None:
    reachable = outbox.clients
    outbox.clients = SlackClients(f"http://127.0.0.1:{unused_tcp_port}/", reachable.http)
    await outbox.plan("note")
    for _ in range(4):
        await outbox.send()
        outbox.clock.instant = (await outbox.row()).due_at
    row = await outbox.row()
    assert (row.state, row.attempts, row.error) == (PENDING, 4, "not_reached")
    assert timedelta(seconds=15) < row.due_at - MONDAY < timedelta(seconds=31)  # 2 + 4 + 8 + 16 at most
    outbox.clients = reachable
    await outbox.send()
    assert outbox.said(ADA) == ["note s1"]


async def test_after_twenty_times_it_is_a_dead_letter(outbox: OutboxHarness, unused_tcp_port: int) -> None:
    outbox.clients = SlackClients(f"http://127.0.0.1:{unused_tcp_port}/", outbox.clients.http)
    await outbox.plan("note")
    await outbox.within(lambda db: db.update_where(Outbox, attempts=19))
    await outbox.send()
    row = await outbox.row()
    assert (row.state, row.error, row.attempts) == (DEAD, "not_reached", 20)


@pytest.mark.parametrize(
    "code", ["invalid_blocks", "msg_too_long", "user_not_found", "messages_tab_disabled"]
)
async def test_what_slack_refuses_for_good_is_a_dead_letter(
    outbox: OutboxHarness, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    outbox.slack.weather.add("chat.postMessage", "error", times=None, code=code)
    await outbox.plan("note")
    await outbox.send()
    row = await outbox.row()
    assert (row.state, row.error) == (DEAD, code)
    assert row.id in caplog.text
    assert "note s1" not in caplog.text


async def test_a_person_who_left_is_a_dead_letter(outbox: OutboxHarness) -> None:
    outbox.slack.workspace.users[ADA].deleted = True
    await outbox.plan("note")
    await outbox.send()
    assert (await outbox.row()).error == "user_disabled"


async def test_a_conversation_that_is_gone_is_opened_anew(outbox: OutboxHarness) -> None:
    await outbox.plan("note")
    await outbox.send()
    outbox.slack.weather.add("chat.postMessage", "error", code="channel_not_found")
    await outbox.plan("note", about="s2")
    await outbox.send()
    assert outbox.said(ADA) == ["note s1", "note s2"]
    assert outbox.calls("conversations.open") == 2


async def test_a_conversation_that_stays_gone_is_a_dead_letter(outbox: OutboxHarness) -> None:
    outbox.slack.weather.add("chat.postMessage", "error", times=None, code="channel_not_found")
    await outbox.plan("note")
    await outbox.send()
    assert await outbox.states() == [DEAD]
    assert outbox.calls("chat.postMessage") == 2


async def test_a_home_that_is_switched_off_is_left(outbox: OutboxHarness) -> None:
    outbox.slack.workspace.home_enabled = False
    await outbox.plan("home")
    await outbox.send()
    row = await outbox.row()
    assert (row.state, row.error) == (CANCELLED, "not_enabled")


async def test_a_workspace_that_turns_us_away_is_left_alone_and_nothing_is_lost(
    outbox: OutboxHarness,
) -> None:
    outbox.slack.revoke_token()
    for about in ("s1", "s2", "s3"):
        await outbox.plan("note", about=about, to=BOTH)
    await outbox.send()
    called = len(outbox.slack.traffic.calls)
    await outbox.send()
    assert len(outbox.slack.traffic.calls) == called <= 4
    assert set(outbox.refused) == {(TEAM, "token_revoked")}
    assert await outbox.states() == [PENDING] * 3
    for token in outbox.slack.workspace.tokens.values():
        token.dead = ""
    await outbox.within(forget_refusals)  # what a new installation does
    await outbox.send()
    assert len(outbox.said(ADA, ELI)) == 3


UNTIL_AN_ADMIN_ACTS = [
    "org_login_required",
    "ekm_access_denied",
    "access_denied",
    "accesslimited",
    "team_access_not_granted",
    "enterprise_is_restricted",
    "two_factor_setup_required",
    "invalid_auth",
    "not_allowed_token_type",
]


@pytest.mark.parametrize("code", UNTIL_AN_ADMIN_ACTS)
async def test_a_workspace_that_lets_nobody_in_waits_and_goes_on_by_itself(
    outbox: OutboxHarness, code: str
) -> None:
    await outbox.plan("note")
    outbox.slack.weather.add("*", "error", None, code=code)
    for _ in range(25):  # more often than a row is tried
        await outbox.send()
        outbox.clock.shift(minutes=15, seconds=1)
    assert outbox.refused == []  # else the token would be deleted
    assert await outbox.states() == [PENDING]
    outbox.slack.weather.clear()
    await outbox.send()
    assert outbox.said(ADA) == ["note s1"]


@pytest.mark.parametrize("code", ["account_inactive", "token_revoked", "app_uninstalled", "tokens_revoked"])
async def test_a_workspace_from_which_the_app_is_gone_is_reported_as_gone(
    outbox: OutboxHarness, code: str
) -> None:
    await outbox.plan("note")
    outbox.slack.weather.add("*", "error", None, code=code)
    await outbox.send()
    assert set(outbox.refused) == {(TEAM, code)}


async def test_when_half_of_the_calls_go_wrong_sending_pauses(outbox: OutboxHarness) -> None:
    outbox.slack.weather.add("chat.postMessage", "server_error", times=None)
    for number in range(40):
        await outbox.plan("note", about=f"s{number}")
    await outbox.send()
    assert outbox.calls("chat.postMessage") < 20
    assert (await outbox.states()).count(PENDING) > 20
    assert await outbox.send() == 0


async def test_trouble_in_one_workspace_holds_up_no_other(outbox: OutboxHarness) -> None:
    await outbox.open("T2")
    outbox.slack.weather.add("chat.postMessage", "server_error", times=12)
    for number in range(40):
        await outbox.plan("note", about=f"s{number}")
    await outbox.send()
    assert outbox.loop._slack.breakers.paused == {TEAM}
    outbox.slack.weather.clear()
    await outbox.plan("note", to=ELI, team="T2")
    await outbox.send()
    assert outbox.said(ELI) == ["note s1"]
    assert (await outbox.states()).count(PENDING) > 20


async def test_what_is_looked_up_must_be_of_our_own_bot(outbox: OutboxHarness) -> None:
    bot = outbox.slack.workspace.bot_user_id
    for written_by, state in [("U0ANOTHER", UNKNOWN), (bot, SENT)]:
        await outbox.within(lambda db, who=written_by: db.update_where(Workspace, bot_user_id=who))
        outbox.slack.weather.add("chat.postMessage", "lost")
        await outbox.plan("note", about=written_by)
        await outbox.send()
        outbox.clock.shift(seconds=FIRST_LOOK.total_seconds() + 1)
        await outbox.send()
        assert (await outbox.rows())[-1].state is state


# --- workers that die, freeze or stop -------------------------------------------------------------------


async def test_what_a_lost_worker_had_only_prepared_is_sent_within_fifteen_seconds(
    outbox: OutboxHarness,
) -> None:
    await outbox.plan("note")
    await _left(outbox, LEASED)
    assert await outbox.send() == 0
    outbox.clock.shift(seconds=14)
    await outbox.send()
    assert outbox.said(ADA) == ["note s1"]


async def test_what_a_lost_worker_may_have_sent_is_looked_up_first(outbox: OutboxHarness) -> None:
    await outbox.plan("note")
    await outbox.send()
    await _left(outbox, SENDING)  # it died between Slack's answer and the receipt
    outbox.clock.shift(seconds=14)
    await outbox.send()
    assert (outbox.said(ADA), await outbox.states()) == (["note s1"], [SENT])


async def _left(outbox: OutboxHarness, state: OutboxState) -> None:
    """Leave a row as a worker does that dies."""
    until = outbox.clock.now() + LEASE
    await outbox.within(
        lambda db: db.update_where(
            Outbox,
            state=state,
            lease_owner="lost",
            lease_until=until,
            fence=7,
            dispatched_at=outbox.clock.now(),
            done_at=None,
        )
    )


@pytest.mark.parametrize(("every", "kept"), [(0.02, True), (PATIENCE, False)], ids=["renewed", "control"])
async def test_a_call_that_takes_longer_than_a_lease_stays_with_its_worker(
    outbox: OutboxHarness,
    database_url: str,
    open_database: Callable[[str], Database],
    monkeypatch: pytest.MonkeyPatch,
    every: float,
    kept: bool,
) -> None:
    monkeypatch.setattr("bot.delivery.loop.RENEW_SECONDS", every)
    other = outbox.another(open_database(database_url))
    gate = outbox.hold("chat.postMessage")
    await outbox.plan("note")
    running = asyncio.create_task(outbox.send())
    await gate.reached.wait()
    for _ in range(4):
        outbox.clock.shift(seconds=8)
        if kept:
            await until_renewed(outbox)
        await other.run_once()
    assert await outbox.states() == [SENDING if kept else UNKNOWN]
    gate.opened.set()
    await running
    assert (outbox.said(ADA), await outbox.states()) == (["note s1"], [SENT])


async def until_renewed(outbox: OutboxHarness) -> None:
    async with asyncio.timeout(PATIENCE):
        while (await outbox.row()).lease_until != outbox.clock.now() + LEASE:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_a_moved_clock_does_not_take_a_row_from_the_worker_that_is_at_it(outbox: OutboxHarness) -> None:
    gate = outbox.hold("chat.postMessage")
    await outbox.plan("note")
    running = asyncio.create_task(outbox.send())
    await gate.reached.wait()
    del outbox.gates["chat.postMessage"]
    outbox.clock.shift(days=3)
    await outbox.plan("note", about="s2", to=ELI)
    await outbox.slack.wait_until(lambda: outbox.said(ELI), within=PATIENCE)
    gate.opened.set()
    await running
    await outbox.send()
    assert await outbox.states() == [SENT, SENT]
    assert outbox.said(ADA) == ["note s1"]


async def test_a_receipt_counts_even_when_another_worker_gave_up_hope(
    outbox: OutboxHarness, database_url: str, open_database: Callable[[str], Database]
) -> None:
    other = outbox.another(open_database(database_url))
    gate = outbox.hold("chat.postMessage")
    await outbox.plan("note")
    running = asyncio.create_task(outbox.send())
    await gate.reached.wait()
    outbox.clock.shift(seconds=61)  # the lease is over, the grace is not
    await other.run_once()
    assert await outbox.states() == [UNKNOWN]
    gate.opened.set()
    await running
    assert await outbox.states() == [SENT]


async def test_a_worker_that_was_frozen_does_not_call_when_it_wakes_up(outbox: OutboxHarness) -> None:
    sender = outbox.loop._sender
    outbox.loop._sender = replace(sender, monotonic=lambda: float("inf"))
    await outbox.plan("note", due=MONDAY + timedelta(seconds=1))
    outbox.clock.shift(seconds=1)
    running = asyncio.create_task(outbox.send())
    await asyncio.sleep(0.5)
    await outbox.loop.stop(1)
    await running
    assert (outbox.calls("chat.postMessage"), await outbox.states()) == (0, [PENDING])
    await outbox.another().run_once()
    assert outbox.said(ADA) == ["note s1"]


async def test_a_worker_that_may_not_finish_leaves_no_doubt_about_what_it_did(outbox: OutboxHarness) -> None:
    outbox.slack.weather.add("chat.postMessage", "lost", seconds=0)
    outbox.slack.weather.add("chat.postMessage", "hang", seconds=PATIENCE)
    await outbox.plan("note")
    await outbox.plan("note", about="s2", to=ELI)
    running = asyncio.create_task(outbox.send())
    await outbox.slack.wait_until(lambda: not outbox.slack.weather.faults)  # both calls have reached Slack
    await outbox.loop.stop(0.05)
    await running
    assert set(await outbox.states()) <= {UNKNOWN, PENDING}
    fresh = outbox.another()
    for _ in range(3):
        outbox.clock.shift(seconds=AFTER_GRACE)
        await fresh.run_once()
    assert await outbox.states() == [SENT, SENT]
    assert (outbox.said(ADA), outbox.said(ELI)) == (["note s1"], ["note s2"])
