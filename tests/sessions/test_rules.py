"""Sessions: which slots are proposed, when messages are due, what two answers mean."""

from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.kit.hours import DEFAULT_WEEK, Window, WorkingHours
from bot.sessions import rules
from bot.sessions.rules import (
    AgendaItem,
    Nudge,
    Outcome,
    Side,
    agenda,
    attendance,
    best_first,
    cells,
    final,
    late,
    nudge_plan,
    propose_slots,
)

ADA = WorkingHours("Europe/Berlin")
ELI = WorkingHours("Europe/London")
AUCKLAND = WorkingHours("Pacific/Auckland")
LOS_ANGELES = WorkingHours("America/Los_Angeles")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


MONDAY = utc("2026-11-23T08:00")


def slots(**changed) -> list[datetime]:
    facts = {"now": MONDAY, "minutes": 45, "mentee": ADA, "expert": ELI, "busy": (), "needed_by": None}
    return propose_slots(**(facts | changed))


def local(at: datetime, hours: WorkingHours) -> str:
    return at.astimezone(hours.tz).strftime("%a %H:%M")


class TestSlots:
    def test_lie_on_each_of_the_next_five_days_at_hours_far_apart(self):
        assert [local(at, ELI) for at in slots()] == [
            "Tue 09:00", "Wed 15:00", "Thu 12:00", "Fri 10:30", "Mon 13:30",
        ]  # fmt: skip

    def test_the_one_that_asks_least_of_both_comes_first(self):
        early, fine = utc("2026-11-24T07:00"), utc("2026-11-26T10:00")
        night, weekend = utc("2026-11-25T03:00"), utc("2026-11-28T10:00")
        zones = ("Europe/London", "Europe/Berlin")
        assert best_first([weekend, fine, night, early], 45, zones) == [fine, early, night, weekend]
        assert best_first([night, weekend], 45, zones) == [weekend, night]
        assert best_first([], 45, zones) == []

    def test_begin_at_least_a_day_ahead(self):
        assert slots(now=utc("2026-11-23T10:10"))[0] == utc("2026-11-24T10:30")

    def test_share_few_days_between_morning_and_afternoon(self):
        found = slots(needed_by=utc("2026-11-25T23:59"), now=utc("2026-11-23T00:00"))
        assert [local(at, ELI) for at in found] == [
            "Tue 09:00", "Tue 12:00", "Tue 15:00", "Wed 09:00", "Wed 15:00",
        ]  # fmt: skip

    def test_are_over_before_the_needed_by_date(self):
        found = slots(needed_by=utc("2026-11-25T10:00"))
        assert found
        assert all(at + timedelta(minutes=45) <= utc("2026-11-25T10:00") for at in found)

    def test_keep_clear_of_what_is_booked_but_may_touch_it(self):
        booked = (utc("2026-11-24T09:00"), utc("2026-11-24T11:00"))
        assert slots(busy=[booked])[0] == utc("2026-11-24T11:00")
        assert slots(busy=[(utc("2026-11-24T09:45"), utc("2026-11-24T15:00"))])[0] == utc("2026-11-24T09:00")

    def test_may_be_two_hours_ahead_when_needed_within_two_days(self):
        assert slots(needed_by=utc("2026-11-24T17:00"))[0] == utc("2026-11-23T10:00")

    def test_may_be_two_hours_ahead_when_nothing_else_is_possible(self):
        mondays = WorkingHours("Europe/London", (Window(0, 540, 1020),))
        found = slots(expert=mondays, needed_by=utc("2026-11-28T00:00"))
        assert found[0] == utc("2026-11-23T10:00")

    def test_stay_a_day_ahead_while_that_is_possible(self):
        assert min(slots(needed_by=utc("2026-11-27T17:00"))) >= MONDAY + timedelta(hours=24)

    def test_stand_on_the_half_hours_of_the_experts_clock(self):
        kolkata = WorkingHours("Asia/Kolkata")
        kathmandu = WorkingHours("Asia/Kathmandu")
        assert [local(at, kathmandu) for at in slots(mentee=kolkata, expert=kathmandu)][:2] == [
            "Tue 14:00", "Wed 09:30",
        ]  # fmt: skip

    def test_are_none_when_the_two_share_no_hour(self):
        assert slots(mentee=LOS_ANGELES) == []
        assert slots(mentee=WorkingHours("Europe/Berlin", ())) == []

    def test_are_none_when_the_date_has_passed(self):
        assert slots(needed_by=MONDAY - timedelta(days=1)) == []

    def test_of_auckland_and_los_angeles_are_mornings_here_and_afternoons_there(self):
        found = slots(mentee=AUCKLAND, expert=LOS_ANGELES, minutes=60)
        both = [(local(at, AUCKLAND), local(at, LOS_ANGELES)) for at in found]
        assert [(here[:3], there[:3]) for here, there in both] == [
            ("Wed", "Tue"), ("Thu", "Wed"), ("Fri", "Thu"), ("Tue", "Mon"), ("Wed", "Tue"),
        ]  # fmt: skip
        assert all("09:00" <= here[4:] <= "13:00" and "12:00" <= there[4:] <= "16:00" for here, there in both)

    def test_follow_both_clocks_over_the_night_one_of_them_changes(self):
        found = slots(now=utc("2026-10-30T00:00"), mentee=ADA, expert=WorkingHours("America/New_York"))
        friday_before_monday_after = [(local(at, ADA), at) for at in found][:2]
        assert friday_before_monday_after == [
            ("Mon 15:00", utc("2026-11-02T14:00")),
            ("Tue 16:00", utc("2026-11-03T15:00")),
        ]

    zones = st.sampled_from(
        [
            "Europe/Berlin",
            "America/Los_Angeles",
            "Pacific/Auckland",
            "Asia/Kathmandu",
            "Australia/Lord_Howe",
            "Antarctica/Troll",
        ]
    )
    windows = st.tuples(st.integers(0, 6), st.integers(0, 1380), st.integers(30, 600)).map(
        lambda w: Window(w[0], w[1], min(1440, w[1] + w[2]))
    )
    weeks = st.builds(
        WorkingHours, zones, st.one_of(st.just(DEFAULT_WEEK), st.lists(windows, max_size=7).map(tuple))
    )
    nights = st.sampled_from(
        ["2026-03-07", "2026-03-28", "2026-04-03", "2026-09-25", "2026-10-02", "2026-10-24", "2026-11-23"]
    )
    moments = st.builds(
        lambda day, minute: utc(day) + timedelta(minutes=minute), nights, st.integers(0, 2880)
    )
    bookings = st.lists(st.tuples(st.integers(0, 20000), st.integers(5, 600)), max_size=6)

    @given(
        weeks, weeks, moments, st.sampled_from([30, 45, 60]), bookings,
        st.none() | st.integers(0, 20000),
    )  # fmt: skip
    @settings(max_examples=200, deadline=None)
    def test_keep_every_promise(self, mentee, expert, now, minutes, booked, needed_in):
        busy = [(now + timedelta(minutes=a), now + timedelta(minutes=a + b)) for a, b in booked]
        needed_by = None if needed_in is None else now + timedelta(minutes=needed_in)
        facts = {"now": now, "minutes": minutes, "mentee": mentee, "expert": expert}
        facts |= {"busy": busy, "needed_by": needed_by}
        found = propose_slots(**facts)
        assert found == sorted(set(found))
        assert len(found) <= 5
        for at in found:
            end = at + timedelta(minutes=minutes)
            assert mentee.covers(at, end)
            assert expert.covers(at, end)
            assert at.astimezone(expert.tz).minute % 30 == 0
            assert now + timedelta(hours=2) <= at
            assert end <= min(needed_by or end, now + timedelta(days=14))
            assert not any(a < end and at < b for a, b in busy)
        if found and found[0] < now + timedelta(hours=24):
            soon = needed_by is not None and needed_by - now <= timedelta(hours=48)
            assert soon or found[-1] < now + timedelta(hours=24)

    @given(weeks, weeks, moments)
    @settings(max_examples=60, deadline=None)
    def test_never_put_two_on_a_day_while_a_day_has_none(self, mentee, expert, now):
        found = propose_slots(now=now, minutes=30, mentee=mentee, expert=expert, busy=(), needed_by=None)
        many = propose_slots(
            now=now, minutes=30, mentee=mentee, expert=expert, busy=(), needed_by=None, limit=999
        )
        days = [at.astimezone(expert.tz).date() for at in found]
        if found and found[0] >= now + timedelta(hours=24):
            assert len(set(days)) == min(5, len({at.astimezone(expert.tz).date() for at in many}))


