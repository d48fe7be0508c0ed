"""Where two people talk with the app: a link to their group DM, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy import select

from bot.delivery import texts
from bot.delivery.messages import Recipient
from bot.kit.db import WorkspaceSession
from bot.kit.reader import Reader
from bot.models import Conversation, PoolPlace, Session, ShareState

OPEN = "https://slack.com/app_redirect"  # opens the conversation in Slack's app, or else in the browser


@dataclass(frozen=True, slots=True)
class Talk:
    """The conversation of two people with the app; without a ``url`` while it is not open yet.

    ``alone``: group DMs are not granted here, and each of them is told alone.
    """

    url: str = ""
    alone: bool = False

    def shown(self, reader: Reader, other: str) -> str:
        """Return it as it stands in a sentence, as a link; ``other`` is the other one's name, escaped."""
        words = reader(texts.ALONE) if self.alone else reader(texts.WITH, name=other)
        return f"<{self.url}|{words}>" if self.url else words


NOWHERE = Talk()


async def talk_of(db: WorkspaceSession, to: Recipient) -> Talk:
    """Return where these people talk."""
    found = await db.get(Conversation, str(to))
    if found is None:
        return NOWHERE
    if found.channel_id is None:
        return Talk(alone=True)
    return Talk(address(db.workspace_id, found.channel_id))


async def sharing(db: WorkspaceSession, session: Session) -> list[str]:
    """Return who else asks at the same hour in a session that several share, besides its mentee."""
    if session.pool_id is None:
        return []
    here = (PoolPlace.pool_id == session.pool_id, PoolPlace.state == ShareState.IN)
    others = select(PoolPlace.user_id).where(*here, PoolPlace.session_id.is_not(None))
    return list(
        await db.scalars(others.where(PoolPlace.user_id != session.mentee_id).order_by(PoolPlace.ask_id))
    )


async def members_of(db: WorkspaceSession, session: Session) -> Recipient:
    """Return who talks about a session: its two people, or everybody whose session the pool has booked."""
    both = (session.mentee_id, session.expert_id)
    if session.pool_id is None:
        return Recipient.group(*both)
    seated = (PoolPlace.pool_id == session.pool_id, PoolPlace.session_id.is_not(None))
    return Recipient.group(session.expert_id, *await db.scalars(select(PoolPlace.user_id).where(*seated)))


def address(team_id: str, channel_id: str) -> str:
    """Return where a conversation opens."""
    return f"{OPEN}?{urlencode({'team': team_id, 'channel': channel_id})}"
