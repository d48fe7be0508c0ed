"""Importing a directory: what a file would change, and changing it, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from bot.admin import service as admin
from bot.directory.queries import Change, Plan
from bot.directory.rules import (
    Bad,
    Profile,
    Read,
    Row,
    Wrong,
    day_of,
    goes_round,
    key_of,
    line_of,
    read,
    reference,
)
from bot.kit.db import WorkspaceSession
from bot.models import Act, DirectoryEntry, FollowedProfiles, Person

AT_ONCE = 500  # rows of one statement
FACTS = ("department", "seniority", "role", "started_on")  # what a row tells of its person alone
FOLLOWED = ("department", "manager", "started_on")


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

    def of(self, reference: str) -> DirectoryEntry | None:
        """Return the entry of whoever is meant."""
        return self.entries.get(self.key(reference))

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


def _planned(file: Read, known: _Known, *, from_slack: bool = False) -> Plan:
    rows, twice = _once_each(file.rows, known)
    managers: dict[str, str | None] = {key: one.manager_key for key, one in known.entries.items()}
    for key, row in rows.items():
        if "manager" in file.columns:
            managers[key] = known.key(row.manager) if row.manager else None
    rounds = {key for key in rows if goes_round(key, managers)}
    changes = [
        _change(key, row, known, file.columns, managers.get(key), from_slack=from_slack)
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


def _change(
    key: str,
    row: Row,
    known: _Known,
    columns: frozenset[str],
    manager_key: str | None,
    *,
    from_slack: bool,
) -> Change:
    """Return what a row changes. What Slack's profile tells of somebody stands before what a file says."""
    entry = known.entries.get(key)
    before = {
        "department": entry.department if entry else "",
        "seniority": entry.seniority if entry else "",
        "role": entry.role if entry else "",
        "started_on": entry.started_on.isoformat() if entry and entry.started_on else "",
        "manager": (entry.manager_key if entry else None) or "",
    }
    after = {name: getattr(row, name) for name in FACTS} | {"manager": manager_key or ""}
    theirs = set(entry.from_slack.split(",")) if entry and not from_slack else set()
    differs = [one for one in before if one in columns and one not in theirs and before[one] != after[one]]
    shown = after | {"manager": row.manager}
    parts = tuple((name, before[name], shown[name]) for name in differs)
    return Change(row, key, manager_key, entry is None, parts)


async def _write(
    db: WorkspaceSession,
    changes: Sequence[Change],
    known: _Known,
    now: datetime,
    *,
    tells_leads: bool = True,
) -> None:
    """Write changes down; ``tells_leads``: whoever leads somebody only now is new to it."""
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
    if tells_leads and led_before:  # else nothing was known of who leads, and nobody is new to it
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


async def follow(
    db: WorkspaceSession, by: str, department: str, manager: str, started_on: str, now: datetime
) -> None:
    """Follow these fields of Slack's profiles, by their ids; with none, no longer. Raises UserMessage."""
    await admin.require_admin(db, by)
    await db.delete_where(FollowedProfiles)
    if not (department or manager or started_on):
        await db.update_where(DirectoryEntry, DirectoryEntry.from_slack != "", from_slack="")
        await admin.record(db, by, Act.PROFILES_LEFT, now)
        return
    fields = {"department_field": department, "manager_field": manager, "start_field": started_on}
    await db.insert(FollowedProfiles, since=now, **fields)
    await db.update_where(DirectoryEntry, DirectoryEntry.read_at.is_not(None), read_at=None)
    await admin.record(db, by, Act.PROFILES_FOLLOWED, now)


async def note_unreadable(db: WorkspaceSession, now: datetime) -> None:
    """Keep that Slack does not let profiles be read."""
    await db.update_where(FollowedProfiles, FollowedProfiles.refused_at.is_(None), refused_at=now)


async def take_profiles(db: WorkspaceSession, profiles: Sequence[Profile], now: datetime) -> None:
    """Keep what Slack's profiles say. Where one says nothing, what a file said stays."""
    await link(db)
    known = await _known(db)
    rows = tuple(_row(one, known) for one in profiles)
    columns = {name for one in profiles for name in FOLLOWED if getattr(one, name) is not None}
    file = Read(rows, (), frozenset({"person", *columns}), ())
    # In the first round each batch tells of people who have led others for long.
    again = all((entry := known.of(one.user_id)) and entry.read_at for one in profiles)
    changes = _planned(file, known, from_slack=True).changes
    await _write(db, changes, known, now, tells_leads=again)
    for one in profiles:
        told = ",".join(_told(one))
        here = DirectoryEntry.key == known.key(one.user_id)
        await db.update_where(DirectoryEntry, here, read_at=now, from_slack=told)
    for manager in sorted({row.manager for row in rows if row.manager}):
        if not manager.startswith("mail:") and "@" not in manager and known.of(manager) is None:
            await db.insert_or_ignore(DirectoryEntry, key=manager, user_id=manager, imported_at=now)


def _row(profile: Profile, known: _Known) -> Row:
    """Return a profile as the row of a file; where it says nothing, with what a file said."""
    before = _of_files(known.of(profile.user_id))
    manager = reference(profile.manager or "")
    if not manager or manager == profile.user_id:
        manager = before["manager"]
    department = profile.department or before["department"]
    started_on = day_of(profile.started_on or "") or before["started_on"]
    return Row(0, profile.user_id, department, manager, started_on=started_on)


def _told(profile: Profile) -> list[str]:
    """Return the names of the facts that a profile tells, in a way that is understood."""
    said = (profile.department, reference(profile.manager or ""), day_of(profile.started_on or ""))
    return [name for name, value in zip(FOLLOWED, said, strict=True) if value]


def _of_files(entry: DirectoryEntry | None) -> dict[str, str]:
    """Return what is known of somebody that no profile said."""
    if entry is None:
        return dict.fromkeys(FOLLOWED, "")
    started = entry.started_on.isoformat() if entry.started_on else ""
    known = {"department": entry.department, "manager": entry.manager_key or "", "started_on": started}
    theirs = entry.from_slack.split(",")
    return {name: "" if name in theirs else value for name, value in known.items()}


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
