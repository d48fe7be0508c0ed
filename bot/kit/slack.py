"""Slack's Web API: clients that never repeat a call by themselves, and what a failed call means.

Slack has no idempotency key (slackapi/slack-api-specs#10), so whoever sends must know whether a failed call
may have been carried out. The SDK's default repeats a post whose answer was lost; ours never does.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.kit import tracing
from bot.kit.errors import SlackAway
from bot.kit.metrics import Metrics
from bot.kit.proxies import proxy_for

CALL_SECONDS = 10
DEFAULT_WAIT_SECONDS = 30  # of a 429 without a readable Retry-After
LONGEST_WAIT_SECONDS = 3600
_SLACKS_HOSTS = (".slack.com", ".slack-gov.com")

# The SDK's own logger writes whole bodies at DEBUG, words of people included.
_silent = logging.getLogger("bot.kit.slack.calls")
_silent.setLevel(logging.WARNING)


class SlackClients:
    """Clients of one API address that share one HTTP session, and have their calls counted."""

    def __init__(self, base_url: str, http: aiohttp.ClientSession, metrics: Metrics | None = None) -> None:
        self.base_url = base_url if base_url.endswith("/") else base_url + "/"
        self.http = http
        self._metrics = metrics or Metrics()

    def with_token(self, token: str | None, timeout: int = CALL_SECONDS) -> AsyncWebClient:
        """Return a client for a token; a call takes ``timeout`` seconds at most, and is made once."""
        client = _Client(
            token=token,
            base_url=self.base_url,
            timeout=timeout,
            session=self.http,
            retry_handlers=[],
            logger=_silent,
        )
        client.metrics = self._metrics
        client.proxy = None  # the SDK looks for one by itself, by a rule of its own
        return client

    async def respond(self, url: str, content: dict[str, Any]) -> None:
        """Say something through the ``response_url`` of an interaction, to the person alone.

        It needs no token, and works in conversations in which the app is no member. Raises ValueError for an
        address that is not Slack's, and aiohttp's errors.
        """
        if not self._is_slacks(url):
            raise ValueError("This is no address of Slack's.")
        body = {"response_type": "ephemeral", "replace_original": False, **content}
        limit = aiohttp.ClientTimeout(total=CALL_SECONDS)
        how: dict[str, Any] = {"timeout": limit, "proxy": proxy_for(url), "allow_redirects": False}
        async with self.http.post(url, json=body, **how) as answer:
            answer.raise_for_status()

    def _is_slacks(self, url: str) -> bool:
        given, ours = urlsplit(url), urlsplit(self.base_url)
        if given.hostname is not None and given.hostname == ours.hostname:
            return given.scheme == ours.scheme
        return given.scheme == "https" and (given.hostname or "").endswith(_SLACKS_HOSTS)


class _Client(AsyncWebClient):
    """The SDK's client, whose time limit and proxy also hold on a shared session, and whose calls count."""

    metrics = Metrics()

    async def _request(self, *, http_verb: str, api_url: str, req_args: dict[str, Any]) -> dict[str, Any]:
        # Given a session, the SDK leaves the time limit to it: five minutes, by aiohttp's default.
        limit = aiohttp.ClientTimeout(total=self.timeout)
        limited = {"timeout": limit, **req_args, "proxy": proxy_for(api_url)}
        method, outcome = api_url.rpartition("/")[2], "unreachable"
        try:
            with tracing.span(f"slack {method}"):
                answer: dict[str, Any] = await super()._request(
                    http_verb=http_verb, api_url=api_url, req_args=limited
                )
            outcome = _outcome(answer)
        finally:
            self.metrics.called(method, outcome)
        return answer


def _outcome(answer: dict[str, Any]) -> str:
    """Return "ok", or Slack's word for the error of a call."""
    if answer.get("status_code") == 429:
        return "ratelimited"
    data = answer.get("data")
    if not isinstance(data, dict):
        return "unreadable"
    return "ok" if data.get("ok") else str(data.get("error") or "unreadable")


async def upload(client: AsyncWebClient, url: str, content: bytes) -> None:
    """Send a file's bytes to the address that files.getUploadURLExternal gave. Raises aiohttp's errors."""
    if client.session is None:
        raise ValueError("An upload needs a client with a session.")
    limit = aiohttp.ClientTimeout(total=client.timeout)
    # A client's SSL context is for the API; the session's own settings are right for this host.
    async with client.session.post(url, data=content, timeout=limit, proxy=proxy_for(url)) as answer:
        answer.raise_for_status()


@dataclass(frozen=True, slots=True)
class NotSent:
    """The call never took place: Slack was not reached."""

    code: str


@dataclass(frozen=True, slots=True)
class RateLimited:
    """The call did not take place; Slack asks to wait so many seconds."""

    seconds: float


RefusedKind = Literal["workspace", "admin", "recipient", "request", "scope"]


@dataclass(frozen=True, slots=True)
class Refused:
    """The call did not take place, and the same call would be refused again.

    "workspace": the app is gone from there for good; "admin": nothing can be sent there until an admin of it,
    or whoever runs the app, has changed something; "recipient": nothing to this person or conversation;
    "scope": not with what the workspace granted; "request": what we sent is wrong.
    """

    code: str
    kind: RefusedKind


