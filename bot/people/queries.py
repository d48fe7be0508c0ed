"""Reads about people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import select

from bot.kit import texts as kit_texts
from bot.kit.db import WorkspaceSession
from bot.kit.holidays import is_holiday
from bot.kit.hours import DEFAULT_WEEK, Window, WorkingHours, without, zone_of
from bot.kit.i18n import Sentence, Words
from bot.kit.reader import NEUTRAL, Reader
from bot.models import Availability, Person, ProgramSettings, Workspace
from bot.people import texts
from bot.people.rules import UNTIL_CHANGED

DAY_MINUTES = 8 * 60  # of a working day


async def workspace(db: WorkspaceSession) -> Workspace:
    """Return the transaction's workspace. Raises LookupError before it is installed."""
    found = await db.scalar(select(Workspace).where(Workspace.id == db.workspace_id))
    if found is None:
        raise LookupError("This workspace is not known.")
    return found


async def settings(db: WorkspaceSession) -> ProgramSettings:
    """Return the settings of the transaction's workspace. Raises LookupError before it is installed."""
    return (await workspace(db)).settings


async def person(db: WorkspaceSession, user_id: str) -> Person | None:
    """Return a person, if Pinchpoint has met them."""
    return await db.get(Person, user_id)


async def people(db: WorkspaceSession, user_ids: Iterable[str]) -> dict[str, Person]:
    """Return those of these people whom Pinchpoint has met, by user id."""
    wanted = select(Person).where(Person.user_id.in_(sorted(set(user_ids))))
    return {someone.user_id: someone for someone in await db.scalars(wanted)}


async def name(db: WorkspaceSession, user_id: str) -> Words:
    """Return what a person is called; not escaped."""
    return name_of(await person(db, user_id))


def name_of(someone: Person | None) -> Words:
    """Return what a person is called, or "A colleague"; not escaped."""
    return someone.name if someone and someone.name else kit_texts.SOMEBODY


def why_shut_out(someone: Person) -> Sentence | None:
    """Return what somebody hears who may not take part; None for everybody else."""
    if not someone.deactivated:
        return None
    return texts.NO_GUESTS if someone.is_guest else kit_texts.OTHER_WORKSPACE


def why_not_named(someone: Person) -> Sentence | None:
    """Return why somebody can't be named for anything; None for everybody else."""
    if someone.is_bot:
        return texts.NAMED_APP
    if not someone.deactivated:
        return None
    return texts.NAMED_GUEST if someone.is_guest else texts.NAMED_STRANGER


async def reader_of(db: WorkspaceSession, user_ids: Iterable[str]) -> Reader:
    """Return the reader for a person, or for what several have in common who are still there."""
    found = [await person(db, user_id) for user_id in user_ids]
    there = [one for one in found if one is None or not one.deactivated] or found
    readers = [Reader.of(one.locale, one.zone, one.language) for one in there if one]
    return Reader.of_all(readers) if len(readers) == len(there) else NEUTRAL


async def reader_in_channel(db: WorkspaceSession, posted_by: str) -> Reader:
    """Return the reader for everybody in a channel: they read the language of whoever has something posted.

    Times are those of each viewer, as Slack shows them.
    """
    someone = await person(db, posted_by)
    own = Reader.of(someone.locale, someone.zone, someone.language) if someone else NEUTRAL
    return replace(NEUTRAL, locale=own.locale)


async def zone(db: WorkspaceSession, user_id: str) -> str:
    """Return a person's IANA zone; UTC while it is not known."""
    someone = await person(db, user_id)
    return someone.zone if someone else "UTC"


async def work_week_of(db: WorkspaceSession, user_id: str) -> WorkingHours:
    """Return when a person works, whenever they can meet: Monday to Friday 9 to 17 of their zone.

    Where they have named another beginning, eight hours from then; but for their quiet hours and the public
    holidays of their country. Time to answer is counted in it, and messages that the clock causes arrive in
    it.
    """
    return week_of(await person(db, user_id))


