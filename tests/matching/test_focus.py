"""What people's sessions were about, against what is usual for those who offer the same topic."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.matching.engine.focus import Sessions
from bot.matching.engine.question import Question
from bot.matching.engine.suggest import suggest_topics
from bot.matching.rules import Help
from tests.matching.cases import ADA, ELI, TOPICS, indexed, vector_of

PYTHON, SLIDES, NONE = 0, 1, 2


def focus(sessions: list[int], others: list[list[int]] | None = None) -> float:
    """Of somebody who offers slides and had sessions of these topics; others offer slides as well."""
    known = Sessions(2)
    for one in others or [[SLIDES] * 5 + [PYTHON] * 5]:
        known.add([SLIDES], [[topic] for topic in one])
    of_each = np.array([[topic] for topic in sessions], np.int64).reshape(-1, 1)
    return float(known.focus(SLIDES, of_each, np.array([len(sessions)]))[0])


@pytest.mark.parametrize("sessions", [[], [SLIDES], [NONE], [NONE, NONE, SLIDES]])
def test_no_session_the_first_of_a_topic_and_those_without_one_say_nothing(sessions: list[int]) -> None:
    assert focus(sessions) == pytest.approx(0)


def test_whoever_helps_with_other_things_falls_behind_what_is_usual() -> None:
    assert -1 <= focus([PYTHON] * 10) < focus([PYTHON] * 2) < 0


def test_whoever_helps_with_the_topic_more_than_others_rises_a_little() -> None:
    assert 0 < focus([SLIDES] * 5) < focus([SLIDES] * 20) < 0.5


def test_nobody_rises_by_what_everybody_does_who_offers_the_topic() -> None:
    assert focus([SLIDES] * 10, [[SLIDES] * 200]) == pytest.approx(0, abs=0.01)


def test_sessions_never_outweigh_that_somebody_offers_the_topic() -> None:
    elsewhere = tuple(Help(f"python question {number}", ("python",)) for number in range(40))
    eli = replace(ELI, helped=elsewhere)
    index = indexed([eli, replace(ELI, user_id="mia", helped=())])
    question = Question.of(ADA, index, vector_of(ADA))
    rows = np.arange(2)
    assert index.focus(rows, question.wanted)[0] < 0
    assert index.focus(rows, question.wanted)[1] == pytest.approx(0)


def test_a_topic_is_suggested_by_the_nearness_of_its_name_where_people_tell_alike() -> None:
    eli = replace(ELI, topic_ids=frozenset({"slides", "python"}), helped=())
    index = indexed([eli])
    question = Question.of(ADA, index, vector_of(ADA))
    assert question.vector is not None
    for named in ("slides", "python"):
        near = {topic.id: question.vector * (topic.id == named) for topic in TOPICS}
        index.names = [near[topic.id] for topic in index.topics.facts]
        found = suggest_topics(replace(question, terms={}, said={}), index)
        assert found[0] == named
