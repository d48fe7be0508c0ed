"""Reads of the program area: topics, and what the program looks like. Never the words of an ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from bot.admin import texts
from bot.admin.rules import TopicDetails, name_key
from bot.kit.catalogs import translations
from bot.kit.db import WorkspaceSession
from bot.kit.i18n import Words
from bot.kit.reader import Reader
from bot.kit.texts import OPEN_TOPIC
from bot.models import (
    Ask,
    AskState,
    AuditEntry,
    Expert,
    ExpertTopic,
    Person,
    ProgramSettings,
    Topic,
)
from bot.people import queries as people

IN_ORDER = (Topic.position, Topic.name_key)
WAITING = (AskState.WAITING, AskState.STEWARD)  # states of a question that is with no expert
LOG_PAGE = 25  # entries of the log on a page
PAGE = 40  # topics on a page of the panel: two blocks each, of the hundred that a modal may have


@dataclass(frozen=True, slots=True)
class TopicChoice:
    """An active topic as a menu offers it. Neither text is escaped."""

    id: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic, its active experts and waiting questions, and the wider topic it belongs to, "" for none."""

    topic: Topic
    experts: int
    parent: str = ""
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Panel:
    """A page of the list of topics. ``first`` and ``last`` count from 1; ``active`` is of all pages."""

    rows: tuple[TopicRow, ...]
    page: int
    pages: int
    first: int
    last: int
    total: int
    active: int


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of the log, newest first. ``first`` counts from 1; ``total`` is of all pages."""

    entries: tuple[AuditEntry, ...]
    page: int
    pages: int
    first: int
    total: int


@dataclass(frozen=True, slots=True)
class Program:
    """What App Home shows to admins: numbers and topic names only. ``without_experts`` names at most five.

    ``waited_in`` are the five topics in which most questions wait, with the number, and of who can help.
    """

    topics: int
    without_experts: tuple[str, ...]
    without_experts_total: int
    waiting: int
    with_steward: int
    waited_in: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """The settings as a person may see and change them; ``may_appoint``: the managers, too."""

    settings: ProgramSettings
    managers: tuple[str, ...]
    may_appoint: bool


async def active_topics(db: WorkspaceSession) -> list[Topic]:
    """Return the topics that can be chosen, in the order that admins gave them."""
    return list(await db.scalars(select(Topic).where(Topic.archived_at.is_(None)).order_by(*IN_ORDER)))


async def topic(db: WorkspaceSession, topic_id: str) -> Topic | None:
    """Return a topic, archived or not."""
    return await db.get(Topic, topic_id)


def name_of(topic: Topic | None) -> Words:
    """Return what the topic of a question is called, also where the mentee was not sure; not escaped."""
    return topic.name if topic else OPEN_TOPIC


async def topic_named(db: WorkspaceSession, name: str) -> Topic | None:
    """Return the topic of this name, however it is spelled in capitals; archived or not."""
    return await db.scalar(select(Topic).where(Topic.name_key == name_key(name)))


async def topic_options(db: WorkspaceSession) -> tuple[TopicChoice, ...]:
    """Return what a menu of topics offers."""
    return tuple(TopicChoice(row.id, row.name, row.description) for row in await active_topics(db))


async def expert_counts(db: WorkspaceSession, topic_ids: Collection[str] | None = None) -> Counter[str]:
    """Return, by topic id, how many members with an account have opted in for it; paused ones count."""
    query = (
        select(ExpertTopic.topic_id, func.count())
        .join(ExpertTopic.expert)
        .join(Expert.person)
        .where(Expert.opted_out_at.is_(None), Person.deactivated.is_(False))
        .group_by(ExpertTopic.topic_id)
    )
    if topic_ids is not None:
        query = query.where(ExpertTopic.topic_id.in_(sorted(topic_ids)))
    return Counter(dict((await db.execute(query)).all()))


async def topics_with_experts(db: WorkspaceSession) -> list[TopicRow]:
    """Return every topic with its numbers: active ones in their order, then archived ones."""
    listed = select(Topic).where(Topic.merged_into_id.is_(None))
    topics = list(await db.scalars(listed.order_by(Topic.archived_at.is_not(None), *IN_ORDER)))
    experts, waiting = await expert_counts(db), await _waiting_counts(db)
    names = {row.id: row.name for row in topics if row.archived_at is None}
    return [
        TopicRow(row, experts[row.id], names.get(row.parent_id or "", ""), waiting[row.id]) for row in topics
    ]


async def topic_row(db: WorkspaceSession, topic: Topic) -> TopicRow:
    """Return one topic with its numbers."""
    experts, waiting = await expert_counts(db, [topic.id]), await _waiting_counts(db)
    return TopicRow(topic, experts[topic.id], waiting=waiting[topic.id])


async def _waiting_counts(db: WorkspaceSession) -> Counter[str]:
    """Return, by topic id, how many questions are with no expert."""
    query = select(Ask.topic_id, func.count()).where(Ask.state.in_(WAITING)).group_by(Ask.topic_id)
    return Counter({topic_id: count for topic_id, count in await db.execute(query) if topic_id})


async def parents(db: WorkspaceSession, *, active: bool) -> dict[str, str | None]:
    """Return to which wider topic each belongs; ``active``: archived topics, and links to them, are none."""
    rows = (await db.execute(select(Topic.id, Topic.parent_id, Topic.archived_at))).all()
    counted = {row.id for row in rows if not active or row.archived_at is None}
    return {row.id: row.parent_id if row.parent_id in counted else None for row in rows if row.id in counted}


async def panel(db: WorkspaceSession, page: int = 0) -> Panel:
    """Return a page of the list of topics: the nearest there is, when the list has become shorter."""
    rows = await topics_with_experts(db)
    pages = max(1, -(-len(rows) // PAGE))
    page = min(max(page, 0), pages - 1)
    shown = tuple(rows[page * PAGE : (page + 1) * PAGE])
    return Panel(
        rows=shown,
        page=page,
        pages=pages,
        first=page * PAGE + 1,
        last=page * PAGE + len(shown),
        total=len(rows),
        active=sum(row.topic.archived_at is None for row in rows),
    )


async def program(db: WorkspaceSession) -> Program:
    """Return what admins see of the program at a glance."""
    rows = [row for row in await topics_with_experts(db) if row.topic.archived_at is None]
    without = [row.topic.name for row in rows if not row.experts]
    states = Counter(await db.scalars(select(Ask.state).where(Ask.state.in_(WAITING))))
    return Program(
        topics=len(rows),
        without_experts=tuple(without[:5]),
        without_experts_total=len(without),
        waiting=states[AskState.WAITING],
        with_steward=states[AskState.STEWARD],
        waited_in=tuple((row.topic.name, row.waiting, row.experts) for row in _most_waiting(rows)),
    )


def _most_waiting(rows: Sequence[TopicRow]) -> list[TopicRow]:
    waiting = [row for row in rows if row.waiting]
    return sorted(waiting, key=lambda row: (-row.waiting, row.experts, row.topic.name))[:5]


async def log_page(db: WorkspaceSession, page: int = 0) -> LogPage:
    """Return a page of the log: the nearest there is."""
    total = await db.scalar(select(func.count()).select_from(AuditEntry)) or 0
    pages = max(1, -(-total // LOG_PAGE))
    page = min(max(page, 0), pages - 1)
    newest = select(AuditEntry).order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    rows = await db.scalars(newest.limit(LOG_PAGE).offset(page * LOG_PAGE))
    return LogPage(tuple(rows), page, pages, page * LOG_PAGE + 1, total)


async def settings_page(db: WorkspaceSession, user_id: str) -> SettingsPage:
    """Return the settings as a person may see and change them."""
    return SettingsPage(
        settings=await people.settings(db),
        managers=tuple(await managers(db)),
        may_appoint=await may_appoint(db, user_id),
    )


async def managers(db: WorkspaceSession) -> list[str]:
    """Return the user ids of the program managers."""
    return list(
        await db.scalars(select(Person.user_id).where(Person.is_manager.is_(True)).order_by(Person.user_id))
    )


async def may_appoint(db: WorkspaceSession, user_id: str) -> bool:
    """Return whether a person may change the program managers: Slack's admins and owners alone."""
    someone = await people.person(db, user_id)
    return someone is not None and someone.is_admin and not someone.deactivated


