"""Adding, changing, ordering and archiving topics."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from bot.admin import queries, texts
from bot.admin.rules import (
    TOPICS_AT_MOST,
    TOPICS_DEEP,
    Place,
    TopicDetails,
    levels,
    moved_to,
    name_key,
    wider,
)
from bot.admin.service.audit import record
from bot.admin.service.roles import require_admin
from bot.delivery.outbox import refresh_cards, refresh_home
from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.ids import new_id
from bot.kit.reader import Reader
from bot.models import (
    OPEN_ASK,
    Act,
    Ask,
    AskState,
    ExpertTopic,
    Offer,
    Person,
    Session,
    Sheet,
    Topic,
    Workspace,
)
from bot.people import service as people_service


async def seed_topics(db: WorkspaceSession, now: datetime) -> None:
    """Give a new workspace topics to begin with. Does nothing where there is any, archived ones included."""
    if await db.scalar(select(Topic.id).limit(1)) is None:
        for details in queries.first_topics():
            await _insert(db, details, now)


async def retell_first_topics(
    db: WorkspaceSession, topic_ids: Collection[str], reader: Reader, now: datetime
) -> None:
    """Word those of these topics that are still as they came in the language of whoever chose them."""
    for topic in await queries.active_topics(db):
        told = queries.retold(reader, topic)
        free = name_key(told.name) == topic.name_key or await queries.topic_named(db, told.name) is None
        if topic.id in topic_ids and told != queries.details_of(topic) and free:
            await db.update_where(Topic, Topic.id == topic.id, **_columns(told))
            await program_changed(db, now, topic.id)


async def existing(db: WorkspaceSession, topic_id: str) -> Topic:
    """Return a topic, archived or not. Raises UserMessage when there is none, or another took its place."""
    found = await queries.topic(db, topic_id)
    if found is None or found.merged_into_id is not None:
        raise UserMessage(texts.NO_TOPIC)
    return found


async def create_topic(db: WorkspaceSession, by: str, details: TopicDetails, now: datetime) -> str:
    """Add a topic and return its id. Raises UserMessage or FormErrors in words that help."""
    await require_admin(db, by)
    await _check_steward(db, details.steward_id)
    await in_turn(db)
    await _check_room(db)
    await _check_parent(db, details.parent_id)
    topic_id = await _insert(db, details, now, await _last_position(db))
    if topic_id is None:
        raise await _taken(db, details.name)
    await record(db, by, Act.TOPIC_ADDED, now, subject=details.name)
    await _record_steward(db, by, details, None, now)
    await program_changed(db, now)
    return topic_id


async def edit_topic(
    db: WorkspaceSession, by: str, topic_id: str, details: TopicDetails, now: datetime
) -> None:
    """Change a topic. Raises UserMessage or FormErrors in words that help."""
    await require_admin(db, by)
    await _check_steward(db, details.steward_id)
    await in_turn(db)
    before = _columns(queries.details_of(await existing(db, topic_id)))
    renamed = before["name"] != details.name
    await _check_parent(db, details.parent_id, topic_id)
    try:
        async with db.begin_nested():
            await db.update_where(Topic, Topic.id == topic_id, **_columns(details))
    except IntegrityError:
        raise await _taken(db, details.name) from None
    if renamed:
        await show_name(db, topic_id, now)
    await _record_changes(db, by, before, details, now)
    await program_changed(db, now, topic_id if renamed else "")


async def show_name(db: WorkspaceSession, topic_id: str, now: datetime) -> None:
    """Show the name of a topic, which has changed, in the messages about it that are kept current."""
    asks = select(Ask.id).where(Ask.topic_id == topic_id, Ask.state.in_((*OPEN_ASK, AskState.MATCHED)))
    offers = select(Offer.id).where(Offer.ask_id.in_(asks))
    sessions = select(Session.id).where(Session.ask_id.in_(asks))
    sheets = select(Sheet.id).where(Sheet.topic_id == topic_id, Sheet.wakes_at.is_not(None))
    about = [one for found in (asks, offers, sessions, sheets) for one in await db.scalars(found)]
    await refresh_cards(db, about, now)


async def archive_topic(db: WorkspaceSession, by: str, topic_id: str, now: datetime) -> None:
    """Take a topic out of what can be chosen. Archiving it twice is as good as once."""
    await require_admin(db, by)
    name = (await existing(db, topic_id)).name
    await in_turn(db)
    if await db.update_where(Topic, Topic.id == topic_id, Topic.archived_at.is_(None), archived_at=now):
        await record(db, by, Act.TOPIC_ARCHIVED, now, subject=name)
    await program_changed(db, now, topic_id)


async def restore_topic(db: WorkspaceSession, by: str, topic_id: str, now: datetime) -> None:
    """Make an archived topic one to choose again; those who helped with it do so again.

    A topic that belonged to it does so again, unless too many lie in one another by now.
    """
    await require_admin(db, by)
    await in_turn(db)
    topic = await existing(db, topic_id)
    if topic.archived_at is not None:
        await _check_room(db)
        await record(db, by, Act.TOPIC_RESTORED, now, subject=topic.name)
    await db.update_where(Topic, Topic.id == topic_id, archived_at=None)
    await part_what_lies_too_deep(db, topic_id)
    await program_changed(db, now, topic_id)


async def move_topic(db: WorkspaceSession, by: str, topic_id: str, place: Place, now: datetime) -> None:
    """Give a topic another place in the list, in which menus offer them, too."""
    await require_admin(db, by)
    await in_turn(db)
    topic = await existing(db, topic_id)
    order = [row.id for row in await queries.active_topics(db)]
    moved = moved_to(order, topic_id, place)
    if moved == order:
        return
    for position, other in enumerate(moved, 1):
        await db.update_where(Topic, Topic.id == other, Topic.position != position, position=position)
    await record(db, by, Act.TOPIC_MOVED, now, subject=topic.name)


def _columns(details: TopicDetails) -> dict[str, object]:
    return {
        "name": details.name,
        "name_key": name_key(details.name),
        "description": details.description,
        "synonyms": list(details.synonyms),
        "steward_id": details.steward_id,
        "parent_id": details.parent_id,
    }


async def _insert(
    db: WorkspaceSession, details: TopicDetails, now: datetime, position: int = 0
) -> str | None:
    topic_id = new_id()
    values = {"id": topic_id, "created_at": now, "position": position, **_columns(details)}
    return topic_id if await db.insert_or_ignore(Topic, **values) else None


async def _last_position(db: WorkspaceSession) -> int:
    return await db.scalar(select(func.max(Topic.position))) or 0


async def _record_changes(
    db: WorkspaceSession, by: str, before: dict[str, object], details: TopicDetails, now: datetime
) -> None:
    """Write down what was said of a topic before and after; who is its steward is an entry of its own."""
    after = _columns(details)
    for part in ("name", "description", "synonyms", "parent_id"):
        if before[part] != after[part]:
            old, new = await _told(db, before[part]), await _told(db, after[part])
            changed = {"subject": str(before["name"]), "part": part, "before": old, "after": new}
            await record(db, by, Act.TOPIC_CHANGED, now, **changed)
    await _record_steward(db, by, details, before["steward_id"], now)


async def _record_steward(
    db: WorkspaceSession, by: str, details: TopicDetails, before: object, now: datetime
) -> None:
    if before != details.steward_id:
        act = Act.STEWARD_NAMED if details.steward_id else Act.STEWARD_REMOVED
        about = details.steward_id or str(before)
        await record(db, by, act, now, about=about, subject=details.name)


async def _told(db: WorkspaceSession, value: object) -> str:
    """Return a value as the log shows it: the name of a topic for its id, a list as one text."""
    if isinstance(value, list):
        return ", ".join(value)
    found = await queries.topic(db, str(value)) if value else None
    return found.name if found else str(value or "")


async def _taken(db: WorkspaceSession, name: str) -> FormErrors:
    other = await queries.topic_named(db, name)
    archived = other is not None and other.archived_at is not None
    return FormErrors({"name": texts.NAME_ARCHIVED if archived else texts.NAME_TAKEN})


async def _check_room(db: WorkspaceSession) -> None:
    number = await db.scalar(select(func.count()).select_from(Topic).where(Topic.archived_at.is_(None)))
    if (number or 0) >= TOPICS_AT_MOST:
        raise UserMessage(texts.TOO_MANY)


async def in_turn(db: WorkspaceSession) -> None:
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


async def part_what_lies_too_deep(db: WorkspaceSession, topic_id: str) -> None:
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


async def program_changed(db: WorkspaceSession, now: datetime, topic_id: str = "") -> None:
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
