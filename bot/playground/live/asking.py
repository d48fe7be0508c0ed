"""Asks Slack, one call after another: waits when it says so, and says in a sentence what it refuses."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.kit.slack import FAILED, NotSent, RateLimited, classify
from bot.playground.live.findings import Part
from bot.playground.live.shown import Shown
from bot.playground.slack.objects import Json

TRIES = 8
PAUSE_SECONDS = 5.0  # after no answer
UNREACHED = "Slack did not answer; look at the network and SLACK_API_URL, then run this again"


class UnreachedError(Exception):
    """Slack gave no answer of its own."""


class Slack:
    """Calls of Slack's Web API, each made until there is an answer."""

    def __init__(self, client: AsyncWebClient, pause_seconds: float = PAUSE_SECONDS) -> None:
        self._client, self._pause = client, pause_seconds

    async def call(self, method: str, args: Json, token: str | None = None) -> Json:
        """Return Slack's answer, also one that refuses. Raises UnreachedError."""
        form = {name: _as_field(value) for name, value in args.items() if value is not None}
        bearer = {} if token is None else {"Authorization": f"Bearer {token}"}
        for _ in range(TRIES):
            try:
                answer = await self._client.api_call(method, data=form, headers=bearer)
                return dict(answer.data) if isinstance(answer.data, dict) else {}
            except FAILED as error:
                failure = classify(error)
                if isinstance(failure, RateLimited):
                    await asyncio.sleep(failure.seconds)
                elif isinstance(error, SlackApiError) and isinstance(error.response.data, dict):
                    return dict(error.response.data)
                elif isinstance(failure, NotSent):
                    await asyncio.sleep(self._pause)
                else:
                    break  # it may have been done: never twice
        raise UnreachedError


def _as_field(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


async def validate_shown(slack: Slack, shown: list[Shown]) -> Part:
    """Have Slack look at each view and message, with blocks.validate."""
    part = Part("views and messages")
    try:
        for one in shown:
            _judge(part, one.name, await slack.call("blocks.validate", {one.kind: one.payload}))
    except UnreachedError:
        part.unreached = True
        part.left_out.append(f"{len(shown) - part.right - len(part.wrong)} of {len(shown)}: {UNREACHED}")
    return part


async def validate_manifest(slack: Slack, manifest: str, token: str | None) -> Part:
    """Have Slack look at the manifest, for which it wants a token of somebody who makes apps."""
    part = Part("manifest")
    if token is None:
        part.left_out.append("SLACK_CONFIGURATION_TOKEN is not given")
        return part
    try:
        _judge(part, "manifest", await slack.call("apps.manifest.validate", {"manifest": manifest}, token))
    except UnreachedError:
        part.unreached = True
        part.left_out.append(UNREACHED)
    return part


def _judge(part: Part, name: str, answer: Json) -> None:
    if answer.get("ok"):
        part.right += 1
    else:
        part.wrong.append(f"{name}: {refusal(answer)}")


def refusal(answer: Json) -> str:
    """Return Slack's word for an error with where it lies, none of what was sent."""
    told = [f"{one.get('message')} at {one.get('pointer') or '/'}" for one in answer.get("errors") or []]
    told += (answer.get("response_metadata") or {}).get("messages") or []
    return "; ".join([str(answer.get("error") or "no answer that can be read"), *told])
