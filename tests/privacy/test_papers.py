"""The papers name every table, column, scope and requirement, and no proof that is not there."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import bot
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


# OWASP ASVS 5.0.0: how many requirements each section has, and which of them are of level 3.
ASVS = """
1.1:2 1.2:10-10 1.3:12-12 1.4:3 1.5:3-3 2.1:3 2.2:3 2.3:5-5 2.4:2-2 3.1:1-1 3.2:3-3 3.3:5-5
3.4:8-7,8 3.5:8-6,7,8 3.6:1-1 3.7:5-3,4,5 4.1:5-4,5 4.2:5-2,3,4,5 4.3:2 4.4:4 5.1:1 5.2:6-4,5,6
5.3:3-3 5.4:3 6.1:3 6.2:12 6.3:8-5,6,7,8 6.4:6-5,6 6.5:8-6,7,8 6.6:4-4 6.7:2-1,2 6.8:4 7.1:3 7.2:4
7.3:2 7.4:5 7.5:3-3 7.6:2 8.1:4-3,4 8.2:4-4 8.3:3-2,3 8.4:2-2 9.1:3 9.2:4 10.1:2 10.2:3-3 10.3:5-5
10.4:16-12,13,14,15,16 10.5:5 10.6:2 10.7:3 11.1:4-3,4 11.2:5-4,5 11.3:5-4,5 11.4:4 11.5:2-2
11.6:2-2 11.7:2-1,2 12.1:5-4,5 12.2:2 12.3:5-5 13.1:4-2,3,4 13.2:6-6 13.3:4-3,4 13.4:7-6,7 14.1:2
14.2:8-5,6,7,8 14.3:3 15.1:5-4,5 15.2:5-4,5 15.3:7 15.4:4-1,2,3,4 16.1:1 16.2:5 16.3:4 16.4:3
16.5:4-4 17.1:2-2 17.2:8-5,6,7,8 17.3:2
"""


def required() -> list[str]:
    found = []
    for section, count, highest in re.findall(r"([\d.]+):(\d+)(?:-([\d,]+))?", ASVS):
        left_out = set(highest.split(","))
        found += [f"{section}.{one}" for one in range(1, int(count) + 1) if str(one) not in left_out]
    return found


def test_each_requirement_of_asvs_level_2_is_answered_once() -> None:
    rows = re.findall(
        r"^\| (\d[\d.]+)(?:–(\d[\d.]+))? \| (\w+) \|(.*)$", (ROOT / "docs/security.md").read_text(), re.M
    )
    answered = []
    for first, last, answer, rest in rows:
        section, _, start = first.rpartition(".")
        answered += [f"{section}.{n}" for n in range(int(start), int((last or first).rpartition(".")[2]) + 1)]
        assert answer in {"yes", "partly", "no", "none", "yours"}, first
        assert answer != "yes" or "`" in rest or "above" in rest, f"{first}: what shows it?"
    assert len(required()) == 253
    assert sorted(answered) == sorted(required())


def sentences() -> set[str]:
    names = [one.name for one in pkgutil.walk_packages(bot.__path__, "bot.") if one.name.endswith(".texts")]
    names.append("bot.models.program_settings")
    source = "".join(Path(str(importlib.import_module(one).__file__)).read_text() for one in names)
    return set(re.findall(r'"([^"\n]+)"', source))


@pytest.mark.parametrize("page", ["program", "papers/works-council"])
def test_the_labels_that_a_page_names_are_those_of_the_app(page: str) -> None:
    words = re.sub(r"\*\*.*?\*\*", "", (ROOT / f"docs/{page}.md").read_text())
    named = {" ".join(one.split()) for one in re.findall(r"(?<!\*)\*([A-Z][^*]+)\*(?!\*)", words)}
    known = sentences() | {"Workplace Knowledge Flows"}
    assert {one for one in named if one not in known and not any(s.startswith(one) for s in known)} == set()
