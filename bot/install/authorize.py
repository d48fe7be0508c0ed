"""Telling Bolt which bot a payload is for: from memory or our own table, not by asking Slack each time."""

from __future__ import annotations

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext

from bot.install.tokens import Bot, Tokens
from bot.kit.budget import Background, Budget
from bot.kit.errors import NotInstalled
from bot.kit.router import REFUSAL


class Authorize(AsyncAuthorize):
    """Bolt's question "may this workspace be served, and with which token?"."""

    def __init__(self, tokens: Tokens, background: Background) -> None:
        self._tokens = tokens
        self._background = background

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,
        actor_team_id: str | None = None,
        actor_user_id: str | None = None,
    ) -> AuthorizeResult:
        """Return the bot. Where there is none, the context says why, and the router turns that into words."""
        try:
            bot = await self._bot(context, team_id, enterprise_id)
        except Exception as error:
            context[REFUSAL] = error
            return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, user_id=user_id)
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            team=bot.team.name,
            bot_id=bot.team.bot_id,
            bot_user_id=bot.team.bot_user_id,
            bot_token=bot.token,
            user_id=user_id,
        )

    async def _bot(self, context: AsyncBoltContext, team_id: str | None, enterprise_id: str | None) -> Bot:
        workspace_id = team_id or enterprise_id  # what is told of a whole organisation names no team
        if workspace_id is None:
            raise NotInstalled
        asking = self._tokens.bot_of(workspace_id, enterprise_id)
        return await Budget.of(context).bound(asking, self._background)
