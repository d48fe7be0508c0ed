"""Meaning: how near two texts are even where they share no word. No model runs: word vectors are added up.

A word's vector has two halves. The first comes from a general start that is shipped (`bot/matching/start`):
what a small sentence model knows of the word alone. It is drawn some way towards the texts in which the
workspace uses the word, and words that the start does not know have their place from those texts alone. The
second is latent semantic analysis of the workspace's own texts (Deerwester et al. 1990), which counts the
more the more texts there are. A third may be added by the semantic extra: the vector of the whole text, from
a sentence model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags_array

from bot.matching.rules.words import DAMPED, Texts, Vocabulary, damped

GENERAL = 192  # dimensions of the shipped start
OWN = 64  # dimensions of the workspace's own analysis
DIMENSIONS = GENERAL + OWN  # of a text's place, the model's part aside
MODEL = 384  # dimensions of all-MiniLM-L6-v2, the semantic extra's model

STORED = np.dtype("<f2")  # of a model's vector at rest

OWN_SHARE = 0.45  # of the two wordwise halves, once there are many texts
HALFWAY_TEXTS = 100  # texts at which the own analysis has half of its share
MODEL_SHARE = 0.75  # of the whole, where both sides have a vector of the model
TOWARDS_USE = 0.4  # how far a word moves towards the texts it is used in
PROFILE_SHARE = 0.5  # of what somebody says of themselves beside each question that they helped with
UNKNOWN = 0.5  # length of the vector of a word that only this workspace uses
SAMPLE = 10_000  # texts that the workspace's own part is learned from
MOST_TERMS = 40_000
NOISE = 1e-3  # of a text's length 1; less is no direction

Floats = NDArray[np.float32]
Exact = NDArray[np.float64]


@cache
def start() -> tuple[Mapping[str, int], NDArray[np.int8]]:
    """Return the shipped start: the row of each stem, and rows of int8 (a unit vector times 127 at most)."""
    with resources.files("bot.matching").joinpath("start", "words.npz").open("rb") as file:
        kept = np.load(file)
        stems = bytes(kept["stems"]).decode("utf-8").split("\n")
        return {stem: row for row, stem in enumerate(stems)}, kept["vectors"]


def unit(rows: NDArray[np.floating]) -> Floats:
    """Return rows of length 1; rows of zeros stay."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)


def known(profiles: Floats, helps: Floats, spans: Sequence[int]) -> Floats:
    """Return the places of what people know: of each help of theirs, and half as much of what they say.

    ``spans``: how many of the helps are whose. Each part of a vector keeps the weight that its sources have.
    """
    found = profiles.copy()
    lengths = np.asarray(spans)
    rows = np.flatnonzero(lengths)
    if not len(rows):
        return found
    starts = np.concatenate(([0], np.cumsum(lengths[rows])))[:-1]
    for part in (slice(0, GENERAL), slice(GENERAL, DIMENSIONS), slice(DIMENSIONS, profiles.shape[1])):
        if profiles[:, part].shape[1]:
            weights = np.maximum(
                _lengths(profiles[rows, part]), np.maximum.reduceat(_lengths(helps[:, part]), starts)
            )
            sums = np.add.reduceat(helps[:, part], starts)
            sums /= np.where(weights > 0, weights, 1)
            whole = sums + PROFILE_SHARE * unit(profiles[rows, part])
            found[rows, part] = _told(whole) * weights  # helps that are opposites leave nothing but noise
    return found


def balanced(places: NDArray[Any]) -> NDArray[Any]:
    """Give the model's part its share of each place that has one, in place; return the places."""
    if places.shape[-1] > DIMENSIONS:
        words = np.where(places[..., DIMENSIONS:].any(axis=-1), np.sqrt(1 - MODEL_SHARE), 1.0)
        places[..., :DIMENSIONS] *= words[..., None].astype(places.dtype)
        places[..., DIMENSIONS:] *= np.sqrt(MODEL_SHARE).astype(places.dtype)
    return places


