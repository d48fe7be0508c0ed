"""Asking Slack about people: the new ones at once, everybody once a day, a page at a time."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import cache

from sqlalchemy import Select, exists, select

from bot.kit.due import NOW, for_each_row, for_each_workspace
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
    waiting: set[str] = set()

    async def meet(services: Services, workspace_id: str, user_id: str) -> None:
        if workspace_id not in waiting and await _meet(services, workspace_id, user_id):
            waiting.add(workspace_id)

    await for_each_row(services, _strangers(), meet, limit=STRANGERS_AT_ONCE)


@cache
def _strangers() -> Select[str, str]:
    waits = exists().where(
        RateLimit.workspace_id == Person.workspace_id,
        RateLimit.method == ASKED,
        RateLimit.not_before > NOW,
    )
    return (
        select(Person.workspace_id, Person.user_id)
        .where(Person.synced_at.is_(None), ~waits)
        .order_by(Person.workspace_id, Person.user_id)
    )


async def _meet(services: Services, workspace_id: str, user_id: str) -> bool:
    """Learn about one person; return whether Slack asked to wait instead."""
    now = services.clock.now()
    try:
        client = await services.client_for(workspace_id)
        answer = await client.users_info(user=user_id, include_locale=True)
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
    day_ago = services.clock.now() - EVERY_DAY
    due = Workspace.people_synced_at.is_(None) | (Workspace.people_synced_at < day_ago)
    await for_each_workspace(services, _page, select(Workspace.id).where(due).order_by(Workspace.id))


async def _page(services: Services, workspace_id: str) -> None:
    now = services.clock.now()
    async with services.database.read(workspace_id) as db:
        cursor = await db.scalar(select(Workspace.people_cursor).where(Workspace.id == workspace_id).limit(1))
    try:
        client = await services.client_for(workspace_id)
        answer = await client.users_list(include_locale=True, limit=PAGE, cursor=cursor or None)
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
    Job("meet_new_people", meet_new_people, urgent=True),
    Job("walk_the_members", walk_the_members, every=timedelta(seconds=4)),
]
