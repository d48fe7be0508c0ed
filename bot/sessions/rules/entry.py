"""Links that fill in a calendar entry with one click."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

URL_CHARS = 3000  # Slack's limit for the URL of a button
GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.office.com/calendar/0/deeplink/compose"


@dataclass(frozen=True, slots=True)
class Links:
    """Where a click fills in the entry."""

    google: str
    outlook: str


def entry_links(*, title: str, details: str, place: str, start: datetime, end: datetime) -> Links:
    """The links for an entry of these words and times."""
    google = {
        "action": "TEMPLATE",
        "text": title,
        "dates": f"{start.astimezone(UTC):%Y%m%dT%H%M%SZ}/{end.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        "details": details,
    }
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": title,
        "startdt": f"{start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{end.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "body": details,
    }
    return Links(_url(GOOGLE, google, place), _url(OUTLOOK, outlook, place))


def _url(base: str, fields: dict[str, str], location: str) -> str:
    """The URL with the location, or without the free words where they would make it too long."""
    full = f"{base}?{urlencode({**fields, 'location': location}, quote_via=quote)}"
    if len(full) <= URL_CHARS:
        return full
    short = {key: value for key, value in fields.items() if key not in ("details", "body")}
    return f"{base}?{urlencode(short, quote_via=quote)}"
