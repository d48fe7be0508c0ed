"""What the views of sessions share: names, times, places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.kit.blocks import Block, clip, escape
from bot.kit.carried import RowId
from bot.kit.hours import zone_of
from bot.kit.i18n import Param
from bot.kit.reader import Reader, first_names
from bot.sessions import texts
from bot.sessions.forms import SessionVersion
from bot.sessions.queries import Meeting, Party
from bot.sessions.rules import Doubt, at_night

# The button of bot/checklists/views.py, which sessions may not import; a test holds the two equal.
PREPARE = "checklist_open"

Message = tuple[str, list[Block]]
NAME_CHARS = 12


def parties_of(meeting: Meeting, user_ids: Sequence[str]) -> Sequence[Party]:
    """Return who reads what is sent to these people: both in their group DM, the mentee first, or one."""
    return [party for party in meeting.parties if party.user_id in user_ids] or meeting.parties


def names(reader: Reader, meeting: Meeting) -> dict[str, Param]:
    """Return the first names and the topic that sentences are filled with, escaped, and the minutes."""
    return {
        "mentee": first_name(reader, meeting, meeting.mentee),
        "expert": first_name(reader, meeting, meeting.expert),
        "topic": escape(reader(meeting.topic)),
        "minutes": meeting.session.minutes,
    }


def session_id(meeting: Meeting) -> str:
    """Return what a button carries that works whatever has changed since."""
    return RowId(id=meeting.session.id).encode()


def session_version(meeting: Meeting) -> str:
    """Return what carries which version of the session the person is looking at."""
    return SessionVersion(id=meeting.session.id, version=meeting.session.version).encode()


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A proposed start, and what speaks against it."""

    at: datetime
    doubts: Sequence[Doubt]


def doubtful_lines(reader: Reader, meeting: Meeting, other: Party, found: Doubtful) -> str:
    """Return what its author should know of a time before proposing it, escaped."""
    filled: dict[str, Param] = {
        "other": escape(called(reader, meeting, other)),
        "time": reader.in_zone(other.zone).time(found.at),
        "day": reader.day(meeting.needed_by) if meeting.needed_by else "",
    }
    lines = [reader(texts.DOUBTS[doubt], **filled) for doubt in found.doubts]
    return "\n".join([*lines, reader(texts.PROPOSE_ALL_THE_SAME)])


def when(reader: Reader, at: datetime | None) -> str:
    """Return an instant so that each reader sees their own time."""
    return reader.when(at) if at else ""


def spoken(reader: Reader, at: datetime | None) -> str:
    """Return an instant in words, for notifications and screen readers."""
    return reader.spoken(at) if at else ""


def place(reader: Reader, meeting: Meeting) -> str:
    """Return where the two meet, escaped."""
    return escape(meeting.session.place) or reader(texts.HUDDLE)


def slot_line(reader: Reader, meeting: Meeting, at: datetime, parties: Sequence[Party]) -> str:
    """Return a start as its readers live it, escaped: with day and date, and beside it the other's clock."""
    mine = parties[0]
    line = f"*{_day_and_time(reader.in_zone(mine.zone), at)}*"
    other = meeting.other(mine.user_id)
    if _same_clock(mine, other, at):
        return line
    if len(parties) > 1:
        line = reader(texts.CLOCK_OF, time=line, who=escape(called(reader, meeting, mine)))
    return f"{line} · {_clock_of(reader, meeting, other, at, _day(mine, at))}"


def _clock_of(reader: Reader, meeting: Meeting, party: Party, at: datetime, day: date) -> str:
    local = reader.in_zone(party.zone)
    time = local.time(at) if _day(party, at) == day else _day_and_time(local, at)
    sentence = texts.CLOCK_AT_NIGHT if at_night(at, party.zone) else texts.CLOCK_OF
    return reader(sentence, time=time, who=escape(called(reader, meeting, party)))


def book_label(reader: Reader, meeting: Meeting, at: datetime, parties: Sequence[Party]) -> str:
    """Return what the button beside a start says, about 30 characters: on both clocks where both read it."""
    mine = parties[0]
    label = _weekday_and_time(reader, mine, at)
    other = meeting.other(mine.user_id)
    if len(parties) > 1 and not _same_clock(mine, other, at):
        same_day = _day(mine, at) == _day(other, at)
        theirs = reader.in_zone(other.zone).time(at) if same_day else _weekday_and_time(reader, other, at)
        label = f"{label} / {theirs}"
    return reader(texts.BOOK, slot=label)


def first_name(reader: Reader, meeting: Meeting, party: Party) -> str:
    """Return how one of the two is called in a sentence, escaped."""
    return escape(known_as(reader, meeting, party))


def called(reader: Reader, meeting: Meeting, party: Party) -> str:
    """Return the same, short enough for a button; not escaped."""
    name = known_as(reader, meeting, party)
    return name if len(name.split()) > 1 else clip(name, NAME_CHARS)


def known_as(reader: Reader, meeting: Meeting, party: Party) -> str:
    """Return a name that the other one of the two does not have: their first name, where that is enough."""
    if not isinstance(party.name, str):
        return reader(party.name)  # nobody's name, but words for somebody
    name, other = first_names(reader, party.name, meeting.other(party.user_id).name)
    if name.casefold() != other.casefold():
        return name
    side = texts.NAMED_EXPERT if party.user_id == meeting.expert.user_id else texts.NAMED_MENTEE
    return reader(side, name=name)


def _weekday_and_time(reader: Reader, party: Party, at: datetime) -> str:
    local = reader.in_zone(party.zone)
    return reader(texts.SHORT_SLOT, day=reader.weekday_short(_day(party, at).weekday()), time=local.time(at))


def _day_and_time(reader: Reader, at: datetime) -> str:
    return reader(texts.SLOT, day=reader.day(at), time=reader.time(at))


def _same_clock(one: Party, other: Party, at: datetime) -> bool:
    return _local(one, at).utcoffset() == _local(other, at).utcoffset()


def _local(party: Party, at: datetime) -> datetime:
    return at.astimezone(zone_of(party.zone))


def _day(party: Party, at: datetime) -> date:
    return _local(party, at).date()
