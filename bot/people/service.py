"""What is kept about people: what Slack says of them, and the hours they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.kit.catalogs import languages
from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors
from bot.kit.hours import Window
from bot.kit.words import tidy
from bot.models import Availability, Expert, GuestAccess, Person, Workspace
from bot.people import queries, rules

SKEW = timedelta(minutes=1)
NAME_CHARS = 80  # Slack's limit for a display name
ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}")


async def add_missing(db: WorkspaceSession, user_ids: Iterable[str]) -> None:
    """Add a row for those of these people who have none; the worker then asks Slack about them."""
    for user_id in sorted(set(user_ids)):
        await db.insert_or_ignore(Person, user_id=user_id)


async def store_members(
    db: WorkspaceSession,
    members: Iterable[Mapping[str, Any]],
    now: datetime,
    *,
    add_unknown: bool,
    as_of: datetime | None = None,
) -> None:
    """Keep what Slack says of its members (shape: users.info).

    Members without a row are added where ``add_unknown`` is set, and always when they are admins, whom the
    program must be able to reach. Whoever may not take part is kept as deactivated. ``as_of`` is the time of
    an event, by Slack's clock; what is older than what is known loses. What was asked for is of ``now``, and
    gives way to events of a minute before: our clock may be ahead.
    """
    told_at = as_of or now - SKEW
    facts = await _facts_of(db, members, now)
    known = await _locked(db, facts)
    newer = {one.user_id for one in known.values() if one.known_at is not None and one.known_at > told_at}
    facts = {user_id: values for user_id, values in facts.items() if user_id not in newer}
    known = {user_id: one for user_id, one in known.items() if user_id not in newer}
    for one in known.values():
        _keep_here(one, facts[one.user_id])
    changed = [one.user_id for one in known.values() if _concerns_matching(one, facts[one.user_id])]
    for user_id, values in sorted(facts.items()):
        if user_id in known or add_unknown or (values["is_admin"] and not values["deactivated"]):
            await db.upsert(Person, {"user_id": user_id}, **values, synced_at=now, known_at=told_at)
    await experts_changed(db, changed)
    if add_unknown:  # an expert may be among them, whose hours are only known now
        await pool_changed(db, now)


async def mark_unreadable(db: WorkspaceSession, user_id: str, now: datetime, *, deactivated: bool) -> None:
    """Stop asking Slack about somebody whom it does not show us; ``deactivated``: it says there is none."""
    differs = Person.synced_at.is_(None) | (Person.deactivated != deactivated)
    if await db.update_where(
        Person, Person.user_id == user_id, differs, synced_at=now, deactivated=deactivated
    ):
        await experts_changed(db, [user_id])


async def check_named(db: WorkspaceSession, user_ids: Iterable[str], field: str) -> None:
    """Raise FormErrors for apps and for whoever is no member of this workspace, as far as they are known."""
    for someone in (await queries.people(db, user_ids)).values():
        if sentence := queries.why_not_named(someone):
            raise FormErrors({field: sentence})


async def let_guests(db: WorkspaceSession, access: GuestAccess) -> None:
    """Let the guests of a workspace take part from now on, or no longer.

    Of those who may again, Slack is asked whether they are still there.
    """
    if access is GuestAccess.WELCOME:
        shut_out = (Person.is_guest.is_(True), Person.deactivated.is_(True))
        await db.update_where(Person, *shut_out, synced_at=None)
        return
    inside = (Person.is_guest.is_(True), Person.deactivated.is_(False))
    guests = list(await db.scalars(select(Person.user_id).where(*inside).order_by(Person.user_id)))
    await db.update_where(Person, *inside, deactivated=True)
    await experts_changed(db, guests)


async def set_hours(db: WorkspaceSession, user_id: str, windows: Iterable[Window]) -> None:
    """Replace the windows in which a person can meet."""
    await db.delete_where(Availability, Availability.user_id == user_id)
    rows = [
        {"user_id": user_id, "weekday": w.weekday, "start_minute": w.start, "end_minute": w.end}
        for w in windows
    ]
    await db.insert_all(Availability, rows)


async def set_day(db: WorkspaceSession, user_id: str, begins: int, *, reminders: bool) -> None:
    """Keep when somebody's working day begins, in minutes since midnight, and whether they want reminders."""
    await db.update_where(Person, Person.user_id == user_id, day_begins=begins, reminders=reminders)


async def set_quiet(
    db: WorkspaceSession, user_id: str, *, offers_daily: bool, hours: tuple[int, int] | None
) -> None:
    """Keep whether questions come to somebody once a day, and their quiet hours (minutes since midnight)."""
    begins, ends = hours or (None, None)
    await db.update_where(
        Person, Person.user_id == user_id, offers_daily=offers_daily, quiet_from=begins, quiet_to=ends
    )


async def set_invitations(db: WorkspaceSession, user_id: str, *, wanted: bool) -> None:
    """Keep whether somebody may be invited to ask a first question."""
    await add_missing(db, [user_id])
    await db.update_where(Person, Person.user_id == user_id, invitations=wanted)


async def say_here(db: WorkspaceSession, user_id: str) -> bool:
    """Take somebody for here in spite of their Slack status, until that changes; return whether it is new."""
    away = (Person.user_id == user_id, Person.away_until.is_not(None))
    here = await db.update_where(Person, *away, here_until=Person.away_until, away_until=None)
    if here:
        await experts_changed(db, [user_id])
    return bool(here)


