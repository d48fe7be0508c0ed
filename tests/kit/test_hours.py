"""Working hours: what a week in somebody's zone means in instants, also on the nights the clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.kit.hours import DEFAULT_WEEK, Window, WorkingHours, common, instant_of, narrowed, zone_of

ADA = WorkingHours("Europe/Berlin")
ELI = WorkingHours("America/Los_Angeles")
ZONES = [
    "Europe/Berlin",
    "America/Los_Angeles",
    "Pacific/Auckland",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Antarctica/Troll",
    "America/Santiago",
    "America/Havana",
    "UTC",
]


def berlin(text: str) -> datetime:
    """The instant of a Berlin wall time; a time that comes twice is its first."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


windows = st.tuples(st.integers(0, 6), st.integers(0, 1439), st.integers(1, 1440)).filter(
    lambda w: w[1] < w[2]
)
weeks = st.lists(windows.map(lambda w: Window(*w)), min_size=1, max_size=8).map(tuple)
hours = st.builds(WorkingHours, st.sampled_from(ZONES), st.one_of(st.just(DEFAULT_WEEK), weeks))
any_week = st.builds(
    WorkingHours, st.sampled_from(ZONES), st.lists(windows.map(lambda w: Window(*w)), max_size=5).map(tuple)
)


@st.composite
def instants(draw):
    """Instants of 2026 and 2027, half of them within two days of a clock change somewhere."""
    changes = [
        "2026-03-08T10:00",
        "2026-03-29T01:00",
        "2026-04-04T14:00",
        "2026-09-26T14:00",
        "2026-10-03T15:30",
    ]
    changes += ["2026-10-25T01:00", "2026-11-01T05:00", "2026-04-05T03:00", "2026-09-06T04:00"]
    minute = timedelta(seconds=draw(st.integers(-2 * 86400, 2 * 86400)))
    anywhere = st.integers(0, 2 * 365 * 86400).map(lambda s: utc("2026-01-01") + timedelta(seconds=s))
    return draw(st.one_of(anywhere, st.sampled_from(changes).map(lambda at: utc(at) + minute)))


class TestWindow:
    @pytest.mark.parametrize(
        "bad", [(7, 0, 60), (-1, 0, 60), (0, 60, 60), (0, 90, 60), (0, -1, 60), (0, 0, 1441)]
    )
    def test_refuses_what_is_no_stretch_of_a_week(self, bad):
        with pytest.raises(ValueError, match="not a window"):
            Window(*bad)

    def test_the_default_week_is_monday_to_friday_nine_to_five(self):
        assert [(w.weekday, w.start, w.end) for w in DEFAULT_WEEK] == [(d, 540, 1020) for d in range(5)]


class TestZone:
    @pytest.mark.parametrize(
        "name", [None, "", "Mars/Olympus", "America", "../etc/passwd", "/etc/passwd", "a\0b"]
    )
    def test_an_unknown_zone_is_utc(self, name):
        assert zone_of(name).key == "UTC"

    def test_a_known_zone_is_itself(self):
        assert zone_of("Pacific/Auckland").key == "Pacific/Auckland"


class TestWallTimes:
    def test_a_time_the_clock_jumps_over_is_the_first_moment_after_the_jump(self):
        for minute in (120, 150, 179, 180):
            assert instant_of(ZoneInfo("Europe/Berlin"), date(2026, 3, 29), minute) == utc("2026-03-29T01:00")

    def test_a_time_that_comes_twice_is_its_first(self):
        assert instant_of(ZoneInfo("Europe/Berlin"), date(2026, 10, 25), 150) == utc("2026-10-25T00:30")

    def test_a_half_hour_change_is_half_an_hour(self):
        lord_howe = ZoneInfo("Australia/Lord_Howe")
        assert instant_of(lord_howe, date(2026, 10, 4), 135) == instant_of(lord_howe, date(2026, 10, 4), 150)

    def test_a_day_that_never_was_has_no_working_time(self):
        samoa = WorkingHours("Pacific/Apia", (Window(4, 540, 1020),))  # Friday 30 December 2011 was left out
        assert list(samoa.intervals(utc("2011-12-29T00:00"), utc("2012-01-02T00:00"))) == []

    def test_minute_1440_is_the_next_midnight(self):
        assert instant_of(ZoneInfo("UTC"), date(2026, 5, 4), 1440) == utc("2026-05-05T00:00")


