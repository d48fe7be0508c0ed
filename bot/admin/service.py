"""Decisions of the program area. Who may make them is checked here, in the transaction that makes them."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from bot.admin import queries, texts
from bot.admin.rules import FIRST_TOPICS, TOPICS_AT_MOST, TOPICS_DEEP, TopicDetails, levels, name_key, wider
from bot.delivery.outbox import refresh_home
from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.i18n import Joined
from bot.kit.ids import new_id
from bot.models import ExpertTopic, Person, ProgramSettings, Topic, Workspace
from bot.people import queries as people
from bot.people import service as people_service

log = logging.getLogger(__name__)


async def seed_topics(db: WorkspaceSession, now: datetime) -> None:
    """Give a new workspace topics to begin with. Does nothing where there is any, archived ones included."""
    if await db.scalar(select(Topic.id).limit(1)) is None:
        for details in FIRST_TOPICS:
            await _insert(db, details, now)


async def require_admin(db: WorkspaceSession, user_id: str) -> None:
    """Raise UserMessage, with whom to ask, for somebody who may not use the program area."""
    if await people.is_admin(db, user_id):
        return
    if not await people.program_team(db):
        raise UserMessage(texts.STILL_LEARNING)
    names = await queries.program_team_names(db)
    if names:
        raise UserMessage(texts.NOT_ALLOWED_ASK.format(names=Joined(names, "or")))
    raise UserMessage(texts.NOT_ALLOWED)


async def existing(db: WorkspaceSession, topic_id: str) -> Topic:
    """Return a topic, archived or not. Raises UserMessage when there is none of this id."""
    found = await queries.topic(db, topic_id)
    if found is None:
        raise UserMessage(texts.NO_TOPIC)
    return found


async def create_topic(db: WorkspaceSession, by: str, details: TopicDetails, now: datetime) -> str:
    """Add a topic and return its id. Raises UserMessage or FormErrors in words that help."""
    await require_admin(db, by)
    await _check_steward(db, details.steward_id)
    await _in_turn(db)
    await _check_room(db)
    await _check_parent(db, details.parent_id)
    topic_id = await _insert(db, details, now)
    if topic_id is None:
        raise await _taken(db, details.name)
    await _program_changed(db, now)
    return topic_id


async def edit_topic(
    db: WorkspaceSession, by: str, topic_id: str, details: TopicDetails, now: datetime
) -> None:
    """Change a topic. Raises UserMessage or FormErrors in words that help."""
    await require_admin(db, by)
    before = await existing(db, topic_id)
    renamed = before.name != details.name
    await _check_steward(db, details.steward_id)
    await _in_turn(db)
    await _check_parent(db, details.parent_id, topic_id)
    try:
        async with db.begin_nested():
            await db.update_where(Topic, Topic.id == topic_id, **_columns(details))
    except IntegrityError:
        raise await _taken(db, details.name) from None
    await _program_changed(db, now, topic_id if renamed else "")


async def archive_topic(db: WorkspaceSession, by: str, topic_id: str, now: datetime) -> None:
    """Take a topic out of what can be chosen. Archiving it twice is as good as once."""
    await require_admin(db, by)
    await existing(db, topic_id)
    await _in_turn(db)
    await db.update_where(Topic, Topic.id == topic_id, Topic.archived_at.is_(None), archived_at=now)
    await _program_changed(db, now, topic_id)


async def restore_topic(db: WorkspaceSession, by: str, topic_id: str, now: datetime) -> None:
    """Make an archived topic one to choose again; those who helped with it do so again.

    A topic that belonged to it does so again, unless too many lie in one another by now.
    """
    await require_admin(db, by)
    await _in_turn(db)
    if (await existing(db, topic_id)).archived_at is not None:
        await _check_room(db)
    await db.update_where(Topic, Topic.id == topic_id, archived_at=None)
    await _part_what_lies_too_deep(db, topic_id)
    await _program_changed(db, now, topic_id)


async def change_settings(
    db: WorkspaceSession,
    by: str,
    settings: ProgramSettings,
    *,
    managers: Collection[str] | None,
    now: datetime,
) -> set[str]:
    """Change the program's settings and return the names of those that differ from before.

    ``managers`` None leaves them as they are; where they changed, "managers" is among the names. An open
    offer keeps the deadline it was given. Raises UserMessage or FormErrors in words that help.
    """
    await require_admin(db, by)
    appointed = set() if managers is None else await _appoint(db, by, managers)
    workspace = await people.workspace(db)
    changed = workspace.settings.changes_to(settings)
    for name, (old, new) in changed.items():
        log.info("%s set %s in %s: %s, before %s", by, name, db.workspace_id, new, old)
    workspace.settings = settings
    if "guests" in changed:
        await people_service.let_guests(db, settings.guests)
    await people_service.pool_changed(db, now)
    await refresh_home(db, sorted({by, *appointed}), now)
    return {*changed, *(["managers"] if appointed else [])}


async def _appoint(db: WorkspaceSession, by: str, managers: Collection[str]) -> set[str]:
    """Make exactly these people program managers; return whose App Home shows it."""
    before = await queries.managers(db)
    if set(managers) == set(before):
        return set()
    if not await queries.may_appoint(db, by):
        raise UserMessage(texts.ONLY_ADMINS_APPOINT)
    await people_service.check_named(db, set(managers) - set(before), "managers")
    await people_service.set_managers(db, managers)
    return {*managers, *before}


def _columns(details: TopicDetails) -> dict[str, object]:
    return {
        "name": details.name,
        "name_key": name_key(details.name),
        "description": details.description,
        "synonyms": list(details.synonyms),
        "steward_id": details.steward_id,
        "parent_id": details.parent_id,
    }


async def _insert(db: WorkspaceSession, details: TopicDetails, now: datetime) -> str | None:
    topic_id = new_id()
    added = await db.insert_or_ignore(Topic, id=topic_id, created_at=now, **_columns(details))
    return topic_id if added else None


async def _taken(db: WorkspaceSession, name: str) -> FormErrors:
    other = await queries.topic_named(db, name)
    archived = other is not None and other.archived_at is not None
    return FormErrors({"name": texts.NAME_ARCHIVED if archived else texts.NAME_TAKEN})


async def _check_room(db: WorkspaceSession) -> None:
    number = await db.scalar(select(func.count()).select_from(Topic).where(Topic.archived_at.is_(None)))
    if (number or 0) >= TOPICS_AT_MOST:
        raise UserMessage(texts.TOO_MANY)


async def _in_turn(db: WorkspaceSession) -> None:
    """Wait for whoever changes a topic just now: how many there are and how they lie is decided over all."""
    here = select(Workspace.id).where(Workspace.id == db.workspace_id)
    await db.scalar(here.with_for_update(key_share=True))


async def _check_parent(db: WorkspaceSession, parent_id: str | None, topic_id: str = "") -> None:
    """Raise FormErrors for a wider topic to which this one can't belong; ``topic_id`` is "" for a new one."""
    if parent_id is None:
        return
    if parent_id == topic_id:
        raise FormErrors({"parent": texts.PARENT_ITSELF})
    active = await queries.parents(db, active=True)
    if parent_id not in active:
        raise FormErrors({"parent": texts.PARENT_GONE})
    # Archived ones may be restored: with them, too, no topic may lie in itself.
    if topic_id in wider(parent_id, await queries.parents(db, active=False)):
        raise FormErrors({"parent": texts.PARENT_ROUND})
    if levels(topic_id, active | {topic_id: parent_id}) > TOPICS_DEEP:
        raise FormErrors({"parent": texts.PARENT_DEEP})


