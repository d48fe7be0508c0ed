"""What can befall a workspace while the app runs in it: people leave, rights go, events come twice."""

from __future__ import annotations

from typing import Any

from bot.playground.page.json_routes import RefusedError, whole
from bot.playground.page.service_runner import ServiceRunner
from bot.playground.page.traffic_entries import INTERACTIONS
from bot.playground.slack.objects import Json
from bot.playground.slack.server import StandIn
from bot.playground.slack.traffic import Delivery

MOST_TIMES = 1_000
Runner = ServiceRunner | None


def _person(slack: StandIn, body: Json) -> str:
    uid = str(body.get("user"))
    user = slack.workspace.users.get(uid)
    if user is None or user.is_bot:
        raise RefusedError("user_not_found", "This person is not here.", 404)
    return uid


async def _deactivate(slack: StandIn, runner: Runner, body: Json) -> None:
    await slack.deactivate(_person(slack, body))


async def _reactivate(slack: StandIn, runner: Runner, body: Json) -> None:
    await slack.reactivate(_person(slack, body))


async def _remove_scope(slack: StandIn, runner: Runner, body: Json) -> None:
    if body.get("scope") not in slack.workspace.scopes:
        raise RefusedError("scope_not_found", "The app has no such scope.")
    slack.workspace.scopes.discard(str(body["scope"]))


async def _grant_scope(slack: StandIn, runner: Runner, body: Json) -> None:
    if body.get("scope") not in slack.declared_scopes:
        raise RefusedError("scope_not_found", "The app does not ask for this scope.")
    slack.workspace.scopes.add(str(body["scope"]))


async def _uninstall(slack: StandIn, runner: Runner, body: Json) -> None:
    if not slack.installed:
        raise RefusedError("not_installed", "The app is not installed.")
    await slack.uninstall()


async def _reinstall(slack: StandIn, runner: Runner, body: Json) -> None:
    if runner is None:
        raise RefusedError("no_app", "Nobody here can start the app again.")
    slack.reinstall()
    await runner.restart()


async def _duplicate_events(slack: StandIn, runner: Runner, body: Json) -> None:
    slack.weather.duplicate_events = whole(body.get("times", 1), 0, MOST_TIMES, "times")


def events_sent(slack: StandIn) -> list[Delivery]:
    """Return the events that the app was sent, oldest first."""
    return [d for d in slack.traffic.deliveries if d.kind not in INTERACTIONS]


async def _retry_event(slack: StandIn, runner: Runner, body: Json) -> None:
    sent: Any = body.get("seq")
    event = next((d for d in reversed(events_sent(slack)) if sent in (None, d.seq)), None)
    if event is None:
        raise RefusedError("event_not_found", "No event of this number was sent.", 404)
    await slack.dispatcher.redeliver(event, event.retry + 1)


INCIDENTS = {
    "deactivate": _deactivate,
    "reactivate": _reactivate,
    "remove_scope": _remove_scope,
    "grant_scope": _grant_scope,
    "uninstall": _uninstall,
    "reinstall": _reinstall,
    "duplicate_events": _duplicate_events,
    "retry_event": _retry_event,
}
