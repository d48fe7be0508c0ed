"""An example of each kind of message, made from the code by ``python -m tests.support.samples``."""

from __future__ import annotations

import json
from pathlib import Path

from bot.playground.live.shown import Shown

PATH = Path(__file__).parent / "samples.json"


def samples() -> dict[str, Shown]:
    """Return what each kind of message shows, by its id; those of files, pins and removals show no blocks."""
    found = {}
    for kind_id, one in json.loads(PATH.read_text()).items():
        if "view" in one:
            found[kind_id] = Shown("view", kind_id, one["view"])
        else:
            found[kind_id] = Shown("message", kind_id, one["message"])
    return found
