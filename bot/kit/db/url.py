"""DATABASE_URL in any of its usual spellings."""

from __future__ import annotations

import re
import ssl
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.kit.errors import SetupError


def parse_url(text: str) -> URL:
    """Read DATABASE_URL in any of its usual spellings. Raises SetupError for one that is neither database."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # the second for a port that is none
        raise SetupError(_URL_HELP) from None
    kind = url.drivername.split("+")[0]
    if kind == "sqlite" and url.database and url.database != ":memory:":
        return url.set(drivername="sqlite+aiosqlite")
    if kind in {"postgres", "postgresql"}:
        return url.set(drivername="postgresql+asyncpg", query=_for_asyncpg(url))
    raise SetupError(_URL_HELP)


def in_transaction_mode(url: URL) -> bool:
    """Tell whether a pooler such as PgBouncer gives each transaction another connection."""
    return str(url.query.get(POOLED, "")).lower() in {"true", "1", "on", "yes"}


def connect_seconds(url: URL) -> int:
    """Return for how many seconds a connection may take to come about: connect_timeout, within our limit.

    As libpq has it, 0 asks for no limit; the longest that anything here waits is ``MOST_CONNECT_SECONDS``.
    """
    given = int(str(url.query.get(CONNECT_TIMEOUT, CONNECT_SECONDS)))
    return min(given, MOST_CONNECT_SECONDS) if given > 0 else MOST_CONNECT_SECONDS


def for_driver(url: URL) -> tuple[URL, dict[str, Any]]:
    """Return the address for SQLAlchemy, and what is for the driver alone.

    asyncpg reads a part of libpq's options only from an address of its own.
    """
    known = {name: value for name, value in url.query.items() if name in _BY_NAME.values()}
    own = {name: value for name, value in url.query.items() if name in _IN_ITS_ADDRESS}
    more: dict[str, Any] = {"timeout": connect_seconds(url)}
    if own.get("sslrootcert") == "system":  # as libpq has it: the system's authorities, checked fully
        del own["sslrootcert"]
        known.pop("ssl", None)
        more["ssl"] = ssl.create_default_context()
    if own:
        more["dsn"] = f"postgresql://?{urlencode(own, doseq=True)}"
    if in_transaction_mode(url):
        # What is prepared under a name stays on a connection that the next transaction does not get.
        known["prepared_statement_cache_size"] = "0"
        more |= {"statement_cache_size": 0, "prepared_statement_name_func": _no_name}
    return url.set(query=known), more


def _no_name() -> str:
    return ""


def _for_asyncpg(url: URL) -> dict[str, Any]:
    """Return the options that mean something here, by asyncpg's names. Raises SetupError for the others."""
    found: dict[str, Any] = {}
    for name, value in url.query.items():
        if name in _NOT_NEEDED:
            continue
        if name in _REFUSED:
            raise SetupError(f"DATABASE_URL has {name}, which is not possible here: {_REFUSED[name]}.")
        if name not in {*_BY_NAME, *_IN_ITS_ADDRESS, POOLED, CONNECT_TIMEOUT}:
            raise SetupError(
                f"DATABASE_URL has an option that is not known here ({name}): leave it out. "
                "Known are those of libpq, and pgbouncer=true for a pool that works by transactions."
            )
        found[_BY_NAME.get(name, name)] = value
    if found.get("ssl", "prefer") not in _SSL_MODES:
        raise SetupError(f"DATABASE_URL: sslmode is one of {', '.join(_SSL_MODES)}.")
    if not str(found.get("port", "5432")).replace(",", "").isdigit():
        raise SetupError("DATABASE_URL: port is not a number.")
    if not re.fullmatch(r"-?[0-9]{1,9}", str(found.get(CONNECT_TIMEOUT, "0"))):
        raise SetupError("DATABASE_URL: connect_timeout is not a whole number of seconds.")
    return found


POOLED = "pgbouncer"
CONNECT_TIMEOUT = "connect_timeout"
CONNECT_SECONDS = 4  # a connection that does not come about must not hold up whoever waits for it
MOST_CONNECT_SECONDS = 60
_SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
# By libpq's names: what asyncpg calls them.
_BY_NAME = {
    "sslmode": "ssl",
    "ssl": "ssl",
    "host": "host",
    "port": "port",
    "user": "user",
    "password": "password",
    "dbname": "database",
    "passfile": "passfile",
    "service": "service",
    "krbsrvname": "krbsrvname",
    "gsslib": "gsslib",
    "target_session_attrs": "target_session_attrs",
    "prepared_statement_cache_size": "prepared_statement_cache_size",
}
# What asyncpg takes from its own address only; from application_name on it hands them to the server.
_IN_ITS_ADDRESS = {
    "sslcert",
    "sslkey",
    "sslrootcert",
    "sslcrl",
    "sslpassword",
    "sslnegotiation",
    "ssl_min_protocol_version",
    "ssl_max_protocol_version",
    "application_name",
    "options",
}
# Hosts put these into the addresses that they hand out. What they ask for is so anyway: asyncpg takes the
# strongest way to sign in that is offered and one encoding, other time limits are ours, and a pool of ours
# needs no advice.
_NOT_NEEDED = {
    "channel_binding",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_count",
    "tcp_user_timeout",
    "fallback_application_name",
    "client_encoding",
    "gssencmode",
    "gssdelegation",
    "sslcompression",
    "sslsni",
    "load_balance_hosts",
    "min_protocol_version",
    "max_protocol_version",
    "pool_timeout",
    "connection_limit",
}
_REFUSED = {
    "hostaddr": "give the address as the host",
    "requiressl": "give sslmode=require",
    "require_auth": "allow the ways to sign in on the server, in pg_hba.conf",
    "requirepeer": "give a host and sslmode=verify-full",
    "replication": "leave it out",
    "sslcertmode": "give sslcert, or leave it out",
    "sslcrldir": "give sslcrl",
    "sslkeylogfile": "leave it out",
    "scram_client_key": "give a password",
    "scram_server_key": "give a password",
    "oauth_issuer": "give a password",
    "oauth_client_id": "give a password",
    "oauth_client_secret": "give a password",
    "oauth_scope": "give a password",
}
_URL_HELP = (
    "DATABASE_URL is not understood: use sqlite:///path/to/pinchpoint.db "
    "or postgresql://user:password@host/name."
)
