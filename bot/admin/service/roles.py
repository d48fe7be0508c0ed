"""Who may use the program area."""

from __future__ import annotations

from bot.admin import queries, texts
from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.kit.i18n import Joined
from bot.people import queries as people


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
