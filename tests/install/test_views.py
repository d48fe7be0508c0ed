"""What the installer is told: what happened, and what to do."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.install import views
from bot.kit.reader import Reader

AT = datetime(2026, 12, 4, 13, 0, tzinfo=UTC)
BERLIN = Reader.of("en-GB", "Europe/Berlin")


def test_the_end_of_access_names_the_time_and_what_to_do() -> None:
    text, blocks = views.access_ends(BERLIN, AT)
    assert "It still works until Fri 4 Dec at 14:00 CET" in text
    assert "allow it once more before then" in text
    assert "*" not in text
    assert "Fri 4 Dec at 14:00" in str(blocks)


def test_whoever_installed_it_hears_since_when_it_was_turned_away() -> None:
    text, blocks = views.let_in_again(BERLIN, AT)
    assert "from Fri 4 Dec at 14:00 CET on" in text
    assert "is being sent" in text
    assert blocks
