"""Whether the translations that there are fit where their sentences stand.

The made-up language tells which sentence stands where: each opens with a character of its own
(``pseudo.py``). So a view that runs once in it has shown where every catalogue's words will stand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

from bot.kit.catalogs import catalog_files, read
from tests.support.pseudo import KEPT, sentences_in

# Slack's limits in characters, by what a text belongs to and which part of it it is. What is not here has
# room for thousands.
LIMITS = {
    ("modal", "title"): 24,
    ("modal", "submit"): 24,
    ("modal", "close"): 24,
    ("button", "text"): 75,
    ("header", "text"): 150,
    ("options", "text"): 75,
    ("options", "description"): 75,
    ("confirm", "title"): 100,
    ("confirm", "text"): 300,
    ("confirm", "confirm"): 30,
    ("confirm", "deny"): 30,
}
PLACEHOLDER = 150


class Fitting:
    """Remembers what was looked at, since the same sentences come again and again."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, int]] = set()

    def problems(self, told: Any) -> Iterator[str]:
        """Tell which translations are too long for their place in a view in the made-up language."""
        for limit, text in placed(told, ""):
            for english in sentences_in(text):
                if (english, limit) not in self._seen:
                    self._seen.add((english, limit))
                    yield from _too_long(english, limit)


def _too_long(english: str, limit: int) -> Iterator[str]:
    for language, words in _translations()[english]:
        bare = len(KEPT.sub("", words))
        if bare > limit:
            yield f"{language}: {words!r} takes {bare} characters where Slack shows {limit}"


@cache
def _translations() -> dict[str, list[tuple[str, str]]]:
    """Return in which languages an English form is said how."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path in catalog_files():
        for entry in read(path):
            several = isinstance(entry.id, tuple | list)
            forms = entry.string if several else (entry.string,)
            for english in entry.id if several else (entry.id,):
                found[english] += [(path.parent.parent.name, words) for words in forms]
    return found


def placed(value: Any, where: str) -> Iterator[tuple[int, str]]:
    """Return the texts of blocks and views that have a limit, with it."""
    if isinstance(value, list | tuple):
        for one in value:
            yield from placed(one, where)
    elif isinstance(value, dict):
        kind = where if where in {"options", "confirm"} else value.get("type", where)
        for key, one in value.items():
            limit = PLACEHOLDER if key == "placeholder" else LIMITS.get((kind, key))
            if limit and isinstance(one, dict) and "text" in one:
                yield limit, one["text"]
            elif isinstance(one, dict | list | tuple):
                yield from placed(one, key)
