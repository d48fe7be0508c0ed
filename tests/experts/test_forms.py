"""What a profile may hold, and the kind sentence where it may not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.experts import forms, texts
from bot.kit.errors import FormErrors
from bot.kit.hours import Window, spans_of
from bot.kit.i18n import Sentence

TODAY = date(2026, 11, 23)
ELI = "UELI"
FULL: dict[str, Any] = {
    "topics": ["t1"],
    "days": ["0", "4"],
    "from_time": "09:00",
    "to_time": "17:00",
    "capacity": "2",
    "lengths": ["30", "45", "60"],
}


def state(**values: Any) -> Any:
    return {name: {name: _element(value)} for name, value in (FULL | values).items()}


def _element(value: Any) -> dict[str, Any]:
    if isinstance(value, list):
        return {"type": "checkboxes", "selected_options": [{"value": one} for one in value]}
    return {"type": "plain_text_input", "value": value}


def problems(**values: Any) -> dict[str, Sentence]:
    with pytest.raises(FormErrors) as refused:
        forms.profile_of(state(**values), ELI, TODAY)
    return refused.value.fields


def test_the_least_that_is_needed() -> None:
    form = forms.profile_of(state(), ELI, TODAY)
    assert form.windows() == [Window(0, 540, 1020), Window(4, 540, 1020)]
    assert (form.capacity, form.lengths, form.skills, form.avoid) == (2, [30, 45, 60], "", [])
    assert form.paused_through is None


def test_four_fields_are_enough_and_a_week_is_chosen() -> None:
    short = {name: one for name, one in state().items() if name in ("topics", "capacity")}
    chosen = {**short, "when": {"when": {"selected_option": {"value": "mornings"}}}}
    form = forms.profile_of(chosen, ELI, TODAY)
    assert form.week() == [Window(day, 540, 720) for day in range(5)]
    assert (form.lengths, form.skills, form.avoid) == ([30, 45, 60], "", [])
    own = {**short, "when": {"when": {"selected_option": {"value": "own"}}}}
    assert forms.profile_of(own, ELI, TODAY).week() is None
    with pytest.raises(FormErrors) as refused:
        forms.profile_of({**short, "when": {"when": {"selected_option": None}}}, ELI, TODAY)
    assert refused.value.fields == {"when": texts.WEEK_NEEDED}


@pytest.mark.parametrize(
    ("values", "sentences"),
    [
        ({"topics": []}, {"topics": texts.TOPICS_NEEDED}),
        ({"days": []}, {"days": texts.DAYS_NEEDED}),
        ({"days": ["7"]}, {"days": texts.DAYS_NEEDED}),
        ({"lengths": []}, {"lengths": texts.LENGTHS_NEEDED}),
        ({"lengths": ["20"]}, {"lengths": texts.LENGTHS_NEEDED}),
        ({"capacity": "0"}, {"capacity": texts.CAPACITY_WRONG}),
        ({"capacity": "21"}, {"capacity": texts.CAPACITY_WRONG}),
        ({"capacity": ""}, {"capacity": texts.CAPACITY_WRONG}),
        ({"from_time": None}, {"from_time": texts.TIME_NEEDED}),
        ({"to_time": "09:00"}, {"to_time": texts.TO_FIRST}),
        ({"to_time": "08:00"}, {"to_time": texts.TO_FIRST}),
        ({"to_time": "09:20"}, {"to_time": texts.TOO_SHORT.format(count=30)}),
        ({"to_time": "09:30", "lengths": ["45", "60"]}, {"to_time": texts.TOO_SHORT.format(count=45)}),
        ({"paused_through": "2026-11-22"}, {"paused_through": texts.DATE_OVER}),
        ({"paused_through": "9999-12-31"}, {"paused_through": texts.DATE_FAR}),
        ({"skills": "x" * 151}, {"skills": texts.SKILLS_LONG}),
        ({"about": "x" * 1001}, {"about": texts.ABOUT_LONG}),
        (
            {"to_time": "01:00", "paused_through": "2020-01-01"},
            {"to_time": texts.TO_FIRST, "paused_through": texts.DATE_OVER},
        ),
    ],
)
def test_what_will_not_do_is_said_at_its_field(
    values: dict[str, Any], sentences: dict[str, Sentence]
) -> None:
    assert problems(**values) == sentences


def test_one_cannot_avoid_oneself() -> None:
    avoiding = {"avoid": {"avoid": {"type": "multi_users_select", "selected_users": ["UADA", ELI]}}}
    with pytest.raises(FormErrors) as refused:
        forms.profile_of(state() | avoiding, ELI, TODAY)
    assert refused.value.fields == {"avoid": texts.AVOID_SELF}


def test_a_day_may_end_at_midnight() -> None:
    form = forms.profile_of(state(from_time="18:00", to_time="00:00"), ELI, TODAY)
    assert form.windows()[0] == Window(0, 1080, 1440)


def test_a_pause_may_begin_and_end_today() -> None:
    assert forms.profile_of(state(paused_through="2026-11-23"), ELI, TODAY).paused_through == TODAY


@given(st.times().map(lambda t: f"{t:%H:%M}"), st.times().map(lambda t: f"{t:%H:%M}"))
def test_any_two_times_are_a_week_or_a_sentence(start: str, end: str) -> None:
    try:
        form = forms.profile_of(state(from_time=start, to_time=end), ELI, TODAY)
    except FormErrors as refused:
        found = set(refused.fields)
    else:
        spans = spans_of(form.windows())
        assert {(span.start, span.end) for span in spans} == {(form.start, form.end)}
        found = {span.weekday for span in spans if span.end - span.start >= 30}
    assert found in ({"to_time"}, {0, 4})


def test_hours_may_go_on_past_midnight() -> None:
    form = forms.profile_of(state(from_time="22:00", to_time="06:00"), ELI, TODAY)
    assert form.windows() == [
        *(Window(0, 1320, 1440), Window(1, 0, 360)),
        *(Window(4, 1320, 1440), Window(5, 0, 360)),
    ]


def test_the_night_after_sunday_is_mondays() -> None:
    form = forms.profile_of(state(days=["6"], from_time="22:00", to_time="06:00"), ELI, TODAY)
    assert form.windows() == [Window(0, 0, 360), Window(6, 1320, 1440)]


def test_a_week_of_ones_own_is_checked_like_that_of_an_expert() -> None:
    named = {name: value for name, value in state().items() if name in ("days", "from_time", "to_time")}
    assert forms.preferences_of(named, ELI).windows() == [Window(0, 540, 1020), Window(4, 540, 1020)]
    avoiding = {"avoid": {"avoid": {"type": "multi_users_select", "selected_users": [ELI]}}}
    backwards = {name: value for name, value in state(to_time="08:00").items() if name in named}
    with pytest.raises(FormErrors) as refused:
        forms.preferences_of(backwards | avoiding, ELI)
    assert refused.value.fields == {"to_time": texts.TO_FIRST, "avoid": texts.AVOID_SELF}


@given(st.dates())
def test_a_pause_lasts_a_year_at_most(through: date) -> None:
    allowed = TODAY <= through <= TODAY + timedelta(days=366)
    assert (forms.pause_problem(through, TODAY) is None) == allowed
    if allowed:
        assert forms.pause_of(state(paused_through=through.isoformat()), TODAY) == through


def test_a_pause_needs_its_last_day() -> None:
    with pytest.raises(FormErrors) as refused:
        forms.pause_of({}, TODAY)
    assert refused.value.fields == {"paused_through": texts.DATE_NEEDED}
