"""What the app declares to Slack: manifest.yml as JSON, so that nothing reads YAML at run time.

``python -m tests.support.manifest_json`` writes it anew; a test compares.
"""

from __future__ import annotations

import json
from pathlib import Path

FILE = Path(__file__).with_name("manifest.json")


def read() -> dict[str, object]:
    """Return the app's manifest."""
    found: dict[str, object] = json.loads(FILE.read_text("utf-8"))
    return found