class TestCells:
    def test_a_booking_on_the_grid_takes_its_length(self):
        taken = cells(utc("2026-11-23T09:00"), utc("2026-11-23T09:45"))
        assert len(taken) == 9
        assert taken[0] == utc("2026-11-23T09:00")
        assert taken[-1] == utc("2026-11-23T09:40")

    def test_a_booking_off_the_grid_takes_the_cells_it_begins_and_ends_in(self):
        assert cells(utc("2026-11-23T09:03"), utc("2026-11-23T09:11")) == [
            utc("2026-11-23T09:00"), utc("2026-11-23T09:05"), utc("2026-11-23T09:10"),
        ]  # fmt: skip

    def test_nothing_takes_nothing(self):
        assert cells(MONDAY, MONDAY) == []
        assert cells(MONDAY, MONDAY - timedelta(hours=1)) == []

    @given(st.lists(st.tuples(st.integers(0, 600), st.integers(1, 120)), min_size=2, max_size=5))
    def test_two_bookings_that_overlap_always_share_a_cell(self, spans):
        times = [(MONDAY + timedelta(minutes=a), MONDAY + timedelta(minutes=a + b)) for a, b in spans]
        for (a, b), (c, d) in combinations(times, 2):
            if a < d and c < b:
                assert set(cells(a, b)) & set(cells(c, d))

    @given(st.integers(0, 600), st.integers(1, 120))
    def test_bookings_on_the_grid_that_only_touch_share_none(self, start, length):
        a = MONDAY + start * timedelta(minutes=5)
        b, c = a + length * timedelta(minutes=5), a + 2 * length * timedelta(minutes=5)
        assert not set(cells(a, b)) & set(cells(b, c))


