"""Who may be asked, in which order: hard rules, one explained score, ties, newcomers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.kit.hours import Window, WorkingHours
from bot.matching.rules import (
    CONFIDENTIAL,
    PRESETS,
    RULES_VERSION,
    Candidate,
    Help,
    Pool,
    Ranked,
    Ranking,
    Reason,
    Rule,
    ScoreComponent,
    TopicFacts,
    rank,
    weigh,
    weights,
    why_not,
)
from tests.matching.ground import ADA, BERLIN, ELI, GUS, LIKE_ADAS, MIA, NOW, TOPICS, order, part, weighed


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
            (Rule.FULL, {}, {"load": 10**6}),
            (Rule.FULL, {}, {"capacity": 0}),
            (Rule.FULL, {}, {"capacity": -1, "load": -3}),
            (Rule.LENGTH, {"minutes": 60}, {"lengths": frozenset({30, 45})}),
            (Rule.LENGTH, {}, {"lengths": frozenset()}),
            (Rule.NO_COMMON_HOUR, {}, {"hours": WorkingHours("America/Los_Angeles")}),
            (Rule.NO_COMMON_HOUR, {}, {"hours": WorkingHours("Europe/Berlin", ())}),
            (Rule.NO_COMMON_HOUR, {"needed_by": NOW - timedelta(days=1)}, {}),
            (Rule.NO_COMMON_HOUR, {}, {"busy": ((NOW, NOW + timedelta(days=14)),)}),
            (Rule.BLOCKED, {"avoids": frozenset({"eli"})}, {}),
            (Rule.BLOCKED, {}, {"avoids": frozenset({"ada"})}),
        ],
    )
    def test_leave_the_expert_out(self, rule, ask, expert):
        asking, pool = replace(ADA, **ask), Pool.of([replace(ELI, **expert)], TOPICS)
        ranking = weigh(asking, pool, NOW)
        assert ranking.ranked == ()
        assert ranking.left_out == {rule: 1}
        assert why_not(asking, pool, NOW, "eli") is rule

    def test_leave_nobody_out_without_a_reason(self):
        assert why_not(ADA, Pool.of([ELI], TOPICS), NOW, "eli") is None

    def test_say_nothing_of_strangers(self):
        with pytest.raises(KeyError):
            why_not(ADA, Pool.of([ELI], TOPICS), NOW, "nobody")

    def test_nobody_unrelated_is_asked_unless_the_ask_is_widened(self):
        assert weighed(ADA, [GUS]).left_out == {Rule.NOT_RELATED: 1}
        assert order(weighed(replace(ADA, widened=True), [GUS])) == ["gus"]

    def test_an_expert_who_has_said_nothing_is_related_to_nothing(self):
        silent = replace(GUS, topic_ids=frozenset(), skills="", about="")
        assert weighed(ADA, [silent]).left_out == {Rule.NOT_RELATED: 1}
        assert order(weighed(replace(ADA, widened=True), [silent])) == ["gus"]

    def test_words_alone_relate(self):
        assert order(weighed(ADA, [replace(GUS, about="I did our last pricing change")])) == ["gus"]

    def test_a_pause_that_is_over_stops_nothing(self):
        assert order(weighed(ADA, [replace(ELI, paused_until=NOW)])) == ["eli"]

    def test_a_gap_shorter_than_the_talk_is_no_common_hour(self):
        half_hours = WorkingHours("Europe/London", tuple(Window(day, 600, 630) for day in range(5)))
        eli = replace(ELI, hours=half_hours)
        assert weighed(ADA, [eli]).left_out == {Rule.NO_COMMON_HOUR: 1}
        assert order(weighed(replace(ADA, minutes=30), [eli])) == ["eli"]

    def test_a_block_hides_behind_any_other_rule(self):
        assert weighed(ADA, [replace(ELI, avoids=frozenset({"ada"}), load=2)]).left_out == {Rule.FULL: 1}
        assert frozenset({Rule.BLOCKED}) == CONFIDENTIAL

    def test_everybody_is_counted_under_one_rule(self):
        pool = [replace(ELI, load=2), replace(MIA, paused_until=NOW + timedelta(days=1), load=2), GUS]
        assert weighed(ADA, pool).left_out == {Rule.FULL: 1, Rule.PAUSED: 1, Rule.NOT_RELATED: 1}

    def test_an_empty_pool_is_an_empty_ranking(self):
        assert weighed(ADA, []) == Ranking((), {}, None)
        assert weighed(ADA, [], ()) == Ranking((), {}, None)
        assert rank(ADA, Pool.of([]), NOW) == []

    def test_an_unknown_zone_counts_as_utc(self):
        assert order(weighed(ADA, [replace(ELI, hours=WorkingHours("Nowhere/Land"))])) == ["eli"]


class TestBestLeftOut:
    def test_is_the_best_of_those_whom_one_rule_stopped(self):
        poor = replace(GUS, about="pricing", load=2)
        pool = [poor, replace(ELI, paused_until=NOW + timedelta(days=3)), MIA]
        assert weighed(ADA, pool).best_left_out == ("eli", Rule.PAUSED)

    def test_may_be_somebody_without_a_common_hour(self):
        eli = replace(ELI, hours=WorkingHours("America/Los_Angeles"))
        assert weighed(ADA, [eli]).best_left_out == ("eli", Rule.NO_COMMON_HOUR)

    def test_names_a_confidential_rule_for_the_caller_to_keep(self):
        blocked = weighed(replace(ADA, avoids=frozenset({"eli"})), [ELI])
        assert blocked.best_left_out == ("eli", Rule.BLOCKED)

    def test_is_nobody_when_another_rule_would_have_stopped_them_too(self):
        assert weighed(ADA, [replace(ELI, load=2, lengths=frozenset({30}))]).best_left_out is None
        assert (
            weighed(ADA, [replace(ELI, load=2, hours=WorkingHours("America/Los_Angeles"))]).best_left_out
            is None
        )

    @pytest.mark.parametrize("changed", [{"user_id": "ada"}, {"opted_in": False}, {"deactivated": True}])
    def test_is_never_somebody_who_was_no_chance(self, changed):
        assert weighed(ADA, [replace(ELI, **changed)]).best_left_out is None

    def test_is_never_somebody_who_was_asked_already_or_has_nothing_to_do_with_it(self):
        assert weighed(replace(ADA, already_asked=frozenset({"eli"})), [ELI, GUS]).best_left_out is None


class TestReasons:
    def test_tell_what_speaks_for_the_expert(self):
        ranking = weighed(ADA, [replace(ELI, helped=(LIKE_ADAS,)), GUS])
        topic, helped = (
            part(ranking, "eli", ScoreComponent.TOPIC),
            part(ranking, "eli", ScoreComponent.HELPED),
        )
        assert topic.details == ("Board slides",)
        assert (helped.number, helped.details) == (1, ())
        assert part(ranking, "eli", ScoreComponent.LOAD) == Reason(ScoreComponent.LOAD, 1.0, number=2)
        assert part(ranking, "eli", ScoreComponent.VARIETY) == Reason(ScoreComponent.VARIETY, 0.5)
        assert part(ranking, "eli", ScoreComponent.SPARED) == Reason(ScoreComponent.SPARED, 1.0)

    def test_tell_the_words_in_common_as_the_mentee_wrote_them(self):
        gus = replace(GUS, about="Prices, recommending things to boards")
        words = part(weighed(ADA, [gus, ELI]), "gus", ScoreComponent.WORDS)
        assert set(words.details) == {"pricing", "board", "recommendation"}
        assert words.number == 3
        assert 0 < words.value <= 1

    def test_past_help_counts_for_more_where_it_was_on_the_topic(self):
        words = "Which font is best for a poster?"
        on, off = (
            part(
                weighed(ADA, [replace(ELI, helped=(Help(words, topics),))]), "eli", ScoreComponent.HELPED
            ).value
            for topics in (("slides",), ())
        )
        assert on > off

    def test_tell_how_often_somebody_helped_with_the_topic_where_no_question_was_like_this_one(self):
        other = Help("Which font is best for a poster?", ("slides",))
        helped = part(weighed(ADA, [replace(ELI, helped=(other, other))]), "eli", ScoreComponent.HELPED)
        assert (helped.details, helped.number) == (("Board slides",), 2)

    def test_tell_a_close_topic_beside_the_asked_one(self):
        topics = (TopicFacts("wide", "Talks"), TopicFacts("slides", "Board slides", (), "wide"))
        gus = replace(GUS, topic_ids=frozenset({"wide"}))
        assert part(
            weighed(replace(ADA, widened=True), [gus], topics), "gus", ScoreComponent.TOPIC
        ).details == (
            "Talks",
            "Board slides",
        )

    def test_what_does_not_speak_for_somebody_is_no_reason(self):
        ask = replace(ADA, met_before=frozenset({"eli"}))
        parts = {reason.part for reason in weighed(ask, [ELI]).ranked[0].reasons}
        assert ScoreComponent.VARIETY not in parts
        assert ScoreComponent.HELPED not in parts
        assert ScoreComponent.NEWCOMER not in parts

    def test_the_weightiest_comes_first(self):
        for one in weighed(ADA, [ELI, replace(GUS, about="pricing")]).ranked:
            worth = [weights(ADA.preset)[reason.part] * reason.value for reason in one.reasons]
            assert worth == sorted(worth, reverse=True)

    def test_survive_being_stored(self):
        for one in weighed(ADA, [ELI, replace(MIA, helped=(LIKE_ADAS,))]).ranked:
            assert Ranked.from_json(json.loads(json.dumps(one.to_json()))) == one
        assert RULES_VERSION

    def test_fit_is_what_they_know_whatever_their_load(self):
        busy = replace(MIA, load=1, asked_lately=9)
        free, full = sorted(weighed(ADA, [ELI, busy]).ranked, key=lambda one: one.user_id)
        assert free.fit == full.fit
        assert free.score > full.score


class TestOrder:
    def test_the_chosen_topic_beats_words(self):
        gus = replace(GUS, about="pricing change recommendation for the board, one slide")
        assert order(weighed(ADA, [gus, ELI])) == ["eli", "gus"]

    @pytest.mark.parametrize(
        ("better", "worse"),
        [
            ({"load": 0}, {"load": 1}),
            ({"helped": (LIKE_ADAS,)}, {}),
            ({"helped": (LIKE_ADAS, LIKE_ADAS)}, {"helped": (LIKE_ADAS,)}),
            ({"open_offers": 0}, {"open_offers": 1}),
            ({"asked_lately": 1}, {"asked_lately": 9}),
            ({"hours": BERLIN}, {"hours": WorkingHours("Europe/Berlin", (Window(2, 540, 1020),))}),
            ({"about": "I know every pricing change"}, {"about": "I know everybody"}),
        ],
    )
    def test_between_equals_the_freer_and_the_more_experienced_comes_first(self, better, worse):
        for first, second in (("eli", "mia"), ("mia", "eli")):
            pool = [replace(ELI, user_id=second, **worse), replace(ELI, user_id=first, **better)]
            assert order(weighed(ADA, pool)) == [first, second]

    def test_somebody_new_comes_before_somebody_met_lately(self):
        assert order(weighed(replace(ADA, met_before=frozenset({"eli"})), [ELI, MIA])) == ["mia", "eli"]

    def test_somebody_whom_both_would_gladly_meet_again_comes_first(self):
        ask = replace(ADA, met_before=frozenset({"eli"}), liked=frozenset({"eli"}))
        assert order(weighed(ask, [ELI, MIA])) == ["eli", "mia"]

    def test_ties_are_shared_out_over_asks(self):
        firsts = {
            order(weighed(replace(ADA, question=f"Which board slide is {n}?"), [ELI, MIA]))[0]
            for n in range(30)
        }
        assert firsts == {"eli", "mia"}

    def test_people_who_say_the_same_tie_exactly(self):
        """However many there are, wherever they stand, whatever others say."""
        same = [replace(ELI, user_id=f"u{n}") for n in range(60)]
        others = [replace(GUS, user_id=f"o{n}", about=f"pricing number{n}") for n in range(40)]
        pool = Pool.of([*same, *others], TOPICS)
        ranked = [one for one in rank(ADA, pool, NOW, 100) if one.user_id.startswith("u")]
        assert len(ranked) == 60
        assert len({one.score for one in ranked}) == 1
        assert [one.user_id for one in ranked] != sorted(one.user_id for one in ranked)

    def test_only_the_best_few_are_asked_for(self):
        pool = Pool.of([replace(ELI, user_id=f"u{n}", load=n % 2) for n in range(50)], TOPICS)
        assert len(rank(ADA, pool, NOW)) == 20
        assert [one.user_id for one in rank(ADA, pool, NOW, 5)] == [
            one.user_id for one in rank(ADA, pool, NOW, 50)
        ][:5]

    def test_whoever_has_no_hour_makes_room_for_the_next(self):
        """Five hundred would fit better, and are all asleep."""
        far = WorkingHours("America/Los_Angeles")
        asleep = [replace(ELI, user_id=f"u{n}", hours=far) for n in range(500)]
        ranking = weighed(ADA, [*asleep, replace(GUS, about="pricing")])
        assert order(ranking) == ["gus"]
        assert ranking.left_out == {Rule.NO_COMMON_HOUR: 500}
        assert ranking.best_left_out is not None


class TestPresets:
    def test_add_up_to_one_and_name_every_part(self):
        for name in ("closest", "balanced", "spread"):
            for row in (PRESETS[name], weights(name, modelled=True)):
                assert set(row) == set(ScoreComponent)
                known = sum(weight for part, weight in row.items() if part is not ScoreComponent.NEWCOMER)
                assert known == pytest.approx(1)

    def test_a_model_changes_what_knowledge_is_made_of_and_nothing_else(self):
        plain, modelled = weights("spread"), weights("spread", modelled=True)
        assert {part for part in ScoreComponent if plain[part] != modelled[part]} == {
            *(ScoreComponent.TOPIC, ScoreComponent.WORDS, ScoreComponent.MEANING, ScoreComponent.HELPED)
        }

    def test_a_name_that_is_none_means_balanced(self):
        assert weights("none such") == weights("balanced")

    def test_closest_lets_knowledge_decide(self):
        """Eli has helped with this very question, is asked all the time and nearly full; Mia is rested."""
        eli = replace(ELI, helped=(LIKE_ADAS,), asked_lately=12, load=1)
        assert order(weighed(replace(ADA, preset="closest"), [eli, MIA])) == ["eli", "mia"]

    def test_spread_asks_whoever_was_asked_least_lately_of_all_who_fit(self):
        eli = replace(ELI, helped=(LIKE_ADAS,), asked_lately=12, load=1)
        assert order(weighed(replace(ADA, preset="spread"), [eli, MIA])) == ["mia", "eli"]

    def test_spread_asks_nobody_who_does_not_fit(self):
        assert order(weighed(replace(ADA, preset="spread"), [replace(ELI, asked_lately=12), GUS])) == ["eli"]


class TestTopics:
    FAMILY = (
        TopicFacts("talks", "Talking"),
        TopicFacts("slides", "Board slides", (), "talks"),
        TopicFacts("speech", "Rhetoric", (), "talks"),
        TopicFacts("python", "Python"),
    )

    @pytest.mark.parametrize("kin", ["talks", "speech"])
    def test_a_wider_or_sister_topic_comes_before_an_unrelated_one(self, kin):
        ask = replace(ADA, widened=True)
        relative = replace(GUS, user_id="rosa", topic_ids=frozenset({kin}), skills="", about="")
        stranger = replace(GUS, skills="", about="")
        for names in (("rosa", "gus"), ("gus", "rosa")):
            pool = [replace(relative, user_id=names[0]), replace(stranger, user_id=names[1])]
            assert order(weighed(ask, pool, self.FAMILY)) == list(names)

    def test_the_topic_itself_comes_before_its_kin(self):
        pool = [replace(ELI, user_id="rosa", topic_ids=frozenset({"talks"})), ELI]
        assert order(weighed(ADA, pool, self.FAMILY)) == ["eli", "rosa"]


class TestNewcomers:
    """Mia has never helped and fits; Eli has, and is a little more rested. Each question has its own key."""

    def first(self, pool, questions=50, **ask):
        pool = Pool.of(pool, TOPICS)
        return [rank(replace(ADA, key=f"ask-{n}", **ask), pool, NOW, 1)[0].user_id for n in range(questions)]

    @pytest.fixture
    def pool(self) -> list[Candidate]:
        return [
            replace(ELI, helped=(Help("Something else entirely", ("python",)),)),
            replace(MIA, asked_lately=6),
        ]

    def test_get_their_share_of_the_first_asks(self, pool):
        assert set(self.first(pool)) == {"eli"}
        firsts = self.first(pool, questions=2000, newcomer_percent=10)
        assert firsts.count("mia") / len(firsts) == pytest.approx(0.1, abs=0.025)

    def test_get_every_first_ask_at_a_hundred(self, pool):
        assert set(self.first(pool, newcomer_percent=100)) == {"mia"}

    def test_get_none_of_the_later_ones(self, pool):
        assert set(self.first(pool, newcomer_percent=100, already_asked=frozenset({"zoe"}))) == {"eli"}

    def test_are_not_asked_only_because_they_are_new(self, pool):
        stranger = replace(GUS, about="pricing")
        assert set(self.first([pool[0], stranger], newcomer_percent=100)) == {"eli"}

    def test_are_told_as_such(self, pool):
        ranking = weighed(replace(ADA, newcomer_percent=100), pool)
        assert part(ranking, "mia", ScoreComponent.NEWCOMER) == Reason(ScoreComponent.NEWCOMER, 1.0)
        assert part(ranking, "eli", ScoreComponent.NEWCOMER) is None

    def test_are_nobody_where_everybody_is_new_alike(self):
        """All get it then, and the order stays."""
        assert order(weighed(replace(ADA, newcomer_percent=100), [ELI, replace(MIA, load=1)])) == [
            "eli",
            "mia",
        ]