class TestOfficeWeek:
    def test_works_from_nine_until_just_before_five(self):
        assert ADA.is_working(berlin("2026-11-23T09:00"))
        assert ADA.is_working(berlin("2026-11-23T16:59:59"))
        assert not ADA.is_working(berlin("2026-11-23T17:00"))
        assert not ADA.is_working(berlin("2026-11-22T12:00"))

    def test_next_working_is_now_or_the_next_start(self):
        assert ADA.next_working(berlin("2026-11-23T10:15")) == berlin("2026-11-23T10:15")
        assert ADA.next_working(berlin("2026-11-20T17:00")) == berlin("2026-11-23T09:00")

    def test_eight_working_hours_from_friday_three_end_on_monday_at_three(self):
        assert ADA.add_working_minutes(berlin("2026-11-20T15:00"), 480) == berlin("2026-11-23T15:00")

    def test_eight_hours_from_the_morning_end_the_same_evening(self):
        assert ADA.add_working_minutes(berlin("2026-11-23T07:00"), 480) == berlin("2026-11-23T17:00")

    def test_no_minutes_are_over_at_once(self):
        assert ADA.add_working_minutes(berlin("2026-11-22T07:00"), 0) == berlin("2026-11-22T07:00")

    def test_minutes_are_never_taken_back(self):
        with pytest.raises(ValueError, match="only added"):
            ADA.add_working_minutes(berlin("2026-11-22T07:00"), -1)

    def test_a_weekend_has_no_working_minutes_and_a_week_has_2400(self):
        assert ADA.working_minutes_between(berlin("2026-11-20T17:00"), berlin("2026-11-23T09:00")) == 0
        assert ADA.working_minutes_between(berlin("2026-11-16T00:00"), berlin("2026-11-23T00:00")) == 2400
        assert ADA.working_minutes_between(berlin("2026-11-23T00:00"), berlin("2026-11-16T00:00")) == 0

    def test_the_next_morning_after_friday_is_monday_and_after_an_early_tuesday_is_wednesday(self):
        assert ADA.next_morning(berlin("2026-11-20T16:00")) == berlin("2026-11-23T09:00")
        assert ADA.next_morning(berlin("2026-11-24T06:00")) == berlin("2026-11-25T09:00")

    def test_covers_only_what_lies_wholly_inside(self):
        assert ADA.covers(berlin("2026-11-23T09:00"), berlin("2026-11-23T17:00"))
        assert not ADA.covers(berlin("2026-11-23T16:30"), berlin("2026-11-23T17:01"))
        assert not ADA.covers(berlin("2026-11-23T16:30"), berlin("2026-11-24T09:30"))
        assert not ADA.covers(berlin("2026-11-23T10:00"), berlin("2026-11-23T10:00"))

    def test_refuses_a_time_without_a_zone(self):
        with pytest.raises(ValueError, match="zone"):
            ADA.next_working(datetime.fromisoformat("2026-11-23T09:00"))


class TestOddWeeks:
    def test_touching_windows_are_one_stretch_also_over_midnight(self):
        night = WorkingHours("Europe/Berlin", (Window(0, 1200, 1440), Window(1, 0, 120), Window(1, 60, 180)))
        start, end = berlin("2026-11-23T20:00"), berlin("2026-11-24T03:00")
        assert list(night.intervals(berlin("2026-11-23T00:00"), berlin("2026-11-29T00:00"))) == [(start, end)]
        assert night.covers(start, end)

    def test_without_windows_time_is_plain_time(self):
        nobody = WorkingHours("Europe/Berlin", ())
        at = berlin("2026-11-22T03:00")
        assert nobody.next_working(at) == at
        assert nobody.add_working_minutes(at, 90) == at + timedelta(minutes=90)
        assert nobody.working_minutes_between(at, at + timedelta(minutes=90)) == 90
        assert nobody.next_morning(at) == berlin("2026-11-23T09:00")
        assert not nobody.is_working(at)
        assert not nobody.covers(at, at + timedelta(minutes=1))

    def test_a_window_that_a_clock_change_swallows_is_found_the_week_after(self):
        sunday_at_two = WorkingHours("Europe/Berlin", (Window(6, 120, 180),))
        assert sunday_at_two.next_working(berlin("2026-03-29T00:00")) == berlin("2026-04-05T02:00")

    def test_a_window_over_the_repeated_hour_is_an_hour_longer(self):
        night = WorkingHours("Europe/Berlin", (Window(6, 60, 240),))
        assert night.working_minutes_between(berlin("2026-10-25T00:00"), berlin("2026-10-25T12:00")) == 240
        assert night.working_minutes_between(berlin("2026-03-29T00:00"), berlin("2026-03-29T12:00")) == 120


class TestTwoPeople:
    def test_berlin_and_los_angeles_do_not_meet_in_office_hours(self):
        assert common(ADA, ELI, berlin("2026-11-23T00:00"), berlin("2026-11-30T00:00")) == []

    def test_while_only_one_side_has_changed_its_clock_they_share_an_hour_more(self):
        eli = WorkingHours("America/New_York")
        usual = common(ADA, eli, utc("2026-11-23T00:00"), utc("2026-11-24T00:00"))
        between = common(ADA, eli, utc("2026-10-26T00:00"), utc("2026-10-27T00:00"))
        assert usual == [(utc("2026-11-23T14:00"), utc("2026-11-23T16:00"))]
        assert between == [(utc("2026-10-26T13:00"), utc("2026-10-26T16:00"))]

    def test_an_auckland_morning_is_the_day_before_in_los_angeles(self):
        ada = WorkingHours("Pacific/Auckland")
        assert common(ada, ELI, utc("2026-11-23T12:00"), utc("2026-11-24T12:00")) == [
            (utc("2026-11-23T20:00"), utc("2026-11-24T01:00"))
        ]


