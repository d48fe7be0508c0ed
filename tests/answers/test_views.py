"""What people read about answers in writing, inside Slack's limits whatever was written."""

from __future__ import annotations

from typing import Any

import pytest

from bot.answers import texts, views
from bot.answers.forms import WORDS_CHARS, HelpAnswer, ThanksForm
from bot.answers.queries import Written
from bot.kit.errors import FormErrors
from bot.kit.forms import parse
from bot.kit.reader import NEUTRAL
from bot.models import WrittenAnswer
from bot.playground.slack.blockkit import message_problems, view_problems
from bot.thanks import texts as thanks
from tests.support.clock import MONDAY
from tests.thanks.test_views import mrkdwn_of

NASTY = "<!channel> & <@UNOOR> *bold* `code` " * 200


def written(**more: Any) -> Written:
    answer = WrittenAnswer(
        id="w1",
        words=more.pop("words", "Show the simple one."),
        decide_by=MONDAY,
        settled_at=more.pop("settled_at", None),
        enough=more.pop("enough", None),
        thanks=more.pop("thanks", None),
        unblocked=more.pop("unblocked", None),
    )
    people = {"mentee": "Ada", "expert": "Eli", "mentee_has_left": False, "expert_has_left": False}
    plain = {"topic": "Pricing", "question": "Which list?", "ask_is_open": True}
    return Written(answer=answer, **(people | plain | more))


NAMES = {"topic": NASTY[:60], "question": NASTY[:1000], "mentee": NASTY[:80], "expert": NASTY[:80]}
WORST = {"words": NASTY[:3000], "thanks": NASTY[:WORDS_CHARS], **NAMES}


@pytest.mark.parametrize("more", [{}, WORST], ids=["plain", "worst"])
@pytest.mark.parametrize("chosen", [None, 1, 5])
def test_messages_stay_inside_the_limits(more: dict[str, Any], chosen: int | None) -> None:
    found = written(**more, unblocked=chosen, settled_at=MONDAY, enough=True)
    for text, blocks in (
        views.answer(NEUTRAL, found),
        views.answer(NEUTRAL, written(**more)),
        views.received(NEUTRAL, found, found.answer.thanks or "Thanks"),
        views.unblocked(NEUTRAL, found),
    ):
        assert message_problems(blocks) == []
        assert all("<!channel>" not in part for part in (text, *mrkdwn_of(blocks)))
        assert len(text) <= 4000
    view = views.thank_modal(NEUTRAL, found)
    assert view_problems(view) == []


def buttons(found: Written) -> list[str]:
    _, blocks = views.answer(NEUTRAL, found)
    rows = [block for block in blocks if block["type"] == "actions"]
    return [one["text"]["text"] for row in rows for one in row["elements"]]


@pytest.mark.parametrize(
    ("more", "sentence", "shown"),
    [
        ({}, texts.DECIDE_BY.format(day="Mon 23 Nov"), [texts.ENOUGH, texts.NOT_ENOUGH]),
        ({"settled_at": MONDAY, "enough": True}, texts.IS_ENOUGH, [texts.WRITE]),
        ({"settled_at": MONDAY, "enough": None}, texts.COUNTS_AS_ENOUGH, [texts.WRITE]),
        ({"settled_at": MONDAY, "enough": False}, texts.IS_NOT_ENOUGH, []),
        ({"ask_is_open": False}, texts.IS_OVER, []),
        ({"settled_at": MONDAY, "enough": True, "expert_has_left": True}, texts.IS_ENOUGH, []),
        (
            {"settled_at": MONDAY, "enough": True, "thanks": "Thank you"},
            texts.THANKED.format(expert="Eli"),
            [],
        ),
    ],
)
def test_no_button_stays_that_could_only_refuse(
    more: dict[str, Any], sentence: Any, shown: list[Any]
) -> None:
    found = written(**more)
    _, blocks = views.answer(NEUTRAL, found)
    assert NEUTRAL(sentence) in str(blocks)
    assert buttons(found) == [str(one) for one in shown]


def test_the_scale_says_which_answer_was_given() -> None:
    _, blocks = views.unblocked(NEUTRAL, written(unblocked=2))
    (row,) = [block for block in blocks if block["type"] == "actions"]
    assert [one["text"]["text"] for one in row["elements"]][1] == "✓ Less than I expected"
    values = [HelpAnswer.decode(one["value"]).answer for one in row["elements"]]
    assert values == [1, 2, 3, 4, 5]


def test_a_thank_you_has_words() -> None:
    with pytest.raises(FormErrors) as told:
        parse(ThanksForm, {"words": {"words": {"value": " "}}})
    assert told.value.fields == {"words": texts.NOTHING_WRITTEN}


def test_how_much_it_helped_is_asked_in_the_same_words_as_after_a_session() -> None:
    assert texts.SCALE == thanks.SCALE
