"""The log of what those who run the program did and looked at."""

from __future__ import annotations

from datetime import datetime

from bot.kit.db import WorkspaceSession
from bot.models import Act, AuditEntry


async def record(
    db: WorkspaceSession,
    by: str | None,
    act: Act,
    now: datetime,
    *,
    about: str | None = None,
    subject: str = "",
    part: str = "",
    before: str = "",
    after: str = "",
) -> None:
    """Write down what somebody did, in the transaction that does it; ``by`` None: an operator.

    This is the only writer of the log: see `AuditEntry` for what is in it.
    """
    await db.insert(
        AuditEntry,
        at=now,
        by_id=by,
        act=act,
        about_id=about,
        subject=subject,
        part=part,
        before=before,
        after=after,
    )
