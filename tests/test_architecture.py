"""Rules that a linter does not know: who may import what inside a feature and between features."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "bot"
# What features stand on, and what stands on them.
NO_FEATURES = {"commands", "delivery", "kit", "models", "playground"}
FEATURES = sorted({path.parent.name for path in ROOT.glob("*/__init__.py")} - NO_FEATURES)
NAMES = {
    *("listeners", "jobs", "messages", "views", "texts", "forms"),
    *("service", "lifecycle", "queries", "rules"),
}
PUBLIC = {"service", "lifecycle", "queries", "rules"}  # rules are pure, and their dataclasses travel
# What each kind of file may import of its own feature.
INSIDE = {
    "listeners": {"views", "texts", "forms", "service", "queries", "rules"},
    "jobs": {"service", "queries", "rules"},
    "messages": {"views", "queries", "rules", "texts"},
    "views": {"forms", "texts", "queries", "rules"},  # of queries only the dataclasses it draws
    "service": {"messages", "lifecycle", "queries", "rules", "texts", "forms"},
    "lifecycle": set(),  # every move of an aggregate between its states, where several features make them
    "queries": {"rules", "texts"},
    "forms": {"texts", "rules"},
    "texts": {"rules"},
    "rules": set(),
}
# What a feature holds beside the fixed names, and why.
NAMED = {
    "dashboard": {"pages"},  # the figures to print, in a browser
    "feed": {"pages"},  # what calendars ask for over the web
    "flash": {"rota"},  # who talks with whom, by numbers alone
    "install": {"authorize", "pages", "renewal", "tokens"},  # a web flow, not a conversation in Slack
    "pilot": {"pages"},  # the guide, which browsers ask for over the web
    "privacy": {"inventory"},  # of every table, which column is whose
    "matching": {"engine"},  # ranking by numbers alone: no table, no Slack
    "whatif": {"replay"},  # a quarter once more, by numbers alone
}
# What rules may compute with beside the standard library: arithmetic.
RULES_MAY_IMPORT = {"numpy", "scipy"}
NO_SLACK = ("service", "lifecycle", "queries", "rules")


def files() -> Iterator[tuple[str, str, Path]]:
    for feature in FEATURES:
        for path in sorted((ROOT / feature).rglob("*.py")):
            part = path.relative_to(ROOT / feature).parts[0].removesuffix(".py")
            if part in NAMES:
                yield feature, part, path


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize(
    ("feature", "part", "path"),
    list(files()),
    ids=lambda value: value.name if isinstance(value, Path) else value,
)
def test_a_file_imports_only_what_its_kind_may(feature: str, part: str, path: Path) -> None:
    for name in imports(path):
        pieces = name.split(".")
        if pieces[0] in {"slack_sdk", "slack_bolt"}:
            assert part not in NO_SLACK, f"{path} knows Slack: {name}"
        if pieces[0] != "bot" or len(pieces) < 3:
            continue
        if pieces[1] == feature and pieces[2] in NAMES and pieces[2] != part:
            assert pieces[2] in INSIDE[part], f"{path} imports {name}"
        elif pieces[1] in FEATURES and pieces[1] != feature and pieces[2] in NAMES:
            assert pieces[2] in PUBLIC | ({"views"} if feature == "home" else set()), (
                f"{path} imports what another feature keeps to itself: {name}"
            )


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_has_only_the_fixed_file_names(feature: str) -> None:
    found = {
        path.name.removesuffix(".py") for path in (ROOT / feature).iterdir() if path.name != "__pycache__"
    }
    assert found - NAMES - {"__init__"} <= NAMED.get(feature, set())


@pytest.mark.parametrize("feature", FEATURES)
def test_jobs_go_through_rows_and_workspaces_only_with_the_due_runner(feature: str) -> None:
    path = ROOT / feature / "jobs.py"
    tree = ast.parse(path.read_text()) if path.exists() else ast.parse("")
    loops = [node for node in ast.walk(tree) if isinstance(node, (ast.For, ast.AsyncFor))]
    assert not [name for loop in loops for name in called(loop) if name in {"begin", "read"}], path
    assert "all_workspaces" not in called(tree), path


def called(tree: ast.AST) -> list[str]:
    """The methods that are called in a piece of code."""
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call.attr for call in calls if isinstance(call, ast.Attribute)]


def test_rules_know_nothing_of_ours_but_hours_and_sentences() -> None:
    for feature, kind, path in files():
        if kind == "rules":
            used = list(imports(path))
            ours = [name for name in used if name.startswith("bot.")]
            allowed = ("bot.kit.hours", "bot.kit.i18n", f"bot.{feature}.rules", f"bot.{feature}.engine")
            assert all(name.startswith(allowed) for name in ours), f"{path}: {ours}"
            others = {name.partition(".")[0] for name in used} - sys.stdlib_module_names - {"bot"}
            assert others <= RULES_MAY_IMPORT, f"{path}: {others}"


PURE_TOOLS = ("bot.kit.hours", "bot.kit.collector", "bot.kit.stop_words")


@pytest.mark.parametrize("engine", ["matching.engine", "flash.rota"])
def test_the_engines_work_by_numbers_alone(engine: str) -> None:
    for path in sorted((ROOT / engine.replace(".", "/")).rglob("*.py")):
        used = list(imports(path))
        ours = [name for name in used if name.startswith("bot.")]
        assert all(name.startswith((*PURE_TOOLS, f"bot.{engine}")) for name in ours), f"{path}: {ours}"
        others = {name.partition(".")[0] for name in used} - sys.stdlib_module_names - {"bot"}
        assert others <= RULES_MAY_IMPORT, f"{path}: {others}"
