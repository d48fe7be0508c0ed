"""Every error in the coverage table is really answered; the table names every method and part there is."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.playground.slack import blockkit, coverage, elements, messages, views
from bot.playground.slack.methods import METHODS
from bot.playground.slack.objects import Json
from bot.playground.slack.server import DEFAULT_EVENTS, StandIn

SECTION = {"type": "section", "text": {"type": "plain_text", "text": "Hello"}}
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "Title"}, "blocks": [SECTION]}
HOME = {"type": "home", "blocks": [SECTION]}
Case = tuple[str, str, Callable[[StandIn], Json]]


def channel(slack: StandIn, **more: Any) -> str:
    return slack.add_channel("general", **more).id


def hidden(slack: StandIn) -> str:
    return slack.add_channel("secret", ["UADA"], private=True, bot=False).id


def archived(slack: StandIn) -> str:
    place = slack.add_channel("old")
    place.archived = True
    return place.id


def dm(slack: StandIn) -> str:
    return slack.workspace.app_dm("UADA").id


def own(slack: StandIn) -> Json:
    place = slack.workspace.app_dm("UADA")
    item = messages.post(slack.workspace, place, slack.workspace.bot_user_id, messages.Content("Hi"))
    return {"channel": place.id, "ts": item.ts}


DOCUMENT = {"type": "markdown", "markdown": "# Hello"}
REPLACE = {"operation": "replace", "document_content": DOCUMENT}


def canvas_in(channel_id: str) -> Json:
    return {"channel_id": channel_id, "document_content": DOCUMENT}


def deleted_canvas(slack: StandIn) -> str:
    args = {"token": slack.bot_token, **canvas_in(channel(slack))}
    made = slack.api.run("canvases.create", args)["canvas_id"]
    slack.delete_canvas(made)
    return str(made)


def pinned(slack: StandIn) -> Json:
    """A message that is pinned."""
    message = own(slack)
    args = {"channel": message["channel"], "timestamp": message["ts"]}
    assert slack.api.run("pins.add", {"token": slack.bot_token, **args})["ok"]
    return args


def foreign(slack: StandIn) -> Json:
    place = slack.workspace.app_dm("UADA")
    return {
        "channel": place.id,
        "ts": messages.post(slack.workspace, place, "UADA", messages.Content("Hi")).ts,
    }


def trigger(slack: StandIn, inside: str | None = None) -> str:
    return views.new_trigger(slack.workspace, "UADA", inside)


def opened(slack: StandIn, **more: Any) -> views.View:
    return views.open_modal(slack.workspace, "UADA", {**MODAL, **more})


def old_trigger(slack: StandIn) -> str:
    given = trigger(slack)
    slack.workspace.triggers[given].born = time.monotonic() - views.TRIGGER_SECONDS - 0.1
    return given


def used_trigger(slack: StandIn) -> str:
    given = trigger(slack)
    views.spend_trigger(slack.workspace, given)
    return given


def tall_stack(slack: StandIn) -> Json:
    root = opened(slack)
    for _ in range(2):
        views.push_modal(slack.workspace, "UADA", dict(MODAL))
    return {"trigger_id": trigger(slack, root.id), "view": MODAL}


def push_args(slack: StandIn, view: Json) -> Json:
    return {"trigger_id": trigger(slack, opened(slack).id), "view": view}


def heavy(view: Json) -> Json:
    text = {"type": "section", "text": {"type": "plain_text", "text": "x" * 2999}}
    return {**view, "blocks": [text] * 100}


def deactivated(slack: StandIn) -> str:
    slack.workspace.users["UELI"].deleted = True
    return "UELI"


def no_home(slack: StandIn) -> Json:
    slack.workspace.home_enabled = False
    return {"user_id": "UADA", "view": HOME}


def published(slack: StandIn) -> Json:
    views.publish(slack.workspace, "UADA", dict(HOME))
    return {"user_id": "UADA", "view": HOME, "hash": "1.old"}


def taken(slack: StandIn, **args: Any) -> Json:
    views.publish(slack.workspace, "UELI", {**HOME, "external_id": "mine"})
    return args


def uploaded(slack: StandIn) -> list[Json]:
    answer = slack.api.run(
        "files.getUploadURLExternal", {"token": slack.bot_token, "filename": "a.txt", "length": 1}
    )
    slack.workspace.files[answer["file_id"]].content = b"a"
    return [{"id": answer["file_id"]}]


def credentials(slack: StandIn, **more: Any) -> Json:
    return {"client_id": slack.workspace.client_id, "client_secret": slack.workspace.client_secret, **more}


def spent_code(slack: StandIn) -> str:
    code = slack.issue_code("UADA")
    slack.api.run("oauth.v2.access", credentials(slack, code=code))
    return code


def where(method: str, **args: Any) -> list[Case]:
    return [
        (method, "channel_not_found", lambda s: {"channel": hidden(s), **args}),
        (method, "not_in_channel", lambda s: {"channel": channel(s, bot=False), **args}),
        (method, "is_archived", lambda s: {"channel": archived(s), **args}),
        (method, "invalid_arguments", lambda s: args),
    ]


def content(method: str, target: Callable[[StandIn], Json]) -> list[Case]:
    long = [{"type": "section", "text": {"type": "plain_text", "text": "x" * 2999}}] * 5
    broken = [{"type": "section"}]
    metadata = {"event_type": "e", "event_payload": {"a": "x" * 9000}}

    def case(code: str, **args: Any) -> Case:
        return method, code, lambda s: {**target(s), **args}

    return [
        case("no_text", text="", blocks=[]),
        case("invalid_blocks", text="x", blocks=broken),
        case("invalid_blocks_format", text="x", blocks="[{"),
        case("msg_blocks_too_long", text="x", blocks=long),
        case("invalid_metadata_format", text="x", metadata={"event_type": "e"}),
        case("metadata_too_large", text="x", metadata=metadata),
        case("too_many_attachments", text="x", attachments=[{"text": "a"}] * 101),
        case("invalid_attachments", text="x", attachments={"text": "a"}),
    ]


def unknown(method: str, **args: Any) -> list[Case]:
    return [
        (method, "channel_not_found", lambda s: {"channel": hidden(s), **args}),
        (method, "invalid_arguments", lambda s: {}),
    ]


def trigger_cases(method: str) -> list[Case]:
    return [
        (method, "expired_trigger_id", lambda s: {"view": MODAL, "trigger_id": old_trigger(s)}),
        (method, "exchanged_trigger_id", lambda s: {"view": MODAL, "trigger_id": used_trigger(s)}),
        (method, "invalid_trigger_id", lambda s: {"view": MODAL, "trigger_id": "1.2.3"}),
    ]


def view_cases(method: str, args: Callable[[StandIn, Json], Json], view: Json) -> list[Case]:
    return [
        (method, "invalid_arguments", lambda s: args(s, {**view, "blocks": []})),
        (method, "view_too_large", lambda s: args(s, heavy(view))),
        (method, "duplicate_external_id", lambda s: taken(s, **args(s, {**view, "external_id": "mine"}))),
    ]


CASES: list[Case] = [
    ("api.test", "whatever_was_asked_for", lambda s: {"error": "whatever_was_asked_for"}),
    (
        "apps.manifest.validate",
        "invalid_manifest",
        lambda s: {"token": s.configuration_token, "manifest": {"display_information": {"name": "x" * 36}}},
    ),
    ("blocks.validate", "invalid_arguments", lambda s: {"blocks": [SECTION], "view": HOME}),
    ("blocks.validate", "invalid_blocks", lambda s: {"blocks": [{"type": "section"}]}),
    ("blocks.validate", "invalid_message", lambda s: {"message": {"blocks": []}}),
    ("blocks.validate", "invalid_view", lambda s: {"view": {**HOME, "blocks": []}}),
    ("bots.info", "bot_not_found", lambda s: {"bot": "B1"}),
    *unknown("chat.delete", ts="1.1"),
    ("chat.delete", "message_not_found", lambda s: {"channel": dm(s), "ts": "1.1"}),
    ("chat.delete", "cant_delete_message", foreign),
    *unknown("chat.getPermalink", message_ts="1.1"),
    ("chat.getPermalink", "message_not_found", lambda s: {"channel": dm(s), "message_ts": "1.1"}),
    *where("chat.postMessage", text="Hi"),
    *content("chat.postMessage", lambda s: {"channel": dm(s)}),
    ("chat.postMessage", "thread_not_found", lambda s: {"channel": dm(s), "text": "x", "thread_ts": "1.1"}),
    *where("chat.postEphemeral", text="Hi", user="UADA"),
    *content("chat.postEphemeral", lambda s: {"channel": dm(s), "user": "UADA"}),
    ("chat.postEphemeral", "user_not_found", lambda s: {"channel": dm(s), "text": "x", "user": "U1"}),
    ("chat.postEphemeral", "user_not_in_channel", lambda s: {"channel": dm(s), "text": "x", "user": "UELI"}),
    (
        "chat.postEphemeral",
        "thread_not_found",
        lambda s: {"channel": dm(s), "text": "x", "user": "UADA", "thread_ts": "1.1"},
    ),
    *unknown("chat.update", ts="1.1"),
    *content("chat.update", own),
    ("chat.update", "message_not_found", lambda s: {"channel": dm(s), "ts": "1.1", "text": "x"}),
    ("chat.update", "cant_update_message", lambda s: {**foreign(s), "text": "x"}),
    ("chat.update", "msg_too_long", lambda s: {**own(s), "text": "x" * 4001}),
    *unknown("conversations.history"),
    ("conversations.history", "not_in_channel", lambda s: {"channel": channel(s, bot=False)}),
    ("conversations.history", "invalid_cursor", lambda s: {"channel": dm(s), "cursor": "x"}),
    ("conversations.history", "invalid_ts_oldest", lambda s: {"channel": dm(s), "oldest": "x"}),
    ("conversations.history", "invalid_ts_latest", lambda s: {"channel": dm(s), "latest": "x"}),
    *unknown("conversations.info"),
    ("conversations.list", "invalid_types", lambda s: {"types": "everything"}),
    ("conversations.list", "invalid_cursor", lambda s: {"cursor": "next:x"}),
    *unknown("conversations.members"),
    ("conversations.members", "invalid_cursor", lambda s: {"channel": dm(s), "cursor": "x"}),
    ("conversations.open", "users_list_not_supplied", lambda s: {}),
    ("conversations.open", "too_many_users", lambda s: {"users": ",".join(f"U{n}" for n in range(9))}),
    ("conversations.open", "user_not_found", lambda s: {"users": "UADA,U1"}),
    ("conversations.open", "user_disabled", lambda s: {"users": f"UADA,{deactivated(s)}"}),
    ("conversations.open", "invalid_user_combination", lambda s: {"users": s.workspace.bot_user_id}),
    ("conversations.open", "channel_not_found", lambda s: {"channel": "C1"}),
    *unknown("conversations.replies", ts="1.1"),
    ("conversations.replies", "not_in_channel", lambda s: {"channel": channel(s, bot=False), "ts": "1.1"}),
    ("conversations.replies", "thread_not_found", lambda s: {"channel": dm(s), "ts": "1.1"}),
    ("conversations.replies", "invalid_cursor", lambda s: {**own(s), "cursor": "x"}),
    ("conversations.replies", "invalid_ts_oldest", lambda s: {**own(s), "oldest": "x"}),
    ("conversations.replies", "invalid_ts_latest", lambda s: {**own(s), "latest": "x"}),
    ("dnd.info", "user_not_found", lambda s: {"user": "U1"}),
    ("files.completeUploadExternal", "file_not_found", lambda s: {"files": [{"id": "F1"}]}),
    ("files.completeUploadExternal", "invalid_arguments", lambda s: {}),
    (
        "files.completeUploadExternal",
        "channel_not_found",
        lambda s: {"files": uploaded(s), "channel_id": hidden(s)},
    ),
    (
        "files.completeUploadExternal",
        "not_in_channel",
        lambda s: {"files": uploaded(s), "channel_id": channel(s, bot=False)},
    ),
    ("files.getUploadURLExternal", "invalid_arguments", lambda s: {"filename": "a.txt", "length": 0}),
    ("files.info", "file_not_found", lambda s: {"file": "F1"}),
    ("files.info", "invalid_arguments", lambda s: {}),
    ("oauth.v2.access", "invalid_client_id", lambda s: {"client_id": "1"}),
    ("oauth.v2.access", "bad_client_secret", lambda s: {"client_id": s.workspace.client_id}),
    ("oauth.v2.access", "invalid_code", lambda s: credentials(s, code="1")),
    ("oauth.v2.access", "code_already_used", lambda s: credentials(s, code=spent_code(s))),
    (
        "oauth.v2.access",
        "bad_redirect_uri",
        lambda s: credentials(s, code=s.issue_code("UADA", "https://a"), redirect_uri="https://b"),
    ),
    ("oauth.v2.access", "invalid_refresh_token", lambda s: credentials(s, grant_type="refresh_token")),
    ("canvases.create", "invalid_arguments", lambda s: {"channel_id": channel(s)}),
    ("canvases.create", "channel_not_found", lambda s: canvas_in(hidden(s))),
    ("canvases.create", "not_in_channel", lambda s: canvas_in(channel(s, bot=False))),
    ("canvases.edit", "canvas_not_found", lambda s: {"canvas_id": "F1", "changes": [REPLACE]}),
    ("canvases.edit", "canvas_deleted", lambda s: {"canvas_id": deleted_canvas(s), "changes": [REPLACE]}),
    ("canvases.edit", "invalid_arguments", lambda s: {"canvas_id": deleted_canvas(s), "changes": []}),
    *unknown("pins.add", timestamp="1.1"),
    ("pins.add", "not_in_channel", lambda s: {"channel": channel(s, bot=False), "timestamp": "1.1"}),
    ("pins.add", "message_not_found", lambda s: {"channel": dm(s), "timestamp": "1.1"}),
    ("pins.add", "already_pinned", pinned),
    ("users.getPresence", "user_not_found", lambda s: {"user": "U1"}),
    ("users.info", "user_not_found", lambda s: {"user": "U1"}),
    ("users.list", "invalid_cursor", lambda s: {"cursor": "x", "limit": 1}),
    ("users.lookupByEmail", "users_not_found", lambda s: {"email": "a@b.c"}),
    ("users.lookupByEmail", "invalid_arguments", lambda s: {}),
    ("users.profile.get", "user_not_found", lambda s: {"user": "U1"}),
    *view_cases("views.open", lambda s, v: {"trigger_id": trigger(s), "view": v}, MODAL),
    *trigger_cases("views.open"),
    *view_cases("views.push", push_args, MODAL),
    *trigger_cases("views.push"),
    ("views.push", "push_limit_reached", tall_stack),
    ("views.push", "not_found", lambda s: {"view": MODAL, "trigger_id": trigger(s)}),
    *view_cases("views.update", lambda s, v: {"view_id": opened(s).id, "view": v}, MODAL),
    ("views.update", "hash_conflict", lambda s: {"view_id": opened(s).id, "view": MODAL, "hash": "1.old"}),
    ("views.update", "not_found", lambda s: {"view_id": "V1", "view": MODAL}),
    *view_cases("views.publish", lambda s, v: {"user_id": "UADA", "view": v}, HOME),
    ("views.publish", "hash_conflict", published),
    ("views.publish", "not_enabled", no_home),
]


@pytest.mark.parametrize(("method", "code", "args"), CASES, ids=[f"{m}-{c}" for m, c, _ in CASES])
async def test_it_refuses_as_slack_does(
    slack: StandIn, method: str, code: str, args: Callable[[StandIn], Json]
) -> None:
    answer = slack.api.run(method, {"token": slack.bot_token, **args(slack)})
    assert (answer["ok"], answer["error"]) == (False, code)


def test_the_coverage_table_is_true() -> None:
    assert set(coverage.METHODS) == set(METHODS)
    claimed = {(method, code) for method, codes in coverage.METHODS.items() for code in codes}
    assert {(method, code) for method, code, _ in CASES} == claimed
    assert set(coverage.EVENTS) >= DEFAULT_EVENTS
    assert set(coverage.UNCHECKED_BLOCKS) == {
        name for name, check in blockkit.BLOCKS.items() if check is blockkit._unchecked
    }
    placed = {*elements.IN_ACTIONS, *elements.IN_INPUT, *elements.IN_SECTION}
    assert placed == set(elements.ELEMENTS)
    assert {b for allowed in blockkit.ALLOWED.values() for b in allowed} <= set(blockkit.BLOCKS)


async def test_common_errors(slack: StandIn, clock: Any) -> None:
    def error(method: str = "auth.test", token: str = slack.bot_token) -> str:
        return str(slack.api.run(method, {"token": token}).get("error"))

    answered = [error("nothing.here"), error(token=""), error(token="xoxb-1"), error(token=slack.app_token)]
    slack.workspace.scopes.discard("users:read")
    answered.append(error("users.list"))
    slack.workspace.token_rotation = True
    code = slack.issue_code("UADA")
    fresh = slack.api.run("oauth.v2.access", credentials(slack, code=code))["access_token"]
    clock.shift(timedelta(hours=12))
    answered.append(error(token=fresh))
    slack.revoke_token()
    answered.append(error())
    slack.revoke_token("account_inactive")
    answered.append(error())
    assert sorted(answered) == sorted(coverage.COMMON_ERRORS)
    assert len(set(answered)) == len(answered)


async def test_missing_scope_says_which(slack: StandIn) -> None:
    slack.workspace.scopes = {"im:write"}
    answer = slack.api.run("conversations.open", {"token": slack.bot_token, "users": "UADA,UELI"})
    assert answer == {"ok": False, "error": "missing_scope", "needed": "mpim:write", "provided": "im:write"}
