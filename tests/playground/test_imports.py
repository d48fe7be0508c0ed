"""The stand-in could ship alone, and the parts of the playground stand on each other in one order."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import playground

ROOT = Path(playground.__file__).parent


def imports_of(folder: str) -> Iterator[tuple[Path, str]]:
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}: a relative import"
                yield path, node.module or ""
            elif isinstance(node, ast.Import):
                yield from ((path, alias.name) for alias in node.names)


def test_the_stand_in_imports_nothing_of_the_app() -> None:
    ours = [(path.name, name) for path, name in imports_of("slack") if name.split(".")[0] == "bot"]
    assert ours
    assert [one for one in ours if not one[1].startswith("bot.playground.slack")] == []


@pytest.mark.parametrize("folder", ["slack", "scenes", "page"])
def test_nothing_imports_what_stands_above_it(folder: str) -> None:
    above = {"slack": {"scenes", "page", "run"}, "scenes": {"page", "run"}, "page": {"run"}}[folder]
    for path, name in imports_of(folder):
        assert not any(name.startswith(f"bot.playground.{one}") for one in above), f"{path.name}: {name}"


def test_the_stand_in_needs_only_aiohttp_and_the_standard_library() -> None:
    roots = {name.split(".")[0] for _, name in imports_of("slack")}
    assert roots - sys.stdlib_module_names - {"bot"} == {"aiohttp"}
