"""Ada asks about a board slide; Eli and Mia know board slides, Gus knows Python. All in or near Berlin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from zlib import crc32

import numpy as np
from hypothesis import strategies as st

from benchmarks.matching.adapters import held
from bot.kit.hours import DEFAULT_WEEK, Window, WorkingHours
from bot.matching.engine.index import CandidateIndex
from bot.matching.engine.rank import Look, rank_all
from bot.matching.engine.text import counts, profile_texts, question_text
from bot.matching.engine.vectors import Floats, pack
from bot.matching.rules import AskFacts, Candidate, Help, Ranking, Reason, Rule, ScoreComponent, TopicFacts

BERLIN = WorkingHours("Europe/Berlin")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)  # Monday, ten o'clock in Berlin

TOPICS = (
    TopicFacts("slides", "Board slides", ("board deck",)),
    TopicFacts("python", "Python"),
    TopicFacts("hiring", "Hiring", ("interviews",)),
)

ADA = AskFacts(
    mentee_id="ada",
    topic_id="slides",
    topic_name="Board slides",
    question="How do I show our pricing change on one slide so that the board can decide?",
    background="The board meets in December; the draft has eleven slides.",
    outcome="One slide with a clear recommendation",
    minutes=45,
    needed_by=NOW + timedelta(days=9),
    hours=BERLIN,
    key="ask-1",
)
ELI = Candidate(
    user_id="eli",
    topic_ids=frozenset({"slides"}),
    skills="pricing, storytelling",
    about="I have taken six decks through the board.",
    hours=WorkingHours("Europe/London"),
    capacity=2,
)
MIA = replace(ELI, user_id="mia")
GUS = Candidate(
    user_id="gus",
    topic_ids=frozenset({"python"}),
    skills="asyncio, packaging",
    about="",
    hours=BERLIN,
    capacity=2,
)
LIKE_ADAS = Help(f"{ADA.question}\n{ADA.background}\n{ADA.outcome}", ("slides",))


@cache
def _direction(term: str) -> Floats:
    seed = crc32(term.encode("utf-8", "replace"))
    return np.random.default_rng(seed).standard_normal(64).astype(np.float32)


class WordEncoder:
    """A stand-in: each term has a direction of its own, and a text is the sum of its terms'."""

    name, dimensions = "words 1", 64
    elsewhere = np.zeros((0, 64), np.float32)

    def encode(self, texts: Sequence[str], questions: bool = False) -> Floats:
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[:] = sum((_direction(term) for term in counts(text)), np.zeros(64, np.float32))
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)


ENCODER = WordEncoder()


def encoded(person: Candidate, topics: Sequence[TopicFacts] = TOPICS) -> Candidate:
    """A person with the vectors of what they say and of what they helped with."""
    names = ", ".join(topic.name for topic in topics if topic.id in person.topic_ids)
    texts = profile_texts(names, person.skills, person.about)
    helped = tuple(replace(one, vector=pack(ENCODER.encode([one.words], True))) for one in person.helped)
    return replace(person, helped=helped, vectors=pack(ENCODER.encode(texts)) if texts else None)


def vector_of(ask: AskFacts) -> Floats:
    return ENCODER.encode([question_text(ask.question, ask.background, ask.outcome)], True)[0]


def nearness(ask: AskFacts, question: str) -> float:
    """How near another question is to an ask."""
    return float(ENCODER.encode([question], True)[0] @ vector_of(ask))


def indexed(people: Iterable[Candidate], topics: Sequence[TopicFacts] = TOPICS) -> CandidateIndex:
    """An index of people with their vectors."""
    return held([encoded(one, topics) for one in people], topics, ENCODER.dimensions)


def weighed(ask: AskFacts, people: Iterable[Candidate], topics: Sequence[TopicFacts] = TOPICS) -> Ranking:
    """Rank a few people as they are told, by words and topics alone."""
    return rank_all(ask, held(people, topics), NOW)


def understood(ask: AskFacts, people: Iterable[Candidate], topics: Sequence[TopicFacts] = TOPICS) -> Ranking:
    """Rank a few people as they are told, by meaning too."""
    return rank_all(ask, indexed(people, topics), NOW, vector=vector_of(ask))


def order(ranking: Ranking) -> list[str]:
    return [one.user_id for one in ranking.ranked]


