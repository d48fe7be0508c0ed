"""Every key carries the workspace: rows can be spread over machines by it, and none refers to another's."""

from __future__ import annotations

import pytest
from sqlalchemy import Table, UniqueConstraint

import bot.models  # noqa: F401 - registers the tables
from bot.kit.db import Base

COLUMN = "workspace_id"
# One row for each workspace, one for the database, and one for each installation that is under way.
WITHOUT = {"workspace", "self_check", "oauth_state"}
TABLES = [table for table in Base.metadata.sorted_tables if table.name not in WITHOUT]


def uniques(table: Table) -> list[list[str]]:
    """The columns of whatever must be unique in a table."""
    constraints = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    indexes = [one for one in table.indexes if one.unique]
    return [[column.name for column in one.columns] for one in (*constraints, *indexes)]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_keys_begin_with_the_workspace(table: Table) -> None:
    assert table.primary_key.columns.keys()[0] == COLUMN
    assert [columns for columns in uniques(table) if COLUMN not in columns] == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_rows_refer_to_rows_of_their_own_workspace(table: Table) -> None:
    for key in table.foreign_key_constraints:
        pairs = [(one.parent.name, one.column.name) for one in key.elements]
        own = (COLUMN, "id") if key.referred_table.name == "workspace" else (COLUMN, COLUMN)
        assert own in pairs, f"{table.name} to {key.referred_table.name}"
