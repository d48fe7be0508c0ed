"""What the app said in the months before: rows of its outbox, and messages that people have long read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.app import MESSAGES
from bot.asks import messages as asks
from bot.delivery.decide import digest_of
from bot.delivery.messages import PostMessage, Recipient, RenderContext
from bot.delivery.outbox import card_key
from bot.kit.db import WorkspaceSession
from bot.kit.ids import new_id
from bot.models import Ask, Card, Conversation, Outbox, OutboxState, Thanks
from bot.people.queries import reader_of
from bot.playground.scenes.history import Rows
from bot.playground.slack.messages import checked
from bot.playground.slack.objects import Message
from bot.playground.slack.server import StandIn
from bot.thanks import messages as thanks


async def write_told(db: WorkspaceSession, slack: StandIn, now: datetime) -> None:
    """Put into people's messages what the app told them: how their asks stood, and the thank-yous."""
    told: list[tuple[datetime, str, str, str]] = [
        (ask.created_at, asks.TRACKER.id, ask.id, ask.mentee_id)
        for ask in await db.scalars(select(Ask).where(Ask.closed_at.is_not(None)))
    ]
    told += [
        (one.written_at, thanks.RECEIVED.id, one.session_id, one.expert_id)
        for one in await db.scalars(select(Thanks))
    ]
    rows = Rows()
    for at, kind, about, to in sorted(told):
        message = {"kind": kind, "recipient": to, "subject_id": about, "due_at": at, "created_at": at}
        reader = await reader_of(db, [to])
        context = RenderContext(db, Outbox(version=0, **message), reader, now)
        effect = await MESSAGES[kind].render(context)
        if isinstance(effect, PostMessage):
            channel_id, stamp = _show(slack, to, effect, at)
            where = {"channel_id": channel_id, "message_ts": stamp}
            key = f"{about}:{kind}:{to}:0"
            sent = {"id": new_id(), "dedupe_key": key, "state": OutboxState.SENT, "done_at": at}
            rows.add(Outbox, **message, **sent, **where)
            if effect.card:
                card = card_key(effect.card, Recipient.person(to))
                rows.add(Card, key=card, digest=digest_of(effect), **where)
    for to in {row["recipient"] for row in rows.of[Outbox]}:
        await db.upsert(Conversation, {"members": to}, channel_id=slack.workspace.app_dm(to).id)
    for model in (Outbox, Card):
        await db.insert_all(model, rows.of[model])


def _show(slack: StandIn, to: str, message: PostMessage, at: datetime) -> tuple[str, str]:
    """Put a message of the past, long read, into somebody's DM; return where it stands."""
    workspace = slack.workspace
    channel = workspace.app_dm(to)
    content = checked(workspace, {"text": message.text, "blocks": message.blocks}, "history")
    stamp = f"{int(at.timestamp())}.{len(channel.messages):06d}"  # unique in its conversation
    channel.messages.append(
        Message(stamp, workspace.bot_user_id, content.text, content.blocks, bot_id=workspace.bot_id)
    )
    channel.read[to] = stamp
    return channel.id, stamp