async def set_language(db: WorkspaceSession, user_id: str, language: str) -> None:
    """Keep in which language somebody is spoken to; what is no language of ours is their Slack's."""
    chosen = language if language in languages() else ""
    await db.update_where(Person, Person.user_id == user_id, language=chosen)


class OutdatedReaders:
    """Who has just chosen another language: how they read is looked up anew, by workspace and user id."""

    def __init__(self) -> None:
        self.people: set[tuple[str, str]] = set()


async def set_managers(db: WorkspaceSession, user_ids: Iterable[str]) -> None:
    """Make exactly these people program managers."""
    chosen = sorted(set(user_ids))
    await add_missing(db, chosen)
    await db.update_where(
        Person, Person.is_manager.is_(True), Person.user_id.not_in(chosen), is_manager=False
    )
    await db.update_where(Person, Person.user_id.in_(chosen), is_manager=True)


async def keep_home_current(db: WorkspaceSession, user_id: str, now: datetime) -> None:
    """Remember that a person opens App Home: from now on it is published again when it changes."""
    await add_missing(db, [user_id])
    await db.update_where(Person, Person.user_id == user_id, home_opened_at=now)


async def pool_changed(db: WorkspaceSession, now: datetime) -> None:
    """Have the waiting asks compared with the experts again, now."""
    workspace = await db.scalar(select(Workspace).where(Workspace.id == db.workspace_id))
    if workspace is not None:
        workspace.rematch_at = now


async def experts_changed(db: WorkspaceSession, user_ids: Iterable[str]) -> None:
    """Have matching read those of these people anew who are experts: each gets the workspace's next version.

    Versions of a workspace are committed in their order, since its row stays locked until then: whoever sees
    one also sees every change that came before. Experts are locked first, as whoever changes an expert's row
    has done already; call it once in a transaction, with everybody whom it changes.
    """
    wanted = select(Expert.user_id).where(Expert.user_id.in_(sorted(set(user_ids)))).order_by(Expert.user_id)
    experts = list(await db.scalars(wanted.with_for_update(key_share=True)))
    if not experts:
        return
    here = select(Workspace).where(Workspace.id == db.workspace_id).with_for_update(key_share=True)
    workspace = await db.scalar(here)
    if workspace is not None:
        workspace.experts_version += 1
        await db.update_where(Expert, Expert.user_id.in_(experts), version=workspace.experts_version)
        db.unsettled |= set(experts)


async def _locked(db: WorkspaceSession, user_ids: Iterable[str]) -> dict[str, Person]:
    """Return those of these people whom we know, kept from other writers until we are done."""
    wanted = select(Person).where(Person.user_id.in_(sorted(user_ids))).order_by(Person.user_id)
    return {one.user_id: one for one in await db.scalars(wanted.with_for_update(key_share=True))}


def _concerns_matching(before: Person, values: Mapping[str, Any]) -> bool:
    """Whether matching has to know: another zone, away or back, an account closed or reopened, or new."""
    first = before.synced_at is None
    away = before.away_until != values.get("away_until", before.away_until)
    return first or away or before.zone != values["zone"] or before.deactivated != values["deactivated"]


def _keep_here(before: Person, values: dict[str, Any]) -> None:
    """Leave somebody here who said so in spite of their status, until that ends or another one comes."""
    if "away_until" not in values:
        return
    said_here = before.here_until is not None and before.here_until == values["away_until"]
    values |= {"away_until": None} if said_here else {"here_until": None}


def _address(email: str) -> str | None:
    """Return a mail address that a calendar file can name; Slack tells it only with ``users:read.email``."""
    return email if ADDRESS.fullmatch(email) else None


async def _facts_of(
    db: WorkspaceSession, members: Iterable[Mapping[str, Any]], now: datetime
) -> dict[str, dict[str, Any]]:
    found = {str(member["id"]): member for member in members}
    barred = False
    if any(rules.is_guest(member) for member in found.values()):
        workspace = await db.scalar(select(Workspace).where(Workspace.id == db.workspace_id))
        barred = workspace is not None and workspace.settings.guests is GuestAccess.NONE
    here = db.workspace_id
    return {one: _facts(member, here, now, guests_barred=barred) for one, member in found.items()}


def _facts(
    member: Mapping[str, Any], workspace_id: str, now: datetime, *, guests_barred: bool
) -> dict[str, Any]:
    profile = member.get("profile") or {}
    called = profile.get("display_name") or profile.get("real_name") or member.get("real_name")
    outside = rules.is_foreign(member, workspace_id) or rules.is_app(member)
    absent = outside or bool(member.get("deleted")) or (guests_barred and rules.is_guest(member))
    return {
        "name": tidy(str(called or member.get("name") or ""))[:NAME_CHARS],
        "zone": str(member.get("tz") or "UTC"),
        "email": None if absent else _address(str(profile.get("email") or "")),
        **({"locale": str(member["locale"])} if member.get("locale") else {}),  # not in every payload
        **({"away_until": rules.away_until(profile, now)} if "status_text" in profile else {}),
        "is_admin": not outside and bool(member.get("is_admin") or member.get("is_owner")),
        "is_bot": rules.is_app(member),
        "is_guest": rules.is_guest(member),
        "deactivated": absent,
    }
