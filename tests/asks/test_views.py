"""The ask modal, the clinic, the tracker and Home: inside Slack's limits whatever people write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.asks import texts, views
from bot.asks.forms import FormState
from bot.asks.queries import Again, TopicChoice, Tracked, Ways, WithExpert
from bot.asks.rules import HOURS, Draft, Finding, PrivateKind, Review, review
from bot.kit.blocks import tidy
from bot.kit.carried import RowId
from bot.kit.reader import NEUTRAL
from bot.matching.rules import CONFIDENTIAL, TELLING, Rule
from bot.models import Ask, AskState, Offer, OfferState, ShareState, StartedAsk
from bot.playground.slack.blockkit import message_problems, view_problems, view_too_large

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BERLIN = NEUTRAL.in_zone("Europe/Berlin")
QUESTION = "Which of our two price lists should the board see on Friday?"
TOPICS = [TopicChoice("t1", "Pricing"), TopicChoice("t2", "R&D <and> *more*")]


def ask(**more: Any) -> Ask:
    values: dict[str, Any] = {
        "id": "a1",
        "topic_id": "t1",
        "question": QUESTION,
        "background": "",
        "outcome": "",
        "minutes": 45,
        "needed_by": None,
        "wished_sessions": 1,
        "hide_name": False,
        "widened": False,
        "state": AskState.LOOKING,
        "steward_until": None,
        "created_at": NOW,
    }
    return Ask(**(values | more))


def live(*reasons: str, state: OfferState = OfferState.OPEN, hours: int = 8) -> WithExpert:
    return WithExpert(Offer(id="o1", state=state, deadline_at=NOW + timedelta(hours=hours)), reasons)


def tracked(one: Ask | None = None, **more: Any) -> Tracked:
    plain = Tracked(
        ask=one or ask(),
        topic="Pricing",
        asked=1,
        live=(),
        expert="",
        starts_at=None,
        date_passed=False,
    )
    return replace(plain, **more)


def inputs(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}


def initial(view: dict[str, Any]) -> dict[str, Any]:
    """What stands in each input, by block id."""
    found = {}
    for block_id, block in inputs(view).items():
        element = block["element"]
        chosen = element.get("initial_option") or {}
        several = [one["value"] for one in element.get("initial_options", [])]
        found[block_id] = (
            element.get("initial_value") or element.get("initial_date") or chosen.get("value") or several
        )
    return found


def mrkdwn(value: Any) -> Iterator[str]:
    """Every text with marks in it."""
    if isinstance(value, list):
        for one in value:
            yield from mrkdwn(one)
    elif isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield value["text"]
        for one in value.values():
            yield from mrkdwn(one)


# --- The form ---------------------------------------------------------------------------------------------


def form(values: dict[str, Any], topics: list[TopicChoice] = TOPICS, **more: Any) -> dict[str, Any]:
    review_, rest = more.pop("review", None), more.pop("rest", "")
    filled = views.Filled(topics, values, FormState(**more), review_, rest=rest)
    return views.ask_modal(NEUTRAL, filled)


@pytest.mark.parametrize("count", [1, 48, 49, 300])
def test_any_number_of_topics_fits_and_the_chosen_one_stays(count: int) -> None:
    topics = [TopicChoice(f"t{n}", f"{'語' * 60}{n:03}") for n in range(count)]
    last = topics[-1].id
    view = form({"topic": last}, topics)
    assert view_problems(view) == []
    assert not view_too_large(view)
    assert initial(view)["topic"] == last
    kind = "static_select" if count < 49 else "external_select"
    assert inputs(view)["topic"]["element"]["type"] == kind


def test_a_topic_that_is_gone_leaves_the_choice_open() -> None:
    view = form({"topic": "archived"})
    assert view_problems(view) == []
    assert initial(view)["topic"] == []


def test_three_fields_are_enough_and_the_rest_stands_behind_a_button() -> None:
    view = form({"question": QUESTION})
    assert list(inputs(view)) == ["question", "topic", "needed_by"]
    assert views.MORE in str(view)
    whole = form({"question": QUESTION}, whole=True)
    rest = ["background", "outcome", "minutes", "sessions", "hours", "hide_name"]
    assert list(inputs(whole)) == ["question", "topic", "needed_by", *rest]
    assert views.MORE not in str(whole)
    assert "A series of two" in str(whole)


@pytest.mark.parametrize(
    "said",
    [{"background": "So"}, {"outcome": "A"}, {"minutes": 60}, {"hours": "mornings"}, {"hide_name": ["hide"]}],
)
def test_a_form_that_holds_more_shows_all_of_it(said: dict[str, Any]) -> None:
    assert "background" in inputs(form({"question": QUESTION, **said}))


def test_topics_that_the_words_sound_like_are_named() -> None:
    view = form({"topic": "t1"}, likely=("t1", "t2", "gone"))
    assert "This sounds like *Pricing* or *R&amp;D &lt;and&gt; ∗more∗*." in str(view)


def test_an_ask_that_is_edited_stands_in_the_form_as_it_was() -> None:
    one = ask(
        topic_id=None,
        background="So far",
        outcome="A decision",
        minutes=60,
        needed_by=date(2026, 12, 4),
        hours_from=None,
        hours_to=720,
        hide_name=True,
    )
    view = form(views.values_of(one), ask_id="a1")
    assert view["callback_id"] == views.EDIT_MODAL
    assert initial(view) == {
        "topic": "unsure",
        "question": QUESTION,
        "background": "So far",
        "outcome": "A decision",
        "minutes": "60",
        "sessions": "1",
        "needed_by": "2026-12-04",
        "hours": "mornings",
        "hide_name": ["hide"],
    }


WORDS = st.text(max_size=500)
FINDINGS = st.lists(st.sampled_from(Finding), max_size=3, unique=True).map(tuple)
PRIVATE = st.lists(st.sampled_from(PrivateKind), max_size=4, unique=True).map(tuple)
REVIEWS = st.none() | st.builds(Review, FINDINGS, PRIVATE, st.none() | st.text(min_size=1, max_size=1000))


@settings(max_examples=60)
@given(
    values=st.fixed_dictionaries(
        {"question": WORDS, "background": st.text(max_size=1500), "outcome": st.text(max_size=250)},
        optional={
            "topic": st.sampled_from(["t1", "t2", "unsure", "gone"]),
            "minutes": st.sampled_from([30, 45, 60]),
            "needed_by": st.dates(date(2026, 1, 1), date(2028, 1, 1)),
            "hours": st.sampled_from(list(HOURS)),
            "hide_name": st.sampled_from([[], ["hide"]]),
        },
    ),
    found=REVIEWS,
    opening=st.booleans(),
    ask_id=st.sampled_from(["", "a1"]),
)
def test_whatever_was_typed_stands_in_the_form_again(
    values: dict[str, Any], found: Review | None, opening: bool, ask_id: str
) -> None:
    view = form(values, ask_id=ask_id, review=found, opening=opening, rest=values["question"])
    assert view_problems(view) == []
    shown = initial(view)
    for name in ("question", "background", "outcome"):
        assert (shown.get(name) or "") == values[name]
    assert views.has_tick(view) is bool(found and found.private)
    assert views.rest_in(view) == (tidy(values["question"]) if values["question"] else "") or not tidy(
        values["question"]
    )


@settings(max_examples=40)
@given(st.builds(Draft, WORDS, WORDS, WORDS, st.sampled_from([30, 45, 60]), st.none(), st.text(max_size=75)))
def test_the_clinic_fits_whatever_it_looks_at(draft: Draft) -> None:
    view = form({"question": draft.question}, review=review(draft))
    assert view_problems(view) == []


@pytest.mark.parametrize("finding", [one for one in Finding if one != Finding.PRIVATE_DATA])
def test_one_question_of_the_clinic_stands_below_the_field_it_is_about(finding: Finding) -> None:
    found = Review((finding, Finding.NO_OUTCOME), (), "Could I have 45 minutes for your advice on it?")
    view = form({"question": QUESTION}, review=found)
    said = str(texts.FINDINGS[finding])
    if finding == Finding.NO_OUTCOME:  # its own field says so; it stops nobody
        assert said not in str(view)
        assert view["submit"]["text"] == "Ask"
        assert inputs(form({}, whole=True))["outcome"]["hint"]["text"] == said
        return
    at = next(i for i, block in enumerate(view["blocks"]) if said in str(block))
    field = "needed_by" if finding == Finding.NO_PURPOSE else "question"
    assert view["blocks"][at - 1]["block_id"] == field
    assert view["submit"]["text"] == "Ask it like this"
    assert "Begin with these words" in str(view)
    assert "Leave these words out" in str(form({"question": QUESTION}, review=found, opening=True))


def test_private_data_asks_for_a_tick_that_is_not_called_optional() -> None:
    found = Review((Finding.PRIVATE_DATA,), (PrivateKind.EMAIL, PrivateKind.SECRET), None)
    view = form({"question": QUESTION}, review=found)
    assert "an e-mail address and a password or key" in str(view)
    assert views.has_tick(view)
    assert "private_ok" not in inputs(view)
    assert view["submit"]["text"] == "Ask it like this"  # in a long form only the button is in sight


def test_what_could_not_be_opened_keeps_the_question() -> None:
    for words in ("", QUESTION, "x" * 2000):
        blocks = views.could_not_open(NEUTRAL, words)
        assert message_problems(blocks) == []
        assert blocks[-1]["elements"][0].get("value", "") == words
    blocks = views.could_not_open(NEUTRAL, "x" * 8000, "s1")
    assert message_problems(blocks) == []
    assert blocks[-1]["elements"][0]["value"] == RowId(id="s1").encode()
    assert not views.fits_button("\U0001f600" * 1001)


def started(**more: Any) -> StartedAsk:
    return StartedAsk(**({"id": "s1", "question": QUESTION, "background": "", "used_at": None} | more))


def labels(blocks: list[dict[str, Any]]) -> list[str]:
    rows = [block for block in blocks if block["type"] == "actions"]
    return [one["text"]["text"] for block in rows for one in block["elements"]]


ASKED = Offer(id="o1", question="Which board?", state=OfferState.CLARIFYING)


@pytest.mark.parametrize(
    ("row", "asked", "buttons"),
    [
        (started(), None, ["Open the form"]),
        (started(question="", background="https://x"), None, ["Open the form"]),
        (started(), ASKED, ["Send it as my answer", "Ask it as a question"]),
        (started(background="A thread"), ASKED, ["Open the form"]),  # a mention is no answer
        (started(question="", used_at=NOW), ASKED, []),
    ],
)
def test_what_somebody_wrote_is_answered_with_the_way_on(
    row: StartedAsk, asked: Offer | None, buttons: list[str]
) -> None:
    spoken, blocks = views.started(NEUTRAL, row, asked)
    assert spoken
    assert message_problems(blocks) == []
    assert labels(blocks) == buttons


def test_what_is_no_question_is_answered_with_what_can_be_asked() -> None:
    spoken, blocks = views.help_message(NEUTRAL)
    assert "what you are stuck on" in spoken
    assert labels(blocks) == ["Ask an expert"]


# --- Widen ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "choices"),
    [
        (ask(), ["topic", "short"]),
        (ask(widened=True), ["short"]),
        (ask(minutes=30, needed_by=date(2026, 12, 4)), ["topic", "date"]),
        (ask(minutes=60, needed_by=date(2026, 12, 4)), ["topic", "date", "short"]),
        (ask(topic_id=None), ["short"]),
        (ask(widened=True, minutes=30), None),
    ],
)
def test_only_what_is_still_narrow_can_be_widened(one: Ask, choices: list[str] | None) -> None:
    view = views.widen_modal(NEUTRAL, one)
    assert view_problems(view) == []
    if choices is None:
        assert "submit" not in view
        assert str(texts.WIDEN_NOTHING_LEFT) in str(view)
        assert "Widen" not in str(views.tracker_buttons(NEUTRAL, tracked(one)))
    else:
        assert "Widen" in str(views.tracker_buttons(NEUTRAL, tracked(one)))
        assert [o["value"] for o in inputs(view)["widen"]["element"]["options"]] == choices


# --- The tracker ------------------------------------------------------------------------------------------

LIVE = tracked(live=(live("shares your topic Pricing", "free Monday & Tuesday"),))
CLARIFYING = live(state=OfferState.CLARIFYING)
TWO = tracked(live=(live("shares your topic Pricing"), live("mentions lists", hours=9)), asked=2)
STATES: dict[str, tuple[Tracked, str, list[str]]] = {
    "just asked": (tracked(asked=0), "I am looking for the right colleague", ["Edit", "Widen", "Withdraw"]),
    "with one": (LIVE, "One colleague has been asked", ["Edit", "Widen", "Withdraw"]),
    "with the third": (
        replace(LIVE, asked=3),
        "With a colleague now. 3 colleagues have been asked.",
        ["Edit", "Widen", "Withdraw"],
    ),
    "with two": (
        TWO,
        "With two colleagues at the same time now. The first yes wins. 2 colleagues have been asked.",
        ["Edit", "Widen", "Withdraw"],
    ),
    "a question back": (
        tracked(live=(CLARIFYING,)),
        "their time to decide starts again when your answer comes",
        ["Edit", "Widen", "Withdraw"],
    ),
    "a question back from one of two": (
        tracked(live=(live(), CLARIFYING), asked=2),
        "One more colleague has your question at the same time. The first yes wins.",
        ["Edit", "Widen", "Withdraw"],
    ),
    "questions back from both": (
        tracked(live=(CLARIFYING, CLARIFYING), asked=2),
        "Two colleagues have a question for you",
        ["Edit", "Widen", "Withdraw"],
    ),
    "steward": (
        tracked(ask(state=AskState.STEWARD, steward_until=NOW)),
        "the person who looks after this topic is helping me search",
        ["Edit", "Widen", "Withdraw"],
    ),
    "waiting": (
        tracked(ask(state=AskState.WAITING), asked=0, ways=Ways(wider=True)),
        "Nobody suitable is free right now",
        ["Edit", "Widen", "Withdraw"],
    ),
    "waiting after two": (
        tracked(ask(state=AskState.WAITING), asked=2, ways=Ways()),
        "2 colleagues have been asked. Nobody else who is suitable is free right now.",
        ["Edit", "Withdraw"],
    ),
    "nobody offers it": (
        tracked(ask(state=AskState.WAITING), asked=0, ways=Ways(is_offered=False)),
        "Nobody offers *Pricing* yet. Your question stays open",
        ["Edit", "Withdraw"],
    ),
    "three ways on": (
        tracked(
            ask(state=AskState.WAITING),
            asked=0,
            ways=Ways(near_topic_id="t2", near_topic="R&D", in_writing=True, wider=True),
        ),
        "There are people for *R&amp;D*, which is close to it",
        ["Ask about that topic", "Ask for it in writing", "Edit", "Widen", "Withdraw"],
    ),
    "answered in writing": (
        tracked(written_by="E<l>i Navarro"),
        "E&lt;l&gt;i has answered you in writing",
        ["Edit", "Widen", "Withdraw"],
    ),
    "date passed": (
        tracked(ask(state=AskState.WAITING, needed_by=date(2026, 11, 20)), date_passed=True),
        "The day you named has passed",
        ["Keep looking", "Withdraw"],
    ),
    "matched": (
        tracked(ask(state=AskState.MATCHED), expert="Eli<N>&Co Navarro"),
        "Eli&lt;N&gt;&amp;Co can help",
        [],
    ),
    "booked": (
        tracked(ask(state=AskState.MATCHED), expert="Eli", starts_at=NOW),
        "Eli can help: you meet <!date^",
        [],
    ),
    "withdrawn": (tracked(ask(state=AskState.WITHDRAWN)), "You withdrew this question", []),
    "concluded": (tracked(ask(state=AskState.CONCLUDED)), "This question is closed", []),
}


@pytest.mark.parametrize("name", STATES)
def test_the_tracker_says_where_it_stands_and_offers_what_can_be_done(name: str) -> None:
    found, sentence, buttons = STATES[name]
    spoken, blocks = views.tracker(NEUTRAL, found)
    assert message_problems(blocks) == []
    assert sentence in spoken
    assert sentence in str(blocks)
    row = [block for block in blocks if block["type"] == "actions"]
    assert [one["text"]["text"] for block in row for one in block["elements"]] == buttons


def test_every_state_is_shown() -> None:
    assert {found.ask.state for found, _, _ in STATES.values()} == set(AskState)


def test_when_it_moves_on_is_told_in_the_mentees_zone() -> None:
    spoken, _ = views.tracker(BERLIN, LIVE)
    assert "Why them: shares your topic Pricing; free Monday &amp; Tuesday." in spoken
    assert "If they cannot, I ask somebody else by Monday evening." in spoken


def test_of_two_each_has_reasons_of_their_own_and_the_later_one_tells_when_it_moves_on() -> None:
    spoken, _ = views.tracker(BERLIN, TWO)
    assert "Why one of them: shares your topic Pricing. Why the other one: mentions lists." in spoken
    assert "If neither of them can, I ask somebody else by Monday evening." in spoken


def test_what_speaks_for_both_is_said_once() -> None:
    spoken, _ = views.tracker(NEUTRAL, tracked(live=(live("free Monday"), live("free Monday")), asked=2))
    assert spoken.count("free Monday") == 1
    assert "Why them: free Monday." in spoken


@pytest.mark.parametrize("state", [AskState.STEWARD, AskState.WAITING])
@pytest.mark.parametrize("rule", sorted(TELLING - CONFIDENTIAL))
def test_that_somebody_would_fit_is_said_without_a_name(rule: Rule, state: AskState) -> None:
    found = tracked(ask(state=state, steward_until=NOW), left_out=rule)
    spoken, blocks = views.tracker(NEUTRAL, found)
    assert message_problems(blocks) == []
    assert "One more colleague fits, but " in spoken
    first, _ = views.tracker(NEUTRAL, replace(found, asked=0))
    assert "One colleague fits, but " in first


def test_a_full_month_and_a_length_are_said_as_they_are() -> None:
    waiting = tracked(ask(state=AskState.WAITING, minutes=60))
    assert "One more colleague fits, but has no free place this month." in views.status_lines(
        NEUTRAL, replace(waiting, left_out=Rule.FULL)
    )
    assert "One more colleague fits, but does not offer 60 minutes." in views.status_lines(
        NEUTRAL, replace(waiting, left_out=Rule.LENGTH)
    )


@pytest.mark.parametrize("rule", sorted(CONFIDENTIAL))
def test_of_a_confidential_rule_the_mentee_reads_nothing(rule: Rule) -> None:
    waiting = tracked(ask(state=AskState.WAITING))
    assert views.tracker(NEUTRAL, replace(waiting, left_out=rule)) == views.tracker(NEUTRAL, waiting)


def test_the_small_print_tells_what_was_chosen() -> None:
    one = ask(needed_by=date(2026, 12, 4), widened=True, hide_name=True, minutes=30, hours_from=420)
    assert views.details_of(NEUTRAL, tracked(one)) == [
        "30 minutes",
        "Needed by Fri 4 Dec",
        "Hours: From 7:00",
        "Also offered outside the topic",
        "Your name is hidden until somebody says yes",
    ]
    assert "hidden" not in str(views.details_of(NEUTRAL, tracked(one, expert="Eli")))


@settings(max_examples=60)
@given(
    question=st.text(min_size=1, max_size=1000),
    topic=st.text(min_size=1, max_size=75),
    expert=st.text(max_size=80),
    reasons=st.lists(st.text(max_size=120), max_size=5).map(tuple),
    state=st.sampled_from(AskState),
    hidden=st.booleans(),
    count=st.integers(0, 2),
    left_out=st.none() | st.sampled_from(Rule),
)
def test_tracker_and_home_fit_whatever_people_write(
    question: str,
    topic: str,
    expert: str,
    reasons: tuple[str, ...],
    state: AskState,
    hidden: bool,
    count: int,
    left_out: Rule | None,
) -> None:
    one = tracked(
        ask(question=question, state=state, hide_name=hidden),
        topic=topic,
        expert=expert,
        live=(live(*reasons), live(*reasons[1:]))[:count],
        left_out=left_out,
    )
    spoken, blocks = views.tracker(NEUTRAL, one)
    assert message_problems(blocks) == []
    assert len(spoken) < 4000
    for text in mrkdwn(blocks):
        assert text.count("<") == text.count(">"), "a date was cut in two"
    if open_ := views.tracker_buttons(NEUTRAL, one):
        sentence, message = views.notification(NEUTRAL, texts.WAITING, one)
        assert message_problems(message) == []
        assert sentence
        assert open_[-1]["confirm"]["deny"]["text"] == "Keep it"


def test_a_reason_as_long_as_a_question_cuts_no_date_in_two() -> None:
    long = ("mentions " + "<" * 40,) * 5
    for both in ((live(*long),), (live(*long), live(*long[1:]))):
        lines = views.status_lines(NEUTRAL, tracked(live=both))
        assert "I ask somebody else by <!date^" in lines[-1]
        assert lines[-1].rstrip(".").endswith("UTC>")


def test_asking_again_says_whom_it_asks_and_carries_the_session() -> None:
    past = Again("s1", "UELI", "Eli *Navarro*", True, None, QUESTION)
    assert "Talk again" in str(views.again_button(NEUTRAL, "s1", helps=True))
    assert "Ask somebody else" in str(views.again_button(NEUTRAL, "s1", helps=False))
    state = FormState(session_id="s1")
    filled = views.Filled(TOPICS, {"background": QUESTION}, state, again=past)
    view = views.ask_modal(NEUTRAL, filled)
    assert "nobody else" in str(view["blocks"][0])
    assert FormState.decode(view["private_metadata"]).session_id == "s1"
    gone = views.ask_modal(NEUTRAL, replace(filled, again=replace(past, helps=False)))
    assert "nobody else" not in str(gone["blocks"][0])


@pytest.mark.parametrize(
    ("share", "said"),
    [(ShareState.ASKED, "whether you would share"), (ShareState.IN, "You would share a session")],
)
def test_who_may_share_is_not_told_that_somebody_is_asked_for_them_alone(
    share: ShareState, said: str
) -> None:
    card, _ = views.tracker(NEUTRAL, tracked(ask(state=AskState.WAITING), share=share))
    assert said in card
    assert "nobody else is asked" in card
    assert "I offer it to" not in card