def near(places: NDArray[Any], place: NDArray[Any], modelled: NDArray[np.bool_]) -> NDArray[Any]:
    """Return how near balanced places are to one: -1 to 1. ``modelled``: which of them have the model's part.

    That part counts where both sides have it. Where one side still waits for its vector, words alone tell, as
    they do where nobody has one: so waiting makes nobody better or worse off.
    """
    return _near(places, place, modelled, np.matmul)


def near_exactly(places: Exact, place: Floats, modelled: NDArray[np.bool_]) -> Exact:
    """Return the same of a few places, to the last digit the same wherever they stand among others."""
    return _near(places, place.astype(np.float64), modelled, lambda some, one: (some * one).sum(axis=1))


def _near(
    places: NDArray[Any],
    place: NDArray[Any],
    modelled: NDArray[np.bool_],
    product: Callable[[NDArray[Any], NDArray[Any]], Any],
) -> NDArray[Any]:
    if len(place) == DIMENSIONS:
        return np.asarray(product(places, place))
    asked = bool(place[DIMENSIONS:].any())
    width = len(place) if asked else DIMENSIONS
    found = np.asarray(product(places[:, :width], place[:width]))
    found[modelled != asked] /= np.sqrt(1 - MODEL_SHARE).astype(found.dtype)
    return found


class Space:
    """The meanings of one workspace's words, learned from a sample of its texts; texts are placed in it."""

    def __init__(self, vocabulary: Vocabulary, texts: Texts) -> None:
        sample = texts.sample(SAMPLE)
        self._number = vocabulary.number
        self._texts = len(sample)
        having = np.bincount(sample.terms, minlength=len(self._number))
        kept = self._kept(having, np.bincount(texts.terms, minlength=len(self._number)))
        self._column = np.full(len(self._number), -1, np.int32)
        self._column[kept] = np.arange(len(kept), dtype=np.int32)
        self._rarity = self._rarities(having[kept])
        matrix = self._matrix(sample)
        self._general = _used(self._base(kept), matrix)
        self._common = _common_direction(unit(matrix @ self._general))
        self._own = _latent(matrix)
        share = OWN_SHARE * self._texts / (self._texts + HALFWAY_TEXTS) if self._own.any() else 0.0
        self._halves = (np.float32(np.sqrt(1 - share)), np.float32(np.sqrt(share)))

    def places(self, texts: Texts) -> Floats:
        """Return the places of the texts that the vocabulary was read from, each of length 1.

        A text without a known word has zeros.
        """
        matrix = self._matrix(texts)
        there = _scaled(matrix)
        return self._joined(there @ self._general, there @ self._own)

    def place(self, text: Mapping[str, float]) -> Floats:
        """Return the place of any other text; new words are as the shipped start has them."""
        rows, vectors = start()
        columns = np.array([self._column_of(term) for term in text], np.int32)
        there = columns >= 0
        rarities = np.where(there, self._rarity[columns] if len(self._rarity) else 0, self._rarities(0))
        weights = (damped(np.array(list(text.values()), np.float64)) * rarities).astype(np.float32)
        general = weights[there] @ self._general[columns[there]]
        own = weights[there] @ self._own[columns[there]]
        for term, weight, known in zip(text, weights, there, strict=True):
            if not known and term in rows:
                general += weight * unit(vectors[rows[term]].astype(np.float32))
        length = np.float32(np.linalg.norm(weights) or 1)
        return np.asarray(self._joined(general[None] / length, own[None] / length)[0])

    def _column_of(self, term: str) -> int:
        number = self._number.get(term, -1)
        return int(self._column[number]) if 0 <= number < len(self._column) else -1

    def _joined(self, general: Floats, own: Floats) -> Floats:
        general = unit(general)
        general = _told(general - np.outer(general @ self._common, self._common))
        return np.hstack((general * self._halves[0], _told(own) * self._halves[1]))

    def _kept(self, in_sample: NDArray[np.int64], anywhere: NDArray[np.int64]) -> NDArray[np.int64]:
        """The numbers of terms that have a place: used twice, or known to the start; the most used ones."""
        known = start()[0]
        shipped = np.fromiter((term in known for term in self._number), np.bool_, len(self._number))
        useful = np.flatnonzero((in_sample > 1) | (shipped & (anywhere > 0)))
        most = useful[np.argsort(-in_sample[useful], kind="stable")][:MOST_TERMS]
        return np.sort(most)

    def _base(self, kept: NDArray[np.int64]) -> Floats:
        rows, vectors = start()
        terms = list(self._number)
        base = np.zeros((len(kept), GENERAL), np.float32)
        lengths = np.ones((len(kept), 1), np.float32)
        for i, number in enumerate(kept):
            row = rows.get(terms[number])
            base[i] = vectors[row] if row is not None else _of_its_own(terms[number])
            lengths[i] = 1 if row is not None else UNKNOWN
        _make_unit(base)
        base *= lengths
        return base

    def _rarities(self, having: Any) -> Any:
        return (1 + np.log((1 + self._texts) / (1 + having))).astype(np.float32)

    def _matrix(self, texts: Texts) -> csr_matrix:
        columns = self._column[texts.terms]
        there = columns >= 0
        weights = DAMPED[texts.counts[there]] * self._rarity[columns[there]]
        ends = np.concatenate(([0], np.cumsum(there)))[texts.starts]
        return csr_matrix((weights, columns[there], ends), shape=(len(texts), len(self._rarity)))


