"""What comes of the talks: a note, a thank-you, and meeting again where both would."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.asks import service as asks
from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue, refresh
from bot.experts import queries as experts
from bot.flash import messages, queries, texts
from bot.flash.forms import NoteForm
from bot.flash.queries import Talk
from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.kit.reader import FirstName
from bot.models import FlashTalk, Inbox, OfferSource


async def own_talk(db: WorkspaceSession, talk_id: str, user_id: str) -> Talk:
    """Return a talk that took place to one of its two people. Raises UserMessage otherwise."""
    found = await queries.talk(db, talk_id, user_id)
    if found is None:
        raise UserMessage(texts.NOT_YOURS)
    if not found.took_place:
        raise UserMessage(texts.NO_TALK)
    return found


async def note(db: WorkspaceSession, talk_id: str, user_id: str, form: NoteForm, now: datetime) -> None:
    """Keep what one of the two says of a talk; a later answer replaces an earlier one.

    A thank-you reaches the expert once, as it was first written. When both would meet again, both learn it.
    """
    found = await own_talk(db, talk_id, user_id)
    values: dict[str, Any] = {"expert_note": form.note, "expert_again": bool(form.again)}
    if found.as_mentee:
        values = {"mentee_note": form.note, "mentee_again": bool(form.again)}
        if form.thanks and not found.talk.thanks:
            values["thanks"] = form.thanks
            to = Recipient.person(found.other_id)
            await enqueue(db, messages.THANKED, to=to, about=talk_id, now=now)
    await db.update_where(FlashTalk, FlashTalk.id == talk_id, **values)
    await _tell_both(db, talk_id, now)
    await refresh(db, messages.AFTER, to=Recipient.person(user_id), about=found.talk.event_id, now=now)


async def _tell_both(db: WorkspaceSession, talk_id: str, now: datetime) -> None:
    talk = await db.get(FlashTalk, talk_id)
    if talk is not None and talk.mentee_again and talk.expert_again:
        for user_id in (talk.mentee_id, talk.expert_id):
            await enqueue(db, messages.BOTH, to=Recipient.person(user_id), about=talk_id, now=now)


async def ready_to_go_on(db: WorkspaceSession, talk_id: str, user_id: str) -> Talk:
    """Return a talk whose mentee may send the expert a question now. Raises UserMessage otherwise."""
    found = await own_talk(db, talk_id, user_id)
    if not found.as_mentee or not (found.talk.mentee_again and found.talk.expert_again):
        raise UserMessage(texts.NOT_BOTH)
    if found.talk.ask_id is not None:
        raise UserMessage(texts.GO_ON_DONE.format(name=FirstName(found.other)))
    return found


async def go_on(
    db: WorkspaceSession, talk_id: str, user_id: str, question: str, key: str, now: datetime
) -> None:
    """Make the mentee's question an ask for this expert and nobody else."""
    found = await ready_to_go_on(db, talk_id, user_id)
    topic_id = await _topic_of(db, found)
    if topic_id is None:
        raise UserMessage(texts.WHICH_TOPIC)
    if not await db.insert_or_ignore(Inbox, key=key, received_at=now):
        return
    source = OfferSource.HANDOVER
    ask_id = await asks.ask_one(
        db, user_id, topic_id=topic_id, question=question, to=found.other_id, source=source, now=now
    )
    await db.update_where(FlashTalk, FlashTalk.id == talk_id, ask_id=ask_id)
    await refresh(db, messages.BOTH, to=Recipient.person(user_id), about=talk_id, now=now)


async def _topic_of(db: WorkspaceSession, found: Talk) -> str | None:
    """Return the topic that the two have in common: what the mentee chose, else what the expert offers."""
    event = found.event
    asking = await queries.seat(db, event.id, found.talk.mentee_id)
    helping = await queries.seat(db, event.id, found.talk.expert_id)
    chosen = [*(asking.topic_ids if asking else []), *(helping.topic_ids if helping else [])]
    there = {topic.id for topic in await queries.topics(db, chosen)}
    profile = await experts.profile(db, found.talk.expert_id, event.starts_at)
    offered = [topic.id for topic in profile.topics] if profile else []
    return next((one for one in [*chosen, *offered] if one in there or one in offered), None)
