"""The second layer of isolation: on PostgreSQL each table shows and takes only the rows of one workspace.

`pinchpoint db upgrade` puts the policies in place by the models, for new tables too. They are forced, so that
they hold for the role that owns the tables as well; a superuser, and a role with BYPASSRLS, passes them by.
While migrations run they are not forced: what they change belongs to every workspace.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Column, Connection, Table, text

from bot.kit.crypto import EncryptedText
from bot.kit.db import Across, Base
from bot.kit.db.isolation import ACROSS_SETTING, WORKSPACE_SETTING, enter
from bot.kit.errors import SetupError

_CLEANED = ("inbox", "outbox", "started_ask")  # tables from which a purpose deletes in all workspaces

# The role that signed in, where policies do not hold for it.
PASSED_BY = text("SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)")


def scoped_tables() -> list[Table]:
    """Return the tables whose rows belong to a workspace."""
    return [table for table in Base.metadata.sorted_tables if workspace_column(table) is not None]


def workspace_column(table: Table) -> Column[str] | None:
    """Return the column that says to which workspace a row belongs."""
    if table.name == "workspace":
        return table.c.id
    return table.c.get("workspace_id")


def policies(table: Table) -> dict[str, str]:
    """Return the policies of a table by their names. Whatever one of them allows is allowed."""
    column = workspace_column(table)
    assert column is not None  # noqa: S101 - only tables of workspaces are asked about
    # Within a SELECT of its own a setting is read once for each statement, not for each row.
    here = f"{column.name} = (SELECT current_setting('{WORKSPACE_SETTING}', true))"
    found = {
        "workspace": f"USING ({here}) WITH CHECK ({here})",
        "across": f"FOR SELECT USING ({_across(*Across)})",
    }
    if table.name == "outbox":
        found["across_outbox"] = f"FOR UPDATE USING ({_across(Across.OUTBOX)})"
    if table.name in _CLEANED:
        found["across_clean_up"] = f"FOR DELETE USING ({_across(Across.CLEAN_UP)})"
    if table.name == "rate_limit":
        found["across_resume"] = f"FOR DELETE USING ({_across(Across.RESUME)})"
    if any(isinstance(one.type, EncryptedText) for one in table.columns):
        found["across_keys"] = f"FOR UPDATE USING ({_across(Across.KEYS)})"
    return found


def _across(*purposes: Across) -> str:
    named = ", ".join(f"'{one}'" for one in purposes)
    return f"(SELECT current_setting('{ACROSS_SETTING}', true)) IN ({named})"


def lift(connection: Connection) -> None:
    """Let the owner change every row until ``impose``, in the same transaction."""
    for table, (_, forced, _) in _state(connection).items():
        if forced:
            connection.exec_driver_sql(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")


@contextmanager
def lifted(connection: Connection) -> Iterator[None]:
    """Let the owner read and change every row for a while, as `pinchpoint restore` has to."""
    lift(connection)
    yield
    impose(connection)


def see_all(connection: Connection) -> None:
    """Let the transaction read the rows of every workspace."""
    enter(connection, ACROSS_SETTING, Across.READ)


def impose(connection: Connection) -> None:
    """Close each table that is there to all workspaces but the one that a transaction names."""
    present = _state(connection)
    for table in scoped_tables():
        if table.name in present:
            for statement in _closing(table, present[table.name][2]):
                connection.exec_driver_sql(statement)


def lacking(connection: Connection) -> list[str]:
    """Return the tables that are open to more than one workspace, or closed to work that needs them all."""
    present = _state(connection)
    return [
        table.name
        for table in scoped_tables()
        if table.name in present and not _is_closed(table, present[table.name])
    ]


def grant(connection: Connection, role: str) -> None:
    """Let a role that owns no table read and change rows, in tables that upgrades make later too.

    Raises SetupError for a role that row-level security does not hold for.
    """
    found = connection.execute(_ROLE.bindparams(role=role)).first()
    if found is None:
        raise SetupError(f"There is no role {role}: make it first, with CREATE ROLE {role} LOGIN.")
    if found.passes_by:
        raise SetupError(f"The role {role} is a superuser or has BYPASSRLS: make one that is neither.")
    name = connection.dialect.identifier_preparer.quote(role)
    schema = connection.dialect.identifier_preparer.quote(found.schema)
    rows = "SELECT, INSERT, UPDATE, DELETE ON"
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {schema} TO {name}")
    connection.exec_driver_sql(f"GRANT {rows} ALL TABLES IN SCHEMA {schema} TO {name}")
    connection.exec_driver_sql(f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT {rows} TABLES TO {name}")
    connection.exec_driver_sql(f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {name}")


_ROLE = text(
    "SELECT current_schema() AS schema, rolsuper OR rolbypassrls AS passes_by "
    "FROM pg_roles WHERE rolname = :role"
)


def _closing(table: Table, found: set[str]) -> Iterator[str]:
    name = table.name
    for policy, says in policies(table).items():
        if policy in found:
            yield f"DROP POLICY {policy} ON {name}"
        yield f"CREATE POLICY {policy} ON {name} {says}"
    yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"


def _is_closed(table: Table, state: tuple[bool, bool, set[str]]) -> bool:
    enabled, forced, found = state
    return enabled and forced and set(policies(table)) <= found


_STATE = text(
    """
    SELECT relname, relrowsecurity, relforcerowsecurity,
        ARRAY(SELECT polname::text FROM pg_policy WHERE polrelid = pg_class.oid)
    FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
    """
)


def _state(connection: Connection) -> dict[str, tuple[bool, bool, set[str]]]:
    """Return of each table whether its policies hold, whether for its owner too, and their names."""
    if connection.dialect.name != "postgresql":
        return {}
    rows = connection.execute(_STATE)
    return {name: (enabled, forced, set(found)) for name, enabled, forced, found in rows}
