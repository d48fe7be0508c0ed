"""Reading a directory from CSV, without knowing anybody: columns, rows, and what is wrong with them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256

MOST_BYTES = 20_000_000
MOST_ROWS = 100_000
CELL_CHARS = 100
LONGEST_LINE = 20  # managers above somebody
DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d")  # 03/04/2026 is two days, by where somebody lives
DELIMITERS = (",", ";", "\t")
ENOUGH = 5  # people in a department, for it to be named where a name is hidden

COLUMNS: Mapping[str, frozenset[str]] = {
    "person": frozenset(
        (
            *("user id", "userid", "slack id", "slack user id", "member id", "id"),
            *("email", "e mail", "mail", "email address", "work email", "mail address"),
            *("correo", "correo electrónico", "correo electronico"),
        )
    ),
    "department": frozenset(
        (
            *("department", "dept", "team", "division", "org unit", "unit", "abteilung"),
            *("departamento", "equipo", "área", "area"),
        )
    ),
    "manager": frozenset(
        (
            *("manager", "manager id", "manager email", "manager e mail", "reports to", "supervisor"),
            *("line manager", "boss", "vorgesetzter", "vorgesetzte"),
            *("responsable", "superior", "jefe", "jefa", "gerente"),
        )
    ),
    "role": frozenset(
        (
            *("role", "title", "job title", "job role", "position", "rolle", "stelle", "funktion"),
            *("puesto", "cargo", "rol"),
        )
    ),
    "started_on": frozenset(
        (
            *("start date", "started", "started on", "hire date", "hired", "joined", "entry date"),
            *("eintritt", "eintrittsdatum", "fecha de inicio", "fecha de ingreso", "fecha de alta"),
        )
    ),
    "seniority": frozenset(("seniority", "level", "job level", "grade", "career level", "nivel")),
}
_ID = re.compile(r"[UW][A-Z0-9]{3,20}")
_MAIL = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]{1,255}")
_FORMULA = re.compile(r"[=+@\t\r-]")


class Fault(StrEnum):
    """What is wrong with a file as a whole."""

    EMPTY = "empty"
    LARGE = "large"
    ENCODING = "encoding"
    NO_PERSON = "no_person"
    NOTHING = "nothing"
    BROKEN = "broken"


class Wrong(StrEnum):
    """What is wrong with a row."""

    CELLS = "cells"
    NOBODY = "nobody"
    NOT_A_PERSON = "not_a_person"
    NOT_A_MANAGER = "not_a_manager"
    OWN_MANAGER = "own_manager"
    ROUND = "round"
    TWICE = "twice"
    FORMULA = "formula"
    LONG = "long"
    NOT_A_DATE = "not_a_date"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file: its line in it, from 1, and what it says.

    ``person``, ``manager``: references. ``started_on``: an ISO date.
    """

    line: int
    person: str
    department: str = ""
    manager: str = ""
    seniority: str = ""
    role: str = ""
    started_on: str = ""


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that will not do."""

    line: int
    why: Wrong
    person: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it was read. ``ignored`` are the names of columns that mean nothing here."""

    rows: tuple[Row, ...]
    bad: tuple[Bad, ...]
    columns: frozenset[str]
    ignored: tuple[str, ...]


class Unreadable(Exception):  # noqa: N818 - what a file answers, not a fault of ours
    """A file that cannot be read as a directory; ``names`` are the columns that it has."""

    def __init__(self, fault: Fault, names: Sequence[str] = ()) -> None:
        super().__init__(fault.value)
        self.fault, self.names = fault, tuple(names)


def reference(text: str) -> str:
    """Return how somebody is known: a user id as it is, a mail address in small letters, "" for neither."""
    if _ID.fullmatch(text):
        return text
    return text.casefold() if _MAIL.fullmatch(text) else ""


def key_of(reference_: str) -> str:
    """Return the key of somebody of whom only this is known."""
    if "@" not in reference_:
        return reference_
    return f"mail:{sha256(reference_.encode()).hexdigest()}"


def read(content: bytes) -> Read:
    """Read a CSV file. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(Fault.LARGE)
    text = _decoded(content)
    if not text.strip():
        raise Unreadable(Fault.EMPTY)
    head = next(iter(text.splitlines()), "")
    delimiter = max(DELIMITERS, key=lambda one: (len(_meant(_names(head, one))), head.count(one)))
    names = _names(head, delimiter)
    meant = _meant(names)
    if "person" not in meant:
        raise Unreadable(Fault.NO_PERSON, names)
    if len(meant) == 1:
        raise Unreadable(Fault.NOTHING, names)
    try:
        rows, bad = _rows(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), len(names), meant)
    except csv.Error:
        raise Unreadable(Fault.BROKEN) from None
    ignored = tuple(name for at, name in enumerate(names) if name and at not in meant.values())
    return Read(tuple(rows), tuple(bad), frozenset(meant), ignored)


def _decoded(content: bytes) -> str:
    try:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return content.decode("utf-16")
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(Fault.ENCODING) from None
    if "\0" in text:
        raise Unreadable(Fault.ENCODING)
    return text


def _names(head: str, delimiter: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([head], delimiter=delimiter), [])]


def _meant(names: Sequence[str]) -> dict[str, int]:
    """Return where each meaning stands; of two columns with the same one the first counts."""
    found: dict[str, int] = {}
    for at, name in enumerate(names):
        for meaning, usual in COLUMNS.items():
            if _plain(name) in usual:
                found.setdefault(meaning, at)
    return found


def _plain(name: str) -> str:
    """Return a column's name in small letters without signs."""
    return " ".join(re.sub(r"[_\-.()/]", " ", name.casefold()).split())


