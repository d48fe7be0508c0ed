"""Values of encrypted columns are bound to their row: before they are written, they are told which it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Update, inspect
from sqlalchemy.orm import Mapper
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BinaryExpression, BindParameter, BooleanClauseList

from bot.kit.crypto import WORDLESS, EncryptedText, RowWords
from bot.kit.db.base import IdentifiedRow
from bot.kit.ids import new_id


class UnboundWordsError(RuntimeError):
    """A statement would write words to rows whose keys it does not name: a fault of ours."""


def new_row(mapper: Mapper[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a row that is about to be inserted, its words told their row."""
    known = dict(values)
    if not encrypted(mapper):
        return known
    if issubclass(mapper.class_, IdentifiedRow):
        known.setdefault("id", new_id())
    return {**known, **_told(mapper, known, known)}


def changes(mapper: Mapper[Any], key: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is about to change in the row with this key, its words told their row."""
    return {**values, **_told(mapper, key, values)}


def update(mapper: Mapper[Any], statement: Update) -> Update:
    """Return an UPDATE whose words are told their row, which its conditions have to name.

    One that gives a row another key has to write all of its words with it.
    """
    given = {_key(one): plain(value) for one, value in (statement._values or {}).items()}
    new_key = {part: given[part] for part in _row_key(mapper) if part in given}
    if new_key and any(name not in given for name in encrypted(mapper)):
        raise UnboundWordsError(
            f"{mapper.class_.__name__}: update_key changes keys, and keeps words readable."
        )
    told = _told(mapper, dict(_named(statement._where_criteria)) | new_key, given)
    return statement.values(told) if told else statement


def flushed(row: Any, *, is_new: bool) -> None:
    """Tell an object's words their row before the unit of work writes it."""
    state = inspect(row)
    for name in encrypted(state.mapper):
        value = row.__dict__.get(name)
        if _is_wordless(value) or not (is_new or state.attrs[name].history.added):
            continue
        if isinstance(row, IdentifiedRow) and row.id is None:
            row.id = new_id()
        setattr(row, name, RowWords.of(value, (getattr(row, part) for part in _row_key(state.mapper))))


def _told(mapper: Mapper[Any], key: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, RowWords]:
    """Return those of some values that are words, each with its row."""
    words = {name: values[name] for name in encrypted(mapper) if not _is_wordless(values.get(name))}
    if not words:
        return {}
    parts = _row_key(mapper)
    if any(part not in key for part in parts):
        raise UnboundWordsError(f"{mapper.class_.__name__}: words are written to one row, named by its key.")
    return {name: RowWords.of(value, (key[part] for part in parts)) for name, value in words.items()}


def _is_wordless(value: Any) -> bool:
    """Tell whether there are no words to bind. Words that know a row may come from another one."""
    return not isinstance(value, str) or value in WORDLESS


@lru_cache
def encrypted(mapper: Mapper[Any]) -> tuple[str, ...]:
    """Return the names of a table's encrypted columns."""
    return tuple(one.key for one in mapper.columns if isinstance(one.type, EncryptedText))


@lru_cache
def _row_key(mapper: Mapper[Any]) -> tuple[str, ...]:
    return tuple(one.name for one in mapper.primary_key if one.name != "workspace_id")


def _named(conditions: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Yield the columns of which conditions say what they are, each with its value."""
    for one in conditions:
        if isinstance(one, BooleanClauseList) and one.operator is operators.and_:
            yield from _named(one.clauses)
        elif (
            isinstance(one, BinaryExpression)
            and one.operator is operators.eq
            and isinstance(one.right, BindParameter)
        ):
            yield _key(one.left), one.right.effective_value


def _key(column: Any) -> str:
    key: str = getattr(column, "key", column)
    return key


def plain(value: Any) -> Any:
    """Return what a statement was given for a column."""
    return value.effective_value if isinstance(value, BindParameter) else value
