"""What is kept about people: what Slack says of them, and the hours they name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.kit.blocks import tidy
from bot.kit.db import Tx
from bot.kit.hours import Window
from bot.models import Availability, Person, Workspace

NAME_CHARS = 80  # Slack's limit for a display name


async def meet(tx: Tx, user_ids: Iterable[str]) -> None:
    """Make sure that these people have a row; the worker then asks Slack about those who are new."""
    for user_id in sorted(set(user_ids)):
        await tx.add_new(Person, user_id=user_id)


async def learn(tx: Tx, members: Iterable[Mapping[str, Any]], now: datetime, *, strangers: bool) -> None:
    """Keep what Slack says of its members (shape: users.info).

    Strangers are people without a row: they are kept only when asked for, or when they are admins, whom the
    program must be able to reach.
    """
    facts = {str(member["id"]): _facts(member) for member in members}
    known = set(await tx.all(select(Person.user_id).where(Person.user_id.in_(sorted(facts)))))
    for user_id, values in facts.items():
        if user_id in known or strangers or (values["is_admin"] and not values["deactivated"]):
            await tx.put(Person, {"user_id": user_id}, **values, synced_at=now)
    if strangers:  # an expert may be among them, whose hours are only known now
        await pool_changed(tx, now)


async def give_up_on(tx: Tx, user_id: str, now: datetime, *, gone: bool) -> None:
    """Stop asking Slack about somebody whom it does not show us; ``gone`` when it says they do not exist."""
    await tx.change(Person, Person.user_id == user_id, synced_at=now, deactivated=gone)


async def set_hours(tx: Tx, user_id: str, windows: Iterable[Window]) -> None:
    """Replace the windows in which a person can meet."""
    await tx.remove(Availability, Availability.user_id == user_id)
    rows = [
        {"user_id": user_id, "weekday": w.weekday, "start_minute": w.start, "end_minute": w.end}
        for w in windows
    ]
    await tx.add_all(Availability, rows)


async def set_managers(tx: Tx, user_ids: Iterable[str]) -> None:
    """Make exactly these people program managers."""
    chosen = sorted(set(user_ids))
    await meet(tx, chosen)
    await tx.change(Person, Person.is_manager.is_(True), Person.user_id.not_in(chosen), is_manager=False)
    await tx.change(Person, Person.user_id.in_(chosen), is_manager=True)


async def saw_home(tx: Tx, user_id: str, now: datetime) -> None:
    """Remember that a person opens App Home, so that it is kept current for them from now on."""
    await meet(tx, [user_id])
    await tx.change(Person, Person.user_id == user_id, home_opened_at=now)


async def pool_changed(tx: Tx, now: datetime) -> None:
    """Have the waiting asks compared with the experts again, now."""
    workspace = await tx.first(select(Workspace).where(Workspace.id == tx.workspace_id))
    if workspace is not None:
        workspace.rematch_at = now


def _facts(member: Mapping[str, Any]) -> dict[str, Any]:
    profile = member.get("profile") or {}
    called = profile.get("display_name") or profile.get("real_name") or member.get("real_name")
    return {
        "name": tidy(str(called or member.get("name") or ""))[:NAME_CHARS],
        "zone": str(member.get("tz") or "UTC"),
        "is_admin": bool(member.get("is_admin") or member.get("is_owner")),
        "is_bot": bool(member.get("is_bot")),
        "is_guest": bool(member.get("is_restricted") or member.get("is_ultra_restricted")),
        "deactivated": bool(member.get("deleted")),
    }
