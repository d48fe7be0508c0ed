"""The page about coverage says what the tables say."""

from __future__ import annotations

from bot.playground.slack.coverage_page import PAGE, page


def test_the_page_in_docs_is_what_the_tables_say() -> None:
    assert PAGE.read_text("utf-8") == page(), "write it anew: python -m bot.playground.slack.coverage_page"