async def _part_what_lies_too_deep(db: WorkspaceSession, topic_id: str) -> None:
    """Undo links of a restored topic that no longer fit: below and above it more may have come meanwhile."""
    active = await queries.parents(db, active=True)
    narrower = [other for other, parent in active.items() if parent == topic_id]
    for link in (*narrower, topic_id):
        if levels(link, active) > TOPICS_DEEP:
            active[link] = None
            await db.update_where(Topic, Topic.id == link, parent_id=None)


async def _check_steward(db: WorkspaceSession, steward_id: str | None) -> None:
    if steward_id:
        await people_service.check_named(db, [steward_id], "steward")
        await people_service.add_missing(db, [steward_id])


async def _program_changed(db: WorkspaceSession, now: datetime, topic_id: str = "") -> None:
    """Compare waiting asks with the experts again, and show the change to those whose App Home has it.

    ``topic_id``: a topic whose experts see it differently now.
    """
    await people_service.pool_changed(db, now)
    helpers = select(ExpertTopic.user_id).where(ExpertTopic.topic_id == topic_id)
    program = Person.is_admin.is_(True) | Person.is_manager.is_(True)
    seen_by = select(Person.user_id).where(
        Person.home_opened_at.is_not(None), program | Person.user_id.in_(helpers)
    )
    await refresh_home(db, sorted(await db.scalars(seen_by)), now)
