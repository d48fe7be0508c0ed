"""Who may be asked, in which order: hard rules, one explained score, ties, newcomers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.kit.hours import Window, WorkingHours
from bot.matching.engine import weights
from bot.matching.engine.rank import rank, rank_all
from bot.matching.rules import (
    CONFIDENTIAL,
    PRESETS,
    Candidate,
    Help,
    Ranking,
    Rule,
    ScoreComponent,
    TopicFacts,
)
from tests.matching.cases import (
    ADA,
    BERLIN,
    ELI,
    GUS,
    LIKE_ADAS,
    MIA,
    NOW,
    TOPICS,
    held,
    indexed,
    order,
    part,
    understood,
    vector_of,
    weighed,
    why_not,
)


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
        asking, pool = replace(ADA, **ask), held([replace(ELI, **expert)], TOPICS)
        ranking = rank_all(asking, pool, NOW)
        assert ranking.ranked == ()
        assert ranking.left_out == {rule: 1}
        assert why_not(asking, pool, NOW, "eli") is rule

    def test_leave_nobody_out_without_a_reason(self):
        assert why_not(ADA, held([ELI], TOPICS), NOW, "eli") is None

    def test_say_nothing_of_strangers(self):
        with pytest.raises(KeyError):
            why_not(ADA, held([ELI], TOPICS), NOW, "nobody")

    def test_nobody_unrelated_is_asked_unless_the_ask_is_widened(self):
        assert weighed(ADA, [GUS]).left_out == {Rule.NOT_RELATED: 1}
        assert order(weighed(replace(ADA, widened=True), [GUS])) == ["gus"]

    def test_an_expert_who_has_said_nothing_is_related_to_nothing(self):
        silent = replace(GUS, topic_ids=frozenset(), skills="", about="")
        assert weighed(ADA, [silent]).left_out == {Rule.NOT_RELATED: 1}
        assert order(weighed(replace(ADA, widened=True), [silent])) == ["gus"]

    def test_words_alone_relate_only_where_no_topic_was_chosen(self):
        knows = replace(GUS, about="pricing change, one slide, board")
        assert weighed(ADA, [knows]).left_out == {Rule.NOT_RELATED: 1}
        assert order(weighed(replace(ADA, topic_id=None), [knows])) == ["gus"]

    def test_not_sure_asks_nobody_of_whom_nothing_speaks(self):
        silent = replace(GUS, skills="", about="")
        assert weighed(replace(ADA, topic_id=None), [silent]).left_out == {Rule.NOT_RELATED: 1}

    def test_a_wider_or_narrower_topic_is_the_topic_and_a_neighbour_is_not(self):
        topics = (
            TopicFacts("talks", "Talks"),
            TopicFacts("slides", "Board slides", parent_id="talks"),
            TopicFacts("voice", "Voice", parent_id="talks"),
        )
        wider, neighbour = (
            replace(ELI, user_id=one, topic_ids=frozenset({one})) for one in ("talks", "voice")
        )
        ranking = weighed(ADA, [wider, neighbour], topics)
        assert (order(ranking), ranking.left_out) == (["talks"], {Rule.NOT_RELATED: 1})

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
        assert rank(ADA, held([]), NOW) == []

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
    def test_are_the_most_specific_first_and_two_at_most(self):
        eli = replace(ELI, helped=(LIKE_ADAS,), about="I showed a pricing change in December.")
        reasons = understood(ADA, [eli, GUS]).ranked[0].reasons
        assert [reason.part for reason in reasons] == [ScoreComponent.HELPED, ScoreComponent.MEANING]
        assert reasons[0].number == 1

    def test_quote_the_skill_in_which_a_rare_word_stands_and_never_that_word_alone(self):
        others = [replace(GUS, user_id=f"u{n}", about="pricing") for n in range(60)]
        ask = replace(ADA, question="How does ELASTICITY change with pricing?", background="", outcome="")

        def quoted(**profile):
            gus = replace(GUS, topic_ids=frozenset({"slides"}), **{"skills": "", "about": "", **profile})
            return part(weighed(ask, [gus, *others]), "gus", ScoreComponent.MEANING)

        assert quoted(skills="pricing, price elasticity").details == ("price elasticity",)
        assert quoted(about="For years elasticity was no word of mine.") is None

    def test_quote_a_sentence_that_shares_two_rare_words(self):
        others = [replace(GUS, user_id=f"u{n}", about="pricing") for n in range(60)]
        ask = replace(ADA, question="How does elasticity change a discount?", background="", outcome="")
        gus = replace(
            GUS, topic_ids=frozenset({"slides"}), skills="", about="I know elasticity and discount."
        )
        reason = part(weighed(ask, [gus, *others]), "gus", ScoreComponent.MEANING)
        assert reason.details == ("I know elasticity and discount.",)

    def test_tell_codes_that_both_wrote(self):
        others = [replace(GUS, user_id=f"u{n}", about="pricing") for n in range(60)]
        ask = replace(ADA, question="Who knows the 4711 export of our shop?", background="", outcome="")
        gus = replace(GUS, topic_ids=frozenset({"slides"}), skills="", about="I wrote 4711.")
        assert part(weighed(ask, [gus, *others]), "gus", ScoreComponent.WORDS).details == ("4711",)

    def test_never_speak_of_the_topics_name_alone(self):
        eli = replace(ELI, skills="board slides", about="")
        ask = replace(ADA, question="Who helps with board slides?", background="", outcome="")
        assert [one.part for one in weighed(ask, [eli]).ranked[0].reasons] == [ScoreComponent.HOURS]

    def test_quote_the_part_of_the_profile_that_comes_nearest(self):
        eli = replace(ELI, skills="gardens, pricing recommendation slide", about="")
        others = [replace(eli, user_id=f"u{n}") for n in range(9)]
        ask = replace(ADA, question="One pricing slide, a recommendation", background="", outcome="")
        reason = part(understood(ask, [eli, *others]), "eli", ScoreComponent.MEANING)
        assert reason.details == ("pricing recommendation slide",)

    def test_say_nothing_of_a_past_question_that_is_another(self):
        eli = replace(ELI, helped=(Help("Which kiln for pottery?", ("slides",)),))
        assert part(understood(ADA, [eli]), "eli", ScoreComponent.HELPED) is None

    def test_tell_the_days_on_which_both_are_free(self):
        free = weighed(ADA, [replace(ELI, skills="", about="")]).ranked[0].reasons[0]
        assert (free.part, free.details[0]) == (ScoreComponent.HOURS, "2026-11-23T09:00:00+00:00")


class TestOrder:
    def test_the_chosen_topic_beats_a_few_words(self):
        gus = replace(GUS, about="pricing for the board")
        assert order(weighed(replace(ADA, widened=True), [gus, ELI]))[0] == "eli"

    @pytest.mark.parametrize(
        ("better", "worse"),
        [
            ({"helped": (LIKE_ADAS,)}, {}),
            ({"sessions_lately": 0}, {"sessions_lately": 1}),
            ({"sessions_lately": 2, "capacity": 4}, {"sessions_lately": 2, "capacity": 2}),
            ({"hours": BERLIN}, {"hours": WorkingHours("Europe/Berlin", (Window(2, 540, 1020),))}),
            ({"about": "I take pricing changes through the board"}, {"about": "I know everybody"}),
        ],
    )
    def test_between_equals_the_freer_and_the_more_experienced_comes_first(self, better, worse):
        for first, second in (("eli", "mia"), ("mia", "eli")):
            pool = [replace(ELI, user_id=second, **worse), replace(ELI, user_id=first, **better)]
            assert order(understood(ADA, pool)) == [first, second]

    def test_one_session_on_something_else_never_comes_before_who_fits(self):
        """ "How do I cut our AWS bill?": the colleague who once helped with pods is not asked."""
        topics = (TopicFacts("cloud", "Cloud"),)
        ask = replace(
            ADA,
            topic_id="cloud",
            question="How do I cut our AWS bill? Is FinOps with reserved instances worth it?",
            background="",
            outcome="",
        )
        fin = replace(ELI, topic_ids=frozenset({"cloud"}), skills="FinOps, AWS bill", about="")
        kube = replace(MIA, topic_ids=frozenset({"cloud"}), skills="Kubernetes", about="")
        helped = replace(kube, helped=(Help("Cloud pods get OOMKilled", ("cloud",)),))
        before, after = understood(ask, [fin, kube], topics), understood(ask, [fin, helped], topics)
        assert order(before)[0] == order(after)[0] == "eli"
        fits = [{one.user_id: one.fit for one in found.ranked} for found in (before, after)]
        assert fits[0]["eli"] == fits[1]["eli"]
        assert fits[0].get("mia", 0) >= fits[1].get("mia", 0)

    def test_fit_is_what_they_know_whatever_their_load(self):
        free, full = weighed(ADA, [ELI, replace(MIA, sessions_lately=5)]).ranked
        assert free.fit == full.fit
        assert free.score > full.score

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
        ranked = rank(ADA, indexed([*same, *others]), NOW, 100, vector_of(ADA))
        ranked = [one for one in ranked if one.user_id.startswith("u")]
        assert len(ranked) == 60
        assert len({one.score for one in ranked}) == 1
        assert [one.user_id for one in ranked] != sorted(one.user_id for one in ranked)

    def test_only_the_best_few_are_asked_for(self):
        pool = indexed([replace(ELI, user_id=f"u{n}", sessions_lately=n % 2) for n in range(50)])
        assert len(rank(ADA, pool, NOW)) == 20
        assert [one.user_id for one in rank(ADA, pool, NOW, 5)] == [
            one.user_id for one in rank(ADA, pool, NOW, 50)
        ][:5]

    def test_whoever_has_no_hour_makes_room_for_the_next(self):
        """Five hundred would fit better, and are all asleep."""
        far = WorkingHours("America/Los_Angeles")
        asleep = [replace(ELI, user_id=f"u{n}", hours=far) for n in range(500)]
        ranking = weighed(replace(ADA, widened=True), [*asleep, replace(GUS, about="pricing")])
        assert order(ranking) == ["gus"]
        assert ranking.left_out == {Rule.NO_COMMON_HOUR: 500}
        assert ranking.best_left_out is not None


class TestNobodySuitable:
    def test_is_said_where_nothing_speaks_for_anybody(self):
        ask = replace(ADA, topic_id="python", question="asdf qwer zxcv", background="", outcome="")
        assert understood(ask, [ELI]).left_out == {Rule.NOT_RELATED: 1}

    def test_whoever_holds_the_topic_is_asked_rather_than_nobody(self):
        ask = replace(ADA, question="asdf qwer zxcv", background="", outcome="")
        assert order(understood(ask, [ELI, GUS])) == ["eli"]

    def test_not_sure_is_answered_by_what_people_know(self):
        ask = replace(ADA, topic_id=None)
        assert order(understood(ask, [GUS, replace(ELI, about=ADA.question)]))[0] == "eli"

    def test_outside_a_chosen_topic_somebody_who_knows_is_asked_once_it_is_widened(self):
        ask, pool = replace(ADA, topic_id="python"), [GUS, replace(ELI, about=ADA.question)]
        assert order(understood(ask, pool)) == ["gus"]
        assert "eli" in order(understood(replace(ask, widened=True), pool))


class TestSparing:
    """Eli had five sessions, Mia and the others none: an even share is less than one."""

    def ranked(self, **changed):
        people = [replace(ELI, sessions_lately=5), replace(MIA, skills="gardens", about="")]
        vague = {"question": "Could somebody help me?", "background": "", "outcome": ""}
        return understood(replace(ADA, **vague | changed), people)

    def test_whoever_is_beyond_an_even_share_is_asked_last_where_they_likely_cannot_help(self):
        ranking = self.ranked()
        assert order(ranking) == ["mia"]
        assert ranking.left_out == {Rule.SPARED: 1}

    def test_ends_for_whoever_is_suitable_when_nobody_else_is_left(self, monkeypatch):
        monkeypatch.setattr(weights, "SUITABLE", 0.01)
        ranking = self.ranked(already_asked=frozenset({"mia"}))
        assert order(ranking) == ["eli"]
        assert Rule.SPARED not in ranking.left_out

    def test_goes_on_for_whoever_likely_does_not_know(self):
        ranking = self.ranked(already_asked=frozenset({"mia"}))
        assert order(ranking) == []
        assert ranking.left_out == {Rule.ALREADY_ASKED: 1, Rule.SPARED: 1}

    def test_whoever_is_surely_right_is_asked(self):
        same = {"question": ADA.question, "background": ADA.background, "outcome": ADA.outcome}
        people = [replace(ELI, sessions_lately=5, helped=(LIKE_ADAS,)), MIA]
        assert "eli" in order(understood(replace(ADA, **same), people))

    def test_closest_spares_nobody(self):
        assert "eli" in order(self.ranked(preset="closest"))


class TestPresets:
    def test_are_three(self):
        assert PRESETS == ("closest", "balanced", "spread")

    def test_a_name_that_is_none_means_balanced(self):
        pool = [replace(ELI, sessions_lately=3), MIA]
        assert weighed(replace(ADA, preset="none such"), pool) == weighed(
            replace(ADA, preset="balanced"), pool
        )

    def test_closest_lets_knowledge_decide_and_spread_asks_whoever_had_least_to_do(self):
        eli = replace(ELI, about="How to show a pricing change to the board", sessions_lately=6, load=1)
        assert order(understood(replace(ADA, preset="closest"), [eli, MIA])) == ["eli", "mia"]
        same = replace(ELI, sessions_lately=1)
        assert order(understood(replace(ADA, preset="spread"), [same, MIA])) == ["mia", "eli"]

    def test_spread_asks_nobody_who_does_not_fit(self):
        pool = [replace(ELI, sessions_lately=12), GUS]
        assert order(weighed(replace(ADA, preset="spread"), pool)) == ["eli"]


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
    """Mia has never helped and fits; Eli has, and had less to do. Each question has its own key."""

    def first(self, pool, questions=50, **ask):
        pool = held(pool, TOPICS)
        return [rank(replace(ADA, key=f"ask-{n}", **ask), pool, NOW, 1)[0].user_id for n in range(questions)]

    @pytest.fixture
    def pool(self) -> list[Candidate]:
        return [
            replace(ELI, helped=(Help("Something else entirely", ("python",)),)),
            replace(MIA, sessions_lately=3),
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
