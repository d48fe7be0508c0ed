"""Words of people never lie open in the database's file, and never reach a log, whatever the level."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.kit import logs
from tests.journeys.steps import book_first, end_of, start_of, the_session, wrap_up
from tests.support.app import SLIDES, AppUnderTest

CANARY = "Wombat"  # in everything that anybody writes below


@pytest.fixture(autouse=True)
def own_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, ours = root.handlers[:], root.level, logging.getLogger("bot").level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("bot").setLevel(ours)


async def test_no_word_of_anybody_is_readable_at_rest_or_in_the_logs(
    sqlite_url: str, encryption_keys: str, capsys: pytest.CaptureFixture[str]
) -> None:
    app = AppUnderTest(sqlite_url, encryption_keys, "http")
    await app.open()
    logs.configure("DEBUG", "plain", app.settings().secrets())
    try:
        await _a_whole_story(app)
        app.slack.weather.add("chat.postMessage", "error", code="invalid_blocks")
        await app.ask(app.mei, f"{CANARY} again: which of two charts should the board see?")
        held = b"".join(path.read_bytes() for path in _files(sqlite_url))
    finally:
        await app.close()
    held += b"".join(path.read_bytes() for path in _files(sqlite_url))
    assert b"ask_tracker" in held  # it is the right file
    assert CANARY.encode() not in held
    assert CANARY.encode("utf-16-le") not in held
    told = capsys.readouterr().err
    assert CANARY.lower() not in told.lower()
    assert app.slack.bot_token not in told
    assert app.slack.bot_token.encode() not in held


def _files(url: str) -> list[Path]:
    path = Path(url.removeprefix("sqlite:///"))
    return [one for one in path.parent.glob(path.name + "*") if not one.name.endswith(".key")]


async def _a_whole_story(app: AppUnderTest) -> None:
    ada, eli, mei = app.ada, app.eli, app.mei
    words = f"{CANARY} knows"
    for expert in (eli, mei):
        await app.join(expert, SLIDES, skills=words, about=words)
    await app.ask(
        ada,
        f"How do I tell the {CANARY} story to the board on Friday?",
        background=words,
        outcome=words,
    )
    first, second = (eli, mei) if eli.find("Can you help with") else (mei, eli)
    await first.press("Not me")
    await first.fill({"Why not?": words})
    assert await first.submit() == {}
    await first.close()
    await app.settle()
    await second.press("Tell me more")
    await second.fill({"Your question": words})
    assert await second.submit() == {}
    await second.close()
    await app.settle()
    await ada.press("Answer")
    await ada.fill({"Your answer": words})
    assert await ada.submit() == {}
    await app.settle()
    await second.press("I can help")
    await app.settle()
    await book_first(app, ada)
    session = await the_session(app)
    await app.until(start_of(session) + timedelta(seconds=1))
    await app.until(end_of(session) + timedelta(seconds=1))
    await wrap_up(app, ada, **{"What do you take away?": words, "Who does what by when?": words})
    await wrap_up(app, second, **{"Something to read or look at next": words})
    await app.later(hours=23)
    await ada.press("Write a thank-you")
    await ada.fill({"What did you do with it?": words})
    assert await ada.submit() == {}
    await app.settle()
    assert CANARY in second.screen()
