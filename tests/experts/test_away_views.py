"""App Home says that somebody is taken for away, and how they say that they are not."""

from __future__ import annotations

from datetime import date

from bot.experts import views
from bot.kit.reader import NEUTRAL
from bot.people.queries import Away


def test_whoever_is_away_reads_until_when_and_has_one_button() -> None:
    (block,) = views.away_blocks(NEUTRAL, Away(date(2026, 12, 4)))
    assert "away until Fri 4 Dec." in block["text"]["text"]
    assert block["accessory"]["text"]["text"] == "I’m here"
    (block,) = views.away_blocks(NEUTRAL, Away(None))
    assert "Until it changes" in block["text"]["text"]
    assert views.away_blocks(NEUTRAL, None) == []
