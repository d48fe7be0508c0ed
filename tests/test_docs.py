"""Pages of docs/ whose parts are made from the code are as fresh as the code."""

from __future__ import annotations

import importlib
import re
import subprocess
from pathlib import Path

import pytest

from tests.support.docs import DOCS, PARTS, ROOT, pages, remade
from tests.support.words import PAGE, written


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_a_page_says_what_the_code_says(page: Path) -> None:
    assert page.read_text() == remade(page.read_text()), "Run `python -m tests.support.docs`."


def test_every_made_part_stands_on_a_page() -> None:
    written = "".join(page.read_text() for page in pages())
    assert [name for name in PARTS if f"<!-- made: {name} -->" not in written] == []


MAINTAINERS = [DOCS / "architecture.md", ROOT / "CONTRIBUTING.md"]


def references() -> list[str]:
    """Return every ``module:name`` that the pages for maintainers name in a code span."""
    words = "".join(page.read_text() for page in MAINTAINERS)
    return sorted(set(re.findall(r"`([a-z_]+(?:\.[a-z_]+)*:[A-Za-z_][A-Za-z_.]*)`", words)))


def paths() -> list[str]:
    """Return every path that the pages for maintainers name in a code span."""
    words = "".join(page.read_text() for page in MAINTAINERS)
    return sorted(set(re.findall(r"`((?:bot|tests|docs|requirements)/[\w/.-]*)`", words)))


@pytest.mark.parametrize("path", paths())
def test_the_paths_that_a_page_names_exist(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("reference", references())
def test_what_a_page_names_exists(reference: str) -> None:
    module, _, name = reference.partition(":")
    found: object = importlib.import_module(f"bot.{module}")
    for part in name.split("."):
        found = getattr(found, part)


def commits() -> list[str]:
    """Return the commits that CONTRIBUTING.md names as examples."""
    return re.findall(r"Worked example: `([0-9a-f]{7,10})`", (ROOT / "CONTRIBUTING.md").read_text())


def git(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=False)


def test_each_recipe_has_an_example_and_it_is_there() -> None:
    recipes = (ROOT / "CONTRIBUTING.md").read_text().partition("## How do I add")[2].partition("\n## ")[0]
    without = re.findall(r"^\*\*(A.*?)\*\*(?! Worked)", recipes, re.M)
    assert without == ["A decision"]
    if git("rev-parse", "--is-shallow-repository").stdout.strip() != "false":
        pytest.skip("the history is not here")
    assert [one for one in commits() if git("merge-base", "--is-ancestor", one, "HEAD").returncode] == []


def test_the_glossary_is_short() -> None:
    glossary = (DOCS / "architecture.md").read_text().partition("## Glossary")[2]
    words = [line for line in glossary.splitlines() if line.startswith("| ")][2:]
    assert 10 < len(words) <= 30


def proofs() -> list[tuple[str, str]]:
    """Return the files of tests that the page on reliability names, each with what of it is meant."""
    words = (DOCS / "reliability.md").read_text()
    return re.findall(r'`(tests/[\w/]+\.py)(?: -k "?([\w ]+)"?)?`', words)


@pytest.mark.parametrize(("path", "chosen"), proofs())
def test_the_proofs_that_the_page_names_are_there(path: str, chosen: str) -> None:
    names = re.findall(r"def (test_\w+)", (ROOT / path).read_text())
    for word in chosen.split(" or "):
        assert [name for name in names if word in name], f"{path} has no test of {word!r}"


async def test_the_words_of_the_journey_are_what_people_read() -> None:
    assert PAGE.read_text() == await written(), "Run `python -m tests.support.words`."
