"""Agreed actions as people type them, one a line: "who: what by Friday"; and when they are asked about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.kit.hours import WorkingHours

CHECK_AFTER = timedelta(days=7)
FRIDAY = 4
_BULLET = re.compile(r"^(?:[-*•·–—]|\d{1,2}[.)])\s+")
_WHO = re.compile(r"^([^:\n]{1,60}?)\s*:\s+")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.?(?:\s?(\d{4}))?")
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|\.)?\s+(?:(?:of|de)\s+)?([^\W\d]+)\.?(?:,?\s+(?:de\s+)?(\d{4}))?"
)
_MONTH_FIRST = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?")


def check_due(ended_at: datetime, hours: WorkingHours) -> datetime:
    """When somebody is asked what became of their actions: a week after the session, at a working moment."""
    return hours.next_working(ended_at + CHECK_AFTER)


class Who(StrEnum):
    """Who sees to an action."""

    MENTEE = "mentee"
    EXPERT = "expert"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that a line is read by, in lower case: names, what stands before a day, and days.

    ``days`` are "today" and "tomorrow" by how many days ahead they are; Monday is 0, January is 1.
    """

    who: Mapping[str, Who]
    before_a_day: Sequence[str]
    days: Mapping[str, int] = field(default_factory=dict)
    next_week: Sequence[str] = ()
    next: Sequence[str] = ()
    weekdays: Mapping[str, int] = field(default_factory=dict)
    months: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was read. What could not be read as a name or a day is part of ``what``.

    ``head`` and ``tail`` are what was read as somebody and as a day: nothing of a line is lost.
    """

    what: str
    who: Who | None = None
    due: date | None = None
    head: str = ""
    tail: str = ""


def read_actions(text: str, words: Vocabulary, today: date) -> list[Line]:
    """Return the actions in a text, one for each line that is not empty, in their order."""
    return [read_action(line, words, today) for line in map(str.strip, text.splitlines()) if line]


def read_action(line: str, words: Vocabulary, today: date) -> Line:
    """Return one line as it is read: "Ada: draft the slide by Friday"."""
    bullet = _BULLET.match(line)
    begins = bullet.end() if bullet else 0
    named = _WHO.match(line[begins:])
    who = words.who.get(named[1].strip().casefold()) if named else None
    if named and who:
        begins += named.end()
    ends, due = _day_at_the_end(line, begins, words, today)
    what = line[begins:ends].strip(" \t,")
    if not re.search(r"\w", what):  # nothing but a name or a day: it is kept as it is
        return Line(line)
    start = line.index(what, begins)
    return Line(what, who, due, line[:start], line[start + len(what) :])


def _day_at_the_end(line: str, begins: int, words: Vocabulary, today: date) -> tuple[int, date | None]:
    """Return where the words about a day begin, at the end of a line, and that day."""
    body = line[begins:].rstrip(" .!)")
    lower = body.casefold()
    if len(lower) != len(body):  # a letter that changes its length: what follows would be cut elsewhere
        return len(line), None
    for word in words.before_a_day:
        for found in reversed(list(re.finditer(rf"(?<!\w)\(?{re.escape(word)}\s+", lower))):
            due = _day(lower[found.end() :].strip(), words, today)
            if due is not None:
                return begins + found.start(), due
    for word in (*words.days, *words.next_week):  # "por la mañana" is no tomorrow
        found_last = re.search(rf"(?<!\w)(?<!\sla\s)\(?{re.escape(word)}$", lower)
        if found_last:
            return begins + found_last.start(), _day(word, words, today)
    return len(line), None


def _day(said: str, words: Vocabulary, today: date) -> date | None:
    """Return the day that is meant, seen from today; None for anything else."""
    if said in words.days:
        return today + timedelta(days=words.days[said])
    if said in words.next_week:
        return _monday(today) + timedelta(weeks=1, days=FRIDAY)
    first, _, rest = said.partition(" ")
    for which, weekday in ((first, rest), (rest, first)):  # "next Friday", "viernes de la próxima semana"
        if which in words.next and weekday in words.weekdays:
            return _monday(today) + timedelta(weeks=1, days=words.weekdays[weekday])
    if said in words.weekdays:
        return today + timedelta(days=(words.weekdays[said] - today.weekday() - 1) % 7 + 1)
    if first.rstrip(".,") in words.weekdays and rest:
        said = rest.strip()
    return _calendar_day(said, words.months, today)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _calendar_day(said: str, months: Mapping[str, int], today: date) -> date | None:
    iso = _ISO.fullmatch(said)
    if iso:
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    if found := _DOTTED.fullmatch(said):
        return _next(int(found[1]), int(found[2]), found[3], today)
    if found := _DAY_FIRST.fullmatch(said):
        day, month, year = found[1], found[2], found[3]
    elif found := _MONTH_FIRST.fullmatch(said):
        month, day, year = found[1], found[2], found[3]
    else:
        return None
    number = months.get(month)
    return None if number is None else _next(int(day), number, year, today)


def _next(day: int, number: int, year: str | None, today: date) -> date | None:
    """Return a day of a month by its number: of that year, or the next one there is."""
    if year:
        return _date(int(year), number, day)
    ahead = (_date(one, number, day) for one in (today.year, today.year + 1, today.year + 4))
    return next((one for one in ahead if one is not None and one >= today), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def merged_lines(mine: str, theirs: str) -> str:
    """Return what one wrote, and below it the lines of the other that are not in it: no line is lost."""
    own = {line.strip() for line in mine.splitlines()}
    added = [line for line in theirs.splitlines() if line.strip() and line.strip() not in own]
    return "\n".join([*([mine] if mine else []), *added])