def _used(base: Floats, matrix: csr_matrix) -> Floats:
    """The vectors of words, each drawn towards the texts that use it. Takes ``base`` for its own."""
    used = matrix.T @ unit(matrix @ base)
    _make_unit(used)
    used *= np.maximum(_lengths(base), UNKNOWN) * TOWARDS_USE
    base *= 1 - TOWARDS_USE
    base += used
    _make_unit(base)
    return base


def _make_unit(rows: Floats) -> None:
    """Do as `unit` does, in place: of a whole vocabulary one copy is enough."""
    lengths = _lengths(rows)
    rows /= np.where(lengths > 0, lengths, 1)


def _lengths(rows: Floats) -> Floats:
    return np.asarray(np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def _told(rows: Floats) -> Floats:
    """Rows of length 1, but 0 where only the noise of rounding is left: of texts that say what all say."""
    return unit(np.where(_lengths(rows) > NOISE, rows, 0))


def _scaled(matrix: csr_matrix) -> csr_matrix:
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return csr_matrix(diags_array(1 / np.where(lengths > 0, lengths, 1)) @ matrix)


def _of_its_own(term: str) -> Floats:
    """A place for a word nobody knows, always the same one: random directions are nearly at right angles."""
    seed = int.from_bytes(sha256(term.encode("utf-8", "surrogatepass")).digest()[:8], "big")
    return np.random.default_rng(seed).standard_normal(GENERAL, dtype=np.float32)


def _common_direction(places: Floats) -> Floats:
    """The direction that all texts share, which tells nothing (Arora et al. 2017); zeros for few texts."""
    if len(places) < 3 or not places.any():
        return np.zeros(GENERAL, np.float32)
    _, vectors = np.linalg.eigh(places.T @ places)
    return np.asarray(vectors[:, -1], dtype=np.float32)


def _latent(matrix: csr_matrix) -> Floats:
    """The strongest directions of the texts, by randomised subspace iteration (Halko et al. 2011)."""
    found = np.zeros((matrix.shape[1], OWN), np.float32)
    most = min(OWN, min(matrix.shape) - 1)
    if most < 2:
        return found
    scaled = _scaled(matrix)
    rng = np.random.default_rng(0)
    basis = _orthonormal(scaled @ rng.standard_normal((matrix.shape[1], most + 10)))
    for _ in range(4):
        basis = _orthonormal(scaled @ _orthonormal(scaled.T @ basis))
    projected = scaled.T @ basis
    _, turn = np.linalg.eigh(projected.T @ projected)
    directions = (projected @ turn[:, ::-1])[:, :most]  # fewer where people say the same
    found[:, : directions.shape[1]] = unit(directions.T).T
    return found


def _orthonormal(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """An orthonormal basis of what some columns span, by the eigenvectors of their small Gram matrix."""
    squares, turn = np.linalg.eigh(columns.T @ columns)
    kept = squares > squares[-1] * 1e-12
    return np.asarray(columns @ (turn[:, kept] / np.sqrt(squares[kept])))
