"""For how long what is kept, and when it goes."""

from __future__ import annotations

from datetime import datetime, timedelta

ERASED_AFTER = timedelta(hours=1)  # so that whoever was to meet them hears of it while there is a name
RECEIPT_KEPT = timedelta(days=2)
WORKSPACE_KEPT = timedelta(days=30)  # after the app was removed


def kept_since(now: datetime, months: int) -> datetime:
    """Return the moment before which what ended is forgotten; a month counts 30.44 days."""
    return now - timedelta(days=round(months * 30.44))
