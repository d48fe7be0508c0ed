"""The hours that two people share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.kit.hours import Window, WorkingHours
from bot.matching.engine.hours import Calendar, Weeks, told
from bot.matching.rules import AskFacts, Interval, Reason, ScoreComponent
from tests.matching.cases import ADA, BERLIN, NOW

LONDON = WorkingHours("Europe/London")


class Shared:
    """What Ada shares with people, by their timetables."""

    def __init__(self, ask: AskFacts) -> None:
        self._weeks = Weeks()
        self._calendar = Calendar(ask, NOW, self._weeks)

    def hours(self, theirs: WorkingHours, busy: Sequence[Interval]) -> Reason:
        return told(self._calendar.days(self._weeks.number(theirs), busy))


def test_days_with_a_common_hour_before_the_date_are_told() -> None:
    tuesday_thursday = WorkingHours("Europe/London", (Window(1, 540, 720), Window(3, 780, 900)))
    calendar = Shared(replace(ADA, needed_by=NOW + timedelta(days=5)))
    assert calendar.hours(tuesday_thursday, ()) == Reason(
        ScoreComponent.HOURS, 0.4, ("2026-11-24T09:00:00+00:00", "2026-11-26T13:00:00+00:00"), 2
    )


def test_what_is_booked_is_no_common_hour() -> None:
    calendar = Shared(replace(ADA, needed_by=NOW + timedelta(days=8)))
    free = calendar.hours(LONDON, ((NOW, NOW + timedelta(days=4)),))
    assert free.details == ("2026-11-27T09:00:00+00:00", "2026-11-30T09:00:00+00:00")
    assert calendar.hours(LONDON, ()).number == 6  # the same timetable, nothing booked


def test_five_days_are_as_good_as_any_number_and_without_a_date_two_weeks_count() -> None:
    found = Shared(replace(ADA, needed_by=None)).hours(LONDON, ())
    assert (found.value, found.number, len(found.details)) == (1.0, 10, 5)


@pytest.mark.parametrize(
    "theirs",
    [WorkingHours("America/Los_Angeles"), WorkingHours("Europe/London", ()), WorkingHours("Asia/Tokyo")],
)
def test_hours_that_never_meet_are_none(theirs: WorkingHours) -> None:
    assert Shared(ADA).hours(theirs, ()) == Reason(ScoreComponent.HOURS, 0.0, (), 0)


def test_a_date_that_is_over_leaves_no_hour() -> None:
    assert Shared(replace(ADA, needed_by=NOW - timedelta(days=1))).hours(BERLIN, ()).number == 0


def test_overlapping_bookings_in_any_order_are_cut_out_once() -> None:
    late, early = (NOW + timedelta(hours=2), NOW + timedelta(days=3)), (NOW, NOW + timedelta(days=2))
    calendar = Shared(ADA)
    assert calendar.hours(BERLIN, (late, early)) == calendar.hours(BERLIN, (early, late))
