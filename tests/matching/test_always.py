"""What holds for any question and any company: found by trying many of them."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching import texts
from bot.matching.rules import (
    CONFIDENTIAL,
    AskFacts,
    Candidate,
    Help,
    Pool,
    Ranked,
    Rule,
    ScoreComponent,
    alike,
    weigh,
    weights,
    why_not,
)
from bot.matching.rules.helps import HELPS_KEPT, worth
from bot.matching.rules.weights import FITTED, NEWCOMER, RULES_VERSION
from tests.matching.ground import (
    ADA,
    ELI,
    NOW,
    TOPICS,
    asks,
    candidates,
    free,
    open_asks,
    order,
    pools,
    weighed,
)
from tests.matching.ground import texts as any_text

often = settings(max_examples=60, deadline=None)


@given(asks, pools)
@often
def test_no_hard_rule_is_ever_broken(ask: AskFacts, people: list[Candidate]) -> None:
    known = {person.user_id: person for person in people}
    for user_id in order(weighed(ask, people)):
        person = known[user_id]
        assert user_id != ask.mentee_id
        assert user_id not in ask.already_asked | ask.avoids
        assert ask.mentee_id not in person.avoids
        assert person.opted_in
        assert not person.deactivated
        assert max(0, person.load) < person.capacity
        assert ask.minutes in person.lengths
        assert person.paused_until is None or person.paused_until <= NOW


@given(asks, pools)
@often
def test_everybody_is_ranked_or_counted_under_the_first_rule_that_stops_them(
    ask: AskFacts, people: list[Candidate]
) -> None:
    pool = Pool.of(people, TOPICS)
    ranking = weigh(ask, pool, NOW)
    stopped = {person.user_id: why_not(ask, pool, NOW, person.user_id) for person in people}
    assert sorted(order(ranking)) == sorted(one for one, rule in stopped.items() if rule is None)
    assert sum(ranking.left_out.values()) == len(people) - len(ranking.ranked)
    # Common hours are looked at last, although they are named before "not related" and a block.
    for rule in set(Rule) - {Rule.NO_COMMON_HOUR, Rule.NOT_RELATED, Rule.BLOCKED}:
        assert ranking.left_out.get(rule, 0) == list(stopped.values()).count(rule)
    if ranking.best_left_out is not None:
        user_id, rule = ranking.best_left_out
        assert stopped[user_id] is rule


@given(asks, pools)
@often
def test_every_score_is_the_sum_of_its_reasons(ask: AskFacts, people: list[Candidate]) -> None:
    ranking = weighed(ask, people)
    scores = [one.score for one in ranking.ranked]
    assert scores == sorted(scores, reverse=True)
    for one in ranking.ranked:
        assert all(0 < reason.value <= 1 for reason in one.reasons)
        assert len({reason.part for reason in one.reasons}) == len(one.reasons)
        total = sum(weights(ask.preset)[reason.part] * reason.value for reason in one.reasons)
        assert one.score == pytest.approx(total, abs=1e-8)
        assert 0 <= one.score <= 1 + NEWCOMER
        assert 0 <= one.fit <= 1
        known = sum(FITTED[reason.part] * reason.value for reason in one.reasons if reason.part in FITTED)
        assert one.fit == pytest.approx(known, abs=1e-8)
        assert Ranked.from_json(json.loads(json.dumps(one.to_json()))) == one
        assert texts.reasons(one.reasons, "Europe/Berlin")  # explained, whatever was asked


@given(asks, pools.flatmap(lambda pool: st.tuples(st.just(pool), st.permutations(pool))))
@often
def test_the_order_of_the_pool_changes_nothing(
    ask: AskFacts, both: tuple[list[Candidate], list[Candidate]]
) -> None:
    assert weighed(ask, both[0]) == weighed(ask, both[1])


@given(asks, pools)
@often
def test_the_same_question_gets_the_same_answer_from_the_same_pool(
    ask: AskFacts, people: list[Candidate]
) -> None:
    pool = Pool.of(people, TOPICS)
    assert weigh(ask, pool, NOW) == weigh(ask, pool, NOW)
    assert RULES_VERSION


@given(asks, pools)
@often
def test_nobody_unrelated_is_asked_unless_the_ask_is_widened(ask: AskFacts, people: list[Candidate]) -> None:
    ranking = weighed(ask, people)
    assert not (ask.widened and ranking.left_out.get(Rule.NOT_RELATED))
    for one in ranking.ranked:
        assert ask.widened or any(
            reason.part in (ScoreComponent.TOPIC, ScoreComponent.WORDS, ScoreComponent.MEANING)
            for reason in one.reasons
        )


@given(asks, pools)
@often
def test_no_reason_tells_of_a_confidential_rule(ask: AskFacts, people: list[Candidate]) -> None:
    avoiding = [replace(person, avoids=frozenset({ask.mentee_id})) for person in people]
    ranking = weighed(replace(ask, avoids=frozenset()), avoiding)
    assert ranking.ranked == ()
    assert ranking.best_left_out is None or ranking.best_left_out[1] in CONFIDENTIAL


# --- More evidence ------------------------------------------------------------

EVIDENCE = [
    "a question like this one",
    "its words in the profile",
    "a topic more that is wanted",
    "less load",
    "fewer open offers",
    "asked less lately",
    "answers sooner",
]


def richer(ask: AskFacts, person: Candidate, evidence: str) -> Candidate:
    words = f"{ask.question}\n{ask.background}\n{ask.outcome}"
    match evidence:
        case "a question like this one":
            same = Help(words, (ask.topic_id,) if ask.topic_id else ())
            return replace(person, helped=(same, *person.helped))
        case "its words in the profile":
            return replace(person, about=f"{person.about}\n{words}")
        case "a topic more that is wanted":
            return replace(person, topic_ids=person.topic_ids | ({ask.topic_id} if ask.topic_id else set()))
        case "less load":
            return replace(person, load=person.load - 1)
        case "fewer open offers":
            return replace(person, open_offers=max(0, person.open_offers - 1))
        case "answers sooner":
            return replace(person, answers=(1 + person.answers) / 2)
        case _:
            return replace(person, asked_lately=person.asked_lately / 2)


@pytest.mark.parametrize("evidence", EVIDENCE)
@given(open_asks, free, st.lists(candidates, max_size=4, unique_by=lambda person: person.user_id))
@settings(max_examples=60, deadline=None)
def test_more_evidence_never_lowers_an_otherwise_equal_expert(
    evidence: str, ask: AskFacts, eli: Candidate, others: list[Candidate]
) -> None:
    """Mia is what Eli is, and something more; both are in one pool."""
    if evidence == "a topic more that is wanted":
        ask = replace(ask, topic_id=ask.topic_id or "slides")
    mia = replace(richer(ask, eli, evidence), user_id="mia")
    rest = [one for one in others if one.user_id not in ("eli", "mia")]
    scores = {one.user_id: one.score for one in weighed(ask, [eli, mia, *rest]).ranked}
    assert scores["mia"] >= scores["eli"] - 1e-6  # parts are rounded to six digits


# --- Strange questions ------------------------------------------------------------

QUESTIONS = [
    "Wie zeige ich dem Aufsichtsrat unsere Preise auf einer Folie?",
    "¿Cómo muestro nuestros precios al consejo en una diapositiva?",
    "Jak pokazać zarządowi zmianę cen na jednym slajdzie?",
    "取締役会に価格変更を一枚のスライドで見せるには？",
    "كيف أعرض تغيير الأسعار على مجلس الإدارة؟",
    "slides",
    "slides?!",
    "🙂🙂🙂",
    "👩‍👩‍👧‍👦 🇩🇪",
    "\ud800 \udfff\ud800",
    "\0\0",
    "\u202eslides",
    "",
    "   \n\t ",
    "a" * 20_000,
    "ﷺ" * 2_000,
    "slides " * 5_000,
    "1234567890 42",
    "'; DROP TABLE expert; --",
    "C++ C# .NET",
]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda text: ascii(text)[:20])
@pytest.mark.parametrize("topic", ["slides", None])
def test_a_strange_question_still_gets_a_sane_explained_order(question: str, topic: str | None) -> None:
    ask = replace(ADA, question=question, background="", outcome="", topic_id=topic, topic_name="")
    gus = replace(ELI, user_id="gus", topic_ids=frozenset({"python"}), skills="", about="")
    for asking in (ask, replace(ask, widened=True)):
        ranking = weighed(asking, [gus, ELI])
        assert len(set(order(ranking))) == len(ranking.ranked)
        assert len(ranking.ranked) + sum(ranking.left_out.values()) == 2
        if topic or "slides" in question:
            assert order(ranking)[0] == "eli"
        for one in ranking.ranked:
            assert texts.reasons(one.reasons, "UTC")


@given(st.text(max_size=80), any_text)
@often
def test_any_question_is_answered(question: str, about: str) -> None:
    ask = replace(ADA, question=question, background=about, key=question)
    pool = Pool.of([replace(ELI, about=about, skills=question)], TOPICS)
    assert order(weigh(ask, pool, NOW)) == ["eli"]
    assert alike(ask, [ask], pool) == [] or alike(ask, [ask], pool)[0][0] == question


@given(st.lists(st.floats(0, 1), max_size=HELPS_KEPT - 1), st.floats(0, 1))
def test_one_more_question_helped_with_never_takes_away(near: list[float], more: float) -> None:
    before, after = worth(np.array([sum(one**3 for one in all_) for all_ in (near, [*near, more])]))
    assert 0 <= before <= after <= 1 + 1e-12
