"""Whose an ask is, whether they can still change it, and how it stands where they can't."""

from __future__ import annotations

from datetime import datetime

from bot.asks import messages, queries, texts
from bot.delivery.messages import Recipient
from bot.delivery.outbox import refresh, refresh_home
from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.kit.i18n import Sentence
from bot.models import OPEN_ASK, Ask, AskState


class NotOpen(UserMessage):
    """An ask can no longer be changed, which the card that was pressed did not show."""

    def __init__(self, ask_id: str, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.ask_id = ask_id


async def owned(db: WorkspaceSession, ask_id: str, user_id: str) -> Ask:
    """Return an ask of this person. Raises UserMessage for anybody else's."""
    ask = await db.get(Ask, ask_id)
    if ask is None or ask.mentee_id != user_id:
        raise UserMessage(texts.NOT_YOURS)
    return ask


async def to_change(db: WorkspaceSession, ask_id: str, user_id: str) -> Ask:
    """Return an ask that this person can change. Raises UserMessage for anybody else's, and NotOpen."""
    ask = await owned(db, ask_id, user_id)
    if ask.state not in OPEN_ASK:
        raise await no_longer_open(db, ask_id)
    return ask


async def no_longer_open(db: WorkspaceSession, ask_id: str) -> NotOpen:
    """Return why an ask can't be changed any more."""
    ask = await db.get(Ask, ask_id)
    matched = ask is not None and ask.state == AskState.MATCHED
    return NotOpen(ask_id, texts.MATCHED_ALREADY if matched else texts.CLOSED_ALREADY)


async def show_again(db: WorkspaceSession, ask_id: str, user_id: str, now: datetime) -> queries.Tracked:
    """Bring a card that showed something else up to date, and App Home; return what it shows."""
    ask = await owned(db, ask_id, user_id)
    await refresh(db, messages.TRACKER, to=Recipient.person(user_id), about=ask_id, now=now)
    await refresh_home(db, [user_id], now)
    return await queries.tracked(db, ask, now)
