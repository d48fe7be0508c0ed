"""Why a database did not let us in, as a sentence for whoever runs the app."""

from __future__ import annotations

import socket
import ssl

import asyncpg  # type: ignore[import-untyped]

from bot.kit.errors import SetupError

_Kinds = type[BaseException] | tuple[type[BaseException], ...]

_SENTENCES: tuple[tuple[_Kinds, str], ...] = (
    (
        asyncpg.InvalidAuthorizationSpecificationError,  # a wrong password is one of these
        "DATABASE_URL: PostgreSQL refuses this user or password. Check both; in an address, characters such "
        "as @ : / % are written as %40 %3A %2F %25.",
    ),
    (
        asyncpg.InvalidCatalogNameError,
        "DATABASE_URL: there is no database of this name on the server. Create it, or correct the name.",
    ),
    (
        asyncpg.InsufficientPrivilegeError,
        "DATABASE_URL: this user may not do what is needed in the database. Make them its owner.",
    ),
    (
        asyncpg.ClientConfigurationError,
        "DATABASE_URL: its certificates cannot be used. Check sslrootcert, sslcert and sslkey; without "
        "sslrootcert, sslmode=verify-full needs the file ~/.postgresql/root.crt.",
    ),
    (
        (asyncpg.InvalidSQLStatementNameError, asyncpg.DuplicatePreparedStatementError),
        "DATABASE_URL leads to a pool that works by transactions: add pgbouncer=true to it.",
    ),
    (ssl.SSLError, "DATABASE_URL: no encrypted connection could be agreed on. Check sslmode."),
    (socket.gaierror, "DATABASE_URL: there is no host of this name. Check it."),
    (ConnectionRefusedError, "DATABASE_URL: nothing answers at this host and port. Is PostgreSQL running?"),
)


def setup_error(error: BaseException) -> SetupError | None:
    """Return the sentence for an error that a setting causes; None for any other."""
    cause = getattr(error, "orig", None) or error
    for one in (error, cause, cause.__cause__):
        for kind, sentence in _SENTENCES:
            if isinstance(one, kind):
                return SetupError(sentence)
    return None
