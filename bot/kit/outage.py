"""Telling a database that is away from a fault of ours."""

from __future__ import annotations

import logging
import sqlite3

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

log = logging.getLogger(__name__)

# What the drivers raise while they connect reaches us as it is; so does a socket's own error.
_AWAY = (
    OperationalError,
    InterfaceError,
    PoolTimeout,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    OSError,
)


def is_outage(error: BaseException) -> bool:
    """Return whether the database cannot be reached or cannot take a change, whatever it was asked."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    # SQLite calls a statement that it does not understand an operational error as well.
    code = getattr(getattr(error, "orig", None), "sqlite_errorcode", None)
    return code != sqlite3.SQLITE_ERROR and isinstance(error, _AWAY)


class Outage:
    """Says once that the database is away, and once that it is back."""

    def __init__(self) -> None:
        self._is_away = False
        self._met = False

    def meet(self, error: BaseException) -> None:
        """Note that the database was away just now."""
        if not self._is_away:
            log.warning("the database is away (%s): what is due waits for it", type(error).__name__)
        self._is_away = self._met = True

    def end_round(self) -> None:
        """Note that everything was tried once: when nothing met an outage, it is over."""
        if self._is_away and not self._met:
            log.info("the database is back")
            self._is_away = False
        self._met = False