class TestNudges:
    START = utc("2026-11-25T14:00")

    def plan(self, booked: str, minutes: int = 45):
        return nudge_plan(starts_at=self.START, minutes=minutes, booked_at=utc(booked))

    def test_booked_in_good_time_everything_has_its_own_moment(self):
        plan = self.plan("2026-11-20T09:00")
        assert (plan.items, plan.brief) == (utc("2026-11-25T13:00"), utc("2026-11-25T13:45"))
        assert (plan.start, plan.sum_up) == (self.START, utc("2026-11-25T14:35"))
        assert plan.overdue == frozenset()

    def test_a_short_session_is_summed_up_five_minutes_before_its_end(self):
        assert self.plan("2026-11-20T09:00", 30).sum_up == utc("2026-11-25T14:25")

    @pytest.mark.parametrize(
        ("booked", "overdue"),
        [
            ("2026-11-24T14:00", {Nudge.PREPARE}),
            ("2026-11-25T12:59", {Nudge.PREPARE}),
            ("2026-11-25T13:30", {Nudge.PREPARE, Nudge.ITEMS}),
            ("2026-11-25T13:50", {Nudge.PREPARE, Nudge.ITEMS, Nudge.BRIEF}),
        ],
    )
    def test_booked_late_what_is_overdue_comes_together(self, booked, overdue):
        plan = self.plan(booked)
        assert plan.overdue == overdue
        assert (plan.items is None) == (Nudge.ITEMS in overdue)
        assert (plan.brief is None) == (Nudge.BRIEF in overdue)

    @given(st.integers(-60, 5000), st.sampled_from([30, 45, 60]))
    def test_nothing_is_planned_for_the_past_and_all_in_order(self, ahead, minutes):
        booked = self.START - timedelta(minutes=ahead)
        plan = nudge_plan(starts_at=self.START, minutes=minutes, booked_at=booked)
        before = [at for at in (plan.items, plan.brief) if at is not None]
        assert all(at > booked for at in before)
        assert all(a < b for a, b in pairwise([*before, plan.start, plan.sum_up]))
        assert len(before) + len(plan.overdue - {Nudge.PREPARE}) == 2


DAY = 24 * 60


class TestLate:
    def test_begins_inside_the_last_day(self):
        start = utc("2026-11-25T14:00")
        assert not late(utc("2026-11-24T14:00"), start, DAY)
        assert late(utc("2026-11-24T14:01"), start, DAY)
        assert late(utc("2026-11-25T14:30"), start, DAY)

    def test_follows_the_workspaces_window(self):
        start = utc("2026-11-25T14:00")
        assert not late(utc("2026-11-25T11:00"), start, late_window_minutes=120)
        assert not late(utc("2026-11-25T13:59"), start, late_window_minutes=0)


class TestAttendance:
    @pytest.mark.parametrize(
        ("mentee", "expert", "outcome"),
        [
            (True, True, Outcome.HELD),
            (False, False, Outcome.NOT_HELD),
            (True, False, Outcome.DIFFERS),
            (False, True, Outcome.DIFFERS),
            (None, True, Outcome.OPEN),
            (False, None, Outcome.OPEN),
            (None, None, Outcome.OPEN),
        ],
    )
    def test_needs_both_to_agree(self, mentee, expert, outcome):
        assert attendance(Side(took_place=mentee), Side(took_place=expert)) is outcome

    def test_a_no_against_what_was_pressed_at_the_start_is_asked_about(self):
        assert attendance(Side(True, False), Side(True)) is Outcome.DIFFERS
        assert attendance(Side(False, False), Side(True)) is Outcome.DIFFERS
        assert attendance(Side(True), Side(True)) is Outcome.OPEN
        assert attendance(Side(True, False), Side(True, False)) is Outcome.NOT_HELD

    @pytest.mark.parametrize(
        ("mentee", "expert", "held"),
        [
            (Side(), Side(), None),
            (Side(), Side(took_place=False), False),
            (Side(took_place=True), Side(took_place=False), True),
            (Side(took_place=False), Side(took_place=True), False),
            (Side(True, False), Side(), True),
            (Side(True), Side(), True),
            (Side(True, False), Side(took_place=False), False),
        ],
    )
    def test_silence_leaves_it_to_the_start_and_then_to_the_mentee(self, mentee, expert, held):
        assert final(mentee, expert) is held


