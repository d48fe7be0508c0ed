"""Decisions about stories: offered, agreed, shared, taken back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from bot.admin import service as admin
from bot.delivery.messages import Recipient, Shown
from bot.delivery.outbox import cancel, enqueue, refresh, refresh_home, refresh_shown
from bot.kit.blocks import clip
from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.kit.i18n import Words
from bot.kit.reader import Reader
from bot.models import SHARED_STORY, Act, Inbox, Session, Story, StoryAnswer, StoryState, Topic
from bot.models.transitions import move
from bot.people import queries as people
from bot.people import service as people_service
from bot.stories import messages, queries, texts
from bot.stories.forms import StoryForm, Written
from bot.stories.queries import Example, Told
from bot.stories.rules import (
    ANSWER_WITHIN,
    HELPED_CHARS,
    QUESTION_CHARS,
    Replaced,
    anonymised,
)

POST_KIND = messages.POST.id  # for the job that sees whether Slack takes it
_NO_WORDS: dict[str, Any] = {"question": "", "helped": ""}


@dataclass(frozen=True, slots=True)
class Draft:
    """Words of a story without what could tell who it is about, and what was replaced in them."""

    question: str
    helped: str
    replaced: tuple[Replaced, ...]


async def begin(
    db: WorkspaceSession, session_id: str, by: str, reader: Reader
) -> tuple[queries.Thanked, Draft]:
    """Return a thank-you and the words of a story that could be made of it, to whoever sent it.

    Raises UserMessage for anybody else, and where there is a story already.
    """
    thanked = await to_tell(db, session_id, by)
    draft = await look(db, thanked.topic, thanked.question, thanked.words, reader)
    shorter = Draft(clip(draft.question, QUESTION_CHARS), clip(draft.helped, HELPED_CHARS), draft.replaced)
    return thanked, shorter


async def to_tell(db: WorkspaceSession, session_id: str, by: str) -> queries.Thanked:
    """Return a thank-you that may become a story to whoever sent it. Raises UserMessage otherwise."""
    thanked = await queries.thanked(db, session_id)
    if thanked is None or thanked.mentee_id != by:
        raise UserMessage(texts.NO_THANKS)
    if await queries.of_session(db, session_id) is not None:
        raise UserMessage(texts.ALREADY)
    return thanked


async def look(
    db: WorkspaceSession, topic: Topic | None, question: str, helped: str, reader: Reader
) -> Draft:
    """Return words without what could tell who they are about."""
    known = await queries.known(db, topic)
    say = {kind: reader(words) for kind, words in texts.SAY.items()}
    # Long words take a part of a second, which nobody else should wait for.
    (asked, one), (came, other) = await asyncio.to_thread(
        lambda: [anonymised(words, known, say) for words in (question, helped)]
    )
    return Draft(asked, came, tuple(dict.fromkeys((*one, *other))))


async def looked_at(
    db: WorkspaceSession, written: Written, by: str, form: StoryForm, reader: Reader
) -> tuple[Words, Draft]:
    """Return who the other one is, and the words without what could tell who they are about.

    Reading is enough, and many names take long: no transaction that writes should wait for it. Raises
    UserMessage for whoever may not write them.
    """
    if written.id:
        told = await to_answer(db, written.id, by)
        topic = await db.get(Topic, told.story.topic_id) if told.story.topic_id else None
        return told.other, await look(db, topic, form.question, form.helped, reader)
    thanked = await to_tell(db, written.session_id, by)
    return thanked.other, await look(db, thanked.topic, form.question, form.helped, reader)


async def offer(db: WorkspaceSession, session_id: str, by: str, form: StoryForm, now: datetime) -> None:
    """Put a story, whose words were looked at, before the expert."""
    thanked = await to_tell(db, session_id, by)
    both = {"mentee_id": thanked.mentee_id, "expert_id": thanked.expert_id}
    words = {"question": form.question, "helped": form.helped, "written_by": by}
    topic_id = thanked.topic.id if thanked.topic else None
    lapses = {"created_at": now, "lapses_at": now + ANSWER_WITHIN}
    if not await db.insert_or_ignore(
        Story, session_id=session_id, topic_id=topic_id, **both, **words, **lapses
    ):
        raise UserMessage(texts.ALREADY)
    made = await queries.of_session(db, session_id)
    if made is not None:
        await _ask(db, made, now)


async def to_answer(db: WorkspaceSession, story_id: str, by: str) -> Told:
    """Return a story to the one of its two who is asked about its words. Raises UserMessage otherwise.

    Whoever wrote them hears the same whether it waits or the other one said no.
    """
    found = await of_theirs(db, story_id, by)
    if not found.asks_me:
        raise UserMessage(texts.NOT_OPEN)
    return found


async def of_theirs(db: WorkspaceSession, story_id: str, by: str) -> Told:
    """Return a story to one of its two. Raises UserMessage for anybody else."""
    found = await queries.told(db, story_id, by)
    if found is None:
        raise UserMessage(texts.NOT_YOURS)
    return found


async def change(
    db: WorkspaceSession, story_id: str, version: int, by: str, form: StoryForm, now: datetime
) -> None:
    """Keep other words, which were looked at; the other one is asked again."""
    await to_answer(db, story_id, by)
    same = Story.state == StoryState.OFFERED, Story.id == story_id, Story.version == version
    words = {"question": form.question, "helped": form.helped, "written_by": by}
    values: dict[str, Any] = {**words, "version": version + 1, "lapses_at": now + ANSWER_WITHIN}
    if not await db.update_where(Story, *same, **values):
        raise UserMessage(texts.CHANGED)
    found = await queries.story(db, story_id)
    if found is not None:
        await _ask(db, found, now)


async def _ask(db: WorkspaceSession, story: Story, now: datetime) -> None:
    """Ask the one of the two who did not write the present words."""
    other = story.expert_id if story.written_by == story.mentee_id else story.mentee_id
    await cancel(db, story.id, [messages.QUESTION])
    to = Recipient.person(other)
    await enqueue(db, messages.QUESTION, to=to, about=story.id, now=now, version=story.version)
    await _show(db, story, now)


async def agree(db: WorkspaceSession, story_id: str, version: int, by: str, now: datetime) -> None:
    """Take the yes of the one who was asked to the words they read. Raises UserMessage otherwise."""
    found = await to_answer(db, story_id, by)
    if found.story.version != version:
        raise UserMessage(texts.CHANGED)
    asked = Story.id == story_id, Story.version == version, Story.written_by != by
    since = StoryState.OFFERED
    if not await move(db, Story, *asked, since=since, to=StoryState.AGREED, lapses_at=None):
        raise UserMessage(texts.NOT_OPEN)
    await _show(db, found.story, now)
    await refresh_home(db, await people.program_team(db), now)


async def decline(db: WorkspaceSession, story_id: str, by: str, now: datetime) -> None:
    """Take the no of the one who was asked; the other one learns as much of it as of silence.

    So the words stay until the time to answer is over, for whoever wrote them alone.
    """
    found = await to_answer(db, story_id, by)
    asked = Story.id == story_id, Story.written_by != by
    if not await move(db, Story, *asked, to=StoryState.DECLINED):
        raise UserMessage(texts.NOT_OPEN)
    to = Recipient.person(by)
    await refresh(db, messages.CARD, to=to, about=found.story.id, now=now)
    await refresh_home(db, [by], now)


async def lapse(db: WorkspaceSession, story_id: str, now: datetime) -> None:
    """End the wait for an answer: silence is a no, and is said as little. The words go."""
    over = (Story.id == story_id, Story.lapses_at <= now)
    await move(db, Story, *over, to=StoryState.DECLINED)
    if await db.update_where(Story, *over, lapses_at=None, **_NO_WORDS):
        await _show(db, await db.get_one(Story, story_id), now)


async def withdraw(db: WorkspaceSession, story_id: str, by: str, now: datetime) -> None:
    """Take a story back for one of its two: its words go, and so does what was posted.

    Raises UserMessage for anybody else.
    """
    found = await of_theirs(db, story_id, by)
    await _withdraw(db, found.story, now)


async def withdraw_all(db: WorkspaceSession, user_id: str, now: datetime) -> bool:
    """Take back every story in which somebody has a part; return whether others hear of it."""
    theirs = or_(Story.mentee_id == user_id, Story.expert_id == user_id)
    live = or_(Story.state.in_(SHARED_STORY), Story.lapses_at.is_not(None))
    found = list(await db.scalars(select(Story).where(theirs, live).order_by(Story.id)))
    for story in found:
        await _withdraw(db, story, now)
    return bool(found)


async def _withdraw(db: WorkspaceSession, story: Story, now: datetime) -> None:
    gone: dict[str, Any] = {**_NO_WORDS, "lapses_at": None}
    if not await move(db, Story, Story.id == story.id, to=StoryState.WITHDRAWN, **gone):
        return
    story = await db.get_one(Story, story.id)  # it may have been posted since it was read
    if story.channel_id:
        to = Recipient.channel(story.channel_id)
        await refresh(db, messages.POST, to=to, about=story.id, now=now)
    await _show(db, story, now)
    await refresh_home(db, await people.program_team(db), now)


async def to_publish(db: WorkspaceSession, story_id: str, by: str) -> Example:
    """Return a story that may be shared to somebody who runs the program. Raises UserMessage."""
    await admin.require_admin(db, by)
    found = await queries.agreed(db, story_id)
    if found is None:
        raise UserMessage(texts.NOT_TO_PUBLISH)
    return found


async def publish(
    db: WorkspaceSession, story_id: str, by: str, now: datetime, channel: str | None = None
) -> None:
    """Share a story with those who are about to ask, and post it where a channel is named.

    One that is shown before asking only may be posted later. Raises UserMessage.
    """
    await to_publish(db, story_id, by)
    shared: dict[str, Any] = {"published_by": by, "published_at": now, "channel_id": channel}
    unposted = Story.id == story_id, Story.state == StoryState.PUBLISHED, Story.channel_id.is_(None)
    if not await move(db, Story, Story.id == story_id, to=StoryState.PUBLISHED, **shared) and not (
        channel and await db.update_where(Story, *unposted, **shared)
    ):
        raise UserMessage(texts.NOT_TO_PUBLISH)
    await admin.record(db, by, Act.STORY_SHARED, now)
    if channel:
        await refresh(db, messages.POST, to=Recipient.channel(channel), about=story_id, now=now)
    await _show(db, await db.get_one(Story, story_id), now)
    await refresh_home(db, await people.program_team(db), now)


async def note_refused(db: WorkspaceSession, story_id: str, now: datetime) -> None:
    """Have a story wait again whose channel Slack refuses, and tell whoever posted it."""
    found = await queries.story(db, story_id)
    if found is None:
        return
    as_read = (Story.id == story_id, Story.published_at == found.published_at)
    if not await move(db, Story, *as_read, since=StoryState.PUBLISHED, to=StoryState.AGREED):
        return
    await _show(db, found, now)
    if found.published_by and await people.is_admin(db, found.published_by):
        key = f"{story_id}:refused:{found.published_at}"
        to = Recipient.person(found.published_by)
        await enqueue(db, messages.REFUSED, to=to, about=story_id, now=now, key=key)


async def answered(db: WorkspaceSession, story_id: str, by: str, key: str, now: datetime) -> None:
    """Note that a shared story answered somebody who was about to ask, once for each time they were."""
    found = await queries.shown(db, [story_id])
    if not found or not await db.insert_or_ignore(Inbox, key=key, received_at=now):
        return
    await people_service.add_missing(db, [by])
    story = await db.get_one(Story, story_id)
    await db.insert(StoryAnswer, story_id=story_id, user_id=by, topic_id=story.topic_id, created_at=now)
    await refresh_home(db, [story.mentee_id, story.expert_id], now)


async def _show(db: WorkspaceSession, story: Story, now: datetime) -> None:
    """Bring up to date what both have of a story: its card, the thank-you, App Home."""
    both = (story.mentee_id, story.expert_id)
    for user_id in both:
        await refresh(db, messages.CARD, to=Recipient.person(user_id), about=story.id, now=now)
    session = await db.get_one(Session, story.session_id)
    card = Shown(messages.THANKS, Recipient.person(session.mentee_id), session.id)
    await refresh_shown(db, [card], now)
    await refresh_home(db, both, now)
