"""Instants as the page reads them."""

from __future__ import annotations

from datetime import datetime


def instant(moment: datetime) -> str:
    """Write an instant as ISO 8601 in UTC with a Z."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
