"""A proxy before PostgreSQL that fails as networks and servers do."""

from __future__ import annotations

import asyncio
from contextlib import suppress

SSL_REQUEST = 80877103
STARTING = b"SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0"


class Gateway:
    """Stands between the app and PostgreSQL, and can stop passing anything on without closing.

    ``starting``: so many connections are told that PostgreSQL is starting. ``delay``: each answer comes so
    many seconds later.
    """

    def __init__(self, folder: str, starting: int = 0, delay: float = 0) -> None:
        self._folder = folder
        self._starting = starting
        self._delay = delay
        self.refused = 0
        self._flows = asyncio.Event()
        self._flows.set()
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> int:
        """Begin to listen; return the port."""
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def hang(self) -> None:
        """Pass nothing on, also of what connects from here on."""
        self._flows.clear()

    def hang_present(self) -> None:
        """Let what is connected hang for ever, as when a machine between went away; others come through."""
        self._flows.clear()
        self._flows = asyncio.Event()
        self._flows.set()

    def heal(self) -> None:
        """Pass on again what hangs since ``hang``."""
        self._flows.set()

    async def stop(self) -> None:
        """Close everything."""
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.refused < self._starting:
            await self._refuse(reader, writer)
            return
        their_reader, their_writer = await asyncio.open_unix_connection(f"{self._folder}/.s.PGSQL.5432")
        flows = self._flows
        for source, target, delay in ((reader, their_writer, 0.0), (their_reader, writer, self._delay)):
            self._tasks.add(asyncio.create_task(_pass_on(flows, source, target, delay)))

    async def _refuse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            length = int.from_bytes(await reader.readexactly(4), "big")
            startup = await reader.readexactly(length - 4)
            if int.from_bytes(startup[:4], "big") == SSL_REQUEST:
                writer.write(b"N")
                await reader.read(1024)
            self.refused += 1
            writer.write(b"E" + (len(STARTING) + 4).to_bytes(4, "big") + STARTING)
            await writer.drain()
        writer.close()


async def _pass_on(
    flows: asyncio.Event, source: asyncio.StreamReader, target: asyncio.StreamWriter, delay: float
) -> None:
    with suppress(OSError):
        while data := await source.read(65536):
            await asyncio.sleep(delay)
            await flows.wait()
            target.write(data)
    target.close()
