"""What a person reads from mrkdwn and blocks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.slack.server import StandIn
from bot.playground.slack.user_actions import escaped
from tests.support.visible import Reader, unescaped

NOON = 1_795_435_200  # 2026-11-23 12:00:00 UTC, a Monday


@pytest.fixture
def reader(slack: StandIn) -> Reader:
    return Reader(slack.workspace, slack.workspace.users["UADA"])


@given(st.text())
def test_whatever_is_typed_comes_back_unchanged(text: str) -> None:
    assert unescaped(escaped(text)) == text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("*bold* and _quiet_ and ~gone~ and `code`", "bold and quiet and gone and code"),
        ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
        ("Tom &amp; &lt;Jerry&gt;", "Tom & <Jerry>"),
        ("<@UELI> <@U1> <@U1|who>", "@Eli Novak @U1 who"),
        ("<https://example.org> <https://example.org|here>", "https://example.org here"),
        ("<!here> <!subteam^S1|team>", "@here team"),
    ],
)
def test_mrkdwn(reader: Reader, written: str, read: str) -> None:
    assert reader.mrkdwn(written) == read


@pytest.mark.parametrize(
    ("pattern", "read"),
    [
        ("{date_num} {time}", "2026-11-23 1:00 PM"),
        ("{date}", "November 23, 2026"),
        ("{date_short}", "Nov 23, 2026"),
        ("{date_long}", "Monday, November 23, 2026"),
        ("{date_pretty} {time_secs}", "today 1:00:00 PM"),
        ("{nonsense}", "{nonsense}"),
    ],
)
def test_dates(reader: Reader, pattern: str, read: str) -> None:
    assert reader.mrkdwn(f"<!date^{NOON}^{pattern}|then>") == read


def test_a_date_that_slack_cannot_read_shows_its_fallback(reader: Reader) -> None:
    assert reader.mrkdwn("<!date^soon^{date}|then>") == "then"


def test_near_days_have_names(reader: Reader) -> None:
    day = 86_400
    names = [reader.date(NOON + n * day, "{date_short_pretty}") for n in (-1, 0, 1, 2)]
    assert names == ["yesterday", "today", "tomorrow", "Nov 25, 2026"]


def test_blocks(reader: Reader) -> None:
    option = {"text": {"type": "plain_text", "text": "Yes"}, "value": "y"}
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "Title"}},
        {
            "type": "section",
            "fields": [{"type": "mrkdwn", "text": "*One*"}, {"type": "plain_text", "text": "Two"}],
        },
        {"type": "context", "elements": [{"type": "image", "image_url": "u", "alt_text": "A face"}]},
        {
            "type": "actions",
            "elements": [{"type": "overflow", "action_id": "m", "options": [option, option]}],
        },
        {
            "type": "input",
            "block_id": "b",
            "label": {"type": "plain_text", "text": "Sure?"},
            "element": {"type": "radio_buttons", "action_id": "a", "options": [option]},
        },
        {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}, {"type": "raw_text", "text": "y"}]]},
    ]
    values = {"b": {"a": {"type": "radio_buttons", "selected_option": option}}}
    assert reader.blocks(blocks, values).split("\n") == [
        "Title",
        "One",
        "Two",
        "A face",
        "[… Yes · Yes]",
        "Sure?",
        "(x) Yes",
        "x | y",
    ]
