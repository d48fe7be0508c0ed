"""Vectors of texts, kept small: four bits a dimension with one scale for each vector.

Half a byte a dimension changes a cosine by about 0.004, and no measure of the development sets by more than
0.01; at rest and in memory it is an eighth of float32. Products of whole numbers in float64 are exact, so
that equal people tie exactly wherever they stand.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.matching.engine.columns import Column, Ints, Spans

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

_SCALE = np.dtype("<f4")
_STEPS = 7  # on either side of nothing
_SPREAD = 2.6  # standard deviations that the steps reach; what lies beyond is cut
_FINE = 8191  # steps of a question's vector where the product is to be exact


def pack(vectors: Floats) -> bytes:
    """Return unit vectors as bytes, one after the other: the scale, then two dimensions a byte.

    A byte holds one dimension of the first half and one of the second. Their number is even.
    """
    width = np.maximum(vectors.std(axis=1, keepdims=True) * _SPREAD / _STEPS, 1e-6)
    steps = np.clip(np.rint(vectors / width), -_STEPS, _STEPS).astype(np.int8)
    lengths = np.linalg.norm(steps.astype(np.float32), axis=1, keepdims=True)
    scales = (np.linalg.norm(vectors, axis=1, keepdims=True) / np.maximum(lengths, 1)).astype(_SCALE)
    shifted = (steps + 8).astype(np.uint8)
    half = vectors.shape[1] // 2
    both = shifted[:, :half] | (shifted[:, half:] << 4)
    return np.hstack((scales.view(np.uint8).reshape(len(vectors), 4), both)).tobytes()


def packed_length(dimensions: int) -> int:
    """Return the bytes of one packed vector."""
    return dimensions // 2 + _SCALE.itemsize


def unpacked(packed: bytes | None, dimensions: int) -> Floats:
    """Return packed vectors as they were, but for rounding; none for those of another length."""
    bytes_, scales = _rows(packed, dimensions)
    return np.hstack((_low(bytes_, np.float32), _high(bytes_, np.float32))) * scales[:, None]


class VectorStore:
    """The vectors of many people, those of each side by side."""

    def __init__(self, dimensions: int, expected: int = 0) -> None:
        self.dimensions = dimensions
        self._bytes = Column(np.uint8, max(1, dimensions // 2), expected if dimensions else 0)
        self._scales = Column(np.float32, expected=expected)
        self._spans = Spans([])

    def add(self, people: Sequence[Sequence[bytes | None]]) -> None:
        """Add people who have these vectors; None or one of another length is one that is not there yet."""
        width = packed_length(self.dimensions)
        kept = [
            [one for one in packed if self.dimensions and one and not len(one) % width] for packed in people
        ]
        bytes_, scales = _rows(b"".join(one for packed in kept for one in packed), self.dimensions)
        if len(scales):
            self._bytes.extend(bytes_)
            self._scales.extend(scales)
        self._spans.add([sum(map(len, packed)) // width for packed in kept])

    def of(self, rows: Ints, question: Floats, exact: bool = False) -> tuple[Floats, Ints]:
        """Return the cosines of some people's vectors with a question, and how many each of them has.

        ``exact``: to the last digit the same wherever a row stands; slower, for a few people.
        """
        at, lengths = self._spans.of(rows)
        kind = np.float64 if exact else np.float32
        wanted = np.rint(question.astype(kind) * _FINE) if exact else question
        half = self.dimensions // 2
        bytes_ = self._bytes.all[at]
        products = _low(bytes_, kind) @ wanted[:half] + _high(bytes_, kind) @ wanted[half:]
        scales = self._scales.all[at]
        return np.asarray(products / _FINE * scales if exact else products * scales, np.float32), lengths

    def places(self, rows: Ints) -> tuple[Ints, Ints]:
        """Return the places of some people's vectors among all of them, and how many each has."""
        return self._spans.of(rows)

    def first(self, rows: Ints) -> Floats:
        """Return the first vector of each of some people, zeros for who has none."""
        starts, ends = self._spans.ends[rows], self._spans.ends[rows + 1]
        found = np.zeros((len(rows), self.dimensions), np.float32)
        there = ends > starts
        found[there] = self.at(starts[there])
        return found

    def at(self, places: Ints) -> Floats:
        """Return the vectors at some places, as they were but for rounding."""
        bytes_ = self._bytes.all[places]
        both = np.hstack((_low(bytes_, np.float32), _high(bytes_, np.float32)))
        return np.asarray(both * self._scales.all[places][:, None])


def _rows(packed: bytes | None, dimensions: int) -> tuple[Bytes, Floats]:
    width = packed_length(dimensions)
    if not packed or len(packed) % width:
        return np.zeros((0, dimensions // 2), np.uint8), np.zeros(0, np.float32)
    rows = np.frombuffer(packed, np.uint8).reshape(-1, width)
    return rows[:, 4:], rows[:, :4].copy().view(_SCALE).reshape(-1).astype(np.float32)


def _low(bytes_: Bytes, kind: type[np.floating]) -> NDArray[np.floating]:
    return np.asarray((bytes_ & 15).astype(kind) - kind(8))


def _high(bytes_: Bytes, kind: type[np.floating]) -> NDArray[np.floating]:
    return np.asarray((bytes_ >> 4).astype(kind) - kind(8))
