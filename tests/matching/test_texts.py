"""Why this person, in words."""

from __future__ import annotations

import pytest

from bot.matching import texts
from bot.matching.rules import CONFIDENTIAL, Part, Reason, Rule
from bot.offers import texts as offers

MONDAY_EVENING = "2026-11-23T23:30:00+00:00"


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (Reason(Part.TOPIC, 1.0, ("Pricing",)), "shares your topic Pricing"),
        (Reason(Part.TOPIC, 0.3, ("Sales", "Pricing")), "knows Sales, which is close to your topic Pricing"),
        (Reason(Part.TOPIC, 0.1), None),
        (Reason(Part.WORDS, 0.5, ("price",), 1), "mentions price"),
        (Reason(Part.WORDS, 0.5, ("price", "board", "list", "more"), 4), "mentions price, board and list"),
        (Reason(Part.WORDS, 0.5, ("x" * 900,), 1), f"mentions {'x' * 39}…"),
        (Reason(Part.WORDS, 0.1), None),
        (Reason(Part.MEANING, 0.5), "knows things close to your question"),
        (Reason(Part.MEANING, 0.1), None),
        (Reason(Part.HELPED, 0.5, (), 1), "has helped with 1 question like this one"),
        (Reason(Part.HELPED, 0.5, (), 3), "has helped with 3 questions like this one"),
        (Reason(Part.HELPED, 0.5, ("Pricing",), 1), "has helped with Pricing once"),
        (Reason(Part.HELPED, 0.5, ("Pricing",), 3), "has helped with Pricing 3 times"),
        (Reason(Part.HELPED, 0.1), None),
        (Reason(Part.HOURS, 0.2, (MONDAY_EVENING,), 1), "free Monday"),
        (Reason(Part.LOAD, 0.5, (), 1), "has 1 session left this month"),
        (Reason(Part.LOAD, 0.5, (), 2), "has 2 sessions left this month"),
        (Reason(Part.NEWCOMER, 1.0), "is new here and glad to help"),
        (Reason(Part.ANSWERS, 0.85), "usually answers soon"),
        (Reason(Part.ANSWERS, 0.6), None),  # nothing is known of them
        (Reason(Part.PRESENT, 1.0), None),
        (Reason(Part.SPARED, 1.0), None),
        (Reason(Part.VARIETY, 1.0), None),  # what the two said of each other stays private
    ],
)
def test_a_reason_reads_as_words_or_is_not_told(reason: Reason, said: str | None) -> None:
    assert texts.reasons([reason], "UTC") == ([said] if said else [])


def test_every_part_has_its_say_and_order_is_kept() -> None:
    assert texts.reasons([Reason(part, 0.5) for part in Part], "UTC")
    two = [Reason(Part.LOAD, 0.5, (), 1), Reason(Part.TOPIC, 1.0, ("Pricing",))]
    assert texts.reasons(two, "UTC") == ["has 1 session left this month", "shares your topic Pricing"]


@pytest.mark.parametrize(
    ("zone", "day"), [("Asia/Tokyo", "Tuesday"), ("America/New_York", "Monday"), ("Nowhere/Land", "Monday")]
)
def test_days_are_those_of_the_reader(zone: str, day: str) -> None:
    assert texts.reasons([Reason(Part.HOURS, 0.2, (MONDAY_EVENING,), 1)], zone) == [f"free {day}"]


def test_a_confidential_rule_has_no_sentence_with_a_name() -> None:
    assert {Rule.BLOCKED} == CONFIDENTIAL
    assert "{" not in offers.LEFT_OUT_CONFIDENTIAL
    for rule in CONFIDENTIAL:
        assert rule.value not in offers.LEFT_OUT_CONFIDENTIAL
