"""Row-level security: in which workspace a transaction is, told to PostgreSQL for as long as it lasts.

The policies (``bot.models.isolation``) compare each row with these two settings. They are local to a
transaction, so that nothing is left on a connection which a pool hands to the next one; a transaction that
sets neither sees no row of any workspace. SQLite has no such thing.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session, SessionTransaction

from bot.kit.db.scope import COLUMN

WORKSPACE_SETTING = "pinchpoint.workspace"
ACROSS_SETTING = "pinchpoint.across"


class Across(StrEnum):
    """What a transaction over all workspaces is for. Each reads; what it may write is said."""

    READ = "read"  # find due work, count, diagnose
    OUTBOX = "outbox"  # lease rows of the outbox, and give them back
    CLEAN_UP = "clean_up"  # delete what has served its purpose
    KEYS = "keys"  # encrypt values with another key
    RESUME = "resume"  # let the work begin after a restore


def enter(connection: Connection, setting: str, value: str) -> None:
    """Set one of the two for the transaction that has just begun."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT set_config($1, $2, true)", (setting, value))


def enter_workspace(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    """Tell in which workspace a session is (event ``after_begin``)."""
    workspace_id: Any = session.info.get(COLUMN)
    if workspace_id is not None and not connection.in_nested_transaction():
        enter(connection, WORKSPACE_SETTING, workspace_id)
