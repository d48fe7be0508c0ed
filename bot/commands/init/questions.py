"""What `pinchpoint init` has to know: from options, the environment, `.env`, or by asking."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from bot.kit.crypto import new_key
from bot.kit.db import parse_url
from bot.kit.errors import SetupError
from bot.kit.settings import read_address

WAYS = {
    "socket": "one workspace, by Socket Mode: Slack need not reach this machine",
    "http": "one workspace, over HTTP: Slack sends its requests to an address of yours",
    "many": "several workspaces, over HTTP: each installs the app by its page",
}
SECRETS = {
    "socket": ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"),
    "http": ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"),
    "many": ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_SIGNING_SECRET"),
}
_BEGINS = {"SLACK_BOT_TOKEN": "xoxb-", "SLACK_APP_TOKEN": "xapp-"}
_NEEDS_A_WAY = "Give --way socket, http or many."
_NOT_BOTH = (
    "SLACK_SIGNING_SECRET is given, so Slack would be heard over HTTP: to connect by Socket Mode, take it "
    "out of .env and the environment."
)
_NEEDS_AN_ADDRESS = "Give --url: the address at which Slack reaches this server, with https://."


class Asks(Protocol):
    """Whoever answers questions; an empty answer takes what is proposed, or leaves it for later."""

    def __call__(self, question: str, *, secret: bool = False) -> str:
        """Return the answer."""


def on_terminal(question: str, *, secret: bool = False) -> str:
    """Ask on the terminal; what is secret is not shown while it is typed."""
    return (getpass.getpass if secret else input)(question).strip()


@dataclass(frozen=True, slots=True)
class Answers:
    """How the app shall run: ``values`` are the settings to write, ``lacking`` is still to be given."""

    way: str
    url: str | None
    values: Mapping[str, str]
    lacking: tuple[str, ...]


def gather(
    options: argparse.Namespace, given: Mapping[str, str], written: Mapping[str, str], ask: Asks | None
) -> Answers:
    """Return how the app shall run.

    ``given`` is the environment, ``written`` what `.env` holds. Without ``ask`` nothing is asked. Raises
    SetupError for what is missing or wrong.
    """
    known = {**written, **{name: value for name, value in given.items() if value}}
    way = options.way or _way(written, ask)
    url = _url(options.url or written.get("PUBLIC_URL"), ask) if way != "socket" else None
    if way == "socket" and "SLACK_SIGNING_SECRET" in known:
        raise SetupError(_NOT_BOTH)
    values = _storage(options.database, known)
    if url is not None:
        values["PUBLIC_URL"] = url
    for name in SECRETS[way]:
        value = given.get(name) or (_secret(name, ask) if ask and name not in known else "")
        if value:
            values[name] = _checked(name, value)
    lacking = tuple(name for name in SECRETS[way] if name not in {**known, **values})
    return Answers(way, url, values, lacking)


def _way(written: Mapping[str, str], ask: Asks | None) -> str:
    before = _way_before(written)
    if ask is None:
        if before is None:
            raise SetupError(_NEEDS_A_WAY)
        return before
    proposed = before or "socket"
    listed = "\n".join(f"  {name:<7} {what}" for name, what in WAYS.items())
    answer = ask(f"How shall Pinchpoint run?\n{listed}\nWay [{proposed}]: ") or proposed
    if answer not in WAYS:
        raise SetupError(_NEEDS_A_WAY)
    return answer


def _way_before(written: Mapping[str, str]) -> str | None:
    """Return how the app runs by what `.env` holds; None where it does not say."""
    if "SLACK_CLIENT_ID" in written:
        return "many"
    if "SLACK_SIGNING_SECRET" in written or "PUBLIC_URL" in written:
        return "http"
    return "socket" if written else None


def _url(proposed: str | None, ask: Asks | None) -> str:
    if ask is not None:
        shown = f" [{proposed}]" if proposed else ""
        proposed = ask(f"Address at which Slack reaches this server{shown}: ") or proposed
    if not proposed:
        raise SetupError(_NEEDS_AN_ADDRESS)
    try:
        address = read_address(proposed)
    except ValueError:
        raise SetupError(_NEEDS_AN_ADDRESS) from None
    if urlsplit(address).scheme != "https":
        raise SetupError(_NEEDS_AN_ADDRESS)
    return address


def _storage(asked_for: str | None, known: Mapping[str, str]) -> dict[str, str]:
    """Return where data shall lie, and for a shared database a key, unless there is one already."""
    url = asked_for or known.get("DATABASE_URL")
    if url is None:
        return {}
    embedded = parse_url(url).get_backend_name() == "sqlite"
    values = {"DATABASE_URL": url} if asked_for else {}
    if not embedded and "ENCRYPTION_KEYS" not in known:
        values["ENCRYPTION_KEYS"] = new_key()
    return values


def _secret(name: str, ask: Asks) -> str:
    return ask(f"{name} (not shown; Enter leaves it for later): ", secret=True)


def _checked(name: str, value: str) -> str:
    beginning = _BEGINS.get(name, "")
    if not value.startswith(beginning):
        raise SetupError(f"{name} is another kind of value: it begins with {beginning}.")
    return value