def part(ranking: Ranking, user_id: str, which: ScoreComponent) -> Reason | None:
    one = next(one for one in ranking.ranked if one.user_id == user_id)
    return next((reason for reason in one.reasons if reason.part is which), None)


# --- Anything at all ----------------------------------------------------------------------------------------

WORDS = [
    *("pricing", "board", "slides", "python", "sales", "hiring", "der", "the", "価格", "\ud800", "precios"),
    *("Preise", "verhandeln", "negocjacje", "🙂", "\0", "مرحبا", "interviews", "deck", "recommendation"),
]
texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
weeks = st.builds(
    WorkingHours,
    st.sampled_from(["Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles", "Nowhere/Land"]),
    st.sampled_from([DEFAULT_WEEK, DEFAULT_WEEK, (), (Window(2, 0, 1440),)]),
)
ids = st.sampled_from(["ada", "eli", "mia", "gus", "noor", "zoe"])
topic_ids = st.frozensets(st.sampled_from(["slides", "python", "hiring", "archived"]))
helps = st.builds(Help, texts, topic_ids.map(lambda chosen: tuple(sorted(chosen))))
busy = st.sampled_from([(), ((NOW, NOW + timedelta(days=1)),), ((NOW, NOW + timedelta(days=15)),)])
candidates = st.builds(
    Candidate,
    user_id=ids,
    topic_ids=topic_ids,
    skills=texts,
    about=texts,
    hours=weeks,
    capacity=st.integers(-1, 3),
    load=st.integers(-1, 3),
    lengths=st.frozensets(st.sampled_from([30, 45, 60])),
    paused_until=st.sampled_from([None, None, NOW, NOW + timedelta(days=1)]),
    deactivated=st.sampled_from([False, False, False, True]),
    opted_in=st.sampled_from([True, True, True, False]),
    avoids=st.frozensets(ids, max_size=1),
    busy=busy,
    helped=st.lists(helps, max_size=3).map(tuple),
    sessions_lately=st.floats(-1, 30),
)
pools = st.lists(candidates, max_size=6, unique_by=lambda person: person.user_id)
free = st.builds(  # whom no rule stops
    replace,
    candidates,
    user_id=st.just("eli"),
    hours=st.just(BERLIN),
    capacity=st.integers(2, 4),
    load=st.integers(0, 1),
    lengths=st.just(frozenset({30, 45, 60})),
    paused_until=st.none(),
    deactivated=st.just(False),
    opted_in=st.just(True),
    avoids=st.just(frozenset[str]()),
    busy=st.just(()),
)
asks = st.builds(
    replace,
    st.just(ADA),
    topic_id=st.sampled_from([None, "slides", "python", "archived"]),
    question=texts,
    background=texts,
    needed_by=st.sampled_from(
        [None, NOW - timedelta(days=1), NOW + timedelta(days=2), NOW + timedelta(days=60)]
    ),
    hours=weeks,
    minutes=st.sampled_from([30, 45, 60]),
    avoids=st.frozensets(ids, max_size=1),
    already_asked=st.frozensets(ids, max_size=1),
    met_before=st.frozensets(ids, max_size=2),
    liked=st.frozensets(ids, max_size=1),
    widened=st.booleans(),
    key=st.text(max_size=5),
    preset=st.sampled_from(["closest", "balanced", "spread", "none such"]),
    newcomer_percent=st.sampled_from([0, 10, 100]),
)
open_asks = st.builds(  # that nobody but a rule of hers stops
    replace,
    asks,
    needed_by=st.just(NOW + timedelta(days=9)),
    hours=st.just(BERLIN),
    avoids=st.just(frozenset[str]()),
    already_asked=st.just(frozenset[str]()),
    met_before=st.just(frozenset[str]()),
    liked=st.just(frozenset[str]()),
    widened=st.just(True),
    newcomer_percent=st.just(0),
)


def why_not(
    ask: AskFacts, index: CandidateIndex, now: datetime, user_id: str, vector: Floats | None = None
) -> Rule | None:
    """Return the first rule that stops somebody; None for who may be asked. Raises KeyError for strangers."""
    look = Look(ask, index, now, vector)
    look.best(1)  # nobody is spared when nobody else is left
    row = index.row[user_id]
    stopped = {rule for rule, rows in look.stops.items() if rows[row]}
    if not look.days(row):
        stopped.add(Rule.NO_COMMON_HOUR)
    return next((rule for rule in Rule if rule in stopped), None)
