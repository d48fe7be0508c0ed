"""What a threshold of closeness lets through: ``python -m benchmarks.pooled.closeness``.

Three questions share a session when the two least alike of them are as close as the threshold. The others are
what the playground's people ask about the same topic: other business, which should not be put together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

from benchmarks.pooled.groups import GROUPS
from bot.kit.encoder import find_encoder
from bot.matching.queries.closeness import mutual_nearness as nearness
from bot.playground.scenes.phrases import WORDS
from tests.matching.cases import ADA

THRESHOLDS = (40, 45, 50, 55, 60, 65, 70)


def closeness(threes: Iterable[Sequence[str]], *, meaning: bool) -> list[float]:
    """Return how near the two least alike questions of each three are."""
    groups = [tuple(three) for three in threes]
    questions = [question for group in groups for question in group]
    asks = [replace(ADA, question=one, background="", outcome="") for one in questions]
    encoder = find_encoder() if meaning else None
    near = nearness(asks, list(encoder.encode(questions, True)) if encoder else None)
    pairs = list(combinations(range(3), 2))
    return [min(float(near[3 * at + i, 3 * at + j]) for i, j in pairs) for at in range(len(groups))]


def main() -> None:
    """Print which share of groups, and of three other questions of one topic, each threshold lets through."""
    others = [three for words in WORDS.values() for three in combinations(words.questions, 3)]
    print("| threshold | by meaning: alike | others | by words: alike | others |")
    print("|---|---|---|---|---|")
    found = [closeness(each, meaning=meaning) for meaning in (True, False) for each in (GROUPS, others)]
    for threshold in THRESHOLDS:
        shares = [sum(one >= threshold / 100 for one in some) / len(some) for some in found]
        print(f"| {threshold} % | " + " | ".join(f"{share:.0%}" for share in shares) + " |")


if __name__ == "__main__":
    main()
