"""Making one topic of two."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.admin import queries, texts
from bot.admin.rules import TopicDetails, joined_words, wider
from bot.admin.service.audit import record
from bot.admin.service.roles import require_admin
from bot.admin.service.topics import (
    existing,
    in_turn,
    part_what_lies_too_deep,
    program_changed,
    show_name,
)
from bot.delivery.outbox import refresh_home
from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors
from bot.models import (
    OPEN_ASK,
    Act,
    Ask,
    Expert,
    ExpertTopic,
    FlashEvent,
    FlashSeat,
    Invitation,
    Offer,
    Pool,
    Sheet,
    SheetPlan,
    Story,
    StoryAnswer,
    Topic,
)
from bot.people import service as people_service

# Every column that says to which topic something belongs, but for experts' own and for topics themselves.
MOVED: tuple[tuple[type[Any], str], ...] = (
    (Ask, "topic_id"),
    (Offer, "topic_id"),
    (Invitation, "topic_id"),
    (SheetPlan, "topic_id"),
    (Sheet, "topic_id"),
    (Pool, "topic_id"),
    (Story, "topic_id"),
    (StoryAnswer, "topic_id"),
)
LISTED: tuple[type[Any], ...] = (FlashEvent, FlashSeat)  # with a list of ids, topic_ids


async def merge_topics(db: WorkspaceSession, by: str, topic_id: str, into_id: str, now: datetime) -> None:
    """Move all that belongs to a topic to another, which takes its place and its words.

    What stays of it is an archived row that nobody sees, so that whoever had it chosen in an open form is
    told so. Raises UserMessage or FormErrors in words that help.
    """
    await require_admin(db, by)
    await _lock(db, topic_id, into_id)
    merged, target = await existing(db, topic_id), await queries.topic(db, into_id)
    if topic_id == into_id:
        raise FormErrors({"into": texts.MERGE_ITSELF})
    if target is None or target.archived_at is not None:
        raise FormErrors({"into": texts.PARENT_GONE})
    old, new = queries.details_of(merged), queries.details_of(target)
    await _move_all(db, topic_id, into_id, now)
    await _move_family(db, topic_id, into_id)
    freed = {"name_key": f"merged {topic_id}", "merged_into_id": into_id, "archived_at": now}
    await db.update_where(Topic, Topic.id == topic_id, parent_id=None, steward_id=None, **freed)
    await _take_over(db, into_id, new, old)
    await part_what_lies_too_deep(db, into_id)
    await record(db, by, Act.TOPICS_MERGED, now, subject=old.name, after=new.name)
    await _show_mentees(db, into_id, now)
    await show_name(db, into_id, now)
    await program_changed(db, now, into_id)


async def _lock(db: WorkspaceSession, topic_id: str, into_id: str) -> None:
    """Keep others from writing what belongs to these topics until we are done.

    In the order in which everybody locks: asks, experts, the workspace; topics are last.
    """
    of_topic = ExpertTopic.topic_id == topic_id
    helping = select(ExpertTopic.user_id).where(of_topic)
    experts = select(Expert.user_id).where(Expert.user_id.in_(helping)).order_by(Expert.user_id)
    asks = select(Ask.id).where(Ask.topic_id == topic_id).order_by(Ask.id)
    await db.execute(asks.with_for_update())
    await db.execute(experts.with_for_update(key_share=True))
    await in_turn(db)
    topics = select(Topic.id).where(Topic.id.in_([topic_id, into_id])).order_by(Topic.id)
    await db.execute(topics.with_for_update())


async def _move_all(db: WorkspaceSession, topic_id: str, into_id: str, now: datetime) -> None:
    for model, column in MOVED:
        await db.update_where(model, getattr(model, column) == topic_id, **{column: into_id})
    for listed in LISTED:
        for row in list(await db.scalars(select(listed))):
            if topic_id in row.topic_ids:
                ids = dict.fromkeys(into_id if one == topic_id else one for one in row.topic_ids)
                await db.update_where(listed, listed.id == row.id, topic_ids=list(ids))
    await _move_experts(db, topic_id, into_id)
    merged_before = Topic.merged_into_id == topic_id
    await db.update_where(Topic, merged_before, merged_into_id=into_id)


async def _move_experts(db: WorkspaceSession, topic_id: str, into_id: str) -> None:
    helping = select(ExpertTopic.user_id).where(ExpertTopic.topic_id == topic_id)
    experts = sorted(await db.scalars(helping))
    for user_id in experts:
        await db.insert_or_ignore(ExpertTopic, user_id=user_id, topic_id=into_id)
    await db.delete_where(ExpertTopic, ExpertTopic.topic_id == topic_id)
    await people_service.experts_changed(db, experts)


async def _move_family(db: WorkspaceSession, topic_id: str, into_id: str) -> None:
    """Have what belonged to a topic belong to the other, which goes up to its place if it lay in it."""
    parents = await queries.parents(db, active=False)
    if topic_id in wider(into_id, parents):
        await db.update_where(Topic, Topic.id == into_id, parent_id=parents[topic_id])
    lying_in = (Topic.parent_id == topic_id, Topic.id != into_id)
    await db.update_where(Topic, *lying_in, parent_id=into_id)


async def _take_over(db: WorkspaceSession, into_id: str, new: TopicDetails, old: TopicDetails) -> None:
    await db.update_where(
        Topic,
        Topic.id == into_id,
        synonyms=joined_words(new, old),
        description=new.description or old.description,
        steward_id=new.steward_id or old.steward_id,
    )


async def _show_mentees(db: WorkspaceSession, topic_id: str, now: datetime) -> None:
    asking = select(Ask.mentee_id).where(Ask.topic_id == topic_id, Ask.state.in_(OPEN_ASK)).distinct()
    await refresh_home(db, sorted(await db.scalars(asking)), now)
