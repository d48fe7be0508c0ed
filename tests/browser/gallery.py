"""A tiny Bolt app that shows every block and element, and remembers what came back from them."""

from __future__ import annotations

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

Json = dict[str, Any]

MANIFEST: Json = {
    "features": {
        "app_home": {"home_tab_enabled": True},
        "slash_commands": [
            {"command": "/gallery", "description": "Show every input", "usage_hint": "[words]"},
            {"command": "/blocks", "description": "Post every block"},
            {"command": "/whisper", "description": "Say something only to you", "usage_hint": "words"},
            {"command": "/broken", "description": "An app that fails"},
        ],
        "shortcuts": [
            {
                "type": "global",
                "name": "Open the gallery",
                "callback_id": "open_gallery",
                "description": "All of it",
            },
            {
                "type": "message",
                "name": "Ask about this",
                "callback_id": "ask_about",
                "description": "Take it along",
            },
        ],
    },
    "oauth_config": {
        "scopes": {"bot": ["commands", "chat:write", "im:write", "mpim:write", "files:write", "users:read"]}
    },
    "settings": {"event_subscriptions": {"bot_events": ["app_home_opened"]}},
}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(value: str, description: str | None = None) -> Json:
    described = {"description": plain(description)} if description else {}
    return {"text": plain(value.title()), "value": value, **described}


COLOURS = [option("red"), option("green", "the colour of go"), option("blue")]
FRUIT = [option(name) for name in ("apple", "banana", "cherry", "damson")]


def field(kind: str, label: str, *, optional: bool = True, dispatch: bool = False, **more: Any) -> Json:
    """An input block whose block_id and action_id are both the element's type."""
    return {
        "type": "input",
        "block_id": kind,
        "label": plain(label),
        "optional": optional,
        "dispatch_action": dispatch,
        "element": {"type": kind.partition("-")[0], "action_id": kind, **more},
    }


def inputs() -> list[Json]:
    """One input block for every element that an input block may hold."""
    grouped = [
        {"label": plain("Warm"), "options": COLOURS[:1]},
        {"label": plain("Cold"), "options": COLOURS[1:]},
    ]
    return [
        field(
            "plain_text_input", "Title", optional=False, max_length=60, placeholder=plain("In a few words")
        ),
        field("plain_text_input-long", "Story", multiline=True, min_length=5),
        field("email_text_input", "Mail"),
        field("url_text_input", "Web address"),
        field("number_input", "Number", is_decimal_allowed=False, min_value="1", max_value="10"),
        field("static_select", "Colour", options=COLOURS),
        field("static_select-grouped", "Colour by warmth", option_groups=grouped),
        field("multi_static_select", "Fruit", options=FRUIT, max_selected_items=3),
        field("external_select", "City", min_query_length=1),
        field("multi_external_select", "Cities", min_query_length=0),
        field("users_select", "Person"),
        field("multi_users_select", "People"),
        field("conversations_select", "Conversation"),
        field("multi_conversations_select", "Conversations"),
        field("channels_select", "Channel"),
        field("multi_channels_select", "Channels"),
        field("datepicker", "Day"),
        field("timepicker", "Time of day", timezone="America/New_York"),
        field("datetimepicker", "Moment"),
        field("checkboxes", "Which of these", options=COLOURS),
        field("radio_buttons", "One of these", options=COLOURS),
        field("rich_text_input", "Rich words"),
        field("file_input", "Files", max_files=2, filetypes=["txt"]),
    ]


def modal() -> Json:
    return {
        "type": "modal",
        "callback_id": "gallery",
        "title": plain("Every input"),
        "submit": plain("Send it"),
        "close": plain("Not now"),
        "notify_on_close": True,
        "blocks": [{"type": "section", "text": mrkdwn("All of Slack's inputs, *one of each*.")}, *inputs()],
    }


