"""Importing a directory: what a file would change, and changing it, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from bot.admin import service as admin
from bot.directory.queries import Change, Plan
from bot.directory.rules import Bad, Read, Row, Wrong, goes_round, key_of, line_of, read
from bot.kit.db import WorkspaceSession
from bot.models import Act, DirectoryEntry, Person

AT_ONCE = 500  # rows of one statement
FACTS = ("department", "seniority", "role", "started_on")  # what a row tells of its person alone


@dataclass(frozen=True, slots=True)
class _Known:
    """Who is known: the directory by key, whose key a user id is, and whose a mail address."""

    entries: Mapping[str, DirectoryEntry]
    keys: Mapping[str, str]
    users: Mapping[str, str]

    def key(self, reference: str) -> str:
        """Return the key of whoever is meant."""
        mail = key_of(reference)
        if mail in self.entries:
            return mail
        user_id = self.users.get(reference, "") if "@" in reference else reference
        return self.keys.get(user_id) or user_id or mail

    def user_id(self, reference: str) -> str | None:
        """Return the user id of whoever is meant, where it is known."""
        return self.users.get(reference) if "@" in reference else reference


async def plan(db: WorkspaceSession, content: bytes, by: str | None) -> Plan:
    """Return what a file would change; ``by`` None: an operator. Raises UserMessage, and Unreadable."""
    if by is not None:
        await admin.require_admin(db, by)
    return _planned(read(content), await _known(db))


async def apply(db: WorkspaceSession, content: bytes, by: str | None, now: datetime) -> Plan:
    """Change what a file changes, and return what that was. Raises UserMessage, and Unreadable."""
    if by is not None:
        await admin.require_admin(db, by)
    known = await _known(db)
    found = _planned(read(content), known)
    if found.changes:
        await _write(db, found.changes, known, now)
        await admin.record(db, by, Act.PEOPLE_IMPORTED, now, after=str(len(found.changes)))
    return found


async def _known(db: WorkspaceSession) -> _Known:
    entries = {one.key: one for one in await db.scalars(select(DirectoryEntry))}
    people = (await db.execute(select(Person.user_id, Person.email))).all()
    users = {email.casefold(): user_id for user_id, email in people if email}
    keys = {one.user_id: one.key for one in entries.values() if one.user_id}
    return _Known(entries, keys, users)


def _planned(file: Read, known: _Known) -> Plan:
    rows, twice = _once_each(file.rows, known)
    managers: dict[str, str | None] = {key: one.manager_key for key, one in known.entries.items()}
    for key, row in rows.items():
        if "manager" in file.columns:
            managers[key] = known.key(row.manager) if row.manager else None
    rounds = {key for key in rows if goes_round(key, managers)}
    changes = [
        _change(key, row, known, file.columns, managers.get(key))
        for key, row in rows.items()
        if key not in rounds
    ]
    wrong = [*twice, *(Bad(rows[key].line, Wrong.ROUND, rows[key].person) for key in rounds)]
    bad = sorted([*file.bad, *wrong], key=lambda one: one.line)
    real = [one for one in changes if one.new or one.parts]
    return Plan(tuple(real), len(changes) - len(real), tuple(bad), file.ignored)


def _once_each(rows: Iterable[Row], known: _Known) -> tuple[dict[str, Row], list[Bad]]:
    """Return the rows by key; somebody may stand there with their id and with their mail address."""
    found: dict[str, Row] = {}
    twice = []
    for row in rows:
        if found.setdefault(known.key(row.person), row) is not row:
            twice.append(Bad(row.line, Wrong.TWICE, row.person))
    return found, twice


def _change(key: str, row: Row, known: _Known, columns: frozenset[str], manager_key: str | None) -> Change:
    entry = known.entries.get(key)
    before = {
        "department": entry.department if entry else "",
        "seniority": entry.seniority if entry else "",
        "role": entry.role if entry else "",
        "started_on": entry.started_on.isoformat() if entry and entry.started_on else "",
        "manager": (entry.manager_key if entry else None) or "",
    }
    after = {name: getattr(row, name) for name in FACTS} | {"manager": manager_key or ""}
    differs = [name for name in before if name in columns and before[name] != after[name]]
    shown = after | {"manager": row.manager}
    parts = tuple((name, before[name], shown[name]) for name in differs)
    return Change(row, key, manager_key, entry is None, parts)


async def _write(db: WorkspaceSession, changes: Sequence[Change], known: _Known, now: datetime) -> None:
    managers = {key: one.manager_key for key, one in known.entries.items()}
    led_before = {one for one in managers.values() if one}
    managers |= {one.key: one.manager_key for one in changes}
    new = [_values(one, known, managers, now) for one in changes if one.new]
    for start in range(0, len(new), AT_ONCE):
        await db.insert_all(DirectoryEntry, new[start : start + AT_ONCE])
    for one in changes:
        if not one.new:
            values = {name: _stored(name, after) for name, _, after in one.parts if name != "manager"}
            here = DirectoryEntry.key == one.key
            manager = {"manager_key": one.manager_key, "imported_at": now}
            await db.update_where(DirectoryEntry, here, **values, **manager)
    for key, entry in known.entries.items():
        if (line := line_of(key, managers)) != entry.line:
            await db.update_where(DirectoryEntry, DirectoryEntry.key == key, line=line)
    if led_before:  # else nothing was known of who leads, and nobody is new to it
        leads = {one for one in managers.values() if one} & set(known.entries) - led_before
        first = (DirectoryEntry.key.in_(sorted(leads)), DirectoryEntry.leads_since.is_(None))
        await db.update_where(DirectoryEntry, *first, leads_since=now)


def _stored(name: str, value: str) -> Any:
    """Return a fact as the table holds it."""
    if name != "started_on":
        return value
    return date.fromisoformat(value) if value else None


def _values(
    change: Change, known: _Known, managers: Mapping[str, str | None], now: datetime
) -> dict[str, Any]:
    return {
        "key": change.key,
        "user_id": known.user_id(change.row.person),
        **{name: _stored(name, getattr(change.row, name)) for name in FACTS},
        "manager_key": change.manager_key,
        "line": line_of(change.key, managers),
        "imported_at": now,
    }


async def link(db: WorkspaceSession) -> None:
    """Find out who those are of whom only a mail address was given, as far as Slack has told them by now."""
    open_ = list(await db.scalars(select(DirectoryEntry.key).where(DirectoryEntry.user_id.is_(None))))
    if not open_:
        return
    taken = set(await db.scalars(select(DirectoryEntry.user_id).where(DirectoryEntry.user_id.is_not(None))))
    people = (
        await db.execute(select(Person.user_id, Person.email).where(Person.deactivated.is_(False)))
    ).all()
    whose = {key_of(email.casefold()): user_id for user_id, email in people if email}
    for key in open_:
        if (user_id := whose.get(key)) and user_id not in taken:
            await db.update_where(DirectoryEntry, DirectoryEntry.key == key, user_id=user_id)
