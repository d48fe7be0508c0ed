"""What Slack says: whether it is reached, knows our tokens, and granted what the app asks for."""

from __future__ import annotations

import asyncio
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from bot.commands.doctor.findings import Finding, broken, fine, looked_at, note, skipped
from bot.install.pages import OPTIONAL_SCOPES, SCOPES
from bot.kit.proxies import proxy_for
from bot.kit.settings import Settings
from bot.kit.slack import NotSent, Refused, SlackClients, classify

CLOCK_SECONDS = 30  # Slack refuses nothing before five minutes, and drift rarely stays
FRESH_SECONDS = 300
LOST: dict[str, str] = {
    "mpim:write": "there is no group conversation, so each side gets messages of its own",
    "files:write": "the calendar file comes as a link only",
    "users:read.email": "calendar files name nobody, so some calendars keep the entry that was changed",
    "im:history": "what people write to the app is not heard, nor is a message of unknown fate looked up",
    "mpim:history": "a message of unknown fate is not looked up in group conversations",
    "app_mentions:read": "the app does not answer where it is mentioned",
    "channels:history": "the thread of a mention in a public channel is known by its link only",
    "groups:history": "the thread of a mention in a private channel is known by its link only",
    "pins:write": "the guide is not pinned where it is posted",
    "canvases:write": "the guide cannot be a canvas of a channel",
    "users.profile:read": "departments, managers and start dates are not read from Slack's profiles",
    "dnd:read": "what can wait does not wait for the end of a do-not-disturb",
    "usergroups:read": "no user group can be invited to ask, only a pasted list",
}
_NETWORK = "Check the network, HTTPS_PROXY and SLACK_API_URL."
_COPY_BOTS = (
    "Copy the Bot User OAuth Token again from your Slack app's page OAuth & Permissions to SLACK_BOT_TOKEN."
)
_COPY_APPS = (
    "Make an app-level token with connections:write on your Slack app's page Basic Information, switch "
    "Socket Mode on, and give it as SLACK_APP_TOKEN."
)


async def look(settings: Settings, slack: SlackClients, now: datetime) -> list[Finding]:
    """Look at Slack as the settings name it."""
    found = [await looked_at("proxy", proxy(settings.slack_api_url))]
    found += await reach(slack, now)
    if found[1].cure:
        return [*found, skipped("bot_token", "Slack is not reached.")]
    if settings.slack_bot_token is None:
        found.append(skipped("bot_token", "There is no SLACK_BOT_TOKEN: workspaces install the app."))
    else:
        found += await token(slack, settings.slack_bot_token.get_secret_value())
    return [*found, await looked_at("socket_mode", socket_mode(settings, slack))]


async def proxy(url: str) -> Finding:
    """Whether the proxy that the environment names takes connections."""
    address = proxy_for(url)
    if address is None:
        return fine("proxy", "Slack is asked without one")
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        _, writer = await asyncio.open_connection(parts.hostname, port)
    except OSError:
        cure = "Correct HTTPS_PROXY, or name the hosts that need none in NO_PROXY."
        return broken("proxy", f"The proxy {parts.hostname}:{port} takes no connection.", cure)
    writer.close()
    return fine("proxy", f"{parts.hostname}:{port} takes connections")


async def reach(slack: SlackClients, now: datetime) -> list[Finding]:
    """Whether Slack answers, and whether its clock is ours: it signs with the time."""
    try:
        answer = await slack.with_token(None).api_test()
    except Exception as error:
        return [broken("slack", f"Slack does not answer ({_code(error)}).", _NETWORK)]
    return [fine("slack", "answers"), _clock(answer.headers, now)]


def _clock(headers: Any, now: datetime) -> Finding:
    try:
        theirs = parsedate_to_datetime(_header(headers, "Date"))
    except ValueError:
        return skipped("slack_clock", "Slack did not say what time it is.")
    seconds = (theirs - now).total_seconds()
    words = f"Slack's clock is {seconds:+.0f} s from this machine's."
    cure = "Keep this machine's clock right, with an NTP service such as chrony."
    if abs(seconds) >= FRESH_SECONDS:
        return broken("slack_clock", words, cure)
    if abs(seconds) >= CLOCK_SECONDS:
        return note("slack_clock", words, cure)
    return fine("slack_clock", "Slack's and this machine's agree")


def _header(headers: Any, wanted: str) -> str:
    found = [str(value) for name, value in headers.items() if name.lower() == wanted.lower()]
    return found[0] if found else ""


async def token(slack: SlackClients, given: str) -> list[Finding]:
    """Whose the bot's token is, and what was granted to it."""
    try:
        answer = await slack.with_token(given).auth_test()
    except Exception as error:
        return [_refused("bot_token", error, _COPY_BOTS), skipped("scopes", "The token does not work.")]
    own = fine("bot_token", f"of the workspace {answer.get('team_id')}")
    named = _header(answer.headers, "x-oauth-scopes")
    if not named:
        return [own, skipped("scopes", "Slack did not say what was granted.")]
    granted = {one.strip() for one in named.split(",")}
    return [own, _needed(granted), *(_optional(scope, granted) for scope in OPTIONAL_SCOPES)]


def _needed(granted: set[str]) -> Finding:
    lacking = [scope for scope in SCOPES if scope not in granted]
    if lacking:
        cure = "Add them on your Slack app's page OAuth & Permissions, then install the app again."
        return broken("scopes", f"The app cannot work without {', '.join(lacking)}.", cure)
    return fine("scopes", "each that is needed was granted")


def _optional(scope: str, granted: set[str]) -> Finding:
    if scope in granted:
        return fine(f"scope {scope}", "granted")
    cure = "If that is wanted, add it on the page OAuth & Permissions and install the app again."
    return note(f"scope {scope}", f"Not granted: {LOST[scope]}.", cure)


async def socket_mode(settings: Settings, slack: SlackClients) -> Finding:
    """Whether Slack lets us open a connection."""
    if not settings.socket_mode or settings.slack_app_token is None:
        return skipped("socket_mode", "Slack sends its requests over HTTP.")
    client = slack.with_token(None)
    try:
        await client.apps_connections_open(app_token=settings.slack_app_token.get_secret_value())
    except Exception as error:
        return _refused("socket_mode", error, _COPY_APPS)
    return fine("socket_mode", "Slack lets the app connect")


def _refused(check: str, error: Exception, cure: str) -> Finding:
    fate = classify(error)
    if isinstance(fate, Refused):
        return broken(check, f"Slack refuses it ({fate.code}).", cure)
    return broken(check, f"Slack did not answer as it should ({_code(error)}).", _NETWORK)


def _code(error: Exception) -> str:
    fate = classify(error)
    if isinstance(fate, Refused | NotSent):
        return fate.code
    return getattr(fate, "code", "rate_limited")
