"""What people read about thank-yous, inside Slack's limits whatever was written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.kit.blocks import home, section
from bot.kit.carried import RowId
from bot.kit.errors import FormErrors
from bot.kit.forms import parse
from bot.kit.i18n import Sentence
from bot.kit.reader import NEUTRAL
from bot.models import Action, FollowUpKind, Session, SessionState
from bot.playground.slack.blockkit import message_problems, view_problems
from bot.sessions.views import actions as session_views
from bot.thanks import texts, views
from bot.thanks.forms import WORDS_CHARS, HelpAnswer, ThanksForm
from bot.thanks.queries import Meeting, Received, Thanked
from tests.thanks.conftest import ENDED

NASTY = "<!channel> & <@UNOOR> *bold* `code` " * 200
LONG = NASTY[:WORDS_CHARS]


def met(**changes: object) -> Meeting:
    session = Session(
        id="s1",
        mentee_id="UADA",
        expert_id="UELI",
        minutes=45,
        state=SessionState.HELD,
        starts_at=ENDED - timedelta(minutes=45),
        ends_at=ENDED,
    )
    values: dict[str, object] = {
        "session": session,
        "topic": "SQL",
        "question": "How do I read a plan?",
        "mentee": "Ada",
        "expert": "Eli",
        "mentee_has_left": False,
        "expert_has_left": False,
        "thanks": None,
    }
    return Meeting(**(values | changes))  # type: ignore[arg-type]


WORST = met(topic=NASTY[:60], question=NASTY[:1000], mentee=NASTY[:80], expert=NASTY[:80])
MESSAGES = {
    "question": lambda m: views.question(NEUTRAL, m),
    "written": lambda m: views.written(NEUTRAL, m, LONG),
    "received": lambda m: views.received(NEUTRAL, m, LONG),
    "two_weeks": lambda m: views.unblocked(NEUTRAL, m, FollowUpKind.TWO_WEEKS),
    "three_months": lambda m: views.unblocked(NEUTRAL, m, FollowUpKind.THREE_MONTHS),
    "answered": lambda m: views.answered(NEUTRAL, m, FollowUpKind.TWO_WEEKS, 1),
}


@pytest.mark.parametrize("name", MESSAGES)
@pytest.mark.parametrize("meeting", [met(), WORST], ids=["plain", "worst"])
def test_messages_stay_inside_the_limits_and_let_nothing_come_alive(name: str, meeting: Meeting) -> None:
    text, blocks = MESSAGES[name](meeting)
    assert message_problems(blocks) == []
    assert "<!channel>" not in text
    assert all("<!channel>" not in part for part in mrkdwn_of(blocks))
    assert len(text) <= 4000


def mrkdwn_of(value: object) -> list[str]:
    if isinstance(value, list):
        return [found for item in value for found in mrkdwn_of(item)]
    if not isinstance(value, dict):
        return []
    own = [value["text"]] if value.get("type") == "mrkdwn" else []
    return own + [found for item in value.values() for found in mrkdwn_of(item)]


@pytest.mark.parametrize("meeting", [met(), WORST], ids=["plain", "worst"])
def test_modals_stay_inside_the_limits(meeting: Meeting) -> None:
    for view in (views.write_modal(NEUTRAL, meeting), views.already(NEUTRAL, meeting)):
        assert view_problems(view) == []
    assert RowId.decode(views.write_modal(NEUTRAL, meeting)["private_metadata"]).id == "s1"


def test_a_question_has_one_main_button_and_says_that_it_comes_once() -> None:
    _, blocks = views.question(NEUTRAL, met())
    [row] = [block for block in blocks if block["type"] == "actions"]
    assert [(b["text"]["text"], b["style"], RowId.decode(b["value"]).id) for b in row["elements"]] == [
        ("Write a thank-you", "primary", "s1")
    ]
    assert "only once" in str(blocks)


def test_the_scale_has_five_steps_around_as_expected_and_no_stars() -> None:
    _, blocks = views.unblocked(NEUTRAL, met(), FollowUpKind.TWO_WEEKS)
    labels = [button["text"]["text"] for button in scale(blocks)]
    assert len(labels) == 5
    assert labels[2] == "As much as I expected"
    assert "only ever see counts" in str(blocks)
    assert "⭐" not in str(blocks)


def test_the_answer_stays_marked_and_can_be_corrected() -> None:
    _, blocks = views.answered(NEUTRAL, met(), FollowUpKind.THREE_MONTHS, 4)
    assert [button["text"]["text"].startswith("✓") for button in scale(blocks)] == [False] * 3 + [True, False]
    pressed = HelpAnswer.decode(str(scale(blocks)[0]["value"]))
    assert pressed == HelpAnswer(id="s1", kind=FollowUpKind.THREE_MONTHS, answer=1)


def scale(blocks: list[dict[str, object]]) -> list[dict[str, object]]:
    [row] = [block for block in blocks if block["type"] == "actions"]
    return row["elements"]  # type: ignore[return-value]


def test_somebody_still_stuck_is_told_where_to_turn() -> None:
    assert "/ask-expert" in str(views.answered(NEUTRAL, met(), FollowUpKind.TWO_WEEKS, 2)[1])
    assert "/ask-expert" not in str(views.answered(NEUTRAL, met(), FollowUpKind.TWO_WEEKS, 3)[1])


def test_home_is_empty_for_somebody_new() -> None:
    assert views.home_blocks(NEUTRAL, Thanked()) == []


def test_home_shows_thank_yous_minutes_and_how_many_more_there_are() -> None:
    received = tuple(Received("Ada", "SQL", f"Words {n}", date(2026, 11, 20 + n)) for n in range(5))
    blocks = views.home_blocks(NEUTRAL, Thanked(received, 7, 45, 225))
    assert view_problems(home(blocks)) == []
    shown = str(blocks)
    assert "45 minutes" in shown
    assert "3 hours 45 minutes" in shown
    assert "Words 4" in shown
    assert "and 7 more" in shown
    assert "Tue 24 Nov" in shown


def test_a_line_of_home_opens_the_thank_you_and_holds_the_scale() -> None:
    write = views.write_button(NEUTRAL, "s1", "Eli")
    assert write["text"]["text"] == "Thank Eli"
    assert RowId.decode(write["value"]).id == "s1"
    menu = views.scale_menu(NEUTRAL, "s1", FollowUpKind.TWO_WEEKS)
    assert view_problems(home([section("How was it?", menu)])) == []
    values = [HelpAnswer.decode(one["value"]).answer for one in menu["options"]]
    assert values == [1, 2, 3, 4, 5]


def test_the_form_wants_words_and_not_too_many() -> None:
    def state(words: str) -> dict[str, dict[str, dict[str, object]]]:
        return {"words": {"words": {"type": "plain_text_input", "value": words}}}

    assert parse(ThanksForm, state("  It works now. ")).words == "It works now."
    for wrong in ("   ", "x" * (WORDS_CHARS + 1)):
        with pytest.raises(FormErrors) as refused:
            parse(ThanksForm, state(wrong))
        assert refused.value.fields == {"words": texts.NOTHING_WRITTEN}


def test_no_sentence_shouts() -> None:
    said = [value for name, value in vars(texts).items() if name.isupper() and isinstance(value, Sentence)]
    assert said
    assert not [sentence for sentence in said if "!" in sentence.text]


def test_the_one_question_brings_back_what_is_still_open() -> None:
    agreed = Action(what="Draft *the* slide", due=date(2026, 12, 4)), Action(what="Call Mei")
    text, blocks = views.unblocked(NEUTRAL, met(), FollowUpKind.TWO_WEEKS, agreed)
    assert message_problems(blocks) == []
    assert "How much did your talk" in text
    shown = str(blocks)
    assert "the∗ slide, by Fri 4 Dec" in shown
    assert "Call Mei" in shown
    assert blocks[-1]["elements"][0]["action_id"] == views.ACTIONS == session_views.OPEN
