"""Commands, shortcuts, buttons and response_urls: what is sent to the app and what its answers do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.slack.outcome import SORRY, ImpossibleError
from bot.playground.slack.server import StandIn
from tests.playground.conftest import FakeApp
from tests.support.clock import SettableClock
from tests.support.person import Person


def actions(*elements: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"type": "actions", "block_id": "row", "elements": list(elements)}]


def button(label: str = "I can help", **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": "help", "text": {"type": "plain_text", "text": label}, **more}


def option(name: str) -> dict[str, Any]:
    return {"text": {"type": "plain_text", "text": name, "emoji": True}, "value": name.lower()}


async def post_to(url: str, body: dict[str, Any]) -> int:
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as answer:
        return answer.status


async def test_a_command_is_a_form_with_slacks_fields(slack: StandIn, fake_app: FakeApp, ada: Person) -> None:
    general = slack.add_channel("general")
    await ada.command("/ask-expert", "Tom & <Jerry> @eli", general)
    told = fake_app.last
    assert (told["command"], told["text"]) == ("/ask-expert", "Tom &amp; &lt;Jerry&gt; @eli")
    assert (told["user_id"], told["channel_id"], told["channel_name"]) == ("UADA", general.id, "general")
    assert {"team_id", "response_url", "trigger_id", "api_app_id"} <= set(told)
    slack.declare_command("/mentoring", should_escape=True)
    await ada.command("/mentoring", "thank @eli")
    assert (fake_app.last["text"], fake_app.last["channel_name"]) == ("thank <@UELI|eli>", "directmessage")


async def test_a_command_answered_in_its_ack(
    slack: StandIn, fake_app: FakeApp, ada: Person, eli: Person
) -> None:
    general = slack.add_channel("general", bot=False)
    fake_app.answer = {"text": "Only you", "blocks": actions(button())}
    await ada.command("/ask-expert", "", general)
    assert ada.messages(general)[-1].buttons() == ["I can help"]
    assert eli.messages(general) == []
    fake_app.answer = {"response_type": "in_channel", "text": "All of you"}
    await ada.command("/ask-expert", "", general)
    assert eli.messages(general)[-1].text == "All of you"
    ada.tolerant = True
    fake_app.answer = {"text": "x", "blocks": [{"type": "poem"}]}
    await ada.command("/ask-expert", "", general)
    assert ada.notices() == ["/ask-expert failed with the error “invalid_command_response”"]


async def test_a_pressed_button(client: AsyncWebClient, fake_app: FakeApp, eli: Person) -> None:
    sent = await client.chat_postMessage(
        channel="UELI", text="Offer", blocks=actions(button(value="7", style="primary"))
    )
    await eli.press("I can help")
    told = fake_app.last
    action = told["actions"][0]
    assert (told["type"], action["action_id"], action["value"]) == ("block_actions", "help", "7")
    assert told["container"] == {
        "type": "message",
        "message_ts": sent["ts"],
        "channel_id": sent["channel"],
        "is_ephemeral": False,
    }
    assert told["message"]["text"] == "Offer"
    assert told["user"]["id"] == "UELI"
    assert told["channel"] == {"id": sent["channel"], "name": "directmessage"}
    assert action["action_ts"] > sent["ts"]


async def test_selects_and_menus_in_a_message(client: AsyncWebClient, fake_app: FakeApp, eli: Person) -> None:
    select = {
        "type": "static_select",
        "action_id": "pick",
        "placeholder": {"type": "plain_text", "text": "When"},
        "options": [option("Monday"), option("Tuesday")],
    }
    menu = {"type": "overflow", "action_id": "menu", "options": [option("Pause"), option("Leave")]}
    await client.chat_postMessage(channel="UELI", text="When?", blocks=actions(select, menu))
    await eli.choose("When", "Tuesday")
    assert fake_app.last["actions"][0]["selected_option"] == option("Tuesday")
    assert fake_app.last["state"]["values"]["row"]["pick"]["selected_option"] == option("Tuesday")
    await eli.press("Leave")
    assert fake_app.last["actions"][0]["selected_option"] == option("Leave")
    assert "menu" not in fake_app.last["state"]["values"]["row"]


async def test_two_people_choose_in_one_message_apart(
    client: AsyncWebClient, fake_app: FakeApp, ada: Person, eli: Person
) -> None:
    group = (await client.conversations_open(users="UADA,UELI"))["channel"]["id"]
    radio = {"type": "radio_buttons", "action_id": "slot", "options": [option("Nine"), option("Ten")]}
    await client.chat_postMessage(channel=group, text="Slots", blocks=actions(radio))
    await ada.choose("slot", "Nine")
    await eli.choose("slot", "Ten")
    assert fake_app.last["state"]["values"]["row"]["slot"]["selected_option"] == option("Ten")
    assert fake_app.last["channel"]["name"].startswith("mpdm-")
    assert "(x) Nine" in ada.messages(group)[0].text
    assert "(x) Ten" in eli.messages(group)[0].text


async def test_shortcuts(client: AsyncWebClient, slack: StandIn, fake_app: FakeApp, ada: Person) -> None:
    await ada.shortcut("Ask an expert")
    assert (fake_app.last["type"], fake_app.last["callback_id"]) == ("shortcut", "ask")
    general = slack.add_channel("general")
    said = await ada.says("How do traces work?", general)
    await ada.message_shortcut(general, said.ts, "Ask about this")
    told = fake_app.last
    assert (told["type"], told["message"]["text"]) == ("message_action", "How do traces work?")
    assert (told["message_ts"], told["channel"]["id"]) == (said.ts, general.id)
    with pytest.raises(AssertionError, match="no shortcut"):
        await ada.shortcut("Nothing")


async def test_messages_of_people_are_events(slack: StandIn, fake_app: FakeApp, ada: Person) -> None:
    await ada.says("Hello @eli & co")
    event = fake_app.last["event"]
    assert (event["type"], event["channel_type"], event["text"]) == (
        "message",
        "im",
        "Hello <@UELI> &amp; co",
    )
    heard = len(fake_app.received)
    await ada.says("Not subscribed", slack.add_channel("general"))
    assert len(fake_app.received) == heard
    slack.workspace.events.add("message.channels")
    await ada.says("Subscribed", slack.add_channel("random"))
    assert fake_app.last["event"]["channel_type"] == "channel"


async def test_a_response_url_works_five_times_in_thirty_minutes(
    client: AsyncWebClient, slack: StandIn, clock: SettableClock, fake_app: FakeApp, ada: Person, eli: Person
) -> None:
    general = slack.add_channel("general")
    await ada.command("/ask-expert", "", general)
    url = fake_app.last["response_url"]
    assert await post_to(url, {"text": "Just you"}) == 200
    assert (len(ada.messages(general)), len(eli.messages(general))) == (1, 0)
    assert await post_to(url, {"text": "Everybody", "response_type": "in_channel"}) == 200
    assert eli.messages(general)[-1].text == "Everybody"
    assert await post_to(url, {"delete_original": True}) == 400
    assert await post_to(url, {"text": "x", "blocks": [{"type": "poem"}]}) == 400
    assert await post_to(url, {"text": "five"}) == 200
    assert await post_to(url, {"text": "six"}) == 404
    await ada.command("/ask-expert", "", general)
    clock.shift(timedelta(minutes=31))
    assert await post_to(fake_app.last["response_url"], {"text": "late"}) == 404
    assert await post_to(f"{slack.url}/response/R1/none", {"text": "who"}) == 404


async def test_a_response_url_replaces_and_deletes_where_it_came_from(
    client: AsyncWebClient, slack: StandIn, fake_app: FakeApp, eli: Person
) -> None:
    await client.chat_postMessage(channel="UELI", text="Offer", blocks=actions(button()))
    await eli.press("I can help")
    url = fake_app.last["response_url"]
    assert await post_to(url, {"text": "Thank you", "replace_original": True}) == 200
    assert [m.text for m in eli.dm()] == ["Thank you"]
    assert await post_to(url, {"delete_original": True}) == 200
    assert eli.dm() == []
    general = slack.add_channel("general")
    await client.chat_postEphemeral(channel=general.id, user="UELI", text="Psst", blocks=actions(button()))
    await eli.press("I can help")
    assert "message" not in fake_app.last
    assert fake_app.last["container"]["is_ephemeral"] is True
    assert await post_to(fake_app.last["response_url"], {"text": "Done", "replace_original": True}) == 200
    assert [m.text for m in eli.messages(general)] == ["Done"]


async def test_a_button_of_a_message_that_was_just_shown_anew_counts_while_it_is_still_there(
    client: AsyncWebClient, fake_app: FakeApp, eli: Person
) -> None:
    def offers(*ids: str) -> dict[str, Any]:
        rows = [{"type": "actions", "elements": [button(value=one)]} for one in ids]
        return {"text": "Offers", "blocks": rows}

    sent = await client.chat_postMessage(channel="UELI", **offers("7", "8"))
    before = eli.dm()[-1].as_seen()
    await client.chat_update(channel=sent["channel"], ts=sent["ts"], **offers("9", "7"))
    assert (await eli.press("I can help", in_=before)).ok
    assert fake_app.last["actions"][0]["value"] == "7"
    await client.chat_update(channel=sent["channel"], ts=sent["ts"], **offers("9"))
    with pytest.raises(ImpossibleError, match="element_not_found"):
        await eli.press("I can help", in_=before)


async def test_what_is_gone_cannot_be_pressed(client: AsyncWebClient, fake_app: FakeApp, eli: Person) -> None:
    await client.chat_postMessage(channel="UELI", text="Offer", blocks=actions(button()))
    eli.patience = 0.05
    with pytest.raises(AssertionError, match=r"finds nothing to press called 'Accept'[\s\S]*\[I can help\]"):
        await eli.press("Accept")
    with pytest.raises(AssertionError, match="does not see"):
        await eli.sees("Nonsense")
    assert fake_app.received == []


async def test_a_silent_app_is_shown_to_the_person(
    slack: StandIn, client: AsyncWebClient, ada: Person
) -> None:
    await client.chat_postMessage(channel="UADA", text="Offer", blocks=actions(button()))
    with pytest.raises(AssertionError, match="dispatch_failed"):
        await ada.press("I can help")
    assert ada.notices() == [SORRY]


async def test_the_deactivated_do_nothing(slack: StandIn, fake_app: FakeApp, eli: Person) -> None:
    await slack.deactivate("UELI")
    assert fake_app.last["event"]["type"] == "user_change"
    assert fake_app.last["event"]["user"]["deleted"] is True
    with pytest.raises(Exception, match="user_not_found"):
        await eli.command("/ask-expert")


async def test_dates_are_in_the_readers_zone(client: AsyncWebClient, ada: Person, eli: Person) -> None:
    seconds = 1_795_460_400  # 2026-11-23 19:00 UTC
    text = (
        f"<!date^{seconds}^{{date_short_pretty}} at {{time}}|then> with <@UELI> (<https://x.org|link>) *now*"
    )
    group = (await client.conversations_open(users="UADA,UELI"))["channel"]["id"]
    await client.chat_postMessage(channel=group, text=text)
    assert ada.messages(group)[0].text == "today at 8:00 PM with @Eli Novak (link) now"
    assert eli.messages(group)[0].text == "today at 11:00 AM with @Eli Novak (link) now"
