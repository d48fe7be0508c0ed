"""What the product depends on: few packages, each with a reason, pinned once and with hashes."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
FILES = {path.stem: path.read_text() for path in (ROOT / "requirements").glob("*.txt")}
MOST = 18


def name_of(requirement: str) -> str:
    """The package alone: without extras, versions and markers."""
    return re.split(r"[\[<>=~!; ]", requirement, maxsplit=1)[0].lower()


def pinned(file: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)(?: ;.*)? \\$", FILES[file], re.M))


def test_there_are_few_and_each_has_its_reason_written_down() -> None:
    table = re.findall(
        r"^\| `([^`\[]+)(?:\[\w+\])?` \| (.+) \|$", (ROOT / "docs/dependencies.md").read_text(), re.M
    )
    assert [name for name, _ in table] == sorted(name_of(one) for one in PROJECT["dependencies"])
    assert all(len(reason) > 10 for _, reason in table)
    assert len(table) <= MOST


def test_every_requirement_is_pinned_with_hashes() -> None:
    wanted = {"main": PROJECT["dependencies"], **PROJECT["optional-dependencies"]}
    for file, requirements in wanted.items():
        assert {name_of(one) for one in requirements} <= {*pinned(file), *pinned("main")}
        blocks = re.split(r"^(?=[a-z0-9.-]+==)", FILES[file], flags=re.M)[1:]
        assert all("--hash=sha256:" in block for block in blocks)


def test_nothing_is_pinned_twice_and_no_file_names_an_index() -> None:
    for file in ("dev", "holidays", "metrics", "pdf", "tracing"):
        assert pinned(file).keys() & pinned("main").keys() == set()
    assert "\n-r main.txt\n" in FILES["dev"]
    for text in FILES.values():
        assert not re.search(r"https?://|file:|--(?:index|extra-index|find-links)", text)
