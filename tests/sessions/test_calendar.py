"""The calendar entry: what the file and the links say, whatever people are called and write."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.kit.reader import NEUTRAL
from bot.models import SessionState
from bot.sessions.views.calendar import URL_CHARS, ics, links
from tests.sessions.meetings import NOW, START, meeting


def test_a_booking_is_a_request_in_utc_with_a_stable_uid() -> None:
    calendar = Calendar.from_ical(ics(NEUTRAL, meeting(sequence=3), NOW))
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "REQUEST"
    assert event["UID"] == "s1@pinchpoint"
    assert event["SEQUENCE"] == 3
    assert event["STATUS"] == "CONFIRMED"
    assert b"DTSTART:20261201T090000Z" in ics(NEUTRAL, meeting(), NOW)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=45)
    assert event["SUMMARY"] == "Ada Brandt and Eli Navarro: Board slides"


def test_calling_it_off_names_the_same_entry() -> None:
    calendar = Calendar.from_ical(ics(NEUTRAL, meeting(state=SessionState.CANCELLED, sequence=4), NOW))
    (event,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 4)
    assert event["UID"] == "s1@pinchpoint"


def test_the_question_is_in_no_calendar() -> None:
    found = links(NEUTRAL, meeting())
    assert found is not None
    assert b"pricing" not in ics(NEUTRAL, meeting(), NOW)
    assert "pricing" not in found.google + found.outlook


def test_no_address_could_ever_be_somebodys() -> None:
    content = ics(NEUTRAL, meeting(), NOW).replace(b"\r\n ", b"")
    addresses = [line.rsplit(b":", 1)[1] for line in content.splitlines() if b"mailto" in line]
    assert len(addresses) == 3
    assert all(address.endswith(b"@pinchpoint.invalid") for address in addresses)


@given(
    st.text(max_size=80), st.text(alphabet=st.characters(codec="utf-8"), max_size=300), st.text(max_size=80)
)
def test_whatever_people_write_stays_inside_its_line_and_its_field(name: str, place: str, topic: str) -> None:
    shown = meeting(mentee=name, place=place, topic=topic)
    calendar = Calendar.from_ical(ics(NEUTRAL, shown, NOW))
    assert len(calendar.walk("VEVENT")) == 1
    assert calendar.walk("VEVENT")[0]["DTSTART"].dt == START
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
    assert b"DTSTART:20270328T003000Z" in ics(NEUTRAL, meeting(start=spring), NOW)