@dataclass(frozen=True, slots=True)
class Unknown:
    """The call may have taken place."""

    code: str


FAILED = (SlackApiError, SlackAway, aiohttp.ClientError, OSError, TimeoutError)
"""What a call may raise because of Slack or the way to it; ``classify`` says what it means."""

Failure = NotSent | RateLimited | Refused | Unknown

# The app was removed, or its bot's token revoked: only another installation helps.
_WORKSPACE = {"account_inactive", "app_uninstalled", "token_revoked", "tokens_revoked"}

# The workspace does not let the app in at present. Slack says "invalid_auth" also of a call from an address
# that an admin did not allow.
_ADMIN = {
    "invalid_auth",
    "not_authed",
    "token_expired",
    "not_allowed_token_type",
    "org_login_required",
    "ekm_access_denied",
    "access_denied",
    "accesslimited",
    "team_access_not_granted",
    "team_not_found",
    "enterprise_is_restricted",
    "two_factor_setup_required",
    "bot_not_found",
}

# The person is gone or out of reach, or the conversation is.
_RECIPIENT = {
    "user_disabled",
    "user_not_found",
    "users_not_found",
    "user_not_visible",
    "user_not_in_channel",
    "user_is_bot",
    "user_is_restricted",
    "invalid_user_combination",
    "cannot_dm_bot",
    "cannot_find_channel",
    "channel_not_found",
    "channel_is_archived",
    "is_archived",
    "is_inactive",
    "not_in_channel",
    "messages_tab_disabled",
    "restricted_action",
    "restricted_action_read_only_channel",
    "restricted_action_thread_only_channel",
    "method_not_supported_for_channel_type",
    "team_not_shared",
}

_SCOPE = {"missing_scope", "no_permission"}

# Slack's own words for the first two: "It's possible some aspect of the operation succeeded".
_UNKNOWN = {"fatal_error", "internal_error", "service_unavailable", "request_timeout"}

# Slack says that it did nothing and that a later call may do it.
_LATER = {"team_added_to_org"}

_LIMITED = {"ratelimited", "rate_limited", "message_limit_exceeded"}

# A message that is to be changed is not there any more, or no longer ours to change.
MESSAGE_GONE = {
    "message_not_found",
    "cant_update_message",
    "edit_window_closed",
    "channel_not_found",
    "is_inactive",
    "not_in_channel",
    "is_archived",
    "channel_is_archived",
}


# A canvas that is to be changed is not there any more.
CANVAS_GONE = {"canvas_not_found", "canvas_deleted"}


def classify(error: BaseException) -> Failure:
    """Say what an exception of a call means. Whatever is not provably otherwise is Unknown."""
    if isinstance(error, SlackApiError):
        return _of_answer(error.response)
    if isinstance(error, aiohttp.ClientResponseError):
        return _of_status(error.status, error.headers)
    # Name not resolved, connection refused, no route, TLS not agreed: the request was never written.
    if isinstance(
        error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError | ConnectionRefusedError
    ):
        return NotSent("not_reached")
    if isinstance(error, SlackClientError | aiohttp.InvalidURL):
        return Refused("malformed_call", "request")  # the SDK refused it before it was written
    if isinstance(error, TimeoutError):
        return Unknown("timeout")
    return Unknown("no_answer")


def _of_answer(response: Any) -> Failure:
    """Read Slack's answer: the SDK's response, or aiohttp's where the body was no JSON."""
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    body = getattr(response, "data", None)
    code = body.get("error") if isinstance(body, dict) else None
    if status == 429 or code in _LIMITED:
        return RateLimited(_seconds_to_wait(getattr(response, "headers", None)))
    if not isinstance(code, str) or status >= 500:
        return _of_status(status, None)
    return _of_code(code)


def _of_code(code: str) -> Failure:
    if code in _UNKNOWN:
        return Unknown(code)
    if code in _LATER:
        return NotSent(code)
    if code in _WORKSPACE:
        return Refused(code, "workspace")
    if code in _ADMIN:
        return Refused(code, "admin")
    if code in _RECIPIENT:
        return Refused(code, "recipient")
    return Refused(code, "scope" if code in _SCOPE else "request")


def _of_status(status: int, headers: Any) -> Failure:
    """Judge an answer without a body of Slack's: something between us, or Slack's own proxy."""
    if status == 429:
        return RateLimited(_seconds_to_wait(headers))
    if 400 <= status < 500 and status != 408:
        return NotSent(f"http_{status}")
    return Unknown(f"http_{status}")


def _seconds_to_wait(headers: Any) -> float:
    try:
        seconds = float((headers or {}).get("Retry-After", ""))
    except ValueError:
        return DEFAULT_WAIT_SECONDS
    if not 0 <= seconds <= LONGEST_WAIT_SECONDS:  # false for "nan" too
        return LONGEST_WAIT_SECONDS if seconds > 0 else DEFAULT_WAIT_SECONDS
    return max(seconds, 1.0)
