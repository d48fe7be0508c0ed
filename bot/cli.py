"""The command `pinchpoint`. It imports the rest itself, to be quick and to say what is wrong in one line."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Sequence

from bot.kit.errors import SetupError


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code: 2 when a setting is missing or wrong, with a line for each."""
    # One thread of linear algebra: several cost as much processor time and hold up everything else.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.umask(0o077)  # the database and its key are nobody else's to read
    given = list(sys.argv[1:] if argv is None else argv)
    # The playground by name: it stands above this module and starts the very service that `serve` does.
    playground = given[:1] == ["playground"]
    gc.disable()  # what is imported stays, and is looked through again and again while more of it comes
    try:
        work = importlib.import_module("bot.playground.run" if playground else "bot.commands")
    finally:
        gc.enable()
    try:
        code: int = work.main(given[1:] if playground else given)
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
