"""Sends payloads to the app and repeats events that were not acknowledged.

An event that is not acknowledged is sent again at once, after one minute and after five, in real time;
interactions and commands are sent once (Slack's Events API and interactivity pages).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.playground.slack.http_transport import HttpTransport
from bot.playground.slack.objects import Json
from bot.playground.slack.traffic import Delivery, Traffic
from bot.playground.slack.transport import Ack, Envelope, Transport
from bot.playground.slack.weather import Weather
from bot.playground.slack.workspace import Workspace

RETRY_DELAYS = (0.0, 60.0, 300.0)


class Dispatcher:
    """Sends through whichever transport is set, logs every delivery and repeats events that failed."""

    def __init__(self, workspace: Workspace, traffic: Traffic, weather: Weather) -> None:
        self.workspace = workspace
        self.traffic = traffic
        self.weather = weather
        self.transport: Transport | None = None
        self.retry_delays: tuple[float, ...] = RETRY_DELAYS
        self._tasks: set[asyncio.Task[None]] = set()

    async def send(
        self, envelope: Envelope, kind: str, payload: Json, retry: int = 0, reason: str = ""
    ) -> Delivery:
        """Deliver once and return the log entry, whose ``failure`` says whether it went well."""
        written = json.dumps(payload)
        fixed: Json = json.loads(written)
        entry = Delivery(self.traffic.next_number(), self.workspace.clock.now(), kind, fixed, retry)
        entry.weight = len(written)
        began = self.traffic.begin()
        try:
            ack = Ack(failure="dispatch_failed", reason="connection_failed")
            if self.transport is not None:
                ack = await self.transport.deliver(envelope, fixed, retry, reason)
        finally:
            entry.seconds = self.traffic.end(began)
        entry.status, entry.body, entry.failure, entry.reason = ack.status, ack.body, ack.failure, ack.reason
        entry.final = not ack.failure or ack.no_retry
        self.traffic.add(entry)
        return entry

    @contextmanager
    def recording_violations(self, delivery: Delivery) -> Iterator[None]:
        """Note in the log which limits the app's answer to a delivery breaks."""
        before = len(self.workspace.violations)
        try:
            yield
        finally:
            broken = self.workspace.violations[before:]
            if broken:
                delivery.limits.extend(broken)
                self.traffic.tell(delivery)

    async def event(self, event: Json) -> Delivery | None:
        """Deliver an event if the app subscribed to it; failed ones are repeated in the background."""
        if event_name(event) not in self.workspace.events:
            return None
        payload = self._event_payload(event)
        first = await self.send("events_api", event["type"], payload)
        if self.weather.takes_event():
            await self.send("events_api", event["type"], payload, 1, "http_timeout")
        if not first.final and self.transport is not None:
            self.later(self._repeat(first))
        return first

    async def redeliver(self, delivery: Delivery, retry: int = 1, reason: str = "http_timeout") -> Delivery:
        """Send an event again, as Slack does when it missed the answer: same event_id, retry headers."""
        return await self.send("events_api", delivery.kind, delivery.payload, retry, reason)

    async def _repeat(self, first: Delivery) -> None:
        reason = first.reason
        for number, delay in enumerate(self.retry_delays, start=1):
            await asyncio.sleep(delay)
            again = await self.send("events_api", first.kind, first.payload, number, reason)
            if again.final:
                return
            reason = again.reason

    def later(self, work: Any) -> None:
        """Run a coroutine in the background until ``close``."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Stop what is still under way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if isinstance(self.transport, HttpTransport):
            await self.transport.close()

    def _event_payload(self, event: Json) -> Json:
        workspace = self.workspace
        return {
            "token": workspace.verification_token,
            "team_id": workspace.team_id,
            "context_team_id": workspace.team_id,
            "context_enterprise_id": None,
            "api_app_id": workspace.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": workspace.next_id("Ev"),
            "event_time": workspace.now_seconds(),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": workspace.team_id,
                    "user_id": workspace.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": f"4-{workspace.next_id('E')}",
        }


def event_name(event: Json) -> str:
    """Return the name under which an app subscribes to an event: messages by the kind of conversation."""
    if event["type"] == "message":
        kinds = {"channel": "channels", "group": "groups"}
        return f"message.{kinds.get(event['channel_type'], event['channel_type'])}"
    return str(event["type"])
