"""What the stand-in does as Slack does, and what it leaves out: data that a test holds true.

``METHODS`` names every Web API method with the errors it can answer beyond ``COMMON_ERRORS``. ``EVENTS`` are
the events it can send. ``LEFT_OUT`` and ``ASSUMED`` are for readers: what is missing, and what is done
without a published source for the exact behaviour.
"""

from __future__ import annotations

COMMON_ERRORS = (
    "account_inactive",
    "invalid_auth",
    "missing_scope",
    "not_allowed_token_type",
    "not_authed",
    "token_expired",
    "token_revoked",
    "unknown_method",
)

_CONTENT = (
    "no_text",
    "invalid_blocks",
    "invalid_blocks_format",
    "msg_blocks_too_long",
    "invalid_metadata_format",
    "metadata_too_large",
    "too_many_attachments",
    "invalid_attachments",
)
_WHERE = ("channel_not_found", "not_in_channel", "is_archived", "invalid_arguments")
_VIEW = ("invalid_arguments", "view_too_large", "duplicate_external_id")
_TRIGGER = ("expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id")
_READ = ("channel_not_found", "invalid_arguments")

METHODS: dict[str, tuple[str, ...]] = {
    "api.test": ("whatever_was_asked_for",),
    "apps.connections.open": (),
    "apps.manifest.validate": ("invalid_manifest",),
    "auth.revoke": (),
    "auth.test": (),
    "blocks.validate": ("invalid_arguments", "invalid_blocks", "invalid_message", "invalid_view"),
    "bots.info": ("bot_not_found",),
    "canvases.create": ("channel_not_found", "not_in_channel", "invalid_arguments"),
    "canvases.edit": ("canvas_not_found", "canvas_deleted", "invalid_arguments"),
    "chat.delete": ("channel_not_found", "message_not_found", "cant_delete_message", "invalid_arguments"),
    "chat.getPermalink": ("channel_not_found", "message_not_found", "invalid_arguments"),
    "chat.postEphemeral": (*_CONTENT, *_WHERE, "user_not_found", "user_not_in_channel", "thread_not_found"),
    "chat.postMessage": (*_CONTENT, *_WHERE, "thread_not_found"),
    "chat.update": (
        *_CONTENT,
        *("channel_not_found", "message_not_found", "cant_update_message"),
        *("msg_too_long", "invalid_arguments"),
    ),
    "conversations.history": (
        *(*_READ, "not_in_channel", "invalid_cursor", "invalid_ts_oldest", "invalid_ts_latest"),
    ),
    "conversations.info": _READ,
    "conversations.list": ("invalid_types", "invalid_cursor"),
    "conversations.members": (*_READ, "invalid_cursor"),
    "conversations.open": (
        *("users_list_not_supplied", "too_many_users", "user_not_found", "user_disabled"),
        *("invalid_user_combination", "channel_not_found"),
    ),
    "conversations.replies": (
        *(*_READ, "not_in_channel", "thread_not_found", "invalid_cursor"),
        *("invalid_ts_oldest", "invalid_ts_latest"),
    ),
    "dnd.info": ("user_not_found",),
    "files.completeUploadExternal": (
        *("file_not_found", "invalid_arguments", "channel_not_found", "not_in_channel"),
    ),
    "files.getUploadURLExternal": ("invalid_arguments",),
    "files.info": ("file_not_found", "invalid_arguments"),
    "oauth.v2.access": (
        *("invalid_client_id", "bad_client_secret", "invalid_code", "code_already_used"),
        *("bad_redirect_uri", "invalid_refresh_token"),
    ),
    "pins.add": (
        *("channel_not_found", "message_not_found", "not_in_channel", "already_pinned", "invalid_arguments"),
    ),
    "team.info": (),
    "team.profile.get": (),
    "usergroups.list": (),
    "users.getPresence": ("user_not_found",),
    "users.info": ("user_not_found",),
    "users.list": ("invalid_cursor",),
    "users.lookupByEmail": ("users_not_found", "invalid_arguments"),
    "users.profile.get": ("user_not_found",),
    "views.open": (*_VIEW, *_TRIGGER),
    "views.publish": (*_VIEW, "hash_conflict", "not_enabled"),
    "views.push": (*_VIEW, *_TRIGGER, "push_limit_reached", "not_found"),
    "views.update": (*_VIEW, "hash_conflict", "not_found"),
}

EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "team_join",
    "tokens_revoked",
    "user_change",
)

DELIVERIES = (
    "block_actions",
    "block_suggestion",
    "command",
    "message_action",
    "shortcut",
    "view_closed",
    "view_submission",
)

UNCHECKED_BLOCKS = ("alert", "card", "carousel", "plan", "task_card")
"""Blocks taken in the places Slack allows them, without a look inside."""

LEFT_OUT = (
    "Rate limits of their own accord: 429 comes only when the weather asks for it, or where limits on posting"
    " are switched on (one message a second in a channel, some hundred a minute in the workspace).",
    "Scheduled messages, pins beyond pins.add, reactions, bookmarks, lists, calls, workflows,"
    " search, changing user groups.",
    "Canvases outside of a channel, their sections, and what people write into them.",
    "User tokens, several workspaces, Enterprise Grid, shared channels; the consent page of the OAuth flow.",
    "Events about the app's own messages, edits and deletions, and about channel membership.",
    "Escaping of bare & and < in texts that the app sends; link unfurling; link_names and parse.",
    "Splitting of messages between 4,041 and 40,000 characters (they are recorded as violations instead).",
    "The insides of rich_text parts, table cells and the blocks in UNCHECKED_BLOCKS.",
    "What a manifest means: apps.manifest.validate looks at its shape and limits alone.",
    "Options and emptiness of block_suggestion answers beyond 100 options and 75 characters.",
    "Thread subscriptions, broadcast replies, and unread counts per thread.",
    "submit_disabled, and disabling of a form while it is being sent.",
)

ASSUMED = (
    "views.open while a modal is open replaces the whole stack.",
    "views.push with a trigger from outside a modal answers not_found.",
    "Message metadata may weigh 8,000 characters before metadata_too_large.",
    "All blocks of a message together may hold 13,200 characters before msg_blocks_too_long.",
    "What people type into inputs arrives unescaped; slash command and message text arrives escaped.",
    "An input that stays through an update keeps its value even if initial_value changed.",
    "canvases.edit answers canvas_deleted for one that was taken away, canvas_not_found for an unknown one.",
    "views.publish for an unknown person answers invalid_arguments with the pointer /user_id.",
)