def rich_text() -> Json:
    words = [
        {"type": "text", "text": "Rich "},
        {"type": "text", "text": "bold", "style": {"bold": True}},
        {"type": "text", "text": " and code", "style": {"code": True}},
        {"type": "emoji", "name": "tada"},
        {"type": "link", "url": "https://example.com/a?b=1&c=2", "text": " a link"},
        {"type": "date", "timestamp": 1_800_000_000, "format": " {date_long} at {time}", "fallback": "then"},
    ]

    def item(text: str) -> Json:
        return {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}

    return {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": words},
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [item("first point"), item("second point")],
            },
            {"type": "rich_text_list", "style": "ordered", "indent": 1, "elements": [item("nested step")]},
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "quoted words"}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x = 1\ny = 2"}]},
        ],
    }


def cell(text: str) -> Json:
    return {"type": "raw_text", "text": text}


def blocks() -> list[Json]:
    """One of every block that a message may hold, and the elements of actions blocks."""
    confirm = {
        "title": plain("Delete it?"),
        "text": plain("It will be gone."),
        "confirm": plain("Delete"),
        "deny": plain("Keep"),
    }
    when = "<!date^1800000000^{date_num} {time}|some day>"
    return [
        {"type": "header", "text": plain("Everything at once :tada:")},
        {
            "type": "section",
            "block_id": "words",
            "text": mrkdwn(
                "*bold* _italic_ ~gone~ `code` &amp; &lt;b&gt; "
                "<https://example.com|a link> <#C0|general> :wave:\n"
                f"> a quote\nOn {when} snake_case_word 2*3*4\n```let x = '&lt;b&gt;';```"
            ),
            "accessory": {
                "type": "overflow",
                "action_id": "overflow",
                "options": [option("edit"), option("archive", "keeps a copy")],
            },
        },
        {"type": "section", "fields": [mrkdwn("*Time box*\n45 minutes"), mrkdwn("*Needed by*\nFriday")]},
        {
            "type": "actions",
            "block_id": "buttons",
            "elements": [
                {
                    "type": "button",
                    "action_id": "primary",
                    "style": "primary",
                    "text": plain("I can help"),
                    "value": "7",
                },
                {
                    "type": "button",
                    "action_id": "danger",
                    "style": "danger",
                    "text": plain("Delete"),
                    "confirm": confirm,
                },
                {"type": "button", "action_id": "plain", "text": plain("Tell me more")},
                {
                    "type": "button",
                    "action_id": "link",
                    "text": plain("Open a page"),
                    "url": "https://example.com/",
                },
            ],
        },
        {
            "type": "actions",
            "block_id": "choices",
            "elements": [
                {
                    "type": "static_select",
                    "action_id": "colour",
                    "placeholder": plain("Pick a colour"),
                    "options": COLOURS,
                },
                {"type": "users_select", "action_id": "who", "placeholder": plain("Pick a person")},
                {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-03"},
            ],
        },
        {"type": "context", "elements": [mrkdwn("Two people are :eyes: looking"), plain("since Monday")]},
        {"type": "divider"},
        {
            "type": "image",
            "image_url": "https://example.com/cat.png",
            "alt_text": "A cat",
            "title": plain("Cat"),
        },
        rich_text(),
        {
            "type": "markdown",
            "text": "## Plan\n\n1. **Read** the brief\n2. Meet\n\n| Day | Hour |\n|---|---|\n| Mon | 9 |",
        },
        {
            "type": "table",
            "column_settings": [{"align": "left"}, {"align": "right"}],
            "rows": [
                [cell("Topic"), cell("Asks")],
                [cell("Python"), cell("12")],
                [cell("Pricing"), cell("7")],
            ],
        },
    ]


def home() -> Json:
    kept = {
        "type": "input",
        "block_id": "note",
        "label": plain("A note to yourself"),
        "dispatch_action": True,
        "element": {
            "type": "plain_text_input",
            "action_id": "note",
            "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
        },
    }
    button = {"type": "button", "action_id": "open", "style": "primary", "text": plain("Open the gallery")}
    intro = {"type": "section", "text": mrkdwn("Your asks and sessions will be here."), "accessory": button}
    return {
        "type": "home",
        "blocks": [{"type": "header", "text": plain("Welcome")}, intro, {"type": "divider"}, kept],
    }


class Gallery:
    """The app; ``submitted`` and ``actions`` hold what arrived, oldest first; ``next_view`` opens next."""

    def __init__(self, client: AsyncWebClient, signing_secret: str) -> None:
        self.submitted: list[Json] = []
        self.actions: list[Json] = []
        self.next_view: Json | None = None
        self.app = AsyncApp(
            client=client, signing_secret=signing_secret, raise_error_for_unhandled_request=False
        )
        self._commands()
        self._views()
        self._actions()

    def _commands(self) -> None:
        app = self.app

        async def show(ack: Any, body: Json, client: AsyncWebClient) -> None:
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=self.next_view or modal())

        app.command("/gallery")(show)
        app.shortcut("open_gallery")(show)
        app.shortcut("ask_about")(show)
        app.action("open")(show)

        @app.command("/blocks")
        async def post(ack: Any, body: Json, client: AsyncWebClient) -> None:
            await ack()
            await client.chat_postMessage(channel=body["channel_id"], text="Every block", blocks=blocks())

        @app.command("/whisper")
        async def whisper(ack: Any, body: Json) -> None:
            await ack(f"You said: {body['text']}")

        @app.command("/broken")
        async def broken(ack: Any) -> None:
            raise RuntimeError("on purpose")

    def _views(self) -> None:
        app = self.app

        @app.view("gallery")
        async def submitted(ack: Any, view: Json) -> None:
            values = view["state"]["values"]
            title = values.get("plain_text_input", {}).get("plain_text_input", {}).get("value")
            if title == "taken":
                await ack(response_action="errors", errors={"plain_text_input": "That title is taken."})
            elif title == "turn":
                words = {"type": "section", "text": mrkdwn("Is this right?")}
                second = modal() | {"title": plain("One more look"), "blocks": [words, *inputs()]}
                await ack(response_action="update", view=second)
            elif title == "slow":
                await asyncio.sleep(0.8)
                await ack()
            elif title == "push":
                second = modal() | {
                    "title": plain("A second one"),
                    "callback_id": "second",
                    "blocks": inputs()[:1],
                }
                await ack(response_action="push", view=second)
            else:
                self.submitted.append(values)
                await ack()

        @app.view("second")
        async def second(ack: Any) -> None:
            await ack(response_action="clear")

        @app.view_closed("gallery")
        async def closed(ack: Any) -> None:
            await ack()

        @app.event("app_home_opened")
        async def opened(event: Json, client: AsyncWebClient) -> None:
            await client.views_publish(user_id=event["user"], view=home())

        @app.options({"action_id": "external_select"})
        async def city(ack: Any, payload: Json) -> None:
            await ack(
                options=[option(c) for c in ("berlin", "bern", "bremen") if payload["value"].lower() in c]
            )

        @app.options({"action_id": "multi_external_select"})
        async def cities(ack: Any) -> None:
            await ack(options=[option(c) for c in ("accra", "lagos", "nairobi")])

    def _actions(self) -> None:
        app = self.app

        @app.action("plain")
        async def more(ack: Any, body: Json, client: AsyncWebClient) -> None:
            await ack()
            self.actions.append(body["actions"][0])
            text = f"{body['user']['name']} wants to know more"
            await client.chat_update(
                channel=body["channel"]["id"],
                ts=body["message"]["ts"],
                text=text,
                blocks=[
                    {"type": "section", "text": mrkdwn(text)},
                ],
            )

        async def remember(ack: Any, body: Json) -> None:
            await ack()
            self.actions.append(body["actions"][0])

        for action in ("primary", "danger", "link", "overflow", "colour", "who", "day", "note"):
            app.action(action)(remember)
