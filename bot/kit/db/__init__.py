"""The database: engine, sessions inside one workspace, and what every table shares."""

from bot.kit.db.base import Base, IdentifiedRow, WorkspaceRow, WorkspaceScoped, related, within
from bot.kit.db.engine import Database
from bot.kit.db.isolation import Across
from bot.kit.db.scope import OutsideWorkspaceError
from bot.kit.db.session import AT_ONCE, WorkspaceSession
from bot.kit.db.types import UtcDateTime, state_column
from bot.kit.db.url import connect_seconds, for_driver, parse_url

__all__ = [
    "AT_ONCE",
    "Across",
    "Base",
    "Database",
    "IdentifiedRow",
    "OutsideWorkspaceError",
    "UtcDateTime",
    "WorkspaceRow",
    "WorkspaceScoped",
    "WorkspaceSession",
    "connect_seconds",
    "for_driver",
    "parse_url",
    "related",
    "state_column",
    "within",
]
