"""What to do with a row, by plain values: lateness, working hours, patience, cards and conversations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.decide import (
    A_MOMENT,
    LONGEST_BACKOFF,
    Call,
    End,
    Facts,
    Method,
    Open,
    Receipt,
    Split,
    Step,
    Timing,
    Wait,
    backoff,
    decide,
    digest_of,
    timing,
)
from bot.delivery.messages import Effect, File, Home, PostMessage
from bot.kit.hours import WorkingHours
from bot.models import OutboxState

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


NOTE = PostMessage("Hello", [])
CARD = PostMessage("Hello", [], card="ask:a1")
NEWS = PostMessage("Hello", [], card="ask:a1", update_only=True)
DIGEST = digest_of(NOTE)
INVITATION = File("session.ics", b"", "Your session", "It is booked.")
KEY = "ask:a1@UADA"
HERE = Receipt("D1", "1.1")
SOON = MONDAY_MORNING + timedelta(seconds=30)


def decided(**known: Any) -> Step:
    """Decide upon a row of which nothing is special but what is told."""
    usual: dict[str, Any] = {
        "now": MONDAY_MORNING,
        "due_at": FRIDAY_EVENING,
        "timing": Timing(None),
        "channel_id": "D1",
    }
    return decide(Facts(**(usual | known)))


def post(effect: Effect, channel_id: str = "D1", card_key: str | None = None) -> Call:
    return Call(Method.POST, effect, None, channel_id, card_key=card_key, digest=DIGEST)


def test_a_message_is_posted_where_its_conversation_is_open() -> None:
    assert decided(effect=NOTE) == post(NOTE)
    assert decided(effect=NOTE, channel_id=None) == Open(None)


def test_a_card_is_posted_once_and_changed_when_it_shows_something_else() -> None:
    assert decided(effect=CARD, card_key=KEY) == post(CARD, card_key=KEY)
    changed = Call(Method.CHANGE, CARD, None, "D1", HERE, card_key=KEY, digest=DIGEST)
    assert decided(effect=CARD, card_key=KEY, card=HERE, card_digest="another") == changed
    same = decided(effect=CARD, card_key=KEY, card=HERE, card_digest=DIGEST)
    assert same == End(OutboxState.SENT, shown=HERE)


def test_a_card_waits_while_it_is_open_whether_it_was_posted() -> None:
    assert decided(effect=CARD, card_key=KEY, fate_open=True) == Wait(MONDAY_MORNING + A_MOMENT, None)


def test_news_of_a_card_that_was_never_posted_say_nothing() -> None:
    assert decided(effect=NEWS, card_key=KEY) == End(OutboxState.CANCELLED, "no_card")
    assert decided(effect=None) == End(OutboxState.CANCELLED)


def test_a_home_needs_no_conversation() -> None:
    assert decided(effect=Home({}), channel_id=None) == Call(Method.PUBLISH, Home({}), None)


def test_a_group_that_is_not_granted_is_told_person_by_person() -> None:
    assert decided(effect=CARD, channel_id=None, groups_refused=True, card=HERE) == Split()


def test_the_clock_comes_first() -> None:
    too_late, later = Timing(FRIDAY_EVENING, too_late=True), Timing(None, moved_to=SOON)
    assert decided(effect=NOTE, timing=too_late) == End(OutboxState.EXPIRED, "too_late")
    assert decided(effect=NOTE, timing=later) == Wait(SOON, None)
    assert decided(effect=NOTE, timing=Timing(SOON), overtaken=True) == Wait(FRIDAY_EVENING, SOON)


def test_what_slack_asked_to_wait_with_waits() -> None:
    limits = {("chat.postMessage", "D1"): SOON, ("files.getUploadURLExternal", ""): SOON}
    assert decided(effect=NOTE, limits=limits) == Wait(SOON, None)
    assert decided(effect=NOTE, limits=limits, channel_id="D2") == post(NOTE, "D2")
    assert decided(effect=INVITATION, limits=limits, channel_id="D2") == Wait(SOON, None)
    opening = {("conversations.open", ""): SOON}
    assert decided(effect=NOTE, limits=opening, channel_id=None) == Wait(SOON, None)
    assert decided(effect=NOTE, limits=opening) == post(NOTE)
