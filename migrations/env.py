"""Runs the migrations, on the connection given by `pinchpoint db upgrade` or on DATABASE_URL."""

import asyncio
import json
import os
from typing import Any

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.rewriter import Rewriter
from alembic.operations import ops
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.ext.asyncio import create_async_engine

import bot.models  # noqa: F401 - registers the tables
from bot.kit.crypto import EncryptedText
from bot.kit.db import Base, UtcDateTime, parse_url
from bot.models import isolation, migrate

writer = Rewriter()


def render_item(kind: str, item: Any, _context: Any) -> Any:
    """Write our own column types as what the database sees: migrations never import the application."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, EncryptedText):
        return "sa.Text()"
    return False


@writer.rewrites(ops.AddColumnOp)
def give_rows_a_value(_context: Any, _revision: Any, add: ops.AddColumnOp) -> ops.AddColumnOp:
    """Give a column that must not be NULL a server default: the table may have rows already."""
    if not add.column.nullable and add.column.server_default is None:
        add.column.server_default = sa.DefaultClause(value_of_rows(add.column))
    return add


def value_of_rows(column: sa.Column[Any]) -> Any:
    """Return what rows that exist get: the model's default, or the emptiest value of the type, as SQL takes it.

    Numbers and booleans are written as text, which both databases convert. Raises CommandError where no value
    would be true of all rows.
    """
    kind, value = column.type, _model_default(column)
    if column.foreign_keys or isinstance(kind, EncryptedText):
        raise CommandError(
            f"No value of {column.name} fits all rows: add it nullable and fill it, then forbid NULL."
        )
    if isinstance(kind, sa.JSON):
        return json.dumps({} if value is None else value)
    if isinstance(kind, sa.Enum):
        return kind.enums[0] if value is None else str(value)
    if isinstance(kind, sa.Boolean | sa.Numeric | sa.Integer):
        return str(0 if value is None else +value)
    if isinstance(kind, UtcDateTime | sa.DateTime):
        return sa.text("CURRENT_TIMESTAMP")
    if isinstance(kind, sa.Date):
        return sa.text("CURRENT_DATE")
    return value or ""


def _model_default(column: sa.Column[Any]) -> Any:
    if column.default is None:
        return None
    if column.default.is_scalar:
        return column.default.arg
    # Such as list. What a function gives to one row, an id or a time, is not for all of them.
    return column.default.arg(None) if isinstance(column.type, sa.JSON) else None


def revise(of: Any, revision: Any, directives: list[Any]) -> None:
    """Number a new migration, and write what its columns give to rows that exist."""
    number = len(list(ScriptDirectory.from_config(of.config).walk_revisions())) + 1
    for script in directives:
        script.rev_id = f"{number:04}"
    writer(of, revision, directives)


def run(connection: sa.Connection) -> None:
    """Bring the database of this connection up to date."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=render_item,
        compare_type=True,
        on_version_apply=context.config.attributes.get("on_version_apply"),
        process_revision_directives=revise,
    )
    with context.begin_transaction():
        migrate.lock(connection)
        isolation.lift(connection)
        context.run_migrations()
        isolation.impose(connection)


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
