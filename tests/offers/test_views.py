"""The offer card and what belongs to it: inside Slack's limits whatever people write, one main action."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.asks.queries import TopicChoice
from bot.kit.carried import RowId
from bot.kit.errors import FormErrors
from bot.kit.forms import Form, parse
from bot.kit.reader import NEUTRAL
from bot.matching.rules import CONFIDENTIAL, TELLING, Rule
from bot.models import Ask, AskState, Offer, OfferSource, OfferState, SessionState
from bot.offers import forms, texts, views
from bot.offers.queries import Colleague, Digest, EscalatedAsk, LeftOut, Offered
from bot.playground.slack.blockkit import block_characters, message_problems, view_problems

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SHOWN = [state for state in OfferState if state != OfferState.SUGGESTED]


def offered(state: OfferState = OfferState.OPEN, **more: Any) -> Offered:
    ask = Ask(
        id="a1",
        question=more.pop("question", "Which of two price lists comes first?"),
        background=more.pop("background", ""),
        outcome=more.pop("outcome", ""),
        minutes=45,
        needed_by=more.pop("needed_by", None),
        state=more.pop("ask_state", AskState.LOOKING),
        wished_sessions=more.pop("wished_sessions", 1),
    )
    offer = Offer(
        id="o1",
        state=state,
        deadline_at=NOW + timedelta(hours=8),
        source=more.pop("source", OfferSource.MATCH),
        note=more.pop("note", ""),
        question=more.pop("asked", None),
        answer=more.pop("answer", None),
    )
    plain = {"topic": "Pricing", "mentee": "Ada", "suggested_by": "", "reasons": (), "gap_days": 21}
    return Offered(offer=offer, ask=ask, **(plain | more))


def buttons(blocks: list[dict[str, Any]]) -> list[str]:
    rows = [block for block in blocks if block["type"] == "actions"]
    return [one["text"]["text"] for row in rows for one in row["elements"]]


def test_an_open_offer_says_who_what_why_and_until_when() -> None:
    found = offered(
        background="The board", outcome="A list", needed_by=date(2026, 12, 4), reasons=("free Monday",)
    )
    spoken, blocks = views.card(NEUTRAL, found)
    assert spoken == "Ada asks about Pricing: Which of two price lists comes first?"
    shown = str(blocks)
    for words in ("45 minutes", "The board", "A list", "Needed by Fri 4 Dec", "Why you: free Monday."):
        assert words in shown
    assert "This waits for you until <!date^" in shown
    assert buttons(blocks) == ["I can help", "Tell me more", "Not me"]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (offered(asked="Which board?"), ["I can help", "Not me"]),
        (offered(OfferState.CLARIFYING, asked="Which board?"), ["I can help", "Not me"]),
        (offered(OfferState.TIMED_OUT), ["I can still help"]),
        (offered(OfferState.ACCEPTED), []),
        (offered(OfferState.DECLINED), []),
        (offered(OfferState.CLOSED), []),
    ],
)
def test_every_state_offers_only_what_can_still_be_done(found: Offered, expected: list[str]) -> None:
    _, blocks = views.card(NEUTRAL, found)
    assert message_problems(blocks) == []
    assert buttons(blocks) == expected


@pytest.mark.parametrize("meeting", SessionState)
def test_whoever_said_yes_reads_how_the_session_stands(meeting: SessionState) -> None:
    at = None if meeting is SessionState.SCHEDULING else NOW
    found = offered(OfferState.ACCEPTED, ask_state=AskState.MATCHED, meeting=meeting, starts_at=at)
    _, blocks = views.card(NEUTRAL, found)
    assert message_problems(blocks) == []
    assert buttons(blocks) == []


def test_of_two_each_is_told_plainly_that_the_first_yes_wins() -> None:
    _, blocks = views.card(NEUTRAL, offered(with_another=True))
    assert str(blocks[-1]).endswith(f". {texts.WITH_ANOTHER!s}'}}]}}")
    assert "then it moves on" not in str(blocks)
    assert "at the same time" in str(texts.WITH_ANOTHER)
    assert "first yes wins" in str(texts.WITH_ANOTHER)
    _, clarifying = views.card(
        NEUTRAL, offered(OfferState.CLARIFYING, asked="Which board?", with_another=True)
    )
    assert str(texts.WITH_ANOTHER) in str(clarifying)


@pytest.mark.parametrize(
    ("ask_state", "sentence"),
    [(AskState.MATCHED, str(texts.OTHERS_YES)), (AskState.WITHDRAWN, str(texts.DONE["closed"]))],
)
def test_whoever_was_not_needed_reads_why(ask_state: AskState, sentence: str) -> None:
    spoken, blocks = views.card(NEUTRAL, offered(OfferState.CLOSED, ask_state=ask_state))
    assert sentence in spoken
    assert sentence in str(blocks)
    assert buttons(blocks) == []


def test_a_series_and_a_hidden_name_are_said() -> None:
    text, blocks = views.card(NEUTRAL, offered(wished_sessions=3, mentee=""))
    assert "a series of three meetings of 45 minutes about *Pricing*, about three weeks apart" in str(blocks)
    assert str(texts.HIDDEN) in str(blocks)
    assert text.startswith(str(texts.HIDDEN))


@pytest.mark.parametrize("source", [one for one in OfferSource if one != OfferSource.MATCH])
def test_whoever_suggested_the_expert_is_named_with_their_note(source: OfferSource) -> None:
    _, blocks = views.card(NEUTRAL, offered(source=source, suggested_by="Mei <T>", note="She did this twice"))
    assert "Mei &lt;T&gt;" in str(blocks)
    assert "thinks you are the right person" in str(blocks)
    assert "She did this twice" in str(blocks)


WORDS = st.text(min_size=1, max_size=500)


@settings(max_examples=50)
@given(
    state=st.sampled_from(SHOWN),
    question=st.text(min_size=1, max_size=1000),
    background=st.text(max_size=2500),
    outcome=st.text(max_size=500),
    note=st.text(max_size=500),
    asked=st.none() | WORDS,
    answer=st.none() | st.text(min_size=1, max_size=1500),
    topic=st.text(min_size=1, max_size=75),
    mentee=st.text(max_size=80),
    suggested_by=st.text(max_size=80),
    source=st.sampled_from([one for one in OfferSource if one != OfferSource.MATCH]),
)
def test_all_of_it_fits_whatever_people_write(state: OfferState, **more: Any) -> None:
    found = offered(state, **more)
    for spoken, blocks in (
        views.card(NEUTRAL, found),
        views.reminder(NEUTRAL, found),
        views.answered(NEUTRAL, found),
        views.asked_back(NEUTRAL, found),
    ):
        assert message_problems(blocks) == []
        assert block_characters(blocks) < 13_200
        assert 0 < len(spoken) < 10_000
        primary = [e for b in blocks if b["type"] == "actions" for e in b["elements"] if e.get("style")]
        assert len(primary) <= 1


@given(state=st.sampled_from(SHOWN), words=st.text(min_size=1, max_size=3000))
@settings(max_examples=20, deadline=None)
def test_a_list_of_questions_fits_whatever_people_write(state: OfferState, words: str) -> None:
    asked = {"question": words[:1000], "outcome": words[:500], "opening": words[:1000]}
    more = {"topic": words[:75], "mentee": words[:80], "needed_by": date(2026, 12, 4), "may_write": True}
    found = [offered(one, background=words, **asked, **more) for one in (OfferState.OPEN, state) * 2]
    for spoken, blocks in (views.listed(NEUTRAL, found), views.list_reminder(NEUTRAL, found)):
        assert message_problems(blocks) == []
        assert block_characters(blocks) < 13_200
        assert 0 < len(spoken) < 10_000


def test_a_list_shows_what_waits_and_what_came_of_the_rest() -> None:
    found = [offered(), offered(OfferState.DECLINED), offered(OfferState.OPEN)]
    spoken, blocks = views.listed(NEUTRAL, found)
    assert spoken == "2 questions wait for your answer: Pricing and Pricing"
    assert buttons(blocks) == ["I can help", "Tell me more", "Not me"] * 2
    assert "Thank you for the quick answer." in str(blocks)
    assert views.listed(NEUTRAL, found[1:2])[0] == "These questions are answered"


@pytest.mark.parametrize("state", [AskState.STEWARD, AskState.WAITING])
@pytest.mark.parametrize("asked", [0, 1, 7])
def test_what_a_steward_sees_has_no_words_of_the_question(state: AskState, asked: int) -> None:
    words = {"question": "The canary", "background": "canary", "outcome": "canary"}
    ask = Ask(id="a1", topic_id="rd", minutes=30, state=state, steward_until=NOW, **words)
    found = Digest((EscalatedAsk(ask, "R&D", asked),) * 8, 9)
    for spoken, blocks in (views.steward(NEUTRAL, found), views.program_team(NEUTRAL, found)):
        assert message_problems(blocks) == []
        assert "canary" not in f"{spoken}{blocks}"
        assert "R&amp;D" in f"{spoken}{blocks}"


LEFT_OUT = {
    Rule.PAUSED: "The closest match, R&amp;D, is paused until Fri 4 Dec.",
    Rule.AWAY: "The closest match, R&amp;D, is away until Fri 4 Dec.",
    Rule.FULL: "The closest match, R&amp;D, has no free place this month.",
    Rule.LENGTH: "The closest match, R&amp;D, does not offer 60 minutes.",
    Rule.NO_COMMON_HOUR: "The closest match, R&amp;D, has no free hour in common with the person who asks.",
}


def escalated(state: AskState, left_out: LeftOut | None) -> Digest:
    ask = Ask(id="a1", topic_id="t1", question="The canary", minutes=60, state=state, steward_until=NOW)
    return Digest((EscalatedAsk(ask, "Pricing", 2, left_out),), 1)


@pytest.mark.parametrize("rule", LEFT_OUT)
def test_steward_and_team_read_who_was_left_out_and_why(rule: Rule) -> None:
    closest = LeftOut(rule, "R&D", date(2026, 12, 4) if rule in (Rule.PAUSED, Rule.AWAY) else None)
    for view, state in (
        (views.steward, AskState.STEWARD),
        (views.steward, AskState.WAITING),
        (views.program_team, AskState.WAITING),
    ):
        spoken, blocks = view(NEUTRAL, escalated(state, closest))
        assert message_problems(blocks) == []
        assert LEFT_OUT[rule] in str(blocks)
        assert LEFT_OUT[rule] in spoken or view is views.steward
    for view in (views.steward, views.program_team):
        spoken, blocks = view(NEUTRAL, Digest((), 0))
        assert spoken
        assert buttons(blocks) == []


def test_every_telling_rule_has_its_sentence() -> None:
    assert set(texts.LEFT_OUT) == {rule.value for rule in TELLING - CONFIDENTIAL} == set(LEFT_OUT)


def test_of_a_block_nothing_is_told_but_that_somebody_fits() -> None:
    _, blocks = views.program_team(NEUTRAL, escalated(AskState.WAITING, LeftOut(Rule.BLOCKED)))
    shown = str(blocks)
    assert str(texts.LEFT_OUT_CONFIDENTIAL) in shown
    assert "block" not in shown.lower()


def test_the_modals_fit() -> None:
    for view in (
        views.more_modal(NEUTRAL, "o1"),
        views.answer_modal(NEUTRAL, Offer(id="o1", question="q" * 500)),
        views.decline_modal(NEUTRAL, "o1", [Colleague("U1", "Eli Navarro")]),
        views.steward_modal(NEUTRAL, "a1", [Colleague(f"U{n}", "Eli " * 30) for n in range(60)]),
    ):
        assert view_problems(view) == []
        assert RowId.decode(view["private_metadata"]).id in ("o1", "a1")


def test_nobody_is_offered_a_menu_of_nobody() -> None:
    view = views.decline_modal(NEUTRAL, "o1", [])
    assert view_problems(view) == []
    assert [one["block_id"] for one in view["blocks"] if one["type"] == "input"] == ["reason", "pause"]


def test_an_invitation_begins_with_the_topic_and_words_to_send() -> None:
    topics = (TopicChoice("t1", "Pricing"), TopicChoice("t2", "Data " * 30))
    view = views.invite_modal(NEUTRAL, topics, "t1")
    assert view_problems(view) == []
    shown = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    assert shown["topic"]["initial_option"]["text"]["text"] == "Pricing"
    assert shown["note"]["initial_value"] == str(texts.INVITE_DRAFT)


@pytest.mark.parametrize(
    ("form", "field", "element"),
    [
        (forms.MoreForm, "question", {"value": None}),
        (forms.MoreForm, "question", {"value": "x" * 501}),
        (forms.AnswerForm, "answer", {"value": "  "}),
        (forms.AnswerForm, "answer", {"value": "x" * 1501}),
        (forms.DeclineForm, "reason", {"value": "x" * 301}),
        (forms.DeclineForm, "pause", {"selected_date": "someday"}),
        (forms.StewardForm, "suggestion", {"selected_user": None}),
    ],
)
def test_what_will_not_do_is_said_at_its_field(form: type[Form], field: str, element: dict[str, Any]) -> None:
    with pytest.raises(FormErrors) as told:
        parse(form, {field: {field: element}})
    assert told.value.fields == {field: form.sentences[field]}


def test_no_reason_is_needed_to_say_no() -> None:
    said = parse(forms.DeclineForm, {"reason": {"reason": {"value": None}}})
    assert (said.reason, said.suggestion, said.pause) == ("", None, None)
