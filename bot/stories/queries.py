"""Reads about stories: what one is made from, whose they are, and those that answer a question."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from bot.admin import queries as admin
from bot.kit.db import WorkspaceSession
from bot.kit.i18n import Words
from bot.kit.words import FORGOTTEN
from bot.matching import queries as matching
from bot.models import (
    SHARED_STORY,
    Ask,
    DirectoryEntry,
    Person,
    Session,
    Story,
    StoryAnswer,
    StoryState,
    Thanks,
    Topic,
)
from bot.people import queries as people
from bot.stories.rules import SHOWN_BEFORE, Known, name_words, topic_words

SHOWN = 12  # stories in one list, each with seven blocks of the hundred that a view has
COMPARED = 30  # of the newest stories of a topic


@dataclass(frozen=True, slots=True)
class Thanked:
    """A thank-you that may become a story: its session's ids, and the words it begins from."""

    session_id: str
    mentee_id: str
    expert_id: str
    topic: Topic | None
    question: str
    words: str
    other: Words  # the expert


@dataclass(frozen=True, slots=True)
class Told:
    """A story as one of its two, ``me``, has it. Names, topic and words are not escaped.

    ``answered``: how many questions it answered before they were asked.
    """

    story: Story
    me: str
    other: Words
    topic: Words
    answered: int = 0

    @property
    def asks_me(self) -> bool:
        """Whether this one's yes is awaited."""
        return self.story.state is StoryState.OFFERED and self.story.written_by != self.me

    @property
    def waits(self) -> bool:
        """Whether it waits for the other one, or a no is not told yet."""
        mine, open_ = self.story.written_by == self.me, (StoryState.OFFERED, StoryState.DECLINED)
        return mine and self.story.state in open_ and self.story.lapses_at is not None

    @property
    def shared(self) -> bool:
        """Whether both agreed."""
        return self.story.state in SHARED_STORY

    @property
    def live(self) -> bool:
        """Whether this one has anything to see or to decide."""
        return self.asks_me or self.waits or self.shared


@dataclass(frozen=True, slots=True)
class Example:
    """A story as others read it: of nobody in particular. Not escaped."""

    id: str
    question: str
    helped: str
    topic: Words = ""


@dataclass(frozen=True, slots=True)
class Posted:
    """A shared story, since when, and where it stands; None where it is only shown before asking."""

    example: Example
    since: datetime | None
    channel_id: str | None


async def thanked(db: WorkspaceSession, session_id: str) -> Thanked | None:
    """Return a thank-you whose two are both there."""
    wanted = (
        select(Session, Thanks.words, Ask.question, Topic)
        .join(Thanks, Thanks.session_id == Session.id)
        .join(Ask, Ask.id == Session.ask_id)
        .outerjoin(Topic, Topic.id == Ask.topic_id)
    )
    found = (await db.execute(wanted.where(Session.id == session_id))).first()
    if found is None or FORGOTTEN in (found[1], found[2]):
        return None
    session, words, question, topic = found
    both = (session.mentee_id, session.expert_id)
    known = await people.people(db, both)
    if any(one not in known or known[one].deactivated for one in both):
        return None
    return Thanked(session.id, *both, topic, question, words, people.name_of(known[session.expert_id]))


async def known(db: WorkspaceSession, topic: Topic | None) -> Known:
    """Return by which names and teams a story could tell who it is about, and which words say nothing."""
    people_here = (Person.name != "", Person.is_bot.is_(False))  # apps are called by words of the language
    names = list(await db.scalars(select(Person.name).where(*people_here)))
    teams = select(DirectoryEntry.department).where(DirectoryEntry.department != "").distinct()
    said = [topic.name, topic.description, *topic.synonyms] if topic else []
    departments = frozenset(await db.scalars(teams))
    # Of fifty thousand people it takes a part of a second, which nobody else should wait for.
    return Known(await asyncio.to_thread(name_words, names), departments, topic_words(said))


async def of_session(db: WorkspaceSession, session_id: str) -> Story | None:
    """Return the story of a session's thank-you."""
    return await db.scalar(select(Story).where(Story.session_id == session_id))


async def story(db: WorkspaceSession, story_id: str) -> Story | None:
    """Return a story."""
    return await db.get(Story, story_id)


async def told(db: WorkspaceSession, story_id: str, user_id: str) -> Told | None:
    """Return a story to one of its two; None to anybody else."""
    found = await _told(db, Story.id == story_id, user_id)
    return found[0] if found else None


async def mine(db: WorkspaceSession, user_id: str) -> list[Told]:
    """Return a person's stories in which there is something to see or to decide, the newest first."""
    stands = or_(Story.state.in_(SHARED_STORY), Story.lapses_at.is_not(None))
    return [one for one in await _told(db, stands, user_id) if one.live]


