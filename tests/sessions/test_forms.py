"""What a wrap-up says."""

import pytest

from bot.kit.errors import FormErrors
from bot.kit.forms import parse
from bot.sessions import texts
from bot.sessions.forms import WrapUpForm


def chosen(**values: str) -> dict[str, dict[str, dict[str, object]]]:
    return {name: {name: {"selected_option": {"value": value}}} for name, value in values.items()}


@pytest.mark.parametrize(
    ("values", "gladly"),
    [
        ({"took_place": "yes", "meet_again": "yes"}, True),
        ({"took_place": "yes", "meet_again": "no"}, False),
        ({"took_place": "yes"}, None),
        ({"took_place": "no", "meet_again": "yes"}, None),
    ],
)
def test_only_who_met_can_say_whether_to_meet_again(values: dict[str, str], gladly: bool | None) -> None:
    assert parse(WrapUpForm, chosen(**values)).gladly is gladly


def test_an_answer_that_was_not_offered_is_refused_at_its_field() -> None:
    with pytest.raises(FormErrors) as refused:
        parse(WrapUpForm, chosen(took_place="yes", meet_again="perhaps"))
    assert refused.value.fields == {"meet_again": texts.CHOOSE}
