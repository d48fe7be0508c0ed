"""Bringing things to the app: signed HTTP requests or Socket Mode envelopes, three seconds each.

An event that is not acknowledged is sent again at once, after one minute and after five, in real time;
interactions and commands are sent once (Slack's Events API and interactivity pages).
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from urllib.parse import urlencode

import aiohttp

from bot.playground.traffic import Delivery, Traffic
from bot.playground.weather import Weather
from bot.playground.world import Json, World

ACK_SECONDS = 3.0
RETRY_DELAYS = (0.0, 60.0, 300.0)
Envelope = Literal["events_api", "interactive", "slash_commands"]


@dataclass
class Ack:
    """The app's answer. ``failure`` is Slack's word for what went wrong, ``reason`` the retry header's."""

    status: int = 0
    body: Any = None
    failure: str = ""
    reason: str = ""
    no_retry: bool = False


class Carrier(Protocol):
    """A way to the app."""

    async def carry(self, envelope: Envelope, payload: Json, retry: int, reason: str) -> Ack:
        """Bring one payload and wait for its acknowledgement."""
        ...


class HttpCarrier:
    """Posts to the app's request URL, signed with the v0 scheme."""

    def __init__(self, url: str, signing_secret: str) -> None:
        self.url = url
        self.signing_secret = signing_secret
        self._session: aiohttp.ClientSession | None = None

    async def carry(self, envelope: Envelope, payload: Json, retry: int, reason: str) -> Ack:
        """Send one signed request; anything but 200 (2xx for events) within 3 s is a failure."""
        body, content_type = encode(envelope, payload)
        headers = signature_headers(self.signing_secret, body) | {"Content-Type": content_type}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason}
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ACK_SECONDS))
        try:
            async with self._session.post(
                self.url, data=body, headers=headers, allow_redirects=False
            ) as answer:
                text = await answer.text()
        except TimeoutError:
            return Ack(failure="operation_timeout", reason="http_timeout")
        except aiohttp.ClientError:
            return Ack(failure="dispatch_failed", reason="connection_failed")
        good = answer.status == 200 or (envelope == "events_api" and 200 <= answer.status < 300)
        if not good:
            enough = answer.headers.get("x-slack-no-retry") == "1"
            return Ack(answer.status, text, "dispatch_failed", "http_error", enough)
        return Ack(answer.status, _body(text))

    async def close(self) -> None:
        """Close the connections kept open."""
        if self._session is not None:
            await self._session.close()


def encode(envelope: Envelope, payload: Json) -> tuple[bytes, str]:
    """Return the HTTP body and its content type: commands are forms, interactions a form with one field."""
    if envelope == "events_api":
        return json.dumps(payload).encode(), "application/json"
    fields = payload if envelope == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def signature_headers(secret: str, body: bytes, timestamp: int | None = None) -> dict[str, str]:
    """Sign a request body as Slack does: HMAC-SHA256 over ``v0:timestamp:body``, in real time."""
    stamp = str(timestamp if timestamp is not None else int(time.time()))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def _body(text: str) -> Any:
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            return text
    return text


class Courier:
    """Sends through whichever carrier is set, logs every delivery and repeats events that failed."""

    def __init__(self, world: World, traffic: Traffic, weather: Weather) -> None:
        self.world = world
        self.traffic = traffic
        self.weather = weather
        self.carrier: Carrier | None = None
        self.retry_delays: tuple[float, ...] = RETRY_DELAYS
        self._tasks: set[asyncio.Task[None]] = set()

    async def send(
        self, envelope: Envelope, kind: str, payload: Json, retry: int = 0, reason: str = ""
    ) -> Delivery:
        """Deliver once and return the log entry, whose ``failure`` says whether it went well."""
        written = json.dumps(payload)
        fixed: Json = json.loads(written)
        entry = Delivery(self.traffic.next_number(), self.world.clock.now(), kind, fixed, retry)
        entry.weight = len(written)
        began = self.traffic.begin()
        try:
            ack = Ack(failure="dispatch_failed", reason="connection_failed")
            if self.carrier is not None:
                ack = await self.carrier.carry(envelope, fixed, retry, reason)
        finally:
            entry.seconds = self.traffic.end(began)
        entry.status, entry.body, entry.failure, entry.reason = ack.status, ack.body, ack.failure, ack.reason
        entry.final = not ack.failure or ack.no_retry
        self.traffic.add(entry)
        return entry

    @contextmanager
    def judging(self, delivery: Delivery) -> Iterator[None]:
        """Note in the log which limits the app's answer to a delivery breaks."""
        before = len(self.world.violations)
        try:
            yield
        finally:
            broken = self.world.violations[before:]
            if broken:
                delivery.limits.extend(broken)
                self.traffic.tell(delivery)

    async def event(self, event: Json) -> Delivery | None:
        """Deliver an event if the app subscribed to it; failed ones are repeated in the background."""
        if event_name(event) not in self.world.events:
            return None
        payload = self._event_payload(event)
        first = await self.send("events_api", event["type"], payload)
        if self.weather.takes_event():
            await self.send("events_api", event["type"], payload, 1, "http_timeout")
        if not first.final and self.carrier is not None:
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
        if isinstance(self.carrier, HttpCarrier):
            await self.carrier.close()

    def _event_payload(self, event: Json) -> Json:
        world = self.world
        return {
            "token": world.verification_token,
            "team_id": world.team_id,
            "context_team_id": world.team_id,
            "context_enterprise_id": None,
            "api_app_id": world.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": world.next_id("Ev"),
            "event_time": world.now_seconds(),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": world.team_id,
                    "user_id": world.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": f"4-{world.next_id('E')}",
        }


def event_name(event: Json) -> str:
    """Return the name under which an app subscribes to an event: messages by the kind of conversation."""
    if event["type"] == "message":
        kinds = {"channel": "channels", "group": "groups"}
        return f"message.{kinds.get(event['channel_type'], event['channel_type'])}"
    return str(event["type"])
