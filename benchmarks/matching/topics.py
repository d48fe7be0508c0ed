"""Whether the right topic is among three that are suggested from a question's words.

    python -m benchmarks.matching.topics [FILE ...]

Over the asks that somebody can help with: the topic that was chosen, or, where a wrong one was, any of the
right person's. Intervals by the bootstrap over asks (95 %).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.matching.ablation import interval
from benchmarks.matching.adapters import Vectors, ask_of, index_of, text_of
from bot.matching.engine.question import Question
from bot.matching.engine.suggest import clear_topic, suggest_topics

DATA = Path("../shared/data/workplace")


def right_topics(organisation: dict[str, Any], ask: dict[str, Any]) -> set[str]:
    """The topics of which any is right for an ask."""
    if ask["kind"] != "wrong_topic":
        return {ask["topic"]}
    held = {one["id"]: one["topics"] for one in organisation["experts"]}
    return {topic for user_id in ask["best"] for topic in held[user_id]}


def suggested(organisation: dict[str, Any], vectors: Vectors) -> tuple[Sequence[bool], Sequence[bool]]:
    """For each ask whether a right topic was suggested; for each clear suggestion whether it was right."""
    index = index_of(organisation, vectors)
    found, clear = [], []
    for ask in organisation["asks"]:
        if ask["best"]:
            question = Question.of(ask_of(ask), index, vectors.question(text_of(ask)), ())
            right = right_topics(organisation, ask)
            found.append(bool(right & set(suggest_topics(question, index))))
            if (topic := clear_topic(question, index)) is not None:
                clear.append(topic in right)
    return found, clear


def main() -> None:
    vectors = Vectors()
    for path in [Path(name) for name in sys.argv[1:]] or sorted(DATA.glob("*.json")):
        found, clear = map(np.array, suggested(json.loads(path.read_text("utf8")), vectors))
        low, high = interval(found)
        print(
            f"{path.stem}: among three {found.mean():.3f} ({low:.2f} to {high:.2f}) of {len(found)}; "
            f"clear in {len(clear) / len(found):.2f}, of these right {clear.mean():.2f}"
        )


if __name__ == "__main__":
    main()
