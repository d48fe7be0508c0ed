"""What the clock does with the directory."""

from __future__ import annotations

from datetime import timedelta

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import exists, select

from bot.directory import queries, service
from bot.directory.queries import Following
from bot.directory.rules import Profile, value_of
from bot.kit.due import for_each_workspace
from bot.kit.errors import NotInstalled
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.kit.slack import FAILED, Failure, RateLimited, Refused, classify
from bot.models import DirectoryEntry, FollowedProfiles, RateLimit

METHOD = "users.profile.get"
AT_ONCE = 20  # profiles each quarter of a minute; Slack allows about a hundred a minute
LATER = timedelta(minutes=5)  # before Slack is asked again after it did not answer
NOT_SHOWN = {"user_not_found", "user_not_visible"}


async def link(services: Services) -> None:
    """Connect entries of the directory with the people whom Slack has told us of since."""
    some = select(DirectoryEntry.workspace_id).where(DirectoryEntry.user_id.is_(None))
    await for_each_workspace(services, _link, some.distinct().order_by(DirectoryEntry.workspace_id))


async def _link(services: Services, workspace_id: str) -> None:
    async with services.database.begin(workspace_id) as db:
        await service.link(db)


async def read_profiles(services: Services) -> None:
    """Read what Slack's profiles say of departments and managers, where that is followed."""
    here = FollowedProfiles.workspace_id
    waits = (RateLimit.method == METHOD, RateLimit.not_before > services.clock.now())
    limited = exists().where(RateLimit.workspace_id == here, *waits)
    followed = select(here).where(FollowedProfiles.refused_at.is_(None), ~limited).order_by(here)
    await for_each_workspace(services, _read, followed)


async def _read(services: Services, workspace_id: str) -> None:
    async with services.database.read(workspace_id) as db:
        found = await queries.following(db)
        wanted = await queries.to_read(db, services.clock.now(), AT_ONCE) if found else []
    if found is None or not wanted:
        return
    told: list[Profile] = []
    try:
        client = await services.client_for(workspace_id)
        for user_id in wanted:
            told.append(await _profile(client, user_id, found))
    except NotInstalled:
        return
    except FAILED as error:
        await _refused(services, workspace_id, classify(error))
    async with services.database.begin(workspace_id) as db:
        present = await queries.following(db)
        if told and present and present.fields == found.fields:
            await service.take_profiles(db, told, services.clock.now())


async def _profile(client: AsyncWebClient, user_id: str, followed: Following) -> Profile:
    """Ask Slack for one profile; whoever it does not show has nothing in theirs."""
    try:
        profile = (await client.users_profile_get(user=user_id))["profile"]
    except SlackApiError as error:
        if error.response.get("error") not in NOT_SHOWN:
            raise
        profile = None
    said = [value_of(profile, field_id) if field_id else None for field_id in followed.fields]
    return Profile(user_id, *said)


async def _refused(services: Services, workspace_id: str, failure: Failure) -> None:
    """Wait where Slack asks for it, or follow no longer where profiles may not be read."""
    now = services.clock.now()
    async with services.database.begin(workspace_id) as db:
        if isinstance(failure, Refused) and failure.kind == "scope":
            await service.note_unreadable(db, now)
            return
        wait = timedelta(seconds=failure.seconds) if isinstance(failure, RateLimited) else LATER
        key = {"method": METHOD, "channel_id": ""}
        await db.upsert(RateLimit, key, not_before=now + wait)


JOBS = [
    Job("directory_link", link, every=timedelta(minutes=10), background=True),
    Job("directory_profiles", read_profiles, every=timedelta(seconds=15), background=True),
]
