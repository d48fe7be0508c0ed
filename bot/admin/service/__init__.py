"""Decisions of the program area. Who may make them is checked here, in the transaction that makes them."""

from bot.admin.service.audit import record
from bot.admin.service.merging import merge_topics
from bot.admin.service.roles import require_admin
from bot.admin.service.settings import appoint, change_settings
from bot.admin.service.topics import (
    archive_topic,
    create_topic,
    edit_topic,
    existing,
    move_topic,
    restore_topic,
    retell_first_topics,
    seed_topics,
)

__all__ = [
    "appoint",
    "archive_topic",
    "change_settings",
    "create_topic",
    "edit_topic",
    "existing",
    "merge_topics",
    "move_topic",
    "record",
    "require_admin",
    "restore_topic",
    "retell_first_topics",
    "seed_topics",
]
