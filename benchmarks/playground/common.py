"""A playground as a process of its own, and its page's end of the UI API."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp


class Page:
    """Asks and tells as the page does, and waits for what is pushed."""

    def __init__(self, address: str, pid: int, session: aiohttp.ClientSession) -> None:
        parts = urlsplit(address)
        self.address, self.pid = address, pid
        self.base = f"{parts.scheme}://{parts.netloc}"
        self.token = parse_qs(parts.query)["token"][0]
        self.session = session
        self.live: aiohttp.ClientWebSocketResponse | None = None

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"X-Playground-Token": self.token}
        async with self.session.request(method, self.base + path, json=body, headers=headers) as answer:
            return await answer.json()

    async def sees(self, person: str) -> Any:
        return await self.ask("GET", f"/ui/people/{person}")

    async def does(self, person: str, command: str, **body: Any) -> Any:
        answer = await self.ask("POST", f"/ui/people/{person}/{command}", body)
        assert answer["ok"], answer
        return answer

    async def wait_for(self, person: str, shows: Callable[[Any], Any], within: float = 10) -> Any:
        """Look at a person's screen whenever it is said to have changed, until it shows something."""
        return await self.wait_for_any([person], shows, within)

    async def wait_for_any(
        self, people: Sequence[str], shows: Callable[[Any], Any], within: float = 10
    ) -> Any:
        """Do the same for several people side by side."""
        if self.live is None:
            self.live = await self.session.ws_connect(f"{self.base}/ui/live?token={self.token}")
        changed = set(people)
        async with asyncio.timeout(within):
            while True:
                for person in changed & set(people):
                    if found := shows(await self.sees(person)):
                        return found
                told: Any = {}
                while told.get("type") != "changed":
                    told = await self.live.receive_json()
                changed = set(told["people"])


@asynccontextmanager
async def playground(*options: str) -> AsyncIterator[Page]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "playground", "--port", "0", *options), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        line = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
        found = re.search(r"http://\S+", line)
        assert found, line
        async with aiohttp.ClientSession() as session:
            yield Page(found[0], process.pid, session)
    finally:
        process.send_signal(signal.SIGINT)
        await process.wait()


def report(what: str, value: float, limit: float, unit: str) -> None:
    print(f"{what}: {value:.3g} {unit}, limit {limit:g} {unit}, ratio {value / limit:.2f}")


def run(measure: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(measure())  # type: ignore[arg-type]
