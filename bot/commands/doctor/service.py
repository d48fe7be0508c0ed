"""How Slack finds us, and what runs on this machine: addresses, ports, and a process's own health."""

from __future__ import annotations

import errno
import json
import secrets
import socket
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp
from slack_sdk.signature import SignatureVerifier

from bot.commands.doctor.findings import Finding, broken, fine, looked_at, note, skipped
from bot.kit.proxies import LOOPBACK, proxy_for
from bot.kit.settings import Settings
from bot.web import EVENTS, LOCAL, STALLED_SECONDS

ASK_SECONDS = 5
Health = dict[str, Any]


async def look(settings: Settings, http: aiohttp.ClientSession, now: datetime) -> list[Finding]:
    """Look at addresses and ports, and ask whatever runs here how it is."""
    serving = await health(http, settings.host, settings.port)
    working = await health(http, settings.host, settings.health_port)
    return [
        public_url(settings),
        port(settings.host, settings.port, "port", "PORT", serving),
        port(settings.host, settings.health_port, "health_port", "HEALTH_PORT", working),
        process(serving or working),
        worker([one for one in (serving, working) if one]),
        await looked_at("request_address", request_address(settings, http, now)),
    ]


async def health(http: aiohttp.ClientSession, host: str, port: int) -> Health | None:
    """Return what a process of ours says of itself at a port of this machine; None where there is none."""
    own = LOCAL.get(host, host)
    url = f"http://{f'[{own}]' if ':' in own else own}:{port}/readyz"
    try:
        async with http.get(url, timeout=aiohttp.ClientTimeout(total=ASK_SECONDS)) as answer:
            found = json.loads(await answer.text())
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
        return None
    return found if isinstance(found, dict) and "ready" in found else None


def public_url(settings: Settings) -> Finding:
    """Whether the public address is one that Slack can use."""
    if settings.public_url is None:
        if settings.installs:
            cure = "Give the address that people reach this server by, with https://."
            return note(
                "public_url", "PUBLIC_URL is missing, so Slack takes the first of its own list.", cure
            )
        return skipped("public_url", "PUBLIC_URL is not given.")
    parts = urlsplit(settings.public_url)
    if parts.scheme != "https" or parts.hostname in LOOPBACK:
        cure = "Give an https:// address that the internet can reach, or use Socket Mode."
        return broken("public_url", "Slack calls only https:// addresses of the internet.", cure)
    if parts.path.rstrip("/").endswith("/slack/events"):
        cure = "Leave out /slack/events: PUBLIC_URL is what comes before it."
        return broken("public_url", "PUBLIC_URL goes too far.", cure)
    return fine("public_url", settings.public_url)


def port(host: str, number: int, check: str, setting: str, found: Health | None) -> Finding:
    """Whether a port can be used, or is by a process of ours."""
    if found is not None:
        return fine(check, f"{number}: a process of Pinchpoint answers there")
    if number == 0:
        return skipped(check, f"{setting} is 0: any port that is free is taken.")
    error = _bind(host, number)
    if error is None:
        return fine(check, f"{number} is free")
    if error.errno == errno.EADDRINUSE:
        cure = f"Stop what uses it, or give another {setting}."
        return broken(check, f"Something else uses {setting} {number}.", cure)
    cure = f"Give a HOST of this machine, and a {setting} from 1024 on."
    return broken(check, f"HOST and {setting} cannot be used ({error.strerror}).", cure)


def _bind(host: str, number: int) -> OSError | None:
    """Return why a port cannot be listened at; None where it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.create_server((host, number), family=family):
            return None
    except OSError as error:
        return error


def process(found: Health | None) -> Finding:
    """Whether the process that runs here can do its work."""
    if found is None:
        return skipped("process", "None runs on this machine.")
    if not found["ready"]:
        why = ", ".join(f"{name}: {value}" for name, value in found.items() if name != "ready")
        return broken(
            "process", f"It is not ready ({why}).", "Read its log, and mend what else is named here."
        )
    return fine("process", "ready")


def worker(found: list[Health]) -> Finding:
    """When a worker of this machine last looked at what is due."""
    ages = [float(one["last_tick_seconds"]) for one in found if "last_tick_seconds" in one]
    if not ages:
        cure = "Start `pinchpoint serve` or `pinchpoint worker`, unless one runs elsewhere."
        return note("worker", "None runs on this machine.", cure)
    if min(ages) >= STALLED_SECONDS:
        cure = "Read its log, then start it again."
        return broken("worker", f"It last looked at what is due {min(ages):.0f} s ago.", cure)
    return fine("worker", "looks at what is due")


async def request_address(settings: Settings, http: aiohttp.ClientSession, now: datetime) -> Finding:
    """Whether a request like Slack's gets through to us, signed with our secret."""
    if settings.slack_signing_secret is None:
        return skipped("request_address", "No signing secret is given: Slack sends nothing over HTTP.")
    if settings.public_url is None:
        return skipped("request_address", "Give PUBLIC_URL to have the way from outside looked at.")
    url = urljoin(settings.public_url, EVENTS.lstrip("/"))
    challenge = secrets.token_hex(8)
    body = json.dumps({"type": "url_verification", "token": "doctor", "challenge": challenge})
    headers = _signed(settings.slack_signing_secret.get_secret_value(), body, now)
    limit = aiohttp.ClientTimeout(total=ASK_SECONDS)
    try:
        async with http.post(url, data=body, headers=headers, timeout=limit, proxy=proxy_for(url)) as answer:
            return _answered(answer.status, await answer.text(), challenge)
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        cure = "See that a process serves, and that name, certificate, proxy and firewall lead to it."
        return broken("request_address", f"PUBLIC_URL is not reached ({type(error).__name__}).", cure)


def _answered(status: int, text: str, challenge: str) -> Finding:
    if status == 200 and challenge in text:
        return fine("request_address", "a signed request gets through")
    if status == 401:
        cure = "Start the process that serves there again with this SLACK_SIGNING_SECRET."
        return broken("request_address", "What answers there has another signing secret.", cure)
    cure = f"Have the proxy before it hand {EVENTS} on to `pinchpoint serve` unchanged."
    return broken("request_address", f"Something else answers there (HTTP {status}).", cure)


def _signed(secret: str, body: str, now: datetime) -> dict[str, str]:
    stamp = str(int(now.timestamp()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    return {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": str(signature),
    }
