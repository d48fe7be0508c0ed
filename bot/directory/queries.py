"""Reads of the directory: departments, reporting lines, and what an import would change."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, or_, select

from bot.directory.rules import ENOUGH, Bad, Row
from bot.kit.db import WorkspaceSession
from bot.models import DirectoryEntry, Expert, FollowedProfiles, Person

EACH = timedelta(days=1)  # so often a profile is read that nobody changed
_MEMBERS = (Person.deactivated.is_(False), Person.is_bot.is_(False), Person.synced_at.is_not(None))


@dataclass(frozen=True, slots=True)
class Change:
    """What a row of a file changes: ``new`` a person, or parts of what is known, each before and after."""

    row: Row
    key: str
    manager_key: str | None
    new: bool
    parts: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do. ``same`` counts the rows that change nothing."""

    changes: tuple[Change, ...]
    same: int
    bad: tuple[Bad, ...]
    ignored: tuple[str, ...]

    @property
    def new(self) -> int:
        """How many people are new in the directory."""
        return sum(change.new for change in self.changes)


@dataclass(frozen=True, slots=True)
class Following:
    """What of Slack's profiles is followed, and of how many of how many people it was read."""

    department_field: str = ""
    manager_field: str = ""
    start_field: str = ""
    read: int = 0
    people: int = 0
    refused: bool = False

    @property
    def fields(self) -> tuple[str, str, str]:
        """What is followed."""
        return self.department_field, self.manager_field, self.start_field


async def following(db: WorkspaceSession) -> Following | None:
    """Return what is followed; None for nothing."""
    row = await db.scalar(select(FollowedProfiles))
    if row is None:
        return None
    read = select(func.count(DirectoryEntry.key)).where(DirectoryEntry.read_at.is_not(None))
    people = select(func.count(Person.user_id)).where(*_MEMBERS)
    counts = (await db.scalar(read) or 0, await db.scalar(people) or 0)
    return Following(
        row.department_field, row.manager_field, row.start_field, *counts, row.refused_at is not None
    )


async def to_read(db: WorkspaceSession, now: datetime, most: int) -> list[str]:
    """Return whose Slack profile is to be read: those never read, then those changed, then once a day."""
    has_entry = exists().where(DirectoryEntry.user_id == Person.user_id)
    new = select(Person.user_id).where(*_MEMBERS, ~has_entry).order_by(Person.user_id)
    found = list(await db.scalars(new.limit(most)))
    changed = exists().where(
        Person.user_id == DirectoryEntry.user_id, Person.known_at > DirectoryEntry.read_at
    )
    gone = exists().where(
        Person.user_id == DirectoryEntry.user_id,
        or_(Person.deactivated.is_(True), Person.is_bot.is_(True)),
    )
    old = or_(DirectoryEntry.read_at.is_(None), DirectoryEntry.read_at < now - EACH, changed)
    known = select(DirectoryEntry.user_id).where(DirectoryEntry.user_id.is_not(None), old, ~gone)
    in_order = known.order_by(DirectoryEntry.read_at.is_not(None), DirectoryEntry.read_at, DirectoryEntry.key)
    found += [one for one in await db.scalars(in_order.limit(most - len(found))) if one]
    return found


async def count(db: WorkspaceSession) -> int:
    """Return how many people the directory has."""
    return await db.scalar(select(func.count(DirectoryEntry.key))) or 0


async def department(db: WorkspaceSession, user_id: str) -> str:
    """Return somebody's department, where so many are in it that it names nobody; not escaped."""
    own = await db.scalar(select(DirectoryEntry.department).where(DirectoryEntry.user_id == user_id))
    if not own:
        return ""
    many = select(func.count(DirectoryEntry.key)).where(DirectoryEntry.department == own)
    return own if (await db.scalar(many) or 0) >= ENOUGH else ""


async def reporting_line(db: WorkspaceSession, user_id: str) -> frozenset[str]:
    """Return the user ids of everybody above somebody, and of the experts below them."""
    own = await db.scalar(select(DirectoryEntry).where(DirectoryEntry.user_id == user_id))
    key = own.key if own else user_id
    below = select(DirectoryEntry.user_id).join(Expert, Expert.user_id == DirectoryEntry.user_id)
    found = set(await db.scalars(below.where(DirectoryEntry.line.contains(f"/{key}/", autoescape=True))))
    above = [one for one in own.line.split("/") if one] if own else []
    known = select(DirectoryEntry.user_id).where(DirectoryEntry.key.in_(above))
    found |= set(await db.scalars(known)) | {one for one in above if not one.startswith("mail:")}
    return frozenset(one for one in found if one) - {user_id}


async def roles(db: WorkspaceSession) -> list[str]:
    """Return the roles that enough people have for them to name nobody, the most frequent first."""
    many = func.count(DirectoryEntry.key)
    named = (DirectoryEntry.role != "", DirectoryEntry.user_id.is_not(None))
    found = select(DirectoryEntry.role).where(*named).group_by(DirectoryEntry.role).having(many >= ENOUGH)
    return list(await db.scalars(found.order_by(many.desc(), DirectoryEntry.role)))


async def with_role(db: WorkspaceSession, role: str) -> list[str]:
    """Return the user ids of those who have a role."""
    return await _user_ids(db, DirectoryEntry.role == role)


async def has_dates(db: WorkspaceSession) -> bool:
    """Return whether the directory tells when anybody started."""
    dated = select(DirectoryEntry.key).where(DirectoryEntry.started_on.is_not(None))
    return await db.scalar(dated.limit(1)) is not None


async def started_between(db: WorkspaceSession, first: date, last: date) -> list[str]:
    """Return the user ids of those who started between two days, both included."""
    return await _user_ids(db, DirectoryEntry.started_on.between(first, last))


async def leading_since(db: WorkspaceSession, since: datetime) -> list[str]:
    """Return the user ids of those who lead people for the first time since a moment."""
    return await _user_ids(db, DirectoryEntry.leads_since >= since)


async def user_ids_of(db: WorkspaceSession, keys: Collection[str]) -> dict[str, str]:
    """Return the user ids of those with these keys, by key, where they are known."""
    wanted = (DirectoryEntry.key.in_(sorted(keys)), DirectoryEntry.user_id.is_not(None))
    found = await db.execute(select(DirectoryEntry.key, DirectoryEntry.user_id).where(*wanted))
    return {key: user_id for key, user_id in found if user_id}


async def _user_ids(db: WorkspaceSession, which: ColumnElement[bool]) -> list[str]:
    wanted = select(DirectoryEntry.user_id).where(which, DirectoryEntry.user_id.is_not(None))
    return [one for one in await db.scalars(wanted.order_by(DirectoryEntry.user_id)) if one]


async def in_one_line(db: WorkspaceSession, user_ids: Collection[str]) -> set[tuple[str, str]]:
    """Return which two of these people stand above one another: the lower one first."""
    rows = list(await db.scalars(select(DirectoryEntry).where(DirectoryEntry.user_id.in_(sorted(user_ids)))))
    whose = {row.key: row.user_id for row in rows if row.user_id}
    above = ((row.user_id, key) for row in rows for key in row.line.split("/"))
    return {(one, whose[key]) for one, key in above if one and key in whose}
