"""Payloads of every registered listener, signed and sent over HTTP as Slack does."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.app import listeners

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Who acts, in which workspace; ``response_url`` is where words can be said later."""

    team_id: str
    user_id: str
    channel_id: str = "D0ADA"
    response_url: str = ""


def every_payload(place: Place) -> Iterator[tuple[str, Payload]]:
    """Yield a payload for each listener that is registered, with its name.

    Events are of long ago: that the app was removed came before the installation, and changes nothing.
    """
    router = listeners()
    who = {"team": {"id": place.team_id}, "user": {"id": place.user_id}, "trigger_id": "1.2.x"}
    where = {"channel": {"id": place.channel_id}, "response_url": place.response_url}
    for name in router.commands:
        ids = {"team_id": place.team_id, "user_id": place.user_id, "channel_id": place.channel_id}
        more = {"text": "", "trigger_id": "1.2.x", "response_url": place.response_url}
        yield name, {"command": name, **ids, **more}
    for name in router.actions:
        container = {"type": "message", "channel_id": place.channel_id, "message_ts": "1.2"}
        pressed = {"type": "button", "action_id": name, "block_id": "b", "value": "{}"}
        yield (
            f"action {name}",
            {"type": "block_actions", **who, **where, "container": container, "actions": [pressed]},
        )
    for name in router.view_submissions:
        view = {
            "id": "V1",
            "hash": "1.x",
            "type": "modal",
            "callback_id": name,
            "private_metadata": "",
            "blocks": [{"type": "input", "block_id": "words", "element": {"type": "plain_text_input"}}],
            "state": {"values": {"words": {"words": {"type": "plain_text_input", "value": "Some words"}}}},
        }
        yield f"submission {name}", {"type": "view_submission", **who, "view": view}
    for name in router.shortcuts:
        yield f"shortcut {name}", {"type": "shortcut", "callback_id": name, **who}
        message = {"type": "message", "text": "Words", "ts": "1.2", "user": place.user_id}
        about = {"message": message, "message_ts": "1.2"}
        yield (
            f"message shortcut {name}",
            {"type": "message_action", "callback_id": name, **who, **where, **about},
        )
    for name in router.events:
        user = (
            {"id": place.user_id, "team_id": place.team_id, "profile": {}}
            if "change" in name
            else place.user_id
        )
        event = {"type": name, "user": user, "tab": "home", "channel": place.channel_id, "tokens": {}}
        envelope = {"event_id": "Ev1", "event_time": 1, "authorizations": []}
        yield (
            f"event {name}",
            {"type": "event_callback", "team_id": place.team_id, "event": event, **envelope},
        )


async def send(http: aiohttp.ClientSession, url: str, secret: str, payload: Payload) -> tuple[int, str]:
    """Send a payload; return the status and the body of the answer."""
    if "command" in payload:
        body, kind = urlencode(payload), FORM
    elif "event" in payload:
        body, kind = json.dumps(payload), JSON
    else:
        body, kind = urlencode({"payload": json.dumps(payload)}), FORM
    stamp = str(int(time.time()))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
        "Content-Type": kind,
    }
    async with http.post(url, data=body.encode(), headers=headers) as answer:
        return answer.status, await answer.text()
