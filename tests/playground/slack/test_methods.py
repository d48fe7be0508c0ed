"""The Web API through Slack's own client: what each method does when all is well."""

from __future__ import annotations

from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.slack.server import StandIn
from tests.support.clock import SettableClock
from tests.support.person import Person


def section(text: str) -> list[dict[str, Any]]:
    return [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]


async def test_who_am_i(client: AsyncWebClient, slack: StandIn) -> None:
    me = await client.auth_test()
    assert (me["user_id"], me["bot_id"], me["team_id"]) == (
        slack.workspace.bot_user_id,
        slack.workspace.bot_id,
        slack.workspace.team_id,
    )
    assert "chat:write" in me.headers["x-oauth-scopes"]
    assert (await client.api_test(foo="bar"))["args"] == {"foo": "bar"}
    assert (await client.team_info())["team"]["name"] == "Playground"
    assert (await client.bots_info(bot=slack.workspace.bot_id))["bot"][
        "user_id"
    ] == slack.workspace.bot_user_id


async def test_forms_json_and_token_parameters_are_all_read(slack: StandIn) -> None:
    body = {"channel": "UADA", "text": "Hi", "blocks": '[{"type":"divider"}]'}
    async with aiohttp.ClientSession() as session:
        url = f"{slack.api_url}chat.postMessage"
        async with session.post(url, data={**body, "token": slack.bot_token}) as answer:
            assert (await answer.json())["ok"]
        bearer = {"Authorization": f"Bearer {slack.bot_token}"}
        async with session.post(
            url, json={**body, "blocks": [{"type": "divider"}]}, headers=bearer
        ) as answer:
            assert (await answer.json())["message"]["blocks"][0]["type"] == "divider"
        async with session.post(f"{slack.api_url}no.such", data={}) as answer:
            assert (answer.status, (await answer.json())["error"]) == (200, "unknown_method")


async def test_people(client: AsyncWebClient, slack: StandIn) -> None:
    ada = (await client.users_info(user="UADA"))["user"]
    assert (ada["tz"], ada["tz_offset"], ada["profile"]["title"]) == ("Europe/Berlin", 3600, "Data analyst")
    assert ada["profile"]["email"] == "ada@example.com"
    assert (await client.users_info(user="UNOOR"))["user"]["is_admin"] is True
    first = await client.users_list(limit=3)
    rest = await client.users_list(limit=3, cursor=first["response_metadata"]["next_cursor"])
    assert [m["name"] for m in [*first["members"], *rest["members"]]] == [
        "pinchpoint",
        "ada",
        "eli",
        "noor",
        "slackbot",
    ]
    assert (await client.users_info(user="USLACKBOT"))["user"]["is_bot"] is False
    assert rest["response_metadata"]["next_cursor"] == ""
    assert (await client.users_profile_get(user="UELI"))["profile"]["real_name"] == "Eli Novak"
    assert (await client.users_getPresence(user="UELI"))["presence"] == "active"
    assert (await client.users_lookupByEmail(email="eli@example.com"))["user"]["id"] == "UELI"
    slack.workspace.users["UELI"].dnd = (100, 200)
    dnd = await client.dnd_info(user="UELI")
    assert (dnd["dnd_enabled"], dnd["next_dnd_start_ts"], dnd["next_dnd_end_ts"]) == (True, 100, 200)


async def test_offsets_follow_the_season(client: AsyncWebClient, clock: SettableClock) -> None:
    clock.instant = clock.instant.replace(month=7)
    assert (await client.users_info(user="UADA"))["user"]["tz_offset"] == 7200


async def test_a_deactivated_person_has_no_zone(client: AsyncWebClient, slack: StandIn) -> None:
    await slack.deactivate("UELI")
    eli = (await client.users_info(user="UELI"))["user"]
    assert eli["deleted"] is True
    assert "tz" not in eli
    assert (await client.chat_postMessage(channel="UELI", text="Hi"))["ok"]


async def test_dms_and_group_dms(client: AsyncWebClient, slack: StandIn) -> None:
    dm = await client.conversations_open(users="UADA")
    assert dm["channel"]["id"] == slack.workspace.app_dm("UADA").id
    group = await client.conversations_open(users=["UADA", "UELI"])
    again = await client.conversations_open(users="UELI,UADA", return_im=True)
    assert (again["channel"]["id"], again["already_open"]) == (group["channel"]["id"], True)
    assert again["channel"]["is_mpim"] is True
    members = await client.conversations_members(channel=group["channel"]["id"])
    assert set(members["members"]) == {slack.workspace.bot_user_id, "UADA", "UELI"}
    info = await client.conversations_info(channel=dm["channel"]["id"], include_num_members=True)
    assert (info["channel"]["user"], info["channel"]["is_im"], info["channel"]["num_members"]) == (
        "UADA",
        True,
        2,
    )
    eight = [slack.add_person(f"p{n}").id for n in range(8)]
    assert (await client.conversations_open(users=eight))["channel"]["id"].startswith("G")


async def test_lists_only_what_the_bot_can_see(client: AsyncWebClient, slack: StandIn) -> None:
    slack.add_channel("general")
    slack.add_channel("secret", ["UADA"], private=True, bot=False)
    slack.add_channel("staff", ["UADA"], private=True)
    rows = await client.conversations_list(types="public_channel,private_channel")
    assert [c["name"] for c in rows["channels"]] == ["general", "staff"]


