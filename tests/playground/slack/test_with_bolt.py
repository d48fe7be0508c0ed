"""A tiny real Bolt app on the stand-in, over signed HTTP and over Socket Mode."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.slack.server import StandIn
from tests.support.person import Person

ASK = {
    "type": "modal",
    "callback_id": "ask",
    "title": {"type": "plain_text", "text": "Ask an expert"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "question",
            "label": {"type": "plain_text", "text": "Your question"},
            "element": {"type": "plain_text_input", "action_id": "text"},
        },
        {
            "type": "input",
            "block_id": "topic",
            "optional": True,
            "label": {"type": "plain_text", "text": "Topic"},
            "element": {"type": "external_select", "action_id": "topic", "min_query_length": 1},
        },
    ],
}


def tiny_app(slack: StandIn, session: aiohttp.ClientSession) -> AsyncApp:
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, session=session)
    app = AsyncApp(client=client, signing_secret=slack.signing_secret)

    @app.command("/ask-expert")
    async def ask(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=ASK)

    @app.command("/hello")
    async def hello(ack: Any) -> None:
        await ack("Good morning")

    @app.options("topic")
    async def topics(ack: Any, payload: dict[str, Any]) -> None:
        text = payload["value"].title()
        await ack(options=[{"text": {"type": "plain_text", "text": text}, "value": text}])

    @app.view("ask")
    async def submitted(ack: Any, view: dict[str, Any], body: dict[str, Any], client: AsyncWebClient) -> None:
        question = view["state"]["values"]["question"]["text"]["value"]
        if "?" not in question:
            await ack(response_action="errors", errors={"question": "Please end with a question mark."})
            return
        await ack()
        button = {"type": "button", "action_id": "help", "text": {"type": "plain_text", "text": "I can help"}}
        await client.chat_postMessage(
            channel="UELI",
            text=f"Ada asks: {question}",
            blocks=[
                {
                    "type": "section",
                    "text": {"type": "mrkdwn", "text": f"<@{body['user']['id']}> asks: {question}"},
                },
                {"type": "actions", "elements": [button]},
            ],
        )

    @app.action("help")
    async def help_(ack: Any, respond: Any, body: dict[str, Any]) -> None:
        await ack()
        await respond(text=f"Thank you, {body['user']['name']}", replace_original=True)

    @app.shortcut("ask_here")
    async def here(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=ASK)

    @app.event("app_home_opened")
    async def home(event: dict[str, Any], client: AsyncWebClient) -> None:
        blocks = [{"type": "header", "text": {"type": "plain_text", "text": "Your asks"}}]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.event("message")
    async def message(event: dict[str, Any], client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel=event["channel"], text=f"You said: {event['text']}")

    return app


@pytest.fixture(params=["http", "socket"])
async def app(request: pytest.FixtureRequest, slack: StandIn) -> AsyncIterator[str]:
    slack.declare_command("/ask-expert")
    slack.declare_command("/hello")
    slack.declare_command("/missing")
    slack.declare_shortcut("global", "Ask an expert", "ask_here")
    async with aiohttp.ClientSession() as session:
        bolt = tiny_app(slack, session)
        if request.param == "http":
            runner = web.AppRunner(bolt.server(port=0).web_app)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            slack.connect_http(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
            yield "http"
            await runner.cleanup()
        else:
            handler = AsyncSocketModeHandler(bolt, slack.app_token)
            handler.client.web_client.base_url = slack.api_url
            slack.connect_socket()
            await handler.connect_async()
            await slack.wait_until(lambda: slack.socket_mode.connections)
            yield "socket"
            await handler.close_async()


async def test_a_whole_little_journey(app: str, slack: StandIn, ada: Person, eli: Person) -> None:
    await ada.command("/ask-expert", "read a trace")
    await ada.fill({"Your question": "How do I read a trace"})
    assert await ada.submit() == {"Your question": "Please end with a question mark."}
    await ada.fill({"Your question": "How do I read a trace?", "Topic": "Tracing"})
    assert await ada.submit() == {}
    assert ada.modal() is None
    offer = await eli.sees("@Ada Lovelace asks: How do I read a trace?")
    assert offer.buttons() == ["I can help"]
    await eli.press("I can help")
    await eli.sees("Thank you, eli")
    assert eli.find("asks:") is None
    assert slack.violations == []


async def test_commands_answer_in_words_or_fail_with_a_notice(app: str, slack: StandIn, ada: Person) -> None:
    await ada.command("/hello")
    assert ada.dm()[-1].text == "Good morning"
    assert ada.dm()[-1].item.ephemeral_to == "UADA"
    ada.tolerant = True
    await ada.command("/nonsense")
    assert ada.notices() == ["/nonsense is not a valid command."]


async def test_home_shortcut_and_messages(app: str, slack: StandIn, ada: Person) -> None:
    assert "Your asks" in (await ada.open_home()).text
    await ada.shortcut("Ask an expert")
    assert (await ada.sees_modal("Ask an expert")).title == "Ask an expert"
    await ada.close()
    await ada.says("Tom & Jerry")
    await ada.sees("You said: Tom & Jerry")