async def program_team_names(db: WorkspaceSession) -> list[str]:
    """Return the names of those who look after the program, as far as Slack has told them; not escaped."""
    ids = await people.program_team(db)
    known = await people.people(db, ids)
    return [known[user_id].name for user_id in ids if user_id in known and known[user_id].name]


def first_topics() -> list[TopicDetails]:
    """Return the topics that a workspace begins with, in English."""
    return [_told(*(part.text for part in parts)) for parts in texts.FIRST_TOPICS]


def retold(reader: Reader, topic: Topic) -> TopicDetails:
    """Return what is said of a topic: in a reader's language where it is as it came."""
    now, own = details_of(topic), translations(reader.locale)
    for came, parts in zip(first_topics(), texts.FIRST_TOPICS, strict=True):
        if (came.name, came.description, came.synonyms) == (now.name, now.description, now.synonyms):
            told = _told(*(own.gettext(part.text) for part in parts))
            return replace(told, steward_id=now.steward_id, parent_id=now.parent_id)
    return now


def _told(name: str, description: str, synonyms: str) -> TopicDetails:
    return TopicDetails(name, description, tuple(synonyms.split(", ")))


def details_of(topic: Topic) -> TopicDetails:
    """Return what is said of a topic."""
    return TopicDetails(
        topic.name, topic.description, tuple(topic.synonyms), topic.steward_id, topic.parent_id
    )