def _rows(lines: Iterator[list[str]], width: int, meant: Mapping[str, int]) -> tuple[list[Row], list[Bad]]:
    rows: list[Row] = []
    bad: list[Bad] = []
    seen: set[str] = set()
    next(lines)
    for number, cells in enumerate(lines, 2):
        if number > MOST_ROWS + 1:
            raise Unreadable(Fault.LARGE)
        if not any(cell.strip() for cell in cells):
            continue
        row = _row(number, [cell.strip() for cell in cells], width, meant)
        if isinstance(row, Row) and row.person in seen:
            row = Bad(number, Wrong.TWICE, row.person)
        if isinstance(row, Bad):
            bad.append(row)
        else:
            seen.add(row.person)
            rows.append(row)
    return rows, bad


def _row(number: int, cells: Sequence[str], width: int, meant: Mapping[str, int]) -> Row | Bad:
    if len(cells) != width:
        return Bad(number, Wrong.CELLS)
    said = {meaning: cells[at] for meaning, at in meant.items()}
    person, manager = reference(said["person"]), reference(said.get("manager", ""))
    if not said["person"]:
        return Bad(number, Wrong.NOBODY)
    if not person:
        return Bad(number, Wrong.NOT_A_PERSON)
    if said.get("manager") and not manager:
        return Bad(number, Wrong.NOT_A_MANAGER, person)
    if manager == person:
        return Bad(number, Wrong.OWN_MANAGER, person)
    facts = {name: " ".join(said.get(name, "").split()) for name in ("department", "seniority", "role")}
    started = day_of(said.get("started_on", ""))
    if started is None:
        return Bad(number, Wrong.NOT_A_DATE, person)
    if any(_FORMULA.match(value) for value in facts.values()):
        return Bad(number, Wrong.FORMULA, person)
    if any(len(value) > CELL_CHARS for value in facts.values()):
        return Bad(number, Wrong.LONG, person)
    return Row(number, person, manager=manager, started_on=started, **facts)


def day_of(text: str) -> str | None:
    """Return a day as an ISO date, "" for none; None for what is no day, or could be two."""
    if not text:
        return ""
    for form in DAYS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC).date().isoformat()
        except ValueError:
            continue
    return None


@dataclass(frozen=True, slots=True)
class ProfileField:
    """A field of the workspace's own in its members' Slack profiles."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What somebody's Slack profile says of what is followed; None: that is not followed."""

    user_id: str
    department: str | None = None
    manager: str | None = None
    started_on: str | None = None


def means(fields: Sequence[ProfileField], meaning: str) -> str:
    """Return the id of the field whose label is a usual name of a meaning, or ""."""
    return next((one.id for one in fields if _plain(one.label) in COLUMNS[meaning]), "")


def fields_of(answer: object) -> list[ProfileField]:
    """Read the fields that Slack tells of (shape: team.profile.get)."""
    given = answer.get("fields") if isinstance(answer, Mapping) else None
    found = [one for one in given or () if isinstance(one, Mapping) and one.get("id") and one.get("label")]
    return [ProfileField(str(one["id"]), str(one["label"])) for one in found]


def value_of(profile: object, field_id: str) -> str:
    """Return what a profile (shape: users.profile.get) says in a field, tidied and cut; "" for nothing."""
    fields = profile.get("fields") if isinstance(profile, Mapping) else None
    value = (fields.get(field_id) or {}).get("value") if isinstance(fields, Mapping) else None
    return " ".join(str(value or "").split())[:CELL_CHARS]


def goes_round(key: str, managers: Mapping[str, str | None]) -> bool:
    """Tell whether somebody stands above themselves."""
    above, seen = managers.get(key), {key}
    while above and above not in seen:
        seen.add(above)
        above = managers.get(above)
    return above == key


def line_of(key: str, managers: Mapping[str, str | None]) -> str:
    """Return the keys of everybody above somebody, nearest first, each between slashes."""
    found: list[str] = []
    above = managers.get(key)
    while above and above != key and above not in found and len(found) < LONGEST_LINE:
        found.append(above)
        above = managers.get(above)
    return f"/{'/'.join(found)}/" if found else ""
