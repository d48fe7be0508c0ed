"""What a button or a modal carries comes back as it was sent, or is refused in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kit.carried import Carried, RowId
from bot.kit.errors import UserMessage


class Slot(Carried):
    session: str
    at: datetime
    version: int = 0


@given(st.text(), st.datetimes(timezones=st.just(UTC)), st.integers(0, 10**6))
def test_it_comes_back_as_it_was_sent(session: str, at: datetime, version: int) -> None:
    sent = Slot(session=session, at=at, version=version)
    assert Slot.decode(sent.encode()) == sent


def test_it_is_short_enough_for_a_button() -> None:
    assert len(Slot(session="f" * 32, at=datetime(2026, 11, 28, tzinfo=UTC), version=7).encode()) < 255


@pytest.mark.parametrize(
    "text", ["", "0190f3", '{"id": 4}', "[]", '{"session": "s"', "null", '{"other": "x"}']
)
def test_what_an_older_version_wrote_is_refused_in_words(text: str) -> None:
    with pytest.raises(UserMessage, match="start from App Home"):
        RowId.decode(text)


def test_what_a_later_version_adds_is_passed_over() -> None:
    assert RowId.decode('{"id": "a", "more": 1}') == RowId(id="a")
