"""A playground with a file of its own survives being killed: what was done a moment ago is there again."""

from __future__ import annotations

import asyncio
import shutil
import stat
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from bot.kit.errors import SetupError
from bot.playground.page import archive
from bot.playground.run import playground
from tests.playground.test_run import start
from tests.support.clock import PATIENCE


class Running:
    """A playground as a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process, address: str, web: aiohttp.ClientSession) -> None:
        parts = urlsplit(address)
        self.process, self.web = process, web
        self.base = f"{parts.scheme}://{parts.netloc}"
        self.headers = {"X-Playground-Token": parse_qs(parts.query)["token"][0]}
        self.people: dict[str, str] = {}

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        async with self.web.request(method, self.base + path, json=body, headers=self.headers) as answer:
            return await answer.json()

    async def writes(self, words: str) -> None:
        """Ada writes to the app."""
        state = await self.ask("GET", "/ui/state")
        self.people = {one["name"]: one["id"] for one in state["people"]}
        ada = self.people["ada"]
        screen = await self.ask("GET", f"/ui/people/{ada}")
        channel = next(c["id"] for c in screen["conversations"] if c["name"] == "general")
        body = {"channel": channel, "text": words}
        assert (await self.ask("POST", f"/ui/people/{ada}/message", body))["ok"]

    async def texts(self) -> str:
        state = await self.ask("GET", "/ui/state")
        ada = next(one["id"] for one in state["people"] if one["name"] == "ada")
        return str(await self.ask("GET", f"/ui/people/{ada}"))

    async def kill(self) -> None:
        self.process.kill()
        await self.process.wait()


@asynccontextmanager
async def running(file: Path, *options: str) -> AsyncIterator[Running]:
    process, address, _ = await start("--keep", str(file), *options)
    try:
        async with aiohttp.ClientSession() as web:
            yield Running(process, address, web)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def saved(file: Path, holds: Callable[[archive.SavedState], bool], within: float = PATIENCE) -> None:
    until = time.monotonic() + within
    while True:
        kept = archive.read(file)
        if kept is not None and holds(kept):
            return
        assert time.monotonic() < until, "it was not saved"
        await asyncio.sleep(0.05)


async def test_what_was_done_survives_a_kill(tmp_path: Path) -> None:
    file = tmp_path / "mine.pinchpoint"
    async with running(file) as first:
        await first.writes("Remember the harbour")
        await first.ask("POST", "/ui/clock", {"advance_seconds": 7200})
        await saved(
            file, lambda kept: "harbour" in str(kept.workspace) and kept.offset.total_seconds() >= 7200
        )
        await first.kill()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    async with running(file) as second:
        assert "Remember the harbour" in await second.texts()
        now = (await second.ask("GET", "/ui/state"))["clock"]["now"]
        assert time.mktime(time.strptime(now, "%Y-%m-%dT%H:%M:%SZ")) - time.mktime(time.gmtime()) > 7000


async def test_a_kill_while_it_saves_leaves_the_last_whole_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.pinchpoint"
    file.with_name(f".{file.name}.part").write_text("left over from a start before")
    async with running(file) as first:
        await first.writes("The first word")
        await saved(file, lambda kept: "The first word" in str(kept.workspace))
        busy = asyncio.create_task(keep_writing(first))
        await asyncio.sleep(0.9)
        await first.kill()
        busy.cancel()
        await asyncio.gather(busy, return_exceptions=True)
    async with running(file) as second:
        assert "The first word" in await second.texts()


async def keep_writing(one: Running) -> None:
    number = 0
    while True:
        number += 1
        await one.writes(f"word {number}")


async def test_a_file_that_cannot_be_written_is_said_and_nothing_else_breaks(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    with pytest.raises(SetupError, match="cannot be written"):
        await lose_the_folder(folder, caplog)


async def lose_the_folder(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with playground(folder.with_name("a"), scene="empty", keep=folder / "kept") as site:
        await saved(folder / "kept", lambda kept: True)
        shutil.rmtree(folder)
        site.slack.add_person("una")
        await site.slack.wait_until(lambda: "cannot be written" in caplog.text, 5)
        assert any(user.name == "una" for user in site.slack.workspace.users.values())


async def test_two_playgrounds_never_share_a_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.pinchpoint"
    async with running(file) as first:
        with pytest.raises(SetupError, match=r"Another playground goes on in .*mine"):
            async with playground(tmp_path / "other", scene="empty", keep=file):
                pass
        await first.kill()
    async with playground(tmp_path / "other", scene="empty", keep=file) as site:
        assert site.runner is not None
        assert site.runner.scene.name == "empty"