def _is_theirs(user_id: str) -> ColumnElement[bool]:
    return or_(Story.mentee_id == user_id, Story.expert_id == user_id)


async def _told(db: WorkspaceSession, which: ColumnElement[bool], user_id: str) -> list[Told]:
    wanted = select(Story, Topic).outerjoin(Topic, Topic.id == Story.topic_id)
    newest = wanted.where(which, _is_theirs(user_id)).order_by(Story.created_at.desc(), Story.id)
    rows = (await db.execute(newest)).all()
    if not rows:
        return []
    others = {one.id: one.expert_id if one.mentee_id == user_id else one.mentee_id for one, _ in rows}
    names = await people.people(db, set(others.values()))
    counted = select(StoryAnswer.story_id, func.count()).where(StoryAnswer.story_id.in_(sorted(others)))
    answered = dict((await db.execute(counted.group_by(StoryAnswer.story_id))).all())
    return [
        Told(
            *(one, user_id, people.name_of(names.get(others[one.id])), admin.name_of(topic)),
            answered.get(one.id, 0),
        )
        for one, topic in rows
    ]


async def to_publish(db: WorkspaceSession) -> list[Example]:
    """Return the stories that both agreed to and that the program has not shared, the oldest first."""
    wanted = select(Story, Topic).outerjoin(Topic, Topic.id == Story.topic_id)
    agreed = wanted.where(Story.state == StoryState.AGREED).order_by(Story.created_at, Story.id).limit(SHOWN)
    return [_example(one, topic) for one, topic in (await db.execute(agreed)).all()]


async def where_shared(db: WorkspaceSession) -> list[Posted]:
    """Return the newest of the shared stories, and where each stands."""
    wanted = select(Story, Topic).outerjoin(Topic, Topic.id == Story.topic_id)
    shared = wanted.where(Story.state == StoryState.PUBLISHED)
    newest = shared.order_by(Story.published_at.desc(), Story.id).limit(SHOWN)
    rows = (await db.execute(newest)).all()
    return [Posted(_example(one, topic), one.published_at, one.channel_id) for one, topic in rows]


async def waiting(db: WorkspaceSession) -> int:
    """Return how many stories wait for the program to share them."""
    return await _count(db, StoryState.AGREED)


async def published(db: WorkspaceSession) -> int:
    """Return how many stories are shared."""
    return await _count(db, StoryState.PUBLISHED)


async def _count(db: WorkspaceSession, state: StoryState) -> int:
    return await db.scalar(select(func.count()).select_from(Story).where(Story.state == state)) or 0


async def agreed(db: WorkspaceSession, story_id: str) -> Example | None:
    """Return a story that may be posted: both agreed, and it stands in no channel yet."""
    wanted = select(Story, Topic).outerjoin(Topic, Topic.id == Story.topic_id)
    unposted = (Story.state == StoryState.PUBLISHED) & Story.channel_id.is_(None)
    found = (
        await db.execute(wanted.where(Story.id == story_id, or_(Story.state == StoryState.AGREED, unposted)))
    ).first()
    return _example(*found) if found else None


def _example(one: Story, topic: Topic | None = None) -> Example:
    return Example(one.id, one.question, one.helped, admin.name_of(topic))


async def examples(db: WorkspaceSession, topic_id: str, user_id: str) -> list[Example]:
    """Return the newest shared stories of a topic in which somebody has no part."""
    shared = (Story.topic_id == topic_id, Story.state == StoryState.PUBLISHED)
    others = (Story.mentee_id != user_id, Story.expert_id != user_id)
    newest = select(Story).where(*shared, *others).order_by(Story.published_at.desc(), Story.id)
    return [_example(one) for one in await db.scalars(newest.limit(COMPARED))]


async def closest(db: WorkspaceSession, question: str, found: Sequence[Example]) -> list[Example]:
    """Return the stories that are nearest to a question, in that order; the newest where nothing tells."""
    near = await matching.closeness(db, question, [f"{one.question}\n{one.helped}" for one in found])
    ranked = sorted(zip(found, near, strict=True), key=lambda pair: -pair[1])
    return [one for one, _ in ranked][:SHOWN_BEFORE]


async def shown(db: WorkspaceSession, story_ids: Sequence[str]) -> list[Example]:
    """Return these stories, in this order, while they are shared."""
    wanted = select(Story, Topic).outerjoin(Topic, Topic.id == Story.topic_id)
    theirs = wanted.where(Story.id.in_(sorted(story_ids)), Story.state == StoryState.PUBLISHED)
    known = {one.id: _example(one, topic) for one, topic in (await db.execute(theirs)).all()}
    return [known[one] for one in story_ids if one in known]