class TestAgenda:
    def test_of_thirty_minutes(self):
        assert agenda(30) == [
            (5, AgendaItem.GOAL), (5, AgendaItem.STORY), (15, AgendaItem.ADVICE), (5, AgendaItem.ACTIONS),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("minutes", "parts"), [(45, [5, 10, 20, 10]), (60, [5, 15, 30, 10]), (90, [5, 20, 55, 10]), (1, [1])]
    )
    def test_of_other_lengths(self, minutes, parts):
        assert [length for length, _ in agenda(minutes)] == parts

    @given(st.integers(1, 500))
    def test_adds_up_and_is_mostly_advice(self, minutes):
        parts = agenda(minutes)
        assert sum(length for length, _ in parts) == minutes
        assert max(parts)[1] is AgendaItem.ADVICE

    @given(st.integers(6, 40))
    def test_is_in_round_minutes_for_round_lengths(self, fives):
        assert all(length % 5 == 0 for length, _ in agenda(5 * fives))

    @given(st.integers(4, 240))
    def test_ends_with_the_part_that_its_reminder_announces(self, minutes):
        plan = nudge_plan(starts_at=MONDAY, minutes=minutes, booked_at=MONDAY)
        end = MONDAY + timedelta(minutes=minutes)
        assert agenda(minutes)[-1] == ((end - plan.sum_up) // timedelta(minutes=1), AgendaItem.ACTIONS)

    def test_of_no_time_is_refused(self):
        with pytest.raises(ValueError, match="minute"):
            agenda(0)


# --- reminders --------------------------------------------------------------------------------------------


def test_working_days_leave_the_weekend_out() -> None:
    friday = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
    assert rules.working_days_later(friday, 2, "UTC") == datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
    assert rules.working_days_later(friday, 2, "Europe/Berlin") == datetime(2026, 12, 1, 15, 0, tzinfo=UTC)


def test_on_a_working_day_before_the_nudge_to_prepare_comes_24_hours_ahead() -> None:
    thursday = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
    booked = thursday - timedelta(days=5)
    assert rules.prepare_due(thursday, booked, WorkingHours("UTC")) == thursday - timedelta(hours=24)


def test_a_day_before_is_24_hours_also_over_a_clock_change() -> None:
    hours = WorkingHours("Europe/Berlin", tuple(Window(day, 0, 1440) for day in range(7)))
    due = rules.prepare_due(utc("2026-03-29T12:00"), utc("2026-03-20T12:00"), hours)
    assert due == utc("2026-03-28T12:00")


def test_before_a_monday_the_nudge_to_prepare_comes_on_friday() -> None:
    monday = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
    friday = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)
    assert rules.prepare_due(monday, monday - timedelta(days=5), WorkingHours("UTC")) == friday


def test_booked_on_a_saturday_for_monday_afternoon_it_comes_on_monday_morning() -> None:
    monday = datetime(2026, 11, 30, 14, 0, tzinfo=UTC)
    saturday = datetime(2026, 11, 28, 11, 0, tzinfo=UTC)
    assert rules.prepare_due(monday, saturday, WorkingHours("UTC")) == datetime(2026, 11, 30, 9, tzinfo=UTC)


def test_who_helps_two_hours_a_week_is_still_nudged_the_day_before() -> None:
    tuesday = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)
    hours = WorkingHours("UTC", (Window(1, 14 * 60, 16 * 60),))
    due = rules.prepare_due(tuesday, tuesday - timedelta(days=6), hours)
    assert due == tuesday - timedelta(hours=24)


INSTANTS = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: MONDAY + timedelta(minutes=minutes))


@given(INSTANTS, st.integers(0, 14 * 24 * 60), st.sampled_from(["UTC", "Pacific/Auckland", "Africa/Lagos"]))
def test_the_nudge_to_prepare_lies_between_booking_and_start(booked: datetime, ahead: int, zone: str) -> None:
    start = booked + timedelta(minutes=ahead)
    due = rules.prepare_due(start, booked, WorkingHours(zone))
    assert booked <= due <= max(start, booked)


def test_merged_time_is_the_same_time() -> None:
    at = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
    five = timedelta(minutes=5)
    cells = [(at + five * n, at + five * (n + 1)) for n in (1, 0, 2, 5)]
    assert rules.merged(cells) == [(at, at + five * 3), (at + five * 5, at + five * 6)]
