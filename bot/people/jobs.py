"""Asking Slack about people: the new ones at once, everybody once a day, a page at a time."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select

from bot.kit.due import NOW, for_each_row, for_each_workspace
from bot.kit.errors import NotInstalled
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.kit.slack import FAILED, Failure, RateLimited, Refused, classify
from bot.models import Person, RateLimit, Workspace
from bot.people import service

log = logging.getLogger(__name__)

PAGE = 200  # the page size that Slack recommends for users.list
PEOPLE_AT_ONCE = 20  # users.info allows about a hundred a minute
USERS_INFO, USERS_LIST = "users.info", "users.list"
TURNED_AWAY = timedelta(minutes=15)  # before a workspace that lets nobody in is asked again
DAY = timedelta(days=1)


async def fetch_new_people(services: Services) -> None:
    """Ask Slack about everyone whose row is still empty, unless it asked to be left alone for a while."""
    limited: set[str] = set()

    async def fetch(services: Services, workspace_id: str, user_id: str) -> None:
        if workspace_id not in limited and await _fetch(services, workspace_id, user_id):
            limited.add(workspace_id)

    await for_each_row(services, _not_fetched(), fetch, limit=PEOPLE_AT_ONCE)


@cache
def _not_fetched() -> Select[str, str]:
    return (
        select(Person.workspace_id, Person.user_id)
        .where(Person.synced_at.is_(None), ~_is_left_alone(Person.workspace_id, USERS_INFO))
        .order_by(Person.workspace_id, Person.user_id)
    )


def _is_left_alone(workspace_id: Any, method: str) -> ColumnElement[bool]:
    return exists().where(
        RateLimit.workspace_id == workspace_id, RateLimit.method == method, RateLimit.not_before > NOW
    )


async def _fetch(services: Services, workspace_id: str, user_id: str) -> bool:
    """Read one person from Slack; return whether Slack asked to wait instead."""
    now = services.clock.now()
    try:
        client = await services.client_for(workspace_id)
        answer = await client.users_info(user=user_id, include_locale=True)
    except NotInstalled:
        return False
    except FAILED as error:
        return await _refused(services, workspace_id, user_id, classify(error))
    async with services.database.begin(workspace_id) as db:
        await service.store_members(db, [answer["user"]], now, add_unknown=True)
    return False


async def _refused(services: Services, workspace_id: str, user_id: str, failure: Failure) -> bool:
    """Keep what a refusal says; return whether the whole workspace has to wait."""
    now = services.clock.now()
    wait = _wait(failure)
    if wait is not None:
        await _leave_alone(services, workspace_id, USERS_INFO, wait)
    elif isinstance(failure, Refused):
        async with services.database.begin(workspace_id) as db:
            await service.mark_unreadable(db, user_id, now, deactivated=failure.code == "user_not_found")
    else:
        log.info("users.info will be asked again: %s", type(failure).__name__)
    return wait is not None


async def _leave_alone(services: Services, workspace_id: str, method: str, wait: timedelta) -> None:
    key = {"method": method, "channel_id": ""}
    async with services.database.begin(workspace_id) as db:
        await db.upsert(RateLimit, key, not_before=services.clock.now() + wait)


def _wait(failure: Failure) -> timedelta | None:
    """Return how long a workspace is left alone; None where only one person is concerned, or nothing is."""
    if isinstance(failure, RateLimited):
        return timedelta(seconds=failure.seconds)
    turned_away = isinstance(failure, Refused) and failure.kind in ("workspace", "admin")
    return TURNED_AWAY if turned_away else None


async def fetch_members(services: Services) -> None:
    """Read one page of each workspace's members, so that admins, zones and leavers are known within a day."""
    day_ago = services.clock.now() - DAY
    due = Workspace.people_synced_at.is_(None) | (Workspace.people_synced_at < day_ago)
    a_team = Workspace.enterprise_id.is_(None) | (Workspace.enterprise_id != Workspace.id)
    left_alone = _is_left_alone(Workspace.id, USERS_LIST)
    wanted = select(Workspace.id).where(a_team, due, ~left_alone).order_by(Workspace.id)
    await for_each_workspace(services, _fetch_page, wanted)


async def _fetch_page(services: Services, workspace_id: str) -> None:
    now = services.clock.now()
    async with services.database.read(workspace_id) as db:
        cursor = await db.scalar(select(Workspace.people_cursor).where(Workspace.id == workspace_id).limit(1))
    try:
        client = await services.client_for(workspace_id)
        # Only a token of a whole organisation needs the team's id; with any other it makes no difference.
        where = {"team_id": workspace_id, "cursor": cursor or None}
        answer = await client.users_list(include_locale=True, limit=PAGE, **where)
        members = answer["members"]
        following = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
    except NotInstalled:
        return
    except FAILED as error:
        failure = classify(error)
        if wait := _wait(failure):
            await _leave_alone(services, workspace_id, USERS_LIST, wait)
        if wait or not isinstance(failure, Refused):
            return
        members, following = [], ""  # not granted here, or the cursor is stale: again tomorrow
    async with services.database.begin(workspace_id) as db:
        await service.store_members(db, members, now, add_unknown=False)
        workspace = await db.scalar(select(Workspace).where(Workspace.id == workspace_id))
        if workspace is not None:
            workspace.people_cursor = following
            if not following:
                workspace.people_synced_at = now


JOBS = [
    Job("fetch_new_people", fetch_new_people, urgent=True),
    Job("fetch_members", fetch_members, every=timedelta(seconds=4)),
]
