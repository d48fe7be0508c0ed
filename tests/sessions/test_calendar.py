"""The calendar entry: what the file and the links say, whatever people are called and write."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from bot.kit.reader import NEUTRAL
from bot.models import SessionState
from bot.sessions.queries import Meeting
from bot.sessions.rules.entry import URL_CHARS
from bot.sessions.views.calendar import ics, links
from tests.sessions.meetings import NOW, START, meeting

ADDRESS = "ada.brandt@example.com"


def file_of(shown: Meeting) -> bytes:
    return ics(NEUTRAL, shown, shown.mentee, NOW)


def parsed(content: bytes) -> tuple[str, Any]:
    """The METHOD and the one event of a file, read by a parser that did not write it."""
    calendar = vobject.readOne(content.decode())
    (event,) = calendar.contents["vevent"]
    return calendar.method.value, event


def test_an_entry_is_published_in_utc_with_a_stable_uid_and_names_nobody() -> None:
    method, event = parsed(file_of(meeting(sequence=3)))
    assert method == "PUBLISH"
    assert event.uid.value == "s1@pinchpoint"
    assert event.sequence.value == "3"
    assert event.status.value == "CONFIRMED"
    assert (event.dtstart.value, event.dtend.value) == (START, START + timedelta(minutes=45))
    assert event.summary.value == "Ada Brandt and Eli Navarro: Board slides"
    assert not {"attendee", "organizer"} & event.contents.keys()
    assert b"DTSTART:20261201T090000Z" in file_of(meeting())


def test_calling_it_off_names_the_same_entry() -> None:
    off = meeting(state=SessionState.CANCELLED, sequence=4)
    method, event = parsed(file_of(off))
    assert (method, event.status.value, event.sequence.value) == ("PUBLISH", "CANCELLED", "4")
    assert event.uid.value == "s1@pinchpoint"
    assert not {"attendee", "organizer"} & event.contents.keys()


@pytest.mark.parametrize(
    ("state", "wanted"), [(SessionState.BOOKED, "REQUEST"), (SessionState.CANCELLED, "CANCEL")]
)
def test_whose_address_is_known_is_asked_alone(state: SessionState, wanted: str) -> None:
    shown = meeting(state=state, email=ADDRESS)
    method, event = parsed(file_of(shown))
    assert method == wanted
    assert [one.value for one in event.contents["attendee"]] == [f"mailto:{ADDRESS}"]
    assert event.organizer.value == "mailto:pinchpoint@pinchpoint.invalid"
    assert ADDRESS.encode() not in ics(NEUTRAL, shown, shown.expert, NOW)


def test_the_question_is_in_no_calendar() -> None:
    found = links(NEUTRAL, meeting())
    assert found is not None
    assert b"pricing" not in file_of(meeting())
    assert "pricing" not in found.google + found.outlook


@given(
    st.text(max_size=80), st.text(alphabet=st.characters(codec="utf-8"), max_size=300), st.text(max_size=80)
)
def test_whatever_people_write_stays_inside_its_line_and_its_field(name: str, place: str, topic: str) -> None:
    shown = meeting(mentee=name, place=place, topic=topic, email=ADDRESS)
    for content in (file_of(shown), ics(NEUTRAL, shown, shown.expert, NOW)):
        _method, event = parsed(content)
        assert event.dtstart.value == START
        assert not any(byte < 32 and byte not in b"\t\r\n" for byte in content)
    found = links(NEUTRAL, shown)
    assert found is not None
    for url in (found.google, found.outlook):
        assert len(url) <= URL_CHARS
        assert url.isascii()
    assert parse_qs(urlsplit(found.google).query)["dates"] == ["20261201T090000Z/20261201T094500Z"]
    assert parse_qs(urlsplit(found.outlook).query)["startdt"] == ["2026-12-01T09:00:00Z"]


def test_a_place_that_would_make_the_link_too_long_is_left_out() -> None:
    found = links(NEUTRAL, meeting(place="𝔐" * 300))
    assert found is not None
    assert len(found.google) <= URL_CHARS
    assert "%F0%9D%94%90" not in found.google


def test_a_clock_change_does_not_move_the_entry() -> None:
    spring = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    assert b"DTSTART:20270328T003000Z" in file_of(meeting(start=spring))
