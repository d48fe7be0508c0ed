"""Why this person, in words."""

from __future__ import annotations

import pytest

from bot.kit.reader import NEUTRAL, Reader
from bot.matching.queries.reasons import reasons
from bot.matching.rules import CONFIDENTIAL, Reason, Rule, ScoreComponent
from bot.offers import texts as offers

MONDAY_EVENING = "2026-11-23T23:30:00+00:00"


def told(found: list[Reason], reader: Reader = NEUTRAL) -> list[str]:
    return [reader(phrase) for phrase in reasons(found)]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (Reason(ScoreComponent.HELPED, 0.5, (), 1), "they have helped with a question like this one"),
        (Reason(ScoreComponent.HELPED, 0.5, (), 3), "they have helped with 3 questions like this one"),
        (Reason(ScoreComponent.HELPED, 0.1), None),
        (Reason(ScoreComponent.WORDS, 0.5, ("elasticity",), 1), "they write about elasticity"),
        (
            Reason(ScoreComponent.WORDS, 0.5, ("elasticity", "DAX", "list", "more"), 4),
            "they write about elasticity, DAX and list",
        ),
        (Reason(ScoreComponent.WORDS, 0.5, ("x" * 900,), 1), f"they write about {'x' * 39}…"),
        (Reason(ScoreComponent.WORDS, 0.1), None),
        (
            Reason(ScoreComponent.MEANING, 0.5, ("board decks.",)),
            "their profile says: “board decks”",
        ),
        (Reason(ScoreComponent.MEANING, 0.5), None),
        (Reason(ScoreComponent.HOURS, 0.2, (MONDAY_EVENING,), 1), "you are both free Monday"),
        # The topic's name alone, what somebody has to do and what the two said of each other are no reasons.
        (Reason(ScoreComponent.TOPIC, 1.0, ("Pricing",)), None),
        (Reason(ScoreComponent.LOAD, 0.5, (), 2), None),
        (Reason(ScoreComponent.MET, 1.0), None),
        (Reason(ScoreComponent.NEWCOMER, 1.0), None),
    ],
)
def test_a_reason_reads_as_words_or_is_not_told(reason: Reason, said: str | None) -> None:
    assert told([reason]) == ([said] if said else [])


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (Reason(ScoreComponent.HELPED, 0.5, (), 1), "you have helped with a question like this one"),
        (Reason(ScoreComponent.WORDS, 0.5, ("S/4",), 1), "you write about S/4"),
        (Reason(ScoreComponent.MEANING, 0.5, ("board decks.",)), "your profile says: “board decks”"),
        (Reason(ScoreComponent.HOURS, 0.2, (MONDAY_EVENING,), 1), "you are both free Monday"),
    ],
)
def test_the_expert_is_told_of_themselves(reason: Reason, said: str) -> None:
    assert [NEUTRAL(phrase) for phrase in reasons([reason], to_expert=True)] == [said]


def test_order_is_kept() -> None:
    two = [
        Reason(ScoreComponent.HELPED, 0.5, (), 1),
        Reason(ScoreComponent.HOURS, 0.2, (MONDAY_EVENING,), 1),
    ]
    assert told(two) == [
        "they have helped with a question like this one",
        "you are both free Monday",
    ]


@pytest.mark.parametrize(
    ("zone", "day"), [("Asia/Tokyo", "Tuesday"), ("America/New_York", "Monday"), ("Nowhere/Land", "Monday")]
)
def test_days_are_those_of_the_reader(zone: str, day: str) -> None:
    free = Reason(ScoreComponent.HOURS, 0.2, (MONDAY_EVENING,), 1)
    assert told([free], NEUTRAL.in_zone(zone)) == [f"you are both free {day}"]


def test_a_reason_of_an_earlier_version_is_left_out() -> None:
    assert Reason.from_json({"part": "spared", "value": 1.0, "details": [], "number": 0}) is None
    kept = Reason(ScoreComponent.WORDS, 0.5, ("elasticity",), 1)
    assert Reason.from_json(kept.to_json()) == kept


def test_a_confidential_rule_has_no_sentence_with_a_name() -> None:
    assert {Rule.BLOCKED} == CONFIDENTIAL
    assert "{" not in str(offers.LEFT_OUT_CONFIDENTIAL)
    for rule in CONFIDENTIAL:
        assert rule.value not in str(offers.LEFT_OUT_CONFIDENTIAL)
