"""What people's sessions were about, against what is usual for those who offer the same topic.

Whoever offers a topic and helps mostly with others is a little less likely to be the one for it. It is
relative and shrunken, so that neither many sessions nor few speak for anybody, and the first session of a
topic says nothing: nobody rises for having helped once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.matching.engine import weights
from bot.matching.engine.columns import Ints, sums
from bot.matching.engine.vectors import Floats

_FIRST = 1  # sessions of a topic that say nothing


class Sessions:
    """By topic, how many sessions those who offer it had, and how many of these were of the topic."""

    def __init__(self, topics: int) -> None:
        self._all, self._of_it = np.zeros(topics), np.zeros(topics)

    def add(self, offered: Sequence[int], sessions: Sequence[Sequence[int]]) -> None:
        """Note somebody's sessions by the topics of each; the number after the last stands for none."""
        for topic in offered if sessions else ():
            self._all[topic] += sum(of_one[0] < len(self._all) for of_one in sessions)
            self._of_it[topic] += sum(topic in of_one for of_one in sessions)

    def focus(self, topic: int, sessions: Ints, lengths: Ints) -> Floats:
        """Return how much more of some people's sessions were of a topic than is usual: -1 to 1.

        ``sessions``: their topics, one person's after the other's; ``lengths``: how many are whose.
        """
        counts = weights.USUAL_FOCUS_COUNTS
        usual = (self._of_it[topic] + weights.USUAL_FOCUS * counts) / (self._all[topic] + counts)
        of_it = sums((sessions == topic).any(axis=1), lengths)
        told = np.maximum(of_it - _FIRST, 0)
        others = sums(sessions[:, 0] < len(self._all), lengths) - of_it
        share = (told + weights.FOCUS_COUNTS * usual) / (told + others + weights.FOCUS_COUNTS)
        return np.asarray(share - usual, np.float32)
