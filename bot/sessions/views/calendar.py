"""The calendar entry of a session: a file (RFC 5545, RFC 5546), and links that fill in a new entry.

The entry holds names, topic and place, never the question: calendars are often shared.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from bot.models import SessionState
from bot.sessions import texts
from bot.sessions.queries import Meeting, Party

if TYPE_CHECKING:  # its many modules are loaded for the first file and not at every start
    from icalendar import vCalAddress

URL_CHARS = 3000  # Slack's limit for the URL of a button
GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.office.com/calendar/0/deeplink/compose"
# RFC 5546 wants an organizer and attendees, and Outlook reads only mail addresses. We know none: these lie in
# a domain that can never exist (RFC 2606), so that no calendar ever writes to a stranger.
NOWHERE = "pinchpoint.invalid"


@dataclass(frozen=True, slots=True)
class Links:
    """Where a click fills in the entry."""

    google: str
    outlook: str


def ics(meeting: Meeting, now: datetime) -> bytes:
    """Return the file: a REQUEST that adds or replaces the entry, or a CANCEL that takes it out."""
    session = meeting.session
    off = session.state is SessionState.CANCELLED
    start = session.calendar_at
    if start is None:
        raise ValueError("this session never was in a calendar")
    from icalendar import Calendar, Event

    event = Event()
    event.add("uid", f"{session.id}@pinchpoint")
    event.add("sequence", session.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", start.astimezone(UTC))
    event.add("dtend", (start + timedelta(minutes=session.minutes)).astimezone(UTC))
    event.add("summary", _summary(meeting))
    event.add("description", _description(meeting))
    event.add("location", _place(meeting))
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    event.add("organizer", _address("Pinchpoint", "pinchpoint"))
    for party in meeting.parties:
        event.add("attendee", _attendee(party))
    calendar = Calendar()
    calendar.add("prodid", "-//Pinchpoint//Sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if off else "REQUEST")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def filename(meeting: Meeting) -> str:
    """Return the file's name."""
    return "session-cancelled.ics" if meeting.session.state is SessionState.CANCELLED else "session.ics"


def links(meeting: Meeting) -> Links | None:
    """Return the links to fill in an entry; None without a time."""
    start, end = meeting.session.starts_at, meeting.session.ends_at
    if start is None or end is None:
        return None
    return Links(google=_google(meeting, start, end), outlook=_outlook(meeting, start, end))


def _google(meeting: Meeting, start: datetime, end: datetime) -> str:
    fields = {
        "action": "TEMPLATE",
        "text": _summary(meeting),
        "dates": f"{start.astimezone(UTC):%Y%m%dT%H%M%SZ}/{end.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        "details": _description(meeting),
    }
    return _url(GOOGLE, fields, _place(meeting))


def _outlook(meeting: Meeting, start: datetime, end: datetime) -> str:
    fields = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": _summary(meeting),
        "startdt": f"{start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{end.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "body": _description(meeting),
    }
    return _url(OUTLOOK, fields, _place(meeting))


def _url(base: str, fields: dict[str, str], location: str) -> str:
    """Return the URL with the location, or without the free words where they would make it too long."""
    full = f"{base}?{urlencode({**fields, 'location': location}, quote_via=quote)}"
    if len(full) <= URL_CHARS:
        return full
    short = {key: value for key, value in fields.items() if key not in ("details", "body")}
    return f"{base}?{urlencode(short, quote_via=quote)}"


def _summary(meeting: Meeting) -> str:
    return texts.SUMMARY_LINE.format(
        mentee=meeting.mentee.name, expert=meeting.expert.name, topic=meeting.topic
    )


def _description(meeting: Meeting) -> str:
    return texts.DESCRIPTION.format(minutes=meeting.session.minutes, place=_place(meeting))


def _place(meeting: Meeting) -> str:
    return meeting.session.place or texts.HUDDLE


def _address(name: str, local: str) -> vCalAddress:
    from icalendar import vCalAddress, vText

    address = vCalAddress(f"mailto:{local}@{NOWHERE}")
    address.params["CN"] = vText(name.replace('"', "'"))
    return address


def _attendee(party: Party) -> vCalAddress:
    from icalendar import vText

    address = _address(party.name, party.user_id.lower())
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText("ACCEPTED")
    address.params["RSVP"] = vText("FALSE")
    return address
