"""Why somebody, from the same numbers that rank them: at most two reasons, the most specific first.

Nothing is said that the topic's name alone would tell, or one common word: rather no reason than such a one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from bot.matching.engine.facts import Ranked, Reason, ScoreComponent
from bot.matching.engine.hours import told
from bot.matching.engine.index import CandidateIndex
from bot.matching.engine.question import Question
from bot.matching.engine.scores import Scored
from bot.matching.engine.text import counts, parts_of
from bot.matching.engine.vectors import Floats

MOST_REASONS = 2
NEAR = 0.38  # how near a part of a profile is to be quoted
NEAR_WITH_WORD = 0.25  # the same for one in which a rare word of the question stands, of who fits
FITS = 0.8  # whoever fits less well may share a word by chance
SHORTEST_CODE = 4  # digits; a shorter number says nothing
RARE_SHARE, RARE_PEOPLE = 0.05, 2  # a word that no more people have may be told
SHORTEST_WORD = 5  # letters, but for a word with a number or a sign in it
SHOWN_WORDS = 3
ENOUGH_WORDS = 2  # of the question in one sentence of a profile, for that to be quoted


class Explainer:
    """Tells of people who were compared with one question."""

    def __init__(self, question: Question, index: CandidateIndex) -> None:
        self._question, self._index = question, index
        self._rare = self._rare_terms()

    def of(self, found: Sequence[tuple[Scored, int]]) -> list[Ranked]:
        """Return people with their reasons, in the same order."""
        rows = [int(scored.rows[i]) for scored, i in found]
        shared = self._index.words.having(rows, self._rare)
        near = self._near(rows)
        return [self._ranked(*one, has, n) for one, has, n in zip(found, shared, near, strict=True)]

    def _near(self, rows: Sequence[int]) -> Sequence[Floats]:
        """By person, how near the vectors of their profile are."""
        if self._question.vector is None or not rows:
            return [np.zeros(0, np.float32)] * len(rows)
        near, lengths = self._index.profiles.of(np.array(rows), self._question.vector, exact=True)
        return np.split(near, lengths.cumsum()[:-1])

    def _ranked(self, scored: Scored, i: int, shared: Sequence[str], near: Floats) -> Ranked:
        components = {part: float(values[i]) for part, values in scored.components.items()}
        reasons = tuple(islice(self._reasons(scored, i, shared, near), MOST_REASONS))
        user_id = self._index.ids[int(scored.rows[i])]
        return Ranked(user_id, float(scored.score[i]), reasons, float(scored.fit[i]), components)

    def _reasons(self, scored: Scored, i: int, shared: Sequence[str], near: Floats) -> Iterator[Reason]:
        """All that could be said, the most specific first."""
        components, row = scored.components, int(scored.rows[i])
        if alike := int(scored.evidence.alike[i]):
            yield Reason(ScoreComponent.HELPED, float(components[ScoreComponent.HELPED][i]), (), alike)
        if part := self._nearest_part(row, near, shared if scored.fit[i] >= FITS else ()):
            yield Reason(ScoreComponent.MEANING, float(components[ScoreComponent.MEANING][i]), (part,))
        elif part := self._named_part(row, shared):
            yield Reason(ScoreComponent.MEANING, float(components[ScoreComponent.WORDS][i]), (part,))
        elif words := self._telling(shared):
            yield Reason(ScoreComponent.WORDS, float(components[ScoreComponent.WORDS][i]), words, len(words))
        if scored.days[i]:
            yield told(scored.days[i])

    def _telling(self, shared: Sequence[str]) -> tuple[str, ...]:
        """Names, numbers and codes that both wrote; a common word alone is no reason."""
        words = dict.fromkeys(self._question.said[term] for term in shared)
        return tuple(word for word in words if not word.isalpha())[:SHOWN_WORDS]

    def _nearest_part(self, row: int, near: Floats, shared: Sequence[str]) -> str | None:
        """The part of somebody's profile that comes nearest, if it is near enough to be quoted."""
        if len(near) < 2 or near[1:].max() < NEAR_WITH_WORD:
            return None
        parts, best = parts_of(*self._index.written[row]), int(near[1:].argmax())
        if len(near) != len(parts) + 1:  # the texts have changed, and the vectors not yet
            return None
        is_near = near[1 + best] >= NEAR or bool(shared and counts(parts[best]).keys() & set(shared))
        return parts[best] if is_near else None

    def _named_part(self, row: int, shared: Sequence[str]) -> str | None:
        """The part of somebody's profile in which rare words of the question stand, without an encoder.

        One such word in a skill they list is enough to quote that; of a sentence it takes two.
        """
        if self._question.vector is not None or not shared:
            return None
        skills, about = self._index.written[row]
        least = dict.fromkeys(parts_of(skills, about), ENOUGH_WORDS) | dict.fromkeys(parts_of(skills, ""), 1)
        found = {part: len(counts(part).keys() & set(shared)) for part in least}
        enough = [part for part in found if found[part] >= least[part]]
        return max(enough, key=lambda part: found[part], default=None)

    def _rare_terms(self) -> list[str]:
        """The question's whole words that few people have, rarest first."""
        words = self._index.words
        most = max(RARE_PEOPLE, RARE_SHARE * len(self._index))
        found = [term for term in self._question.said if _is_telling(term, self._question.said[term])]
        few = [one for one in found if 0 < words.people(one) <= most]
        return sorted(few, key=lambda term: (words.people(term), term))


def _is_telling(term: str, written: str) -> bool:
    """Whether a term is a whole word that could be told; not a prefix, and no short word of everyday."""
    if term.endswith("~") or (written.isdigit() and len(written) < SHORTEST_CODE):
        return False
    return len(written) >= SHORTEST_WORD or not written.isalpha()
