"""Three hundred hostile texts through everything that leaves the app: none comes alive anywhere."""

from __future__ import annotations

import csv
import io
import itertools
import json
import logging
import re
from typing import Any

import vobject

from bot.asks.rules import private_kinds
from bot.dashboard.rules import Figures, TopicFigures
from bot.dashboard.views import as_csv
from bot.kit.blocks import escape, quote, unescape
from bot.kit.logs import JsonLines, PlainLines
from bot.kit.reader import NEUTRAL
from bot.sessions.views.calendar import ics
from tests.journeys.steps import book_first
from tests.sessions.meetings import NOW, meeting
from tests.support.app import SLIDES, AppUnderTest

LIVE = (
    "<!channel>",
    "<!here>",
    "<!everyone>",
    "<@U0ADMIN>",
    "<#C0GENERAL>",
    "<!subteam^S0ALL>",
    "<https://evil.example|your bank>",
    "<mailto:evil@example.com|write>",
    "<!date^1392734382^{date}|now>",
    "*bold*",
    "_slanted_",
    "~struck~",
    "`code`",
    "```block```",
    "&lt;!channel&gt;",
    "&amp;lt;!here&amp;gt;",
    "\u202eright to left\u202c",
    "\u200bzero\u2060width\ufeff",
    "=HYPERLINK(1)",
    "+SUM(1)",
    "-1+1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\nBEGIN:VEVENT\nEND:VEVENT",
    "\r\nATTENDEE:mailto:evil@example.com",
    ';X-EVIL="1"',
    "\x00\x07\x1b[31m",
    "ERROR bot: all is lost",
    "<script>alert(1)</script>",
)
AROUND = ("{}", "{} and more", "before {}", ">{}", "a\n{}", "({})", '"{}"', "'{}", " {}", "{}{}")
TEXTS = [around.replace("{}", live) for live, around in itertools.product(LIVE, AROUND)]
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_HIDDEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_ENTITY = re.compile(r"<[^>]*>")
_FORMAT = re.compile(r"[*~`]|(?<!\w)_|_(?!\w)")


def test_there_are_three_hundred() -> None:
    assert len(set(TEXTS)) >= 300


def test_no_mention_link_or_format_comes_alive_in_mrkdwn() -> None:
    for text in TEXTS:
        shown = escape(text)
        assert not _ENTITY.search(shown), text
        assert not _FORMAT.search(re.sub(r"https?://[^\s|&]+", "", shown)), text
        assert not _HIDDEN.search(shown), text
        assert re.sub(r"&(amp|lt|gt);", "", shown).count("&") == 0, text
        assert escape(unescape(shown)) == shown  # what it shows is what was written
    assert _ENTITY.search(LIVE[0])
    assert _FORMAT.search(LIVE[9])  # the control: as they were written, they would


def test_quoted_words_are_text_and_nothing_else() -> None:
    for text in TEXTS:
        elements = quote(text)["elements"][0]["elements"]
        assert [one["type"] for one in elements] == ["text"]
        assert not _HIDDEN.search(elements[0]["text"])


def test_no_cell_is_a_formula() -> None:
    topics = [TopicFigures(text, 1, 2, 3) for text in TEXTS]
    written = as_csv(Figures(days=30, people=0, funnel={}, topics=topics)).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(written, newline="")))
    assert len(rows) == 1 + 2 * len(TEXTS)
    assert [cell for row in rows for cell in row if cell.startswith(_FORMULA)] == []
    assert [text for text in TEXTS if text.startswith(_FORMULA)]  # the control


def test_a_calendar_file_has_the_properties_that_it_always_has() -> None:
    def properties(content: bytes) -> dict[str, int]:
        (event,) = vobject.readOne(content.decode()).contents["vevent"]
        return {name: len(found) for name, found in event.contents.items()}

    def file(**how: Any) -> bytes:
        shown = meeting(calendar_place=how.get("place", "Room 4"), **how)
        return ics(NEUTRAL, shown, shown.mentee, NOW)

    usual = properties(file(place="Room 4"))
    for text in TEXTS:
        assert properties(file(mentee=f"Ada {text}", topic=f"Slides {text}", place=f"At {text}")) == usual, (
            text
        )


def test_an_event_is_one_line_of_the_log() -> None:
    for text in TEXTS:
        record = logging.LogRecord("bot", logging.WARNING, "x.py", 1, "workspace %s", (text,), None)
        assert len(re.split("[\r\n]", PlainLines().format(record))) == 1
        assert json.loads(JsonLines().format(record))["level"] == "WARNING"


async def test_nothing_comes_alive_in_what_slack_was_sent(app: AppUnderTest) -> None:
    """A question, a profile and a place of all of them at once, from the first form to a booked session."""
    everything = " ".join(one for one in LIVE if "\x00" not in one)
    await app.join(app.eli, SLIDES, about=everything, skills=everything[:140])
    # The form of a question itself refuses addresses and mentions.
    most = " ".join(one for one in LIVE if "\x00" not in one and not private_kinds(one))
    await app.ask(app.ada, f"How do I say this? {most}", background=most, outcome=most)
    await app.settle()
    await app.eli.press("I can help")
    await app.settle()
    await book_first(app, app.ada)
    await app.ada.open_home()
    await app.eli.open_home()
    sent = [call.args for call in app.slack.traffic.calls]
    told = [text for args in sent for text in mrkdwn_in(args)]
    assert any("all is lost" in json.dumps(args) for args in sent)
    alive = {found for text in told for found in _ENTITY.findall(text)}
    assert alive  # the app's own mentions and links
    assert alive & set(_ENTITY.findall(everything)) == set()


def mrkdwn_in(value: Any) -> list[str]:
    """Return every text that Slack reads as mrkdwn, the fallback of a message included."""
    if isinstance(value, str) and value[:1] in ("[", "{"):
        return mrkdwn_in(json.loads(value))
    if isinstance(value, list):
        return [text for one in value for text in mrkdwn_in(one)]
    if not isinstance(value, dict):
        return []
    own = [value["text"]] if value.get("type") == "mrkdwn" or ("channel" in value and "text" in value) else []
    return [str(one) for one in own] + [text for one in value.values() for text in mrkdwn_in(one)]
