"""The command `pinchpoint`. It imports the rest itself, to be quick and to say what is wrong in one line."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Sequence

from bot.kit.errors import SetupError

ABOVE = {"playground": "bot.playground.run", "verify-live": "bot.playground.verify"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code: 2 when a setting is missing or wrong, with a line for each."""
    # One thread of linear algebra: several cost as much processor time and hold up everything else.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.umask(0o077)  # the database and its key are nobody else's to read
    given = list(sys.argv[1:] if argv is None else argv)
    # By name what stands above this module: it starts the very service that `serve` does.
    above = ABOVE.get(given[0]) if given else None
    gc.disable()  # what is imported stays, and is looked through again and again while more of it comes
    try:
        work = importlib.import_module(above or "bot.commands")
    finally:
        gc.enable()
    try:
        code: int = work.main(given[1:] if above else given)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 2
    except Exception as error:
        # What a driver raises while it connects comes from wherever it was first needed.
        told = importlib.import_module("bot.kit.db.refusal").setup_error(error)
        if told is None:
            raise
        print(told, file=sys.stderr)
        return 2
    return code
