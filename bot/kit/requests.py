"""What every HTTP request from Slack must pass before anything else sees it: verify, parse, validate.

Bolt alone answers a malformed request with a 500 and parses the body before it looks at the signature.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Self
from urllib.parse import parse_qsl

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, model_validator
from slack_sdk.signature import Clock, SignatureVerifier

# A message of Slack's longest (some 12,000 characters) stands in the payload of a shortcut twice, as text and
# as blocks; an emoji of a block takes some 80 bytes, and three times that in a form: about 3 MB.
MOST_BYTES = 4 * 1024 * 1024
MOST_OF_SSL_CHECK = 1024
FRESH_SECONDS = 300

_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)
_HEADERS = ("X-Slack-Request-Timestamp", "X-Slack-Signature")

JsonObject = dict[str, Any]
FilledText = Annotated[str, Field(min_length=1)]


class _SystemClock(Clock):
    """The SDK's clock, reading ours."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    def now(self) -> float:
        """Return seconds since the epoch."""
        return self._now().timestamp()


def signature_verifier(secret: str, now: Callable[[], datetime]) -> SignatureVerifier:
    """Return the SDK's verifier, by our clock. It refuses what is older than five minutes."""
    return SignatureVerifier(secret, _SystemClock(now))


def verify(verifier: SignatureVerifier, request: web.Request, body: bytes) -> bool:
    """Tell whether Slack signed these bytes. The SDK raises for headers and bodies that Slack never sends."""
    given = [request.headers.getall(name, []) for name in _HEADERS]
    if [len(values) for values in given] != [1, 1]:
        return False
    timestamp, signature = given[0][0], given[1][0]
    if not _TIMESTAMP.fullmatch(timestamp) or not _SIGNATURE.fullmatch(signature):
        return False
    try:
        return verifier.is_valid(body, timestamp, signature)
    except UnicodeDecodeError:
        return False


def is_ssl_check(request: web.Request, body: bytes) -> bool:
    """Tell whether Slack only looks at the certificate: it may do that without signing, and wants a 200."""
    if request.content_type != "application/x-www-form-urlencoded" or len(body) > MOST_OF_SSL_CHECK:
        return False
    form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20))
    return form.get("ssl_check") == "1" and not {"payload", "command"} & set(form)


def looks_signed(request: web.Request, now: datetime) -> bool:
    """Tell whether somebody signed a request in Slack's way just now, with whatever secret."""
    timestamp, signature = (request.headers.get(name, "") for name in _HEADERS)
    if not _TIMESTAMP.fullmatch(timestamp) or not _SIGNATURE.fullmatch(signature):
        return False
    return abs(now.timestamp() - int(timestamp)) < FRESH_SECONDS


def parse(body: bytes, content_type: str) -> JsonObject:
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


Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{0,100}$")]


class Named(BaseModel):
    """Somebody or something that a payload names by its id."""

    model_config = ConfigDict(strict=True)

    id: Id | None = None
    team_id: Id | None = None


class Profile(BaseModel):
    """How a member presents themselves."""

    model_config = ConfigDict(strict=True)

    display_name: str | None = None
    real_name: str | None = None
    email: str | None = None


class Member(Named):
    """What Slack tells about a member."""

    id: Annotated[Id, Field(min_length=1)]
    name: str | None = None
    real_name: str | None = None
    tz: str | None = None
    locale: str | None = None
    profile: Profile | None = None


class Revoked(BaseModel):
    """Whose tokens are no longer good."""

    model_config = ConfigDict(strict=True)

    bot: list[Any] | None = None


class EventBody(BaseModel):
    """The event inside an ``event_callback``."""

    model_config = ConfigDict(strict=True)

    type: str
    user: Id | Member | None = None
    tab: str | None = None
    tokens: Revoked | None = None

    @model_validator(mode="after")
    def _tells_of_somebody(self) -> Self:
        if self.type == "user_change" and not isinstance(self.user, Member):
            raise ValueError("nobody has changed")
        return self