class TestAlways:
    @given(hours, instants(), st.integers(0, 6000))
    @settings(max_examples=150, deadline=None)
    def test_minutes_added_are_the_minutes_between(self, week, at, minutes):
        done = week.add_working_minutes(at, minutes)
        assert done >= at
        assert week.working_minutes_between(at, done) == minutes

    @given(hours, instants(), st.integers(1, 6000))
    @settings(max_examples=100, deadline=None)
    def test_added_minutes_run_out_while_working(self, week, at, minutes):
        done = week.add_working_minutes(at, minutes)
        assert week.is_working(done - timedelta(microseconds=1))

    @given(hours, instants(), st.integers(0, 3000), st.integers(0, 3000), st.integers(0, 10_000))
    @settings(max_examples=80, deadline=None)
    def test_later_or_longer_never_ends_earlier(self, week, at, minutes, more, wait):
        later = at + timedelta(minutes=wait)
        assert week.add_working_minutes(at, minutes) <= week.add_working_minutes(at, minutes + more)
        assert week.add_working_minutes(at, minutes) <= week.add_working_minutes(later, minutes)
        assert week.next_working(at) <= week.next_working(later)

    @given(hours, instants())
    @settings(max_examples=150, deadline=None)
    def test_an_interval_opens_and_closes_on_the_wall_times_of_a_window(self, week, at):
        for opens, closes in week.intervals(at, at + timedelta(days=9)):
            assert at <= opens < closes <= at + timedelta(days=9)
            for moment in (opens, opens + (closes - opens) / 2, closes - timedelta(microseconds=1)):
                local = moment.astimezone(week.tz)
                repeated = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
                minute = local.hour * 60 + local.minute
                assert repeated or any(
                    w.weekday == local.weekday() and w.start <= minute < w.end for w in week.windows
                )

    @given(hours, instants())
    @settings(max_examples=80, deadline=None)
    def test_the_next_morning_is_working_time_on_a_later_day(self, week, at):
        morning = week.next_morning(at)
        assert week.is_working(morning)
        assert morning.astimezone(week.tz).date() > at.astimezone(week.tz).date()

    @given(any_week, any_week, instants())
    @settings(max_examples=80, deadline=None)
    def test_common_time_is_working_time_of_both_whoever_is_named_first(self, a, b, at):
        shared = common(a, b, at, at + timedelta(days=9))
        assert shared == common(b, a, at, at + timedelta(days=9))
        for opens, closes in shared:
            assert a.covers(opens, closes)
            assert b.covers(opens, closes)
        assert all(one[1] < two[0] for one, two in pairwise(shared))

    @given(st.sampled_from(ZONES), st.dates(date(2026, 1, 1), date(2027, 12, 30)), st.integers(0, 1440))
    @settings(max_examples=200, deadline=None)
    def test_a_wall_time_that_exists_reads_the_same_back(self, name, day, minute):
        zone = ZoneInfo(name)
        wall = datetime.combine(day, time()) + timedelta(minutes=minute)
        back = instant_of(zone, day, minute).astimezone(zone).replace(tzinfo=None, fold=0)
        assert back == wall or (
            back > wall
            and instant_of(zone, day, minute) == instant_of(zone, back.date(), back.hour * 60 + back.minute)
        )


LATE = (Window(0, 13 * 60, 22 * 60),)
SPLIT = (Window(2, 480, 600), Window(2, 840, 1080), Window(4, 540, 1020))


@pytest.mark.parametrize(
    ("week", "start", "end", "left"),
    [
        (DEFAULT_WEEK, None, None, DEFAULT_WEEK),
        (DEFAULT_WEEK, None, 720, tuple(Window(day, 540, 720) for day in range(5))),
        (DEFAULT_WEEK, 720, None, tuple(Window(day, 720, 1020) for day in range(5))),
        (DEFAULT_WEEK, 420, None, tuple(Window(day, 420, 1020) for day in range(5))),
        (DEFAULT_WEEK, 1020, 1260, tuple(Window(day, 1020, 1260) for day in range(5))),
        (SPLIT, 420, 720, (Window(2, 420, 600), Window(4, 420, 720))),
        (SPLIT, None, 1200, (Window(2, 480, 600), Window(2, 840, 1200), Window(4, 540, 1200))),
        (LATE, None, 720, LATE),  # nothing would be left of it
    ],
)
def test_hours_of_one_ask_cut_and_stretch_the_days_of_a_week(
    week: tuple[Window, ...], start: int | None, end: int | None, left: tuple[Window, ...]
) -> None:
    assert narrowed(WorkingHours("Europe/Berlin", week), start, end) == WorkingHours("Europe/Berlin", left)
