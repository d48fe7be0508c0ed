"""What the process says about itself: lines on stderr, without secrets and without people's words.

Errors are logged by their type and the lines of code they passed through, not by their text: the text of a
database or validation error repeats the values it was about.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
import traceback
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from types import TracebackType

from slack_sdk.errors import SlackApiError

from bot.kit import request_ids

_TOKEN = re.compile(r"\b(?:xox[a-z]*|xapp)[-.][\w.-]+")
# Bolt and the SDK put an error's text, and with it what it was about, into their own messages.
_THEIR_ERROR = re.compile(r"\s*\((?:error|body): .*", re.DOTALL)
_LIBRARIES = ("slack_bolt", "slack_sdk")
HIDDEN = "[hidden]"
FRAMES = 30  # of the innermost ones: endless recursion has a thousand

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def configure(level: str, form: str, secrets: Iterable[str] = ()) -> None:
    """Send log lines to stderr; ``form`` is "plain" or "json", ``secrets`` are values that never appear.

    ``level`` counts for our own lines. Libraries are heard from WARNING on, Bolt from ERROR on: below that
    they write down requests, parameters and SQL values.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(secrets) if form == "json" else PlainLines(secrets))
    handler.addFilter(_no_payloads)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("bot").setLevel(level)


def _no_payloads(record: logging.LogRecord) -> bool:
    """Drop Bolt's warnings, which quote the payload they are about."""
    return record.levelno >= logging.ERROR or not record.name.startswith("slack_bolt")


class Seldom:
    """Says each thing once in a while, however often there is reason to."""

    def __init__(self, log: logging.Logger, seconds: float = 600) -> None:
        self._log, self._seconds = log, seconds
        self._said_at: dict[str, float] = {}

    def warning(self, message: str, *values: object) -> None:
        """Log a warning, unless the same was said (of whatever values) not long ago."""
        now = time.monotonic()
        if now - self._said_at.get(message, float("-inf")) >= self._seconds:
            self._said_at[message] = now
            self._log.warning(message, *values)


class PlainLines(logging.Formatter):
    """Lines for people: time, level, place, message; an error's path on the lines below."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._secrets = sorted((one for one in secrets if len(one) >= 4), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """Return the finished line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = f"{at} {record.levelname} {record.name}: {self.say(record)}"
        return "\n    ".join([line, *self.path(record)])

    def say(self, record: logging.LogRecord) -> str:
        """Return the message, on one line, without secrets."""
        message = record.getMessage()
        if record.name.startswith(_LIBRARIES):
            message = _THEIR_ERROR.sub("", message)
        return self.hide(message.replace("\r", "\\r").replace("\n", "\\n"))

    def path(self, record: logging.LogRecord) -> list[str]:
        """Return an error's type and the lines of code it passed through, innermost last."""
        if not record.exc_info or record.exc_info[1] is None:
            return []
        return [self.hide(line) for line in describe(record.exc_info[1])]

    def hide(self, text: str) -> str:
        """Return the text with every token and secret replaced."""
        text = _TOKEN.sub(HIDDEN, text)
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return text


class JsonLines(PlainLines):
    """Lines for machines: one JSON object each."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the finished line."""
        entry: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "from": record.name,
            "message": self.say(record),
            "event": self.hide(record.msg) if isinstance(record.msg, str) else type(record.msg).__name__,
        }
        if request_id := request_ids.current():
            entry["request"] = request_id
        if isinstance(record.args, Mapping):
            entry["values"] = {str(name): self.hide(str(value)) for name, value in record.args.items()}
        path = self.path(record)
        if path:
            entry["error"] = path
        return json.dumps(entry, ensure_ascii=False)


def describe(error: BaseException) -> list[str]:
    """Return what may be told of an error: its type, codes, and the lines of code it passed through."""
    lines = [_name(error)]
    lines += [
        f"at {frame.filename}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__, limit=-FRAMES)
    ]
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        lines += ["because of", *describe(before)]
    return lines


def _name(error: BaseException) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, SlackApiError):
        body = getattr(error.response, "data", error.response)  # text, where the answer was no JSON
        return f"{kind}: {body.get('error') if isinstance(body, dict) else 'no JSON'}"
    if isinstance(error, OSError) and error.strerror:
        return f"{kind}: {error.strerror}"
    return kind
