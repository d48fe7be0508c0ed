"""`pinchpoint verify-live`: what it asks Slack, what it repeats for two real people, and how it ends."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.kit.slack import SlackClients
from bot.playground import verify
from bot.playground.live.asking import Slack, validate_manifest, validate_shown
from bot.playground.live.findings import Part, as_json, as_text, exit_code
from bot.playground.live.shown import Gallery, Shown
from bot.playground.slack.server import StandIn
from bot.playground.slack.traffic import ApiCall
from tests.support.clock import MONDAY
from tests.support.verify_live import EXPERT, MENTEE, sandbox, verified

SECTION = {"type": "section", "text": {"type": "plain_text", "text": "Hello"}}


@pytest.fixture
async def slack() -> AsyncIterator[StandIn]:
    async with sandbox() as stand_in:
        yield stand_in


@pytest.fixture
async def asked(slack: StandIn) -> AsyncIterator[Slack]:
    async with aiohttp.ClientSession() as http:
        client = SlackClients(slack.api_url, http).with_token(slack.bot_token)
        yield Slack(client, pause_seconds=0)


def texts_of(slack: StandIn, user_id: str) -> str:
    """All that stands in the conversations of one person of the sandbox."""
    inside = [one for one in slack.workspace.channels.values() if user_id in one.members]
    return json.dumps([[message.text, message.blocks] for one in inside for message in one.messages])


async def test_the_journey_happens_again_for_two_people_of_the_sandbox(slack: StandIn) -> None:
    walked, shown, manifest, journey = await verified(slack, "--keep", "--scenes")
    assert [one.wrong for one in (walked, shown, manifest, journey)] == [[], [], [], []]
    assert walked.right >= 14  # steps, from the first command to the thank-you
    assert shown.right == len(slack.traffic.calls_of("blocks.validate")) >= 40
    assert manifest.right == 1
    posted = [json.dumps(call.args) for call in slack.traffic.calls_of("chat.postMessage")]
    assert any("offer_help" in one for one in posted)
    assert any("session_wrap_up" in one for one in posted)
    assert "Thank you for helping" in texts_of(slack, EXPERT)
    assert "Lead with the decision" in texts_of(slack, MENTEE)
    assert set(slack.workspace.homes) == {MENTEE, EXPERT}
    assert slack.violations == []
    assert any("views.open" in one for one in journey.left_out)
    assert exit_code([walked, shown, manifest, journey]) == 0


async def test_what_slack_refuses_is_named_with_where_it_lies(asked: Slack) -> None:
    broken = {"type": "modal", "title": {"type": "plain_text", "text": "x" * 25}, "blocks": [SECTION]}
    fine = Shown("message", "a card", {"text": "Hi", "blocks": [SECTION]})
    part = await validate_shown(asked, [fine, Shown("view", "a form", broken)])
    assert part.right == 1
    assert part.wrong == [
        "a form: invalid_view; must be less than 25 characters at /title/text",
    ]
    assert exit_code([part]) == 1


async def test_a_limit_is_waited_for_and_a_slack_that_is_away_is_no_refusal(
    slack: StandIn, asked: Slack
) -> None:
    card = Shown("message", "a card", {"text": "Hi", "blocks": [SECTION]})
    slack.weather.add("blocks.validate", "rate_limited", seconds=1)
    assert (await validate_shown(asked, [card])).right == 1
    await slack.stop()
    part = await validate_shown(asked, [card])
    assert (part.right, part.wrong, part.unreached) == (0, [], True)
    assert "1 of 1" in part.left_out[0]
    assert exit_code([part]) == 3


async def test_the_manifest_needs_a_token_of_whoever_makes_apps(slack: StandIn, asked: Slack) -> None:
    without = await validate_manifest(asked, "{}", None)
    assert (without.right, without.wrong) == (0, [])
    assert without.left_out == ["SLACK_CONFIGURATION_TOKEN is not given"]
    refused = await validate_manifest(asked, "{}", slack.configuration_token)
    assert refused.wrong == ["manifest: invalid_manifest; missing required field: display_information at /"]


def test_of_views_that_differ_in_words_alone_the_longest_is_shown_to_slack() -> None:
    gallery = Gallery()
    for number, name in enumerate(("Ada", "Bartholomew", "Eli")):
        blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": name}}]
        gallery.see(ApiCall(number, MONDAY, "chat.postMessage", {"blocks": json.dumps(blocks)}, {}, 200, 0.0))
    (one,) = gallery.all()
    assert one.payload["blocks"][0]["text"]["text"] == "Bartholomew"


def test_the_report_says_what_was_not_looked_at_and_a_script_can_read_it() -> None:
    parts = [Part("views", 3, ["a form: invalid_view"]), Part("manifest", left_out=["no token"])]
    assert as_text(parts).splitlines() == [
        "views: 3 right, 1 wrong",
        "  wrong: a form: invalid_view",
        "manifest: 0 right, 0 wrong",
        "  not looked at: no token",
    ]
    assert [one["right"] for one in json.loads(as_json(parts))] == [3, 0]


def test_one_person_alone_is_no_journey(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        verify.main(["--mentee", MENTEE])
    assert ended.value.code == 2
    assert "go together" in capsys.readouterr().err
