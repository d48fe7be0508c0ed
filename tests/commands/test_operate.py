"""The handbook for operators: its commands are those there are, and its log lines are those of the code.

`tests/support/fresh_machine.py` runs them as they stand.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.commands import parser
from tests.support.fresh_machine import blocks

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/operate.md").read_text()


def test_every_command_of_the_handbook_is_there() -> None:
    for line in (line for block in blocks(PAGE) for line in block.splitlines()):
        words = line.partition("pinchpoint ")[2].split()
        if words and "=" not in words[0] and "." not in words[0]:
            parser().parse_args(words)


def said() -> list[str]:
    return [phrase for row in PAGE.splitlines() if row.startswith("| ") for phrase in quoted(row)]


def quoted(row: str) -> list[str]:
    alarm = row.split("|")[1]
    return re.findall(r"`([^`]+)`", alarm.partition("log ")[2])


@pytest.mark.parametrize("phrase", said())
def test_the_log_lines_of_the_handbook_are_those_of_the_code(phrase: str) -> None:
    source = "".join(
        path.read_text() for path in (ROOT / "bot").rglob("*.py") if "playground" not in path.parts
    )
    joined = re.sub(r'"\s*\n\s*f?"', "", source)  # sentences that go over several lines of code
    assert phrase in joined


def test_there_are_enough_alarms_and_each_has_cause_and_cure() -> None:
    rows = [
        row for row in PAGE.splitlines() if (row.startswith("| ") and "log `" in row) or "`/readyz`:" in row
    ]
    assert len(rows) >= 13
    assert [
        row for row in rows if len([cell for cell in row.strip("| ").split(" | ") if cell.strip()]) != 3
    ] == []
