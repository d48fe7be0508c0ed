"""Telling Bolt which bot a payload is for: from memory or our own table, not by asking Slack each time."""

from __future__ import annotations

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext

from bot.install.tokens import Tokens
from bot.kit.errors import NotInstalled


class Authorize(AsyncAuthorize):
    """Bolt's question "may this workspace be served, and with which token?"."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

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
    ) -> AuthorizeResult | None:
        """Return the bot, or None for a workspace in which the app is not installed.

        Raises SlackAway while a lone workspace's own token could not be checked: Slack sends events again.
        """
        if team_id is None:
            return None
        try:
            bot = await self._tokens.bot_of(team_id, enterprise_id)
        except NotInstalled:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            team=bot.team.name,
            bot_id=bot.team.bot_id,
            bot_user_id=bot.team.bot_user_id,
            bot_token=bot.token,
            user_id=user_id,
        )
