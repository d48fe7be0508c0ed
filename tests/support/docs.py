"""The parts of docs/ that are made from the code. ``python -m tests.support.docs`` writes them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

from bot.kit.i18n import Sentence
from bot.models.program_settings import Setting, all_settings
from bot.privacy.inventory import HELD, Held
from tests.support import papers

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def layers() -> str:
    """Return the import contract as a Mermaid picture: each line may import from lines below it."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    rows = [row.split(" | ") for row in next(one for one in contracts if one["type"] == "layers")["layers"]]
    lines = ["```mermaid", "flowchart TD"]
    for number, row in enumerate(rows):
        lines.append(f'  L{number}["{" · ".join(row)}"]')
    lines += [f"  L{number} --> L{number + 1}" for number in range(len(rows) - 1)]
    return "\n".join([*lines, "```"])


def settings() -> str:
    """Return a table of the settings that a workspace may change."""
    lines = ["| setting | what it is | range | default |", "|---|---|---|---|"]
    return "\n".join([*lines, *(_setting(one) for one in all_settings())])


def _setting(one: Setting) -> str:
    words = one.words
    if words.choices:
        allowed = ", ".join(str(choice.label) for choice in words.choices.values())
        default = str(words.choices[one.default].label)
    else:
        allowed, default = f"{one.least} to {one.most}", str(one.default)
    meaning = " ".join(str(sentence) for sentence in _sentences(one))
    return f"| {words.label!s} | {meaning} | {allowed} | {default} |"


def _sentences(one: Setting) -> list[Sentence | str]:
    choices = one.words.choices.values()
    described = [f"{choice.label!s}: {choice.description!s}" for choice in choices if choice.description]
    return [*([one.words.hint] if one.words.hint else []), *described]


def privacy() -> str:
    """Return what every table holds about people, and what becomes of it."""
    lines = [
        "| table | handed out to the person | when they are erased | not handed out |",
        "|---|---|---|---|",
    ]
    return "\n".join([*lines, *(_held(one) for one in HELD)])


def _held(one: Held) -> str:
    shown = sorted({name for part in one.parts for name in part.shown})
    end = "the rows go" if one.deleted or one.name == "person" else ""
    if not end and one.words:
        end = f"{_names(one.words)} go, the rest counts for nobody in particular"
    if not end:
        end = "counts for nobody in particular" if one.people else ""
    other = f"{_names(one.other)}: {one.because}" if one.other else one.because
    return f"| `{one.name}` | {_names(shown)} | {end} | {other} |"


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in columns)


PARTS: dict[str, Callable[[], str]] = {
    "layers": layers,
    "settings": settings,
    "privacy": privacy,
    **papers.PARTS,
}
MARKED = re.compile(r"(<!-- made: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def remade(page: str) -> str:
    """Return a page with its made parts as they should be now."""
    return MARKED.sub(lambda found: found[1] + PARTS[found[2]]() + "\n" + found[3], page)


def pages() -> list[Path]:
    """Return the pages that have made parts."""
    return [page for page in sorted(DOCS.rglob("*.md")) if "<!-- made: " in page.read_text()]


if __name__ == "__main__":
    for page in pages():
        page.write_text(remade(page.read_text()))
