"""A pooler before PostgreSQL that gives each transaction another connection, as PgBouncer's pool_mode does.

What is prepared under a name in one transaction is therefore not there in the next.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

SSL_REQUEST = 80877103
CONNECTIONS = 3


@dataclass
class Server:
    """A connection to PostgreSQL, and what it said when it opened."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    greeting: bytes = b""

    async def message(self) -> bytes:
        """Read one message."""
        head = await self.reader.readexactly(5)
        return head + await self.reader.readexactly(int.from_bytes(head[1:], "big") - 4)


@dataclass
class Pool:
    """Hands out its connections in turn, each for one transaction."""

    free: asyncio.Queue[Server] = field(default_factory=asyncio.Queue)

    async def open(self, folder: str, database: str) -> None:
        """Log in so many times."""
        given = f"user\0pinchpoint\0database\0{database}\0\0".encode()
        startup = (196608).to_bytes(4, "big") + given
        for _ in range(CONNECTIONS):
            server = Server(*await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.5432"))
            server.writer.write((len(startup) + 4).to_bytes(4, "big") + startup)
            while not server.greeting.endswith(b"Z\0\0\0\5I"):
                server.greeting += await server.message()
            self.free.put_nowait(server)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one client."""
        with suppress(OSError, asyncio.IncompleteReadError):
            await self._greet(reader, writer)
            while data := await reader.read(65536):
                if data[:1] == b"X":
                    break
                server = await self.free.get()
                server.writer.write(data)
                await self._transaction(server, reader, writer)
                self.free.put_nowait(server)
        writer.close()

    async def _greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            body = await reader.readexactly(int.from_bytes(await reader.readexactly(4), "big") - 4)
            if int.from_bytes(body[:4], "big") != SSL_REQUEST:
                break
            writer.write(b"N")
        server = await self.free.get()
        writer.write(server.greeting)
        self.free.put_nowait(server)

    async def _transaction(
        self, server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Pass on both ways until PostgreSQL says that it is in no transaction."""

        async def pass_on() -> None:
            while data := await reader.read(65536):
                server.writer.write(data)

        passing = asyncio.create_task(pass_on())
        try:
            while True:
                message = await server.message()
                writer.write(message)
                if message == b"Z\0\0\0\5I":
                    return
        finally:
            passing.cancel()
            await asyncio.gather(passing, return_exceptions=True)


@asynccontextmanager
async def transaction_pool(folder: str, database: str) -> AsyncIterator[int]:
    """Give the port of a pooler before the PostgreSQL whose socket is in ``folder``."""
    pool = Pool()
    await pool.open(folder, database)
    listening = await asyncio.start_server(pool.serve, "127.0.0.1", 0)
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        listening.close()
        while not pool.free.empty():
            pool.free.get_nowait().writer.close()
