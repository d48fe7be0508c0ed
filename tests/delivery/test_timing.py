"""Lateness, working hours and patience, as rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.breaker import FEWEST_CALLS, PAUSE_SECONDS, WINDOW_SECONDS, Breaker
from bot.delivery.timing import LONGEST_BACKOFF, backoff, timing
from bot.kit.hours import WorkingHours

ADA = WorkingHours("Europe/Berlin")
NEVER = WorkingHours("Europe/Berlin", ())
FRIDAY_EVENING = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)
MONDAY_MORNING = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)  # 09:00 in Berlin

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
instants = st.integers(0, 2 * 366 * 24 * 60).map(lambda minutes: NEW_YEAR + timedelta(minutes=minutes))
spans = st.timedeltas(timedelta(0), timedelta(days=5))
weeks = st.sampled_from([ADA, NEVER, WorkingHours("Pacific/Auckland"), WorkingHours("America/Los_Angeles")])


def test_a_nudge_of_friday_evening_comes_on_monday_morning() -> None:
    judged = timing(FRIDAY_EVENING, None, FRIDAY_EVENING, timedelta(hours=6), ADA)
    assert (judged.moved_to, judged.too_late) == (MONDAY_MORNING, False)


def test_it_is_still_useful_when_it_comes() -> None:
    judged = timing(FRIDAY_EVENING, None, MONDAY_MORNING, timedelta(hours=6), ADA)
    assert (judged.moved_to, judged.too_late) == (None, False)
    assert judged.expires_at == MONDAY_MORNING + timedelta(hours=6)


def test_the_very_end_of_the_window_is_in_time() -> None:
    end = FRIDAY_EVENING + timedelta(minutes=30)
    assert not timing(FRIDAY_EVENING, None, end, timedelta(minutes=30), None).too_late
    assert timing(FRIDAY_EVENING, None, end + timedelta(seconds=1), timedelta(minutes=30), None).too_late


def test_who_never_works_is_told_at_once() -> None:
    assert timing(FRIDAY_EVENING, None, FRIDAY_EVENING, None, NEVER).moved_to is None


@given(due=instants, late=spans, useful_for=st.none() | spans, hours=st.none() | weeks)
def test_a_due_row_goes_waits_or_expires_and_never_in_somebodys_night(
    due: datetime, late: timedelta, useful_for: timedelta | None, hours: WorkingHours | None
) -> None:
    now = due + late
    judged = timing(due, None, now, useful_for, hours)
    if judged.too_late:
        assert useful_for is not None
        assert now > due + useful_for
    elif judged.moved_to is not None:
        assert hours is not None
        assert judged.moved_to > now
        assert hours.is_working(judged.moved_to)
        # When the new time has come, it goes.
        again = timing(judged.moved_to, judged.expires_at, judged.moved_to, useful_for, hours)
        assert again.moved_to is None
        assert not again.too_late
    elif hours is not None and hours.windows:
        assert hours.is_working(now)


@given(st.integers(1, 1000))
def test_patience_grows_and_has_an_end(attempts: int) -> None:
    assert timedelta(seconds=1) < backoff(attempts) <= LONGEST_BACKOFF
    assert backoff(attempts) <= timedelta(seconds=2.0 ** min(attempts, 20))


class Watch:
    """A stopwatch that tests turn."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_a_few_failures_pause_nothing() -> None:
    breaker = Breaker(Watch())
    for _ in range(FEWEST_CALLS - 1):
        breaker.record(bad=True)
    assert not breaker.paused


def test_half_of_many_pause_for_a_while() -> None:
    watch = Watch()
    breaker = Breaker(watch)
    for number in range(FEWEST_CALLS):
        breaker.record(bad=number % 2 == 0)
    assert breaker.paused
    watch.seconds += PAUSE_SECONDS
    assert not breaker.paused
    breaker.record(bad=True)
    assert not breaker.paused  # the count begins anew


def test_old_failures_are_forgotten() -> None:
    watch = Watch()
    breaker = Breaker(watch)
    for _ in range(FEWEST_CALLS - 1):
        breaker.record(bad=True)
    watch.seconds += WINDOW_SECONDS + 1
    breaker.record(bad=True)
    assert not breaker.paused


@given(st.lists(st.booleans(), max_size=60))
def test_it_pauses_exactly_when_half_of_ten_or_more_were_bad(calls: list[bool]) -> None:
    breaker = Breaker(Watch())
    for number, bad in enumerate(calls, 1):
        breaker.record(bad=bad)
        expected = number >= FEWEST_CALLS and 2 * sum(calls[:number]) >= number
        assert breaker.paused == expected
        if expected:
            break
