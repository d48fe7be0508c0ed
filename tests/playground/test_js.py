"""The page's own modules, under node's test runner: what they show, what they hold, what they send."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

TESTS = Path(__file__).parent / "js"
SCRIPTS = Path(__file__).parents[2] / "bot/playground/page/static/js"
OLDEST = 20  # the first node whose test runner is stable


def node() -> str:
    """The program, or a skip that says what is missing."""
    found = shutil.which("node")
    if found is None:
        pytest.skip(f"node is missing: install node {OLDEST} or newer to test the page's JavaScript")
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    if int(re.findall(r"\d+", version)[0]) < OLDEST:
        pytest.skip(f"node is {version.strip()}: the page's JavaScript is tested with node {OLDEST} or newer")
    return found


def test_the_pages_modules() -> None:
    files = [str(path) for path in sorted(TESTS.glob("*.test.mjs"))]
    done = subprocess.run(
        [node(), "--test", *files], capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_import_names_something_that_is_exported() -> None:
    sources = {path.name: path.read_text("utf-8") for path in SCRIPTS.glob("*.js")}
    exported = {
        name: set(re.findall(r"^export (?:async )?(?:function|class|const|let) (\w+)", text, re.MULTILINE))
        for name, text in sources.items()
    }
    for name, text in sources.items():
        for names, module in re.findall(r'^import \{([^}]+)\} from "\./([\w.]+)";', text, re.MULTILINE):
            wanted = {one.strip().split(" as ")[0] for one in names.split(",")}
            assert module in sources, f"{name} imports {module}"
            assert wanted <= exported[module], f"{name} imports {wanted - exported[module]} from {module}"
