"""What a topic and the settings may hold."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.admin import texts
from bot.admin.forms import ALONE, TopicForm, read_settings
from bot.admin.rules import levels, name_key, wider
from bot.kit.blocks import tidy
from bot.kit.errors import FormErrors
from bot.kit.forms import parse
from bot.models import MatchingPreset, TwoAtOnce
from bot.models.program_settings import all_settings

SETTINGS: dict[str, str | None] = {
    "matching_preset": "balanced",
    "two_at_once": "urgent",
    "newcomer_percent": "10",
    "offer_wait_minutes": "8",
    "late_window_minutes": "24",
}


def state(**values: Any) -> Any:
    return {name: {name: {"type": "plain_text_input", "value": value}} for name, value in values.items()}


@given(st.text(min_size=1))
def test_the_key_of_a_name_ignores_capitals_and_spaces(name: str) -> None:
    assert name_key(f"  {name}  ") == name_key(name) == name_key(name_key(name))


def test_full_width_letters_are_the_same_letters() -> None:
    assert name_key("ＳＱＬ") == name_key("sql")


@given(st.text(max_size=60).filter(lambda name: tidy(name).split()))
def test_a_name_is_one_line_without_anything_hidden(name: str) -> None:
    kept = parse(TopicForm, state(name=name)).name
    assert kept == " ".join(tidy(kept).split())


def test_a_name_of_blanks_is_none() -> None:
    with pytest.raises(FormErrors) as refused:
        parse(TopicForm, state(name="\u200b  "))
    assert refused.value.fields == {"name": texts.NAME_NEEDED}


def test_synonyms_stand_between_commas_and_count_once() -> None:
    form = parse(TopicForm, state(name="SQL", synonyms=" query, Database\nBI,, database ,"))
    assert [word.casefold() for word in form.synonyms] == ["query", "database", "bi"]


@pytest.mark.parametrize("words", [", ".join(map(str, range(21))), "x" * 41])
def test_synonyms_have_limits(words: str) -> None:
    with pytest.raises(FormErrors) as refused:
        parse(TopicForm, state(name="SQL", synonyms=words))
    assert refused.value.fields == {"synonyms": texts.SYNONYMS_LONG}


def wrong(name: str) -> object:
    return next(one.words.wrong for one in all_settings() if one.name == name)


@pytest.mark.parametrize(
    ("wait", "late"), [("0", "24"), ("25", "24"), ("8", "-1"), ("8", "73"), ("x", "1.5"), (None, "24")]
)
def test_settings_keep_to_their_ranges(wait: str | None, late: str) -> None:
    with pytest.raises(FormErrors) as refused:
        read_settings(state(**SETTINGS | {"offer_wait_minutes": wait, "late_window_minutes": late}))
    assert refused.value.fields
    assert refused.value.fields.items() <= {
        (name, wrong(name)) for name in ("offer_wait_minutes", "late_window_minutes")
    }


def test_settings_are_given_in_hours_and_kept_in_minutes() -> None:
    settings, managers = read_settings(
        state(**SETTINGS | {"offer_wait_minutes": "24", "late_window_minutes": "0"})
    )
    assert (settings.offer_wait_minutes, settings.late_window_minutes, managers) == (1440, 0, None)


def test_a_modal_of_an_older_version_leaves_what_it_does_not_know_at_its_default() -> None:
    older = {name: value for name, value in SETTINGS.items() if name != "newcomer_percent"}
    settings, _ = read_settings(state(**older | {"offer_wait_minutes": "4"}))
    assert (settings.newcomer_percent, settings.offer_wait_minutes) == (10, 240)


def test_the_gap_of_a_series_is_given_in_weeks() -> None:
    settings, _ = read_settings(state(**SETTINGS | {"series_gap_days": "3"}))
    assert settings.series_gap_days == 21
    for weeks in ("0", "7", "1.5"):
        with pytest.raises(FormErrors) as refused:
            read_settings(state(**SETTINGS | {"series_gap_days": weeks}))
        assert refused.value.fields == {"series_gap_days": wrong("series_gap_days")}


@pytest.mark.parametrize("share", ["-1", "51", "2.5", "some", "", "١٠"])
def test_at_most_half_of_the_first_questions_go_to_newcomers(share: str) -> None:
    with pytest.raises(FormErrors) as refused:
        read_settings(state(**SETTINGS | {"newcomer_percent": share}))
    assert refused.value.fields == {"newcomer_percent": wrong("newcomer_percent")}


@pytest.mark.parametrize(("days", "kept"), [("1", 1), ("5", 5)])
def test_the_reminder_to_pick_a_time_comes_after_one_to_five_days(days: str, kept: int) -> None:
    settings, _ = read_settings(state(**SETTINGS | {"pick_reminder_days": days}))
    assert settings.pick_reminder_days == kept


@pytest.mark.parametrize("days", ["0", "6", "1.5", "", "two"])
def test_the_reminder_to_pick_a_time_comes_neither_at_once_nor_after_a_week(days: str) -> None:
    with pytest.raises(FormErrors) as refused:
        read_settings(state(**SETTINGS | {"pick_reminder_days": days}))
    assert refused.value.fields == {"pick_reminder_days": wrong("pick_reminder_days")}


@pytest.mark.parametrize("name", ["matching_preset", "two_at_once"])
def test_only_what_is_offered_can_be_chosen(name: str) -> None:
    with pytest.raises(FormErrors) as refused:
        read_settings(state(**SETTINGS | {name: "weights"}))
    assert refused.value.fields == {name: wrong(name)}


def test_the_choices_about_asking_are_read() -> None:
    chosen = {"matching_preset": "spread", "two_at_once": "never", "newcomer_percent": "0"}
    settings, _ = read_settings(state(**SETTINGS | chosen))
    assert (settings.matching_preset, settings.two_at_once, settings.newcomer_percent) == (
        MatchingPreset.SPREAD,
        TwoAtOnce.NEVER,
        0,
    )


@pytest.mark.parametrize(("chosen", "kept"), [(ALONE, None), (None, None), ("t1", "t1")])
def test_a_topic_may_stand_alone(chosen: str | None, kept: str | None) -> None:
    assert parse(TopicForm, state(name="SQL", parent=chosen)).parent == kept


LINES = {"data": None, "sql": "data", "joins": "sql", "charts": "data", "writing": None}


@pytest.mark.parametrize(
    ("topic", "above", "levels_"),
    [
        ("data", [], 3),
        ("sql", ["data"], 3),
        ("joins", ["sql", "data"], 3),
        ("charts", ["data"], 2),
        ("writing", [], 1),
    ],
)
def test_the_line_in_which_a_topic_lies(topic: str, above: list[str], levels_: int) -> None:
    assert wider(topic, LINES) == above
    assert levels(topic, LINES) == levels_


@given(st.dictionaries(st.integers(0, 6).map(str), st.none() | st.integers(0, 6).map(str)))
def test_even_a_ring_of_topics_has_an_end(parents: dict[str, str | None]) -> None:
    for topic in parents:
        line = wider(topic, parents)
        assert len(set(line)) == len(line)
        assert topic not in line
        assert levels(topic, parents) >= len(line) + 1
