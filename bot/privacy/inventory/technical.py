"""What is held for the app itself, and about its messages.

An erased person's id is taken out of texts, too: see `service.erase`.
"""

from __future__ import annotations

from bot.models import (
    AuditEntry,
    Card,
    Conversation,
    Erasure,
    Inbox,
    Installation,
    Outbox,
    RateLimit,
    Workspace,
)
from bot.privacy.inventory.parts import Held, Part, is_

_TECHNICAL = "how a message is sent: ids and times, no words"

TECHNICAL = (
    Held(
        model=AuditEntry,
        parts=[
            Part(is_(AuditEntry.by_id), ("at", "act")),
            Part(is_(AuditEntry.about_id), ("at", "act")),
        ],
        people=("by_id", "about_id"),
        other=("subject", "part", "before", "after"),
        because="names of topics and values of settings",
    ),
    Held(
        model=Erasure,
        parts=[Part(is_(Erasure.user_id), ("asked_at", "due_at"))],
        other=("user_id", "done_at", "gone", "kept"),
        because="the receipt, which goes two days after it was sent",
    ),
    Held(
        model=Installation,
        people=("installed_by",),
        other=(
            *("app_id", "enterprise_id", "is_enterprise_install", "bot_id", "bot_user_id", "scopes"),
            *("bot_token", "refresh_token", "expires_at", "installed_at"),
            *("next_token", "next_refresh_token", "next_expires_at", "renewing_until", "renewal_error"),
        ),
        because="the app's own account",
    ),
    Held(
        model=Workspace,
        other=(
            *("enterprise_id", "name", "bot_user_id", "installed_at", "removed_at", "rematch_at", "pools_at"),
            *("people_synced_at", "people_cursor", "settings", "experts_version"),
        ),
        because="the workspace itself",
    ),
    Held(model=Conversation, other=("members", "channel_id"), because=_TECHNICAL),
    Held(model=Card, other=("key", "channel_id", "message_ts", "digest"), because=_TECHNICAL),
    Held(
        model=Outbox,
        other=(
            *("dedupe_key", "kind", "recipient", "subject_id", "version", "due_at", "expires_at", "state"),
            *(
                "lease_owner",
                "lease_until",
                "fence",
                "attempts",
                "dispatched_at",
                "done_at",
                "error",
                "again",
            ),
            *("card_key", "file_id", "channel_id", "message_ts", "created_at", "request_id"),
        ),
        because=_TECHNICAL,
    ),
    Held(model=RateLimit, other=("method", "channel_id", "not_before"), because=_TECHNICAL),
    Held(model=Inbox, other=("key", "received_at"), because="which form was sent already: Slack's view id"),
)
