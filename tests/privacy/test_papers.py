"""The papers for data protection name every table, column, scope and file there is, and nothing that is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.install.pages import OPTIONAL_SCOPES, SCOPES
from bot.kit.db import Base
from bot.models.program_settings import ProgramSettings
from tests.support import papers

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs/papers"
HINT = "Say in tests/support/papers.py what it is for, then run `python -m tests.support.docs`."


def text(name: str) -> str:
    return (FOLDER / name).read_text()


def test_every_table_has_its_purpose_and_who_sees_it() -> None:
    assert set(Base.metadata.tables) - set(papers.TABLES) == set(), HINT
    assert all(one.why and one.seen_by for one in papers.TABLES.values())
    found = set(re.findall(r"^\| `(\w+)` \|", text("record.md"), re.MULTILINE))
    assert found == set(Base.metadata.tables), HINT


def test_every_column_has_a_line() -> None:
    found = re.findall(r"^\| `(\w+\.\w+)` \|", text("columns.md"), re.MULTILINE)
    assert sorted(found) == sorted(
        f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.columns
    ), HINT


def test_every_scope_has_a_reason() -> None:
    assert set(papers.manifest_scopes()) == {*SCOPES, *OPTIONAL_SCOPES} == set(papers.SCOPE_REASONS), HINT
    found = re.findall(r"^\| `([\w:.]+)` \|", text("scopes.md"), re.MULTILINE)
    assert sorted(found) == sorted(papers.SCOPE_REASONS), HINT


def test_the_switches_are_settings_there_are() -> None:
    assert set(papers.SWITCHES) <= set(ProgramSettings.model_fields)


PAGES = [
    *sorted(FOLDER.glob("*.md")),
    *(ROOT / f"docs/{one}.md" for one in ("security", "marketplace", "program")),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_proofs_that_a_paper_names_are_there(page: Path) -> None:
    words = page.read_text()
    for path in re.findall(r"(?:`|\s)((?:tests|bot|docs|deploy|benchmarks|requirements)/[\w/.-]*\w)", words):
        assert (ROOT / path).exists(), f"{page.name} names {path}"
    for path in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", words):
        assert (page.parent / path).exists(), f"{page.name} links to {path}"
