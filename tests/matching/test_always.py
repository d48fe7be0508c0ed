"""Matching: who may be asked, in which order, and why."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.kit.hours import DEFAULT_WEEK, Window, WorkingHours
from bot.matching.rules import (
    CONFIDENTIAL,
    RULES_VERSION,
    WEIGHTS,
    AskFacts,
    Candidate,
    Part,
    Ranked,
    Ranking,
    Reason,
    Rule,
    rank,
    stems,
)

BERLIN = WorkingHours("Europe/Berlin")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)

ADA = AskFacts(
    mentee_id="ada",
    topic_id="slides",
    topic_name="Board slides",
    question="How do I show our pricing change on one slide so that the board can decide?",
    background="The board meets in December; the draft has eleven slides.",
    outcome="One slide with a clear recommendation",
    minutes=45,
    needed_by=NOW + timedelta(days=9),
    hours=BERLIN,
)
ELI = Candidate(
    user_id="eli",
    topic_ids=frozenset({"slides"}),
    topic_names=("Board slides",),
    topic_synonyms=("board deck",),
    skills="pricing, storytelling",
    about="I have taken six decks through the board.",
    hours=WorkingHours("Europe/London"),
    capacity=2,
)
MIA = replace(ELI, user_id="mia")
GUS = Candidate(
    user_id="gus",
    topic_ids=frozenset({"python"}),
    topic_names=("Python",),
    topic_synonyms=(),
    skills="asyncio, packaging",
    about="",
    hours=BERLIN,
    capacity=2,
)


def order(ranking: Ranking) -> list[str]:
    return [one.user_id for one in ranking.ranked]


def part(ranking: Ranking, user_id: str, which: Part) -> Reason | None:
    one = next(one for one in ranking.ranked if one.user_id == user_id)
    return next((reason for reason in one.reasons if reason.part is which), None)


class TestHardRules:
    @pytest.mark.parametrize(
        ("rule", "ask", "expert"),
        [
            (Rule.ONESELF, {"mentee_id": "eli"}, {}),
            (Rule.DEACTIVATED, {}, {"deactivated": True}),
            (Rule.NOT_OPTED_IN, {}, {"opted_in": False}),
            (Rule.ALREADY_ASKED, {"already_asked": frozenset({"eli"})}, {}),
            (Rule.PAUSED, {}, {"paused_until": NOW + timedelta(minutes=1)}),
            (Rule.FULL, {}, {"load": 2}),
            (Rule.FULL, {}, {"capacity": 0}),
            (Rule.LENGTH, {"minutes": 60}, {"lengths": frozenset({30, 45})}),
            (Rule.NO_COMMON_HOUR, {}, {"hours": WorkingHours("America/Los_Angeles")}),
            (Rule.NO_COMMON_HOUR, {}, {"hours": WorkingHours("Europe/Berlin", ())}),
            (Rule.NO_COMMON_HOUR, {"needed_by": NOW - timedelta(days=1)}, {}),
            (Rule.NO_COMMON_HOUR, {}, {"busy": ((NOW, NOW + timedelta(days=14)),)}),
            (Rule.BLOCKED, {"avoids": frozenset({"eli"})}, {}),
            (Rule.BLOCKED, {}, {"avoids": frozenset({"ada"})}),
        ],
    )
    def test_leave_the_expert_out(self, rule, ask, expert):
        ranking = rank(replace(ADA, **ask), [replace(ELI, **expert)], NOW)
        assert ranking.ranked == ()
        assert ranking.left_out == (("eli", rule),)

    def test_nobody_unrelated_is_asked_unless_the_ask_is_widened(self):
        assert rank(ADA, [GUS], NOW).left_out == (("gus", Rule.NOT_RELATED),)
        assert order(rank(replace(ADA, widened=True), [GUS], NOW)) == ["gus"]

    def test_words_alone_relate(self):
        gus = replace(GUS, about="I did our last pricing change")
        assert order(rank(ADA, [gus], NOW)) == ["gus"]

    def test_a_pause_that_is_over_stops_nothing(self):
        assert order(rank(ADA, [replace(ELI, paused_until=NOW)], NOW)) == ["eli"]

    def test_a_gap_shorter_than_the_talk_is_no_common_hour(self):
        half_hours = WorkingHours("Europe/London", tuple(Window(day, 600, 630) for day in range(5)))
        assert rank(ADA, [replace(ELI, hours=half_hours)], NOW).left_out == (("eli", Rule.NO_COMMON_HOUR),)
        assert order(rank(replace(ADA, minutes=30), [replace(ELI, hours=half_hours)], NOW)) == ["eli"]

    def test_a_block_hides_behind_any_other_rule(self):
        eli = replace(ELI, avoids=frozenset({"ada"}), load=2)
        assert rank(ADA, [eli], NOW).left_out == (("eli", Rule.FULL),)
        assert frozenset({Rule.BLOCKED}) == CONFIDENTIAL

    def test_an_empty_pool_is_an_empty_ranking(self):
        assert rank(ADA, [], NOW) == Ranking((), (), None)


class TestBestLeftOut:
    def test_is_the_best_of_those_whom_one_rule_stopped(self):
        poor = replace(GUS, about="pricing", load=2)
        pool = [poor, replace(ELI, paused_until=NOW + timedelta(days=3)), MIA]
        assert rank(ADA, pool, NOW).best_left_out == ("eli", Rule.PAUSED)

    def test_names_a_confidential_rule_for_the_caller_to_keep(self):
        assert rank(replace(ADA, avoids=frozenset({"eli"})), [ELI], NOW).best_left_out == (
            "eli",
            Rule.BLOCKED,
        )

    def test_is_nobody_when_another_rule_would_have_stopped_them_too(self):
        eli = replace(ELI, load=2, lengths=frozenset({30}))
        assert rank(ADA, [eli], NOW).best_left_out is None

    @pytest.mark.parametrize("changed", [{"user_id": "ada"}, {"opted_in": False}, {"deactivated": True}])
    def test_is_never_somebody_who_was_no_chance(self, changed):
        assert rank(ADA, [replace(ELI, **changed)], NOW).best_left_out is None


class TestReasons:
    def test_tell_what_speaks_for_the_expert(self):
        eli = replace(ELI, helped_on_topic=2, load=0)
        ranking = rank(ADA, [eli, GUS], NOW)
        assert part(ranking, "eli", Part.TOPIC) == Reason(Part.TOPIC, 1.0, ("Board slides",))
        assert part(ranking, "eli", Part.HELPED) == Reason(Part.HELPED, 0.5, number=2)
        assert part(ranking, "eli", Part.LOAD) == Reason(Part.LOAD, 1.0, number=2)
        assert part(ranking, "eli", Part.VARIETY) == Reason(Part.VARIETY, 1.0)

    def test_tell_the_words_in_common_as_the_mentee_wrote_them(self):
        gus = replace(GUS, about="Prices, recommending things to boards")
        words = part(rank(ADA, [gus], NOW), "gus", Part.WORDS)
        assert set(words.details) == {"pricing", "board", "recommendation"}
        assert words.number == 3
        assert 0 < words.value <= 1

    def test_tell_the_days_with_a_common_hour_before_the_date(self):
        tuesday_thursday = WorkingHours("Europe/London", (Window(1, 540, 720), Window(3, 780, 900)))
        ask = replace(ADA, needed_by=NOW + timedelta(days=5))
        hours = part(rank(ask, [replace(ELI, hours=tuesday_thursday)], NOW), "eli", Part.HOURS)
        assert hours == Reason(Part.HOURS, 0.4, ("2026-11-24T09:00:00+00:00", "2026-11-26T13:00:00+00:00"), 2)

    def test_common_days_leave_out_what_is_booked(self):
        busy = ((NOW, NOW + timedelta(days=4)),)
        ask = replace(ADA, needed_by=NOW + timedelta(days=8))
        hours = part(rank(ask, [replace(ELI, busy=busy)], NOW), "eli", Part.HOURS)
        assert hours.details == ("2026-11-27T09:00:00+00:00", "2026-11-30T09:00:00+00:00")

    def test_a_topic_the_question_names_without_choosing_it_counts_half(self):
        eli = replace(ELI, topic_ids=frozenset({"decks"}), topic_names=("Pricing changes",))
        assert part(rank(ADA, [eli], NOW), "eli", Part.TOPIC) == Reason(Part.TOPIC, 0.5, ("Pricing changes",))

    def test_what_does_not_speak_for_somebody_is_no_reason(self):
        ask = replace(ADA, met_before=frozenset({"eli"}))
        assert {reason.part for reason in rank(ask, [ELI], NOW).ranked[0].reasons} == {
            Part.TOPIC, Part.WORDS, Part.HOURS, Part.LOAD,
        }  # fmt: skip

    def test_weights_add_up_to_one_and_name_every_part(self):
        assert set(WEIGHTS) == set(Part)
        assert sum(WEIGHTS.values()) == pytest.approx(1)

    def test_survive_being_stored(self):
        for one in rank(ADA, [ELI, replace(MIA, helped_on_topic=1)], NOW).ranked:
            assert Ranked.from_json(json.loads(json.dumps(one.to_json()))) == one
        assert RULES_VERSION


class TestOrder:
    def test_the_chosen_topic_beats_words(self):
        gus = replace(GUS, about="pricing change recommendation for the board, one slide")
        assert order(rank(ADA, [gus, ELI], NOW)) == ["eli", "gus"]

    @pytest.mark.parametrize(
        ("better", "worse"),
        [
            ({"load": 0}, {"load": 1}),
            ({"helped_on_topic": 1}, {"helped_on_topic": 0}),
            ({"open_offers": 0}, {"open_offers": 1}),
            ({"about": "I know every pricing change"}, {"about": "I know everybody"}),
        ],
    )
    def test_between_equals_the_freer_and_the_more_experienced_comes_first(self, better, worse):
        for first, second in (("eli", "mia"), ("mia", "eli")):
            pool = [replace(ELI, user_id=second, **worse), replace(ELI, user_id=first, **better)]
            assert order(rank(ADA, pool, NOW)) == [first, second]

    def test_somebody_new_comes_before_somebody_met_lately(self):
        assert order(rank(replace(ADA, met_before=frozenset({"eli"})), [ELI, MIA], NOW)) == ["mia", "eli"]

    def test_ties_are_shared_out_over_asks(self):
        firsts = {
            order(rank(replace(ADA, question=f"Which board slide is {n}?"), [ELI, MIA], NOW))[0]
            for n in range(30)
        }
        assert firsts == {"eli", "mia"}


class TestWords:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("pricing", "prices"),
            ("Präsentationen", "Präsentation"),
            ("Kündigung", "kündigungen"),
            ("presentación", "presentaciones"),
            ("precios", "precio"),
            ("hiring", "hired"),
            ("running", "run"),
            ("STRATEGY", "strategies"),
            ("Straße", "STRASSE"),
        ],
    )
    def test_forms_of_a_word_are_one(self, one, other):
        assert stems(one).keys() == stems(other).keys() != set()

    @pytest.mark.parametrize(
        "text", ["", "   ", "the of and", "wie kann ich das", "¿qué es esto?", "2026 1 -- !!", "a"]
    )
    def test_little_words_and_numbers_say_nothing(self, text):
        assert stems(text) == {}

    def test_keep_the_signs_that_make_a_name(self):
        assert set(stems("C++ and C#")) == {"c++", "c#"}

    def test_scripts_without_spaces_share_pairs_of_characters(self):
        assert stems("価格設定について").keys() & stems("新しい価格").keys() == {"価格"}

    def test_an_ask_of_one_word_in_another_language_finds_who_says_it(self):
        ask = replace(ADA, topic_id=None, topic_name="", question="Vergaberecht?", background="", outcome="")
        gus = replace(GUS, skills="Vergaberecht, Einkauf")
        assert order(rank(ask, [ELI, gus], NOW)) == ["gus"]

    @given(st.text(max_size=200))
    def test_any_text_has_stems(self, text):
        assert all(stem and word for stem, word in stems(text).items())


WORDS = ["pricing", "board", "slides", "python", "sales", "hiring", "der", "the", "価格", "\ud800", "precios"]
texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
weeks = st.builds(
    WorkingHours,
    st.sampled_from(["Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles"]),
    st.sampled_from([DEFAULT_WEEK, (), (Window(2, 0, 1440),)]),
)
ids = st.sampled_from(["ada", "eli", "mia", "gus", "noor", "zoe"])
candidates = st.builds(
    Candidate,
    user_id=ids,
    topic_ids=st.frozensets(st.sampled_from(["slides", "python"])),
    topic_names=texts.map(lambda text: (text,)),
    topic_synonyms=st.just(()),
    skills=texts,
    about=texts,
    hours=weeks,
    capacity=st.integers(0, 3),
    load=st.integers(0, 3),
    lengths=st.frozensets(st.sampled_from([30, 45, 60])),
    paused_until=st.sampled_from([None, NOW, NOW + timedelta(days=1)]),
    deactivated=st.sampled_from([False, False, True]),
    opted_in=st.sampled_from([True, True, False]),
    avoids=st.frozensets(ids, max_size=1),
    helped_on_topic=st.integers(0, 5),
    open_offers=st.integers(0, 2),
)
pools = st.lists(candidates, max_size=6, unique_by=lambda person: person.user_id)
asks = st.builds(
    replace,
    st.just(ADA),
    topic_id=st.sampled_from([None, "slides", "python"]),
    question=texts,
    needed_by=st.sampled_from([None, NOW, NOW + timedelta(days=2), NOW + timedelta(days=60)]),
    hours=weeks,
    minutes=st.sampled_from([30, 45, 60]),
    avoids=st.frozensets(ids, max_size=1),
    already_asked=st.frozensets(ids, max_size=2),
    met_before=st.frozensets(ids, max_size=2),
    widened=st.booleans(),
)


class TestAlways:
    @given(asks, pools)
    @settings(max_examples=150, deadline=None)
    def test_no_hard_rule_is_ever_broken(self, ask, pool):
        ranking = rank(ask, pool, NOW)
        people = {person.user_id: person for person in pool}
        for user_id in order(ranking):
            person = people[user_id]
            assert user_id != ask.mentee_id
            assert user_id not in ask.already_asked | ask.avoids
            assert ask.mentee_id not in person.avoids
            assert person.opted_in
            assert not person.deactivated
            assert person.load < person.capacity
            assert ask.minutes in person.lengths
            assert person.paused_until is None or person.paused_until <= NOW

    @given(asks, pools)
    @settings(max_examples=150, deadline=None)
    def test_everybody_is_ranked_or_left_out_with_a_sum_that_adds_up(self, ask, pool):
        ranking = rank(ask, pool, NOW)
        everybody = order(ranking) + [user_id for user_id, _ in ranking.left_out]
        assert sorted(everybody) == sorted(person.user_id for person in pool)
        assert [one.score for one in ranking.ranked] == sorted(
            (one.score for one in ranking.ranked), reverse=True
        )
        for one in ranking.ranked:
            assert all(0 < reason.value <= 1 for reason in one.reasons)
            assert one.score == pytest.approx(sum(WEIGHTS[r.part] * r.value for r in one.reasons), abs=1e-8)
            assert 0 <= one.score <= 1
        assert ranking.best_left_out is None or ranking.best_left_out in ranking.left_out

    @given(asks, pools.flatmap(lambda pool: st.tuples(st.just(pool), st.permutations(pool))))
    @settings(max_examples=100, deadline=None)
    def test_the_order_of_the_pool_changes_nothing(self, ask, pools):
        assert rank(ask, pools[0], NOW) == rank(ask, pools[1], NOW)

    @given(asks, candidates, st.sampled_from(["about", "helped_on_topic", "load", "topic_ids"]))
    @settings(max_examples=150, deadline=None)
    def test_more_evidence_never_lowers_a_person(self, ask, person, what):
        richer = {
            "about": f"{person.about} {ask.question}",
            "helped_on_topic": person.helped_on_topic + 1,
            "load": max(0, person.load - 1),
            "topic_ids": person.topic_ids | {"slides", "python"},
        }
        before = rank(ask, [person], NOW)
        after = rank(ask, [replace(person, **{what: richer[what]})], NOW)
        if before.ranked:
            assert after.ranked[0].score >= before.ranked[0].score
