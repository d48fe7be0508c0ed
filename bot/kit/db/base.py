"""The mapped classes' bases: what every table has, and how a row belongs to a workspace."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from bot.kit.ids import new_id

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The mapped classes' base."""

    metadata = MetaData(naming_convention=NAMING)


class WorkspaceScoped:
    """A mixin: each row is one workspace's, named by ``workspace_id``. WorkspaceSession narrows to it."""

    workspace_id: Mapped[str] = mapped_column(Text)


class WorkspaceRow(WorkspaceScoped, Base):
    """A row that belongs to one workspace, which is part of its key."""

    __abstract__ = True

    workspace_id: Mapped[str] = mapped_column(
        Text, ForeignKey("workspace.id"), primary_key=True, sort_order=-20
    )


class IdentifiedRow(WorkspaceRow):
    """A workspace's row with an id of its own."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(Text, primary_key=True, default=new_id, sort_order=-10)


def within(table: str, column: str, remote: str = "id") -> ForeignKeyConstraint:
    """Return a foreign key that cannot leave the workspace: ``(workspace_id, column)``."""
    return ForeignKeyConstraint(
        ["workspace_id", column], [f"{table}.workspace_id", f"{table}.{remote}"], ondelete="CASCADE"
    )


def related(join: str | None = None, **options: Any) -> Any:
    """Return a relationship to join along and to load with ``selectinload``, never unasked and never written.

    ``join`` is needed where no foreign key, or more than one, leads to the other class; ``workspace_id`` is
    part of it.
    """
    return relationship(primaryjoin=join, viewonly=True, lazy="raise", **options)
