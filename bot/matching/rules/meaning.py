"""Meaning: how near two texts are even where they share no word. No model runs: vectors of words are added up.

A word's vector has two halves. The first comes from a general start that is shipped (`bot/matching/start`): what
a small sentence model knows of the word alone. It is drawn halfway towards the texts in which the workspace uses
the word, and words that the start does not know have their place from those texts alone. The second is latent
semantic analysis of the workspace's own texts (Deerwester et al. 1990), which counts the more the more texts
there are. A third may be added by the semantic extra: the vector of the whole text, from a sentence model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

GENERAL = 192  # dimensions of the shipped start
OWN = 64  # dimensions of the workspace's own analysis
DIMENSIONS = GENERAL + OWN  # of a text's place, the model's part aside
MODEL = 384  # dimensions of all-MiniLM-L6-v2, the semantic extra's model

STORED = np.dtype("<f2")  # of a model's vector at rest

OWN_SHARE = 0.45  # of the two wordwise halves, once there are many texts
HALFWAY_TEXTS = 100  # texts at which the own analysis has half of its share
MODEL_SHARE = 0.6  # of the whole, where both sides have a vector of the model
TOWARDS_USE = 0.4  # how far a word moves towards the texts it is used in
PROFILE_SHARE = 0.5  # of what somebody says of themselves beside what they helped with
UNKNOWN = 0.5  # length of the vector of a word that only this workspace uses
SAMPLE = 10_000  # texts that the workspace's own part is learned from
MOST_TERMS = 40_000

Floats = NDArray[np.float32]


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


def known(profile: Floats, helps: Floats) -> Floats:
    """Return the place of what somebody knows: of what they helped with, and half as much of what they say.

    Each half of the vector keeps the weight that it has in its parts.
    """
    if not len(helps):
        return profile
    found = np.zeros_like(profile)
    for part in (slice(0, GENERAL), slice(GENERAL, DIMENSIONS), slice(DIMENSIONS, len(profile))):
        share = max(np.linalg.norm(profile[part]), np.linalg.norm(helps[:, part], axis=1).max())
        mixed = unit(helps[:, part].mean(axis=0)) + PROFILE_SHARE * unit(profile[part])
        found[part] = unit(mixed) * np.float32(share)
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
    asked = bool(place[DIMENSIONS:].any())
    width = len(place) if asked else DIMENSIONS
    found = np.asarray(places[:, :width] @ place[:width])
    if len(place) > DIMENSIONS:
        found[modelled != asked] /= np.sqrt(1 - MODEL_SHARE).astype(found.dtype)
    return found


class Space:
    """The meanings of one workspace's words, learned from a sample of its texts; texts are placed in it."""

    def __init__(self, texts: Sequence[Mapping[str, int]]) -> None:
        sample = texts if len(texts) <= SAMPLE else [texts[i] for i in _spread(len(texts))]
        having: dict[str, int] = {}
        for text in sample:
            for term in text:
                having[term] = having.get(term, 0) + 1
        self._texts = len(sample)
        self._having = having
        kept = self._kept(having)
        self._row = {term: row for row, term in enumerate(kept)}
        base = self._base(kept)
        matrix = self._matrix(sample)
        places = unit(matrix @ base)
        used = unit(matrix.T @ places) * np.maximum(np.linalg.norm(base, axis=1, keepdims=True), UNKNOWN)
        self._general = unit((1 - TOWARDS_USE) * base + TOWARDS_USE * used)
        self._common = _common_direction(unit(matrix @ self._general))
        self._own = _latent(matrix)
        share = OWN_SHARE * self._texts / (self._texts + HALFWAY_TEXTS) if self._own.any() else 0.0
        self.dimensions = GENERAL + OWN
        self._halves = (np.float32(np.sqrt(1 - share)), np.float32(np.sqrt(share)))

    def place(self, texts: Sequence[Mapping[str, float]]) -> Floats:
        """Return the vectors of texts, each of length 1 or, of a text without a known word, 0."""
        matrix = self._matrix(texts)
        general = unit(matrix @ self._general)
        strange = self._strange(texts)
        for i, extra in strange.items():
            general[i] = unit(matrix[[i]] @ self._general + extra)[0]
        general = unit(general - np.outer(general @ self._common, self._common))
        own = unit(matrix @ self._own)
        return np.hstack((general * self._halves[0], own * self._halves[1]))

    def _strange(self, texts: Sequence[Mapping[str, float]]) -> dict[int, Floats]:
        """What words that came after the space was learned add, as far as the shipped start knows them."""
        rows, vectors = start()
        found: dict[int, Floats] = {}
        for i, text in enumerate(texts):
            for term, count in text.items():
                if term not in self._row and term in rows:
                    vector = unit(vectors[rows[term]].astype(np.float32)) * self._weight(term, count)
                    found[i] = found.get(i, np.zeros(GENERAL, np.float32)) + vector
        return found

    def _kept(self, having: Mapping[str, int]) -> list[str]:
        known = start()[0]
        useful = [term for term, number in having.items() if number > 1 or term in known]
        useful.sort(key=lambda term: (-having[term], term))
        return sorted(useful[:MOST_TERMS])

    def _base(self, kept: Sequence[str]) -> Floats:
        rows, vectors = start()
        base = np.zeros((len(kept), GENERAL), np.float32)
        for i, term in enumerate(kept):
            row = rows.get(term)
            base[i] = vectors[row] if row is not None else _of_its_own(term)
        base = unit(base)
        base[[i for i, term in enumerate(kept) if term not in rows]] *= UNKNOWN
        return base

    def _weight(self, term: str, count: float) -> float:
        rarity = 1 + np.log((1 + self._texts) / (1 + self._having.get(term, 0)))
        return float((1 + np.log(count)) * rarity) if count > 0 else 0.0

    def _matrix(self, texts: Sequence[Mapping[str, float]]) -> csr_matrix:
        rows, columns, weights = [], [], []
        for i, text in enumerate(texts):
            for term, count in text.items():
                column = self._row.get(term)
                if column is not None:
                    rows.append(i)
                    columns.append(column)
                    weights.append(self._weight(term, count))
        shape = (len(texts), len(self._row))
        return csr_matrix((np.array(weights, np.float32), (rows, columns)), shape=shape)


def _spread(number: int) -> list[int]:
    """Rows of a sample, spread evenly."""
    return sorted({int(i) for i in np.linspace(0, number - 1, SAMPLE)})


def _of_its_own(term: str) -> Floats:
    """A place for a word nobody knows, always the same one: random directions are nearly at right angles."""
    seed = int.from_bytes(sha256(term.encode("utf-8", "surrogatepass")).digest()[:8], "big")
    return np.random.default_rng(seed).standard_normal(GENERAL).astype(np.float32)


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
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    scaled = csr_matrix(matrix.multiply((1 / np.where(lengths > 0, lengths, 1))[:, None]))
    rng = np.random.default_rng(0)
    basis = np.linalg.qr(scaled @ rng.standard_normal((matrix.shape[1], most + 10)))[0]
    for _ in range(4):
        basis = np.linalg.qr(scaled @ np.linalg.qr(scaled.T @ basis)[0])[0]
    _, _, directions = np.linalg.svd(basis.T @ scaled, full_matrices=False)
    found[:, :most] = directions[:most].T
    return found