def week_of(someone: Person | None) -> WorkingHours:
    """Return when a person works; the usual week in UTC for somebody whom we do not know."""
    if someone is None:
        return WorkingHours("UTC")
    begins = someone.day_begins
    days = tuple(Window(day, begins, begins + DAY_MINUTES) for day in range(5))
    if someone.quiet_from is not None and someone.quiet_to is not None:
        days = without(days, someone.quiet_from, someone.quiet_to) or days
    return WorkingHours(someone.zone, days, partial(is_holiday, zone=someone.zone))


def away_until(someone: Person | None, now: datetime) -> datetime | None:
    """Return until when somebody is away by their Slack status; None while they are here."""
    if someone is None or someone.away_until is None or someone.away_until <= now:
        return None
    return someone.away_until


@dataclass(frozen=True, slots=True)
class Away:
    """That somebody is away: the last day of it in their zone, None where their status has no end."""

    through: date | None


def away_of(someone: Person | None, now: datetime) -> Away | None:
    """Return that somebody is away by their Slack status; None while they are here."""
    until = away_until(someone, now)
    if someone is None or until is None:
        return None
    if until == UNTIL_CHANGED:
        return Away(None)
    return Away((until - timedelta(microseconds=1)).astimezone(zone_of(someone.zone)).date())


async def is_away(db: WorkspaceSession, user_id: str, now: datetime) -> bool:
    """Return whether somebody's Slack status says that they are away."""
    return away_until(await person(db, user_id), now) is not None


async def held_until(db: WorkspaceSession, user_id: str, now: datetime) -> datetime | None:
    """Return when to look again whether what can wait may reach somebody who is away; None where it may.

    The next morning at the latest: a status may change before its end, or have none.
    """
    someone = await person(db, user_id)
    until = away_until(someone, now)
    if until is None:
        return None
    week = week_of(someone)
    morning = week.next_morning(now)
    return min(week.next_working(until), morning) if until < morning else morning


async def wants_daily(db: WorkspaceSession, user_id: str) -> bool:
    """Return whether somebody wants questions once a day, in one list."""
    someone = await person(db, user_id)
    return someone is not None and someone.offers_daily


async def wants_reminders(db: WorkspaceSession, user_id: str) -> bool:
    """Return whether somebody is reminded of what was said to them before."""
    someone = await person(db, user_id)
    return someone is None or someone.reminders


async def work_weeks_of(db: WorkspaceSession, user_ids: Iterable[str]) -> Mapping[str, WorkingHours]:
    """Return when each of these people works."""
    wanted = sorted(set(user_ids))
    known = await people(db, wanted)
    return {user_id: week_of(known.get(user_id)) for user_id in wanted}


async def hours_of(db: WorkspaceSession, user_id: str) -> WorkingHours:
    """Return when a person can meet: their own windows, or Monday to Friday 9 to 17 of their zone."""
    return (await hours_of_all(db, [user_id]))[user_id]


async def hours_of_all(db: WorkspaceSession, user_ids: Iterable[str]) -> Mapping[str, WorkingHours]:
    """Return when each of these people can meet."""
    wanted = sorted(set(user_ids))
    known = await people(db, wanted)
    windows: dict[str, list[Window]] = {}
    for row in await db.scalars(select(Availability).where(Availability.user_id.in_(wanted))):
        windows.setdefault(row.user_id, []).append(Window(row.weekday, row.start_minute, row.end_minute))
    return {
        user_id: WorkingHours(
            known[user_id].zone if user_id in known else "UTC",
            tuple(sorted(windows.get(user_id, DEFAULT_WEEK), key=lambda w: (w.weekday, w.start))),
        )
        for user_id in wanted
    }


async def is_admin(db: WorkspaceSession, user_id: str) -> bool:
    """Return whether a person may use the program area: a Slack admin or owner, or a program manager."""
    someone = await person(db, user_id)
    return someone is not None and not someone.deactivated and (someone.is_admin or someone.is_manager)


async def program_team(db: WorkspaceSession, most: int = 5) -> list[str]:
    """Return who hears of questions that nobody took: the program managers, or else Slack's admins."""
    hears = Person.deactivated.is_(False), Person.is_admin.is_(True) | Person.is_manager.is_(True)
    found = (await db.scalars(select(Person).where(*hears).order_by(Person.user_id))).all()
    managers = [someone.user_id for someone in found if someone.is_manager]
    return managers or [someone.user_id for someone in found][:most]
