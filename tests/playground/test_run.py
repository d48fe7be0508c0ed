"""The command: it prints its address, serves the page, keeps to itself, and ends when told."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
import time
from pathlib import Path

import aiohttp
import pytest

from bot.playground import run
from tests.support.clock import PATIENCE, eventually


async def start(*options: str) -> tuple[asyncio.subprocess.Process, str, float]:
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "playground", "--port", "0", *options),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    line = (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode()
    found = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", line)
    assert found, line
    return process, found[0], time.monotonic() - began


async def end(process: asyncio.subprocess.Process) -> str:
    process.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
    assert process.stderr is not None
    return (await process.stderr.read()).decode()


async def test_it_starts_serves_and_ends(tmp_path: Path) -> None:
    process, address, seconds = await start("--keep", str(tmp_path / "kept"))
    assert seconds < PATIENCE  # 1.7 s on a quiet machine; see benchmarks/playground
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        assert answer.status == 200
        assert "<title>" in await answer.text()
        home = address.partition("/?")[0]
        async with session.get(f"{home}/guide?lang=de") as guide:  # what posts in a channel link to
            assert guide.status == 200
            assert '<html lang="de"' in await guide.text()
        async with session.get(f"{home}/guide/T0PLAYGND/{'0' * 8}.{'0' * 64}") as guessed:
            assert guessed.status == 404
    assert await end(process) == ""
    assert (tmp_path / "kept").exists()


def test_a_taken_port_is_said_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert run.main(["--port", str(taken.getsockname()[1])]) == 2
    assert "--port" in capsys.readouterr().err


def test_a_file_that_is_none_is_said_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "other").write_text("hello")
    assert run.main(["--port", "0", "--keep", str(tmp_path / "other")]) == 2
    assert "choose another" in capsys.readouterr().err


def test_no_browser_opens_by_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)

    async def brief(*options: str) -> None:
        parsed = run.parser().parse_args(["--port", "0", "--scene", "empty", *options])
        task = asyncio.create_task(run.serve(parsed))
        await eventually(lambda: "Press Ctrl+C" in capsys.readouterr().out)
        signal.raise_signal(signal.SIGTERM)
        await asyncio.wait_for(task, PATIENCE)

    asyncio.run(brief())
    assert opened == []
    asyncio.run(brief("--open"))
    assert len(opened) == 1
    assert "token=" in opened[0]
