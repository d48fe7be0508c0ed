"""What the views of sessions share: names, times, places."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.kit.blocks import Block, escape
from bot.kit.carried import RowId
from bot.kit.hours import zone_of
from bot.kit.i18n import Param
from bot.kit.reader import Reader
from bot.sessions import texts
from bot.sessions.forms import SessionVersion
from bot.sessions.queries import Meeting, Party

# The button of bot/checklists/views.py, which sessions may not import; a test holds the two equal.
PREPARE = "checklist_open"

Message = tuple[str, list[Block]]
NAME_CHARS = 12


def parties_of(meeting: Meeting, user_ids: Sequence[str]) -> Sequence[Party]:
    """Return who reads what is sent to these people: both in their group DM, the mentee first, or one."""
    return [party for party in meeting.parties if party.user_id in user_ids] or meeting.parties


def names(reader: Reader, meeting: Meeting) -> dict[str, Param]:
    """Return the names and the topic that sentences are filled with, escaped, and the minutes."""
    return {
        "mentee": escape(reader(meeting.mentee.name)),
        "expert": escape(reader(meeting.expert.name)),
        "topic": escape(meeting.topic),
        "minutes": meeting.session.minutes,
    }


def session_id(meeting: Meeting) -> str:
    """Return what a button carries that works whatever has changed since."""
    return RowId(id=meeting.session.id).encode()


def session_version(meeting: Meeting) -> str:
    """Return what carries which version of the session the person is looking at."""
    return SessionVersion(id=meeting.session.id, version=meeting.session.version).encode()


def when(reader: Reader, at: datetime | None) -> str:
    """Return an instant so that each reader sees their own time."""
    return reader.when(at) if at else ""


def spoken(reader: Reader, at: datetime | None) -> str:
    """Return an instant in words, for notifications and screen readers."""
    return reader.spoken(at) if at else ""


def place(reader: Reader, meeting: Meeting) -> str:
    """Return where the two meet, escaped."""
    return escape(meeting.session.place) or reader(texts.HUDDLE)


def slot_label(reader: Reader, at: datetime, parties: Sequence[Party]) -> str:
    """Return a start as a button says it: plain text, so in both zones where their clocks differ."""
    first = parties[0]
    label = _day_and_time(reader.in_zone(first.zone), at)
    if len({_local(party, at).utcoffset() for party in parties}) == 1:
        return label
    second = parties[1]
    theirs = reader.in_zone(second.zone)
    same_day = _day(first, at) == _day(second, at)
    return reader(
        texts.SLOT_FOR_BOTH,
        mentees=label,
        mentee=_short(reader(first.name)),
        experts=theirs.time(at) if same_day else _day_and_time(theirs, at),
        expert=_short(reader(second.name)),
    )


def _day_and_time(reader: Reader, at: datetime) -> str:
    return reader(texts.SLOT, day=reader.day(at), time=reader.time(at))


def _local(party: Party, at: datetime) -> datetime:
    return at.astimezone(zone_of(party.zone))


def _day(party: Party, at: datetime) -> date:
    return _local(party, at).date()


def _short(name: str) -> str:
    first = name.split(maxsplit=1)[0] if name.split() else name
    return first if len(first) <= NAME_CHARS else first[: NAME_CHARS - 1] + "…"
