"""From what a modal holds to plain values and sentences."""

from __future__ import annotations

import contextlib
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, model_validator

from bot.kit.errors import FormErrors
from bot.kit.forms import Form, name_of, parse, read


class Sample(Form):
    sentences: ClassVar[dict[str, str]] = {"words": "Please write something.", "number": "A number, please."}

    words: str = Field(min_length=1)
    number: int = 0

    @model_validator(mode="after")
    def _not_both(self) -> Sample:
        if self.words == "both" and self.number:
            raise ValueError
        return self


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ({"type": "plain_text_input", "value": "hello"}, "hello"),
        ({"type": "static_select", "selected_option": {"value": "x", "text": {}}}, "x"),
        ({"type": "checkboxes", "selected_options": [{"value": "a"}, {"value": "b"}]}, ["a", "b"]),
        ({"type": "users_select", "selected_user": "U1"}, "U1"),
        ({"type": "multi_users_select", "selected_users": ["U1", "U2"]}, ["U1", "U2"]),
        ({"type": "datepicker", "selected_date": "2026-12-04"}, "2026-12-04"),
        ({"type": "timepicker", "selected_time": "09:00", "timezone": "UTC"}, "09:00"),
        ({"type": "datetimepicker", "selected_date_time": 1795424400}, 1795424400),
    ],
)
def test_every_kind_of_input_is_read(element: dict[str, Any], value: Any) -> None:
    assert read({"field": {"field": element}}) == {"field": value}


@pytest.mark.parametrize(
    "element",
    [
        {"value": None},
        {"value": ""},
        {"selected_option": None},
        {"selected_options": []},
        {"selected_options": None},
        {"selected_user": None},
        {"selected_users": []},
        {"selected_date": None},
        {"selected_date_time": None},
        {"type": "something_new"},
        {},
    ],
)
def test_inputs_left_empty_are_absent(element: dict[str, Any]) -> None:
    assert read({"field": {"field": element}}) == {}


def test_a_replaced_input_keeps_its_name() -> None:
    assert read({"words~3": {"words": {"value": "new"}}}) == {"words": "new"}
    assert [name_of(one) for one in ("words", "words~3", "a~b~c")] == ["words", "words", "a"]


def held(**values: Any) -> dict[str, dict[str, dict[str, Any]]]:
    return {name: {name: {"value": value}} for name, value in values.items()}


def test_values_are_stripped_and_unknown_ones_ignored() -> None:
    form = parse(Sample, held(words="  hello ", number="7", other="x"))
    assert (form.words, form.number) == ("hello", 7)


@pytest.mark.parametrize(
    ("state", "fields"),
    [
        (held(words="   "), {"words": "Please write something."}),
        (held(number="x"), {"words": "Please write something.", "number": "A number, please."}),
        (held(words="both", number="1"), {"words": "Please write something."}),  # it is about the whole form
        ({"words~2": {"words": {"value": " "}}}, {"words~2": "Please write something."}),
    ],
)
def test_each_field_that_will_not_do_gets_its_sentence(state: Any, fields: dict[str, str]) -> None:
    with pytest.raises(FormErrors) as told:
        parse(Sample, state)
    assert told.value.fields == fields
    assert told.value.__cause__ is None
    assert "both" not in str(told.value)


@given(
    st.dictionaries(
        st.text(max_size=20),
        st.dictionaries(
            st.text(max_size=5),
            st.dictionaries(
                st.sampled_from(["value", "selected_date", "selected_users", "type"]), st.text() | st.none()
            ),
        ),
    )
)
def test_whatever_a_modal_holds_is_read_or_answered_in_sentences(state: Any) -> None:
    with contextlib.suppress(FormErrors):
        parse(Sample, state)