async def test_post_update_delete(client: AsyncWebClient, ada: Person) -> None:
    posted = await client.chat_postMessage(channel="UADA", text="One", blocks=section("*One*"))
    assert ada.dm()[-1].text == "One"
    assert posted["message"]["blocks"][0]["block_id"]
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    await client.chat_update(**where, text="Two", blocks=section("Two"))
    assert ada.dm()[-1].text == "Two"
    assert (await client.conversations_history(channel=posted["channel"]))["messages"][0]["edited"]
    link = await client.chat_getPermalink(channel=posted["channel"], message_ts=posted["ts"])
    assert link["permalink"].endswith(f"/{posted['channel']}/p{posted['ts'].replace('.', '')}")
    await client.chat_delete(**where)
    assert ada.dm() == []


async def test_an_update_keeps_the_blocks_it_does_not_name(client: AsyncWebClient, ada: Person) -> None:
    posted = await client.chat_postMessage(channel="UADA", text="One", blocks=section("Blocks"))
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    await client.chat_update(**where, text="Two")
    assert ada.dm()[-1].text == "Blocks"
    await client.chat_update(**where, text="Two", blocks=[])
    assert ada.dm()[-1].text == "Two"


async def test_timestamps_rise_though_the_clock_stands(client: AsyncWebClient, clock: SettableClock) -> None:
    stamps = [(await client.chat_postMessage(channel="UADA", text=str(n)))["ts"] for n in range(5)]
    assert stamps == sorted(set(stamps))
    assert all(s.startswith(f"{int(clock.now().timestamp())}.") for s in stamps)


async def test_metadata_is_kept_and_shown_on_demand(client: AsyncWebClient) -> None:
    metadata = {"event_type": "offer", "event_payload": {"id": 7}}
    posted = await client.chat_postMessage(channel="UADA", text="One", metadata=metadata)
    without = await client.conversations_history(channel=posted["channel"])
    full = await client.conversations_history(channel=posted["channel"], include_all_metadata=True)
    assert "metadata" not in without["messages"][0]
    assert full["messages"][0]["metadata"] == metadata


async def test_history_pages_newest_first_and_threads(
    client: AsyncWebClient, slack: StandIn, ada: Person
) -> None:
    place = slack.add_channel("general").id
    stamps = [(await client.chat_postMessage(channel=place, text=str(n)))["ts"] for n in range(3)]
    await client.chat_postMessage(channel=place, text="reply", thread_ts=stamps[0])
    page = await client.conversations_history(channel=place, limit=2)
    assert [m["text"] for m in page["messages"]] == ["2", "1"]
    rest = await client.conversations_history(channel=place, cursor=page["response_metadata"]["next_cursor"])
    assert [(m["text"], m["reply_count"]) for m in rest["messages"]] == [("0", 1)]
    thread = await client.conversations_replies(channel=place, ts=stamps[0])
    assert [m["text"] for m in thread["messages"]] == ["0", "reply"]
    newer = await client.conversations_history(channel=place, oldest=stamps[1])
    assert [m["text"] for m in newer["messages"]] == ["2"]


async def test_an_ephemeral_message_is_for_one(
    client: AsyncWebClient, slack: StandIn, ada: Person, eli: Person
) -> None:
    place = slack.add_channel("general").id
    await client.chat_postEphemeral(channel=place, user="UADA", text="Psst")
    assert [m.text for m in ada.messages(place)] == ["Psst"]
    assert eli.messages(place) == []
    assert (await client.conversations_history(channel=place))["messages"] == []


async def test_long_texts(client: AsyncWebClient, slack: StandIn) -> None:
    posted = await client.chat_postMessage(channel="UADA", text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000
    assert "text of 40001 characters" in slack.violations[0]


async def test_a_message_without_words_for_screen_readers_is_a_violation(
    client: AsyncWebClient, slack: StandIn
) -> None:
    await client.chat_postMessage(channel="UADA", blocks=section("x"), text="")
    assert slack.violations == ["chat.postMessage: no top-level text for notifications and screen readers"]


async def test_files_by_the_sdk(client: AsyncWebClient, slack: StandIn, ada: Person, eli: Person) -> None:
    place = (await client.conversations_open(users="UADA,UELI"))["channel"]["id"]
    await client.files_upload_v2(
        channel=place, filename="meeting.ics", content="BEGIN:VCALENDAR", initial_comment="The invitation"
    )
    assert eli.messages(place)[-1].text == "The invitation\nmeeting.ics"
    file = (await client.conversations_history(channel=place))["messages"][0]["files"][0]
    assert (file["mimetype"], file["size"]) == ("text/calendar", 15)
    async with aiohttp.ClientSession() as session:
        async with session.get(file["url_private"]) as answer:
            assert answer.status == 404
        bearer = {"Authorization": f"Bearer {slack.bot_token}"}
        async with session.get(file["url_private"], headers=bearer) as answer:
            assert await answer.read() == b"BEGIN:VCALENDAR"
            assert answer.headers["Content-Disposition"] == "attachment"


async def test_the_code_grant_and_rotation(client: AsyncWebClient, slack: StandIn) -> None:
    slack.workspace.token_rotation = True
    keys = {"client_id": slack.workspace.client_id, "client_secret": slack.workspace.client_secret}
    first = await client.oauth_v2_access(**keys, code=slack.issue_code("UNOOR"))
    assert (first["authed_user"]["id"], first["expires_in"]) == ("UNOOR", 43200)
    assert first["access_token"].startswith("xoxe.xoxb-")
    second = await client.oauth_v2_access(
        **keys, grant_type="refresh_token", refresh_token=first["refresh_token"]
    )
    assert (await client.auth_test(token=second["access_token"]))["ok"]
    assert (await client.auth_revoke(token=second["access_token"]))["revoked"] is True
    assert (await client.auth_test(token=first["access_token"]))["ok"]
    log = slack.traffic.calls_of("oauth.v2.access")[0].args
    assert (log["client_secret"], log["code"]) == ("…", "…")
