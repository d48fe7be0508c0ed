"""What every HTTP request from Slack must pass before anything else sees it.

Bolt alone answers a malformed request with a 500 and parses the body before it looks at the signature.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

MOST_BYTES = 256 * 1024
MOST_SECONDS_OLD = 300  # Slack's own advice; the SDK's limit too

_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)
_SHAPES: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("type", "command", "text", "callback_id", "trigger_id", "response_url"), (str,)),
    **dict.fromkeys(("action_id", "block_id", "team_id", "user_id"), (str,)),
    **dict.fromkeys(("event", "view", "container", "message"), (dict,)),
    **dict.fromkeys(("team", "user", "enterprise", "channel"), (dict, str)),
    **dict.fromkeys(("actions", "authorizations", "response_urls"), (list,)),
}
_NEEDED = {
    "event_callback": "event",
    "block_actions": "actions",
    "view_submission": "view",
    "view_closed": "view",
    "block_suggestion": "action_id",
    "shortcut": "callback_id",
    "message_action": "callback_id",
}
_HEADERS = ("X-Slack-Request-Timestamp", "X-Slack-Signature")


def is_genuine(secret: str, request: web.Request, body: bytes, now: datetime) -> bool:
    """Tell whether these bytes were signed by Slack with our secret within the last five minutes."""
    given = [request.headers.getall(name, []) for name in _HEADERS]
    if [len(values) for values in given] != [1, 1]:
        return False
    timestamp, signature = given[0][0], given[1][0]
    if not _TIMESTAMP.fullmatch(timestamp) or not _SIGNATURE.fullmatch(signature):
        return False
    if abs(now.timestamp() - int(timestamp)) > MOST_SECONDS_OLD:
        return False
    signed = b"v0:" + timestamp.encode() + b":" + body
    expected = "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, signature)


def payload_of(body: bytes, content_type: str) -> dict[str, Any]:
    """Return what Slack sent. Raises ValueError for a body of a shape that Slack does not send.

    It sends a JSON object, a form whose ``payload`` is one, or the form of a slash command or ssl_check.
    """
    text = body.decode("utf-8")
    if content_type == "application/json":
        return _object(text)
    if content_type != "application/x-www-form-urlencoded":
        raise ValueError("neither JSON nor a form")
    form = dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=200))
    if "payload" in form:
        return _object(form["payload"])
    if "command" not in form and "ssl_check" not in form:
        raise ValueError("a form that Slack does not send")
    return form


def shaped(payload: dict[str, Any]) -> dict[str, Any]:
    """Return the payload, absent fields left out. Raises ValueError where one is not of its usual type.

    Only Slack can sign one, so this is against its surprises: Bolt fails on them with an exception.
    """
    payload = {name: value for name, value in payload.items() if value is not None or name not in _SHAPES}
    for name, kinds in _SHAPES.items():
        if name in payload and not isinstance(payload[name], kinds):
            raise ValueError(f"{name} is of the wrong type")
    for name in ("actions", "authorizations", "response_urls"):
        if not all(isinstance(one, dict) for one in payload.get(name, [])):
            raise ValueError(f"{name} holds something else than objects")
    needed = _NEEDED.get(payload.get("type", ""))
    if needed is not None and not payload.get(needed):
        raise ValueError(f"{needed} is missing")
    if "event" in payload and not isinstance(payload["event"].get("type"), str):
        raise ValueError("an event without a type")
    return payload


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("too deep") from None
    if not isinstance(value, dict):
        raise ValueError("not an object")
    if "\\ud" in text.lower():
        # Half a surrogate pair is valid JSON, but no database can store it: the encoder raises ValueError.
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    return value


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
