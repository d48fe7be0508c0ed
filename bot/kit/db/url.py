"""DATABASE_URL in any of its usual spellings."""

from __future__ import annotations

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.kit.errors import SetupError


def parse_url(text: str) -> URL:
    """Read DATABASE_URL in any of its usual spellings. Raises SetupError for one that is neither database."""
    try:
        url = make_url(text)
    except ArgumentError:
        raise SetupError(_URL_HELP) from None
    kind = url.drivername.split("+")[0]
    if kind == "sqlite" and url.database and url.database != ":memory:":
        return url.set(drivername="sqlite+aiosqlite")
    if kind in {"postgres", "postgresql"}:
        query = dict(url.query)
        mode = query.pop("sslmode", None)
        if mode is not None:
            query["ssl"] = mode
        return url.set(drivername="postgresql+asyncpg", query=query)
    raise SetupError(_URL_HELP)


_URL_HELP = (
    "DATABASE_URL is not understood: use sqlite:///path/to/pinchpoint.db "
    "or postgresql://user:password@host/name."
)
