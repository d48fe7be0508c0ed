"""The whole ranking on organisations of the workplace format: rules, load and "nobody suitable" included."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from benchmarks.matching.adapters import Vectors, ask_of, index_of, text_of
from bot.matching.engine.index import CandidateIndex
from bot.matching.engine.rank import rank
from bot.matching.engine.weights import SUITABLE

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
EVERYBODY = 200

Rows = list[list[tuple[str, float]]]


def workplace(organisation: dict[str, Any], asks: Sequence[dict[str, Any]]) -> Rows:
    """Rank everybody for each ask; nobody where nobody is likely enough to be right."""
    return ranked(organisation, asks, _vectors())


def workplace_without_encoder(organisation: dict[str, Any], asks: Sequence[dict[str, Any]]) -> Rows:
    """The same by words and topics alone."""
    return ranked(organisation, asks, _no_vectors())


def ranked(organisation: dict[str, Any], asks: Sequence[dict[str, Any]], vectors: Vectors) -> Rows:
    """Rank everybody for each ask with the vectors given."""
    index = _index(organisation, vectors)
    found = []
    for ask in asks:
        facts, vector = replace(ask_of(ask), widened=True), vectors.question(text_of(ask))
        best = rank(facts, index, NOW, EVERYBODY, vector)
        suitable = vector is None or any(one.fit >= SUITABLE for one in best)
        found.append([(one.user_id, one.score) for one in best] if suitable else [])
    return found


_kept: dict[str, CandidateIndex] = {}


def _index(organisation: dict[str, Any], vectors: Vectors) -> CandidateIndex:
    """An organisation's index, kept as long as the next call is about the same people."""
    key = f"{vectors.dimensions} {json.dumps(organisation, sort_keys=True)}"
    if key not in _kept:
        _kept.clear()
        _kept[key] = index_of(organisation, vectors)
    return _kept[key]


@cache
def _vectors() -> Vectors:
    return Vectors()


@cache
def _no_vectors() -> Vectors:
    return Vectors(without=True)
