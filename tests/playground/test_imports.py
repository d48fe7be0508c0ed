"""The stand-in could ship alone, and the parts of the playground stand on each other in one order."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import playground

ROOT = Path(playground.__file__).parent
PYPROJECT = ROOT.parents[1] / "pyproject.toml"


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


def test_the_contract_names_everything_outside_the_stand_in() -> None:
    contracts = tomllib.loads(PYPROJECT.read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (forbidden,) = [
        one["forbidden_modules"] for one in contracts if one.get("source_modules") == ["bot.playground.slack"]
    ]
    parts = {path.stem for path in ROOT.parent.iterdir() if path.suffix == ".py" or is_package(path)}
    inside = {path.stem for path in ROOT.iterdir() if path.suffix == ".py" or is_package(path)}
    wanted = {f"bot.{name}" for name in parts - {"__init__", "playground"}}
    wanted |= {f"bot.playground.{name}" for name in inside - {"__init__", "slack"}}
    assert set(forbidden) == wanted


def is_package(path: Path) -> bool:
    return (path / "__init__.py").is_file()


def test_the_stand_in_needs_only_aiohttp_and_the_standard_library() -> None:
    roots = {name.split(".")[0] for _, name in imports_of("slack")}
    assert roots - sys.stdlib_module_names - {"bot"} == {"aiohttp"}
