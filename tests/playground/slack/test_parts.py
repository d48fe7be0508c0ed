"""The traffic log, the weather, waiting, and the manifest: small parts with promises of their own."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.playground.slack import manifest, traffic
from bot.playground.slack.server import StandIn
from bot.playground.slack.traffic import ApiCall, Delivery, Traffic
from bot.playground.slack.waiter import Waiter
from bot.playground.slack.weather import KINDS, Weather
from bot.playground.slack.workspace import Workspace
from tests.support.clock import MONDAY, SettableClock


def call(number: int, weight: int = 0) -> ApiCall:
    return ApiCall(number, MONDAY, "chat.postMessage", {}, {"ok": True}, 200, 0.0, weight=weight)


def delivery(number: int) -> Delivery:
    return Delivery(number, MONDAY, "command", {})


def test_both_directions_stand_in_the_order_in_which_they_ended() -> None:
    log = Traffic()
    for entry in (call(2), delivery(1), call(3)):
        log.add(entry)
    assert [(type(one).__name__, one.seq) for one in log.entries()] == [
        ("ApiCall", 1),
        ("Delivery", 2),
        ("ApiCall", 3),
    ]
    assert len(log.calls_of("chat.postMessage")) == 2
    assert len(log.deliveries_of("command")) == 1
    assert log.calls_of("chat.update") == []


def test_the_oldest_of_both_directions_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traffic, "KEPT", 3)
    log = Traffic()
    for number in range(3):
        log.add(call(number))
        log.add(delivery(number))
    assert [one.seq for one in log.entries()] == [4, 5, 6]


def test_what_is_heavy_makes_room_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traffic, "MOST_WEIGHT", 100)
    log = Traffic()
    for number in range(4):
        log.add(call(number, weight=40))
    assert [one.number for one in log.calls] == [2, 3]


def test_numbers_go_on_rising_when_the_log_is_cleared() -> None:
    log = Traffic()
    log.add(call(log.next_number()))
    log.clear()
    log.add(call(log.next_number()))
    assert [(one.number, one.seq) for one in log.calls] == [(2, 2)]


def test_who_watches_hears_of_every_entry() -> None:
    log, heard = Traffic(), []
    log.watchers.append(heard.append)
    entry = delivery(1)
    log.add(entry)
    log.tell(entry)  # something became known about it afterwards
    assert heard == [entry, entry]


# --- weather -------------------------------------------------------------------------------------------


def test_a_fault_is_used_up_in_the_order_asked_for() -> None:
    weather = Weather()
    weather.add("chat.postMessage", "slow", times=2)
    weather.add("*", "lost")
    taken = [weather.take(method) for method in ("views.open", "chat.postMessage", "chat.postMessage")]
    assert [fault.kind for fault in taken if fault] == ["lost", "slow", "slow"]
    assert weather.take("chat.postMessage") is None


def test_a_fault_without_a_number_stays_until_it_is_cleared() -> None:
    weather = Weather()
    weather.add("*", "server_error", times=None)
    assert all(weather.take("auth.test") for _ in range(5))
    weather.clear()
    assert weather.take("auth.test") is None


def test_a_fault_can_be_taken_back_and_every_change_is_told() -> None:
    weather, changes = Weather(), []
    weather.watchers.append(lambda: changes.append(len(weather.faults)))
    fault = weather.add("*", "hang")
    assert weather.remove(fault.number) is True
    assert weather.remove(fault.number) is False
    assert changes == [1, 0, 0]


def test_so_many_events_come_twice() -> None:
    weather = Weather(duplicate_events=2)
    assert [weather.takes_event() for _ in range(3)] == [True, True, False]


def test_every_kind_of_weather_has_words() -> None:
    for title, description, _, _ in KINDS.values():
        assert title
        assert description.endswith(".")


# --- waiting -------------------------------------------------------------------------------------------


async def test_waiting_ends_when_it_holds_or_gives_up() -> None:
    workspace, log = Workspace(SettableClock()), Traffic()
    waiter = Waiter(workspace, log)
    waiting = asyncio.create_task(waiter.wait_until(lambda: workspace.notices.get("U1")))
    await asyncio.sleep(0)
    workspace.notify("U1", "Try again?")
    assert [one.text for one in await waiting] == ["Try again?"]
    with pytest.raises(TimeoutError):
        await waiter.wait_until(lambda: False, within=0.01)


async def test_it_is_not_settled_while_something_is_under_way() -> None:
    log = Traffic()
    waiter = Waiter(Workspace(SettableClock()), log)
    began = log.begin()
    with pytest.raises(TimeoutError):
        await waiter.settle(quiet=0.0, within=0.1)
    log.end(began)
    await waiter.settle(quiet=0.0)


# --- manifest ------------------------------------------------------------------------------------------

MANIFEST: dict[str, Any] = {
    "features": {
        "app_home": {"home_tab_enabled": False, "messages_tab_read_only_enabled": True},
        "slash_commands": [{"command": "/ask", "usage_hint": "question", "should_escape": True}],
        "shortcuts": [{"type": "message", "name": "Ask about this", "callback_id": "about"}],
    },
    "oauth_config": {"scopes": {"bot": ["chat:write", "commands"], "bot_optional": ["files:write"]}},
    "settings": {"event_subscriptions": {"bot_events": ["app_home_opened"]}},
}


def test_a_manifest_declares_commands_shortcuts_scopes_and_events() -> None:
    workspace = Workspace(SettableClock())
    declared = manifest.apply(workspace, MANIFEST)
    assert declared == workspace.scopes == {"chat:write", "commands", "files:write"}
    assert workspace.events == {"app_home_opened"}
    assert (workspace.home_enabled, workspace.messages_read_only) == (False, True)
    command = workspace.commands["/ask"]
    assert (command.usage_hint, command.description, command.should_escape) == ("question", "", True)
    shortcut = workspace.shortcuts["about"]
    assert (shortcut.type, shortcut.name) == ("message", "Ask about this")


def test_an_empty_manifest_declares_nothing() -> None:
    workspace = Workspace(SettableClock())
    assert manifest.apply(workspace, {}) == set()
    assert (workspace.commands, workspace.shortcuts, workspace.events) == ({}, {}, set())
    assert (workspace.home_enabled, workspace.messages_read_only) == (True, False)


async def test_a_reset_keeps_what_was_declared_and_forgets_the_rest() -> None:
    slack = StandIn(SettableClock())
    slack.use_manifest(MANIFEST)
    ada = slack.add_person("ada")
    slack.workspace.scopes.discard("chat:write")
    slack.weather.add("*", "slow")
    slack.workspace.violations.append("a limit")
    await slack.reset()
    assert ada.id not in slack.workspace.users
    assert set(slack.workspace.commands) == {"/ask"}
    assert (slack.workspace.home_enabled, slack.workspace.messages_read_only) == (False, True)
    assert slack.workspace.scopes == slack.declared_scopes
    assert (slack.weather.faults, slack.violations) == ([], [])
    assert slack.installed
