"""Writes the JSON of manifest.yml that the playground reads: ``python -m tests.support.manifest_json``."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from bot.playground.manifest import FILE

SOURCE = Path(__file__).parents[2] / "manifest.yml"


def text() -> str:
    """The JSON, as the file shall hold it."""
    return json.dumps(yaml.safe_load(SOURCE.read_text("utf-8")), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8")
