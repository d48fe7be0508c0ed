"""What waits in the database: messages, workspaces that let nobody in, tokens that end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Executable, exists, func, select

from bot.app import MESSAGES
from bot.commands.doctor.findings import Finding, broken, fine, looked_at, note
from bot.delivery.outbox import GIVEN_UP, WHOLE_WORKSPACE, stuck
from bot.delivery.restored import paused_since
from bot.install.pages import SCOPES
from bot.kit.db import Database
from bot.models import Installation, Outbox, OutboxState, RateLimit, Workspace

LATE = timedelta(minutes=15)  # a message that is due for so long is sent by nobody
SHOWN = 5  # workspaces that are named


async def look(database: Database, now: datetime) -> list[Finding]:
    """Look at what waits, and for whom."""
    return [
        await looked_at("backlog", backlog(database, now)),
        await looked_at("stuck", stuck_messages(database)),
        await looked_at("dead_letters", dead_letters(database)),
        await looked_at("parked", parked(database, now)),
        await looked_at("renewals", renewals(database)),
        await looked_at("granted", granted(database)),
        await looked_at("paused", paused(database)),
    ]


async def _all(database: Database, wanted: Executable) -> list[Any]:
    async with database.look_across() as connection:
        return list((await connection.execute(wanted)).all())


async def _count(database: Database, *where: Any) -> int:
    ((number,),) = await _all(database, select(func.count()).select_from(Outbox).where(*where))
    return int(number)


def _parked(now: datetime) -> list[Any]:
    return [RateLimit.method == WHOLE_WORKSPACE, RateLimit.not_before > now]


async def backlog(database: Database, now: datetime) -> Finding:
    """Whether a worker sends what is due, wherever it runs."""
    closed = exists().where(RateLimit.workspace_id == Outbox.workspace_id, *_parked(now))
    present = exists().where(Workspace.id == Outbox.workspace_id, Workspace.removed_at.is_(None))
    late = [Outbox.state == OutboxState.PENDING, Outbox.due_at < now - LATE, present, ~closed]
    number = await _count(database, *late, Outbox.kind.in_(sorted(MESSAGES)))
    if number:
        cure = "See that a worker runs: `pinchpoint serve` or `pinchpoint worker`, and read its log."
        return broken("backlog", f"{number} messages are due for more than 15 minutes.", cure)
    return fine("backlog", "nothing is late")


async def stuck_messages(database: Database) -> Finding:
    """Whether messages wait for a key, or for another version."""
    number = await _count(database, *stuck(MESSAGES))
    if number:
        cure = (
            "Give the missing key, or start the version that knows them; `pinchpoint dlq list` shows which."
        )
        return broken("stuck", f"{number} messages wait for a key or another version.", cure)
    return fine("stuck", "nothing waits for a key or another version")


async def dead_letters(database: Database) -> Finding:
    """Whether messages could not be said for good."""
    number = await _count(database, Outbox.state.in_(GIVEN_UP), Outbox.done_at.is_not(None))
    if number:
        cure = "Look at `pinchpoint dlq list`, then `pinchpoint dlq retry` or `pinchpoint dlq drop`."
        return note("dead_letters", f"{number} messages could not be sent.", cure)
    return fine("dead_letters", "none")


async def parked(database: Database, now: datetime) -> Finding:
    """Whether workspaces do not let the app in."""
    found = await _all(database, select(RateLimit.workspace_id).where(*_parked(now)).distinct())
    if found:
        cure = "Ask an admin of the workspace why the app is refused; the log has Slack's word for it."
        return broken("parked", f"Nothing can be sent in {_names(found)} for the moment.", cure)
    return fine("parked", "every workspace lets the app in")


async def renewals(database: Database) -> Finding:
    """Whether Slack refuses to renew a token."""
    found = await _all(
        database, select(Installation.workspace_id).where(Installation.renewal_error.is_not(None))
    )
    if found:
        cure = "Have the app installed again there, at PUBLIC_URL and /slack/install."
        return broken("renewals", f"Slack does not renew the token of {_names(found)}.", cure)
    return fine("renewals", "no token is refused")


async def granted(database: Database) -> Finding:
    """Whether each workspace that installed the app granted what it cannot do without."""
    rows = await _all(database, select(Installation.workspace_id, Installation.scopes))
    lacking = [row for row in rows if set(SCOPES) - set(row.scopes.split(","))]
    if lacking:
        cure = "Have the app installed again there, and all of its needed scopes granted."
        return broken("granted", f"Needed scopes are missing in {_names(lacking)}.", cure)
    return fine("granted", f"{len(rows)} workspaces installed the app by its page")


async def paused(database: Database) -> Finding:
    """Whether a backup was restored, and nobody has said since that the work may begin."""
    since = await paused_since(database)
    if since is not None:
        made = since.isoformat(timespec="seconds")
        return broken(
            "paused", f"A backup of {made} was restored: nothing is sent.", "Run `pinchpoint resume`."
        )
    return fine("paused", "the work is not held up")


def _names(rows: Iterable[Any]) -> str:
    ids = sorted(row.workspace_id for row in rows)
    more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
    return ", ".join(ids[:SHOWN]) + more
