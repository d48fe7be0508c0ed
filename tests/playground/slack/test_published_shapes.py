"""Answers name no field that Slack's published samples lack, and none of those an app relies on is missing.

The field names are those of slackapi/java-slack-sdk, json-logs/samples/api, read in November 2026. A sample
is the union of everything ever seen, so an answer may be smaller, but must not be larger.
"""

from __future__ import annotations

from typing import Any

import pytest

from bot.playground.slack.objects import Json
from bot.playground.slack.server import StandIn

USER = (
    "id team_id name deleted color real_name tz tz_label tz_offset profile is_admin is_owner "
    "is_primary_owner is_restricted is_ultra_restricted is_bot is_app_user updated locale has_2fa "
    "is_email_confirmed "
    "enterprise_user is_stranger who_can_share_contact_card is_workflow_bot is_invited_user"
)
PROFILE = (
    "title phone skype real_name real_name_normalized display_name display_name_normalized status_text "
    "status_emoji status_emoji_display_info status_expiration avatar_hash api_app_id always_active bot_id "
    "image_24 image_32 image_48 image_72 image_192 image_512 image_1024 image_original is_custom_image "
    "status_text_canonical team email pronouns first_name last_name guest_invited_by guest_expiration_ts "
    "huddle_state huddle_state_expiration_ts fields"
)
CHANNEL = (
    "id name is_channel is_group is_im created is_archived is_general unlinked name_normalized is_shared "
    "creator is_ext_shared is_org_shared shared_team_ids pending_shared pending_connected_team_ids "
    "is_pending_ext_shared is_member is_private is_mpim last_read topic purpose previous_names locale "
    "num_members is_read_only is_thread_only is_non_threadable internal_team_ids connected_team_ids "
    "conversation_host_id is_moved is_global_shared is_org_default is_org_mandatory "
    "connected_limited_team_ids context_team_id updated user latest"
)
MESSAGE = "type subtype text ts username bot_id thread_ts blocks root icons attachments user"
VIEW = (
    "id team_id type title submit close blocks private_metadata callback_id state hash clear_on_close "
    "notify_on_close root_view_id previous_view_id app_id external_id bot_id app_installed_team_id"
)
# What current answers carry and the samples, some of them older, do not show: Slack's method pages have them.
LATER = {
    "dnd.info": "snooze_enabled",
    "oauth.v2.access": "is_enterprise_install",
    "conversations.open": "no_op already_open",
    "conversations.open/channel": "is_user_deleted is_open priority",
    "chat.postMessage/message": "team app_id bot_profile",
}
PUBLISHED = {
    "auth.test": "url team user team_id user_id bot_id is_enterprise_install app_name app_id enterprise_id",
    "users.info": "user",
    "users.info/user": USER,
    "users.info/user/profile": PROFILE,
    "users.list": "members cache_ts offset response_metadata",
    "users.list/members/0": USER,
    "conversations.open": "channel",
    "conversations.open/channel": CHANNEL,
    "conversations.info": "channel",
    "conversations.info/channel": CHANNEL,
    "conversations.members": "members response_metadata",
    "chat.postMessage": "channel ts message response_metadata",
    "chat.postMessage/message": MESSAGE,
    "chat.postEphemeral": "message_ts",
    "chat.getPermalink": "permalink channel",
    "chat.delete": "channel ts",
    "dnd.info": "dnd_enabled next_dnd_start_ts next_dnd_end_ts",
    "team.info": "team",
    "team.info/team": "id name domain email_domain icon is_verified url enterprise_id enterprise_name "
    "enterprise_domain discoverable avatar_base_url",
    "bots.info": "bot",
    "bots.info/bot": "id deleted name updated app_id user_id icons",
    "users.getPresence": "presence",
    "files.getUploadURLExternal": "upload_url file_id response_metadata",
    "views.publish": "view",
    "views.publish/view": VIEW,
    "oauth.v2.access": "app_id authed_user scope token_type access_token bot_user_id team enterprise "
    "incoming_webhook",
}
ALWAYS = {
    "auth.test": "url team user team_id user_id bot_id",
    "users.info/user": "id name deleted real_name tz is_admin is_owner is_restricted is_bot profile",
    "users.info/user/profile": "display_name real_name image_72 email title",
    "conversations.open/channel": "id",
    "chat.postMessage": "channel ts message",
    "chat.postEphemeral": "message_ts",
    "files.getUploadURLExternal": "upload_url file_id",
    "views.publish/view": "id type hash state private_metadata callback_id blocks root_view_id app_id",
    "oauth.v2.access": "access_token scope bot_user_id app_id team authed_user",
}


def answers(slack: StandIn) -> dict[str, Json]:
    workspace = slack.workspace
    place = slack.add_channel("general").id
    posted = world_call(slack, "chat.postMessage", channel=place, text="Hello")
    secret = {"client_id": workspace.client_id, "client_secret": workspace.client_secret}
    calls: dict[str, Json] = {
        "auth.test": {},
        "users.info": {"user": "UADA"},
        "users.list": {},
        "conversations.open": {"users": "UADA", "return_im": True},
        "conversations.info": {"channel": place},
        "conversations.members": {"channel": place},
        "chat.postMessage": {"channel": place, "text": "Hello"},
        "chat.postEphemeral": {"channel": place, "user": "UADA", "text": "Psst"},
        "chat.getPermalink": {"channel": place, "message_ts": posted["ts"]},
        "chat.delete": {"channel": place, "ts": posted["ts"]},
        "dnd.info": {"user": "UADA"},
        "team.info": {},
        "bots.info": {"bot": workspace.bot_id},
        "users.getPresence": {"user": "UADA"},
        "files.getUploadURLExternal": {"filename": "a.txt", "length": 1},
        "views.publish": {"user_id": "UADA", "view": {"type": "home", "blocks": [{"type": "divider"}]}},
        "oauth.v2.access": {"code": slack.issue_code("UADA"), **secret},
    }
    return {method: world_call(slack, method, **args) for method, args in calls.items()}


def world_call(slack: StandIn, method: str, **args: Any) -> Json:
    answer = slack.api.run(method, {"token": slack.bot_token, **args})
    assert answer["ok"], answer
    return answer


def part(answer: Any, path: list[str]) -> Json:
    for step in path:
        answer = answer[int(step)] if step.isdigit() else answer[step]
    return answer


@pytest.mark.parametrize("path", PUBLISHED)
async def test_an_answer_has_only_published_fields(slack: StandIn, path: str) -> None:
    method, *inside = path.split("/")
    found = set(part(answers(slack)[method], inside)) - {"ok"}
    assert found <= {*PUBLISHED[path].split(), *LATER.get(path, "").split()}
    assert found >= set(ALWAYS.get(path, "").split())
