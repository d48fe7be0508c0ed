"""Signed HTTP requests to the app's request URL."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.playground.slack.objects import Json
from bot.playground.slack.transport import ACK_SECONDS, Ack, Envelope


class HttpTransport:
    """Posts to the app's request URL, signed with the v0 scheme."""

    def __init__(self, url: str, signing_secret: str) -> None:
        self.url = url
        self.signing_secret = signing_secret
        self._session: aiohttp.ClientSession | None = None

    async def deliver(self, envelope: Envelope, payload: Json, retry: int, reason: str) -> Ack:
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
