"""Asking Slack about people: the new ones at once, everybody once a day, a page at a time."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, bindparam, exists, select

from bot.kit.errors import NotInstalled
from bot.kit.house import House
from bot.kit.jobs import Job
from bot.kit.slack import FAILED, Failure, RateLimited, Refused, classify
from bot.models import Person, RateLimit, Workspace
from bot.people import service

log = logging.getLogger(__name__)

PAGE = 200  # the page size that Slack recommends for users.list
STRANGERS_AT_ONCE = 20  # users.info allows about a hundred a minute
ASKED = "users.info"
EVERY_DAY = timedelta(days=1)


async def meet_new_people(house: House) -> None:
    """Ask Slack about everyone whose row is still empty, unless it asked to be left alone for a while."""
    async with house.db.begin_across() as db:
        found = (await db.execute(_strangers(), {"now": house.clock.now()})).all()
    waiting: set[str] = set()
    for workspace_id, user_id in found:
        if workspace_id not in waiting and await _meet(house, workspace_id, user_id):
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


async def _meet(house: House, workspace_id: str, user_id: str) -> bool:
    """Learn about one person; return whether Slack asked to wait instead."""
    now = house.clock.now()
    try:
        client = await house.client_for(workspace_id)
        answer = await client.users_info(user=user_id)
    except NotInstalled:
        return False
    except FAILED as error:
        return await _not_met(house, workspace_id, user_id, classify(error))
    async with house.db.begin(workspace_id) as tx:
        await service.learn(tx, [answer["user"]], now, strangers=True)
    return False


async def _not_met(house: House, workspace_id: str, user_id: str, fate: Failure) -> bool:
    now = house.clock.now()
    if isinstance(fate, RateLimited):
        key = {"method": ASKED, "channel_id": ""}
        async with house.db.begin(workspace_id) as tx:
            await tx.put(RateLimit, key, not_before=now + timedelta(seconds=fate.seconds))
    elif isinstance(fate, Refused):
        async with house.db.begin(workspace_id) as tx:
            await service.give_up_on(tx, user_id, now, gone=fate.code == "user_not_found")
    else:
        log.info("users.info will be asked again: %s", type(fate).__name__)
    return isinstance(fate, RateLimited)


async def walk_the_members(house: House) -> None:
    """Read one page of each workspace's members, so that admins, zones and leavers are known within a day."""
    now = house.clock.now()
    async with house.db.begin_across() as db:
        due = (
            await db.execute(
                select(Workspace.id, Workspace.people_cursor)
                .where(Workspace.removed_at.is_(None))
                .where(Workspace.people_synced_at.is_(None) | (Workspace.people_synced_at < now - EVERY_DAY))
            )
        ).all()
    for workspace_id, cursor in due:
        await _page(house, workspace_id, cursor, now)


async def _page(house: House, workspace_id: str, cursor: str, now: datetime) -> None:
    try:
        client = await house.client_for(workspace_id)
        answer = await client.users_list(limit=PAGE, cursor=cursor or None)
        members = answer["members"]
        following = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
    except NotInstalled:
        return
    except FAILED as error:
        if not isinstance(classify(error), Refused):
            return
        members, following = [], ""  # not granted here, or the cursor is stale: again tomorrow
    async with house.db.begin(workspace_id) as tx:
        await service.learn(tx, members, now, strangers=False)
        workspace = await tx.first(select(Workspace).where(Workspace.id == workspace_id))
        if workspace is not None:
            workspace.people_cursor = following
            if not following:
                workspace.people_synced_at = now


JOBS = [
    Job("meet_new_people", meet_new_people),
    Job("walk_the_members", walk_the_members, every=timedelta(seconds=4)),
]
