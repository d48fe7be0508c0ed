"""What holds whatever is asked, of whomever: by Hypothesis."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.matching.engine import weights
from bot.matching.engine.rank import rank_all
from bot.matching.queries.reasons import reasons
from bot.matching.rules import CONFIDENTIAL, RULES_VERSION, AskFacts, Candidate, Help, Ranking, Rule
from tests.matching.cases import (
    ADA,
    ELI,
    NOW,
    asks,
    candidates,
    free,
    indexed,
    nearness,
    open_asks,
    order,
    pools,
    understood,
    vector_of,
    weighed,
    why_not,
)
from tests.matching.cases import texts as any_text

often = settings(max_examples=60, deadline=None)


@given(asks, pools)
@often
def test_no_hard_rule_is_ever_broken(ask: AskFacts, people: list[Candidate]) -> None:
    known = {person.user_id: person for person in people}
    for user_id in [*order(weighed(ask, people)), *order(understood(ask, people))]:
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
    index, vector = indexed(people), vector_of(ask)
    ranking = rank_all(ask, index, NOW, vector=vector)
    stopped = {one.user_id: why_not(ask, index, NOW, one.user_id, vector) for one in people}
    assert sorted(order(ranking)) == sorted(one for one, rule in stopped.items() if rule is None)
    assert sum(ranking.left_out.values()) == len(people) - len(ranking.ranked)
    # Common hours are looked at last, although they are named before "not related" and a block.
    for rule in set(Rule) - {Rule.NO_COMMON_HOUR, Rule.NOT_RELATED, Rule.BLOCKED}:
        assert ranking.left_out.get(rule, 0) == list(stopped.values()).count(rule)
    if ranking.best_left_out is not None:
        user_id, rule = ranking.best_left_out
        assert stopped[user_id] is rule


@pytest.mark.parametrize("ranked", [weighed, understood])
@given(asks, pools)
@often
def test_fit_is_a_chance_and_score_adds_what_else_counts(
    ranked: type, ask: AskFacts, people: list[Candidate]
) -> None:
    ranking: Ranking = ranked(ask, people)
    scores = [one.score for one in ranking.ranked]
    assert scores == sorted(scores, reverse=True)
    for one in ranking.ranked:
        assert 0 <= one.fit <= 1
        others = [value for part, value in one.components.items() if part not in weights.KNOWLEDGE]
        assert one.score == pytest.approx(one.fit + sum(others), abs=1e-5)
        assert len(one.reasons) <= 2
        assert len({reason.part for reason in one.reasons}) == len(one.reasons)
        assert reasons(one.reasons)  # explained, whatever was asked


@given(asks, pools.flatmap(lambda pool: st.tuples(st.just(pool), st.permutations(pool))))
@often
def test_the_order_of_the_people_changes_nothing(
    ask: AskFacts, both: tuple[list[Candidate], list[Candidate]]
) -> None:
    assert understood(ask, both[0]) == understood(ask, both[1])
    assert weighed(ask, both[0]) == weighed(ask, both[1])
    assert RULES_VERSION


@given(asks, pools)
@often
def test_no_reason_tells_of_a_confidential_rule(ask: AskFacts, people: list[Candidate]) -> None:
    avoiding = [replace(person, avoids=frozenset({ask.mentee_id})) for person in people]
    ranking = weighed(replace(ask, avoids=frozenset()), avoiding)
    assert ranking.ranked == ()
    assert ranking.best_left_out is None or ranking.best_left_out[1] in CONFIDENTIAL


# --- Past help --------------------------------------------------------------------------------------------


A_HAIR = 0.02


def fits(ask: AskFacts, people: list[Candidate]) -> dict[str, float]:
    return {one.user_id: one.fit for one in understood(replace(ask, widened=True), people).ranked}


@given(open_asks, free, free, st.sampled_from(["gardens tax piano bread", "kiln glaze pottery", ""]))
@settings(max_examples=80, deadline=None)
def test_an_unrelated_session_lifts_nobody(
    ask: AskFacts, first: Candidate, second: Candidate, unrelated: str
) -> None:
    """Incumbency: whoever helped with other people's business stays behind who fits better.

    Other people's business is what is no nearer than such questions usually are: these vectors are of a few
    words, and two texts without a word in common may be near by chance. What they then talked about makes
    some words less rare, which moves a fit by a hair.
    """
    assume(nearness(ask, unrelated) <= weights.USUAL + weights.PAST_MARGIN)
    mia = replace(second, user_id="mia", helped=())
    eli = replace(first, helped=())
    helped = replace(mia, helped=(Help(unrelated, ("slides",)),))
    before, after = fits(ask, [eli, mia]), fits(ask, [eli, helped])
    assume("eli" in before and "mia" in before)
    assert after["eli"] == before["eli"]
    assert after.get("mia", 0) <= before["mia"] + A_HAIR
    if before["mia"] < before["eli"]:
        assert after.get("mia", 0) < after["eli"]


@given(open_asks, free)
@settings(max_examples=80, deadline=None)
def test_a_similar_session_lifts_its_helper(ask: AskFacts, eli: Candidate) -> None:
    assume(vector_of(ask).any())
    same = Help("\n".join(part for part in (ask.question, ask.background, ask.outcome) if part.strip()))
    eli = replace(eli, helped=())
    mia = replace(eli, user_id="mia", helped=(same,))
    found = fits(ask, [eli, mia])
    assume("mia" in found)
    assert found["mia"] >= found.get("eli", 0)
    assert found["mia"] > found.get("eli", 0) or found["mia"] > 0.99  # there is little above that


EVIDENCE = ["a question like this one", "a topic more that is wanted", "fewer sessions lately"]


def richer(ask: AskFacts, person: Candidate, evidence: str) -> Candidate:
    match evidence:
        case "a question like this one":
            same = Help(f"{ask.question}\n{ask.background}\n{ask.outcome}")
            return replace(person, helped=(same, *person.helped))
        case "a topic more that is wanted":
            return replace(person, topic_ids=person.topic_ids | ({ask.topic_id} if ask.topic_id else set()))
        case _:
            return replace(person, sessions_lately=person.sessions_lately / 2)


@pytest.mark.parametrize("evidence", EVIDENCE)
@given(open_asks, free, st.lists(candidates, max_size=4, unique_by=lambda person: person.user_id))
@settings(max_examples=60, deadline=None)
def test_more_evidence_never_lowers_an_otherwise_equal_expert(
    evidence: str, ask: AskFacts, eli: Candidate, others: list[Candidate]
) -> None:
    """Mia is what Eli is, and something more; both are in one index."""
    eli = replace(eli, sessions_lately=max(0, eli.sessions_lately))
    mia = replace(richer(ask, eli, evidence), user_id="mia")
    rest = [one for one in others if one.user_id not in ("eli", "mia")]
    scores = {one.user_id: one.score for one in weighed(ask, [eli, mia, *rest]).ranked}
    assert scores["mia"] >= scores["eli"] - 1e-6


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
@pytest.mark.parametrize("ranked", [weighed, understood])
def test_a_strange_question_still_gets_a_sane_explained_order(
    question: str, topic: str | None, ranked: type
) -> None:
    ask = replace(ADA, question=question, background="", outcome="", topic_id=topic, topic_name="")
    gus = replace(ELI, user_id="gus", topic_ids=frozenset({"python"}), skills="", about="")
    for asking in (ask, replace(ask, widened=True)):
        ranking: Ranking = ranked(asking, [gus, ELI])
        assert len(set(order(ranking))) == len(ranking.ranked)
        assert len(ranking.ranked) + sum(ranking.left_out.values()) == 2
        if topic and ranking.ranked:
            assert order(ranking)[0] == "eli"
        for one in ranking.ranked:
            assert reasons(one.reasons)


@given(st.text(max_size=80), any_text)
@often
def test_any_question_is_answered(question: str, about: str) -> None:
    ask = replace(ADA, question=question, background=about, key=question)
    assert order(weighed(ask, [replace(ELI, about=about, skills=question)])) == ["eli"]


def test_nobody_at_all_is_said_plainly() -> None:
    for ranking in (weighed(ADA, []), understood(ADA, [])):
        assert ranking == Ranking((), {}, None)
    asleep = replace(ELI, busy=((NOW, NOW + timedelta(days=30)),))
    assert weighed(ADA, [asleep]).left_out == {Rule.NO_COMMON_HOUR: 1}
