"""What a calendar reads at somebody's address (RFC 5545), the same bytes while nothing has changed.

What is called off is left out: calendars drop what they no longer find.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.feed import texts
from bot.feed.queries import Event, Feed, Offered, Talk
from bot.kit.reader import Reader
from bot.kit.words import clean

if TYPE_CHECKING:  # its many modules are loaded for the first calendar and not at every start
    from icalendar import Event as Entry

READ_AGAIN = timedelta(hours=1)  # what calendars are asked for; many take longer


def calendar(reader: Reader, found: Feed) -> bytes:
    """Return the calendar file."""
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", "-//Pinchpoint//Feed//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", reader(texts.CALENDAR))
    made.add("refresh-interval", READ_AGAIN, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    for talk in found.talks:
        made.add_component(_talk(reader, talk))
    for event in found.events:
        made.add_component(_event(reader, event))
    for offered in found.offered:
        made.add_component(_offered(reader, offered))
    return bytes(made.to_ical())


def _talk(reader: Reader, talk: Talk) -> Entry:
    meeting, session = talk.meeting, talk.meeting.session
    starts_at = session.starts_at or session.created_at
    place = clean(session.place) or reader(texts.HUDDLE)
    entry = _entry(session.id, starts_at, starts_at + timedelta(minutes=session.minutes), session.created_at)
    entry.add("sequence", session.sequence)
    named = {"topic": clean(reader(meeting.topic)), "other": clean(reader(talk.other))}
    entry.add("summary", reader(texts.TALK, **named))
    entry.add("description", reader(texts.TALK_TEXT, minutes=session.minutes, place=place))
    entry.add("location", place)
    entry.add("status", "CONFIRMED")
    return entry


def _event(reader: Reader, found: Event) -> Entry:
    event = found.event
    place = clean(event.place) or reader(texts.HUDDLE)
    entry = _entry(event.id, event.starts_at, found.ends_at, event.created_at)
    entry.add("summary", clean(event.title))
    entry.add("description", reader(texts.EVENT_TEXT, minutes=event.minutes, place=place))
    entry.add("location", place)
    entry.add("status", "CONFIRMED")
    return entry


def _offered(reader: Reader, offered: Offered) -> Entry:
    slot, sheet = offered.slot, offered.sheet
    ends_at = slot.starts_at + timedelta(minutes=sheet.minutes)
    entry = _entry(slot.id, slot.starts_at, ends_at, sheet.created_at)
    entry.add("summary", reader(texts.OFFERED, topic=clean(offered.topic)))
    entry.add("description", reader(texts.OFFERED_TEXT))
    entry.add("status", "TENTATIVE")
    entry.add("transp", "TRANSPARENT")
    return entry


def _entry(row_id: str, starts_at: datetime, ends_at: datetime, made_at: datetime) -> Entry:
    """Return an entry with its times; stamped with when its row was made, it stays the same bytes."""
    from icalendar import Event as Entry

    entry = Entry()
    entry.add("uid", f"{row_id}@pinchpoint")
    entry.add("dtstamp", made_at.astimezone(UTC))
    entry.add("dtstart", starts_at.astimezone(UTC))
    entry.add("dtend", ends_at.astimezone(UTC))
    return entry
