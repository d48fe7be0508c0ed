"""The people of a workspace, held at once: changing one is the same as building anew."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.rules import AskFacts, Candidate, Help, Pool, Rule, TopicFacts, rank, weigh
from bot.matching.rules.helps import HELPS_KEPT
from tests.matching.ground import ADA, ELI, GUS, LIKE_ADAS, MIA, NOW, TOPICS, asks, candidates, pools

SUBJECTS = (
    "pricing",
    "hiring",
    "python",
    "sales",
    "design",
    "budgets",
    "board",
    "storytelling",
    "interviews",
)


def changed(pool: Pool, people: dict[str, Candidate]) -> Pool:
    """What the index does after a change."""
    return Pool(list(people.values()), TOPICS) if pool.is_worn else pool


def company(number: int, seed: int = 1) -> dict[str, Candidate]:
    chance = Random(seed)
    return {
        f"u{n:04}": Candidate(
            user_id=f"u{n:04}",
            topic_ids=frozenset(chance.sample([topic.id for topic in TOPICS], 1)),
            skills=", ".join(chance.sample(SUBJECTS, 3)),
            about=f"I have worked on {chance.choice(SUBJECTS)} for {n} years",
            hours=ELI.hours,
            capacity=3,
            helped=(LIKE_ADAS,) if n % 7 == 0 else (),
        )
        for n in range(number)
    }


class TestSmall:
    @given(asks, pools, st.lists(candidates, max_size=3), st.sampled_from(["eli", "mia", "nobody"]))
    @settings(max_examples=60, deadline=None)
    def test_changing_people_is_building_anew(
        self, ask: AskFacts, before: list[Candidate], put: list[Candidate], gone: str
    ) -> None:
        now = [
            replace(one, load=0, open_offers=0, asked_lately=0, busy=(), avoids=frozenset()) for one in before
        ]
        people = {one.user_id: one for one in now}
        pool = Pool(now, TOPICS)
        for one in put:
            pool.put(one)
            people[one.user_id] = one
            pool = changed(pool, people)
        if people.pop(gone, None):
            pool.drop(gone)
            pool = changed(pool, people)
        assert len(pool) == len(people)
        assert weigh(ask, pool, NOW) == weigh(ask, Pool(list(people.values()), TOPICS), NOW)

    def test_the_first_person_of_an_empty_pool_is_found(self):
        pool = Pool.of([], TOPICS)
        pool.put(ELI)
        assert [one.user_id for one in rank(ADA, pool, NOW)] == ["eli"]
        assert pool.is_worn

    def test_dropping_a_stranger_changes_nothing(self):
        pool = Pool.of([ELI], TOPICS)
        pool.drop("nobody")
        assert not pool.is_worn
        assert len(pool) == 1

    def test_whoever_was_dropped_is_in_no_ranking_and_no_count(self):
        pool = Pool.of([ELI, MIA, GUS], TOPICS)
        pool.drop("eli")
        pool.drop("gus")
        ranking = weigh(ADA, pool, NOW)
        assert [one.user_id for one in ranking.ranked] == ["mia"]
        assert ranking.left_out == {}


class TestLarge:
    """Four hundred people: a change is added to what is there, until a tenth was changed."""

    @pytest.fixture
    def people(self) -> dict[str, Candidate]:
        return company(400)

    def test_a_few_changes_keep_every_rule_and_name_everybody_once(self, people):
        pool = Pool(list(people.values()), TOPICS)
        new = replace(ELI, helped=(LIKE_ADAS, LIKE_ADAS))
        for one in (new, replace(people["u0001"], paused_until=NOW.replace(year=2027)), MIA):
            pool.put(one)
            people[one.user_id] = one
        pool.drop("u0002")
        del people["u0002"]
        assert not pool.is_worn
        ranking = weigh(replace(ADA, widened=True), pool, NOW, 1000)
        names = [one.user_id for one in ranking.ranked]
        assert sorted(names) == sorted(set(people) - {"u0001"})
        assert names[0] == "eli"
        assert ranking.left_out == {Rule.PAUSED: 1}

    def test_few_changes_move_scores_by_little(self, people):
        pool = Pool(list(people.values()), TOPICS)
        for n in range(10):
            one = replace(people[f"u{n:04}"], about=f"pricing for boards {n}")
            pool.put(one)
            people[one.user_id] = one
        anew = {one.user_id: one.score for one in rank(ADA, Pool(list(people.values()), TOPICS), NOW, 1000)}
        here = {one.user_id: one.score for one in rank(ADA, pool, NOW, 1000)}
        both = anew.keys() & here.keys()
        assert len(both) >= 0.95 * len(anew)
        assert max(abs(anew[one] - here[one]) for one in both) < 0.06

    def test_a_tenth_of_changes_wears_it_out(self, people):
        pool = Pool(list(people.values()), TOPICS)
        put = 0
        while not pool.is_worn:
            pool.put(people[f"u{put:04}"])
            put += 1
        assert 10 < put < 60
        anew = changed(pool, people)
        assert not anew.is_worn
        assert weigh(ADA, anew, NOW) == weigh(ADA, Pool(list(people.values()), TOPICS), NOW)


class TestStrange:
    def test_archived_topics_are_nobodys(self):
        eli = replace(ELI, topic_ids=frozenset({"archived"}), skills="", about="")
        assert weigh(ADA, Pool.of([eli], TOPICS), NOW).left_out == {Rule.NOT_RELATED: 1}
        assert rank(replace(ADA, topic_id="archived", question="", background="", outcome=""),
                    Pool.of([eli], TOPICS), NOW) == []  # fmt: skip

    def test_all_topics_at_once_are_no_trouble(self):
        topics = [TopicFacts(f"t{n}", f"Subject {n}", (), f"t{n // 10}" if n else None) for n in range(300)]
        everything = replace(ELI, topic_ids=frozenset(topic.id for topic in topics))
        pool = Pool.of([everything, GUS], topics)
        assert rank(replace(ADA, topic_id="t7"), pool, NOW)[0].user_id == "eli"

    def test_a_topic_that_is_its_own_parent_is_just_a_topic(self):
        pool = Pool.of([ELI], [TopicFacts("slides", "Board slides", (), "slides")])
        assert rank(ADA, pool, NOW)

    def test_only_the_newest_helps_of_one_person_are_kept(self):
        many = replace(ELI, helped=tuple(Help(f"question {n}", ("slides",)) for n in range(200)))
        assert Pool.of([many], TOPICS).helps.words.rows == HELPS_KEPT
        pool = Pool.of([ELI], TOPICS)
        pool.put(many)
        assert pool.helps.words.rows == HELPS_KEPT
        assert "199" not in pool.vocabulary.number

    def test_a_profile_of_a_whole_book_is_no_trouble(self):
        eli = replace(ELI, about="board slide pricing " * 5_000, skills="\0" * 100 + "\u202e" + "\ud800")
        assert [one.user_id for one in rank(ADA, Pool.of([eli, GUS], TOPICS), NOW)] == ["eli"]
