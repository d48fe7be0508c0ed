"""What every HTTP request from Slack must pass before anything else sees it.

Bolt alone answers a malformed request with a 500 and parses the body before it looks at the signature.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from datetime import datetime
from urllib.parse import parse_qsl

from aiohttp import web

MOST_BYTES = 256 * 1024
MOST_SECONDS_OLD = 300  # Slack's own advice; the SDK's limit too

_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)
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


def readable(body: bytes, content_type: str) -> str:
    """Return the body as text. Raises ValueError unless it is a payload of a shape that Slack sends.

    Those are a JSON object, a form whose ``payload`` is one, and the form of a slash command or ssl_check.
    """
    text = body.decode("utf-8")
    if content_type == "application/json":
        _object(text)
        return text
    if content_type != "application/x-www-form-urlencoded" or text.startswith("{"):
        raise ValueError("neither JSON nor a form")
    form = dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=200))
    if "payload" in form:
        _object(form["payload"])
    elif "command" not in form and "ssl_check" not in form:
        raise ValueError("a form that Slack does not send")
    return text


def _object(text: str) -> None:
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("too deep") from None
    if not isinstance(value, dict):
        raise ValueError("not an object")
    if "\\ud" in text.lower():
        # Half a surrogate pair is valid JSON, but no database can store it: the encoder raises ValueError.
        json.dumps(value, ensure_ascii=False).encode("utf-8")


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
