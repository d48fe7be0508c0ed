"""What people see of a message, written out in plain words, whatever Slack sends."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kit.said import mentioned, words_of, written_out

NAMES = {"U1": "Ada Brandt", "W2": "Eli", "UBOT": ""}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("plain &lt;b&gt; &amp; more", "plain <b> & more"),
        ("<@U1> and <@W2|eli>", "@Ada Brandt and @Eli"),
        ("<@UBOT> who knows?", "who knows?"),
        ("<@U9|mia> or <@U8>", "@mia or @somebody"),
        ("in <#C1|general>, or <#C2>", "in #general, or a channel"),
        ("<https://x.org>", "https://x.org"),
        ("<https://x.org/a|the plan>", "the plan (https://x.org/a)"),
        ("<https://x.org|https://x.org>", "https://x.org"),
        ("<mailto:a@x.org|a@x.org>", "a@x.org"),
        ("<!here> <!channel>", "@here @channel"),
        ("<!subteam^S1|@designers> <!subteam^S2>", "@designers a group"),
        ("<!date^1392734382^{date}|18 Feb 2014>", "18 Feb 2014"),
        ("2 < 3 and a > b", "2 < 3 and a > b"),
    ],
)
def test_codes_are_written_out(text: str, words: str) -> None:
    assert written_out(text, NAMES) == words


def rich(*parts: dict[str, Any], kind: str = "rich_text_section", **more: Any) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": list(parts), **more}]}


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


ITEMS = [{"type": "rich_text_section", "elements": [text(word)]} for word in ("one", "two")]


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"text": "fallback", "blocks": [rich(text("seen <b>"))]}, "seen <b>"),
        ({"blocks": [rich({"type": "user", "user_id": "U1"}, text(" knows"))]}, "@Ada Brandt knows"),
        (
            {"blocks": [rich({"type": "link", "url": "https://x.org", "text": "plan"})]},
            "plan (https://x.org)",
        ),
        ({"blocks": [rich({"type": "emoji", "name": "grinning", "unicode": "1f600"})]}, "\U0001f600"),
        ({"blocks": [rich({"type": "emoji", "name": "our_logo"})]}, ":our_logo:"),
        ({"blocks": [rich({"type": "broadcast", "range": "here"})]}, "@here"),
        ({"blocks": [rich(*ITEMS, kind="rich_text_list", style="ordered")]}, "1. one\n2. two"),
        ({"blocks": [rich(*ITEMS, kind="rich_text_list", style="bullet")]}, "• one\n• two"),
        ({"blocks": [rich(text("a\nb"), kind="rich_text_quote")]}, "> a\n> b"),
        (
            {
                "text": "t",
                "blocks": [
                    {"type": "header", "text": {"type": "plain_text", "text": "Title & <so>"}},
                    {
                        "type": "section",
                        "text": {"type": "mrkdwn", "text": "Hi <@U1>"},
                        "fields": [{"type": "mrkdwn", "text": "A"}],
                    },
                    {"type": "context", "elements": [{"type": "mrkdwn", "text": "small"}]},
                    {"type": "divider"},
                ],
            },
            "Title & <so>\nHi @Ada Brandt\nA\nsmall",
        ),
        (
            {"text": "See", "attachments": [{"title": "Deck", "text": "of <@U1>", "fallback": "no"}]},
            "See\nDeck\nof @Ada Brandt",
        ),
        ({"text": "", "attachments": [{"fallback": "An alert"}]}, "An alert"),
        ({"attachments": [{"fields": [{"title": "Status", "value": "red"}]}]}, "Status: red"),
        (
            {"text": "Look", "files": [{"title": "Plan <2>", "name": "plan.pdf"}, {"name": "b.txt"}]},
            "Look\nPlan <2>\nb.txt",
        ),
        ({"text": "only text", "blocks": [{"type": "actions", "elements": []}]}, "only text"),
        ({}, ""),
        ({"text": None, "blocks": None, "attachments": "x", "files": [None]}, ""),
    ],
)
def test_what_is_seen_counts(message: dict[str, Any], words: str) -> None:
    assert words_of(message, NAMES) == words


def test_whom_a_message_names_is_found_wherever_they_stand() -> None:
    message = {
        "text": "<@U5>",
        "blocks": [rich({"type": "user", "user_id": "U1"})],
        "attachments": [{"text": "<@W2|eli>"}],
    }
    assert mentioned(message) == {"U1", "W2"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["type", "text", "elements", "blocks", "attachments", "files", "fields", "unicode", "url"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=30,
)


@given(st.dictionaries(st.sampled_from(["text", "blocks", "attachments", "files"]), JSON))
def test_whatever_comes_is_read(message: dict[str, Any]) -> None:
    assert isinstance(words_of(message, NAMES), str)
    assert isinstance(mentioned(message), set)
