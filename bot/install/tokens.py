"""Whose token the app acts with in a workspace."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from bot.install import service
from bot.install.service import Hook, Team
from bot.kit.clock import Clock
from bot.kit.db import Database
from bot.kit.errors import NotInstalled, SetupError, SlackAway
from bot.kit.settings import Settings
from bot.kit.slack import Refused, SlackClients, classify
from bot.models import Installation, Workspace

log = logging.getLogger(__name__)

SURE_SECONDS = 5.0  # how long another process may have written unseen that the app was removed
LOOK_SECONDS = 0.1  # to look for that; with a slow database what was known goes on, and the next one knows
TEAMS_AT_ONCE = 100
PAUSE_SECONDS = 2.0  # between two questions to a Slack that does not answer
WRONG_TOKEN = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"})


@dataclass(frozen=True, slots=True)
class Bot:
    """The app's bot in a workspace, with its token."""

    team: Team
    token: str


class Tokens:
    """Finds the token for a workspace: the one in the environment for its own, else the installed one."""

    def __init__(
        self, settings: Settings, database: Database, clock: Clock, slack: SlackClients, hooks: Sequence[Hook]
    ) -> None:
        self._settings = settings
        self._db = database
        self._clock = clock
        self._slack = slack
        self.hooks = hooks
        self._own: Bot | None = None
        self._looking: asyncio.Task[Bot] | None = None
        self._seen_at = -SURE_SECONDS
        self._failure: SlackAway | SetupError | None = None
        self._failed_at = -PAUSE_SECONDS

    async def client_for(self, workspace_id: str) -> AsyncWebClient:
        """Return a workspace's client. Raises as ``bot_of`` does."""
        return self._slack.with_token((await self.bot_of(workspace_id)).token)

    async def bot_of(self, workspace_id: str, enterprise_id: str | None = None) -> Bot:
        """Return the bot of a workspace; ``enterprise_id`` finds an installation in its whole organisation.

        Raises NotInstalled where the app is not, and SlackAway while it cannot be known.
        """
        try:
            own = await self.own()
        except SetupError:
            raise NotInstalled(workspace_id) from None
        if own is not None and own.team.id == workspace_id:
            return own
        if own is not None and not self._settings.installs:
            raise NotInstalled(workspace_id)
        return await self._installed(workspace_id, enterprise_id)

    async def own(self) -> Bot | None:
        """Return the bot that SLACK_BOT_TOKEN belongs to; None when there is no such setting.

        Slack is asked once, and again after the app was removed. While it does not answer, SlackAway is
        raised; when it refuses the token, SetupError is.
        """
        token = self._settings.slack_bot_token
        if token is None:
            return None
        if self._own is not None and time.monotonic() - self._seen_at < SURE_SECONDS:
            return self._own
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look(token.get_secret_value()))
            self._looking.add_done_callback(_heard)
        known = self._own
        if known is None:
            return await asyncio.shield(self._looking)
        await asyncio.wait({self._looking}, timeout=LOOK_SECONDS)
        return self._looking.result() if self._looking.done() else known

    async def _look(self, token: str) -> Bot:
        """Return the bot of a token, unless it was removed; then Slack is asked again."""
        if self._own is None or await self._is_removed(self._own.team.id):
            self._own = None
            self._own = await self._ask_in_turn(token)
        self._seen_at = time.monotonic()
        return self._own

    async def lost(self, workspace_id: str) -> None:
        """Stop acting in a workspace whose token Slack refuses for good."""
        self._seen_at = -SURE_SECONDS
        if await service.leave(self._db, workspace_id, self._clock.now()):
            log.warning("the app was removed from workspace %s; nothing more is sent there", workspace_id)

    async def learn_workspaces(self, organisation: str) -> None:
        """Write down every workspace in which an organisation's admins have approved the app.

        Raises what a call of Slack's raises, and NotInstalled.
        """
        whole = await self._installed(organisation, None)
        client = self._slack.with_token(whole.token)
        cursor = None
        while cursor != "":
            answer = await client.auth_teams_list(limit=TEAMS_AT_ONCE, cursor=cursor)
            for given in answer["teams"]:
                await self._learn(str(given["id"]), str(given.get("name") or ""), whole.team)
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        await service.note_learned(self._db, organisation, self._clock.now())

    async def _learn(self, workspace_id: str, name: str, whole: Team) -> None:
        if await self._is_removed(workspace_id):
            team = Team(workspace_id, name, whole.bot_user_id, whole.bot_id, whole.id)
            await service.arrive(self._db, team, self.hooks, self._clock.now(), anew=False)

    async def _is_removed(self, workspace_id: str) -> bool:
        async with self._db.read(workspace_id) as db:
            return await service.is_removed(db)

    async def _ask_in_turn(self, token: str) -> Bot:
        """Ask Slack, but not again right after it failed to answer."""
        if self._failure is not None and time.monotonic() - self._failed_at < PAUSE_SECONDS:
            raise self._failure
        try:
            bot = await self._ask(token)
        except (SlackAway, SetupError) as error:
            self._failure, self._failed_at = error, time.monotonic()
            raise
        self._failure = None
        return bot

    async def _ask(self, token: str) -> Bot:
        try:
            answer = await self._slack.with_token(token).auth_test()
        except Exception as error:
            fate = classify(error)
            if isinstance(fate, Refused) and fate.code in WRONG_TOKEN:
                raise SetupError(
                    f"SLACK_BOT_TOKEN is refused by Slack ({fate.code}): copy the Bot User OAuth Token again "
                    "from your Slack app's page OAuth & Permissions."
                ) from None
            raise SlackAway(f"Slack does not answer as it should: {type(error).__name__}.") from None
        team = Team(
            id=str(answer["team_id"]),
            name=str(answer.get("team") or ""),
            bot_user_id=str(answer.get("user_id") or ""),
            bot_id=str(answer.get("bot_id") or ""),
            enterprise_id=answer.get("enterprise_id"),
        )
        await service.arrive(self._db, team, self.hooks, self._clock.now(), anew=False)
        return Bot(team, token)

    async def _installed(self, workspace_id: str, enterprise_id: str | None) -> Bot:
        async with self._db.read(workspace_id) as db:
            workspace = await db.scalar(select(Workspace).where(Workspace.id == workspace_id))
            row = await db.scalar(select(Installation))
        if row is not None and (workspace is None or workspace.removed_at is None):
            return _bot(row, workspace, _usable(row, self._clock.now()))
        organisation = enterprise_id or (workspace.enterprise_id if workspace else None)
        if organisation is None or organisation == workspace_id:
            raise NotInstalled(workspace_id)
        whole = await self._installed(organisation, None)
        team = Team(workspace_id, "", whole.team.bot_user_id, whole.team.bot_id, organisation)
        if workspace is None or workspace.removed_at is not None:
            await service.arrive(self._db, team, self.hooks, self._clock.now(), anew=False)
        return Bot(team, whole.token)


def _heard(looked: asyncio.Task[Bot]) -> None:
    """Take note of how a look ended of which nobody may have waited for the end."""
    if not looked.cancelled():
        looked.exception()


def _usable(row: Installation, now: datetime) -> str:
    """Return the token to act with. Renewing is the worker's: nobody who pressed something waits for it."""
    if row.expires_at is None or row.expires_at > now:
        return row.bot_token
    if row.next_token is not None and row.next_expires_at is not None and row.next_expires_at > now:
        return row.next_token
    if row.renewal_error is not None:
        raise NotInstalled(row.workspace_id)
    raise SlackAway("A token has ended and is not renewed yet.")


def _bot(row: Installation, workspace: Workspace | None, token: str) -> Bot:
    name = workspace.name if workspace else ""
    return Bot(Team(row.workspace_id, name, row.bot_user_id, row.bot_id, row.enterprise_id), token)
