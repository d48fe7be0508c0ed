"""Reads about what is held about somebody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import func, inspect, or_, select

from bot.kit.db import WorkspaceSession
from bot.models import Erasure, Topic
from bot.people import queries as people
from bot.privacy.inventory import HELD, Held, Part

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Everything:
    """All that is held about somebody: rows by table, and what the ids in them stand for."""

    user_id: str
    tables: Mapping[str, list[Row]]
    topics: Mapping[str, str]
    people: Mapping[str, str]


async def everything(db: WorkspaceSession, user_id: str) -> Everything:
    """Return all that is held about a person."""
    tables = {held.name: await _rows(db, held, user_id) for held in HELD if held.parts}
    return Everything(user_id, tables, await _topics(db), await _people(db, tables.values()))


async def counts(db: WorkspaceSession, user_id: str) -> dict[str, int]:
    """Return how many rows of each table are held about a person, of those tables with any."""
    found = {}
    for held in HELD:
        if held.parts:
            theirs = or_(*(part.whose(user_id) for part in held.parts))
            found[held.name] = (
                await db.scalar(select(func.count()).select_from(held.model).where(theirs)) or 0
            )
    return {name: count for name, count in found.items() if count}


async def under_way(db: WorkspaceSession, user_id: str) -> bool:
    """Return whether somebody has asked to be erased and is not yet."""
    asked = select(Erasure.id).where(Erasure.user_id == user_id, Erasure.done_at.is_(None))
    return await db.scalar(asked.limit(1)) is not None


async def receipt(db: WorkspaceSession, erasure_id: str) -> Erasure | None:
    """Return what was erased; None while it is not, or when the receipt is gone."""
    found = await db.get(Erasure, erasure_id)
    return found if found and found.done_at and found.user_id else None


async def _rows(db: WorkspaceSession, held: Held, user_id: str) -> list[Row]:
    """Return a person's rows of one table; a row that is theirs in two ways is one row."""
    merged: dict[tuple[Any, ...], Row] = {}
    for part in held.parts:
        for key, row in await _part(db, held, part, user_id):
            merged.setdefault(key, {}).update(row)
    return list(merged.values())


async def _part(
    db: WorkspaceSession, held: Held, part: Part, user_id: str
) -> list[tuple[tuple[Any, ...], Row]]:
    keys = [column.key for column in inspect(held.model).primary_key if column.key != "workspace_id"]
    columns = [getattr(held.model, name) for name in (*keys, *part.shown)]
    found = await db.execute(select(*columns).where(part.whose(user_id)))
    rows = []
    for values in found:
        key, shown = tuple(values[: len(keys)]), values[len(keys) :]
        identity = {"id": key[0]} if keys == ["id"] else {}
        rows.append((key, identity | dict(zip(part.shown, map(_plain, shown), strict=True))))
    return rows


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date | datetime) else value


async def _topics(db: WorkspaceSession) -> dict[str, str]:
    return {topic.id: topic.name for topic in await db.scalars(select(Topic))}


async def _people(db: WorkspaceSession, tables: Iterable[list[Row]]) -> dict[str, str]:
    named = {name for held in HELD for name in held.people}
    ids = {row[name] for rows in tables for row in rows for name in named & row.keys() if row[name]}
    return {user_id: someone.name for user_id, someone in (await people.people(db, ids)).items()}
