"""Runs the migrations, on the connection given by `pinchpoint db upgrade` or on DATABASE_URL."""

import asyncio
import os
from typing import Any

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

import bot.models  # noqa: F401 - registers the tables
from bot.kit.crypto import EncryptedText
from bot.kit.db import Base, UtcDateTime, parse_url

# Two replicas that start at once must not both migrate: the second waits, then finds nothing to do.
MIGRATION_LOCK = 7_041_776


def render_item(kind: str, item: Any, _context: Any) -> Any:
    """Write our own column types as what the database sees: migrations never import the application."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, EncryptedText):
        return "sa.Text()"
    return False


def run(connection: Connection) -> None:
    """Bring the database of this connection up to date."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=render_item,
        compare_type=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        context.run_migrations()


async def connect_and_run() -> None:
    """Open DATABASE_URL, for the `alembic` command itself."""
    engine = create_async_engine(parse_url(os.environ.get("DATABASE_URL", "sqlite:///pinchpoint.db")))
    async with engine.begin() as connection:
        await connection.run_sync(run)
    await engine.dispose()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    asyncio.run(connect_and_run())
