"""The handbook for operators: its commands work as they stand, and its log lines are those of the code."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.commands.init import env_file
from bot.kit.clock import SystemClock
from bot.kit.settings import Settings
from bot.playground import manifest
from bot.playground.slack.server import StandIn

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/operate.md").read_text()
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """An environment with nothing of ours but the command `pinchpoint`."""
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "pinchpoint").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bot "$@"\n')
    (tools / "pinchpoint").chmod(0o755)
    (tools / "python3").symlink_to(sys.executable)
    kept = {k: v for k, v in os.environ.items() if k.upper().lower() not in Settings.model_fields}
    return kept | {"PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}


async def run(block: str, folder: Path, environment: dict[str, str]) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        *("bash", "-euo", "pipefail", "-c", block),
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    told, _ = await process.communicate()
    return process.returncode or 0, told.decode()


async def test_the_commands_of_the_handbook_work_one_after_the_other(
    tmp_path: Path, shell: dict[str, str]
) -> None:
    assert len(BLOCKS) == 6
    folder = tmp_path / "service"
    folder.mkdir()
    async with StandIn(SystemClock()) as slack:
        slack.use_manifest(manifest.read())
        env_file.write(
            folder / ".env",
            {
                "SLACK_BOT_TOKEN": slack.bot_token,
                "SLACK_APP_TOKEN": slack.app_token,
                "SLACK_API_URL": slack.api_url,
                "PORT": "0",
                "HEALTH_PORT": "0",
            },
        )
        assert await run("pinchpoint db upgrade", folder, shell) == (0, "The database is up to date.\n")
        for block in BLOCKS:
            code, told = await run(block, folder, shell)
            assert code == 0, f"{block}\n{told}"
    assert (folder / "drill/pinchpoint.db").stat().st_mode & 0o077 == 0


def test_a_block_that_fails_is_noticed(tmp_path: Path, shell: dict[str, str]) -> None:
    assert asyncio.run(run("pinchpoint dlq retry\ntrue", tmp_path, shell))[0] == 2


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
    assert shutil.which("bash")
