"""A lock beside the file, so that one playground at a time saves there."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bot.kit.errors import SetupError


@contextmanager
def locked(path: Path | None) -> Iterator[None]:
    """Reserve a file for one playground: two would overwrite what the other one saved.

    The lock ends with the process, however that ends. Raises SetupError when somebody else has it.
    """
    if path is None:
        yield
        return
    with _lock_beside(path) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SetupError(
                f"Another playground goes on in {path}: end that one first, or choose another file."
            ) from None
        yield


def _lock_beside(path: Path) -> IO[bytes]:
    beside = path.resolve().with_name(f".{path.name}.lock")
    try:
        return os.fdopen(os.open(beside, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600), "r+b")
    except OSError as error:
        raise SetupError(f"--keep {path} cannot be written: {error.strerror}.") from None
