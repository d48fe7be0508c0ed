"""Renewing tokens before they end: in a worker, so that no click waits for it.

A refresh token is good once, so what Slack answers must not be lost. The claim is committed before Slack is
asked, the answer is kept beside what it replaces, and only a token that was seen to work takes the present
one's place. Whatever a process leaves behind when it dies is looked into some minutes later.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from bot.install import service
from bot.kit.due import for_each_workspace
from bot.kit.services import Services
from bot.kit.slack import FAILED, Failure, Refused, classify
from bot.models import Installation

log = logging.getLogger(__name__)

RENEW_BEFORE = timedelta(hours=2)  # of the twelve that Slack gives
RENEWAL_SECONDS = 30  # Slack may have renewed when it answers late: hardly any wait is too long for that
LOOK_AGAIN = timedelta(minutes=2)  # at what was begun and not ended; longer than a renewal takes
AFTER_REFUSAL = timedelta(hours=1)
REFUSED = frozenset({"invalid_refresh_token", "token_revoked", "token_expired", "invalid_auth"})


@dataclass(frozen=True, slots=True)
class Tokens:
    """What Slack gave in place of the present token, if it did."""

    token: str | None
    refresh_token: str | None
    expires_at: datetime | None


async def renew_tokens(services: Services) -> None:
    """Renew every token that ends within two hours, and look into what was begun and not ended."""
    due = select(Installation.workspace_id).where(*_is_due(services.clock.now()))
    await for_each_workspace(services, _renew, due)


def _is_due(now: datetime) -> list[Any]:
    return [
        Installation.refresh_token.is_not(None),
        Installation.expires_at < now + RENEW_BEFORE,
        or_(Installation.renewing_until.is_(None), Installation.renewing_until <= now),
    ]


async def _renew(services: Services, workspace_id: str) -> None:
    """Renew one token; of several workers, one does."""
    now = services.clock.now()
    claimed = now + LOOK_AGAIN
    async with services.database.begin(workspace_id) as db:
        claim = await db.update_where(Installation, *_is_due(now), renewing_until=claimed)
        row = await db.scalar(select(Installation)) if claim else None
    if row is None:
        return
    found = Tokens(row.next_token, row.next_refresh_token, row.next_expires_at)
    if found.token is None:
        try:
            answer = await _refresh(services, row)
        except FAILED as error:
            await _failed(services, workspace_id, claimed, error)
            return
        found = await _keep_beside(services, workspace_id, claimed, answer)
    await _try_out(services, workspace_id, claimed, found)


async def _refresh(services: Services, row: Installation) -> Any:
    """Ask for a new token with what Slack gave last, then with what it gave before."""
    try:
        if row.next_refresh_token is not None:
            return await _ask(services, row.next_refresh_token)
    except FAILED as error:
        if not _is_refusal(classify(error)):
            raise
    return await _ask(services, row.refresh_token or "")


async def _ask(services: Services, refresh_token: str) -> Any:
    settings = services.settings
    secret = settings.slack_client_secret
    return await services.slack.with_token(None, timeout=RENEWAL_SECONDS).oauth_v2_access(
        client_id=settings.slack_client_id or "",
        client_secret=secret.get_secret_value() if secret else "",
        grant_type="refresh_token",
        refresh_token=refresh_token,
    )


async def _keep_beside(services: Services, workspace_id: str, claimed: datetime, answer: Any) -> Tokens:
    """Keep what Slack gave beside what it replaces, and return it."""
    expires_at = service.expiry(answer, services.clock.now())
    given = Tokens(str(answer["access_token"]), answer.get("refresh_token"), expires_at)
    async with services.database.begin(workspace_id) as db:
        await db.update_where(
            Installation,
            Installation.renewing_until == claimed,
            next_token=given.token,
            next_refresh_token=given.refresh_token,
            next_expires_at=given.expires_at,
        )
    return given


async def _try_out(services: Services, workspace_id: str, claimed: datetime, found: Tokens) -> None:
    """Let a new token take the present one's place when it works; without an answer both are kept."""
    mine = (Installation.renewing_until == claimed, Installation.next_token.is_not(None))
    try:
        await services.slack.with_token(found.token).auth_test()
    except FAILED as error:
        failure = classify(error)
        log.warning("workspace %s: a renewed token could not be tried out: %s", workspace_id, failure)
        if _is_refusal(failure):
            async with services.database.begin(workspace_id) as db:
                await db.update_where(Installation, *mine, next_token=None)
        return
    values = {"refresh_token": found.refresh_token, "expires_at": found.expires_at, **service.NOT_RENEWING}
    async with services.database.begin(workspace_id) as db:
        await db.update_where(Installation, *mine, bot_token=found.token, **values)
    log.info("workspace %s: its token was renewed", workspace_id)


async def _failed(services: Services, workspace_id: str, claimed: datetime, error: Exception) -> None:
    """Tell whoever installed the app when Slack refused. Anything else is tried again in two minutes."""
    failure = classify(error)
    if not isinstance(failure, Refused) or not _is_refusal(failure):
        log.warning("workspace %s: its token could not be renewed yet: %s", workspace_id, failure)
        return
    log.error("workspace %s: Slack refuses to renew its token: %s", workspace_id, failure.code)
    now = services.clock.now()
    rest = {"renewing_until": now + AFTER_REFUSAL, "renewal_error": failure.code}
    async with services.database.begin(workspace_id) as db:
        if await db.update_where(Installation, Installation.renewing_until == claimed, **rest):
            await service.tell_access_ends(db, now)


def _is_refusal(failure: Failure) -> bool:
    return isinstance(failure, Refused) and failure.code in REFUSED