class Container(BaseModel):
    """Where something was pressed."""

    model_config = ConfigDict(strict=True)

    channel_id: Id | None = None


class Element(BaseModel):
    """What was pressed or chosen."""

    model_config = ConfigDict(strict=True)

    type: str = ""
    action_id: str = ""
    block_id: str = ""
    value: str = ""
    selected_option: JsonObject = {}


class ViewState(BaseModel):
    """What the inputs of a view hold, by block and element."""

    model_config = ConfigDict(strict=True)

    values: dict[str, dict[str, JsonObject]] = {}


class View(BaseModel):
    """The view in which it happened."""

    model_config = ConfigDict(strict=True)

    id: str = ""
    hash: str = ""
    type: str = ""
    callback_id: str = ""
    private_metadata: str = ""
    blocks: list[JsonObject] = []
    state: ViewState = ViewState()


class Payload(BaseModel):
    """The types of the fields that Bolt and the listeners read. Other fields may hold anything."""

    model_config = ConfigDict(strict=True)

    type: str = ""
    command: str = ""
    text: str = ""
    callback_id: str = ""
    trigger_id: str = ""
    response_url: str = ""
    action_id: str = ""
    block_id: str = ""
    team_id: Id = ""
    user_id: Id = ""
    event_time: int = 0
    event: EventBody | None = None
    view: View = View()
    container: Container = Container()
    message: JsonObject = {}
    team: Named | Id = ""
    user: Named | Id = ""
    enterprise: Named | Id = ""
    enterprise_id: Id = ""
    channel: Named | Id = ""
    actions: list[Element] = []
    authorizations: list[JsonObject] = []
    response_urls: list[JsonObject] = []


class EventCallback(Payload):
    """Something happened in a workspace."""

    event: EventBody


class BlockActions(Payload):
    """Somebody pressed or chose something."""

    actions: Annotated[list[Element], Field(min_length=1)]


class ViewInteraction(Payload):
    """Somebody submitted or closed a modal."""

    view: View


class BlockSuggestion(Payload):
    """A menu asks for its options."""

    action_id: FilledText


class Shortcut(Payload):
    """Somebody chose a shortcut."""

    callback_id: FilledText


_MODELS: dict[object, type[Payload]] = {
    "event_callback": EventCallback,
    "block_actions": BlockActions,
    "view_submission": ViewInteraction,
    "view_closed": ViewInteraction,
    "block_suggestion": BlockSuggestion,
    "shortcut": Shortcut,
    "message_action": Shortcut,
}


def validate(payload: JsonObject) -> JsonObject:
    """Return the payload without the known fields that are null.

    Raises ValueError where a field is missing or not of its usual type. Only Slack can sign a payload, so
    this is against its surprises: Bolt fails on them with an exception.
    """
    payload = _without_nulls(payload, Payload)
    if isinstance(view := payload.get("view"), dict):
        if not view:
            raise ValueError("an empty view")
        payload["view"] = _without_nulls(view, View)
    if isinstance(pressed := payload.get("actions"), list):
        payload["actions"] = [
            _without_nulls(one, Element) if isinstance(one, dict) else one for one in pressed
        ]
    kind = payload.get("type")
    model = _MODELS.get(kind, Payload) if isinstance(kind, str) else Payload
    model.model_validate(payload)
    return payload


def _without_nulls(given: JsonObject, model: type[BaseModel]) -> JsonObject:
    fields = model.model_fields
    return {name: value for name, value in given.items() if value is not None or name not in fields}


def named(payload: JsonObject) -> JsonObject:
    """Return a valid payload with the names that Bolt looks for, empty where there are none."""
    if view := payload.get("view"):
        payload = {**payload, "view": {"callback_id": "", "type": "", **view}}
    if pressed := payload.get("actions"):
        payload = {**payload, "actions": [{"action_id": "", "block_id": "", **one} for one in pressed]}
    return payload


def _object(text: str) -> JsonObject:
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
