"""What the ask modal takes, and the sentence below each field that will not do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.asks import service, texts
from bot.asks.forms import BACKGROUND_CHARS, OUTCOME_CHARS, QUESTION_CHARS, UNSURE, AskForm, WidenForm
from bot.kit.errors import FormErrors
from bot.kit.forms import parse

TODAY = datetime(2026, 11, 23, tzinfo=UTC).date()


def state(**values: Any) -> dict[str, dict[str, dict[str, Any]]]:
    """What Slack sends of these inputs."""
    elements: dict[str, Any] = {
        "topic": {"selected_option": {"value": "t1"}},
        "question": {"value": "Which of two slides comes first?"},
        "background": {"value": None},
        "outcome": {"value": None},
        "minutes": {"selected_option": {"value": "45"}},
        "needed_by": {"selected_date": None},
        "hours": {"selected_option": {"value": "usual"}},
        "hide_name": {"selected_options": []},
    }
    return {name: {name.partition("~")[0]: element} for name, element in (elements | values).items()}


def test_a_topic_and_a_question_are_enough() -> None:
    form = parse(AskForm, state())
    assert (form.topic_id, form.minutes, form.hours) == ("t1", 45, "usual")
    assert (form.hide_name, form.needed_by) == ([], None)


def test_the_fields_behind_add_more_may_be_absent() -> None:
    typed = state()
    for name in ("background", "outcome", "minutes", "hours", "hide_name"):
        del typed[name]
    form = parse(AskForm, typed)
    assert (form.background, form.outcome, form.minutes, form.hours) == ("", "", 45, "usual")


def test_not_being_sure_is_no_topic() -> None:
    assert parse(AskForm, state(topic={"selected_option": {"value": UNSURE}})).topic_id is None


def test_everything_that_can_be_said_is_read() -> None:
    form = parse(
        AskForm,
        state(
            question={"value": "  Which of two slides comes first?\n"},
            background={"value": "The board"},
            minutes={"selected_option": {"value": "60"}},
            needed_by={"selected_date": "2026-12-04"},
            hours={"selected_option": {"value": "mornings"}},
            hide_name={"selected_options": [{"value": "hide"}]},
        ),
    )
    assert form.question == "Which of two slides comes first?"
    assert (form.background, form.outcome, form.minutes) == ("The board", "", 60)
    assert (form.needed_by, form.hours, form.hide_name) == (date(2026, 12, 4), "mornings", ["hide"])


@pytest.mark.parametrize(
    ("field", "element"),
    [
        ("topic", {"selected_option": None}),
        ("question", {"value": None}),
        ("question", {"value": "   too few  "}),
        ("question", {"value": "x" * (QUESTION_CHARS + 1)}),
        ("background", {"value": "x" * (BACKGROUND_CHARS + 1)}),
        ("outcome", {"value": "x" * (OUTCOME_CHARS + 1)}),
        ("minutes", {"selected_option": {"value": "46"}}),
        ("minutes", {"selected_option": {"value": "soon"}}),
        ("needed_by", {"selected_date": "2026-02-30"}),
        ("hours", {"selected_option": {"value": "at night"}}),
    ],
)
def test_what_will_not_do_is_said_at_its_field(field: str, element: dict[str, Any]) -> None:
    with pytest.raises(FormErrors) as told:
        parse(AskForm, state(**{field: element}))
    assert told.value.fields == {field: texts.SENTENCES[field]}


def test_the_sentence_finds_a_field_whose_words_were_replaced() -> None:
    typed = state(**{"question~2": {"value": "short"}})
    del typed["question"]
    with pytest.raises(FormErrors) as told:
        parse(AskForm, typed)
    assert list(told.value.fields) == ["question~2"]


@pytest.mark.parametrize("days", [-1, -400, 366])
def test_a_day_that_is_over_or_far_away_is_refused(days: int) -> None:
    with pytest.raises(FormErrors) as told:
        service.check_day(TODAY + timedelta(days=days), TODAY)
    assert told.value.fields == {"needed_by": texts.SENTENCES["needed_by"]}


@pytest.mark.parametrize("day", [None, TODAY, TODAY + timedelta(days=365)])
def test_today_and_no_day_at_all_are_fine(day: date | None) -> None:
    service.check_day(day, TODAY)


def test_widening_needs_a_choice() -> None:
    with pytest.raises(FormErrors) as told:
        parse(WidenForm, {"widen": {"widen": {"selected_options": []}}})
    assert told.value.fields == {"widen": texts.WIDEN_NOTHING}
    with pytest.raises(FormErrors):
        parse(WidenForm, {"widen": {"widen": {"selected_options": [{"value": "everything"}]}}})
