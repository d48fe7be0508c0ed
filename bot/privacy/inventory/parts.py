"""How it is said which data is whose: for each column, to whom it is handed out and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, or_, select

from bot.kit.db import WorkspaceScoped
from bot.models import Ask, Session

Column: TypeAlias = Any  # a mapped attribute
Owner = Callable[[str], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Part:
    """What belongs to one person in a table: ``whose`` finds their rows, given their user id.

    ``words`` maps a column to what stands in it once the words are gone; ``facts`` stay as bare counts.
    ``unshown`` are words that go with them, and that are handed out to nobody.
    """

    whose: Owner
    facts: tuple[str, ...] = ()
    words: Mapping[str, Any] = field(default_factory=dict)
    unshown: Mapping[str, Any] = field(default_factory=dict)

    @property
    def going(self) -> dict[str, Any]:
        """What goes with the person, and what stands there afterwards."""
        return {**self.words, **self.unshown}

    @property
    def shown(self) -> tuple[str, ...]:
        """The columns that this person is given."""
        return (*self.facts, *self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a table holds about people.

    ``people`` are columns with user ids, which an erased person's rows keep under another id (``released``:
    which become empty). ``deleted`` finds the rows that go altogether. ``of_ask``, ``of_session``,
    ``of_event``, ``of_sheet`` and ``of_campaign`` name what a row belongs to: with it, its words go when they
    have been kept for long enough. ``other`` are the columns that say nothing about a person, or that are
    made from what is listed; ``because`` says why.
    """

    model: type[WorkspaceScoped]
    parts: Sequence[Part] = ()
    people: tuple[str, ...] = ()
    released: tuple[str, ...] = ()
    deleted: Owner | None = None
    of_ask: Column | None = None
    of_session: Column | None = None
    of_event: Column | None = None
    of_sheet: Column | None = None
    of_campaign: Column | None = None
    other: tuple[str, ...] = ()
    because: str = ""

    @property
    def name(self) -> str:
        """The table's name."""
        return str(self.model.__table__.name)  # type: ignore[attr-defined]

    @property
    def words(self) -> dict[str, Any]:
        """Every column that holds somebody's words, and what stands there once they are gone."""
        return {name: left for part in self.parts for name, left in part.going.items()}


def is_(*columns: Column) -> Owner:
    """Rows in which one of these columns names the person."""
    return lambda user_id: or_(*(column == user_id for column in columns))


def in_own_ask(column: Column) -> Owner:
    """Rows that belong to a question of the person."""
    return lambda user_id: column.in_(select(Ask.id).where(Ask.mentee_id == user_id))


def as_mentee(column: Column) -> Owner:
    """Rows that belong to a session that the person had as a mentee."""
    return lambda user_id: column.in_(select(Session.id).where(Session.mentee_id == user_id))
