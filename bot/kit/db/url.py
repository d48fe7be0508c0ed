"""DATABASE_URL in any of its usual spellings."""

from __future__ import annotations

from typing import Any

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
        return url.set(drivername="postgresql+asyncpg", query=_for_asyncpg(url))
    raise SetupError(_URL_HELP)


def _for_asyncpg(url: URL) -> dict[str, Any]:
    """Return the options of libpq that mean something here, by asyncpg's names; the others are refused."""
    query = {name: value for name, value in url.query.items() if name not in _NOT_NEEDED}
    if unknown := sorted(set(query) - set(_OPTIONS)):
        known = ", ".join(sorted({*_OPTIONS, *_NOT_NEEDED}))
        raise SetupError(
            f"DATABASE_URL has an option that is not known here ({', '.join(unknown)}): "
            f"leave it out. Known are {known}."
        )
    return {_OPTIONS[name]: value for name, value in query.items()}


# By libpq's names: what asyncpg calls them.
_OPTIONS = {
    "sslmode": "ssl",
    "ssl": "ssl",
    "host": "host",
    "port": "port",
    "user": "user",
    "password": "password",
    "dbname": "database",
    "passfile": "passfile",
    "target_session_attrs": "target_session_attrs",
    "prepared_statement_cache_size": "prepared_statement_cache_size",
}
# Hosts put these into the addresses that they hand out. What they ask for is so anyway: asyncpg takes the
# strongest way to sign in that is offered, the time limits are ours, and names are for people.
_NOT_NEEDED = {
    "channel_binding",
    "connect_timeout",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_count",
    "application_name",
    "fallback_application_name",
    "client_encoding",
    "gssencmode",
    "sslnegotiation",
    "pool_timeout",
    "connection_limit",
}


_URL_HELP = (
    "DATABASE_URL is not understood: use sqlite:///path/to/pinchpoint.db "
    "or postgresql://user:password@host/name."
)
