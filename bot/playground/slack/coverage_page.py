"""Writes ``docs/playground-coverage.md`` from the tables that the stand-in itself works with.

``python -m bot.playground.slack.coverage_page`` writes it anew; a test compares.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bot.playground.slack import blockkit, coverage, elements
from bot.playground.slack.methods import METHODS
from bot.playground.slack.weather import KINDS

PAGE = Path(__file__).parents[3] / "docs" / "playground-coverage.md"


def page() -> str:
    """Return the whole page in Markdown."""
    parts = [
        "# What the playground does as Slack does",
        "Made from the stand-in’s own tables by `python -m bot.playground.slack.coverage_page`; a test keeps "
        "it true, and makes the stand-in answer every error named here.",
        "## Web API methods",
        f"Every method also answers {_codes(coverage.COMMON_ERRORS)} where they apply.",
        _methods(),
        "## What it brings to the app",
        f"Interactions: {_codes(coverage.DELIVERIES)}. Events: {_codes(coverage.EVENTS)}. By signed HTTP "
        "requests or over Socket Mode; three seconds each; events that were not acknowledged come again.",
        "## Blocks",
        _blocks(),
        f"Taken without a look inside: {_codes(coverage.UNCHECKED_BLOCKS)}.",
        "## Elements",
        _elements(),
        "## Weather",
        _weather(),
        "## What it leaves out",
        _list(coverage.LEFT_OUT),
        "## What is done without a published source",
        _list(coverage.ASSUMED),
    ]
    return "\n\n".join(parts) + "\n"


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _list(sentences: Iterable[str]) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences)


def _table(*rows: tuple[str, ...]) -> str:
    head, *body = rows
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *body))


def _methods() -> str:
    rows = [
        (f"`{name}`", _codes(method.scopes) or "none", _codes(coverage.METHODS[name]) or "none of its own")
        for name, method in sorted(METHODS.items())
    ]
    return _table(("method", "any of these scopes", "errors"), *rows)


def _blocks() -> str:
    places = list(blockkit.ALLOWED)
    rows = [
        (f"`{block}`", *("yes" if block in blockkit.ALLOWED[place] else "" for place in places))
        for block in sorted(blockkit.BLOCKS)
        if block not in coverage.UNCHECKED_BLOCKS
    ]
    return _table(("block", *(f"in a {place}" for place in places)), *rows)


def _elements() -> str:
    places = (elements.IN_SECTION, elements.IN_ACTIONS, elements.IN_INPUT)
    rows = [
        (f"`{name}`", *("yes" if name in place else "" for place in places))
        for name in sorted(elements.ELEMENTS)
    ]
    return _table(("element", "in a section", "in actions", "in an input"), *rows)


def _weather() -> str:
    rows = [(f"`{kind}`", words[1]) for kind, words in KINDS.items()]
    return _table(("kind", "what a call meets"), *rows)


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), "utf-8")
