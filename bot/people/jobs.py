"""Asking Slack about people: the new ones at once, everybody once a day, a page at a time."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, bindparam, exists, select

from bot.kit.errors import NotInstalled
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.kit.slack import FAILED, Failure, RateLimited, Refused, classify
from bot.models import Person, RateLimit, Workspace
from bot.people import service

log = logging.getLogger(__name__)

PAGE = 200  # the page size that Slack recommends for users.list
STRANGERS_AT_ONCE = 20  # users.info allows about a hundred a minute
ASKED = "users.info"
EVERY_DAY = timedelta(days=1)


async def meet_new_people(services: Services) -> None:
    """Ask Slack about everyone whose row is still empty, unless it asked to be left alone for a while."""
    async with services.database.all_workspaces() as db:
        found = (await db.execute(_strangers(), {"now": services.clock.now()})).all()
    waiting: set[str] = set()
    for workspace_id, user_id in found:
        if workspace_id not in waiting and await _meet(services, workspace_id, user_id):
            waiting.add(workspace_id)


@cache
def _strangers() -> Select[str, str]:
    """Return what finds them at ``now``. It is asked after every press: making it takes as long as asking."""
    waits = exists().where(
        RateLimit.workspace_id == Person.workspace_id,
        RateLimit.method == ASKED,
        RateLimit.not_before > bindparam("now"),
    )
    return (
        select(Person.workspace_id, Person.user_id)
        .join(Workspace, Workspace.id == Person.workspace_id)
        .where(Person.synced_at.is_(None), Workspace.removed_at.is_(None), ~waits)
        .limit(STRANGERS_AT_ONCE)
    )


async def _meet(services: Services, workspace_id: str, user_id: str) -> bool:
    """Learn about one person; return whether Slack asked to wait instead."""
    now = services.clock.now()
    try:
        client = await services.client_for(workspace_id)
        answer = await client.users_info(user=user_id)
    except NotInstalled:
        return False
    except FAILED as error:
        return await _not_met(services, workspace_id, user_id, classify(error))
    async with services.database.begin(workspace_id) as db:
        await service.learn(db, [answer["user"]], now, strangers=True)
    return False


async def _not_met(services: Services, workspace_id: str, user_id: str, fate: Failure) -> bool:
    now = services.clock.now()
    if isinstance(fate, RateLimited):
        key = {"method": ASKED, "channel_id": ""}
        async with services.database.begin(workspace_id) as db:
            await db.upsert(RateLimit, key, not_before=now + timedelta(seconds=fate.seconds))
    elif isinstance(fate, Refused):
        async with services.database.begin(workspace_id) as db:
            await service.give_up_on(db, user_id, now, gone=fate.code == "user_not_found")
    else:
        log.info("users.info will be asked again: %s", type(fate).__name__)
    return isinstance(fate, RateLimited)


async def walk_the_members(services: Services) -> None:
    """Read one page of each workspace's members, so that admins, zones and leavers are known within a day."""
    now = services.clock.now()
    async with services.database.all_workspaces() as db:
        due = (
            await db.execute(
                select(Workspace.id, Workspace.people_cursor)
                .where(Workspace.removed_at.is_(None))
                .where(Workspace.people_synced_at.is_(None) | (Workspace.people_synced_at < now - EVERY_DAY))
            )
        ).all()
    for workspace_id, cursor in due:
        await _page(services, workspace_id, cursor, now)


async def _page(services: Services, workspace_id: str, cursor: str, now: datetime) -> None:
    try:
        client = await services.client_for(workspace_id)
        answer = await client.users_list(limit=PAGE, cursor=cursor or None)
        members = answer["members"]
        following = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
    except NotInstalled:
        return
    except FAILED as error:
        if not isinstance(classify(error), Refused):
            return
        members, following = [], ""  # not granted here, or the cursor is stale: again tomorrow
    async with services.database.begin(workspace_id) as db:
        await service.learn(db, members, now, strangers=False)
        workspace = await db.scalar(select(Workspace).where(Workspace.id == workspace_id))
        if workspace is not None:
            workspace.people_cursor = following
            if not following:
                workspace.people_synced_at = now


JOBS = [
    Job("meet_new_people", meet_new_people),
    Job("walk_the_members", walk_the_members, every=timedelta(seconds=4)),
]
