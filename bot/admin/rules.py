"""Pure rules of the program area."""

from __future__ import annotations

import unicodedata

TOPICS_AT_MOST = 300  # active ones; nobody reads more, and a view with all of them stays far below 250 kB


def name_key(name: str) -> str:
    """Return what makes two topic names the same: "SQL", " sql " and the full-width form are one topic."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
