"""The secret addresses of feeds: how one is made, written and checked."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import quote, urlencode

PATH = "/calendar/{workspace}/{feed}/{secret}.ics"
KEPT = timedelta(days=90)  # so long what is over stays in the calendar
SECRET_BYTES = 32
_PARTS = (re.compile(r"[A-Z0-9]{2,32}"), re.compile(r"[0-9a-f]{32}"), re.compile(r"[\w-]{20,64}"))
GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.office.com/calendar/0/addfromweb"


@dataclass(frozen=True, slots=True)
class Address:
    """An address as a calendar asks for it; its ``repr`` does not show the secret."""

    workspace_id: str
    feed_id: str
    secret: str

    def __repr__(self) -> str:
        return f"Address({self.workspace_id}, {self.feed_id})"

    @property
    def is_possible(self) -> bool:
        """Whether it has the shape of one that was made here."""
        given = (self.workspace_id, self.feed_id, self.secret)
        return all(shape.fullmatch(part) for shape, part in zip(_PARTS, given, strict=True))

    def at(self, public_url: str) -> str:
        """Return it as a web address below ours, which may have a path and ends with a slash."""
        path = PATH.format(workspace=self.workspace_id, feed=self.feed_id, secret=self.secret)
        return public_url.rstrip("/") + path


def new_secret() -> str:
    """Return the secret part of a new address: 256 random bits."""
    return secrets.token_urlsafe(SECRET_BYTES)


def hash_of(secret: str) -> str:
    """Return what is kept of a secret. It is random, so that nothing slower is needed."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def is_right(secret: str, secret_hash: str | None) -> bool:
    """Compare a secret with what is kept, in the same time whether it is right, wrong or there is none."""
    return hmac.compare_digest(hash_of(secret), secret_hash or "0" * 64) and secret_hash is not None


@dataclass(frozen=True, slots=True)
class Links:
    """An address as people take it to their calendars; its ``repr`` shows nothing of it."""

    webcal: str = field(repr=False)
    google: str = field(repr=False)
    outlook: str = field(repr=False)


def links(address: Address, public_url: str) -> Links:
    """Return how somebody takes an address below ours to their calendar."""
    url = address.at(public_url)
    webcal = f"webcal://{url.partition('://')[2]}"
    return Links(
        webcal,
        f"{GOOGLE}?{urlencode({'cid': webcal}, quote_via=quote)}",
        f"{OUTLOOK}?{urlencode({'url': url, 'name': 'Pinchpoint'}, quote_via=quote)}",
    )
