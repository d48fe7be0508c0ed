"""Why this person, in words."""

from __future__ import annotations

import pytest

from bot.matching import texts
from bot.matching.rules import CONFIDENTIAL, Reason, Rule, ScoreComponent
from bot.offers import texts as offers

MONDAY_EVENING = "2026-11-23T23:30:00+00:00"


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (Reason(ScoreComponent.TOPIC, 1.0, ("Pricing",)), "shares your topic Pricing"),
        (
            Reason(ScoreComponent.TOPIC, 0.3, ("Sales", "Pricing")),
            "knows Sales, which is close to your topic Pricing",
        ),
        (Reason(ScoreComponent.TOPIC, 0.1), None),
        (Reason(ScoreComponent.WORDS, 0.5, ("price",), 1), "mentions price"),
        (
            Reason(ScoreComponent.WORDS, 0.5, ("price", "board", "list", "more"), 4),
            "mentions price, board and list",
        ),
        (Reason(ScoreComponent.WORDS, 0.5, ("x" * 900,), 1), f"mentions {'x' * 39}…"),
        (Reason(ScoreComponent.WORDS, 0.1), None),
        (Reason(ScoreComponent.MEANING, 0.5), "knows things close to your question"),
        (Reason(ScoreComponent.MEANING, 0.1), None),
        (Reason(ScoreComponent.HELPED, 0.5, (), 1), "has helped with 1 question like this one"),
        (Reason(ScoreComponent.HELPED, 0.5, (), 3), "has helped with 3 questions like this one"),
        (Reason(ScoreComponent.HELPED, 0.5, ("Pricing",), 1), "has helped with Pricing once"),
        (Reason(ScoreComponent.HELPED, 0.5, ("Pricing",), 3), "has helped with Pricing 3 times"),
        (Reason(ScoreComponent.HELPED, 0.1), None),
        (Reason(ScoreComponent.HOURS, 0.2, (MONDAY_EVENING,), 1), "free Monday"),
        (Reason(ScoreComponent.LOAD, 0.5, (), 1), "has 1 session left this month"),
        (Reason(ScoreComponent.LOAD, 0.5, (), 2), "has 2 sessions left this month"),
        (Reason(ScoreComponent.NEWCOMER, 1.0), "is new here and glad to help"),
        (Reason(ScoreComponent.ANSWERS, 0.85), "usually answers soon"),
        (Reason(ScoreComponent.ANSWERS, 0.6), None),  # nothing is known of them
        (Reason(ScoreComponent.PRESENT, 1.0), None),
        (Reason(ScoreComponent.SPARED, 1.0), None),
        (Reason(ScoreComponent.VARIETY, 1.0), None),  # what the two said of each other stays private
    ],
)
def test_a_reason_reads_as_words_or_is_not_told(reason: Reason, said: str | None) -> None:
    assert texts.reasons([reason], "UTC") == ([said] if said else [])


def test_every_part_has_its_say_and_order_is_kept() -> None:
    assert texts.reasons([Reason(part, 0.5) for part in ScoreComponent], "UTC")
    two = [Reason(ScoreComponent.LOAD, 0.5, (), 1), Reason(ScoreComponent.TOPIC, 1.0, ("Pricing",))]
    assert texts.reasons(two, "UTC") == ["has 1 session left this month", "shares your topic Pricing"]


@pytest.mark.parametrize(
    ("zone", "day"), [("Asia/Tokyo", "Tuesday"), ("America/New_York", "Monday"), ("Nowhere/Land", "Monday")]
)
def test_days_are_those_of_the_reader(zone: str, day: str) -> None:
    assert texts.reasons([Reason(ScoreComponent.HOURS, 0.2, (MONDAY_EVENING,), 1)], zone) == [f"free {day}"]


def test_a_confidential_rule_has_no_sentence_with_a_name() -> None:
    assert {Rule.BLOCKED} == CONFIDENTIAL
    assert "{" not in offers.LEFT_OUT_CONFIDENTIAL
    for rule in CONFIDENTIAL:
        assert rule.value not in offers.LEFT_OUT_CONFIDENTIAL
