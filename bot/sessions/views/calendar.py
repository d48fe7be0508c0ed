"""The calendar entry of a session: a file (RFC 5545, RFC 5546), and links that fill in a new entry.

Why a file names nobody but its reader: docs/decisions/0019-calendar-files.md.

The entry holds names, topic and place, never the question: calendars are often shared.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.kit.i18n import Sentence
from bot.kit.reader import Reader
from bot.kit.words import clean
from bot.models import SessionState
from bot.sessions import texts
from bot.sessions.queries import Meeting, Party
from bot.sessions.rules.entry import Links, entry_links

if TYPE_CHECKING:  # its many modules are loaded for the first file and not at every start
    from icalendar import vCalAddress

# RFC 5546 wants an organizer of a REQUEST, and Outlook reads only mail addresses. This one lies in a domain
# that can never exist (RFC 2606), so that no calendar ever writes to a stranger.
ORGANIZER = "pinchpoint@pinchpoint.invalid"


def ics(reader: Reader, meeting: Meeting, to: Party, now: datetime) -> bytes:
    """Return the file for one of the two: the entry as it stands, confirmed or cancelled.

    Where their mail address is known it is a REQUEST or CANCEL to them alone; otherwise it is published, and
    names nobody.
    """
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
    event.add("summary", title(reader, meeting))
    event.add("description", _description(reader, meeting))
    event.add("location", _place(reader, meeting))
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    if to.email:
        event.add("organizer", _address("Pinchpoint", ORGANIZER))
        event.add("attendee", _attendee(reader(to.name), to.email))
    calendar = Calendar()
    calendar.add("prodid", "-//Pinchpoint//Sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", _method(to, off=off))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _method(to: Party, *, off: bool) -> str:
    if not to.email:
        return "PUBLISH"
    return "CANCEL" if off else "REQUEST"


def what_to_do(meeting: Meeting) -> Sentence:
    """Return what to do with the file."""
    session = meeting.session
    if session.state is SessionState.CANCELLED:
        return texts.FILE_CANCEL
    return texts.FILE_UPDATE if session.sequence else texts.FILE_NEW


def filename(meeting: Meeting) -> str:
    """Return the file's name."""
    return "session-cancelled.ics" if meeting.session.state is SessionState.CANCELLED else "session.ics"


def links(reader: Reader, meeting: Meeting) -> Links | None:
    """Return the links to fill in an entry; None without a time."""
    start, end = meeting.session.starts_at, meeting.session.ends_at
    if start is None or end is None:
        return None
    return entry_links(
        title=title(reader, meeting),
        details=_description(reader, meeting),
        place=_place(reader, meeting),
        start=start,
        end=end,
    )


def title(reader: Reader, meeting: Meeting) -> str:
    """Return what the entry, and its file, is called."""
    mentee, expert = reader(meeting.mentee.name), reader(meeting.expert.name)
    return reader(
        texts.ENTRY_TITLE, mentee=clean(mentee), expert=clean(expert), topic=clean(reader(meeting.topic))
    )


def _description(reader: Reader, meeting: Meeting) -> str:
    return reader(texts.DESCRIPTION, minutes=meeting.session.minutes, place=_place(reader, meeting))


def _place(reader: Reader, meeting: Meeting) -> str:
    return clean(meeting.session.place) or reader(texts.HUDDLE)


def _address(name: str, email: str) -> vCalAddress:
    from icalendar import vCalAddress, vText

    address = vCalAddress(f"mailto:{email}")
    address.params["CN"] = vText(" ".join(clean(name).replace('"', "'").split()))
    return address


def _attendee(name: str, email: str) -> vCalAddress:
    from icalendar import vText

    address = _address(name, email)
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText("ACCEPTED")
    address.params["RSVP"] = vText("FALSE")
    return address
