"""What the views of sessions share: names, times in their readers' zones, places, links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.kit.blocks import Block, escape, spoken, when
from bot.kit.hours import zone_of
from bot.sessions import texts
from bot.sessions.queries import Meeting, Party

# The button of bot/checklists/views.py, which sessions may not import; a test holds the two equal.
PREPARE = "checklist_open"

Message = tuple[str, list[Block]]
NAME_CHARS = 12


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads one copy of a message: both people in their group DM, or one of them alone."""

    parties: tuple[Party, ...]

    @property
    def zone(self) -> str:
        """The zone of the times that are spelled out; Slack shows each reader their own beside it."""
        return self.parties[0].zone


def readers_of(meeting: Meeting, user_ids: Sequence[str]) -> Readers:
    """Return who reads what is sent to these people, the mentee first."""
    return Readers(tuple(party for party in meeting.parties if party.user_id in user_ids) or meeting.parties)


def names(meeting: Meeting) -> dict[str, str]:
    """Return the names and the topic that sentences are filled with, escaped."""
    return {
        "mentee": escape(meeting.mentee.name),
        "expert": escape(meeting.expert.name),
        "topic": escape(meeting.topic),
        "minutes": str(meeting.session.minutes),
    }


def live(at: datetime | None, zone: str) -> str:
    """Return an instant so that each reader sees their own time."""
    return when(at, zone) if at else ""


def said(at: datetime | None, zone: str) -> str:
    """Return an instant in words, for notifications and screen readers."""
    return spoken(at.astimezone(zone_of(zone))) if at else ""


def place(meeting: Meeting) -> str:
    """Return where the two meet, escaped."""
    return escape(meeting.session.place) or texts.HUDDLE


def slot_label(at: datetime, readers: Readers) -> str:
    """Return a start as a button says it: plain text, so in both zones where their clocks differ."""
    local = [at.astimezone(zone_of(party.zone)) for party in readers.parties]
    first = f"{_day(local[0])}, {local[0]:%H:%M}"
    if len(local) == 1 or local[0].utcoffset() == local[1].utcoffset():
        return first
    mentee, expert = (_short(party.name) for party in readers.parties)
    same_day = local[0].date() == local[1].date()
    second = f"{local[1]:%H:%M}" if same_day else f"{_day(local[1])}, {local[1]:%H:%M}"
    return f"{first} ({mentee}) / {second} ({expert})"


def _day(local: datetime) -> str:
    return f"{local:%a} {local.day} {local:%b}"


def _short(name: str) -> str:
    first = name.split(maxsplit=1)[0] if name.split() else name
    return first if len(first) <= NAME_CHARS else first[: NAME_CHARS - 1] + "…"
